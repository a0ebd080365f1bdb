"""Whom a point asks, as codes that stay the same from version to version, whoever holds a position."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from processes.approval.approver_rule import Rule
from processes.approval.expected import Group
from processes.approval.model import Point
from processes.approval.naming import Naming

Seats = tuple[str, ...]
_LEVEL, _PERSON, _OR = "level:", "person:", "|"


def seats(point: Point, facts: Mapping[str, Any]) -> Seats:
    """Positions, `level:2` (the superior two levels up) and `person:li`, in order, each once.

    A table by amount asks one of its positions; where the amount is not known, it might be any of them.
    """
    return tuple(dict.fromkeys(seat for rule in point.approver_rules for seat in _of(rule, facts)))


def tasks(
    point: Point, facts: Mapping[str, Any], groups: Sequence[Group], spared: Collection[str] = ()
) -> Counter[str]:
    """Seat → how many decisions a point asks of it. `groups` are the people of its rules.

    Where any one decides it is one decision, of one seat or of several together. Else everybody signs once, but for
    those of whom one is chosen, and those who are spared. Of a vote all are counted, though some may not be needed.
    """
    mine = seats(point, facts)
    if point.mode == "any" or not groups:
        return Counter([_OR.join(mine)] if mine and point.mode == "any" else mine)
    found: Counter[str] = Counter()
    seen = set(spared)
    for rule, group in zip(point.approver_rules, groups, strict=True):
        left = [login for login in group.logins if login not in seen]
        count = len(left) if group.each and rule.holders != "any" else min(len(left), 1)
        seen.update(left)
        seat = next(_of(rule, facts), None)
        if count and seat is not None:
            found[seat] += count
    return found


def seat_title(seat: str, names: Naming) -> str:
    """What a seat is called."""
    if _OR in seat:
        return ("或" if names.lang == "zh" else " or ").join(
            seat_title(one, names) for one in seat.split(_OR)
        )
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
