"""Whom a point asks, as codes that stay the same from version to version, whoever holds a position."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from processes.approval.approver_rule import Rule
from processes.approval.model import Point
from processes.approval.naming import Naming

Seats = tuple[str, ...]
_LEVEL, _PERSON = "level:", "person:"


def seats(point: Point, facts: Mapping[str, Any]) -> Seats:
    """Positions, `level:2` (the superior two levels up) and `person:li`, in order, each once.

    A table by amount asks one of its positions; where the amount is not known, it might be any of them.
    """
    return tuple(dict.fromkeys(seat for rule in point.approver_rules for seat in _of(rule, facts)))


def seat_title(seat: str, names: Naming) -> str:
    """What a seat is called."""
    if seat.startswith(_PERSON):
        return names.name(seat.removeprefix(_PERSON))
    if seat.startswith(_LEVEL):
        level = seat.removeprefix(_LEVEL)
        if names.lang == "zh":
            return "直接上级" if level == "1" else f"上 {level} 级主管"
        return "the superior" if level == "1" else f"the superior {level} levels up"
    return names.title(seat)


def _of(rule: Rule, facts: Mapping[str, Any]) -> Iterator[str]:
    if rule.kind == "superior":
        yield f"{_LEVEL}{rule.levels}"
    elif rule.kind == "person":
        yield f"{_PERSON}{rule.person}"
    elif rule.kind == "amount":
        yield from _by_amount(rule, facts.get(rule.fact))
    else:
        yield rule.position


def _by_amount(rule: Rule, amount: object) -> Iterator[str]:
    if not isinstance(amount, int | Decimal):
        yield from rule.codes
        return
    for limit in rule.limits:
        if limit.up_to is None or amount <= limit.up_to:
            yield limit.position
            return
