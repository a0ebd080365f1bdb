from __future__ import annotations

import random
import re
import time
from collections.abc import Callable
from itertools import product

import pytest

from engine.definition.findings import Cell, Finding
from engine.dmn import load
from engine.dmn.analysis import analyse_model
from engine.dmn.analysis.texts import ANALYSIS_RULES

Table = Callable[..., bytes]


def findings(data: bytes) -> list[tuple[str, str]]:
    found = analyse_model(load(data).definitions)
    return [(finding.code.removeprefix("DMN_"), str(finding.args.get("example", ""))) for finding in found]


def rows(*cells: str, output: str = "1") -> list[tuple[list[str], list[str]]]:
    return [(cell.split(" | "), [output]) for cell in cells]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("< 10", ">= 10"), []),
        (("< 10", "> 10"), [("GAP", "x = 10")]),
        (("< 10", "[10..20)", "> 20"), [("GAP", "x = 20")]),
        (("< 10", ">= 5"), [("OVERLAP", "x = 5")]),
        (("[1..5]", "not([1..5])"), []),
        (('"a"', '"b"'), [("GAP", 'x = "…"')]),
        (('"a", "b"', 'not("a", "b")'), []),
        (("true", "false"), []),
        (("true",), [("GAP", "x = false")]),
        (('< date("2024-01-01")', '> @"2024-01-01"'), [("GAP", 'x = @"2024-01-01"')]),
        (("(1..1)", "-"), [("EMPTY_ROW", "")]),
        (("> y", "-"), [("UNSURE_ROWS", "")]),
        (("10 | 1", "not(10) | -"), [("GAP", "x = 10, y = 0")]),
        (("< 10 | < 5", ">= 10 | -", "- | >= 5"), [("OVERLAP", "x = 10, y = 5")]),
    ],
)
def test_gaps_and_overlaps_have_an_example(
    table: Table, cells: tuple[str, ...], expected: list[tuple[str, str]]
) -> None:
    inputs = ["x", "y"][: 1 + cells[0].count(" | ")]
    assert findings(table(inputs, [("o", "")], rows(*cells))) == expected


def test_rows_that_never_decide_are_found(table: Table) -> None:
    data = table(["x"], [("o", "")], rows("< 10", "> 5", "[6..8]", "-"), "FIRST")
    found = analyse_model(load(data).definitions)
    # The last row is reached by null, which no comparison is true for.
    assert [(one.code, one.args["row"]) for one in found] == [("DMN_UNREACHABLE_ROW", 3)]


def test_repeated_rows_are_found(table: Table) -> None:
    data = table(["x"], [("o", "")], rows("< 10", "-", "< 10"), "COLLECT")
    assert [code for code, _ in findings(data)] == ["DUPLICATE_ROW"]


def test_equal_results_may_overlap_under_any(table: Table) -> None:
    assert findings(table(["x"], [("o", "")], rows("< 10", ">= 5"), "ANY")) == []


def test_a_default_closes_all_gaps(table: Table) -> None:
    assert findings(table(["x"], [("o", "")], rows("< 10"), default="5")) == []


def _all(data: bytes) -> list[Finding]:
    return analyse_model(load(data).definitions)


@pytest.mark.parametrize(
    ("kind", "cells", "example"),
    [
        ("integer", ("<= 3", ">= 4"), None),
        ("number", ("<= 3", ">= 4"), "x = 3.1"),
        ("number", ("< 0.1", "> 0.1"), "x = 0.1"),
        ("date", ('<= date("2026-01-31")', '>= date("2026-02-01")'), None),
        ("", ('<= date("2026-01-31")', '> date("2026-02-01")'), 'x = @"2026-02-01"'),
        (
            "",
            ('< date and time("2026-01-31T08:00:00")', '> @"2026-01-31T08:00:00"'),
            'x = @"2026-01-31T08:00:00"',
        ),
        ("", ('< @"P1M"', '> @"P1M"'), 'x = @"P1M"'),
        ("", ('< @"PT8H"', '>= @"P1D"'), 'x = @"PT8H"'),
        ("", ('< @"08:00:00"', '>= @"09:00:00"'), 'x = @"08:00:00"'),
        ("", ('< "k"', '> "k"'), 'x = "k"'),
        ("", ("null", "< 0", ">= 0"), None),
        ("", ("not(null)", "-"), None),
        ("", ("-5", "not(-5)"), None),
        ("boolean", ("-", "-"), None),
        ("", ("? > 5", "? <= 5"), None),
        ("", ("[5..1]", "< 3"), "x = 3"),
    ],
)
def test_axes_of_every_kind(model: Table, kind: str, cells: tuple[str, ...], example: str | None) -> None:
    gaps = [one.args["example"] for one in _all(_typed(model, kind, cells)) if one.code == "DMN_GAP"]
    assert gaps[:1] == ([example] if example else [])


