"""Decisions and conditions a second, what compiling costs, and SpiffWorkflow's evaluator on the same table."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.dmn.engine.DMNEngine import DMNEngine
from SpiffWorkflow.dmn.parser.DMNParser import DMNParser

from engine.dmn import Decisions, load
from engine.feel import Expression, compile_expression
from engine.feel.parser import parse_expression
from tests.performance.rounds import Request, interleaved

BATCH = 100
THEIR_BATCH = 12
TIMES = 12
LEVELS = ("bronze", "silver", "gold")
LIMITS = (100_000, 10_000, 1000, 0)
CONDITIONS = ('level = "gold"', "amount > 1000", "customer.limit >= 500")
FACTS = {"level": "gold", "amount": Decimal(2000), "customer": {"limit": Decimal(500)}}
WRITTEN = 'amount > 1000 and customer.level in ("gold", "silver") and not(customer.blocked)'


def per_second(*, rounds: int) -> float:
    """Evaluations a second of a compiled table of twelve rows over two inputs, which hit different rows."""
    model = load(table("UNIQUE", _between))
    return BATCH / interleaved({"batch": lambda: _batch(model, inputs(BATCH))}, rounds=rounds)["batch"]


def against_spiff(*, rounds: int) -> dict[str, float]:
    """Seconds of one evaluation here and in SpiffWorkflow, of the same file: all rows that match are collected."""
    data = table("COLLECT", _written_out)
    ours, theirs = load(data), Spiff(data)
    asked = inputs(BATCH)
    assert all(ours.decide("discount", each) == theirs.decide(each) for each in asked)
    few = [asked[(n * 37 + 5) % BATCH] for n in range(THEIR_BATCH)]
    # Both take some milliseconds: what comes after the other finds the processor's caches cold.
    many = asked * TIMES
    taken = interleaved(
        {"ours": lambda: _batch(ours, many), "spiff": lambda: _their_batch(theirs, few)}, rounds=rounds
    )
    return {"ours": taken["ours"] / len(many), "spiff": taken["spiff"] / THEIR_BATCH}


def conditions_per_second(*, rounds: int) -> float:
    """Evaluations a second of the slowest of three simple conditions, compiled."""
    compiled = {text: compile_expression(text) for text in CONDITIONS}
    taken = interleaved({text: _ask(each) for text, each in compiled.items()}, rounds=rounds)
    return BATCH / max(taken.values())


def seconds_to_compile(*, rounds: int) -> float:
    """Seconds from the text of a condition to what can be evaluated."""
    taken = interleaved({"compile": lambda: _compile}, rounds=rounds)
    return taken["compile"]


def inputs(count: int) -> list[dict[str, object]]:
    return [{"level": LEVELS[n % 3], "amount": Decimal(n * n * 17)} for n in range(count)]


def _batch(model: Decisions, asked: list[dict[str, object]]) -> Request:
    def request() -> None:
        for each in asked:
            model.decide("discount", each)

    return request


def _their_batch(model: Spiff, asked: list[dict[str, object]]) -> Request:
    def request() -> None:
        for each in asked:
            model.decide(each)

    return request


def _ask(condition: Expression) -> Callable[[], Request]:
    def request() -> None:
        for _ in range(BATCH):
            condition.evaluate(FACTS)

    return lambda: request


def _compile() -> None:
    Expression(text=WRITTEN, tree=parse_expression(WRITTEN))


class Spiff:
    """SpiffWorkflow's evaluator of a decision table."""

    def __init__(self, data: bytes) -> None:
        root = etree.fromstring(data)
        for number, node in enumerate(root.iter()):
            if node.get("id") is None:
                node.set("id", f"n{number}")  # it finds elements by id only
        parser = DMNParser(None, root, {"dmn": etree.QName(root).namespace}, filename="table.dmn")
        parser.parse()
        self._engine = DMNEngine(parser.decision.decisionTables[0])
        self._workflow = SimpleNamespace(script_engine=PythonScriptEngine())

    def decide(self, facts: dict[str, object]) -> Any:
        """What the rows that match say, as Decimals."""
        task = SimpleNamespace(data=dict(facts), workflow=self._workflow)
        [values] = self._engine.result(task).values()
        return [Decimal(str(value)) for value in values]


def table(policy: str, cell: Callable[[int], str]) -> bytes:
    """A level and an amount decide about a discount: three levels by four bands, the highest first."""
    rules = "".join(
        f"<rule>{_entry('inputEntry', chr(34) + level + chr(34))}{_entry('inputEntry', cell(place))}"
        f"{_entry('outputEntry', f'0.{place}{number}')}</rule>"
        for number, level in enumerate(LEVELS)
        for place in range(len(LIMITS))
    )
    columns = "".join(
        f'<input id="i_{name}"><inputExpression>{_text(name)}</inputExpression></input>'
        for name in ("level", "amount")
    )
    return (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="m" id="m" namespace="urn:bench">'
        f'<decision id="discount" name="discount"><decisionTable hitPolicy="{policy}">{columns}'
        f'<output name="discount"/>{rules}</decisionTable></decision></definitions>'
    ).encode()


def _from(place: int) -> str:
    return f">= {LIMITS[place]}"


def _written_out(place: int) -> str:
    """A cell that both engines understand."""
    return f"? >= {LIMITS[place]} and ? < {LIMITS[place - 1]}" if place else _from(place)


def _between(place: int) -> str:
    return f"[{LIMITS[place]}..{LIMITS[place - 1]})" if place else _from(place)


def _entry(kind: str, text: str) -> str:
    return f"<{kind}>{_text(text)}</{kind}>"


def _text(content: str) -> str:
    escaped = content.replace("&", "&amp;").replace("<", "&lt;")
    return f"<text>{escaped}</text>"
