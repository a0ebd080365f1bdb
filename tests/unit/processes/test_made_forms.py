"""Forms that stand within a diagram become forms of the package."""

from __future__ import annotations

import json
from typing import Any

from engine.definition import check, read
from forms.schema import load
from processes.deploy.bundle import from_files
from processes.made_forms import with_made_forms

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="d" targetNamespace="t"><process id="p"'
    ' isExecutable="true"><startEvent id="s"/><sequenceFlow id="f" sourceRef="s" targetRef="x"/>'
)
TAIL = '<sequenceFlow id="g" sourceRef="x" targetRef="e"/><endEvent id="e"/></process></definitions>'


def diagram(fields: str, attributes: str = "") -> bytes:
    task = f'<userTask id="x" name="Look"{attributes}><extensionElements><camunda:formData>{fields}'
    return f"{HEAD}{task}</camunda:formData></extensionElements></userTask>{TAIL}".encode()


def made(data: bytes) -> dict[str, Any]:
    form: dict[str, Any] = json.loads(with_made_forms({}, [read(data)])["forms/made/x.form"])
    return form


def codes(data: bytes) -> set[str]:
    return {one.code for one in check([read(data)], forms=())}


FIELDS = (
    '<camunda:formField id="note" type="string" defaultValue="none"><camunda:validation>'
    '<camunda:constraint name="required"/><camunda:constraint name="maxlength" config="5"/>'
    "</camunda:validation></camunda:formField>"
    '<camunda:formField id="days" label="Days" type="long" defaultValue="3"><camunda:validation>'
    '<camunda:constraint name="max" config="30"/></camunda:validation></camunda:formField>'
    '<camunda:formField id="ok" type="boolean" defaultValue="true"/>'
    '<camunda:formField id="by" type="enum" defaultValue="ship"><camunda:value id="sf" name="SF"/>'
    '</camunda:formField><camunda:formField id="day" type="date"/>'
)


def test_each_type_has_its_control() -> None:
    form = made(diagram(FIELDS))
    assert [each["type"] for each in form["components"]] == [
        "textfield",
        "number",
        "checkbox",
        "select",
        "datetime",
    ]
    note, days, ok, by, _ = form["components"]
    assert (note["validate"], note["defaultValue"]) == ({"required": True, "maxLength": 5}, "none")
    assert (days["label"], days["defaultValue"], days["validate"], days["decimalDigits"]) == (
        "Days",
        3,
        {"max": 30.0},
        0,
    )
    assert ok["defaultValue"] is True
    assert "defaultValue" not in by


def test_the_form_is_a_sound_form_that_accepts_what_fits() -> None:
    form = load(with_made_forms({}, [read(diagram(FIELDS))])["forms/made/x.form"], file="x.form")
    assert [one.code for one in form.findings if one.severity == "error"] == []


def test_the_made_form_is_known_to_the_check() -> None:
    assert "FORM_UNKNOWN" not in codes(diagram(FIELDS))


def test_a_named_form_wins_and_the_fields_are_a_finding() -> None:
    data = diagram(FIELDS, ' camunda:formKey="look"')
    assert with_made_forms({}, [read(data)]) == {}
    assert {"FORM_UNKNOWN", "VENDOR_FORM"} <= codes(data)


def test_what_does_not_fit_is_a_finding() -> None:
    fields = (
        '<camunda:formField id="a" type="money"/><camunda:formField id="a" type="string"/>'
        '<camunda:formField id="b" type="string" defaultValue="${x}"><camunda:validation>'
        '<camunda:constraint name="max" config="3"/><camunda:constraint name="validator" config="a.B"/>'
        "</camunda:validation></camunda:formField>"
    )
    found = codes(diagram(fields))
    assert {"FIELD_TYPE", "FIELD_TWICE", "FIELD_DEFAULT", "FIELD_LIMIT", "VENDOR_FORM"} <= found


def test_a_set_makes_its_forms_anew() -> None:
    before = from_files({"p.bpmn": diagram(FIELDS)}, name="p")
    after = before.with_file("p.bpmn", diagram('<camunda:formField id="one" type="string"/>'))
    assert len(json.loads(after.files["forms/made/x.form"])["components"]) == 1
    gone = after.with_file("p.bpmn", f'{HEAD}<userTask id="x"/>{TAIL}'.encode())
    assert list(gone.files) == ["p.bpmn"]