def _typed(model: Table, kind: str, cells: tuple[str, ...], *, items: str = "", more: str = "") -> bytes:
    rules = "".join(
        f'<rule id="r{at}">\n<inputEntry id="c{at}"><text><![CDATA[{cell}]]></text></inputEntry>'
        f"<outputEntry><text>{at}</text></outputEntry></rule>"
        for at, cell in enumerate(cells, 1)
    )
    typed = f' typeRef="{kind}"' if kind else ""
    return model(
        f'{items}<inputData id="i" name="x"><variable name="x"{typed}/></inputData>'
        '<decision id="d" name="d"><informationRequirement><requiredInput href="#i"/></informationRequirement>'
        f'<decisionTable id="t" {more}>'
        f'<input id="i1"><inputExpression><text>x</text></inputExpression></input><output name="o"/>{rules}'
        "</decisionTable></decision>"
    )


LEVELS = (
    '<itemDefinition name="level"><typeRef>string</typeRef><allowedValues><text>"A", "B", "C"</text>'
    "</allowedValues></itemDefinition>"
)


def test_allowed_values_of_a_type_are_all_there_is(model: Table) -> None:
    assert _all(_typed(model, "level", ('"A", "B"', 'not("A", "B")'), items=LEVELS)) == []
    [gap] = _all(_typed(model, "level", ('"A"', '"C"'), items=LEVELS))
    assert gap.args["example"] == 'x = "B"'


def test_over_listed_values_any_question_can_be_tried(model: Table) -> None:
    [gap] = _all(_typed(model, "level", ('starts with(?, "A")', '"C"'), items=LEVELS))
    assert gap.args["example"] == 'x = "B"'


def test_a_value_that_its_type_does_not_allow_is_found_in_its_cell(model: Table) -> None:
    found = _all(_typed(model, "level", ('"A", "B", "C"', '"D"'), items=LEVELS))
    [empty] = [one for one in found if one.code == "DMN_EMPTY_ROW"]
    assert empty.cell == Cell(
        decision="d", table="t", row=2, rule="r2", side="input", column=1, name="x", others=()
    )
    assert empty.element == "c2"
    assert "2" in empty.cell.text("zh")
    assert empty.as_dict()["cell"]


def test_two_columns_of_one_input_are_one_axis(table: Table) -> None:
    assert findings(table(["x", "x"], [("o", "")], rows("> 0 | < 5", ">= 5 | -", "<= 0 | -"))) == []


def test_an_input_with_values_of_different_kinds_is_said(table: Table) -> None:
    found = _all(table(["x"], [("o", "")], rows("5", '"a"')))
    assert {one.code: one.severity for one in found} == {"DMN_MIXED_KINDS": "info", "DMN_UNSURE_ROWS": "info"}
    assert "数字" in found[0].message("zh")


def test_cells_of_another_kind_than_declared_are_said(model: Table) -> None:
    found = _all(_typed(model, "number", ('"5"', "-")))
    assert "DMN_OTHER_KIND" in {one.code for one in found}


@pytest.mark.parametrize("cell", ["< today()", "> limit", 'starts with(?, "A")', "$"])
def test_what_cannot_be_placed_is_never_accused(model: Table, cell: str) -> None:
    found = _all(_typed(model, "", (cell, cell)))
    assert [one.code for one in found] == ["DMN_UNSURE_ROWS"]


def test_a_row_that_is_always_outranked_never_decides(table: Table) -> None:
    data = table(["x"], [("o", '"high", "low"')], [(["-"], ['"high"']), (["> 3"], ['"low"'])], "PRIORITY")
    assert [(one.code, one.args["row"]) for one in _all(data)] == [("DMN_OUTRANKED_ROW", 2)]


