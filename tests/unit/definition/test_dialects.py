"""What the vendors' words become: a part of the program, or a finding that says what is different."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from engine.definition import check, compile_process, read
from engine.definition.binding import Bound, bind, foreign_names, read_bindings
from engine.definition.compiling.weave import drawn
from engine.errors import BusinessError, Refused
from engine.testing import Playground

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:flowable="http://flowable.org/bpmn"'
    ' xmlns:activiti="http://activiti.org/bpmn" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"'
    ' xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" id="d" targetNamespace="t">'
)
PLAIN_HEAD = HEAD.replace(' xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core"', "")


def process(body: str, *, attributes: str = "", outside: str = "", head: str = PLAIN_HEAD) -> bytes:
    return (
        f'{head}{outside}<process id="p" isExecutable="true"{attributes}>{body}</process></definitions>'
    ).encode()


def straight(node: str, *, start: str = '<startEvent id="s"/>', end: str = '<endEvent id="e"/>') -> str:
    name = node.split('id="', 1)[1].split('"', 1)[0]
    return (
        f'{start}<sequenceFlow id="f1" sourceRef="s" targetRef="{name}"/>{node}'
        f'<sequenceFlow id="f2" sourceRef="{name}" targetRef="e"/>{end}'
    )


def called(node: str, **ends: str) -> str:
    """A second process `q` around the node."""
    inner = straight(node, **ends)
    for name in ("s", "e", "f1", "f2"):
        inner = inner.replace(f'"{name}"', f'"q{name}"')
    return f'<process id="q">{inner}</process>'


def extended(tag: str, extensions: str, attributes: str = "") -> str:
    return f'<{tag} id="x"{attributes}><extensionElements>{extensions}</extensionElements></{tag}>'


def codes(data: bytes, **options: Any) -> dict[str, str]:
    return {one.code: one.severity for one in check([read(data)], **options)}


def play(data: bytes, *, bindings: str = "", **options: Any) -> Playground:
    files: list[Any] = [("p.bpmn", data)]
    if bindings:
        files.append(("package.toml", f"[bindings]\n{bindings}".encode()))
    return Playground(files=files, **options)


def listener(event: str, code: str = 'class="a.B"', kind: str = "executionListener") -> str:
    return f'<camunda:{kind} event="{event}" {code}/>'


# -- who


def test_the_initiator_is_a_variable_from_the_start() -> None:
    task = '<userTask id="x" flowable:assignee="${boss}"/>'
    p = play(process(straight(task, start='<startEvent id="s" flowable:initiator="boss"/>')))
    p.start("p", by="li")
    assert p.work_items()[0].assignee == "li"


def test_the_program_knows_who_may_start_it() -> None:
    data = process(
        straight('<task id="x"/>'),
        attributes=' camunda:candidateStarterUsers="li, wang" camunda:candidateStarterGroups="sales"',
    )
    assert compile_process(read(data), "p").starters == (
        ("user", "li"),
        ("user", "wang"),
        ("group", "sales"),
    )


def test_computed_starters_are_a_finding() -> None:
    data = process(straight('<task id="x"/>'), attributes=' camunda:candidateStarterUsers="${all}"')
    assert codes(data)["VENDOR_IGNORED"] == "warning"


# -- programs of other engines


@pytest.mark.parametrize(
    ("node", "key"),
    [
        ('<serviceTask id="x" camunda:class="a.B"/>', "class:a.B"),
        ('<sendTask id="x" flowable:delegateExpression="${b}"/>', "delegateExpression:${b}"),
        ('<serviceTask id="x" activiti:expression="${b.go(1)}"/>', "expression:${b.go(1)}"),
        (
            '<serviceTask id="x" camunda:expression="${printer.getReady()}"/>',
            "expression:${printer.getReady()}",
        ),
        ('<serviceTask id="x" camunda:type="external" camunda:topic="t"/>', "topic:t"),
        ('<serviceTask id="x" flowable:type="mail"/>', "type:mail"),
        ('<businessRuleTask id="x" camunda:class="a.B"/>', "class:a.B"),
        (
            extended(
                "serviceTask",
                "<camunda:connector><camunda:connectorId>soap</camunda:connectorId></camunda:connector>",
            ),
            "connector:soap",
        ),
        (extended("serviceTask", '<zeebe:taskDefinition type="pay"/>'), "job:pay"),
        ('<scriptTask id="x" scriptFormat="groovy"><script>a.b()</script></scriptTask>', "script:x"),
    ],
)
def test_a_name_is_refused_until_it_is_bound(node: str, key: str) -> None:
    data = process(straight(node))
    assert [foreign.key for foreign, _ in foreign_names(read(data))] == [key]
    asked: list[dict[str, Any]] = []
    adapters = {"ours": asked.append}
    with pytest.raises(Refused):
        play(data, adapters=adapters)
    p = play(
        data, bindings=f"'{key}' = {{ adapter = 'ours', inputs = {{ n = '1 + 1' }} }}", adapters=adapters
    )
    assert p.state(p.start()) == "completed"
    assert asked == [{"n": 2}]


def test_spiffarena_s_operators_and_scripts_are_names_too() -> None:
    operator = extended(
        "serviceTask",
        '<spiffworkflow:serviceTaskOperator id="http/Get" resultVariable="page"><spiffworkflow:parameters>'
        '<spiffworkflow:parameter id="url" type="str" value="&quot;https://example.com&quot;"/>'
        "</spiffworkflow:parameters></spiffworkflow:serviceTaskOperator>",
    )
    p = play(
        process(straight(operator), head=HEAD),
        bindings="'operator:http/Get' = 'get'",
        adapters={"get": lambda inputs: {"seen": inputs["url"]}},
    )
    i = p.start()
    assert p.variables(i)["page"] == {"seen": "https://example.com"}
    script = '<scriptTask id="x"><script>x = 1</script></scriptTask>'
    assert codes(process(straight(script), head=HEAD))["LANGUAGE_REFUSED"] == "error"


def test_an_expression_that_sets_a_variable_needs_no_program() -> None:
    node = '<serviceTask id="x" camunda:expression="${execution.setVariable(\'total\', a * 2)}"/>'
    p = play(process(straight(node)))
    i = p.start("p", {"a": 4})
    assert p.variables(i)["total"] == 8


def test_injected_fields_keep_their_names_unless_the_mapping_says_otherwise() -> None:
    fields = (
        '<camunda:field name="to" stringValue="a@b.cn"/><camunda:field name="body">'
        "<camunda:expression>Dear ${who}</camunda:expression></camunda:field>"
    )
    data = process(straight(extended("serviceTask", fields, ' camunda:class="a.Mail"')))
    asked: list[dict[str, Any]] = []
    p = play(
        data,
        bindings="'class:a.Mail' = { adapter = 'm', inputs = { text = 'body', copy = 'false' } }",
        adapters={"m": asked.append},
    )
    p.start("p", {"who": "Li"})
    assert asked == [{"text": "Dear Li", "copy": False, "to": "a@b.cn"}]


def test_a_field_without_a_value_is_no_silent_loss() -> None:
    data = process(straight(extended("serviceTask", '<camunda:field name="to"/>', ' camunda:class="a.B"')))
    assert codes(data)["VENDOR_LOST"] == "error"


def test_gx_adapter_wins_over_a_mapping() -> None:
    head = PLAIN_HEAD.replace("<definitions", '<definitions xmlns:gx="urn:guanxi:bpmn:1"')
    data = process(straight('<serviceTask id="x" gx:adapter="mine" camunda:class="a.B"/>'), head=head)
    [node] = [
        n
        for n in bind(read(data), {"class:a.B": Bound(adapter="other")}).processes[0].body.nodes
        if n.id == "x"
    ]
    assert node.binding.adapter == "mine"


def test_unreadable_entries_of_a_mapping_are_left_out() -> None:
    table = {"a": 1, "b": {"inputs": {}}, "c": {"adapter": "x", "inputs": {"n": 1}}, "d": "", "e": "fine"}
    assert read_bindings({"bindings": table}) == {"e": Bound(adapter="fine")}
    assert read_bindings({"bindings": ["a"]}) == {}


def test_a_vendor_s_retries_are_kept() -> None:
    node = extended(
        "serviceTask",
        "<camunda:failedJobRetryTimeCycle>R3/PT5M</camunda:failedJobRetryTimeCycle>",
        ' camunda:class="a.B"',
    )
    program = compile_process(read(process(straight(node))), "p", bindings={"class:a.B": Bound(adapter="x")})
    invocation = program.node("x").invocation
    assert invocation is not None
    assert invocation.retries == 3


# -- listeners


def told(data: bytes, **variables: Any) -> list[str]:
    """In which order the steps and the listener's program came."""
    order: list[str] = []
    p = play(
        data,
        bindings="'class:a.B' = 'hear'\n'class:a.Work' = 'work'",
        adapters={"hear": lambda inputs: order.append("hear"), "work": lambda inputs: order.append("work")},
    )
    p.start("p", variables)
    for item in p.work_items():
        order.append("done")
        p.complete(item)
    return order


