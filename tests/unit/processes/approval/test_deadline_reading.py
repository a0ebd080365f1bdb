"""The fields about deadlines and votes: what is typed is what is kept, and every fault is at its field."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from engine.organisation.standard import POSITIONS
from processes.approval.approver_rule import StandIn
from processes.approval.check import check
from processes.approval.comparing import compare
from processes.approval.content import dump, load
from processes.approval.deadline_reading import TEXTS, shown_deadline, with_deadline
from processes.approval.defaults import QUOTE
from processes.approval.model import Flow
from processes.approval.quotes import QUOTES
from tests.unit.processes.approval.test_rule_reading import PEOPLE, TITLES, names

CODES = {code for code, *_ in POSITIONS}
MANAGER = QUOTE.points[0]
EVERYTHING = replace(
    MANAGER,
    mode="vote",
    share=Decimal("0.6"),
    deadline="P2D",
    remind="PT4H",
    overdue="transfer",
    overdue_to=StandIn(person="zhou"),
)


def read(overdue="nothing", mode="any", **typed):
    faults = []
    texts = {**dict.fromkeys(TEXTS, ""), **typed}
    return with_deadline(replace(MANAGER, mode=mode), texts, overdue, names(), faults), faults


def test_what_the_form_shows_is_read_as_the_same_point():
    shown = shown_deadline(EVERYTHING, names())
    faults = []
    bare = replace(EVERYTHING, share=None, deadline=None, remind=None, overdue="nothing", overdue_to=None)
    assert (with_deadline(bare, shown, "transfer", names(), faults), faults) == (EVERYTHING, [])


def test_everything_survives_being_written_and_is_sound():
    flow = Flow(points=(EVERYTHING,))
    assert load(dump(flow)) == flow
    assert check(flow, QUOTES, set(TITLES), set(PEOPLE)) == []


@pytest.mark.parametrize(
    ("form", "place"),
    [
        ({"deadline": "0"}, "deadline"),
        ({"overdue": "remind"}, "deadline"),
        ({"deadline": "2", "remind": "x"}, "remind"),
        ({"deadline": "2", "overdue": "transfer"}, "overdue_to"),
        ({"deadline": "2", "overdue": "transfer", "overdue_to": "巫师"}, "overdue_to"),
        ({"mode": "vote"}, "share"),
        ({"mode": "vote", "share": "101"}, "share"),
        ({"mode": "vote", "share": "半数"}, "share"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_field(form, place):
    _, faults = read(**form)
    assert [fault.place for fault in faults] == [place]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"deadline": None, "remind": None}, "deadline"),
        ({"remind": "P2D"}, "remind"),
        ({"remind": "soon"}, "remind"),
        ({"overdue_to": None}, "overdue_to"),
        ({"overdue_to": StandIn(position="wizard")}, "overdue_to"),
        ({"overdue": "reject", "actions": ("agree",)}, "overdue"),
        ({"share": None}, "share"),
        ({"share": Decimal("1.1")}, "share"),
    ],
)
def test_a_deadline_or_vote_that_cannot_work_is_found(change, place):
    faults = check(Flow(points=(replace(EVERYTHING, **change),)), QUOTES, CODES, set(PEOPLE))
    assert [fault.place for fault in faults] == [f"points/0/{place}"]


def test_what_was_changed_is_told_in_words():
    changes = compare(Flow(points=(MANAGER,)), Flow(points=(EVERYTHING,)), names("en"))
    assert [(change.aspect, change.after) for change in changes] == [
        ("Mode", "60% of them must agree"),
        ("Deadline", "2 working days"),
        ("Reminder", "4 working hours"),
        ("When the deadline has passed", "transfer to Finance officer Zhou Lan"),
    ]
