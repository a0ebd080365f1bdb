"""XPDL in: what each part becomes, and that what has no counterpart is named."""

from __future__ import annotations

import time

import pytest

from engine.definition import Diagram, check, read
from engine.definition.findings import Finding
from engine.definition.layout import is_complete
from engine.definition.model import FlowNode
from engine.definition.xpdl import Converted, convert
from engine.kernel.program import EventKind, LoopKind, NodeKind
from engine.testing import Playground

NAMESPACES = {
    "1.0": "http://www.wfmc.org/2002/XPDL1.0",
    "2.1": "http://www.wfmc.org/2008/XPDL2.1",
    "2.2": "http://www.wfmc.org/2009/XPDL2.2",
}


def package(inside: str, *, before: str = "", version: str = "2.1", unit: str = "") -> bytes:
    """A package with one process `order`."""
    header = f'<ProcessHeader DurationUnit="{unit}"/>' if unit else "<ProcessHeader/>"
    return (
        f'<Package xmlns="{NAMESPACES[version]}" Id="pack" Name="Pack"><PackageHeader>'
        f"<XPDLVersion>{version}</XPDLVersion></PackageHeader>{before}<WorkflowProcesses>"
        f'<WorkflowProcess Id="order" Name="Order">{header}{inside}</WorkflowProcess>'
        "</WorkflowProcesses></Package>"
    ).encode()


def activities(*parts: str) -> str:
    return f"<Activities>{''.join(parts)}</Activities>"


def activity(key: str, inside: str = "") -> str:
    return f'<Activity Id="{key}" Name="{key}">{inside}</Activity>'


def transitions(*pairs: str) -> str:
    """`a>b` or `a>b:<Condition …>`."""
    made = []
    for number, pair in enumerate(pairs):
        ends, _, condition = pair.partition(":")
        begin, _, end = ends.partition(">")
        made.append(f'<Transition Id="t{number}" From="{begin}" To="{end}">{condition}</Transition>')
    return f"<Transitions>{''.join(made)}</Transitions>"


def event(key: str, inside: str) -> str:
    return activity(key, f"<Event>{inside}</Event>")


START = event("start", '<StartEvent Trigger="None"/>')
END = event("end", '<EndEvent Result="None"/>')


def around(task: str, key: str = "x") -> str:
    """start → the task → end."""
    return activities(START, task, END) + transitions(f"start>{key}", f"{key}>end")


def diagram_of(made: Converted) -> Diagram:
    assert made.bpmn is not None
    return read(made.bpmn)


def node(made: Converted, key: str) -> FlowNode:
    found = {each.id: each for each in diagram_of(made).processes[0].body.nodes}
    return found[key]


def codes(made: Converted) -> set[str]:
    return {one.code for one in made.findings}


def errors(made: Converted) -> list[Finding]:
    return [one for one in check([diagram_of(made)]) if one.severity == "error"]


@pytest.mark.parametrize(
    ("inside", "kind"),
    [
        ("<Implementation><No/></Implementation>", NodeKind.TASK),
        ("", NodeKind.TASK),
        ("<Implementation><Task><TaskUser/></Task></Implementation>", NodeKind.USER),
        ("<Implementation><Task><TaskManual/></Task></Implementation>", NodeKind.MANUAL),
        ("<Implementation><Task><TaskService/></Task></Implementation>", NodeKind.SERVICE),
        ('<Implementation><Task><TaskApplication Id="a"/></Task></Implementation>', NodeKind.SERVICE),
        ("<Implementation><Task><TaskScript/></Task></Implementation>", NodeKind.SCRIPT),
        ("<Implementation><Task><TaskSend/></Task></Implementation>", NodeKind.SEND),
        ("<Implementation><Task><TaskReceive/></Task></Implementation>", NodeKind.RECEIVE),
        ('<Implementation><SubFlow Id="order"/></Implementation>', NodeKind.CALL),
        ('<Implementation><Tool Id="mail" Type="APPLICATION"/></Implementation>', NodeKind.SERVICE),
    ],
)
def test_each_implementation_becomes_its_task(inside: str, kind: NodeKind) -> None:
    assert node(convert(package(around(activity("x", inside)))), "x").kind is kind


@pytest.mark.parametrize("version", ["1.0", "2.1", "2.2"])
def test_every_version_is_read(version: str) -> None:
    made = convert(package(around(activity("x")), version=version))
    assert errors(made) == []
    assert is_complete(diagram_of(made))