@pytest.mark.parametrize(
    ("node", "order"),
    [
        (extended("serviceTask", listener("start"), ' camunda:class="a.Work"'), ["hear", "work"]),
        (extended("serviceTask", listener("end"), ' camunda:class="a.Work"'), ["work", "hear"]),
        (extended("userTask", listener("create", kind="taskListener")), ["hear", "done"]),
        (extended("userTask", listener("complete", kind="taskListener")), ["done", "hear"]),
        (
            extended(
                "userTask", listener("start") + listener("end") + listener("complete", kind="taskListener")
            ),
            ["hear", "done", "hear", "hear"],
        ),
    ],
)
def test_a_bound_listener_is_called_where_it_listens(node: str, order: list[str]) -> None:
    assert told(process(straight(node))) == order


def test_a_listener_on_a_flow_is_called_on_the_way() -> None:
    data = process(straight('<serviceTask id="x" camunda:class="a.Work"/>')).replace(
        b'<sequenceFlow id="f2" sourceRef="x" targetRef="e"/>',
        b'<sequenceFlow id="f2" sourceRef="x" targetRef="e"><extensionElements>'
        + listener("take").encode()
        + b"</extensionElements></sequenceFlow>",
    )
    assert told(data) == ["work", "hear"]


def test_a_listener_behind_a_choice_keeps_the_choice() -> None:
    node = extended("userTask", listener("end"), ' default="f3"')
    data = process(
        f'<startEvent id="s"/><sequenceFlow id="f1" sourceRef="s" targetRef="x"/>{node}'
        '<sequenceFlow id="f2" sourceRef="x" targetRef="y"><conditionExpression>${big}</conditionExpression>'
        '</sequenceFlow><sequenceFlow id="f3" sourceRef="x" targetRef="e"/>'
        '<serviceTask id="y" camunda:class="a.Work"/><sequenceFlow id="f4" sourceRef="y" targetRef="e"/>'
        '<endEvent id="e"/>'
    )
    assert told(data, big=True) == ["done", "hear", "work"]
    assert told(data, big=False) == ["done", "hear"]


