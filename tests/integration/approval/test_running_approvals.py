"""Approvals that run when a version is released: they keep theirs, or take the new one from their next point on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from engine.store.schema import runtime
from processes.approval import evaluations, policies
from processes.approval.backtest.runs import runs
from processes.approval.defaults import QUOTE
from processes.approval.documents import Documents
from processes.approval.history import History
from processes.approval.model import Condition, Flow, Point, Test
from processes.approval.quotes import QUOTES

MANAGER, DIRECTOR, FINANCE, GENERAL = QUOTE.points
LEGAL = Point(number=9, name="法务", name_en="Legal", positions=("finance",), id="legal")
EIGHT_OR_OVERDUE = Condition(
    rows=(
        (Test(fact="max_discount", operator="gt", value=Decimal("0.08")),),
        (Test(fact="overdue", operator="gt", value=Decimal(0)),),
    )
)


@pytest.fixture
def office(quick_office):
    return quick_office


def release(office, *points, running="ahead", at=None, **more):
    """Release a flow of these points; its version."""
    return office.release(Flow(points=(), **more).with_points(points), running=running)


def submitted(office, given="0.04"):
    quote = office.quote(given)
    return quote, office.submit(quote)


def approval(office, root):
    with office.store.read() as connection:
        instance = runtime.instance
        query = select(instance.c.id).where(instance.c.root_id == root, instance.c.id != root)
        return connection.scalar(query)


def asked(office, root):
    """(version, point, entered) of every answer, in order."""
    with office.store.read() as connection:
        found = evaluations.of_instance(connection, approval(office, root))
        flows = {one.version: policies.version(connection, "quote", one.version).flow for one in found}
    return [(one.version, flows[one.version].point(one.point).name_en, one.entered) for one in found]


def route(office, root, lang="en"):
    with office.store.read() as connection:
        history = History(Documents([QUOTES]), office.store.clock)
        return [(line.name, line.state) for line in history.points(connection, approval(office, root), lang)]


def test_the_new_condition_holds_at_the_next_point_of_a_running_quote(office):
    quote, root = submitted(office)
    changed = replace(DIRECTOR, condition=EIGHT_OR_OVERDUE)
    assert release(office, MANAGER, changed, FINANCE, GENERAL) == 2
    assert route(office, root)[:2] == [("Sales manager", "now"), ("Sales director", "pred")]
    office.decide(root, "manager")
    assert office.waits_for(root) == ["director"]
    office.decide(root, "director")
    assert office.state(quote) == "approved"
    assert asked(office, root) == [
        (1, "Sales manager", True),
        (2, "Sales director", True),
        (2, "Finance", False),
        (2, "General manager", False),
    ]
    assert office.breaches() == []


def test_the_explanation_says_since_which_version(office):
    _, root = submitted(office)
    release(office, MANAGER, replace(DIRECTOR, condition=EIGHT_OR_OVERDUE), FINANCE, GENERAL)
    office.decide(root, "manager")
    [item] = office.open_items(root)
    history = History(Documents([QUOTES]), office.store.clock)
    with office.store.read() as connection:
        rule = history.reasons(connection, item.activity_id, "en")[0]
        chinese = history.reasons(connection, item.activity_id, "zh")[0]
        points = history.points(connection, approval(office, root), "en")
    assert "version 2 (released on 2026-03-02; this approval began with version 1) · point 2" in rule.note
    assert "第 2 版（2026-03-02 发布，本审批以第 1 版开始） · 审批点 2" in chinese.note
    assert [point.note.endswith("· version 2") for point in points] == [False, True, True, True]


def test_a_release_for_new_approvals_only_leaves_those_that_run(office):
    quote, root = submitted(office)
    release(office, MANAGER, replace(DIRECTOR, condition=EIGHT_OR_OVERDUE), FINANCE, GENERAL, running="new")
    office.decide(root, "manager")
    assert office.state(quote) == "approved"
    assert {version for version, *_ in asked(office, root)} == {1}


def test_of_several_releases_the_newest_that_says_so_answers(office):
    _, root = submitted(office)
    release(office, MANAGER, replace(DIRECTOR, condition=EIGHT_OR_OVERDUE), FINANCE, running="ahead")
    release(office, MANAGER, FINANCE, running="new")
    office.decide(root, "manager")
    assert office.waits_for(root) == ["director"]
    release(office, MANAGER, LEGAL, running="ahead")
    office.decide(root, "director")
    assert asked(office, root)[-1][:2] == (4, "Legal")


def test_points_moved_inserted_and_removed_around_the_place(office):
    quote, root = submitted(office)
    always = [replace(one, condition=Condition()) for one in (DIRECTOR, FINANCE, GENERAL)]
    release(office, MANAGER, *always)
    office.decide(root, "manager")
    office.decide(root, "director")
    assert office.waits_for(root) == ["finance"]
    # the general manager was ahead and stands first now; legal is new before the place; the director is behind
    release(office, always[2], LEGAL, MANAGER, always[1], always[0])
    office.decide(root, "finance")
    office.decide(root, "general")
    assert [name for _, name, _ in asked(office, root)] == [
        "Sales manager",
        "Sales director",
        "Finance",
        "General manager",
        "Legal",
    ]
    assert route(office, root)[-1] == ("Legal", "now")
    office.decide(root, "finance")
    assert office.state(quote) == "approved"
    assert [line[1] for line in route(office, root)] == ["done"] * 5
    assert office.breaches() == []


def test_a_return_goes_to_a_point_by_its_number_in_the_version_that_asks(office):
    quote, root = submitted(office)
    always = replace(DIRECTOR, condition=Condition())
    release(office, LEGAL, MANAGER, always)
    office.decide(root, "manager")
    [item] = office.open_items(root)
    values = {"action": "return", "opinion": "请重新核价", "return_to": 2, "come_back": True}
    office.engine.complete(item.id, values, by="director")
    assert office.waits_for(root) == ["manager"]
    release(office, MANAGER, LEGAL, always)
    office.decide(root, "manager")
    assert office.waits_for(root) == ["director"]
    office.decide(root, "director")
    assert office.state(quote) == "approved"
    assert office.breaches() == []


def test_an_approval_of_two_versions_counts_in_a_backtest_as_one_of_the_last(office):
    _, root = submitted(office)
    release(office, LEGAL, MANAGER, replace(DIRECTOR, condition=EIGHT_OR_OVERDUE), FINANCE)
    office.decide(root, "manager")
    office.decide(root, "director", "reject", "太低")
    now = office.store.clock.now()
    with office.store.read() as connection:
        found = runs(connection, ["quote"], now - timedelta(days=1), now + timedelta(days=1))
    assert found == []  # the first point of this version was never asked: where it began is not known
    _, root = submitted(office)
    office.decide(root, "finance")
    release(office, LEGAL, MANAGER, replace(DIRECTOR, condition=EIGHT_OR_OVERDUE))
    office.decide(root, "manager")
    office.decide(root, "director", "reject", "太低")
    with office.store.read() as connection:
        [run] = runs(connection, ["quote"], now - timedelta(days=1), now + timedelta(days=1))
    assert (run.version, [step.point for step in run.steps], run.stopped_at) == (3, [1, 2, 3], 3)


def test_after_a_restart_a_running_approval_takes_the_new_version(office):
    _, root = submitted(office)
    release(office, MANAGER, replace(DIRECTOR, condition=EIGHT_OR_OVERDUE), FINANCE, GENERAL)
    again = replace(office, engine=office.engine_anew())
    again.decide(root, "manager")
    assert again.waits_for(root) == ["director"]
