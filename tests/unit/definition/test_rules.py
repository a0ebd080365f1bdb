"""One small diagram per rule: what breaks it, which element and line are named."""
# ruff: noqa: E501 - one case a line reads better than XML wrapped at arbitrary places

from __future__ import annotations

from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from engine.definition.findings import Finding
from engine.definition.rules.registry import RULES

_spec = spec_from_file_location("definition_samples", Path(__file__).with_name("conftest.py"))
assert _spec is not None
assert _spec.loader is not None
samples = module_from_spec(_spec)
_spec.loader.exec_module(samples)
diagram, straight = samples.diagram, samples.straight

Find = Callable[..., list[Finding]]
MESSAGE = '<message id="m" name="Paid"/>'
TIMER = "<timerEventDefinition><timeDuration>{}</timeDuration></timerEventDefinition>"


def gateway(kind: str, flows: str, attributes: str = "") -> bytes:
    """A gateway `x` with two ways to two tasks."""
    return diagram(
        '<startEvent id="s"/><sequenceFlow id="f1" sourceRef="s" targetRef="x"/>'
        f'<{kind} id="x"{attributes}/>{flows}'
        '<task id="a"/><task id="b"/><sequenceFlow id="g1" sourceRef="a" targetRef="e"/>'
        '<sequenceFlow id="g2" sourceRef="b" targetRef="e"/><endEvent id="e"/>'
    )


def way(flow: str, target: str, condition: str = "") -> str:
    inner = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
    return f'<sequenceFlow id="{flow}" sourceRef="x" targetRef="{target}">{inner}</sequenceFlow>'


