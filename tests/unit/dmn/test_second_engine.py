"""SpiffWorkflow's decision tables as an oracle: plain cells mean the same in both engines."""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from lxml import etree
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.dmn.engine.DMNEngine import DMNEngine
from SpiffWorkflow.dmn.parser.DMNParser import DMNParser

from engine.dmn import load

Table = Callable[..., bytes]
COLORS = ("red", "green", "blue")


def cell(chance: random.Random) -> str:
    """A cell over a number that means the same in FEEL and in Python."""
    low, high = sorted((chance.randint(0, 9), chance.randint(0, 9)))
    signs = chance.choice(
        ["", f"< {low}", f">= {low}", f"> {low}", f"<= {low}", str(low), f"-{low}", f"!= {low}"]
    )
    asked = [
        f"? >= {low} and ? < {high}",
        f"? > {high} or ? < {low}",
        f"? + 1 > {high}",
    ]
    return chance.choice([signs, signs, *asked, f"> {low} + 1", "? > z", "< z * 2", f"({low})", f"{low}.0"])


def color(chance: random.Random) -> str:
    return chance.choice(["", *(f'"{each}"' for each in COLORS)])


def oracle(data: bytes) -> Any:
    """SpiffWorkflow's reading of the same file; it finds elements by id only."""
    root = etree.fromstring(data)
    for number, node in enumerate(root.iter()):
        if node.get("id") is None:
            node.set("id", f"n{number}")
    for node in root.findall(".//{*}inputData") + root.findall(".//{*}informationRequirement"):
        node.getparent().remove(node)
    parser = DMNParser(None, root, {"dmn": etree.QName(root).namespace}, filename="table.dmn")
    parser.parse()
    return parser.decision.decisionTables[0]


def asked(theirs: Any, facts: dict[str, object]) -> list[Decimal]:
    """What SpiffWorkflow collects; a single value of UNIQUE as a list of it."""
    workflow = SimpleNamespace(script_engine=PythonScriptEngine())
    found = theirs.result(SimpleNamespace(data=facts, workflow=workflow)).get("o", [])
    return [Decimal(str(value)) for value in (found if isinstance(found, list) else [found])]


def rows_of(chance: random.Random) -> list[tuple[list[str], list[str]]]:
    count = chance.randint(1, 8)
    return [([cell(chance), color(chance)], [result(chance, number)]) for number in range(count)]


def result(chance: random.Random, number: int) -> str:
    """A result that means the same in both languages."""
    return chance.choice(
        [str(number), f"{number}.5", f"x + {number}", f"x * 2 - {number}", f"-{number}", "z"]
    )


def facts(chance: random.Random) -> dict[str, object]:
    return {"x": chance.randint(-1, 10), "y": chance.choice(COLORS), "z": chance.randint(0, 9)}


def test_both_engines_agree_on_plain_tables(table: Table) -> None:
    chance = random.Random(11)
    for _ in range(20):
        rows = rows_of(chance)
        data = table(["x", "y"], [("o", "")], rows, "COLLECT")
        ours, theirs = load(data), DMNEngine(oracle(data))
        for _ in range(10):
            given = facts(chance)
            expected = asked(theirs, dict(given)) or None
            assert ours.decide("d", given) == expected, (rows, given)


@pytest.mark.parametrize("policy", ["UNIQUE", "FIRST"])
def test_both_engines_agree_where_one_row_matches(table: Table, policy: str) -> None:
    """SpiffWorkflow's UNIQUE takes the first row that matches, as our FIRST does; ours wants it to be alone."""
    chance = random.Random(12)
    compared = 0
    for _ in range(20):
        rows = rows_of(chance)
        ours = load(table(["x", "y"], [("o", "")], rows, policy))
        theirs = DMNEngine(oracle(table(["x", "y"], [("o", "")], rows, "UNIQUE")))
        everything = load(table(["x", "y"], [("o", "")], rows, "COLLECT"))
        for _ in range(10):
            given = facts(chance)
            hits = everything.decide("d", given)
            if policy == "UNIQUE" and isinstance(hits, list) and len(hits) > 1:
                assert ours.decide("d", given) is None
                continue
            found = ours.decide("d", given)
            assert ([] if found is None else [found]) == asked(theirs, dict(given)), (rows, given)
            compared += 1
    assert compared > 50


def test_both_engines_agree_on_several_outputs(table: Table) -> None:
    chance = random.Random(13)
    for _ in range(20):
        rows = [(tests, [one, str(number)]) for number, (tests, [one]) in enumerate(rows_of(chance))]
        data = table(["x", "y"], [("o", ""), ("p", "")], rows, "COLLECT")
        ours, theirs = load(data), DMNEngine(oracle(data))
        for _ in range(5):
            given = facts(chance)
            workflow = SimpleNamespace(script_engine=PythonScriptEngine())
            found = theirs.result(SimpleNamespace(data=dict(given), workflow=workflow))
            pairs = zip(found.get("o", []), found.get("p", []), strict=True)
            expected = [{"o": Decimal(str(o)), "p": Decimal(str(p))} for o, p in pairs] or None
            assert ours.decide("d", given) == expected, (rows, given)
