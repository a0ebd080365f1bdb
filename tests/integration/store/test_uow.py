from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event, func, insert, select, text
from sqlalchemy.exc import DBAPIError

from engine.errors import Busy, StorageFull, Unavailable
from engine.store.schema.audit import audit_head
from engine.store.uow import Store, Transaction

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def write(tx: Transaction, root: int) -> None:
    tx.connection.execute(insert(audit_head).values(root=root, seq=0, hash=b""))


def write_and_fail(tx: Transaction, root: int, callback: Callable[[], None] | None = None) -> None:
    write(tx, root)
    if callback is not None:
        tx.after_commit(callback)
    raise ZeroDivisionError


def publish_and_fail(tx: Transaction, fact: object) -> None:
    tx.publish(fact)
    raise ZeroDivisionError


def roots(store: Store) -> list[int]:
    with store.read() as connection:
        return list(connection.scalars(select(audit_head.c.root).order_by(audit_head.c.root)))


def begin_and_write(store: Store, root: int) -> None:
    with store.begin(by=None, action="write") as tx:
        write(tx, root)


def test_a_command_is_durable_when_it_ends(store: Store) -> None:
    begin_and_write(store, 1)
    assert roots(store) == [1]


def test_an_error_undoes_the_whole_command(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.begin(by=None, action="write") as tx:
        write_and_fail(tx, 1)
    assert roots(store) == []
    begin_and_write(store, 2)
    assert roots(store) == [2]


def test_an_error_in_a_savepoint_undoes_only_that(store: Store) -> None:
    ran: list[str] = []
    with store.begin(by=None, action="write") as tx:
        write(tx, 1)
        tx.after_commit(lambda: ran.append("outer"))
        with pytest.raises(ZeroDivisionError), tx.savepoint():
            write_and_fail(tx, 2, lambda: ran.append("inner"))
        with tx.savepoint():
            write(tx, 3)
    assert roots(store) == [1, 3]
    assert ran == ["outer"]


def test_callbacks_run_after_the_commit_and_not_after_a_rollback(store: Store) -> None:
    seen: list[list[int]] = []
    with store.begin(by=None, action="write") as tx:
        tx.after_commit(lambda: seen.append(roots(store)))
        write(tx, 1)
    with pytest.raises(ZeroDivisionError), store.begin(by=None, action="write") as tx:
        write_and_fail(tx, 2, lambda: seen.append([]))
    assert seen == [[1]]


def test_a_fact_is_heard_inside_the_transaction(store: Store) -> None:
    @dataclass(frozen=True, kw_only=True)
    class Happened:
        root: int

    store.facts.subscribe(Happened, lambda fact, tx: write(tx, fact.root))
    with pytest.raises(ZeroDivisionError), store.begin(by=None, action="tell") as tx:
        publish_and_fail(tx, Happened(root=1))
    assert roots(store) == []
    with store.begin(by=None, action="tell") as tx:
        tx.publish(Happened(root=1))
    assert roots(store) == [1]


def test_queries_cannot_write(store: Store) -> None:
    with pytest.raises(DBAPIError), store.read() as connection:
        connection.execute(insert(audit_head).values(root=1, seq=0, hash=b""))
    begin_and_write(store, 2)
    assert roots(store) == [2]


def test_a_snapshot_does_not_see_what_is_committed_meanwhile(store: Store) -> None:
    with store.snapshot() as connection:
        count = select(func.count()).select_from(audit_head)
        before = connection.scalar(count)
        begin_and_write(store, 1)
        assert connection.scalar(count) == before == 0
    assert roots(store) == [1]


def test_a_query_is_not_blocked_by_a_running_command(store: Store) -> None:
    with store.begin(by=None, action="write") as tx:
        write(tx, 1)
        assert roots(store) == []
    assert roots(store) == [1]


def test_a_manual_clock_gives_the_moment(store: Store) -> None:
    with store.begin(by=None, action="look") as tx:
        assert tx.knows_now
        assert tx.now == datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def test_without_one_it_comes_from_the_clock_of_the_database(postgresql_store: Store) -> None:
    store = Store(postgresql_store.database)
    with store.begin(by=None, action="look") as tx:
        assert not tx.knows_now
        now = tx.now
        later = tx.connection.scalar(text("SELECT clock_timestamp()"))
        assert tx.now == now
    store.close()
    assert timedelta(0) <= later - now < timedelta(seconds=5)


def test_the_hot_path_may_bring_the_moment_along(postgresql_store: Store) -> None:
    store = Store(postgresql_store.database)
    moment = datetime(2026, 5, 1, tzinfo=UTC)
    with store.begin(by=None, action="look") as tx:
        tx.now = moment
        assert tx.now == moment
    store.close()


def test_isolation_and_lock_timeout_are_those_of_the_protocol(postgresql_store: Store) -> None:
    with postgresql_store.begin(by=None, action="look") as tx:
        assert tx.connection.scalar(text("SHOW transaction_isolation")) == "read committed"
        assert tx.connection.scalar(text("SHOW lock_timeout")) == "10s"
        assert tx.connection.scalar(text("SHOW TimeZone")) == "UTC"


def test_sqlite_is_set_up_for_durability(sqlite_store: Store) -> None:
    with sqlite_store.begin(by=None, action="look") as tx:
        pragmas = {
            name: tx.connection.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30000}


def test_many_may_open_a_new_file_at_once(tmp_path: Path) -> None:
    together = Barrier(6)

    def open_new_files(_: int) -> set[str]:
        modes = set()
        for number in range(40):
            store = Store(f"sqlite:///{tmp_path}/{number}.db")
            together.wait(5)
            with store.read() as connection:
                modes.add(str(connection.scalar(text("PRAGMA journal_mode"))))
            store.close()
        return modes

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(open_new_files, range(6))) == [{"wal"}] * 6