CASES: list[tuple[str, str, bytes]] = [
    ("SERVICE_UNBOUND", "x", straight('<serviceTask id="x"/>')),
    ("SERVICE_FOREIGN", "x", straight('<serviceTask id="x" camunda:class="com.acme.Ship"/>')),
    ("GATEWAY_NO_EXIT", "x", diagram('<startEvent id="s"/><sequenceFlow id="f" sourceRef="s" targetRef="x"/><exclusiveGateway id="x"/>')),
    ("GATEWAY_CONDITIONS_MISSING", "x", gateway("exclusiveGateway", way("f2", "a") + way("f3", "b"))),
    ("CONDITION_MISPLACED", "f2", gateway("parallelGateway", way("f2", "a", "1 = 1") + way("f3", "b"))),
    ("DEFAULT_NOT_OUTGOING", "x", gateway("exclusiveGateway", way("f2", "a", "1 = 1") + way("f3", "b"), ' default="g1"')),
    ("GATEWAY_DIRECTION", "x", gateway("parallelGateway", way("f2", "a") + way("f3", "b"), ' gatewayDirection="Converging"')),
    ("REF_DANGLING", "f1", diagram('<startEvent id="s"/><sequenceFlow id="f1" sourceRef="s" targetRef="gone"/><endEvent id="e"/>')),
    ("REF_WRONG_KIND", "x", straight('<receiveTask id="x" messageRef="s"/>')),
    ("ID_DUPLICATE", "s", diagram('<startEvent id="s"/><sequenceFlow id="f" sourceRef="s" targetRef="e"/><endEvent id="e"/><task id="s"/>')),
    ("ID_MISSING", "p", diagram('<startEvent id="s"/><sequenceFlow id="f" sourceRef="s" targetRef="e"/><endEvent id="e"/><task name="?"/>')),
    ("START_INCOMING", "s", diagram('<startEvent id="s"/><task id="a"/><sequenceFlow id="f" sourceRef="s" targetRef="a"/><sequenceFlow id="g" sourceRef="a" targetRef="s"/>')),
    ("END_OUTGOING", "e", diagram('<startEvent id="s"/><endEvent id="e"/><task id="a"/><sequenceFlow id="f" sourceRef="s" targetRef="e"/><sequenceFlow id="g" sourceRef="e" targetRef="a"/>')),
    ("NODE_NO_INCOMING", "a", diagram('<startEvent id="s"/><sequenceFlow id="f" sourceRef="s" targetRef="e"/><endEvent id="e"/><task id="a"/><sequenceFlow id="g" sourceRef="a" targetRef="e"/>')),
    ("NODE_NO_OUTGOING", "a", diagram('<startEvent id="s"/><sequenceFlow id="f" sourceRef="s" targetRef="a"/><task id="a"/><endEvent id="e"/><sequenceFlow id="g" sourceRef="s" targetRef="e"/>')),
    ("START_WITHOUT_END", "p", diagram('<startEvent id="s"/><sequenceFlow id="f" sourceRef="s" targetRef="a"/><task id="a"/>')),
    ("UNREACHABLE", "a", diagram('<startEvent id="s"/><sequenceFlow id="f" sourceRef="s" targetRef="e"/><endEvent id="e"/><userTask id="a"/><userTask id="b"/><sequenceFlow id="g" sourceRef="a" targetRef="b"/><sequenceFlow id="h" sourceRef="b" targetRef="a"/>')),
    ("LOOP_WITHOUT_EXIT", "a", diagram('<startEvent id="s"/><sequenceFlow id="f" sourceRef="s" targetRef="a"/><task id="a"/><task id="b"/><sequenceFlow id="g" sourceRef="a" targetRef="b"/><sequenceFlow id="h" sourceRef="b" targetRef="a"/>')),
    ("FLOW_ACROSS_SCOPES", "f2", diagram('<startEvent id="s"/><sequenceFlow id="f" sourceRef="s" targetRef="u"/><subProcess id="u"><task id="i"/></subProcess><sequenceFlow id="f2" sourceRef="i" targetRef="e"/><endEvent id="e"/>')),
    ("EVENT_DEFINITION_MISSING", "x", straight('<intermediateCatchEvent id="x"/>')),
    ("EVENT_DEFINITION_NOT_ALLOWED", "x", straight('<intermediateCatchEvent id="x"><errorEventDefinition/></intermediateCatchEvent>')),
    ("MESSAGE_MISSING", "x", straight('<intermediateCatchEvent id="x"><messageEventDefinition/></intermediateCatchEvent>')),
    ("SIGNAL_MISSING", "x", straight('<intermediateCatchEvent id="x"><signalEventDefinition/></intermediateCatchEvent>')),
    ("LINK_WITHOUT_TARGET", "x", diagram('<startEvent id="s"/><sequenceFlow id="f" sourceRef="s" targetRef="x"/><intermediateThrowEvent id="x"><linkEventDefinition name="A"/></intermediateThrowEvent>')),
    ("TIMER_TEXT", "x", straight(f'<intermediateCatchEvent id="x">{TIMER.format("-PT5M")}</intermediateCatchEvent>')),
    ("TIMER_TEXT", "x", straight(f'<intermediateCatchEvent id="x">{TIMER.format("five minutes")}</intermediateCatchEvent>')),
    ("TIMER_EMPTY", "x", straight('<intermediateCatchEvent id="x"><timerEventDefinition/></intermediateCatchEvent>')),
    ("EXPRESSION_EMPTY", "x", straight(f'<intermediateCatchEvent id="x">{TIMER.format("")}</intermediateCatchEvent>')),
    ("BOUNDARY_UNATTACHED", "b", diagram(f'<startEvent id="s"/><sequenceFlow id="f" sourceRef="s" targetRef="e"/><boundaryEvent id="b">{TIMER.format("PT5M")}</boundaryEvent><sequenceFlow id="g" sourceRef="b" targetRef="e"/><endEvent id="e"/>')),
    ("EXPRESSION_SYNTAX", "f2", gateway("exclusiveGateway", way("f2", "a", "amount &gt;") + way("f3", "b"), ' default="f3"')),
    ("CONDITION_NOT_BOOLEAN", "f2", gateway("exclusiveGateway", way("f2", "a", "23") + way("f3", "b"), ' default="f3"')),
    ("JUEL_NOT_TRANSLATED", "f2", gateway("exclusiveGateway", way("f2", "a", "${bean.check(x)}") + way("f3", "b"), ' default="f3"')),
    ("LANGUAGE_REFUSED", "x", straight('<scriptTask id="x" scriptFormat="python"><script>import os</script></scriptTask>')),
    ("LANGUAGE_REFUSED", "x", straight('<scriptTask id="x" scriptFormat="javascript"><script>1</script></scriptTask>')),
    ("SCRIPT_EMPTY", "x", straight('<scriptTask id="x"/>')),
    ("LOOP_COUNT_MISSING", "x", straight('<userTask id="x"><multiInstanceLoopCharacteristics/></userTask>')),
    ("LOOP_ENDLESS", "x", straight('<task id="x"><standardLoopCharacteristics/></task>')),
    ("QUANTITY", "x", straight('<task id="x" startQuantity="0"/>')),
    ("CARDINALITY_NOT_NUMBER", "x", straight('<task id="x"><multiInstanceLoopCharacteristics><loopCardinality>"many"</loopCardinality></multiInstanceLoopCharacteristics></task>')),
    ("CALL_MISSING", "x", straight('<callActivity id="x"/>')),
    ("CALLED_DYNAMIC", "x", straight('<callActivity id="x" calledElement="${which}"/>')),
    ("RETRIES", "x", straight('<serviceTask id="x" gx:adapter="crm" gx:retries="-1"/>')),
    ("GX_UNKNOWN", "x", straight('<userTask id="x" gx:asignee="li"/>')),
    ("GX_UNKNOWN", "x", straight('<manualTask id="x" gx:adapter="crm"/>')),
    ("VENDOR_LOST", "x", straight('<serviceTask id="x" gx:adapter="crm"><extensionElements><camunda:field name="a"/></extensionElements></serviceTask>')),
    ("FUNCTION_UNKNOWN", "f2", gateway("exclusiveGateway", way("f2", "a", "open(&quot;/etc/passwd&quot;) = 1") + way("f3", "b"), ' default="f3"')),
    ("FUNCTION_UNKNOWN", "f2", gateway("exclusiveGateway", way("f2", "a", "order.total() = 1") + way("f3", "b"), ' default="f3"')),
    ("MAPPING_INCOMPLETE", "x", straight('<serviceTask id="x" gx:adapter="crm"><extensionElements><gx:input target="a"/></extensionElements></serviceTask>')),
    ("MAPPING_TWICE", "x", straight('<serviceTask id="x" gx:adapter="crm"><extensionElements><gx:input target="a" source="b"/><gx:input target="a" source="c"/></extensionElements></serviceTask>')),
    ("MAPPING_UNUSED", "x", straight('<manualTask id="x"><extensionElements><gx:in target="a" source="b"/></extensionElements></manualTask>')),
    ("MAPPING_UNUSED", "s", diagram('<startEvent id="s"><extensionElements><gx:input target="a" source="b"/></extensionElements></startEvent><sequenceFlow id="f" sourceRef="s" targetRef="e"/><endEvent id="e"/>')),
    ("FIELD_RIGHT", "x", straight('<userTask id="x"><extensionElements><gx:fieldRights field="a" right="edit"/></extensionElements></userTask>')),
    ("CALL_BINDING", "x", straight('<callActivity id="x" calledElement="p" gx:binding="newest"/>')),
    ("CALL_VERSION_MISSING", "x", straight('<callActivity id="x" calledElement="p" gx:binding="version"/>')),
    ("DEADLINE_TEXT", "x", straight('<userTask id="x" gx:due="P1X"/>')),
    ("DEADLINE_TEXT", "x", straight('<userTask id="x" gx:due="-P1D"/>')),
    ("TIMER_TEXT", "x", straight('<intermediateCatchEvent id="x"><timerEventDefinition><timeCycle>R/PT0S</timeCycle></timerEventDefinition></intermediateCatchEvent>')),
    ("TIMER_TWICE", "x", straight('<intermediateCatchEvent id="x"><timerEventDefinition><timeDate>2027-01-01</timeDate><timeDuration>PT1S</timeDuration></timerEventDefinition></intermediateCatchEvent>')),
    ("START_TWICE", "s2", diagram('<startEvent id="s"><messageEventDefinition messageRef="m"/></startEvent><startEvent id="s2"><messageEventDefinition messageRef="m"/></startEvent><sequenceFlow id="f" sourceRef="s" targetRef="e"/><sequenceFlow id="f2" sourceRef="s2" targetRef="e"/><endEvent id="e"/>', outside=MESSAGE)),
    ("NOT_SUPPORTED", "x", straight('<intermediateThrowEvent id="x"><compensateEventDefinition/><messageEventDefinition messageRef="m"/></intermediateThrowEvent>', outside=MESSAGE)),
    ("EVENT_SUB_PROCESS_STARTS", "h", diagram('<startEvent id="s"/><sequenceFlow id="f" sourceRef="s" targetRef="e"/><endEvent id="e"/><subProcess id="h" triggeredByEvent="true"><task id="t"/></subProcess>')),
    ("NO_PROCESS", "d", samples.HEAD.replace("targetNamespace", 'id="d" targetNamespace').encode() + b"</definitions>"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "element", "data"), CASES, ids=[f"{c}-{i}" for i, (c, _, _) in enumerate(CASES)]
)
def test_it_is_refused_with_the_element_and_a_line(
    code: str, element: str, data: bytes, findings: Find
) -> None:
    found = [f for f in findings(data) if f.code == code]
    assert found, [f.code for f in findings(data)]
    assert found[0].severity == "error"
    assert found[0].element == element
    assert found[0].line is not None