def test_a_part_of_a_package_is_refused_by_name() -> None:
    made = convert(b"<Deadline Execution='SYNCHR'/>")
    assert made.bpmn is None
    assert codes(made) == {"XPDL_NOT_PACKAGE"}


@pytest.mark.parametrize(
    "data", [b"", b"<Package", b"<!DOCTYPE p [<!ENTITY a 'b'>]><Package/>", b"<a>" * 200 + b"</a>" * 200]
)
def test_hostile_files_are_refused(data: bytes) -> None:
    made = convert(data)
    assert made.bpmn is None
    assert all(one.code.startswith("XML_") for one in made.findings)


def test_a_human_performer_gets_the_work_and_a_role_becomes_candidates() -> None:
    people = (
        '<Participants><Participant Id="clerk"><ParticipantType Type="ROLE"/></Participant>'
        '<Participant Id="li"><ParticipantType Type="HUMAN"/></Participant></Participants>'
    )
    by_role = activity("x", "<Implementation><No/></Implementation><Performer>clerk</Performer>")
    by_one = activity("x", "<Implementation><No/></Implementation><Performer>li</Performer>")
    role = node(convert(package(around(by_role), before=people, version="1.0")), "x")
    one = node(convert(package(around(by_one), before=people, version="1.0")), "x")
    assert role.kind is one.kind is NodeKind.USER
    assert role.binding.candidate_groups is not None
    assert role.binding.candidate_groups.text == "clerk"
    assert one.binding.assignee is not None
    assert one.binding.assignee.text == "li"


SPLIT = (
    '<TransitionRestrictions><TransitionRestriction><{side} Type="{kind}"/>'
    "</TransitionRestriction></TransitionRestrictions>"
)


def fork(kind: str, *, join: str = "XOR", first: str = "", last: str = "") -> bytes:
    return package(
        activities(
            START,
            activity("s", SPLIT.format(side="Split", kind=kind)),
            activity("a"),
            activity("b"),
            activity("j", SPLIT.format(side="Join", kind=join)),
            END,
        )
        + transitions("start>s", f"s>a:{first}", f"s>b:{last}", "a>j", "b>j", "j>end")
    )


def test_an_exclusive_split_of_an_activity_becomes_a_gateway_with_its_conditions() -> None:
    made = convert(
        fork(
            "XOR",
            first='<Condition Type="CONDITION">amount &gt; 10</Condition>',
            last='<Condition Type="OTHERWISE"/>',
        )
    )
    gateway = node(made, "s_split")
    assert gateway.kind is NodeKind.EXCLUSIVE
    assert gateway.default == "t2"
    flows = {flow.id: flow for flow in diagram_of(made).processes[0].body.flows}
    assert flows["t1"].condition is not None
    assert flows["t1"].condition.text == "amount > 10"
    assert errors(made) == []


def test_a_parallel_split_stays_with_its_activity_and_a_parallel_join_becomes_a_gateway() -> None:
    made = convert(fork("AND", join="AND"))
    assert node(made, "j_join").kind is NodeKind.PARALLEL
    playground = Playground(files=[("p.bpmn", made.bpmn or b"")])
    instance = playground.start("order")
    assert playground.state(instance) == "completed"
    assert [step for step in playground.trace(instance) if step == ("j", "entered")] == [("j", "entered")]


def test_a_route_is_what_its_restrictions_say() -> None:
    inside = activities(
        START,
        activity("r", "<Route/>" + SPLIT.format(side="Split", kind="AND")),
        activity("a"),
        activity("b"),
        activity("q", "<Route/>" + SPLIT.format(side="Join", kind="AND")),
        END,
    ) + transitions("start>r", "r>a", "r>b", "a>q", "b>q", "q>end")
    made = convert(package(inside, version="1.0"))
    assert node(made, "r").kind is node(made, "q").kind is NodeKind.PARALLEL
    assert errors(made) == []


def test_a_route_that_neither_splits_nor_joins_is_passed_through() -> None:
    made = convert(package(around(activity("x", "<Route/>"))))
    assert node(made, "x").kind is NodeKind.TASK
    assert "XPDL_ROUTE_PLAIN" in codes(made)
    assert errors(made) == []


