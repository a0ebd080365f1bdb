"""What a deadline does: reminders, escalation, transfer, and decisions of the system, all in working time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from adapters.crm import tables
from engine import organisation
from engine.errors import Expired
from processes.approval.approver_rule import StandIn
from processes.approval.documents import Documents
from processes.approval.history import History
from processes.approval.model import Flow, Point
from processes.approval.quotes import QUOTES
from tests.integration.approval.conftest import Office

DOCUMENTS = Documents([QUOTES])
APPROVED = {"approved", "sent"}
POINT = Point(number=1, name="经理", name_en="Manager", positions=("sales_manager",), deadline="PT2H")


@pytest.fixture
def office(quick_office):
    return quick_office  # timers do not differ between stores


@pytest.fixture
def late(office):
    """`late(point)`: a quote that waits at this only point."""

    def make(point):
        office.release(Flow(points=(point,)))
        quote = office.quote("0.03")
        return quote, office.submit(quote)

    return make


def passes(office: Office, hours: float) -> None:
    office.store.clock.advance(timedelta(hours=hours))
    office.come_to_rest()


def messages(office: Office, login: str) -> list[str]:
    message = tables.message
    query = select(message.c.text).where(
        message.c.to_id == office.people[login], message.c.ref_type == "instance"
    )
    with office.store.read() as connection:
        return list(connection.scalars(query.order_by(message.c.id)))


def test_those_who_are_asked_are_reminded_before_the_deadline_and_when_it_has_passed(office, late):
    quote, root = late(replace(POINT, remind="PT1H", overdue="remind"))
    with office.store.begin(by=None, action="test.language") as tx:
        organisation.set_language(tx, office.people["manager"], "en")
    assert messages(office, "manager") == []
    passes(office, 1.1)
    assert [text[:25] for text in messages(office, "manager")] == ["Waiting for your decision"]
    passes(office, 1)
    assert office.waits_for(root) == ["manager"]
    office.decide(root, "manager")
    assert office.state(quote) in APPROVED


def test_without_an_action_nothing_happens_at_the_deadline(office, late):
    _, root = late(POINT)
    passes(office, 100)
    assert (office.waits_for(root), messages(office, "manager")) == (["manager"], [])


def test_a_late_point_is_escalated_level_by_level_and_everybody_asked_may_decide(office, late):
    quote, root = late(replace(POINT, overdue="escalate"))
    passes(office, 2.1)
    [item] = office.open_items(root)
    assert item.state == "offered"
    office.engine.claim(item.id, by="director")
    with office.store.read() as connection:
        said = History(DOCUMENTS).reasons(connection, item.activity_id, "zh")
    assert [line.text for line in said if "时限已过" in line.text] == [
        "时限已过，已升级：销售经理 陈静、销售总监 王海峰"
    ]
    office.decide(root, "director")
    assert office.state(quote) in APPROVED
    assert office.record(root) == [(1, "director", "agree", "")]
    assert office.breaches() == []


def test_an_escalation_ends_at_the_top(office, late):
    _, root = late(replace(POINT, overdue="escalate"))
    for _ in range(6):
        passes(office, 30)
    [item] = office.open_items(root)
    office.engine.claim(item.id, by="general")
    assert office.open_items(root)[0].assignee == "general"
    assert office.incidents(root) == []


def test_a_late_point_is_transferred_once(office, late):
    quote, root = late(replace(POINT, overdue="transfer", overdue_to=StandIn(position="finance")))
    passes(office, 2.1)
    assert office.waits_for(root) == ["finance"]
    passes(office, 100)
    assert office.waits_for(root) == ["finance"]
    office.decide(root, "finance")
    assert office.state(quote) in APPROVED


@pytest.mark.parametrize(
    ("action", "state"), [("agree", "approved"), ("reject", "rejected"), ("return", "returned")]
)
def test_the_system_decides_and_says_so(office, late, action, state):
    quote, root = late(replace(POINT, overdue=action))
    passes(office, 2.1)
    assert office.state(quote) in (APPROVED if state == "approved" else {state})
    [(point, person, taken, opinion)] = office.record(root)
    assert (point, person, taken) == (1, "", action)
    assert "2 个工作小时" in opinion
    assert "2 working hours" in opinion
    with office.store.read() as connection:
        [line] = History(DOCUMENTS).record(connection, root, "en")
    assert line.name == "System (deadline)"
    assert office.breaches() == []


def test_whoever_decides_in_time_is_not_overtaken(office, late):
    quote, root = late(replace(POINT, overdue="reject"))
    office.store.clock.advance(timedelta(hours=1.9))
    office.decide(root, "manager")
    passes(office, 2)
    assert (office.state(quote) in APPROVED, office.record(root)[0][:3]) == (True, (1, "manager", "agree"))
    assert office.breaches() == []


def test_whoever_decides_too_late_is_told_that_the_process_went_on(office, late):
    quote, root = late(replace(POINT, overdue="reject"))
    office.store.clock.advance(timedelta(hours=3))  # the timer is due, and has not fired yet
    with pytest.raises(Expired):
        office.decide(root, "manager")
    assert (office.state(quote), office.record(root)[0][:3]) == ("rejected", (1, "", "reject"))
    assert office.breaches() == []


def test_the_deadline_of_one_signer_decides_for_him_alone(office, late):
    both = replace(POINT, positions=("sales_manager", "finance"), mode="all", overdue="agree")
    quote, root = late(both)
    office.decide(root, "finance", "reject", "有欠款")
    assert office.state(quote) == "rejected"
    quote, root = late(replace(both, name="两人"))
    office.decide(root, "finance")
    assert office.waits_for(root) == ["manager"]
    passes(office, 2.1)
    assert office.state(quote) in APPROVED
    assert [(person, action) for _, person, action, _ in office.record(root)] == [
        ("finance", "agree"),
        ("", "agree"),
    ]


def test_in_turn_each_has_the_whole_time(office, late):
    _, root = late(replace(POINT, positions=("sales_manager", "finance"), mode="sequential", overdue="agree"))
    passes(office, 1.5)
    office.decide(root, "manager")
    passes(office, 1)
    assert office.waits_for(root) == ["finance"]
    passes(office, 4)
    assert [person for _, person, _, _ in office.record(root)] == ["manager", ""]