def test_a_held_write_lock_is_busy_on_sqlite(sqlite_store: Store) -> None:
    impatient = Store(sqlite_store.database)
    event.listen(impatient.engine, "connect", lambda c, _: c.execute("PRAGMA busy_timeout=20"))
    with sqlite_store.begin(by=None, action="hold"), pytest.raises(Busy):
        begin_and_write(impatient, 1)
    begin_and_write(impatient, 1)
    impatient.close()


def test_a_held_row_lock_is_busy_on_postgresql(postgresql_store: Store) -> None:
    store = postgresql_store
    begin_and_write(store, 1)
    lock = text("SELECT 1 FROM engine_audit_head WHERE root = 1 FOR NO KEY UPDATE")

    def impatient() -> None:
        with store.begin(by=None, action="wait") as tx:
            tx.connection.execute(text("SET LOCAL lock_timeout = '20ms'"))
            tx.connection.execute(lock)

    with store.begin(by=None, action="hold") as tx:
        tx.connection.execute(lock)
        with pytest.raises(Busy):
            impatient()
    impatient()


def fill(tx: Transaction) -> None:
    for root in range(2000):
        write(tx, root)


def test_a_full_storage_saves_nothing_and_works_again_once_freed(sqlite_store: Store) -> None:
    store = sqlite_store
    with store.begin(by=None, action="limit") as tx:
        pages = tx.connection.scalar(text("PRAGMA page_count"))
        tx.connection.execute(text(f"PRAGMA max_page_count={pages}"))
    with pytest.raises(StorageFull), store.begin(by=None, action="fill") as tx:
        fill(tx)
    assert roots(store) == []
    with store.begin(by=None, action="limit") as tx:
        tx.connection.execute(text("PRAGMA max_page_count=1000000"))
    begin_and_write(store, 1)
    assert roots(store) == [1]


def test_a_full_disk_is_named_on_postgresql(postgresql_store: Store) -> None:
    full = text("DO $$ BEGIN RAISE EXCEPTION 'no space left' USING ERRCODE = '53100'; END $$")
    with pytest.raises(StorageFull), postgresql_store.begin(by=None, action="fill") as tx:
        tx.connection.execute(full)


@pytest.mark.parametrize("by_driver", [False, True])
def test_a_lost_connection_is_unavailable_and_the_next_command_works(
    postgresql_store: Store, by_driver: bool
) -> None:
    store = postgresql_store

    def cut() -> None:
        with store.begin(by=None, action="cut") as tx:
            cut_pid = tx.driver.info.backend_pid
            killer = Thread(target=kill, args=(store.database, cut_pid))
            killer.start()
            killer.join()
            if by_driver:
                tx.driver.execute("SELECT 1")
            write(tx, 1)

    with pytest.raises(Unavailable) as caught:
        cut()
    assert caught.value.retry_after == 5
    assert caught.value.status == 503
    begin_and_write(store, 2)
    assert roots(store) == [2]


def kill(database: str, pid: int) -> None:
    other = Store(database)
    with other.begin(by=None, action="kill") as tx:
        tx.connection.execute(text("SELECT pg_terminate_backend(CAST(:pid AS int), 5000)"), {"pid": pid})
    other.close()


def test_a_server_that_is_away_is_unavailable(tmp_path: Path) -> None:
    store = Store(f"postgresql://nobody@/nothing?host={tmp_path}")
    with pytest.raises(Unavailable), store.read() as connection:
        connection.execute(text("SELECT 1"))
    store.close()


def test_a_file_that_cannot_be_opened_is_unavailable(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'no_such_folder' / 'store.db'}")
    with pytest.raises(Unavailable):
        begin_and_write(store, 1)
    store.close()


def test_a_fault_of_our_own_stays_visible(store: Store) -> None:
    begin_and_write(store, 1)
    with pytest.raises(DBAPIError):
        begin_and_write(store, 1)
    assert roots(store) == [1]
