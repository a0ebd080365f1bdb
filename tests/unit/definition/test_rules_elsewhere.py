"""The same rule, broken in a process, in every kind of sub-process and in an event sub-process."""
# ruff: noqa: E501 - one case a line reads better than XML wrapped at arbitrary places

from __future__ import annotations

from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from itertools import pairwise
from pathlib import Path

import pytest

from engine.definition.findings import LONGEST, Finding
from engine.definition.rules.attributes import VALUES

_spec = spec_from_file_location("definition_samples", Path(__file__).with_name("conftest.py"))
assert _spec is not None
assert _spec.loader is not None
samples = module_from_spec(_spec)
_spec.loader.exec_module(samples)
diagram = samples.diagram

Find = Callable[..., list[Finding]]
MESSAGES = '<message id="m" name="Paid"/><message id="n" name="Sent"/><error id="x" errorCode="X"/>'
SIGNAL = '<signal id="sig" name="season"/>'
CATCH_SIGNAL = '<signalEventDefinition signalRef="sig"/>'
AFTER = "<timerEventDefinition><timeDuration>PT1S</timeDuration></timerEventDefinition>"
LOOP = "<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>"


def flow(source: str, target: str, condition: str = "") -> str:
    inner = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
    return f'<sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>'


def chain(*ids: str) -> str:
    return "".join(flow(a, b) for a, b in pairwise(ids))


def inner(middle: str, *, end: str = "") -> str:
    """start → a → middle `x` → end."""
    return f'<startEvent id="s"/><task id="a"/>{middle}<endEvent id="e">{end}</endEvent>{chain("s", "a", "x", "e")}'


def beside(more: str) -> str:
    """start → a → end, and something more."""
    return f'<startEvent id="s"/><task id="a"/><endEvent id="e"/>{chain("s", "a", "e")}{more}'


def _around(opening: str, closing: str) -> Callable[[str], str]:
    outside = f'<startEvent id="os"/><endEvent id="oe"/>{chain("os", "around", "oe")}'
    return lambda body: f"{outside}{opening}{body}{closing}"


def _event_sub_process(body: str) -> str:
    started = body.replace('<startEvent id="s"/>', f'<startEvent id="s">{CATCH_SIGNAL}</startEvent>')
    return (
        f'<startEvent id="os"/><endEvent id="oe"/>{chain("os", "oe")}'
        f'<subProcess id="around" triggeredByEvent="true">{started}</subProcess>'
    )


PLACES: dict[str, Callable[[str], str]] = {
    "process": lambda body: body,
    "subProcess": _around('<subProcess id="around">', "</subProcess>"),
    "transaction": _around('<transaction id="around">', "</transaction>"),
    "looped": _around(f'<subProcess id="around">{LOOP}', "</subProcess>"),
    "nested": _around('<subProcess id="around"><startEvent id="ns"/><endEvent id="ne"/>'
                      f'{chain("ns", "deep", "ne")}<subProcess id="deep">', "</subProcess></subProcess>"),
    "eventSubProcess": _event_sub_process,
}  # fmt: skip

GOOD: dict[str, str] = {
    "a task": inner('<task id="x"/>'),
    "a timer": inner(f'<intermediateCatchEvent id="x">{AFTER}</intermediateCatchEvent>'),
    "a boundary event": inner(f'<task id="x"/><boundaryEvent id="b" attachedToRef="x">{AFTER}</boundaryEvent>{flow("b", "e")}'),
    "compensation": inner('<task id="x"/><boundaryEvent id="b" attachedToRef="x"><compensateEventDefinition/></boundaryEvent><task id="u" isForCompensation="true"/><association id="as" sourceRef="b" targetRef="u"/>'),
    "links": beside('<intermediateThrowEvent id="x"><linkEventDefinition name="L"/></intermediateThrowEvent><intermediateCatchEvent id="y"><linkEventDefinition name="L"/></intermediateCatchEvent>' + flow("a", "x") + flow("y", "e")),
    "values in odd but legal writing": inner('<adHocSubProcess id="x" ordering=" Sequential " cancelRemainingInstances="0"><task id="t"/></adHocSubProcess>'),
    "a property where it belongs": inner('<task id="x"><property id="pr" name="pr"/></task>'),
    "a parallel start gateway's neighbour": inner(f'<eventBasedGateway id="x" gatewayDirection="Diverging"/><intermediateCatchEvent id="c">{AFTER}</intermediateCatchEvent><intermediateCatchEvent id="d">{CATCH_SIGNAL}</intermediateCatchEvent>').replace(flow("x", "e"), chain("x", "c", "e") + chain("x", "d", "e")),
}  # fmt: skip

