"""SpiffWorkflow's decision tables as an oracle: plain cells mean the same in both engines."""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.dmn.engine.DMNEngine import DMNEngine
from SpiffWorkflow.dmn.parser.DMNParser import DMNParser

from engine.dmn import load

Table = Callable[..., bytes]
COLORS = ("red", "green", "blue")


def cell(chance: random.Random) -> str:
    limit = chance.randint(0, 9)
    return chance.choice(["", f"< {limit}", f">= {limit}", f"> {limit}", f"<= {limit}", str(limit)])


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


def test_both_engines_agree_on_plain_tables(table: Table) -> None:
    chance = random.Random(11)
    for _ in range(40):
        rows = [([cell(chance), color(chance)], [str(number)]) for number in range(chance.randint(1, 8))]
        data = table(["x", "y"], [("o", "")], rows, "COLLECT")
        ours, theirs = load(data), DMNEngine(oracle(data))
        for _ in range(10):
            x, y = chance.randint(-1, 10), chance.choice(COLORS)
            workflow = SimpleNamespace(script_engine=PythonScriptEngine())
            result = theirs.result(SimpleNamespace(data={"x": x, "y": y}, workflow=workflow))
            expected = [Decimal(value) for value in result.get("o", [])] or None
            assert ours.decide("d", {"x": x, "y": y}) == expected, (rows, x, y)
