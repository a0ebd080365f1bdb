# ruff: noqa: E501 - XML reads better unwrapped
from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.definition import compile_diagram, read
from engine.definition.expressions import TextRefused
from engine.definition.findings import Finding
from engine.kernel.program import EventKind, NodeKind, Program, TimerKind

Find = Callable[..., list[Finding]]
HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:gx="urn:guanxi:bpmn:1"'
    ' xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="t">'
)


def program(body: str, *, outside: str = "", **options: object) -> Program:
    data = f'{HEAD}<process id="p" name="P">{body}</process>{outside}</definitions>'.encode()
    return compile_diagram(read(data), **options)[0]  # type: ignore[arg-type]


def straight(element: str, **options: object) -> Program:
    return program(
        '<startEvent id="s"/><sequenceFlow id="f1" sourceRef="s" targetRef="x"/>'
        f'{element}<sequenceFlow id="f2" sourceRef="x" targetRef="e"/><endEvent id="e"/>',
        **options,
    )


def test_nodes_flows_and_scopes_refer_to_each_other() -> None:
    compiled = straight('<userTask id="x" name="Check"/>')
    start, task, end = (compiled.node(i) for i in ("s", "x", "e"))
    assert [compiled.flows[f].target for f in start.outgoing] == [task.index]
    assert [compiled.flows[f].source for f in end.incoming] == [task.index]
    assert compiled.scopes[0].starts == (start.index,)
    assert compiled.key == "p"


def test_a_user_task_takes_who_what_and_when() -> None:
    task = straight(
        '<userTask id="x" gx:candidateGroups="sales, director" gx:assignee="=owner" gx:form="quote"'
        ' gx:due="P2D" gx:title=\'"Quote " + number\' gx:priority="70">'
        '<extensionElements><gx:fieldRights field="price" right="read"/></extensionElements></userTask>'
    ).node("x")
    given = task.assignment
    assert given is not None
    assert given.candidate_groups is not None
    assert given.candidate_groups.evaluate({}) == ["sales", "director"]
    assert given.assignee is not None
    assert given.assignee.evaluate({"owner": "li"}) == "li"
    assert given.due is not None
    assert given.due.evaluate({}) == "P2D"
    assert given.title is not None
    assert given.title.evaluate({"number": "Q-1"}) == "Quote Q-1"
    assert given.field_rights == (("price", "read"),)
    assert given.form == "quote"


def test_the_lane_gives_the_default_role() -> None:
    lanes = (
        '<laneSet id="l"><lane id="l1" name="Sales" gx:candidateGroups="sales"><flowNodeRef>x</flowNodeRef></lane>'
        '<lane id="l2" name="Board"><flowNodeRef>y</flowNodeRef></lane></laneSet>'
    )
    data = (
        f'{HEAD}<process id="p">{lanes}<startEvent id="s"/><sequenceFlow id="f" sourceRef="s" targetRef="x"/>'
        '<userTask id="x"/><userTask id="y"/></process></definitions>'
    )
    compiled = compile_diagram(read(data.encode()), roles={"Board": "director"})[0]
    groups = [compiled.node(i).assignment.candidate_groups for i in ("x", "y")]  # type: ignore[union-attr]
    assert [g.evaluate({}) for g in groups if g] == ["sales", "director"]


def test_the_vendors_words_mean_the_same() -> None:
    task = straight(
        '<userTask id="x" camunda:assignee="${owner}" camunda:candidateGroups="a,b" camunda:formKey="f"/>'
    ).node("x")
    assert task.assignment is not None
    assert task.assignment.assignee is not None
    assert task.assignment.assignee.evaluate({"owner": "li"}) == "li"
    assert task.assignment.form == "f"


def test_potential_owners_are_candidates() -> None:
    task = straight(
        '<userTask id="x"><potentialOwner><resourceAssignmentExpression><formalExpression>user(li), group(sales)'
        "</formalExpression></resourceAssignmentExpression></potentialOwner></userTask>"
    ).node("x")
    assert task.assignment is not None
    assert task.assignment.candidate_users is not None
    assert task.assignment.candidate_users.evaluate({}) == ["li"]
    assert task.assignment.candidate_groups is not None
    assert task.assignment.candidate_groups.evaluate({}) == ["sales"]


