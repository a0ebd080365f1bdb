"""What becomes of each element in the skeleton, and what keeps a process from being compared."""

from __future__ import annotations

import pytest

from engine.definition import read
from engine.reference.expressions import compiled
from engine.reference.reducing import reduce
from engine.reference.skeleton import OutOfSubset, Repeat, Skeleton, Tag, Trigger
from engine.reference.subset import demand_comparable
from engine.reference.texts import REASONS, reason
from engine.reference.writing import plain_id, to_xml

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:gx="urn:guanxi:bpmn:1"'
    ' id="d" targetNamespace="t"><message id="m" name="m"/><error id="e1" errorCode="E1"/>'
)
TIMER = "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>"
MESSAGE = '<messageEventDefinition messageRef="m"/>'
ERROR = '<errorEventDefinition errorRef="e1"/>'


def skeleton(inside: str, *, between: str = "x") -> Skeleton:
    """`start → between → end` with what `inside` draws."""
    flows = (
        f'<sequenceFlow id="f1" sourceRef="start" targetRef="{between}"/>'
        f'<sequenceFlow id="f2" sourceRef="{between}" targetRef="end"/>'
    )
    ends = '<startEvent id="start"/><endEvent id="end"/>'
    xml = f'{HEAD}<process id="p" isExecutable="true">{ends}{inside}{flows}</process></definitions>'
    made = reduce(read(xml.encode(), file="p.bpmn"), "p")
    demand_comparable(made)
    return made


@pytest.mark.parametrize("tag", ["serviceTask", "sendTask", "businessRuleTask", "manualTask", "task"])
def test_what_goes_on_by_itself_becomes_a_task(tag: str) -> None:
    assert skeleton(f'<{tag} id="x"/>').parts["x"].tag is Tag.TASK


@pytest.mark.parametrize("tag", ["userTask", "receiveTask", "callActivity"])
def test_what_waits_becomes_something_that_waits(tag: str) -> None:
    assert skeleton(f'<{tag} id="x"/>').parts["x"].tag is Tag.USER


def test_a_timer_and_a_message_are_the_same_thing_from_outside() -> None:
    for event in (TIMER, MESSAGE):
        part = skeleton(f'<intermediateCatchEvent id="x">{event}</intermediateCatchEvent>').parts["x"]
        assert (part.tag, part.trigger) == (Tag.CATCH, Trigger.MESSAGE)


def test_an_application_that_may_fail_waits_and_its_error_comes_from_outside() -> None:
    made = skeleton(
        f'<serviceTask id="x"/><boundaryEvent id="b" attachedToRef="x">{ERROR}</boundaryEvent>'
        '<endEvent id="end2"/><sequenceFlow id="f3" sourceRef="b" targetRef="end2"/>'
    )
    assert made.parts["x"].tag is Tag.USER
    assert made.parts["b"].trigger is Trigger.MESSAGE


def test_a_collection_becomes_a_number_of_items() -> None:
    loop = '<multiInstanceLoopCharacteristics gx:collection="signers" isSequential="true"/>'
    part = skeleton(f'<userTask id="x">{loop}</userTask>').parts["x"]
    assert part.loop is not None
    assert (part.loop.repeat, part.loop.cardinality) == (Repeat.SEQUENTIAL, "count(signers)")


def test_a_vendors_condition_is_evaluated_as_it_is_written() -> None:
    made = skeleton(
        '<exclusiveGateway id="x" default="f2"/><endEvent id="end2"/><sequenceFlow id="f3" sourceRef="x"'
        ' targetRef="end2"><conditionExpression>${amount == 3 &amp;&amp; !late}</conditionExpression></sequenceFlow>'
    )
    [(element, text)] = made.conditions()
    assert element == "x"
    assert compiled(text).evaluate({"amount": 3}) is True


