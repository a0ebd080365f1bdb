"""How many decisions a second: a compiled table of twelve rows over two inputs."""

from __future__ import annotations

from decimal import Decimal

from engine.dmn import Decisions, load
from tests.performance.rounds import Request, interleaved

BATCH = 100
LEVELS = ("bronze", "silver", "gold")
LIMITS = (0, 1000, 10_000, 100_000)


def per_second(*, rounds: int) -> float:
    """Evaluations a second of one thread, inputs that hit different rows."""
    model = load(_table())
    inputs = [{"level": LEVELS[n % 3], "amount": Decimal(n * n * 17)} for n in range(BATCH)]
    taken = interleaved({"batch": lambda: _batch(model, inputs)}, rounds=rounds)
    return BATCH / taken["batch"]


def _batch(model: Decisions, inputs: list[dict[str, object]]) -> Request:
    def request() -> None:
        for each in inputs:
            model.decide("discount", each)

    return request


def _table() -> bytes:
    rules = "".join(
        f"<rule>{_entry('inputEntry', chr(34) + level + chr(34))}{_entry('inputEntry', _range(place))}"
        f"{_entry('outputEntry', f'0.{place}{number}')}</rule>"
        for number, level in enumerate(LEVELS)
        for place in range(len(LIMITS))
    )
    columns = "".join(
        f'<input id="i_{name}"><inputExpression>{_text(name)}</inputExpression></input>'
        for name in ("level", "amount")
    )
    needs = "".join(
        f'<informationRequirement><requiredInput href="#{name}"/></informationRequirement>'
        for name in ("level", "amount")
    )
    data = "".join(f'<inputData id="{name}" name="{name}"/>' for name in ("level", "amount"))
    return (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="m" id="m" namespace="urn:bench">'
        f'<decision id="discount" name="discount">{needs}<decisionTable hitPolicy="UNIQUE">{columns}'
        f'<output name="discount"/>{rules}</decisionTable></decision>{data}</definitions>'
    ).encode()


def _range(place: int) -> str:
    low = LIMITS[place]
    return f"[{low}..{LIMITS[place + 1]})" if place + 1 < len(LIMITS) else f">= {low}"


def _entry(kind: str, text: str) -> str:
    return f"<{kind}>{_text(text)}</{kind}>"


def _text(content: str) -> str:
    escaped = content.replace("&", "&amp;").replace("<", "&lt;")
    return f"<text>{escaped}</text>"
