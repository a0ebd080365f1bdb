"""One who stands at several points decides once, where the flow says so and nothing has changed since."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from adapters.crm import tables as crm
from engine.store.schema import runtime
from processes.approval import evaluations
from processes.approval.backtest.runs import runs
from processes.approval.documents import Documents
from processes.approval.history import History
from processes.approval.model import Flow, Point
from processes.approval.quotes import QUOTES

FIRST = Point(number=1, name="经理", name_en="Manager", positions=("sales_manager",))
SAME = replace(FIRST, number=2, name="经理复核", id="")
BOTH = replace(FIRST, number=2, name="会签", id="", positions=("sales_manager", "finance"), mode="all")


@pytest.fixture
def office(quick_office):
    return quick_office


def start(office, *points, once=True):
    office.release(Flow(points=points, once=once))
    quote = office.quote("0.03")
    return quote, office.submit(quote)


def outcomes(office, root):
    with office.store.read() as connection:
        instance = runtime.instance
        child = connection.scalar(
            select(instance.c.id).where(instance.c.root_id == root, instance.c.id != root)
        )
        asked = evaluations.of_instance(connection, child)
        points = History(Documents([QUOTES])).points(connection, child, "en")
    return [(one.point, one.entered, one.passed) for one in asked], [point.note for point in points]


def test_a_later_point_of_the_same_person_is_passed_and_no_decision_is_made_up(office):
    quote, root = start(office, FIRST, SAME)
    office.decide(root, "manager")
    assert office.state(quote) == "approved"
    assert office.record(root) == [(1, "manager", "agree", "")]
    assert outcomes(office, root) == (
        [(1, True, False), (2, False, True)],
        ["Always entered", "agreed at point 1"],
    )
    assert office.breaches() == []


def test_a_backtest_takes_a_passed_point_for_one_that_was_met(office):
    _, root = start(office, FIRST, SAME)
    office.decide(root, "manager")
    now = office.store.clock.now()
    with office.store.read() as connection:
        since, until = now - timedelta(days=1), now + timedelta(days=1)
        [run] = runs(connection, ["quote"], since, until)
    assert [(step.point, step.entered, step.passed) for step in run.steps] == [
        (1, True, False),
        (2, True, True),
    ]
    assert (run.decided, run.stopped_at) == ("agree", None)


def test_without_the_option_he_is_asked_again(office):
    _, root = start(office, FIRST, SAME, once=False)
    office.decide(root, "manager")
    assert office.waits_for(root) == ["manager"]


def test_whoever_agreed_signs_no_second_time_with_others(office):
    quote, root = start(office, FIRST, BOTH)
    office.decide(root, "manager")
    assert office.waits_for(root) == ["finance"]
    office.decide(root, "finance")
    assert (office.state(quote), len(office.record(root))) == ("approved", 2)
    assert office.breaches() == []


def test_when_the_facts_have_changed_he_is_asked_again(office):
    finance = replace(FIRST, number=2, name="财务", id="", positions=("finance",))
    quote, root = start(office, FIRST, finance, replace(SAME, number=3))
    office.decide(root, "manager")
    with office.store.begin(by=None, action="test.change") as tx:
        tx.connection.execute(update(crm.quote).where(crm.quote.c.id == quote).values(total=Decimal(7)))
    office.decide(root, "finance")
    assert office.waits_for(root) == ["manager"]


def test_after_a_return_everybody_is_asked_again(office):
    quote, root = start(
        office, FIRST, replace(FIRST, number=2, id="second", positions=("finance",)), replace(SAME, number=3)
    )
    office.decide(root, "manager")
    office.decide(root, "finance", "return", "请补充")
    [item] = office.open_items(root)
    office.engine.complete(item.id, {}, by="salesperson")
    assert office.waits_for(root) == ["manager"]
    assert office.state(quote) == "in_approval"