@pytest.mark.parametrize(
    "data",
    [
        straight('<userTask id="x" gx:candidateGroups="sales_manager"/>'),
        straight('<serviceTask id="x" gx:adapter="crm"/>'),
        straight('<businessRuleTask id="x" gx:decision="limits"/>'),
        straight('<scriptTask id="x"><script>{total: 1 + 1}</script></scriptTask>'),
        straight(f'<intermediateCatchEvent id="x">{TIMER.format("PT5M")}</intermediateCatchEvent>'),
        straight('<receiveTask id="x" messageRef="m"/>', outside=MESSAGE),
        straight('<sendTask id="x" messageRef="m"/>', outside=MESSAGE),
        straight('<callActivity id="x" gx:policy="quote"/>'),
        straight('<task id="x"><standardLoopCharacteristics loopMaximum="3"/></task>'),
        straight(
            '<userTask id="x" gx:assignee="=approver"><multiInstanceLoopCharacteristics isSequential="true"'
            ' gx:collection="approvers" gx:elementVariable="approver"/></userTask>'
        ),
        straight('<manualTask id="x"/>').decode().encode("utf-16"),
        gateway("exclusiveGateway", way("f2", "a", "amount &gt; 10") + way("f3", "b"), ' default="f3"'),
        gateway("exclusiveGateway", way("f2", "a", "${amount > 10}".replace(">", "&gt;")) + way("f3", "b"), ' default="f3"'),
        gateway("parallelGateway", way("f2", "a") + way("f3", "b")),
    ],
)  # fmt: skip
def test_a_good_diagram_has_no_error(data: bytes, findings: Find) -> None:
    assert [f.as_dict() for f in findings(data) if f.severity == "error"] == []


