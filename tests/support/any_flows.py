"""Flows of every shape that a version may have."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any

from processes.approval.approver_rule import HOLDERS, Limit, Rule, StandIn
from processes.approval.flow_models import MODELS
from processes.approval.model import ACTIONS, MODES, OVERDUE, Condition, Flow, Point, Test, numbered
from processes.approval.operations import OPERATIONS

TEXTS = ("经理", "A", "“引号”", 'say "yes"', "a\\b", "line\nbreak", "  ", "", "</script>", "𠮷", "{}[]:,")
CODES = ("sales_manager", "finance", "nobody", "x" * 64)
NUMBERS = ("0", "0.10", "-3", "1E+3", "123456789.0001", "0.000001")


def flow(random: Random) -> Flow:
    """Any flow: usable or not, but such as its text can say."""
    count = random.randrange(0, 6)
    return Flow(
        points=numbered(point(random, number) for number in range(1, count + 1)),
        entry=condition(random),
        departments=tuple(random.sample(CODES, random.randrange(0, 3))),
        positions=tuple(random.sample(CODES, random.randrange(0, 3))),
        once=random.random() < 0.5,
        model=random.choice(MODELS),
    )


def point(random: Random, number: int) -> Point:
    """Any point."""
    maybe = _maybe(random)
    return Point(
        number=number,
        name=random.choice(TEXTS),
        name_en=random.choice(TEXTS),
        positions=tuple(random.sample(CODES, random.randrange(0, 3))),
        rules=tuple(rule(random) for _ in range(random.randrange(0, 3))),
        condition=condition(random),
        mode=random.choice(MODES),
        share=maybe(Decimal("0.6")),
        deadline=maybe(random.choice(("PT8H", "P2D", "soon"))),
        remind=maybe("PT1H"),
        overdue=random.choice(OVERDUE),
        overdue_to=maybe(stand_in(random)),
        actions=tuple(random.sample(ACTIONS, random.randrange(0, 4))),
        operations=tuple(random.sample(OPERATIONS, random.randrange(0, len(OPERATIONS)))),
        copies=tuple(stand_in(random) for _ in range(random.randrange(0, 3))),
        editable=tuple(random.sample(("reason", "total"), random.randrange(0, 3))),
        skippable=random.random() < 0.5,
        hidden=tuple(random.sample(("cost",), random.randrange(0, 2))),
        after_return=random.choice(("start", "here")),
    )


def rule(random: Random) -> Rule:
    """Any rule that is more than a position."""
    kind: Any = random.choice(("position", "department", "superior", "person", "amount"))
    bounds = [Decimal(n) for n in random.sample(NUMBERS, random.randrange(0, 3))]
    return Rule(
        kind=kind,
        position=random.choice(CODES),
        person=random.choice(CODES),
        levels=random.randrange(0, 5),
        fact="total",
        limits=tuple(Limit(up_to=one, position="finance") for one in (*bounds, None)),
        near=random.random() < 0.5,
        rank=random.randrange(0, 50),
        holders=random.choice(HOLDERS),
        fresh=random.random() < 0.5,
        fallback=_maybe(random)(stand_in(random)),
    )


def stand_in(random: Random) -> StandIn:
    """A position or a person."""
    return random.choice((StandIn(position="finance"), StandIn(person="admin")))


def condition(random: Random) -> Condition:
    """Any condition with an answer, about facts that there are or are not."""
    rows = random.randrange(0, 4)
    return Condition(
        rows=tuple(tuple(test(random) for _ in range(random.randrange(1, 4))) for _ in range(rows))
    )


def test(random: Random) -> Test:
    """Any comparison."""
    numbers = [Decimal(one) for one in random.sample(NUMBERS, 2)]
    operator, value = random.choice(
        (
            ("gt", numbers[0]),
            ("le", numbers[1]),
            ("eq", random.choice(TEXTS)),
            ("ne", random.random() < 0.5),
            ("between", (min(numbers), max(numbers))),
            ("in", tuple(random.sample(TEXTS, 2))),
            ("not_in", (random.choice(TEXTS),)),
        )
    )
    name = random.choice(("max_discount", "total", "colour", "字段"))
    return Test(fact=name, operator=operator, value=value)  # type: ignore[arg-type]  # Literals lost in a tuple


test.__test__ = False  # type: ignore[attr-defined]  # not a test of pytest


def _maybe(random: Random) -> Any:
    return lambda value: value if random.random() < 0.5 else None
