from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from engine.dmn import DecisionNotFound, DmnError, DmnRefused, load
from engine.dmn.texts import DMN_RULES
from engine.feel import FeelEvaluationError

Model = Callable[..., bytes]


def decision(name: str, logic: str, *requirements: str, type_ref: str = "") -> str:
    required = "".join(
        f'<informationRequirement><required{kind} href="#{href}"/></informationRequirement>'
        if kind != "Knowledge"
        else f'<knowledgeRequirement><requiredKnowledge href="#{href}"/></knowledgeRequirement>'
        for kind, _, href in (each.partition(":") for each in requirements)
    )
    variable = f'<variable name="{name}" typeRef="{type_ref}"/>' if type_ref else ""
    return f'<decision id="{name}" name="{name}">{variable}{required}{logic}</decision>'


def literal(text: str, language: str = "") -> str:
    attribute = f' expressionLanguage="{language}"' if language else ""
    return f"<literalExpression{attribute}><text>{text}</text></literalExpression>"


def given(name: str, type_ref: str = "") -> str:
    return f'<inputData id="{name}" name="{name}"><variable name="{name}" typeRef="{type_ref}"/></inputData>'


def test_decisions_follow_their_requirements(model: Model) -> None:
    data = model(
        given("amount")
        + decision("net", literal("amount * 0.9"), "Input:amount")
        + decision("label", literal('if net > 100 then "big" else "small"'), "Decision:net")
    )
    assert load(data).decide("label", {"amount": 200}) == "big"
    assert load(data).names == ("net", "label")


def test_only_what_is_required_is_seen(model: Model) -> None:
    decisions = load(model(given("x") + decision("d", literal("x"))))
    assert [finding.code for finding in decisions.findings] == ["DMN_NOT_REQUIRED"]
    value, diagnostics = decisions.decide_with_diagnostics("d", {"x": 1})
    assert value is None
    assert "'x'" in diagnostics[0].text()


def test_inputs_that_nobody_declared_are_seen_by_all(model: Model) -> None:
    decisions = load(model(decision("a", literal("x + 1")) + decision("b", literal("a + y"), "Decision:a")))
    assert decisions.decide("b", {"x": 1, "y": 2}) == 4


def test_it_tells_which_variables_a_decision_reads(model: Model) -> None:
    context = (
        '<context><contextEntry><variable name="own"/>' + literal("x * 2") + "</contextEntry>"
        "<contextEntry>" + literal("own + free + sum([1])") + "</contextEntry></context>"
    )
    data = model(
        given("x")
        + given("other")
        + decision("a", context, "Input:x")
        + decision("b", literal("a"), "Decision:a")
    )
    assert load(data).inputs("b") == {"x", "free"}
    with pytest.raises(DecisionNotFound):
        load(data).inputs("c")


def test_vendors_number_types_are_numbers(model: Model) -> None:
    decisions = load(
        model(given("x", "integer") + decision("d", literal("x + 1"), "Input:x", type_ref="double"))
    )
    assert decisions.findings == []
    assert decisions.decide("d", {"x": 1}) == 2


def test_a_knowledge_model_is_a_function_and_may_call_itself(model: Model) -> None:
    factorial = (
        '<businessKnowledgeModel id="fact" name="fact"><encapsulatedLogic><formalParameter name="n" '
        f'typeRef="number"/>{literal("if n = 0 then 1 else n * fact(n - 1)")}</encapsulatedLogic>'
        "</businessKnowledgeModel>"
    )
    decisions = load(model(factorial + decision("d", literal("fact(20)"), "Knowledge:fact")))
    assert decisions.findings == []
    assert decisions.decide("d", {}) == Decimal(2432902008176640000)