BROKEN: list[tuple[str, str, str]] = [
    ("START_INCOMING", "s", beside('<exclusiveGateway id="x" default="x_e"/>').replace(flow("a", "e"), flow("a", "x") + flow("x", "e") + flow("x", "s", "1 = 1"))),
    ("END_OUTGOING", "e", beside('<task id="x"/>' + chain("e", "x"))),
    ("NODE_NO_INCOMING", "x", beside('<task id="x"/>' + flow("x", "e"))),
    ("NODE_NO_OUTGOING", "x", beside('<task id="x"/>' + flow("a", "x"))),
    ("EVENT_DEFINITION_MISSING", "x", inner('<intermediateCatchEvent id="x"/>')),
    ("EVENT_DEFINITION_NOT_ALLOWED", "x", inner('<intermediateCatchEvent id="x"><cancelEventDefinition/></intermediateCatchEvent>')),
    ("EVENT_DEFINITION_NOT_ALLOWED", "x", inner('<intermediateCatchEvent id="x"><errorEventDefinition errorRef="x1"/></intermediateCatchEvent>')),
    ("EVENT_DEFINITION_NOT_ALLOWED", "x", inner(f'<intermediateThrowEvent id="x">{AFTER}</intermediateThrowEvent>')),
    ("EVENT_DEFINITION_NOT_ALLOWED", "x", inner('<intermediateThrowEvent id="x"><terminateEventDefinition/></intermediateThrowEvent>')),
    ("EVENT_DEFINITION_NOT_ALLOWED", "e", inner('<task id="x"/>', end=AFTER)),
    ("EVENT_DEFINITION_NOT_ALLOWED", "e", inner('<task id="x"/>', end='<linkEventDefinition name="L"/>')),
    ("ESCALATION_MISSING", "e", inner('<task id="x"/>', end="<escalationEventDefinition/>")),
    ("MESSAGE_MISSING", "e", inner('<task id="x"/>', end="<messageEventDefinition/>")),
    ("BOUNDARY_INCOMING", "b", inner(f'<task id="x"/><boundaryEvent id="b" attachedToRef="x">{AFTER}</boundaryEvent>{flow("b", "e")}{flow("a", "b")}')),
    ("NODE_NO_OUTGOING", "b", inner(f'<task id="x"/><boundaryEvent id="b" attachedToRef="x">{AFTER}</boundaryEvent>')),
    ("REF_WRONG_KIND", "b", inner(f'<task id="x"/><boundaryEvent id="b" attachedToRef="e">{AFTER}</boundaryEvent>{flow("b", "e")}')),
    ("QUANTITY", "x", inner('<task id="x" startQuantity="0"/>')),
    ("QUANTITY", "x", inner('<userTask id="x" completionQuantity="two"/>')),
    ("LOOP_TWICE", "x", inner(f'<task id="x"><standardLoopCharacteristics loopMaximum="2"/>{LOOP}</task>')),
    ("LOOP_COUNT_MISSING", "x", inner('<callActivity id="x" calledElement="p"><multiInstanceLoopCharacteristics/></callActivity>')),
    ("LINK_WITHOUT_TARGET", "x", beside('<intermediateThrowEvent id="x"><linkEventDefinition name="L"/></intermediateThrowEvent>' + flow("a", "x"))),
    ("EVENT_GATEWAY_TARGET", "c", inner(f'<eventBasedGateway id="x"/><task id="c"/><intermediateCatchEvent id="d">{AFTER}</intermediateCatchEvent>').replace(flow("x", "e"), chain("x", "c", "e") + chain("x", "d", "e"))),
    ("GATEWAY_CONDITIONS_MISSING", "x", inner('<exclusiveGateway id="x"/><task id="y"/>').replace(flow("x", "e"), chain("x", "e") + chain("x", "y", "e"))),
    ("COMPENSATION_HANDLER_MISSING", "b", inner('<task id="x"/><boundaryEvent id="b" attachedToRef="x"><compensateEventDefinition/></boundaryEvent>')),
    ("TIMER_EMPTY", "x", inner('<intermediateCatchEvent id="x"><timerEventDefinition/></intermediateCatchEvent>')),
    ("TIMER_TEXT", "x", inner('<intermediateCatchEvent id="x"><timerEventDefinition><timeDate>PT5S</timeDate></timerEventDefinition></intermediateCatchEvent>')),
    ("AD_HOC_CONTENT", "z", inner('<adHocSubProcess id="x"><endEvent id="z"/><task id="t"/>' + flow("t", "z") + "</adHocSubProcess>")),
    ("EVENT_SUB_PROCESS_FLOW", "h", beside(f'<subProcess id="h" triggeredByEvent="true"><startEvent id="hs">{CATCH_SIGNAL}</startEvent><endEvent id="he"/>{flow("hs", "he")}</subProcess>{flow("a", "h")}')),
    ("EVENT_NOT_INTERRUPTING", "hs", beside(f'<subProcess id="h" triggeredByEvent="true"><startEvent id="hs" isInterrupting="false"><errorEventDefinition errorRef="x1"/></startEvent><endEvent id="he"/>{flow("hs", "he")}</subProcess>')),
    ("PROPERTY_PLACE", "pr", inner('<exclusiveGateway id="x"><property id="pr" name="pr"/></exclusiveGateway>')),
    ("ATTRIBUTE_MISSING", "f", beside('<sequenceFlow id="f" sourceRef="a"/>')),
    ("ATTRIBUTE_MISSING", "f", beside('<sequenceFlow id="f" targetRef="a" sourceRef=" "/>')),
    ("ATTRIBUTE_MISSING", "as", beside('<association id="as" targetRef="a"/>')),
    ("REF_DANGLING", "po", inner('<userTask id="x"><potentialOwner id="po"><resourceRef>nobody</resourceRef></potentialOwner></userTask>')),
]  # fmt: skip