def test_results_that_are_none_are_found(table: Table) -> None:
    data = table(["x"], [("o", '"a", "b"')], [(["-"], ['"c"'])], "FIRST")
    [found] = _all(data)
    assert (found.code, found.cell and found.cell.side) == ("DMN_OUTPUT_VALUE", "output")
    [found] = _all(table(["x"], [("o", "")], [(["-"], ['"c"'])], "COLLECT+SUM"))
    assert (found.code, found.severity) == ("DMN_SUM_OF_OTHERS", "error")


def test_different_results_under_any_are_told_with_an_example(table: Table) -> None:
    data = table(["x"], [("o", "")], [(["< 5"], ["1"]), (["-"], ["2"])], "ANY")
    [found] = _all(data)
    assert (found.code, found.args["example"]) == ("DMN_ANY_DIFFERS", "x = 4")


@pytest.mark.parametrize(
    ("cell", "kind", "correction"),
    [
        ("10-20", "number", "[10..20]"),
        ("1,000", "number", "1000"),
        ("x > 5", "number", "> 5"),
        ('"a" or "b"', "string", '"a", "b"'),
        ("gold", "string", '"gold"'),
        ("2026-12-01", "date", '@"2026-12-01"'),
        ("yes", "boolean", "true"),
    ],
)
def test_a_cell_that_was_hardly_meant_so_is_told_with_what_to_write(
    model: Table, cell: str, kind: str, correction: str
) -> None:
    found = [one for one in _all(_typed(model, kind, (cell, "-"))) if one.code == "DMN_DOUBTFUL_CELL"]
    assert [(one.args["correction"], one.cell and (one.cell.row, one.cell.column)) for one in found] == [
        (correction, (1, 1))
    ]


def test_more_than_twenty_are_counted_not_shown(table: Table) -> None:
    found = _all(table(["x"], [("o", "")], rows(*["< 5"] * 30, ">= 5"), "UNIQUE"))
    codes = [one.code for one in found]
    assert codes.count("DMN_OVERLAP") == 20
    assert "DMN_MORE" in codes


def test_every_sentence_is_told_in_both_languages() -> None:
    for code, rule in ANALYSIS_RULES.items():
        told = [
            {name.removesuffix("_zh") for name in re.findall(r"{(\w+)}", text)} for text in (rule.en, rule.zh)
        ]
        assert told[0] == told[1], code
        assert re.search(r"[\u4e00-\u9fff]", rule.zh), code


def _spans(chance: random.Random, count: int, width: int, dashes: float) -> list[str]:
    def cell() -> str:
        low = chance.randint(0, 90)
        return "-" if chance.random() < dashes else f"[{low}..{low + width}]"

    return [" | ".join(cell() for _ in range(6)) for _ in range(count)]


def _enumerated(chance: random.Random, count: int) -> list[str]:
    return [
        " | ".join("-" if chance.random() < 0.4 else f'"v{chance.randint(0, 4)}"' for _ in range(6))
        for _ in range(count)
    ]


def _hierarchy() -> list[str]:
    cells = ["< 10", "[10..20)", ">= 20"]
    return [" | ".join((*each, "-")) for each in product(cells, repeat=5)][:200]


@pytest.mark.parametrize(
    ("cells", "policy"),
    [
        (_spans(random.Random(5), 200, 10, 0.3), "FIRST"),
        (_spans(random.Random(7), 200, 10, 0.85), "UNIQUE"),
        (_enumerated(random.Random(8), 200), "FIRST"),
        (_hierarchy(), "UNIQUE"),
    ],
    ids=["boxes", "sparse", "enumerations", "hierarchy"],
)
def test_a_large_table_is_analysed_within_two_seconds(table: Table, cells: list[str], policy: str) -> None:
    assert "DMN_INCOMPLETE" not in _timed(table, cells, policy)


def test_an_intricate_table_is_said_to_be_looked_through_in_part(table: Table) -> None:
    assert "DMN_INCOMPLETE" in _timed(table, _spans(random.Random(5), 200, 50, 0.3), "FIRST")


def _timed(table: Table, cells: list[str], policy: str) -> set[str]:
    definitions = load(table(list("abcdef"), [("o", "")], rows(*cells), policy)).definitions
    start = time.process_time()
    found = analyse_model(definitions)
    assert time.process_time() - start < 2
    return {one.code for one in found}
