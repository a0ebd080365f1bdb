"""Findings about random tables against the tables themselves: types, allowed values and hit policies included."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from itertools import product

import pytest

from engine.definition.findings import Finding
from engine.dmn import Decisions, load
from engine.dmn.analysis import analyse_model

Wrap = Callable[..., bytes]
Facts = Mapping[str, object]

#: Kind of input → cells, and all values that matter.
INPUTS: dict[str, tuple[list[str], list[object]]] = {
    "rank": (['"A"', '"B"', 'not("A")', '"A", "C"', "-", 'starts with(?, "A")', "null"], ["A", "B", "C"]),
    "integer": (
        ["1", "< 2", "[1..3]", "> 3", "-", "not(2)", "? > 1 and ? < 3"],
        [Decimal(n) for n in range(6)],
    ),
    "number": (["1", "< 2", "[1..3]", "> 3", "-", ">= 2"], [Decimal(n) / 4 for n in range(-2, 18)]),
    "boolean": (["true", "false", "-", "not(true)"], [True, False]),
    "listed": (["1", "2", "1, 2", "-", "not(3)"], [Decimal(1), Decimal(2), Decimal(3)]),
    "": (['"x"', '"y"', 'not("x")', "-", '!= "y"'], ["x", "y", "z"]),
}


def _model(
    chance: random.Random, model: Wrap, kinds: list[str], rows: list[list[str]], policy: str
) -> Decisions:
    inputs = columns = needs = ""
    for at, kind in enumerate(kinds):
        declared = f' typeRef="{kind}"' if kind in ("rank", "boolean") else ""
        typed = ' typeRef="integer"' if kind == "integer" else ""
        values = "<inputValues><text>1, 2, 3</text></inputValues>" if kind == "listed" else ""
        inputs += f'<inputData id="i{at}" name="x{at}"><variable name="x{at}"{declared}/></inputData>'
        needs += f'<informationRequirement><requiredInput href="#i{at}"/></informationRequirement>'
        columns += (
            f'<input id="c{at}"><inputExpression{typed}><text>x{at}</text></inputExpression>{values}</input>'
        )
    rules = "".join(
        "<rule>"
        + "".join(f"<inputEntry><text><![CDATA[{cell}]]></text></inputEntry>" for cell in row)
        + f"<outputEntry><text>{chance.choice(['1', '2'])}</text></outputEntry></rule>"
        for row in rows
    )
    rank = '<itemDefinition name="rank"><typeRef>string</typeRef><allowedValues><text>"A", "B", "C"</text>'
    table = f'<decisionTable id="t" hitPolicy="{policy}">{columns}<output name="o"/>{rules}</decisionTable>'
    return load(
        model(
            f'{rank}</allowedValues></itemDefinition>{inputs}<decision id="d" name="d">{needs}{table}</decision>'
        )
    )


def _hits(decisions: Decisions, facts: object) -> set[int]:
    assert isinstance(facts, Mapping)
    return set(decisions.explain("d", facts).hits[0].rows)


def _all(kinds: list[str], null: Callable[[int], bool]) -> Iterator[Facts]:
    values = [[*INPUTS[kind][1], *([None] if null(at) else [])] for at, kind in enumerate(kinds)]
    for each in product(*values):
        yield {f"x{at}": value for at, value in enumerate(each)}


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("policy", ["UNIQUE", "FIRST"])
def test_every_finding_is_true_and_none_is_missing(model: Wrap, seed: int, policy: str) -> None:
    chance = random.Random(seed)
    kinds = [chance.choice(list(INPUTS)) for _ in range(chance.randint(1, 2))]
    rows = [[chance.choice(INPUTS[kind][0]) for kind in kinds] for _ in range(chance.randint(1, 6))]
    decisions = _model(chance, model, kinds, rows, policy)
    found = analyse_model(decisions.definitions)
    expected = [
        _hits(decisions, facts) for facts in _all(kinds, lambda at: any("null" in row[at] for row in rows))
    ]
    _check_examples(decisions, found)
    codes = {one.code for one in found}
    assert ("DMN_GAP" in codes) == (not all(expected)), rows
    if policy == "UNIQUE":
        assert ("DMN_OVERLAP" in codes) == any(len(hits) > 1 for hits in expected), rows
        return
    reached = set().union(*(_hits(decisions, facts) for facts in _all(kinds, lambda _: True)))
    useless = {one.cell.row for one in found if one.cell is not None and one.cell.row}
    assert useless == {number for number, _ in enumerate(rows, 1)} - reached, rows


def _check_examples(decisions: Decisions, found: list[Finding]) -> None:
    for one in found:
        if one.code == "DMN_GAP":
            assert not _hits(decisions, one.args["facts"]), one.message()
        if one.code == "DMN_OVERLAP":
            assert {one.args["first"], one.args["second"]} <= _hits(decisions, one.args["facts"]), (
                one.message()
            )
