from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from engine import audit
from engine.store.schema.audit import audit_event
from engine.store.uow import Store


@pytest.fixture
def memory() -> Iterator[Store]:
    store = Store("sqlite://")
    store.create()
    yield store
    store.close()


def append(store: Store) -> None:
    with store.begin(by=None, action="test") as tx:
        tx.audit("crm.changed")


def count(store: Store) -> int:
    with store.read() as connection:
        return connection.scalar(select(func.count()).select_from(audit_event)) or 0


def test_threads_take_turns(memory: Store) -> None:
    def work(_: int) -> list[int]:
        seen = []
        for _ in range(20):
            append(memory)
            seen.append(count(memory))
        return seen

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(work, range(4)))
    assert count(memory) == 80
    assert all(seen == sorted(seen) for seen in results)
    with memory.snapshot() as connection:
        assert audit.verify(connection) == []


def test_a_query_inside_a_command_sees_it_and_does_not_end_it(memory: Store) -> None:
    with memory.begin(by=None, action="test") as tx:
        tx.audit("crm.changed")
        tx.trail.flush()
        assert count(memory) == 1
        tx.connection.rollback()
    assert count(memory) == 0


def test_a_query_inside_a_query_works(memory: Store) -> None:
    append(memory)
    with memory.read() as connection:
        assert count(memory) == 1
        assert connection.scalar(select(func.count()).select_from(audit_event)) == 1


def test_it_refuses_a_command_inside_a_command_or_a_query(memory: Store) -> None:
    with memory.begin(by=None, action="outer"), pytest.raises(RuntimeError):
        append(memory)
    with memory.read(), pytest.raises(RuntimeError):
        append(memory)
    append(memory)
    assert count(memory) == 1


def test_two_memory_stores_are_two_stores(memory: Store) -> None:
    other = Store("sqlite://")
    other.create()
    append(memory)
    assert count(other) == 0
    other.close()
