"""Ended from outside, wherever they wait, processes leave no open record behind, and nobody is asked any more."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import select

from adapters.crm import tables
from adapters.crm.endings.registry import ENDINGS
from adapters.crm.verify import verify_crm
from engine.store.schema import runtime
from engine.store.schema.definitions import definition
from engine.store.verify import verify
from tests.support.application import Application
from tests.support.business import EVENTS, STARTS, Business

#: How many tasks are done before the end comes.
POINTS = (0, 2, 7)


@pytest.fixture(scope="module")
def business(demo: Application) -> Business:
    return Business(demo.platform, 1)


def disagreements(business: Business) -> list[tuple[str, tuple[str, ...]]]:
    with business.store.snapshot() as connection:
        return [(one.code, one.rows) for one in verify_crm(connection)]


def running(business: Business) -> list[int]:
    """The roots that have not ended."""
    instance = runtime.instance
    query = select(instance.c.id).where(instance.c.ended_at.is_(None), instance.c.depth == 0)
    with business.store.read() as connection:
        return list(connection.scalars(query))


def end(business: Business, root: int) -> None:
    business.engine.cancel(root, reason="试运行结束", by="admin")
    business.run()


def work_on(business: Business, root: int, tasks: int) -> None:
    """Do so many tasks of a root, with what happens meanwhile."""
    for _ in range(tasks):
        business.run()
        waiting = [item for item in business.items() if item.root_id == root]
        if waiting:
            business.work_off(waiting[0])
        for event in () if waiting else EVENTS:
            event(business)


def test_processes_that_an_operator_ends_close_their_records_wherever_they_wait(business: Business) -> None:
    for process, tasks in product(STARTS, POINTS):
        root = business.begin(process)
        assert root is not None
        work_on(business, root, tasks)
        assert disagreements(business) == []
        if root in running(business):
            end(business, root)
        assert disagreements(business) == [], process
        assert [item for item in business.items() if item.root_id == root] == []
    every_process_that_ships_was_ended_somewhere(business)


def every_process_that_ships_was_ended_somewhere(business: Business) -> None:
    business.store.clock.advance(timedelta(days=100))  # type: ignore[attr-defined]  # a manual one
    business.run()  # idle customers are warned
    for root in running(business):
        end(business, root)
    assert disagreements(business) == []
    query = (
        select(definition.c.key)
        .join(runtime.instance, runtime.instance.c.definition_id == definition.c.id)
        .where(runtime.instance.c.state == "terminated")
    )
    with business.store.read() as connection:
        ended = set(connection.scalars(query))
    assert ended == set(ENDINGS)
    with business.store.snapshot() as connection:
        assert verify(connection) == []


def test_the_owner_is_told_what_became_of_his_record_and_who_ended_it(business: Business) -> None:
    end(business, business.begin("order_fulfilment") or 0)
    [*_, told] = business.rows(tables.message, tables.message.c.ref_type == "order")
    [*_, order] = business.rows(tables.order)
    assert (order.state, told.to_id) == ("cancelled", order.owner_id)
    assert order.no in told.text
    assert "admin" in told.text
    assert "试运行结束" in order.cancel_reason