def test_a_thrown_message_carries_its_inputs() -> None:
    node = straight(
        '<intermediateThrowEvent id="x"><extensionElements><gx:input target="total" source="amount"/></extensionElements>'
        '<messageEventDefinition messageRef="m"/></intermediateThrowEvent>'
    ).node("x")
    assert node.event is not None
    assert [m.target for m in node.event.payload] == ["total"]
    assert node.inputs == ()


def test_timers_keep_their_iso_text() -> None:
    event = straight(
        '<intermediateCatchEvent id="x"><timerEventDefinition><timeCycle>R3/PT10M</timeCycle>'
        "</timerEventDefinition></intermediateCatchEvent>"
    ).node("x")
    assert event.event is not None
    assert event.event.timer is not None
    assert event.event.timer.kind is TimerKind.CYCLE
    assert event.event.timer.value.evaluate({}) == "R3/PT10M"


def test_boundary_events_hang_on_their_activity() -> None:
    compiled = straight(
        '<userTask id="x"/><boundaryEvent id="b" attachedToRef="x" cancelActivity="false">'
        "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></boundaryEvent>"
        '<sequenceFlow id="g" sourceRef="b" targetRef="e"/>'
    )
    boundary = compiled.node("b")
    assert compiled.node("x").boundaries == (boundary.index,)
    assert boundary.attached_to == compiled.node("x").index
    assert boundary.event is not None
    assert not boundary.event.interrupting


def test_sub_processes_open_scopes() -> None:
    compiled = straight(
        '<subProcess id="x"><startEvent id="i"/><sequenceFlow id="g" sourceRef="i" targetRef="j"/><endEvent id="j"/>'
        '<subProcess id="h" triggeredByEvent="true"><startEvent id="k"><messageEventDefinition messageRef="m"/>'
        "</startEvent></subProcess></subProcess>",
        outside='<message id="m" name="Stop"/>',
    )
    body = compiled.scopes[compiled.node("x").body or 0]
    assert body.starts == (compiled.node("i").index,)
    assert body.event_sub_processes == (compiled.node("h").index,)
    assert compiled.node("h").kind is NodeKind.EVENT_SUB_PROCESS
    event = compiled.node("k").event
    assert event is not None
    assert (event.kind, event.name) == (EventKind.MESSAGE, "Stop")


def test_a_process_without_start_events_begins_where_nothing_leads_to() -> None:
    compiled = program('<task id="a"/><task id="b"/><sequenceFlow id="f" sourceRef="a" targetRef="b"/>')
    assert compiled.scopes[0].starts == (compiled.node("a").index,)


def test_a_process_that_starts_by_a_message_begins_nowhere_by_itself() -> None:
    compiled = program(
        '<startEvent id="s"><messageEventDefinition messageRef="m"/></startEvent>'
        '<sequenceFlow id="f" sourceRef="s" targetRef="e"/><endEvent id="e"/>',
        outside='<message id="m" name="Order"/>',
    )
    assert compiled.scopes[0].starts == ()
    assert compiled.start_events == (compiled.node("s").index,)


def test_touches_reaches_to_the_next_wait() -> None:
    compiled = program(
        '<startEvent id="s"/><sequenceFlow id="f1" sourceRef="s" targetRef="u"/><userTask id="u" gx:assignee="=first"/>'
        '<sequenceFlow id="f2" sourceRef="u" targetRef="g"/><exclusiveGateway id="g" default="f4"/>'
        '<sequenceFlow id="f3" sourceRef="g" targetRef="v"><conditionExpression>amount &gt; 1</conditionExpression>'
        '</sequenceFlow><sequenceFlow id="f4" sourceRef="g" targetRef="e"/>'
        '<userTask id="v" gx:assignee="=second"/><sequenceFlow id="f5" sourceRef="v" targetRef="w"/>'
        '<scriptTask id="w"><script>{x: third}</script></scriptTask>'
        '<sequenceFlow id="f6" sourceRef="w" targetRef="e"/><endEvent id="e"/>'
    )
    assert compiled.touches[compiled.node("s").index] == {"first"}
    assert compiled.touches[compiled.node("u").index] == {"amount", "second"}
    assert compiled.touches[compiled.node("v").index] == {"third"}


