"""Migrating a store; several processes that start at once do it once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from engine.store.migrations.config import VERSION_TABLE, alembic_config
from engine.store.uow import Store

_LOCK = 0x6775616E  # an advisory lock nobody else takes
_LOCK_TIMEOUT = "4s"  # a migration that waits for a table blocks everybody behind it: give up first


def migrate(store: Store, *, import_all: Callable[[], object], versions: Path | None = None) -> str | None:
    """Bring the store to the newest revision and return it (None: there is none yet).

    `import_all` imports every module that declares tables; only the composition root knows them. Raises Busy if
    a running release holds a table for too long: nothing has changed then.
    """
    import_all()
    with _alone(store) as connection:
        command.upgrade(alembic_config(connection=connection, versions=versions), "head")
        return _revision(connection)


def current(store: Store) -> str | None:
    """The revision the store is at; None if it was never migrated."""
    with store.read() as connection:
        return _revision(connection)


def head(versions: Path | None = None) -> str | None:
    """The newest revision of this release; None if there is none yet."""
    return ScriptDirectory.from_config(alembic_config(versions=versions)).get_current_head()


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(
        connection, opts={"version_table": VERSION_TABLE}
    ).get_current_revision()


@contextmanager
def _alone(store: Store) -> Iterator[Connection]:
    with store.schema_change() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
            connection.execute(text(f"SET LOCAL lock_timeout = '{_LOCK_TIMEOUT}'"))
        yield connection
        _check_references(connection)


def _check_references(connection: Connection) -> None:
    """SQLite looks at foreign keys only when told to, after tables were rebuilt."""
    if connection.dialect.name != "sqlite":
        return
    broken = connection.execute(text("PRAGMA foreign_key_check")).first()
    if broken is not None:
        raise IntegrityError(
            "foreign_key_check", tuple(broken), ValueError(f"rows of {broken[0]} point nowhere")
        )
