# ruff: noqa: E501 - data a line
"""Mutated diagrams, forms and packages: every one is answered with findings, none with an exception."""

from __future__ import annotations

import io
import random
import zipfile

from engine.definition import check, compile_diagram, read
from engine.definition.expressions import TextRefused
from engine.definition.findings import has_errors
from processes.check import check_files

GOOD = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:gx="urn:guanxi:bpmn:1" targetNamespace="t"
  xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC">
<message id="m" name="Paid"/><error id="er" errorCode="E1"/>
<collaboration id="c"><participant id="pa" name="Us" processRef="p"/><participant id="pb" name="They"/>
<messageFlow id="mf" sourceRef="pb" targetRef="r"/></collaboration>
<process id="p" isExecutable="true">
<laneSet id="ls"><lane id="l" name="Sales"><flowNodeRef>u</flowNodeRef></lane></laneSet>
<startEvent id="s"><outgoing>f1</outgoing></startEvent>
<sequenceFlow id="f1" sourceRef="s" targetRef="u"/>
<userTask id="u" gx:form="quote" gx:due="P1D"><extensionElements><gx:fieldRights field="a" right="read"/></extensionElements>
<multiInstanceLoopCharacteristics isSequential="true"><loopCardinality>3</loopCardinality>
<completionCondition>done = true</completionCondition></multiInstanceLoopCharacteristics></userTask>
<boundaryEvent id="b" attachedToRef="u"><timerEventDefinition id="t1"><timeDuration>PT5M</timeDuration></timerEventDefinition></boundaryEvent>
<sequenceFlow id="f2" sourceRef="u" targetRef="g"/><sequenceFlow id="f3" sourceRef="b" targetRef="r"/>
<exclusiveGateway id="g" default="f5"/>
<sequenceFlow id="f4" sourceRef="g" targetRef="v"><conditionExpression>amount &gt; 10</conditionExpression></sequenceFlow>
<sequenceFlow id="f5" sourceRef="g" targetRef="r"/>
<serviceTask id="v" gx:adapter="crm"><extensionElements><gx:input target="x" source="amount"/></extensionElements></serviceTask>
<sequenceFlow id="f6" sourceRef="v" targetRef="sp"/>
<subProcess id="sp"><startEvent id="s2"/><sequenceFlow id="g1" sourceRef="s2" targetRef="e2"/>
<endEvent id="e2"><errorEventDefinition errorRef="er"/></endEvent></subProcess>
<sequenceFlow id="f7" sourceRef="sp" targetRef="e"/>
<receiveTask id="r" messageRef="m"/><sequenceFlow id="f8" sourceRef="r" targetRef="e"/>
<endEvent id="e"/>
</process>
<bpmndi:BPMNDiagram id="di"><bpmndi:BPMNPlane id="pl" bpmnElement="c"><bpmndi:BPMNShape id="sh" bpmnElement="u">
<dc:Bounds x="1" y="2" width="3" height="4"/></bpmndi:BPMNShape></bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</definitions>
"""
FORM = '{"id": "quote", "components": [{"type": "textfield", "key": "a", "label": "A", "validate": {"maxLength": 5}}]}'
PIECES = [
    "",
    " ",
    '"',
    "<",
    ">",
    "&",
    "&amp;",
    "${x",
    "=",
    "null",
    "-1",
    "999999999999",
    "\x00",
    "中文",
    "P",
    "PT5M",
    "()",
    "[",
    "{}",
    "u",
    "g",
    "f1",
    "/>",
    "id",
    "gx:",
    "true",
]


def mutated(text: str, rnd: random.Random) -> str:
    for _ in range(rnd.randint(1, 3)):
        place = rnd.randrange(len(text))
        length = rnd.choice([0, 1, 1, 3, 10, 40])
        other = rnd.randrange(len(text))
        piece = rnd.choice([rnd.choice(PIECES), text[other : other + rnd.choice([3, 20, 200])]])
        text = text[:place] + piece + text[place + length :]
    return text


def attributes_swapped(text: str, rnd: random.Random) -> str:
    """Still XML, but with other references: this gets deeper into the rules."""
    words = text.split('"')
    odd = list(range(1, len(words), 2))
    for _ in range(rnd.randint(1, 4)):
        words[rnd.choice(odd)] = words[rnd.choice(odd)]
    return '"'.join(words)


def test_the_good_file_is_good() -> None:
    found = check_files({"a.bpmn": GOOD.encode(), "quote.form": FORM.encode()})
    assert [f.as_dict() for f in found if f.severity == "error"] == []


def test_mutated_diagrams_are_answered_with_findings() -> None:
    rnd = random.Random(20261121)
    for number in range(400):
        text = (mutated if number % 2 else attributes_swapped)(GOOD, rnd)
        diagram = read(text.encode("utf-8", "surrogatepass"), file="fuzz.bpmn")
        found = check([diagram])
        for finding in found:
            finding.as_dict("zh")
            finding.as_dict("en")
        if not has_errors(found):
            compile_diagram(diagram)
        else:
            try:
                compile_diagram(diagram)
            except TextRefused:
                continue


def test_mutated_forms_are_answered_with_findings() -> None:
    rnd = random.Random(7)
    for _ in range(300):
        found = check_files({"fuzz.form": mutated(FORM, rnd).encode("utf-8", "surrogatepass")})
        assert "CHECK_FAILED" not in {f.code for f in found}


def test_mutated_packages_are_answered_with_findings() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("package.toml", 'key = "q"\n[title]\nen = "Q"\n')
        archive.writestr("q.bpmn", GOOD)
        archive.writestr("forms/quote.form", FORM)
    good, rnd = out.getvalue(), random.Random(11)
    for _ in range(300):
        data = bytearray(good)
        for _ in range(rnd.randint(1, 4)):
            data[rnd.randrange(len(data))] = rnd.randrange(256)
        found = check_files({"fuzz.zip": bytes(data)})
        assert "CHECK_FAILED" not in {f.code for f in found}