def _file(place: str, body: str) -> bytes:
    outside = MESSAGES.replace('id="x"', 'id="x1"') + SIGNAL
    data: bytes = diagram(PLACES[place](body), outside=outside)
    return data


def _errors(findings: list[Finding]) -> list[Finding]:
    return [f for f in findings if f.severity == "error"]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", GOOD)
def test_a_correct_neighbour_is_not_refused(name: str, place: str, findings: Find) -> None:
    assert [f.as_dict() for f in _errors(findings(_file(place, GOOD[name])))] == []


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("code", "element", "body"), BROKEN, ids=[f"{c}-{i}" for i, (c, _, _) in enumerate(BROKEN)]
)
def test_a_broken_rule_is_named_wherever_it_is_broken(code: str, element: str, body: str, place: str, findings: Find) -> None:  # fmt: skip
    found = _errors(findings(_file(place, body)))
    assert (code, element) in {(f.code, f.element) for f in found}, [f.as_dict() for f in found]
    assert all(f.line is not None for f in found)


@pytest.mark.parametrize("attribute", VALUES)
def test_a_value_that_is_not_in_the_schema_is_refused(attribute: str, findings: Find) -> None:
    found = findings(diagram(inner(f'<task id="x" {attribute}="perhaps"/>')))
    [refused] = [f for f in found if f.code == "ATTRIBUTE_VALUE"]
    assert (refused.severity, refused.element) == ("error", "x")
    assert attribute in refused.message()
    assert VALUES[attribute][0] in refused.message("zh")


def test_an_attribute_of_another_vocabulary_may_hold_anything(findings: Find) -> None:
    found = findings(diagram(inner('<task id="x" camunda:ordering="perhaps"/>')))
    assert [f.code for f in found if f.code == "ATTRIBUTE_VALUE"] == []


@pytest.mark.parametrize(
    ("outside", "element"),
    [
        ('<interface id="i" name="i"/>', "i"),
        ('<interface id="i" name="i"><operation id="o" name="o"/></interface>', "o"),
        ('<correlationProperty id="c" name="c"/>', "c"),
        ('<import location="other.bpmn" importType="urn:x"/>', "definitions"),
    ],
)
def test_what_the_schema_demands_is_missed(outside: str, element: str, findings: Find) -> None:
    found = findings(diagram(inner('<task id="x"/>'), outside=outside))
    assert element in {f.element for f in found if f.code == "ATTRIBUTE_MISSING"}


@pytest.mark.parametrize("number", ["9" * 6000, "9999999999", "²", "٣", "1e3", "two"])
@pytest.mark.parametrize(
    ("code", "body"),
    [
        ("QUANTITY", '<task id="x" startQuantity="{}"/>'),
        ("QUANTITY", '<task id="x" completionQuantity="{}"/>'),
        ("LOOP_MAXIMUM", '<task id="x"><standardLoopCharacteristics loopMaximum="{}"/></task>'),
        ("RETRIES", '<serviceTask id="x" gx:adapter="crm" gx:retries="{}"/>'),
    ],
)
def test_a_number_nobody_can_count_to_is_refused(code: str, body: str, number: str, findings: Find) -> None:
    found = _errors(findings(diagram(inner(body.format(number)))))
    assert (code, "x") in {(f.code, f.element) for f in found}


def test_a_vendors_number_nobody_can_count_to_breaks_nothing(findings: Find) -> None:
    job = f'<zeebe:taskDefinition xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" type="a" retries="{"9" * 6000}"/>'
    found = findings(
        diagram(inner(f'<serviceTask id="x"><extensionElements>{job}</extensionElements></serviceTask>'))
    )
    assert all(f.line is not None for f in found)


def test_a_name_of_a_megabyte_is_told_by_its_beginning(findings: Find) -> None:
    long = "x" * 1_000_000
    found = findings(diagram(inner(f'<intermediateCatchEvent id="x" name="{long}"/>')))
    assert found
    assert all(len(f.message()) < 2 * LONGEST for f in found)
    assert all(len(f.suggestion("zh")) < 2 * LONGEST for f in found)