def test_what_a_listener_throws_becomes_an_incident_not_a_loss() -> None:
    def fails(inputs: dict[str, Any]) -> dict[str, Any]:
        raise BusinessError("NO")

    data = process(straight(extended("userTask", listener("start"))))
    p = play(data, bindings="'class:a.B' = 'hear'", adapters={"hear": fails})
    i = p.start()
    assert [each["element"] for each in p.incidents(i)] == ["x.before.1"]
    assert p.verify() == []


def test_what_is_woven_in_belongs_to_an_element_of_the_diagram() -> None:
    made = ("x.before.1", "x.behind.12", "x.taken.1", "x.skip", "x.skipped")
    assert {drawn(element) for element in made} == {"x"}
    assert drawn("x.before") == "x.before"


def test_listeners_that_cannot_be_called_are_findings() -> None:
    loop = "<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>"
    node = extended("userTask", listener("assignment", kind="taskListener") + listener("start"))
    bound = {"class:a.B": Bound(adapter="hear")}
    assert codes(process(straight(node)))["VENDOR_LISTENER"] == "warning"
    found = codes(process(straight(node)), bindings=bound)
    assert {"LISTENER_PLACE", "LISTENER_WOVEN"} <= set(found)
    looped = node.replace("</userTask>", f"{loop}</userTask>")
    assert "LISTENER_WOVEN" not in codes(process(straight(looped)), bindings=bound)


def test_a_listener_within_a_sub_process_is_called() -> None:
    inner = straight(extended("serviceTask", listener("start"), ' camunda:class="a.Work"'))
    for name in ("s", "x", "e", "f1", "f2"):
        inner = inner.replace(f'"{name}"', f'"i{name}"')
    assert told(process(straight(f'<subProcess id="x">{inner}</subProcess>'))) == ["hear", "work"]


# -- control


@pytest.mark.parametrize("enabled", [True, False])
def test_a_skip_expression_is_obeyed_with_its_switch(enabled: bool) -> None:
    node = '<userTask id="x" activiti:skipExpression="${amount &lt; 10}"/>'
    p = play(process(straight(node)))
    i = p.start("p", {"amount": 5, "_ACTIVITI_SKIP_EXPRESSION_ENABLED": enabled})
    assert p.state(i) == ("completed" if enabled else "waiting")
    j = p.start("p", {"amount": 50, "_ACTIVITI_SKIP_EXPRESSION_ENABLED": enabled})
    assert p.state(j) == "waiting"
    p.complete(p.work_items(j)[0])
    assert p.state(j) == "completed"


