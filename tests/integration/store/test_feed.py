from __future__ import annotations

import random
from threading import Event as Signal
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.errors import Invalid
from engine.store.feed import end_of_feed, read_feed, rebase_feed
from engine.store.uow import Store

if TYPE_CHECKING:
    from engine.audit import Event

ROOT = 1 << 40


def append(store: Store, root: int, count: int = 1) -> list[int]:
    with store.begin(by=None, action="test") as tx:
        return [tx.audit(1, root=root) for _ in range(count)]


def follow(store: Store, cursor: str | None, limit: int = 3) -> tuple[list[int], str]:
    """Read on until nothing more comes."""
    seen: list[Event] = []
    while True:
        with store.read() as connection:
            events, cursor = read_feed(connection, cursor, limit)
        if not events:
            return [event.id for event in seen], cursor
        seen += events


def test_a_follower_reads_everything_once_page_by_page(store: Store) -> None:
    written = [event for root in range(4) for event in append(store, ROOT + root, 2)]
    seen, cursor = follow(store, None)
    assert seen == written
    assert follow(store, cursor) == ([], cursor)


def test_a_new_follower_may_start_at_the_end(store: Store) -> None:
    with store.read() as connection:
        assert end_of_feed(connection) == "0.0"
    append(store, ROOT)
    with store.read() as connection:
        cursor = end_of_feed(connection)
    later = append(store, ROOT)
    assert follow(store, cursor)[0] == later


@pytest.mark.parametrize("cursor", ["", "7", "a.b", "1.2.3", "-1.2", "1.9999999999999999999", "²."])
def test_it_refuses_what_is_no_cursor(sqlite_store: Store, cursor: str) -> None:
    if cursor:
        with sqlite_store.read() as connection, pytest.raises(Invalid):
            read_feed(connection, cursor)
    else:
        assert follow(sqlite_store, cursor) == ([], "0.0")


def test_a_command_that_commits_late_is_not_skipped(postgresql_store: Store) -> None:
    store = postgresql_store
    appended, go_on = Signal(), Signal()
    slow: list[int] = []

    def commit_late() -> None:
        with store.begin(by=None, action="slow") as tx:
            slow.append(tx.audit(1, root=ROOT))
            tx.trail.flush()
            appended.set()
            go_on.wait(20)

    thread = Thread(target=commit_late)
    thread.start()
    appended.wait(20)
    fast = append(store, ROOT + 1)
    early, cursor = follow(store, None)
    go_on.set()
    thread.join()
    late, _ = follow(store, cursor)
    assert early == []  # the fast command has committed, but the slow one before it is still running
    assert late == slow + fast


def test_followers_of_concurrent_writers_miss_nothing_and_see_nothing_twice(store: Store) -> None:
    written: list[int] = []
    done = Signal()

    def write(number: int) -> None:
        shuffle = random.Random(number)
        for step in range(15):
            written.extend(append(store, ROOT + number * 100 + step, shuffle.randint(1, 4)))

    seen: list[int] = []

    def read_along() -> None:
        cursor: str | None = None
        while True:
            last = done.is_set()
            found, cursor = follow(store, cursor)
            seen.extend(found)
            if last:
                return

    writers = [Thread(target=write, args=(number,)) for number in range(3)]
    reader = Thread(target=read_along)
    for thread in (*writers, reader):
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    reader.join()
    assert sorted(seen) == sorted(written)


def test_two_processes_with_clocks_apart_keep_the_order_of_commits(sqlite_store: Store) -> None:
    import engine.ids

    first = append(sqlite_store, ROOT)
    ahead, engine.ids._state[0] = engine.ids._state[0], engine.ids._state[0] + 60_000
    _, cursor = follow(sqlite_store, None)
    from_the_future = append(sqlite_store, ROOT)
    engine.ids._state[0] = ahead
    now = append(sqlite_store, ROOT)
    assert now < from_the_future
    assert follow(sqlite_store, None)[0] == [*first, *from_the_future, *now]
    assert follow(sqlite_store, cursor)[0] == [*from_the_future, *now]


def test_after_a_restore_elsewhere_old_events_come_before_new_ones(postgresql_store: Store) -> None:
    from sqlalchemy import update

    from engine.store.schema.audit import audit_event

    old = append(postgresql_store, ROOT)
    with postgresql_store.begin(by=None, action="restore") as tx:
        tx.connection.execute(update(audit_event).values(txid=2**60))  # the old server had counted further
    with postgresql_store.begin(by=None, action="restore") as tx:
        rebase_feed(tx.connection)
    new = append(postgresql_store, ROOT)
    assert follow(postgresql_store, None)[0] == old + new


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(1, 3), st.booleans()), max_size=8), st.integers(1, 5)
)
def test_whatever_is_appended_or_rolled_back_the_feed_shows_what_committed(
    sqlite_store: Store, steps: list[tuple[int, int, bool]], limit: int
) -> None:
    with sqlite_store.read() as connection:
        start = end_of_feed(connection)
    committed: list[int] = []
    for root, count, commits in steps:
        if commits:
            committed += append(sqlite_store, ROOT + root, count)
        else:
            with pytest.raises(ZeroDivisionError), sqlite_store.begin(by=None, action="undone") as tx:
                tx.audit(1 // 0, root=ROOT + root)
    assert follow(sqlite_store, start, limit)[0] == committed
