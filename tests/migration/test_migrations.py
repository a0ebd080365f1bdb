from __future__ import annotations

import importlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import IntegrityError

from engine.errors import Busy
from engine.store.metadata import metadata
from engine.store.migrations import current, head, migrate
from engine.store.migrations.config import VERSION_TABLE, context_options
from engine.store.migrations.revision import write_revision
from engine.store.uow import Store


def nothing() -> None:
    """The tables are imported already."""


@pytest.fixture
def versions(tmp_path: Path) -> Path:
    folder = tmp_path / "versions"
    folder.mkdir()
    return folder


@pytest.fixture
def empty(empty_database: str) -> Iterator[Store]:
    store = Store(empty_database)
    yield store
    store.close()


@pytest.fixture
def all_tables() -> None:
    """The tables of every folder, not only those that this test run has imported."""
    if head() is None:
        pytest.skip("the first revision is written when the first release is")
    importlib.import_module("app")


@pytest.fixture
def fresh(empty: Store, request: pytest.FixtureRequest) -> Store:
    """A store of the same kind whose tables were made by `create`."""
    store: Store = request.getfixturevalue(f"{empty.dialect}_store")
    return store


def schema(connection: Connection) -> dict[str, Any]:
    """Everything the database knows of its tables, ready to be compared."""
    look = inspect(connection)
    return {
        table: {
            "columns": {column["name"]: described(column) for column in look.get_columns(table)},
            "primary key": look.get_pk_constraint(table),
            "foreign keys": ordered(look.get_foreign_keys(table)),
            "unique": ordered(look.get_unique_constraints(table)),
            "indexes": ordered(look.get_indexes(table)),
            "checks": ordered(look.get_check_constraints(table)),
        }
        for table in look.get_table_names()
        if table != VERSION_TABLE
    }


def described(column: Any) -> dict[str, Any]:
    return {key: str(value) for key, value in column.items() if key != "comment"}


def ordered(found: Any) -> list[str]:
    return sorted(plain(one) for one in found)


def plain(value: Any) -> str:
    """Parts of SQL as their text: their own form shows an address."""
    if isinstance(value, dict):
        return str(sorted((key, plain(part)) for key, part in value.items()))
    return str(value)


def test_a_revision_made_from_the_tables_gives_the_fresh_schema(
    empty: Store, fresh: Store, versions: Path
) -> None:
    written = write_revision("first", import_all=nothing, versions=versions)
    assert written is not None
    assert migrate(empty, import_all=nothing, versions=versions) == "0001" == current(empty)
    with empty.read() as migrated, fresh.read() as made:
        assert schema(migrated) == schema(made)
        assert compare_metadata(MigrationContext.configure(migrated, opts=options(migrated)), metadata) == []


def options(connection: Connection) -> dict[str, Any]:
    return {key: value for key, value in context_options(connection).items() if key != "connection"}


def test_the_released_revisions_give_the_fresh_schema(all_tables: None, empty: Store, fresh: Store) -> None:
    assert migrate(empty, import_all=nothing) == head()
    with empty.read() as migrated, fresh.read() as made:
        assert schema(migrated) == schema(made)


def test_no_revision_is_written_when_nothing_changed(versions: Path) -> None:
    write_revision("first", import_all=nothing, versions=versions)
    assert write_revision("second", import_all=nothing, versions=versions) is None
    assert [file.name for file in versions.glob("*.py")] == [
        file.name for file in versions.glob("*_first.py")
    ]


def test_migrating_twice_changes_nothing(empty: Store, versions: Path) -> None:
    write_revision("first", import_all=nothing, versions=versions)
    migrate(empty, import_all=nothing, versions=versions)
    assert migrate(empty, import_all=nothing, versions=versions) == "0001"


def test_processes_that_start_at_once_migrate_once(empty: Store, versions: Path) -> None:
    write_revision("first", import_all=nothing, versions=versions)
    stores = [Store(empty.database) for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        results = pool.map(lambda store: migrate(store, import_all=nothing, versions=versions), stores)
        assert list(results) == ["0001"] * 3
    for store in stores:
        store.close()


SECOND = '''
from alembic import op
revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("engine_file"{rebuild}) as table:
        {change}


def downgrade() -> None:
    """Not needed here."""
'''


def second(versions: Path, change: str, rebuild: str = "") -> None:
    (versions / "0002_second.py").write_text(SECOND.format(change=change, rebuild=rebuild))


def with_a_file(store: Store, versions: Path) -> None:
    write_revision("first", import_all=nothing, versions=versions)
    migrate(store, import_all=nothing, versions=versions)
    with store.begin(by=None, action="test") as tx:
        tx.connection.execute(text("INSERT INTO engine_file VALUES (1, 'text/plain', 1, '', 0, NULL)"))
        tx.connection.execute(text("INSERT INTO engine_file_chunk VALUES (1, 0, '')"))


def test_rebuilding_a_table_keeps_the_rows_that_refer_to_it(empty: Store, versions: Path) -> None:
    with_a_file(empty, versions)
    second(versions, 'table.drop_column("by")', ', recreate="always"' if empty.dialect == "sqlite" else "")
    assert migrate(empty, import_all=nothing, versions=versions) == "0002"
    with empty.read() as connection:
        assert connection.scalar(text("SELECT count(*) FROM engine_file_chunk")) == 1


def test_a_migration_that_fails_leaves_the_store_as_it_was(empty: Store, versions: Path) -> None:
    with_a_file(empty, versions)
    second(versions, 'table.drop_column("by"); 1 // 0')
    with pytest.raises(ZeroDivisionError):
        migrate(empty, import_all=nothing, versions=versions)
    assert current(empty) == "0001"
    with empty.read() as connection:
        assert "by" in {column["name"] for column in inspect(connection).get_columns("engine_file")}


def test_a_migration_that_breaks_references_is_undone(tmp_path: Path, versions: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'store.db'}")
    with_a_file(store, versions)
    second(versions, 'op.execute("DELETE FROM engine_file")')
    with pytest.raises(IntegrityError, match="engine_file_chunk"):
        migrate(store, import_all=nothing, versions=versions)
    assert current(store) == "0001"
    with pytest.raises(IntegrityError), store.begin(by=None, action="test") as tx:
        tx.connection.execute(text("INSERT INTO engine_file_chunk VALUES (7, 0, '')"))
    store.close()


@pytest.mark.postgres
def test_a_table_in_use_makes_the_migration_give_up(
    postgresql_store: Store, versions: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from engine.store.migrations import run

    monkeypatch.setattr(run, "_LOCK_TIMEOUT", "50ms")
    (versions / "0001_first.py").write_text(
        SECOND.format(change='table.drop_column("by")', rebuild="")
        .replace("0002", "0001")
        .replace('down_revision = "0001"', "down_revision = None")
    )
    with postgresql_store.begin(by=None, action="work") as tx:
        tx.connection.execute(text("SELECT * FROM engine_file"))
        with pytest.raises(Busy):
            migrate(postgresql_store, import_all=nothing, versions=versions)
    assert current(postgresql_store) is None
