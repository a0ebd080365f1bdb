"""Copies and rights about fields as part of a version: kept, compared, judged, and said where control is lowered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from processes.approval import content
from processes.approval.approver_rule import StandIn
from processes.approval.check import check
from processes.approval.comparing import compare
from processes.approval.documents import DocumentType, FormField
from processes.approval.errors import FlowRefused
from processes.approval.model import Flow, Point
from processes.approval.naming import Naming
from processes.approval.releasing.lowered import lowered

FIELDS = (
    FormField(name="amount", zh="金额", en="Amount", hideable=False),
    FormField(name="reason", zh="事由", en="Reason"),
    FormField(name="total", zh="合计", en="Total", editable=False),
)
SLIP = DocumentType(
    key="slip",
    zh="单据",
    en="Slips",
    facts=(),
    read=lambda _connection, _id: {},
    samples=lambda *_: (),
    called=lambda *_: {},
    fields=FIELDS,
)
PLAIN = Point(number=1, name="经理", name_en="Manager", positions=("manager",))
FULL = replace(
    PLAIN,
    copies=(StandIn(position="manager"), StandIn(person="legal")),
    editable=("amount",),
    hidden=("reason",),
)


def flow(point: Point) -> Flow:
    return Flow(points=(point,))


def faults(point: Point) -> list[str]:
    return [one.place for one in check(flow(point), SLIP, {"manager"}, {"legal"})]


def test_a_version_keeps_them_and_one_without_them_reads_as_before() -> None:
    assert content.load(content.dump(flow(FULL))) == flow(FULL)
    text = content.dump(flow(PLAIN))
    assert not any(name in text for name in ("copies", "editable", "hidden"))


@pytest.mark.parametrize("wrong", ['"copies": 5', '"copies": [5]', '"editable": "amount"', '"hidden": [1]'])
def test_what_has_not_their_form_is_refused_with_its_place(wrong: str) -> None:
    text = content.dump(flow(PLAIN)).replace('"mode"', f'{wrong}, "mode"')
    with pytest.raises(FlowRefused, match=wrong.split('"')[1]):
        content.load(text)


def test_what_can_be_used_has_no_faults() -> None:
    assert faults(FULL) == []


@pytest.mark.parametrize(
    ("point", "place"),
    [
        (replace(PLAIN, editable=("nothing",)), "points/0/editable"),
        (replace(PLAIN, editable=("total",)), "points/0/editable"),
        (replace(PLAIN, hidden=("nothing",)), "points/0/hidden"),
        (replace(PLAIN, hidden=("amount",)), "points/0/hidden"),
        (replace(PLAIN, editable=("reason",), hidden=("reason",)), "points/0/hidden"),
        (replace(PLAIN, copies=(StandIn(position="king"),)), "points/0/copies"),
        (replace(PLAIN, copies=(StandIn(person="ghost"),)), "points/0/copies"),
        (replace(PLAIN, copies=(StandIn(person="legal"),) * 21), "points/0/copies"),
    ],
)
def test_what_cannot_be_used_is_said_at_its_place(point: Point, place: str) -> None:
    assert faults(point) == [place]


def test_versions_are_compared_by_the_labels_of_the_form() -> None:
    names = Naming(positions={}, people={}, lang="en", document=SLIP)
    found = {one.aspect: (one.before, one.after) for one in compare(flow(PLAIN), flow(FULL), names)}
    assert found["Fields its approvers may change"] == ("–", "Amount")
    assert found["Hidden fields"] == ("–", "Reason")
    assert found["Copies when it is passed"][0] == "–"


def test_opening_and_hiding_fields_lowers_control_and_the_opposite_does_not() -> None:
    codes = [one.code for one in lowered(flow(PLAIN), flow(FULL), SLIP, {"manager": 1})]
    assert codes == ["EDITABLE", "HIDDEN"]
    assert lowered(flow(FULL), flow(PLAIN), SLIP, {"manager": 1}) == []
