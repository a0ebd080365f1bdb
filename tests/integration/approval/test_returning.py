"""Returning to a point that was passed: running again from there, or coming straight back."""

from __future__ import annotations

import pytest

from engine.errors import EngineError
from processes.approval.documents import Documents
from processes.approval.errors import CannotReturnThere
from processes.approval.history import History
from processes.approval.model import Flow, Point
from processes.approval.operations import OPERATIONS
from processes.approval.quotes import QUOTES
from tests.support.at_once import together
from worklist.service import Worklist

THREE = ("sales_manager", "sales_director", "finance")


@pytest.fixture
def third(quick_office):
    """A quote of three points that waits at the third, with a decision by login."""
    return _at_third(quick_office)


def _at_third(office, operations=OPERATIONS):
    office.release(
        Flow(
            points=tuple(
                Point(
                    number=number,
                    name=f"第{number}点",
                    name_en=f"Point {number}",
                    positions=(position,),
                    operations=operations,
                )
                for number, position in enumerate(THREE, start=1)
            )
        )
    )
    quote = office.quote("0.03")
    root = office.submit(quote)
    worklist = Worklist(engine=office.engine)

    def decide(login, action="agree", opinion="", **more):
        [item] = [one.id for one in office.open_items(root) if one.assignee == login]
        values = {"action": action, "opinion": opinion, **more}
        return worklist.complete(office.person(login), item, values)

    decide("manager")
    decide("director")
    return office, quote, root, decide


def test_what_is_returned_to_the_first_point_runs_again_from_there(third):
    office, quote, root, decide = third
    decide("finance", "return", "请重新核价", return_to=1)
    assert (office.state(quote), office.waits_for(root)) == ("in_approval", ["manager"])
    decide("manager", opinion="已核")
    assert office.waits_for(root) == ["director"]
    decide("director")
    decide("finance")
    assert office.state(quote) == "approved"
    assert [point for point, *_ in office.record(root)] == [1, 2, 3, 1, 2, 3]
    assert office.breaches() == []


def test_what_comes_straight_back_skips_the_points_between(third):
    office, quote, root, decide = third
    decide("finance", "return", "请重新核价", return_to=1, come_back=True)
    decide("manager")
    assert office.waits_for(root) == ["finance"]
    decide("finance")
    assert office.state(quote) == "approved"
    assert [point for point, *_ in office.record(root)] == [1, 2, 3, 1, 3]
    assert office.breaches() == []


def test_a_later_return_goes_to_the_applicant_again(third):
    office, quote, _, decide = third
    decide("finance", "return", "请重新核价", return_to=2)
    decide("director", "return", "请申请人修改")
    assert office.state(quote) == "returned"
    assert office.breaches() == []


def test_the_record_tells_the_target_and_the_round(third):
    office, _, root, decide = third
    decide("finance", "return", "请重新核价", return_to=2, come_back=True)
    decide("director")
    with office.store.read() as connection:
        lines = History(Documents([QUOTES])).record(connection, root, "en")
    assert lines[-2].verb == "returned to 2 Point 2, then straight back here"
    assert lines[-1].note == "2 Point 2 · round 2"


@pytest.mark.parametrize(("operations", "target"), [(OPERATIONS, 3), (("return_previous",), 1), ((), 2)])
def test_it_returns_only_where_it_was_and_the_point_permits(quick_office, operations, target):
    office, quote, root, decide = _at_third(quick_office, operations)
    with pytest.raises(CannotReturnThere):
        decide("finance", "return", "请重新核价", return_to=target)
    assert office.waits_for(root) == ["finance"]
    decide("finance", "return", "请修改")
    assert office.state(quote) == "returned"


def test_a_point_that_does_not_permit_it_never_has_it_straight_back(quick_office):
    office, _, root, decide = _at_third(quick_office, ("return_any",))
    decide("finance", "return", "请重新核价", return_to=1, come_back=True)
    decide("manager")
    assert office.waits_for(root) == ["director"]


def test_two_returns_at_the_same_moment_are_one(office):
    office, _, root, decide = _at_third(office)
    answers = together(
        lambda: decide("finance", "return", "请重新核价", return_to=1),
        lambda: decide("finance", "return", "请重新核价", return_to=2),
    )
    assert sum(isinstance(one, EngineError | ValueError) for one in answers) == 1
    assert len(office.open_items(root)) == 1
    assert office.breaches() == []
