"""Approver rules as JSON and back. What is left out is as it usually is."""

from __future__ import annotations

from typing import Any, cast

from processes.approval.approver_rule import HOLDERS, KINDS, Holders, Kind, Limit, Rule, StandIn
from processes.approval.json_reader import Reader

_USUAL = Rule()


def written_rule(rule: Rule) -> dict[str, Any]:
    """The rule without what is usual."""
    written: dict[str, Any] = {"kind": rule.kind}
    for name in ("position", "person", "levels", "fact", "near", "rank", "holders", "fresh"):
        if getattr(rule, name) != getattr(_USUAL, name):
            written[name] = getattr(rule, name)
    if rule.limits:
        written["limits"] = [_written_limit(limit) for limit in rule.limits]
    if rule.fallback is not None:
        written["fallback"] = written_stand_in(rule.fallback)
    return written


def read_rule(reader: Reader, raw: object, place: str) -> Rule:
    """The rule of a JSON object; faults are noted with the reader."""
    given = reader.mapping(raw, place)
    limits = reader.items(given.get("limits", []), f"{place}/limits")
    return Rule(
        kind=cast(Kind, reader.one_of(given.get("kind"), KINDS, f"{place}/kind")),
        position=reader.text(given.get("position", ""), f"{place}/position"),
        person=reader.text(given.get("person", ""), f"{place}/person"),
        levels=reader.whole(given.get("levels", 1), f"{place}/levels"),
        fact=reader.text(given.get("fact", ""), f"{place}/fact"),
        limits=tuple(_limit(reader, one, f"{place}/limits/{at}") for at, one in enumerate(limits)),
        near=reader.flag(given.get("near", True), f"{place}/near"),
        rank=reader.whole(given.get("rank", 0), f"{place}/rank"),
        holders=cast(Holders, reader.one_of(given.get("holders", "each"), HOLDERS, f"{place}/holders")),
        fresh=reader.flag(given.get("fresh", False), f"{place}/fresh"),
        fallback=read_stand_in(reader, given.get("fallback"), f"{place}/fallback"),
    )


def _written_limit(limit: Limit) -> dict[str, Any]:
    up_to = None if limit.up_to is None else {"number": format(limit.up_to, "f")}
    return {"up_to": up_to, "position": limit.position}


def _limit(reader: Reader, raw: object, place: str) -> Limit:
    given = reader.mapping(raw, place)
    up_to = given.get("up_to")
    return Limit(
        up_to=None if up_to is None else reader.number(up_to, f"{place}/up_to"),
        position=reader.text(given.get("position"), f"{place}/position"),
    )


def written_stand_in(stand_in: StandIn) -> dict[str, str]:
    """Who stands in, as an object."""
    return {"person": stand_in.person} if stand_in.person else {"position": stand_in.position}


def read_stand_in(reader: Reader, raw: object, place: str) -> StandIn | None:
    """Who stands in; nobody where nothing is said."""
    if raw is None:
        return None
    given = reader.mapping(raw, place)
    return StandIn(
        position=reader.text(given.get("position", ""), f"{place}/position"),
        person=reader.text(given.get("person", ""), f"{place}/person"),
    )


def read_stand_ins(reader: Reader, raw: object, place: str) -> tuple[StandIn, ...]:
    """Several of them."""
    found = (read_stand_in(reader, one, f"{place}/{at}") for at, one in enumerate(reader.items(raw, place)))
    return tuple(one for one in found if one is not None)