def test_the_line_is_that_of_the_element(findings: Find) -> None:
    found = findings(straight('\n\n<serviceTask id="x"/>'))
    assert [f.line for f in found if f.code == "SERVICE_UNBOUND"] == [7]


def test_all_findings_come_at_once(findings: Find) -> None:
    data = diagram('<startEvent id="s"/><serviceTask id="a"/><scriptTask id="b"/><callActivity id="c"/>')
    assert {"SERVICE_UNBOUND", "SCRIPT_EMPTY", "CALL_MISSING", "START_WITHOUT_END"} <= {
        f.code for f in findings(data)
    }


def test_a_near_name_is_suggested(findings: Find) -> None:
    data = straight('<serviceTask id="x" gx:adapter="crm.updat"/>')
    found = findings(data, adapters=["crm.update", "mail"])
    assert [f.suggestion("en") for f in found if f.code == "ADAPTER_UNKNOWN"] == [
        "Did you mean “crm.update”?"
    ]


@pytest.mark.parametrize(
    ("text", "correction"),
    [
        ("due &lt; 2026-12-01", 'due < @"2026-12-01"'),
        ("lines[0].price &gt; 5", "lines[1].price > 5"),
        ("today() - 30 &gt; since", 'today() - @"P30D" > since'),
        ("level = &quot;A&quot; or &quot;B&quot;", 'level = "A" or level = "B"'),
    ],
)
def test_an_expression_that_was_hardly_meant_so_is_a_warning(
    text: str, correction: str, findings: Find
) -> None:
    data = gateway("exclusiveGateway", way("f2", "a", text) + way("f3", "b"), ' default="f3"')
    [found] = [one for one in findings(data) if one.code == "EXPRESSION_DOUBTFUL"]
    assert (found.severity, found.element, found.suggestion("en")) == ("warning", "f2", f"Write {correction}")


