"""Decision tables cell by cell: what a cell may say, and what hit policies make of the rows that match."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.dmn import load
from tests.support.dmn import bkm, context, decision, given, item, model, service, table


def ask(boxed: str, **inputs: object) -> object:
    names = [given(name) for name in inputs]
    return load(model(*names, decision("d", boxed, *(f"?{name}" for name in inputs)))).decide("d", inputs)


CELLS = [
    ("-", 5, True), ("", None, True), ("-", None, True),
    ("5", 5, True), ("5", "5", False), ("5", None, False), ("-5", -5, True),
    ("= 5", 5, True), ("!= 5", 5, False), ("!= 5", 6, True), ("> 5", 6, True), (">= 6", 6, True),
    ("< 5", None, False),
    ("5, 6", 6, True), ("< 3, > 9", 10, True), ("< 3, > 9", 5, False),
    ("[1..5]", 5, True), ("[1..5)", 5, False), ("]1..5]", 1, False), ("(1..5[", 5, False), ("[1..5], 9", 9, True),
    ("not(5)", 6, True), ("not(5)", 5, False), ("not(5, 6)", 6, False), ("not([1..3])", 2, False),
    ("not(> 5)", 5, True), ("not(null)", 5, True), ("not(null)", None, False), ("not(5)", None, True),
    ("null", None, True), ("null", 5, False), ("5, null", None, True),
    ('"a"', "a", True), ('"a","b"', "b", True), ('not("a")', "b", True), ('> "a"', "b", True),
    ("true", True, True), ("true", False, False), ("false", False, True), ("true", None, False),
    ("? > 5", 6, True), ("? > 5 and ? < 8", 6, True), ("? > 5, ? = 1", 1, True), ("not(? > 5)", 6, False),
    ("odd(?)", 3, True), ("even(?), 5", 5, True), ('starts with(?, "ab")', "abc", True),
    ('string length(?) = 2', "ab", True), ('contains(?, "x")', "abc", False), ("? = null", None, True),
    ("limit", 10, True), ("> limit", 11, True), ("[1..limit]", 10, True), ("limit * 2", 20, True),
    ("numbers", 2, True), ("numbers", 7, False), ("band", 15, True), ("band", 25, False),
    ("[1, 2, 3]", 2, True), ("[1, 2]", [1, 2], True), ("[[1, 2], [3]]", [1, 2], True),
    ("list contains(?, 2)", [1, 2], True), ("count(?) > 1", [1, 2], True),
    ("some x in ? satisfies x > 1", [1, 2], True),
    ("? in [1..5]", 3, True), ("? in numbers", 3, True), ('? in ("a", "b")', "b", True),
    ("check(?)", 12, True), ("check(?)", 2, False), ("function(x) x", 1, False),
    ("{a: 1}", {"a": 1}, True), ("?.a > 0", {"a": 1}, True), ("item.a = 1", {"a": 1}, False),
    ('date("2024-01-01")', "2024-01-01", False), ('< @"P2D"', 5, False), ("nowhere", 5, False),
    ("if ? > 5 then true else false", 6, True), ("? instance of number", 5, True), ('"a" or "b"', "a", False),
    ("[5..1]", 3, False), ("< null", 3, False), ("[1..null]", 3, True),
]  # fmt: skip


@pytest.mark.parametrize(("cell", "value", "matches"), CELLS)
def test_cells(cell: str, value: object, matches: bool) -> None:
    data = model(
        given("x"), given("limit"), given("numbers"),
        bkm("check", "n", "n > 10"),
        decision("d", table("x", "o := false", f"{cell.replace('|', '')} -> true", policy="FIRST"),
                 "?x", "?limit", "?numbers", "band", "!check"),
        decision("band", "[10..20]"),
    )  # fmt: skip
    facts = {"x": value, "limit": 10, "numbers": [1, 2, 3]}
    assert load(data).decide("d", facts) is matches


def test_inputs_are_expressions() -> None:
    boxed = table("a + b; string length(c)", "o", "> 5 | 2 -> 1", "- | - -> 2", policy="FIRST")
    assert ask(boxed, a=3, b=3, c="xy") == 1
    assert ask(boxed, a=3, b=1, c="xy") == 2


def test_outputs_are_expressions_and_may_be_anything() -> None:
    rows = (
        "1 -> x + 1",
        "2 -> [x, x]",
        "3 -> {a: x}",
        "4 -> function(y) x + y",
        "5 -> ",
        '6 -> "t"',
        "7 -> null",
    )
    outcomes = {n: ask(table("x", "o", *rows), x=n) for n in (1, 2, 3, 5, 6, 7)}
    assert outcomes == {1: 2, 2: [2, 2], 3: {"a": 3}, 5: None, 6: "t", 7: None}


ROWS = ('< 10 -> "low" | 1', '[5..20] -> "mid" | 2', '> 5 -> "high" | 3')


@pytest.mark.parametrize(
    ("policy", "aggregation", "outputs", "x", "expected"),
    [
        ("UNIQUE", "", "o; p", 3, {"o": "low", "p": 1}),
        ("UNIQUE", "", "o; p", 7, None),
        ("ANY", "", "o; p", 7, None),
        ("FIRST", "", "o; p", 7, {"o": "low", "p": 1}),
        ("PRIORITY", "", 'o = "high","mid","low"; p = 1,2,3', 7, {"o": "high", "p": 3}),
        ("PRIORITY", "", 'o = "mid","low"; p', 7, {"o": "mid", "p": 2}),
        ("OUTPUT ORDER", "", 'o = "mid","high","low"; p', 7,
         [{"o": "mid", "p": 2}, {"o": "high", "p": 3}, {"o": "low", "p": 1}]),
        ("RULE ORDER", "", "o; p", 30, [{"o": "high", "p": 3}]),
        ("COLLECT", "", "o; p", 7, [{"o": "low", "p": 1}, {"o": "mid", "p": 2}, {"o": "high", "p": 3}]),
        ("COLLECT", "COUNT", "o; p", 7, 3),
        ("UNIQUE", "", "o := \"none\"; p := 0", -1, {"o": "low", "p": 1}),
    ],
)  # fmt: skip
def test_hit_policies_with_two_outputs(
    policy: str, aggregation: str, outputs: str, x: int, expected: object
) -> None:
    assert ask(table("x", outputs, *ROWS, policy=policy, aggregation=aggregation), x=x) == expected


@pytest.mark.parametrize(
    ("aggregation", "results", "expected"),
    [
        ("SUM", ("1", "2", "3"), 6), ("MIN", ("3", "1", "2"), 1), ("MAX", ("3", "1", "2"), 3),
        ("COUNT", ("3", "3", "3"), 3), ("SUM", ("1", "null", "3"), None), ("COUNT", ("1", "null"), 2),
        ("MIN", ('"b"', '"a"'), "a"), ("MAX", ('"b"', '"a"'), "b"), ("SUM", ('"b"', "1"), None),
        ("MAX", ("1", '"a"'), None), ("SUM", ('@"P1D"', '@"P2D"'), None), ("MAX", ('@"P1D"', '@"P2D"'), None),
        ("", ("1", "1"), [1, 1]), ("SUM", ("5",), 5), ("MIN", (), None), ("COUNT", (), None), ("", (), None),
    ],
)  # fmt: skip
def test_aggregations(aggregation: str, results: tuple[str, ...], expected: object) -> None:
    rows = tuple(f"1 -> {each}" for each in results) or ("2 -> 9",)
    found = ask(table("x", "o", *rows, policy="COLLECT", aggregation=aggregation), x=1)
    if expected is None and results and results[0].startswith("@"):
        assert found is not None  # durations have sums and an order too
    else:
        assert found == expected


def test_equal_rows_satisfy_any() -> None:
    assert ask(table("x", "o", "> 1 -> 1.0", "> 2 -> 1", policy="ANY"), x=3) == 1


@pytest.mark.parametrize(
    ("outputs", "expected"),
    [("o := 7", 7), ("o := x * 2", 10), ("o := 7; p", {"o": 7, "p": None}), ("o; p", None), ("o", None)],
)
def test_defaults_when_no_row_matches(outputs: str, expected: object) -> None:
    assert ask(table("x", outputs, "> 100 -> 1 | 2" if ";" in outputs else "> 100 -> 1"), x=5) == expected


def test_outputs_are_of_the_type_they_declare() -> None:
    rows = ('1 -> "x"', "2 -> [5]", "3 -> 5")
    assert [ask(table("x", "o: number", *rows), x=n) for n in (1, 2, 3)] == [None, 5, 5]


def test_a_value_that_a_column_does_not_allow_gives_nothing() -> None:
    columns = table("x", "o", "- -> 1").replace(
        "</input>", "<inputValues><text>&lt; 10</text></inputValues></input>"
    )
    assert ask(columns, x=5) == 1
    assert ask(columns, x=50) is None
    assert ask(columns, x=None) == 1


def test_priorities_come_from_the_type_if_the_column_has_none() -> None:
    boxed = table("x", "o: tRisk", '> 1 -> "low"', '> 2 -> "high"', policy="PRIORITY")
    data = model(item("tRisk", "string", allowed='"high", "low"'), given("x"), decision("d", boxed, "?x"))
    assert load(data).decide("d", {"x": 5}) == "high"


def test_a_table_without_inputs_or_rows() -> None:
    assert ask(table("", "o", " -> 5")) == 5
    assert ask(table("x", "o"), x=1) is None
    assert ask(table("x", "o := 3"), x=1) == 3


def test_a_table_in_a_context_reads_its_entries() -> None:
    boxed = context("band", limit="10", band=table("x", "o", '> limit -> "over"', '<= limit -> "under"'))
    assert ask(boxed, x=11) == "over"


def test_a_single_value_stands_for_a_list_of_one_where_the_column_says_so() -> None:
    boxed = table("x", "o", "count(?) = 1 -> 1").replace(
        "<inputExpression>", '<inputExpression typeRef="tL">'
    )
    data = model(item("tL", "number", many=True), given("x"), decision("d", boxed, "?x"))
    assert load(data).decide("d", {"x": 5}) == 1


CAMUNDA = (
    '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:camunda='
    '"http://camunda.org/schema/1.0/dmn" id="m" name="m" namespace="http://camunda.org/schema/1.0/dmn">'
    '<decision id="dish" name="Dish" camunda:historyTimeToLive="P180D"><decisionTable id="t" hitPolicy="UNIQUE">'
    '<input id="i1" label="Guests" camunda:inputVariable="guests"><inputExpression id="e1" typeRef="integer" '
    'expressionLanguage="feel"><text>guestCount</text></inputExpression></input>'
    '<input id="i2"><inputExpression id="e2" typeRef="string"><text>season</text></inputExpression></input>'
    '<output id="o1" label="Dish" name="dish" typeRef="string"/><output id="o2" label="Note" typeRef="string"/>'
    '<rule id="r1"><inputEntry id="c1"><text>guests &gt; 8</text></inputEntry>'
    '<inputEntry id="c2"><text>cellInput = "Winter"</text></inputEntry>'
    '<outputEntry id="c3"><text>"Stew"</text></outputEntry><outputEntry id="c4"><text>"n"</text></outputEntry></rule>'
    '<rule id="r2"><inputEntry id="c5"><text>&lt;= 8</text></inputEntry><inputEntry id="c6"><text/></inputEntry>'
    '<outputEntry id="c7"><text>"Steak"</text></outputEntry><outputEntry id="c8"><text></text></outputEntry></rule>'
    "</decisionTable></decision></definitions>"
)


def test_files_of_process_engines_are_read_as_they_mean_them() -> None:
    decisions = load(CAMUNDA.encode())
    assert decisions.findings == []
    assert decisions.decide("dish", {"guestCount": 9, "season": "Winter"}) == {"dish": "Stew", "Note": "n"}
    assert decisions.decide("Dish", {"guestCount": 4, "season": "Summer"}) == {"dish": "Steak", "Note": None}
    assert decisions.inputs("dish") == {"guestCount", "season"}


@pytest.mark.parametrize("cell", ["${guests > 8}", "#{guests == 8}"])
def test_cells_in_another_language_are_refused_with_a_finding(cell: str) -> None:
    decisions = load(CAMUNDA.replace("guests &gt; 8", cell.replace(">", "&gt;")).encode())
    assert [finding.code for finding in decisions.findings] == ["DMN_EXPRESSION_LANGUAGE"]
    assert decisions.decide("dish", {"guestCount": 9, "season": "Winter"}) is None


@pytest.mark.parametrize(
    "language", ["feel", "FEEL", "https://www.omg.org/spec/DMN/20230324/FEEL/", "feel1.1"]
)
def test_feel_is_known_under_all_its_names(language: str) -> None:
    decisions = load(CAMUNDA.replace('"feel"', f'"{language}"').encode())
    assert decisions.findings == []


def test_a_table_in_a_service_in_a_table() -> None:
    inner = decision("inner", table("x", "o", "> 5 -> true", "<= 5 -> false"), "?x")
    outer = table("y", "o", "small(?) -> 1", "not(small(?)) -> 2")
    data = model(given("x"), given("y"), inner, service("small", "inner", data="x"),
                 decision("d", outer, "?y", "!small"))  # fmt: skip
    assert load(data).decide("d", {"y": 9}) == Decimal(1)
    assert load(data).decide("d", {"y": 1}) == Decimal(2)