def test_reaches_names_the_inclusive_joins_ahead() -> None:
    compiled = program(
        '<startEvent id="s"/><sequenceFlow id="f1" sourceRef="s" targetRef="g"/><inclusiveGateway id="g" default="f2"/>'
        '<sequenceFlow id="f2" sourceRef="g" targetRef="a"/><sequenceFlow id="f3" sourceRef="g" targetRef="b"/>'
        '<task id="a"/><task id="b"/><sequenceFlow id="f4" sourceRef="a" targetRef="j"/>'
        '<sequenceFlow id="f5" sourceRef="b" targetRef="j"/><inclusiveGateway id="j"/>'
        '<sequenceFlow id="f6" sourceRef="j" targetRef="e"/><endEvent id="e"/>'
    )
    join = compiled.node("j").index
    assert join in compiled.reaches[compiled.node("a").index]
    assert join not in compiled.reaches[compiled.node("e").index]


def test_multi_instance_behaviors_keep_their_events() -> None:
    node = straight(
        '<userTask id="x"><multiInstanceLoopCharacteristics behavior="Complex" noneBehaviorEventRef="d">'
        "<loopCardinality>3</loopCardinality><complexBehaviorDefinition><condition>done = 1</condition>"
        '<event id="v"><signalEventDefinition signalRef="g"/></event></complexBehaviorDefinition>'
        "</multiInstanceLoopCharacteristics></userTask>",
        outside='<signal id="g" name="Go"/><signalEventDefinition id="d" signalRef="g"/>',
    ).node("x")
    assert node.loop is not None
    assert node.loop.behavior == "Complex"
    assert node.loop.none_event is not None
    assert node.loop.none_event.name == "Go"
    ((condition, event),) = node.loop.complex_behaviors
    assert condition is not None
    assert condition.evaluate({"done": 1}) is True
    assert event is not None
    assert (event.kind, event.name) == (EventKind.SIGNAL, "Go")


def test_complex_gateways_and_ad_hoc_processes_keep_their_conditions() -> None:
    gateway = straight(
        '<complexGateway id="x"><activationCondition>n &gt; 1</activationCondition></complexGateway>'
    )
    assert gateway.node("x").activation is not None
    ad_hoc = straight(
        '<adHocSubProcess id="x" ordering="Sequential" cancelRemainingInstances="false"><task id="t"/>'
        "<completionCondition>done</completionCondition></adHocSubProcess>"
    ).node("x")
    assert ad_hoc.completion is not None
    assert (ad_hoc.ordering, ad_hoc.cancel_remaining) == ("Sequential", False)


def test_a_global_task_is_a_process_of_one_task() -> None:
    data = (
        f'{HEAD}<globalScriptTask id="g"><script>{{x: 1}}</script></globalScriptTask><process id="p">'
        '<callActivity id="c" calledElement="g"/></process></definitions>'
    )
    programs = {program.key: program for program in compile_diagram(read(data.encode()))}
    task = programs["g"].node("g")
    assert task.kind is NodeKind.SCRIPT
    assert programs["g"].scopes[0].starts == (task.index,)


def test_what_cannot_be_read_is_not_compiled() -> None:
    with pytest.raises(TextRefused):
        straight('<scriptTask id="x" scriptFormat="python"><script>import os</script></scriptTask>')


def test_foreign_texts_run_with_the_meaning_given() -> None:
    compiled = straight(
        '<scriptTask id="x"><script>\n DOUBLE \n</script></scriptTask>',
        scripts={"DOUBLE": lambda v: {"n": 2 * v["n"]}},
    )
    invocation = compiled.node("x").invocation
    assert invocation is not None
    assert invocation.script is not None
    assert invocation.script.names == {"*"}
    assert invocation.script.evaluate({"n": 2}) == {"n": 4}


def test_a_service_task_hands_its_inputs_to_the_application() -> None:
    node = straight(
        '<serviceTask id="x" gx:adapter="crm.approve" gx:result="answer" gx:retries="2"><extensionElements>'
        '<gx:input target="id" source="quote.id"/></extensionElements></serviceTask>'
    ).node("x")
    assert node.invocation is not None
    assert [m.target for m in node.invocation.inputs] == ["id"]
    assert (node.invocation.adapter, node.invocation.result, node.invocation.retries) == (
        "crm.approve",
        "answer",
        2,
    )
    assert node.inputs == ()


def test_outputs_give_the_task_a_scope_of_its_own() -> None:
    node = straight(
        '<serviceTask id="x" gx:adapter="a"><extensionElements><gx:input target="id" source="quote.id"/>'
        '<gx:output target="total" source="answer.total"/></extensionElements></serviceTask>'
    ).node("x")
    assert node.invocation is not None
    assert node.invocation.inputs == ()
    assert [m.target for m in node.inputs] == ["id"]
    assert [m.target for m in node.outputs] == ["total"]