def test_a_decision_service_is_a_function_of_its_inputs(model: Model) -> None:
    service = (
        '<decisionService id="s" name="s"><outputDecision href="#sum"/><inputDecision href="#b"/>'
        '<inputData href="#a"/></decisionService>'
    )
    parts = (
        given("a") + decision("b", literal("99")) + decision("sum", literal("a + b"), "Input:a", "Decision:b")
    )
    decisions = load(model(parts + service + decision("d", literal("s(1, 2)"), "Knowledge:s")))
    assert decisions.decide("d", {}) == 3
    assert decisions.decide("s", {"a": 5, "b": 6}) == 11
    assert decisions.decide("sum", {"a": 5}) == 104


def test_boxed_expressions(model: Model) -> None:
    context = (
        '<context><contextEntry><variable name="rate"/>' + literal("0.5") + "</contextEntry>"
        '<contextEntry><variable name="list"/><list>' + literal("1") + literal("2") + "</list></contextEntry>"
        '<contextEntry><variable name="rows"/><relation><column name="a"/><row>'
        + literal("7")
        + "</row></relation>"
        "</contextEntry>"
        '<contextEntry><variable name="f"/><functionDefinition><formalParameter name="x"/>'
        + literal("x * rate")
        + "</functionDefinition></contextEntry>"
        "<contextEntry>" + literal("[f(10), list[2], rows[1].a]") + "</contextEntry></context>"
    )
    assert load(model(decision("d", context))).decide("d", {}) == [5, 2, 7]


def test_boxed_loops_and_conditions(model: Model) -> None:
    loop = f'<for iteratorVariable="i"><in>{literal("1..3")}</in><return>{literal("i * 2")}</return></for>'
    some = f'<some iteratorVariable="i"><in>{literal("[1, 2]")}</in><satisfies>{literal("i = 2")}</satisfies></some>'
    kept = f"<filter><in>{literal('[1, 5, 9]')}</in><match>{literal('item > 4')}</match></filter>"
    branch = f"<if>{literal('true')}</if><then>{literal('1')}</then><else>{literal('2')}</else>"
    branch = f"<conditional>{branch}</conditional>"
    decisions = load(
        model(
            decision("a", loop.replace("1..3", "[1, 2, 3]"))
            + decision("b", some)
            + decision("c", kept)
            + decision("e", branch)
        )
    )
    assert [decisions.decide(name, {}) for name in "abce"] == [[2, 4, 6], True, [5, 9], 1]


def test_types_restrict_values(model: Model) -> None:
    level = (
        '<itemDefinition name="level"><typeRef>string</typeRef><allowedValues><text>"A", "B"</text>'
        "</allowedValues></itemDefinition>"
    )
    decisions = load(model(level + given("x", "level") + decision("d", literal("x"), "Input:x")))
    assert decisions.decide("d", {"x": "A"}) == "A"
    assert decisions.decide("d", {"x": "C"}) is None
    with pytest.raises(FeelEvaluationError, match="'x'"):
        decisions.decide("d", {"x": "C"}, strict=True)


def test_structures_may_be_recursive(model: Model) -> None:
    tree = (
        '<itemDefinition name="tree"><itemComponent name="v"><typeRef>number</typeRef></itemComponent>'
        '<itemComponent name="sub" isCollection="true"><typeRef>tree</typeRef></itemComponent></itemDefinition>'
    )
    decisions = load(model(tree + given("x", "tree") + decision("d", literal("x.sub.v"), "Input:x")))
    assert decisions.decide("d", {"x": {"v": 1, "sub": [{"v": 2, "sub": []}]}}) == [2]
    assert decisions.decide("d", {"x": {"v": 1, "sub": [{"v": "two", "sub": []}]}}) is None


def test_a_list_of_one_stands_for_its_element(model: Model) -> None:
    decisions = load(model(decision("a", literal("[5]"), type_ref="number")))
    assert decisions.decide("a", {}) == 5


def test_imports_are_seen_under_their_name(model: Model) -> None:
    base = model(decision("rate", literal("0.2")), namespace="urn:base")
    main = model(
        '<import namespace="urn:base" name="base" importType="x"/>'
        '<decision id="d" name="d"><informationRequirement><requiredDecision href="urn:base#rate"/>'
        f"</informationRequirement>{literal('base.rate * 10')}</decision>"
    )
    assert load(main, [base]).decide("d", {}) == 2
    assert [finding.code for finding in load(main).findings] == [
        "DMN_IMPORT_MISSING",
        "DMN_UNRESOLVED_REFERENCE",
    ]


