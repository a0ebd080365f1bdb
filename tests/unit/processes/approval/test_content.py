from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from engine.organisation.standard import POSITIONS
from processes.approval.check import check
from processes.approval.content import dump, load
from processes.approval.defaults import QUOTE
from processes.approval.errors import FlowRefused
from processes.approval.flow_models import Limits
from processes.approval.model import Condition, Flow, Test
from processes.approval.quotes import QUOTES

CODES = {code for code, *_ in POSITIONS}


def test_a_flow_survives_being_written_and_read():
    assert load(dump(QUOTE)) == QUOTE


def test_every_kind_of_value_survives():
    tests = (
        Test(fact="max_discount", operator="between", value=(Decimal("0.08"), Decimal("0.10"))),
        Test(fact="customer_level", operator="not_in", value=("A", "B")),
        Test(fact="below_minimum", operator="eq", value=True),
        Test(fact="owner_name", operator="eq", value="0.10"),
    )
    flow = Flow(points=(replace(QUOTE.points[0], condition=Condition(rows=(tests,))),))
    assert load(dump(flow)) == flow


def test_the_model_and_what_may_be_changed_survive_and_a_fixed_flow_says_nothing_of_it():
    adjustable = replace(QUOTE.points[0], skippable=True, addable=True, choose=True)
    limits = Limits(steps=2, rank=60, positions=("finance",), departments=("sales",))
    flow = replace(QUOTE, points=(adjustable,), model="self", limits=limits)
    assert load(dump(flow)) == flow
    assert not {"model", "limits", "skippable"} & set(dump(QUOTE).replace('"', " ").split())


def test_limits_that_name_nothing_are_told():
    flow = replace(QUOTE, model="self", limits=Limits(steps=11, positions=("nobody",), departments=("moon",)))
    places = {fault.place for fault in check(flow, QUOTES, CODES, None, {"sales"})}
    assert places == {"limits/steps", "limits/positions", "limits/departments"}


def test_the_shipped_flow_is_sound():
    assert check(QUOTE, QUOTES, CODES) == []


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"points": 3}', '{"points": [7]}', '{"points": [{}]}', "[" * 90_000]
)
def test_what_is_no_flow_is_refused_with_a_place(text):
    with pytest.raises(FlowRefused) as refused:
        load(text)
    assert all(fault.zh and fault.en for fault in refused.value.faults)


def test_every_fault_is_told_at_once():
    raw = json.loads(dump(QUOTE))
    raw["points"][0]["mode"] = "majority"
    raw["points"][1]["condition"][0][0]["value"] = {"number": "abc"}
    raw["points"][2]["name"] = {"zh": "财务"}
    with pytest.raises(FlowRefused) as refused:
        load(json.dumps(raw))
    assert [fault.place for fault in refused.value.faults] == [
        "points/0/mode",
        "points/1/condition/0/0/value",
        "points/2/name/en",
    ]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"name": " "}, "points/0/name/zh"),
        ({"positions": ()}, "points/0/positions"),
        ({"positions": ("wizard",)}, "points/0/positions"),
        ({"deadline": "soon"}, "points/0/deadline"),
        ({"actions": ("reject",)}, "points/0/actions"),
    ],
)
def test_a_point_that_cannot_work_is_found(change, place):
    flow = Flow(points=(replace(QUOTE.points[0], **change),))
    assert [fault.place for fault in check(flow, QUOTES, CODES)] == [place]


@pytest.mark.parametrize(
    ("test", "part"),
    [
        (Test(fact="colour", operator="eq", value="red"), "fact"),
        (Test(fact="below_minimum", operator="gt", value=True), "operator"),
        (Test(fact="total", operator="gt", value="much"), "value"),
        (Test(fact="customer_level", operator="eq", value="Z"), "value"),
    ],
)
def test_a_test_that_cannot_be_asked_is_found(test, part):
    flow = Flow(points=(replace(QUOTE.points[0], condition=Condition(rows=((test,),))),))
    assert [fault.place for fault in check(flow, QUOTES, CODES)] == [f"points/0/condition/0/0/{part}"]


def test_points_are_numbered_anew_when_one_is_taken_out():
    shorter = QUOTE.with_points(QUOTE.points[1:])
    assert [(point.number, point.name) for point in shorter.points] == [
        (1, "销售总监"),
        (2, "财务"),
        (3, "总经理"),
    ]
