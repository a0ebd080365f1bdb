"""Approval flows, facts and documents at random, with every rule that flows have: for tests that compare two ways."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

from processes.approval.approver_rule import HOLDERS, KINDS, Limit, Rule, StandIn
from processes.approval.documents import DocumentType
from processes.approval.model import ALWAYS, MODES, Condition, Flow, Point, Test
from processes.approval.quotes import QUOTES

NAMES = "甲乙丙丁戊己"
POSITIONS = ("sales_manager", "sales_director", "finance", "general_manager", "salesperson", "legal")
PEOPLE = ("manager", "director", "finance", "general", "salesperson", "assistant")
APPLICANTS = ("salesperson", "manager", "assistant", "service", "warehouse")
DEPARTMENTS = ("sales", "finance", "service", "none_such")
NUMBERS = ("max_discount", "total", "overdue")


def condition(random: Random, *, always: float = 0.3) -> Condition:
    """Up to three rows of up to three comparisons of every kind."""
    if random.random() < always:
        return ALWAYS
    rows = (
        tuple(_test(random) for _ in range(random.randrange(1, 4))) for _ in range(random.randrange(1, 4))
    )
    return Condition(rows=tuple(rows))


def _test(random: Random) -> Test:
    kind = random.randrange(4)
    if kind == 0:
        return Test(fact="below_minimum", operator="eq", value=random.random() < 0.5)
    if kind == 1:
        levels = tuple(random.sample("ABC", random.randrange(1, 3)))
        listed: Any = random.choice(("in", "not_in"))
        return Test(fact="customer_level", operator=listed, value=levels)
    fact = random.choice(NUMBERS)
    if kind == 2:
        low, high = sorted((_number(random), _number(random)))
        return Test(fact=fact, operator="between", value=(low, high))
    compared: Any = random.choice(("gt", "ge", "lt", "le", "eq", "ne"))
    return Test(fact=fact, operator=compared, value=_number(random))


def _number(random: Random) -> Decimal:
    return Decimal(random.randrange(0, 12))


def rule(random: Random) -> Rule:
    """One approver rule of any kind."""
    kind = random.choice(KINDS)
    common: dict[str, Any] = {
        "holders": random.choice(HOLDERS),
        "fresh": random.random() < 0.15,
        "rank": random.choice((0, 0, 0, 50)),
        "fallback": random.choice(
            (None, None, StandIn(position="finance"), StandIn(person=random.choice(PEOPLE)))
        ),
    }
    if kind == "superior":
        return Rule(kind=kind, levels=random.randrange(1, 4), **common)
    if kind == "person":
        return Rule(kind=kind, person=random.choice(PEOPLE), **common)
    if kind == "amount":
        limits = (
            Limit(up_to=Decimal(6), position=random.choice(POSITIONS)),
            Limit(up_to=None, position=random.choice(POSITIONS)),
        )
        return Rule(kind=kind, fact="total", limits=limits, near=random.random() < 0.5, **common)
    return Rule(kind=kind, position=random.choice(POSITIONS), near=random.random() < 0.5, **common)


def point(random: Random, number: int, name: str) -> Point:
    """A point with one to three rules."""
    mode = random.choice(MODES)
    rules = tuple(rule(random) for _ in range(random.choice((1, 1, 1, 2, 3))))
    plain = (random.choice(POSITIONS),) if random.random() < 0.4 else ()
    return Point(
        number=number,
        name=name,
        name_en=name,
        positions=plain,
        rules=() if plain and random.random() < 0.7 else rules,
        condition=condition(random),
        mode=mode,
        share=Decimal(random.choice((34, 50, 67, 100))) / 100 if mode == "vote" else None,
    )


def flow(random: Random, *, names: Sequence[str] = NAMES) -> Flow:
    """One to five points with names of few, so that versions share some; often for some documents only."""
    chosen = random.sample(list(names), random.randrange(1, 6))
    scoped = random.random() < 0.3
    return Flow(
        points=tuple(point(random, number, name) for number, name in enumerate(chosen, start=1)),
        entry=condition(random, always=0.5),
        departments=tuple(random.sample(DEPARTMENTS, 1)) if scoped else (),
        positions=tuple(random.sample(POSITIONS, 1)) if scoped and random.random() < 0.5 else (),
        once=random.random() < 0.6,
    )


def facts(random: Random, *, holes: float = 0.04) -> dict[str, Any]:
    """What is known of a document; now and then something is missing."""
    found: dict[str, Any] = {
        "max_discount": _number(random),
        "total": _number(random),
        "overdue": _number(random),
        "below_minimum": random.random() < 0.5,
        "customer_level": random.choice("ABC"),
        "currency": random.choice(("CNY", "USD")),
    }
    return {name: None if random.random() < holes / 5 else value for name, value in found.items()}


def typed_in(known: Mapping[str, Any]) -> DocumentType:
    """Quotes that all have these facts."""
    return replace(QUOTES, read=lambda _connection, _document: dict(known))