@pytest.mark.parametrize(
    "namespace",
    [
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
    ],
)
def test_every_version_is_read(model: Model, namespace: str) -> None:
    assert load(model(decision("d", literal("1")), dmn=namespace)).decide("d", {}) == 1


def test_it_finds_a_decision_by_id_too(model: Model) -> None:
    data = model(decision("d", literal("1"))).replace(b'name="d"', b'name="Long name"')
    assert load(data).decide("d", {}) == load(data).decide("Long name", {}) == 1


def test_an_unknown_decision_is_named_with_those_there_are(model: Model) -> None:
    with pytest.raises(DecisionNotFound, match="d"):
        load(model(decision("d", literal("1")))).decide("x", {})


@pytest.mark.parametrize("language", ["juel", "groovy", "http://www.w3.org/1999/XPath"])
def test_other_languages_are_findings_and_never_run(model: Model, language: str) -> None:
    decisions = load(model(decision("d", literal("1 + 1", language))))
    assert [finding.code for finding in decisions.findings] == ["DMN_EXPRESSION_LANGUAGE"]
    assert decisions.decide("d", {}) is None


def test_unmarked_juel_is_a_finding(model: Model) -> None:
    findings = load(model(decision("d", literal("${x + 1}")))).findings
    assert [finding.code for finding in findings] == ["DMN_EXPRESSION_LANGUAGE"]


def test_a_cycle_is_a_finding_and_null(model: Model) -> None:
    data = model(decision("a", literal("b"), "Decision:b") + decision("b", literal("a"), "Decision:a"))
    decisions = load(data)
    assert [finding.code for finding in decisions.findings] == ["DMN_CYCLE", "DMN_CYCLE"]
    assert "a → b → a" in decisions.findings[0].message()
    assert decisions.decide("a", {}) is None


def test_what_is_missing_is_a_finding(model: Model) -> None:
    data = model(decision("a", "", "Decision:nowhere") + decision("b", literal("1"), type_ref="tNone"))
    codes = sorted(finding.code for finding in load(data).findings)
    assert codes == ["DMN_NO_LOGIC", "DMN_UNKNOWN_TYPE", "DMN_UNRESOLVED_REFERENCE"]


def test_external_functions_are_findings_and_never_run(model: Model) -> None:
    function = (
        '<businessKnowledgeModel id="f" name="f"><encapsulatedLogic kind="Java"><context/></encapsulatedLogic>'
        "</businessKnowledgeModel>"
    )
    decisions = load(model(function + decision("d", literal("f()"), "Knowledge:f")))
    assert [finding.code for finding in decisions.findings] == ["DMN_EXTERNAL_FUNCTION"]
    assert decisions.decide("d", {}) is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no xml",
        b"<a/>",
        b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>',
        b'<!DOCTYPE definitions><definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"/>',
        b"<definitions" * 200,
        b"\xff\xfe\x00",
    ],
)
def test_what_is_no_dmn_file_is_refused_with_a_finding(data: bytes) -> None:
    with pytest.raises(DmnRefused) as caught:
        load(data)
    assert isinstance(caught.value, DmnError)
    assert caught.value.finding.severity == "error"
    assert caught.value.finding.message("zh")


def test_an_unsupported_element_is_a_finding(model: Model) -> None:
    findings = load(model(decision("d", "<matrix/>"))).findings
    assert [finding.code for finding in findings] == ["DMN_UNSUPPORTED", "DMN_NO_LOGIC"]
    assert "matrix" in findings[0].message("zh")


def test_every_finding_has_both_languages_and_a_way_out() -> None:
    for code, rule in DMN_RULES.items():
        assert rule.en != rule.zh, code
        assert rule.fix_en, code
        assert rule.fix_zh, code
