"""A process that names its starters is started by them only, and knows who did."""

from __future__ import annotations

import pytest


def diagram(key: str, starters: str) -> bytes:
    return (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'
        ' xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="d" targetNamespace="t">'
        f'<process id="{key}" isExecutable="true" {starters}><startEvent id="s" camunda:initiator="who"/>'
        '<sequenceFlow id="f" sourceRef="s" targetRef="x"/><userTask id="x" camunda:assignee="${who}"/>'
        '<sequenceFlow id="g" sourceRef="x" targetRef="e"/><endEvent id="e"/></process></definitions>'
    ).encode()


@pytest.mark.parametrize(
    "starters",
    ["", 'camunda:candidateStarterUsers="li, salesperson"', 'camunda:candidateStarterGroups="salesperson"'],
)
def test_a_named_starter_starts_it_and_is_its_initiator(site, starters):
    site.engine.deploy({"own.bpmn": diagram("own", starters)}, name="own", reason="test")
    answer = site.api("salesperson").post("/instances", {"definition": "own", "variables": {"who": "forged"}})
    assert answer.status_code == 201
    listed = site.api("salesperson").get("/work-items").json["items"]
    assert answer.json["id"] in {one["root"] for one in listed}


@pytest.mark.parametrize(
    "starters", ['camunda:candidateStarterUsers="director"', 'camunda:candidateStarterGroups="finance"']
)
def test_others_are_refused_and_told_who_could(site, starters):
    site.engine.deploy({"own.bpmn": diagram("own", starters)}, name="own", reason="test")
    answer = site.api("salesperson").post("/instances", {"definition": "own", "variables": {}})
    assert answer.status_code == 403
    assert answer.json["code"] == "NotAStarter"
    assert ("director" in answer.json["message"]) or ("finance" in answer.json["message"])