def test_terminate_all_ends_the_callers() -> None:
    end = '<endEvent id="e"><terminateEventDefinition id="t" flowable:terminateAll="true"/></endEvent>'
    data = process(
        '<startEvent id="s"/><sequenceFlow id="f1" sourceRef="s" targetRef="x"/>'
        '<sequenceFlow id="f3" sourceRef="s" targetRef="u"/><userTask id="u"/>'
        '<callActivity id="x" calledElement="q"/><sequenceFlow id="f2" sourceRef="x" targetRef="e"/>'
        '<sequenceFlow id="f4" sourceRef="u" targetRef="e"/><endEvent id="e"/>',
        outside=called('<task id="qx"/>', end=end),
    )
    p = play(data)
    i = p.start("p")
    assert p.state(i) == "completed"
    assert p.work_items(i) == []
    assert p.verify() == []


def test_a_receive_task_without_a_message_waits_for_its_own_name() -> None:
    data = process(straight('<receiveTask id="x" camunda:asyncBefore="true"/>'))
    assert codes(data)["DIALECT_WAIT"] == "warning"
    p = play(data)
    i = p.start()
    assert p.state(i) == "waiting"
    p.message("x")
    assert p.state(i) == "completed"


def test_in_plain_bpmn_it_stays_an_error() -> None:
    assert codes(process(straight('<receiveTask id="x"/>')))["MESSAGE_MISSING"] == "error"


def test_ways_may_end_without_an_end_event() -> None:
    body = '<startEvent id="s"/><sequenceFlow id="f" sourceRef="s" targetRef="x"/><userTask id="x"/>'
    assert codes(process(body))["START_WITHOUT_END"] == "error"
    data = process(body.replace("<userTask", '<userTask camunda:asyncBefore="true"'))
    assert codes(data)["DIALECT_END"] == "warning"
    p = play(data)
    i = p.start()
    p.complete(p.work_items(i)[0])
    assert p.state(i) == "completed"


def test_an_error_code_may_stand_for_itself() -> None:
    bad = '<errorEventDefinition errorRef="BAD"/>'
    caught = bad.replace("/>", ' camunda:errorCodeVariable="code"/>')
    data = process(
        straight(
            '<subProcess id="x"><startEvent id="a"/><sequenceFlow id="g" sourceRef="a" targetRef="b"/>'
            f'<endEvent id="b">{bad}</endEvent></subProcess>'
        )
        + f'<boundaryEvent id="c" attachedToRef="x">{caught}</boundaryEvent>'
        '<sequenceFlow id="f3" sourceRef="c" targetRef="e"/>'
    )
    assert codes(data)["DIALECT_CODE"] == "warning"
    p = play(data)
    i = p.start()
    assert p.variables(i)["code"] == "BAD"


# -- data


def test_lists_maps_and_scripts_of_parameters_are_values() -> None:
    parameters = (
        "<camunda:inputOutput>"
        '<camunda:inputParameter name="l"><camunda:list><camunda:value>a</camunda:value>'
        "<camunda:value>${n}</camunda:value></camunda:list></camunda:inputParameter>"
        '<camunda:inputParameter name="m"><camunda:map><camunda:entry key="k">${n + 1}</camunda:entry>'
        "</camunda:map></camunda:inputParameter>"
        '<camunda:inputParameter name="s"><camunda:script scriptFormat="feel">n * 3</camunda:script>'
        "</camunda:inputParameter>"
        '<camunda:outputParameter name="out">${l}</camunda:outputParameter></camunda:inputOutput>'
    )
    asked: list[dict[str, Any]] = []
    p = play(
        process(straight(extended("serviceTask", parameters, ' camunda:class="a.B"'))),
        bindings="'class:a.B' = 'b'",
        adapters={"b": asked.append},
    )
    i = p.start("p", {"n": 1})
    assert asked == [{"l": ["a", 1], "m": {"k": 2}, "s": 3}]
    assert p.variables(i)["out"] == ["a", 1]


def test_a_script_of_another_language_in_a_parameter_is_refused() -> None:
    parameters = (
        '<camunda:inputOutput><camunda:inputParameter name="s"><camunda:script scriptFormat="groovy">1'
        "</camunda:script></camunda:inputParameter></camunda:inputOutput>"
    )
    data = process(straight(extended("userTask", parameters)))
    assert codes(data)["LANGUAGE_REFUSED"] == "error"