def test_names_outside_the_set_are_known(findings: Find) -> None:
    data = straight('<callActivity id="x" calledElement="other"/>')
    assert "CALLED_UNKNOWN" in {f.code for f in findings(data, definitions=[])}
    assert "CALLED_UNKNOWN" not in {f.code for f in findings(data, definitions=["other"])}


def test_foreign_scripts_are_accepted_where_a_test_gives_them_a_meaning(findings: Find) -> None:
    data = straight('<scriptTask id="x"><script>DO THAT</script></scriptTask>')
    assert "EXPRESSION_SYNTAX" in {f.code for f in findings(data)}
    assert "EXPRESSION_SYNTAX" not in {f.code for f in findings(data, scripts={"DO THAT"})}


@pytest.mark.parametrize(
    ("split", "join", "code"),
    [
        ("exclusiveGateway", "parallelGateway", "JOIN_NEVER_COMPLETE"),
        ("parallelGateway", "exclusiveGateway", "MERGE_RUNS_OFTEN"),
    ],
)
def test_a_join_that_does_not_match_its_split_is_a_warning(
    split: str, join: str, code: str, findings: Find
) -> None:
    condition = "amount &gt; 1" if split == "exclusiveGateway" else ""
    data = diagram(
        f'<startEvent id="s"/><sequenceFlow id="f1" sourceRef="s" targetRef="x"/><{split} id="x"/>'
        f'{way("f2", "a", condition)}{way("f3", "b")}<task id="a"/><task id="b"/>'
        '<sequenceFlow id="g1" sourceRef="a" targetRef="j"/><sequenceFlow id="g2" sourceRef="b" targetRef="j"/>'
        f'<{join} id="j"/><sequenceFlow id="h" sourceRef="j" targetRef="e"/><endEvent id="e"/>'
    )
    assert [(f.severity, f.element) for f in findings(data) if f.code == code] == [("warning", "j")]


def test_every_rule_has_texts_in_both_languages() -> None:
    for code, rule in RULES.items():
        assert all((rule.zh, rule.en, rule.fix_zh, rule.fix_en)), code
        assert any("\u4e00" <= char <= "\u9fff" for char in rule.zh + rule.fix_zh), code


def test_every_finding_of_the_cases_can_be_said_in_both_languages(findings: Find) -> None:
    for _, _, data in CASES:
        for finding in findings(data):
            for lang in ("zh", "en"):
                assert finding.message(lang)  # type: ignore[arg-type]
                finding.suggestion(lang)  # type: ignore[arg-type]
