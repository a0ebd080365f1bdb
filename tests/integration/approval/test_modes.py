"""One of several, all of them, each in turn: the three ways a point is decided."""

from __future__ import annotations

import pytest

from processes.approval.documents import Documents
from processes.approval.history import History
from processes.approval.model import Flow, Point
from processes.approval.quotes import QUOTES

DOCUMENTS = Documents([QUOTES])


def _flow(mode):
    positions = ("sales_manager", "finance")
    return Flow(points=(Point(number=1, name="会签", name_en="Both", positions=positions, mode=mode),))


@pytest.fixture
def waiting(office):
    """`waiting(mode)`: a quote whose only point asks the sales manager and finance."""

    def make(mode):
        office.release(_flow(mode))
        quote = office.quote("0.03")
        return quote, office.submit(quote)

    return make


def test_any_of_them_decides_in_one_offered_item(office, waiting):
    quote, root = waiting("any")
    [item] = office.open_items(root)
    assert (item.state, item.assignee) == ("offered", None)
    office.engine.claim(item.id, by="finance")
    office.decide(root, "finance")
    assert office.state(quote) == "approved"
    assert office.record(root) == [(1, "finance", "agree", "")]


def test_all_must_agree_in_any_order(office, waiting):
    quote, root = waiting("all")
    assert sorted(office.waits_for(root)) == ["finance", "manager"]
    office.decide(root, "finance", opinion="账期正常")
    assert (office.state(quote), office.waits_for(root)) == ("in_approval", ["manager"])
    assert office.record(root) == [(1, "finance", "agree", "账期正常")]
    office.decide(root, "manager")
    assert office.state(quote) == "approved"
    assert office.breaches() == []


def test_one_refusal_ends_what_the_others_still_had_to_decide(office, waiting):
    quote, root = waiting("all")
    office.decide(root, "finance", "reject", "有欠款")
    assert (office.state(quote), office.open_items(root)) == ("rejected", [])
    assert office.record(root) == [(1, "finance", "reject", "有欠款")]
    assert office.breaches() == []


def test_in_turn_asks_the_next_one_after_the_first_agreed(office, waiting):
    quote, root = waiting("sequential")
    assert office.waits_for(root) == ["manager"]
    office.decide(root, "manager")
    assert office.waits_for(root) == ["finance"]
    office.decide(root, "finance")
    assert office.state(quote) == "approved"
    assert [person for _, person, _, _ in office.record(root)] == ["manager", "finance"]


def test_in_turn_stops_at_the_first_return(office, waiting):
    quote, root = waiting("sequential")
    office.decide(root, "manager", "return", "请补充")
    assert (office.state(quote), office.waits_for(root)) == ("returned", ["salesperson"])
    assert office.record(root) == [(1, "manager", "return", "请补充")]


def test_a_step_repeated_after_an_incident_records_its_own_decision(office, waiting):
    """Two signers, the record of the first one fails: repeating it must not take the second one's signature."""
    quote, root = waiting("all")
    office.decide(root, "finance", "reject")  # no opinion: the record refuses
    [incident] = office.incidents(root)
    office.decide(root, "manager", opinion="同意")
    assert office.record(root) == [(1, "manager", "agree", "同意")]
    office.say(incident, "opinion", "补充意见")
    office.engine.retry(incident.id, by="supervisor")
    assert office.record(root)[1] == (1, "finance", "reject", "补充意见")
    assert office.state(quote) == "rejected"
    with office.store.read() as connection:
        shown = History(DOCUMENTS).record(connection, root, "en")
    assert [(line.name, line.verb) for line in shown] == [("Chen Jing", "agreed"), ("Zhou Lan", "rejected")]
