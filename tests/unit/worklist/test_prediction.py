"""Where an instance will probably go, read from the program alone."""

from __future__ import annotations

from engine.definition import compile_process, read
from worklist.prediction import predicted

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t" id="d">'
    '<bpmn:process id="p" isExecutable="true">'
)
FEET = "</bpmn:process></bpmn:definitions>"


def program(body: str):
    return compile_process(read((HEAD + body + FEET).encode(), file="p.bpmn"), "p")


def flow(name: str, source: str, target: str, condition: str = "") -> str:
    inner = f"<bpmn:conditionExpression>{condition}</bpmn:conditionExpression>" if condition else ""
    return f'<bpmn:sequenceFlow id="{name}" sourceRef="{source}" targetRef="{target}">{inner}</bpmn:sequenceFlow>'


def test_a_choice_follows_its_default():
    found = program(
        '<bpmn:startEvent id="s"/><bpmn:exclusiveGateway id="g" default="no"/><bpmn:task id="a"/><bpmn:task id="b"/>'
        + flow("in", "s", "g")
        + flow("yes", "g", "a", "x = 1")
        + flow("no", "g", "b")
    )
    assert predicted(found, ["s"]) == ["in", "g", "no", "b"]


def test_a_fork_goes_every_way_and_a_loop_ends():
    found = program(
        '<bpmn:startEvent id="s"/><bpmn:parallelGateway id="g"/><bpmn:userTask id="a"/><bpmn:userTask id="b"/>'
        + flow("in", "s", "g")
        + flow("one", "g", "a")
        + flow("two", "g", "b")
        + flow("back", "a", "g")
    )
    assert set(predicted(found, ["s"])) == {"in", "g", "one", "two", "a", "b", "back"}


def test_from_inside_a_sub_process_it_goes_on_behind_it():
    found = program(
        '<bpmn:startEvent id="s"/><bpmn:subProcess id="sub"><bpmn:startEvent id="i"/><bpmn:userTask id="t"/>'
        + flow("inner", "i", "t")
        + '</bpmn:subProcess><bpmn:endEvent id="e"/>'
        + flow("in", "s", "sub")
        + flow("out", "sub", "e")
    )
    assert set(predicted(found, ["t"])) == {"out", "e"}
    assert set(predicted(found, ["s"])) == {"in", "sub", "i", "inner", "t", "out", "e"}


def test_an_element_of_another_version_is_passed_over():
    assert predicted(program('<bpmn:startEvent id="s"/>'), ["gone"]) == []
