"""A returned document that is submitted again: from the start, or at the point that returned it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from processes.approval import evaluations
from processes.approval.documents import Documents
from processes.approval.history import History
from processes.approval.model import Condition, Flow, Point, Test
from processes.approval.quotes import QUOTES

BIG = Condition(rows=((Test(fact="max_discount", operator="gt", value=Decimal("0.5")),),))
DISCOUNT = Condition(rows=((Test(fact="max_discount", operator="gt", value=Decimal("0.02")),),))


def _point(number, position, **more):
    return Point(
        number=number, name=f"第{number}点", name_en=f"Point {number}", positions=(position,), **more
    )


def _flow(second=DISCOUNT, after="here"):
    return Flow(
        points=(
            _point(1, "sales_manager"),
            _point(2, "finance", condition=BIG),
            _point(3, "sales_director", condition=second, after_return=after),
        )
    )


@pytest.fixture
def returned(quick_office):
    """A quote that the director returned, after the manager had agreed; the process waits for the salesperson."""
    quick_office.release(_flow())
    return quick_office, *_returned(quick_office)


def _returned(office):
    quote = office.quote("0.03")
    root = office.submit(quote)
    office.decide(root, "manager")
    office.decide(root, "director", "return", "请补充说明")
    assert office.state(quote) == "returned"
    return quote, root


def _again(office, root):
    [item] = office.open_items(root)
    office.engine.complete(item.id, {}, by="salesperson")


def test_it_begins_at_the_point_that_returned_it(returned):
    office, quote, root = returned
    _again(office, root)
    assert office.waits_for(root) == ["director"]
    office.decide(root, "director")
    assert office.state(quote) == "approved"
    assert office.breaches() == []


def test_the_points_before_are_recorded_as_agreed_before_the_return(returned):
    office, _, root = returned
    _again(office, root)
    [now] = {one.instance_id for one in office.open_items(root)}
    with office.store.read() as connection:
        shown = History(Documents([QUOTES])).points(connection, now, "zh")
        asked = evaluations.of_instance(connection, now)
    assert [(one.point, one.entered, one.passed) for one in asked] == [
        (1, False, True),
        (2, False, False),
        (3, True, False),
    ]
    assert [(one.login, one.at) for one in asked[0].approvers] == [("manager", 1)]
    assert (shown[0].state, shown[0].note) == ("skipped", "退回前已同意")


def test_a_change_of_a_fact_that_the_flow_asks_about_begins_from_the_start(returned):
    office, quote, root = returned
    office.change_quote(quote, "0.04")
    _again(office, root)
    assert office.waits_for(root) == ["manager"]


def test_a_new_version_begins_from_the_start(returned):
    office, _, root = returned
    office.release(_flow(second=Condition()))
    _again(office, root)
    assert office.waits_for(root) == ["manager"]


def test_a_point_that_does_not_say_so_begins_from_the_start(quick_office):
    quick_office.release(_flow(after="start"))
    _, root = _returned(quick_office)
    _again(quick_office, root)
    assert quick_office.waits_for(root) == ["manager"]


def test_the_second_return_is_the_one_that_counts(returned):
    office, quote, root = returned
    _again(office, root)
    office.decide(root, "director", "return", "还不够")
    assert office.state(quote) == "returned"
    _again(office, root)
    assert office.waits_for(root) == ["director"]
    office.decide(root, "director")
    assert office.state(quote) == "approved"
    assert office.breaches() == []