def test_scripts_of_other_languages_are_read_where_they_mean_the_same() -> None:
    script = '<Script Type="text/javascript"/>'
    condition = "<Condition Type=\"CONDITION\">status=='ok' &amp;&amp; amount&gt;1</Condition>"
    inside = activities(START, activity("r", "<Route/>"), activity("a"), activity("b"), END)
    inside += transitions(
        "start>r", f"r>a:{condition}", 'r>b:<Condition Type="OTHERWISE"/>', "a>end", "b>end"
    )
    made = convert(package(inside, before=script))
    assert "XPDL_EXPRESSION_READ" in codes(made)
    assert errors(made) == []
    playground = Playground(files=[("p.bpmn", made.bpmn or b"")])
    instance = playground.start("order", variables={"status": "ok", "amount": 2})
    assert ("a", "completed") in playground.trace(instance)


def test_code_is_never_run_but_refused() -> None:
    script = "<Implementation><Task><TaskScript><Script ScriptType='text/javascript'>while(1){}</Script>"
    made = convert(package(around(activity("x", f"{script}</TaskScript></Task></Implementation>"))))
    assert {one.code for one in errors(made)} == {"LANGUAGE_REFUSED"}


def test_events_keep_their_triggers() -> None:
    timer = (
        '<IntermediateEvent Trigger="Timer" Target="x"><TriggerTimer><TimeDate>PT2H</TimeDate>'
        "</TriggerTimer></IntermediateEvent>"
    )
    message = (
        '<StartEvent Trigger="Message"><TriggerResultMessage><Message Id="m" Name="order"/>'
        "</TriggerResultMessage></StartEvent>"
    )
    inside = activities(event("s", message), activity("x"), event("late", timer), END)
    made = convert(package(inside + transitions("s>x", "x>end", "late>end")))
    late, start = node(made, "late"), node(made, "s")
    assert (late.kind, late.attached_to) == (NodeKind.BOUNDARY, "x")
    assert late.events[0].timer[0][1].text == "PT2H"
    assert start.events[0].kind is EventKind.MESSAGE
    assert diagram_of(made).messages[start.events[0].ref or ""].name == "order"
    assert errors(made) == []


def test_a_deadline_becomes_a_timer_that_leads_where_its_exception_leads() -> None:
    deadline = (
        '<Deadline Execution="SYNCHR"><DeadlineDuration>2</DeadlineDuration>'
        "<ExceptionName>late</ExceptionName></Deadline>"
    )
    inside = activities(START, activity("x", deadline), activity("y"), END)
    inside += transitions("start>x", "x>end", 'x>y:<Condition Type="EXCEPTION">late</Condition>', "y>end")
    made = convert(package(inside, unit="D"))
    timer = node(made, "x_deadline")
    assert timer.kind is NodeKind.BOUNDARY
    assert timer.events[0].timer[0][1].text == "P2D"
    flow = next(f for f in diagram_of(made).processes[0].body.flows if f.source_ref == "x_deadline")
    assert flow.target_ref == "y"
    assert errors(made) == []


def test_a_deadline_that_nothing_catches_is_an_error() -> None:
    deadline = (
        "<Deadline><DeadlineDuration>P1D</DeadlineDuration><ExceptionName>late</ExceptionName></Deadline>"
    )
    made = convert(package(around(activity("x", deadline))))
    assert "XPDL_DEADLINE_OPEN" in codes(made)


def test_a_block_becomes_a_sub_process_with_the_contents_of_its_set() -> None:
    contents = f'<ActivitySets><ActivitySet Id="set">{around(activity("x"))}</ActivitySet></ActivitySets>'
    outer = activities(activity("block", '<BlockActivity ActivitySetId="set"/>'))
    made = convert(package(contents + outer))
    block = node(made, "block")
    assert block.kind is NodeKind.SUB_PROCESS
    assert block.body is not None
    assert {each.kind for each in block.body.nodes} == {NodeKind.START, NodeKind.TASK, NodeKind.END}


def test_a_block_that_contains_itself_ends_in_a_finding() -> None:
    inner = activities(activity("x", '<BlockActivity ActivitySetId="set"/>'))
    contents = f'<ActivitySets><ActivitySet Id="set">{inner}</ActivitySet></ActivitySets>'
    made = convert(package(contents + activities(activity("block", '<BlockActivity ActivitySetId="set"/>'))))
    assert "XPDL_SET_UNKNOWN" in codes(made)