def test_a_link_becomes_a_flow() -> None:
    xml = (
        f'{HEAD}<process id="p" isExecutable="true"><startEvent id="s"/><sequenceFlow id="f" sourceRef="s"'
        ' targetRef="t"/><intermediateThrowEvent id="t"><linkEventDefinition name="l"/></intermediateThrowEvent>'
        '<intermediateCatchEvent id="c"><linkEventDefinition name="l"/></intermediateCatchEvent>'
        '<sequenceFlow id="g" sourceRef="c" targetRef="e"/><endEvent id="e"/></process></definitions>'
    )
    made = reduce(read(xml.encode()), "p")
    assert ("t", "c") in [(arrow.source, arrow.target) for arrow in made.frame.arrows]


REFUSED = {
    "ELEMENT": '<adHocSubProcess id="x"/>',
    "EVENT": "<intermediateThrowEvent id='x'><escalationEventDefinition/></intermediateThrowEvent>",
    "MULTIPLE_EVENT": f'<intermediateCatchEvent id="x">{TIMER}{MESSAGE}</intermediateCatchEvent>',
    "COMPENSATION": '<task id="x"/><task id="u" isForCompensation="true"/>',
    "QUANTITY": '<task id="x" startQuantity="2"/>',
    "EVENT_SUB_PROCESS": '<task id="x"/><subProcess id="u" triggeredByEvent="true"/>',
    "NOT_ONE_START": '<subProcess id="x"><task id="u"/></subProcess>',
    "OWN_MESSAGE": (
        f'<intermediateThrowEvent id="x">{MESSAGE}</intermediateThrowEvent>'
        f'<intermediateCatchEvent id="c">{MESSAGE}</intermediateCatchEvent>'
    ),
    "UNCAUGHT_ERROR": f'<task id="x"/><endEvent id="fails">{ERROR}</endEvent>',
    "EXPRESSION": '<scriptTask id="x" gx:result="r"><script>1 +</script></scriptTask>',
    "TOO_LARGE": '<task id="x"/>' + "".join(f'<task id="t{i}"/>' for i in range(150)),
}


@pytest.mark.parametrize("code", REFUSED)
def test_it_says_why_a_process_is_not_compared(code: str) -> None:
    with pytest.raises(OutOfSubset) as refused:
        skeleton(REFUSED[code])
    assert refused.value.code == code


def test_every_reason_has_a_sentence_in_both_languages() -> None:
    for code, (chinese, english) in REASONS.items():
        assert (reason(code, "zh"), reason(code, "en")) == (chinese, english)
        assert english.endswith(".")
        assert any("\u4e00" <= letter <= "\u9fff" for letter in chinese)


def _parallel(left: str, right: str) -> str:
    """Two scripts on parallel branches."""
    scripts = "".join(
        f'<scriptTask id="{name}" gx:result="{text.partition(":")[0]}"><script>{text.partition(":")[2]}</script>'
        f'</scriptTask><sequenceFlow id="i{name}" sourceRef="x" targetRef="{name}"/>'
        f'<sequenceFlow id="o{name}" sourceRef="{name}" targetRef="join"/>'
        for name, text in (("left", left), ("right", right))
    )
    return f'<parallelGateway id="x"/>{scripts}<parallelGateway id="join"/>'


def test_branches_that_race_for_a_variable_are_not_compared() -> None:
    with pytest.raises(OutOfSubset) as refused:
        skeleton(_parallel("a:a + 1", "b:a"))
    assert refused.value.code == "RACE"


def test_branches_with_variables_of_their_own_are_compared() -> None:
    assert skeleton(_parallel("a:a + 1", "b:c")).parts["left"].tag is Tag.SCRIPT


def test_what_was_drawn_for_the_second_engine_has_no_id_in_the_diagram() -> None:
    made = skeleton('<userTask id="x"/><task id="y"/><sequenceFlow id="f3" sourceRef="x" targetRef="y"/>')
    drawn = read(to_xml(made, helpers=True)).processes[0].body.nodes
    assert {plain_id(node.id) for node in drawn} == {"start", "end", "x", "y", None}
    assert {plain_id(n.id) for n in read(to_xml(made, helpers=False)).processes[0].body.nodes} == set(
        made.parts
    )