def test_data_objects_have_their_first_values() -> None:
    data = process(
        '<dataObject id="o" name="rate" itemSubjectRef="xsd:double"><extensionElements>'
        "<activiti:value>0.5</activiti:value></extensionElements></dataObject>"
        '<dataObject id="o2" name="note" itemSubjectRef="xsd:string"><extensionElements>'
        "<activiti:value>12 a</activiti:value></extensionElements></dataObject>"
        + straight('<userTask id="x"/>')
    )
    p = play(data)
    i = p.start()
    assert (p.variables(i)["rate"], p.variables(i)["note"]) == (0.5, "12 a")


def test_a_called_process_has_the_business_key_it_is_given() -> None:
    inner = '<userTask id="qx" camunda:assignee="${execution.processBusinessKey}"/>'
    call = extended(
        "callActivity", '<camunda:in businessKey="${execution.processBusinessKey}-1"/>', ' calledElement="q"'
    )
    p = play(process(straight(call), outside=called(inner)))
    p.start("p", business_key="K")
    assert p.work_items()[0].assignee == "K-1"


@pytest.mark.parametrize(
    ("binding", "first", "second"),
    [
        ('calledElementBinding="deployment"', "one", "two"),
        ('calledElementBinding="latest"', "two", "two"),
        ('calledElementBinding="versionTag" camunda:calledElementVersionTag="1.0"', "one", "one"),
        ('calledElementBinding="version" camunda:calledElementVersion="2"', "two", "two"),
    ],
)
def test_a_call_takes_the_version_it_is_bound_to(binding: str, first: str, second: str) -> None:
    def files(name: str, tag: str) -> bytes:
        inner = called(f'<userTask id="qx" name="{name}"/>').replace(
            'id="q"', f'id="q" camunda:versionTag="{tag}"'
        )
        call = f'<callActivity id="x" calledElement="q" camunda:{binding}/>'
        body = f'<userTask id="w"/><sequenceFlow id="f0" sourceRef="w" targetRef="x"/>{call}'
        return process(
            '<startEvent id="s"/><sequenceFlow id="f1" sourceRef="s" targetRef="w"/>'
            f'{body}<sequenceFlow id="f2" sourceRef="x" targetRef="e"/><endEvent id="e"/>',
            outside=inner,
        )

    p = play(files("one", "1.0"))
    old = p.start("p")
    p.deploy([("p.bpmn", files("two", "2.0"))])
    new = p.start("p")
    for instance, name in ((old, first), (new, second)):
        p.complete(p.work_items(instance)[0])
        assert [item.name for item in p.work_items(instance)] == [name]


def test_zeebe_s_calls_share_all_variables() -> None:
    inner = extended("scriptTask", '<zeebe:script expression="=a + 1" resultVariable="b"/>')
    call = extended("callActivity", '<zeebe:calledElement processId="q"/>')
    p = play(process(straight(call), outside=called(inner.replace('"x"', '"qx"'))))
    i = p.start("p", {"a": 1})
    assert p.variables(i)["b"] == 2


def test_zeebe_s_user_task_says_who_when_and_how_urgent() -> None:
    node = extended(
        "userTask",
        '<zeebe:userTask/><zeebe:assignmentDefinition assignee="=boss" candidateGroups="a, b"/>'
        '<zeebe:taskSchedule dueDate="P1D"/><zeebe:priorityDefinition priority="70"/>',
    )
    p = play(process(straight(node)))
    p.start("p", {"boss": "li"})
    [item] = p.work_items()
    assert (item.assignee, item.due_at) == ("li", p.clock.now() + timedelta(days=1))


def test_a_decision_that_is_read_as_rows_is_a_finding() -> None:
    node = '<businessRuleTask id="x" camunda:decisionRef="d" camunda:resultVariable="r"/>'
    assert codes(process(straight(node)))["DECISION_SHAPE"] == "warning"
    single = node.replace(
        "camunda:resultVariable", 'camunda:mapDecisionResult="singleEntry" camunda:resultVariable'
    )
    assert "DECISION_SHAPE" not in codes(process(straight(single)))


def test_now_is_the_engine_s_clock() -> None:
    node = '<userTask id="x" camunda:dueDate="${now().plusHours(3)}"/>'
    p = play(process(straight(node)))
    p.start()
    assert p.work_items()[0].due_at == p.clock.now() + timedelta(hours=3)