def test_loops_are_kept() -> None:
    several = (
        '<Loop LoopType="MultiInstance"><LoopMultiInstance MI_Ordering="Sequential">'
        "<MI_Condition>3</MI_Condition></LoopMultiInstance></Loop>"
    )
    loop = node(convert(package(around(activity("x", several)))), "x").loop
    assert loop is not None
    assert loop.kind is LoopKind.SEQUENTIAL
    assert loop.cardinality is not None
    assert loop.cardinality.text == "3"


def test_parameters_of_a_sub_flow_meet_its_formal_parameters() -> None:
    formal = '<FormalParameters><FormalParameter Id="total" Mode="INOUT"/></FormalParameters>'
    call = (
        '<Implementation><SubFlow Id="order"><ActualParameters><ActualParameter>sum'
        "</ActualParameter></ActualParameters></SubFlow></Implementation>"
    )
    bound = node(convert(package(formal + around(activity("x", call)))), "x").binding
    assert [(m.target, m.source.text) for m in bound.call_in] == [("total", "sum")]
    assert [(m.target, m.source.text) for m in bound.call_out] == [("sum", "total")]


def test_lanes_hold_the_activities_that_name_them() -> None:
    lane = '<NodeGraphicsInfos><NodeGraphicsInfo LaneId="l2"/></NodeGraphicsInfos>'
    pools = (
        '<Pools><Pool Id="p" Name="House" Process="order" BoundaryVisible="true"><Lanes>'
        '<Lane Id="l1" Name="Sales"/><Lane Id="l2" Name="Stock"/></Lanes></Pool></Pools>'
    )
    made = diagram_of(convert(package(around(activity("x", lane)), before=pools)))
    assert {lane.name: lane.nodes for lane in made.processes[0].body.lanes} == {"Sales": (), "Stock": ("x",)}
    assert [one.name for one in made.participants] == ["House"]


def test_ids_that_are_no_names_or_used_twice_are_changed_and_told() -> None:
    inside = activities(START, activity("1"), activity("1"), END) + transitions("start>1", "1>end")
    made = convert(package(inside))
    assert "XPDL_IDS_CHANGED" in codes(made)
    ids = [each.id for each in diagram_of(made).processes[0].body.nodes]
    assert len(ids) == len(set(ids)) == 4


def test_a_transition_without_an_end_is_refused_by_name() -> None:
    made = convert(package(around(activity("x")).replace('To="end"', 'To="nobody"')))
    assert "XPDL_TRANSITION_END" in codes(made)
    assert "t1" in {one.element for one in errors(made)}


def test_a_level_with_a_start_gets_the_end_that_bpmn_asks_for() -> None:
    made = convert(package(activities(START, activity("x")) + transitions("start>x")))
    assert "XPDL_EVENT_ADDED" in codes(made)
    assert errors(made) == []


def test_what_nobody_asked_for_is_named_with_its_line() -> None:
    made = convert(package(around(activity("x", "<Wormhole Depth='3'/>"))))
    lost = next(one for one in made.findings if one.code == "XPDL_NOT_CONVERTED")
    assert (lost.element, lost.args["what"]) == ("x", "<Wormhole>")
    assert lost.line == 1


def test_positions_in_the_file_are_kept() -> None:
    def at(x: int) -> str:
        place = f'<Coordinates XCoordinate="{x}" YCoordinate="100"/>'
        info = f'<NodeGraphicsInfo Width="80" Height="60">{place}</NodeGraphicsInfo>'
        return f"<NodeGraphicsInfos>{info}</NodeGraphicsInfos>"

    inside = activities(activity("a", at(0)), activity("b", at(200))) + transitions("a>b")
    made = convert(package(inside)).bpmn or b""
    assert b'bpmnElement="b" ' not in made
    assert b'<dc:Bounds x="200" y="100" width="80" height="60"' in made


def test_five_thousand_activities_are_converted_in_a_few_seconds() -> None:
    count = 5_000
    parts = [
        event(f"a{i}", '<IntermediateEvent Trigger="Message"/>') if i % 3 else activity(f"a{i}")
        for i in range(count)
    ]
    pairs = [f"a{i}>a{i + 1}" for i in range(count - 1)] + [f"a{i}>a{i * 7 % count}" for i in range(count)]
    data = package(activities(*parts) + transitions(*pairs))
    began = time.process_time()
    assert convert(data).bpmn is not None
    assert time.process_time() - began < 8
