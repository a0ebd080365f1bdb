"""The variables that a diagram knows: from forms, applications, decisions, mappings, data, loops, callers."""

from __future__ import annotations

import json
from typing import Any

import pytest
from marshmallow import Schema, fields

from engine.ports import AdapterCall
from processes.approval.types import TYPES
from processes.deploy.bundle import from_files
from processes.variables import Known, known_in
from processes.variables.labels import labelled

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:gx="urn:guanxi:bpmn:1"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="t" id="d">"""
ORDER = f"""{HEAD}
<process id="order" isExecutable="true">
  <property id="budget" name="budget"/>
  <startEvent id="begin"/>
  <userTask id="ask" name="Ask" gx:form="ask"/>
  <serviceTask id="price" name="Price" gx:adapter="price"/>
  <serviceTask id="rate" gx:adapter="price" gx:result="rating"/>
  <businessRuleTask id="decide" gx:decision="Terms" gx:result="terms"/>
  <userTask id="each" gx:form="ask" gx:due="=deadline">
    <extensionElements><gx:input source="lines" target="own"/></extensionElements>
    <multiInstanceLoopCharacteristics gx:collection="lines" gx:elementVariable="line"
      gx:outputCollection="answers"/>
  </userTask>
  <callActivity id="ship" calledElement="shipping"><extensionElements>
    <gx:in source="total" target="value"/><gx:out source="number" target="parcel"/>
  </extensionElements></callActivity>
  <exclusiveGateway id="big"/>
  <endEvent id="end"/>
  <sequenceFlow id="f1" sourceRef="begin" targetRef="big"/>
  <sequenceFlow id="f2" sourceRef="big" targetRef="end">
    <conditionExpression xsi:type="tFormalExpression">vip and total &gt; 3</conditionExpression>
  </sequenceFlow>
</process>
</definitions>"""
SHIPPING = (
    f"""{HEAD}<process id="shipping" isExecutable="true"><startEvent id="s"/></process></definitions>"""
)
FORM = {
    "type": "default",
    "components": [
        {"type": "number", "key": "amount", "label": "数额", "id": "a"},
        {
            "type": "select",
            "key": "way",
            "label": "Way",
            "id": "b",
            "values": [{"value": "sea", "label": {"zh": "海运", "en": "By sea"}}],
        },
        {
            "type": "group",
            "path": "place",
            "id": "c",
            "components": [{"type": "textfield", "key": "city", "id": "e"}],
        },
        {"type": "text", "text": "Hello", "id": "f"},
    ],
}
TERMS = """<?xml version="1.0"?><definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="m" name="m"
 namespace="m"><decision id="terms_id" name="Terms"><decisionTable hitPolicy="FIRST">
 <input id="i"><inputExpression typeRef="number"><text>total</text></inputExpression></input>
 <output id="o1" name="days"/><output id="o2" name="share"/>
 <rule><inputEntry><text>-</text></inputEntry><outputEntry><text>30</text></outputEntry>
 <outputEntry><text>0.3</text></outputEntry></rule></decisionTable></decision></definitions>"""
PACKAGE = """key = "order"
title = { zh = "订单", en = "Order" }
[parameters]
within = { zh = "时限", en = "Time allowed", default = "P5D" }
"""


class Answer(Schema):
    total = fields.Decimal()
    due_on = fields.Date()
    express = fields.Boolean()


class Price:
    kind = "transactional"
    zh, en = "定价", "Price"
    outputs = Answer

    def __call__(self, call: AdapterCall) -> dict[str, Any]:
        return {}


@pytest.fixture(scope="module")
def known() -> list[Known]:
    files = {
        "order.bpmn": ORDER,
        "shipping.bpmn": SHIPPING,
        "forms/ask.form": json.dumps(FORM),
        "terms.dmn": TERMS,
        "package.toml": PACKAGE,
    }
    bundle = from_files({path: text.encode() for path, text in files.items()}, name="order")
    return known_in(bundle, "order.bpmn", {"price": Price()})  # type: ignore[dict-item]  # a Literal in a class


def of(known: list[Known], name: str, within: str = "order") -> Known:
    [found] = [one for one in known if (one.variable.name, one.within) == (name, within)]
    return found


def test_fields_of_forms_have_kinds_words_and_values(known: list[Known]) -> None:
    amount, way = of(known, "amount").variable, of(known, "way").variable
    assert (amount.kind, amount.zh, amount.origin[1]) == ("number", "数额", "the form “ask”")
    assert (way.kind, way.choices) == ("string", {"sea": ("海运", "By sea")})
    assert of(known, "place.city").variable.kind == "string"


def test_answers_of_applications_stand_by_themselves_or_under_the_result(known: list[Known]) -> None:
    kinds = {one.variable.name: one.variable.kind for one in known}
    assert (kinds["total"], kinds["due_on"], kinds["express"]) == ("number", "date", "boolean")
    assert (kinds["rating"], kinds["rating.total"]) == ("context", "number")


def test_columns_of_a_decision_stand_under_its_result(known: list[Known]) -> None:
    names = {one.variable.name for one in known}
    assert {"terms", "terms.days", "terms.share"} <= names


def test_loops_and_inputs_are_known_inside_of_their_activity_only(known: list[Known]) -> None:
    assert of(known, "line", "each").variable.origin[1] == "the item of “each”"
    assert of(known, "own", "each")
    assert of(known, "loopCounter", "each").variable.kind == "number"
    assert of(known, "answers").variable.kind == "list"


def test_data_objects_parameters_and_what_a_call_gives_back_are_known(known: list[Known]) -> None:
    assert of(known, "budget")
    assert of(known, "parcel")
    within = of(known, "parameters.within").variable
    assert (within.zh, within.sample) == ("时限", "P5D")


def test_names_that_nothing_writes_are_known_with_the_places_that_read_them(known: list[Known]) -> None:
    assert of(known, "vip").read_at == ("f2",)
    assert of(known, "deadline").read_at == ("each",)
    assert of(known, "lines").read_at == ("each",)
    assert of(known, "total").read_at == ()


def test_a_called_process_knows_what_its_caller_hands_in() -> None:
    files = {"order.bpmn": ORDER.encode(), "shipping.bpmn": SHIPPING.encode()}
    found = known_in(from_files(files, name="order"), "shipping.bpmn", {})
    assert [one.variable.name for one in found] == ["value"]


@pytest.mark.parametrize("xml", ["<a/>", "nothing", ORDER[:900]])
def test_what_cannot_be_read_knows_nothing(xml: str) -> None:
    assert known_in(from_files({"order.bpmn": xml.encode()}, name="order"), "order.bpmn", {}) == []


def test_a_process_that_reads_a_document_calls_its_variables_as_conditions_do() -> None:
    from dataclasses import replace

    from forms.expressions import Variable

    [document] = [each for each, *_ in TYPES if each.key == "quote"]
    variables = [
        Known(variable=Variable(name=fact.name, kind=fact.type), within="p") for fact in document.facts
    ]
    discount = next(one for one in labelled(variables, [document]) if one.variable.name == "max_discount")
    assert (discount.variable.zh, discount.variable.unit) == ("最大行折扣", "percent")
    few = [replace(one) for one in variables[:3]]
    assert labelled(few, [document]) == few
