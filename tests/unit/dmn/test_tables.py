from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from engine.dmn import load
from engine.feel import FeelEvaluationError

Table = Callable[..., bytes]
BANDS = [(["< 10"], ['"low"', "1"]), (["[10..20]"], ['"middle"', "2"]), (["> 15"], ['"high"', "3"])]


def outputs(rows: list[tuple[list[str], list[str]]], column: int) -> list[tuple[list[str], list[str]]]:
    return [(tests, [results[column]]) for tests, results in rows]


@pytest.mark.parametrize(
    ("policy", "x", "expected"),
    [
        ("UNIQUE", 5, "low"),
        ("UNIQUE", 16, None),
        ("FIRST", 16, "middle"),
        ("ANY", 16, None),
        ("ANY", 30, "high"),
        ("PRIORITY", 16, "high"),
        ("RULE ORDER", 16, ["middle", "high"]),
        ("OUTPUT ORDER", 16, ["high", "middle"]),
        ("COLLECT", 16, ["middle", "high"]),
        ("", 12, "middle"),
    ],
)
def test_hit_policies(table: Table, policy: str, x: int, expected: object) -> None:
    data = table(["x"], [("o", '"high","middle","low"')], outputs(BANDS, 0), policy)
    assert load(data).decide("d", {"x": x}) == expected


@pytest.mark.parametrize(
    ("policy", "expected"),
    [("COLLECT+SUM", 5), ("COLLECT+MIN", 2), ("COLLECT+MAX", 3), ("COLLECT+COUNT", 2)],
)
def test_aggregations(table: Table, policy: str, expected: int) -> None:
    data = table(["x"], [("o", "")], outputs(BANDS, 1), policy)
    assert load(data).decide("d", {"x": 16}) == Decimal(expected)


def test_two_hits_of_unique_are_named_by_row(table: Table) -> None:
    decisions = load(table(["x"], [("o", "")], outputs(BANDS, 0)))
    value, diagnostics = decisions.decide_with_diagnostics("d", {"x": 16})
    assert value is None
    assert "2, 3" in diagnostics[0].text("zh")
    with pytest.raises(FeelEvaluationError, match="2, 3"):
        decisions.decide("d", {"x": 16}, strict=True)


def test_several_outputs_make_a_context(table: Table) -> None:
    decisions = load(table(["x"], [("a", ""), ("b", "")], BANDS))
    assert decisions.decide("d", {"x": 1}) == {"a": "low", "b": 1}


def test_priority_sorts_by_all_outputs(table: Table) -> None:
    rows = [(["-"], ['"a"', "1"]), (["-"], ['"b"', "1"]), (["-"], ['"b"', "2"])]
    data = table(["x"], [("o", '"b","a"'), ("p", "2,1")], rows, "OUTPUT ORDER")
    assert load(data).decide("d", {"x": 0}) == [{"o": "b", "p": 2}, {"o": "b", "p": 1}, {"o": "a", "p": 1}]


def test_no_hit_gives_the_default(table: Table) -> None:
    rows = [([">  100"], ["1"])]
    assert load(table(["x"], [("o", "")], rows, default="7")).decide("d", {"x": 1}) == 7
    assert load(table(["x"], [("o", "")], rows)).decide("d", {"x": 1}) is None


def test_a_missing_input_is_named(table: Table) -> None:
    value, diagnostics = load(table(["x"], [("o", "")], outputs(BANDS, 0))).decide_with_diagnostics("d", {})
    assert value is None
    assert "'x'" in diagnostics[0].text("en")


def test_cells_read_other_inputs_and_the_question_mark(table: Table) -> None:
    rows = [(["> y", "-"], ['"above"']), (["? < y and ? > 0", "-"], ['"between"'])]
    decisions = load(table(["x", "y"], [("o", "")], rows, "FIRST"))
    assert decisions.decide("d", {"x": 9, "y": 5}) == "above"
    assert decisions.decide("d", {"x": 3, "y": 5}) == "between"


def test_a_short_row_is_a_finding(table: Table) -> None:
    findings = load(table(["x", "y"], [("o", "")], [(["1"], ["2"])])).findings
    assert [finding.code for finding in findings] == ["DMN_ROW_WIDTH"]


def test_a_broken_cell_is_a_finding_with_its_place_and_null_when_reached(table: Table) -> None:
    decisions = load(table(["x"], [("o", "")], [(["> > 1"], ["2"]), (["1"], ["2"])]))
    assert [finding.code for finding in decisions.findings] == ["DMN_SYNTAX"]
    assert decisions.findings[0].line == 1
    assert "> > 1" in decisions.findings[0].message("zh")
    assert decisions.decide("d", {"x": 1}) == 2


@pytest.mark.parametrize("policy", ["PRIORITY", "OUTPUT ORDER"])
def test_priority_without_values_is_a_finding(table: Table, policy: str) -> None:
    findings = load(table(["x"], [("o", "")], [(["1"], ["2"])], policy)).findings
    assert [finding.code for finding in findings] == ["DMN_PRIORITY_VALUES"]


def test_unknown_policies_are_findings(table: Table) -> None:
    findings = load(table(["x"], [("o", "")], [(["1"], ["2"])], "BEST+AVG")).findings
    assert [finding.code for finding in findings] == ["DMN_HIT_POLICY", "DMN_AGGREGATION"]
