"""What is wrong or doubtful in a whole table of rules: overlaps, gaps, contradictions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, Literal

from sqlalchemy import Connection, select

from adapters.crm.discounting.sheet import Values
from adapters.crm.discounts import own_faults
from adapters.crm.errors import Fault
from adapters.crm.pricing import Kind
from engine.organisation import tables as organisation

Gravity = Literal["bad", "warn"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One sentence in both languages about some rows (their places in the table, from 0). `bad` is not saved."""

    gravity: Gravity
    rows: tuple[int, ...]
    zh: str
    en: str

    def text(self, lang: str) -> str:
        """The sentence in the reader's language."""
        return self.zh if lang == "zh" else self.en


def faults(kind: Kind, rules: Sequence[Values]) -> dict[int, list[Fault]]:
    """place → what is wrong with a rule by itself."""
    found = {place: own_faults({**one, "kind": kind}) for place, one in enumerate(rules)}
    return {place: wrong for place, wrong in found.items() if wrong}


def findings(
    connection: Connection, kind: Kind, rules: Sequence[Values], *, most: Decimal | None, today: date
) -> list[Finding]:
    """What the rules say to each other. `most` is the largest discount that the company allows a line."""
    found = [*_clashes(kind, rules), *_expired(rules, today)]
    if kind == "volume":
        found += [*_gaps(rules), *_falling(rules)]
    if kind == "position":
        found += _ranks(connection, rules)
    if most is not None and kind != "position":
        found += _above(rules, most)
    return sorted(found, key=lambda one: (one.gravity != "bad", one.rows))


def _clashes(kind: Kind, rules: Sequence[Values]) -> Iterator[Finding]:
    """Rules for the same buyers and products on the same day."""
    for places in _groups(kind, rules).values():
        for at, first in enumerate(places):
            for second in places[at + 1 :]:
                one, other = rules[first], rules[second]
                if not _same_days(one, other) or (kind == "volume" and not _same_values(one, other)):
                    continue
                yield _clash(kind, (first, second), one, other)


def _clash(kind: Kind, places: tuple[int, int], one: Values, other: Values) -> Finding:
    a, b = (place + 1 for place in places)
    if kind == "volume":
        return Finding(
            gravity="bad",
            rows=places,
            zh=f"第 {a} 行与第 {b} 行的阶梯重叠",
            en=f"The brackets of rows {a} and {b} overlap",
        )
    if one["ratio"] == other["ratio"]:
        return Finding(
            gravity="bad", rows=places, zh=f"第 {a} 行与第 {b} 行重复", en=f"Rows {a} and {b} say the same"
        )
    higher = a if one["ratio"] > other["ratio"] else b
    return Finding(
        gravity="warn",
        rows=places,
        zh=f"第 {a} 行与第 {b} 行针对同样的对象和产品：同时有效期间只有较高的第 {higher} 行起作用",
        en=f"Rows {a} and {b} are for the same buyers and products: while both hold, only the higher one, "
        f"row {higher}, counts",
    )


def _gaps(rules: Sequence[Values]) -> Iterator[Finding]:
    """Values between two brackets that no bracket covers."""
    for places in _groups("volume", rules).values():
        ordered = sorted(places, key=lambda place: rules[place]["from_value"])
        for lower, upper in pairwise(ordered):
            end, start = rules[lower]["to_value"], rules[upper]["from_value"]
            if end is not None and end < start and _same_days(rules[lower], rules[upper]):
                yield Finding(
                    gravity="warn",
                    rows=(lower, upper),
                    zh=f"第 {lower + 1} 行与第 {upper + 1} 行之间有空档：{_shown(end)} 到 {_shown(start)} 没有折扣",
                    en=f"There is a gap between rows {lower + 1} and {upper + 1}: no discount from "
                    f"{_shown(end)} to {_shown(start)}",
                )


def _falling(rules: Sequence[Values]) -> Iterator[Finding]:
    """Whoever buys more gets less."""
    for places in _groups("volume", rules).values():
        shares = [place for place in places if rules[place]["unit_price"] is None]
        ordered = sorted(shares, key=lambda place: rules[place]["from_value"])
        for lower, upper in pairwise(ordered):
            if rules[upper]["ratio"] < rules[lower]["ratio"] and _same_days(rules[lower], rules[upper]):
                yield Finding(
                    gravity="warn",
                    rows=(lower, upper),
                    zh=f"第 {upper + 1} 行的阶梯更高，折扣却比第 {lower + 1} 行低",
                    en=f"Row {upper + 1} begins higher, yet gives less than row {lower + 1}",
                )


def _ranks(connection: Connection, rules: Sequence[Values]) -> Iterator[Finding]:
    """A superior who may grant less than somebody below him."""
    position = organisation.position
    found = connection.execute(select(position.c.code, position.c.kind, position.c.rank))
    ranks = {row.code: (row.kind, row.rank) for row in found}
    places = [place for place, one in enumerate(rules) if one["position_code"] in ranks]
    for low in places:
        for high in places:
            one, other = rules[low], rules[high]
            (kind, rank), (above, higher) = ranks[one["position_code"]], ranks[other["position_code"]]
            below = rank < higher and above in (kind, "management")
            alike = _target(one) == _target(other) and _same_days(one, other)
            if below and alike and one["ratio"] > other["ratio"]:
                yield Finding(
                    gravity="warn",
                    rows=(low, high),
                    zh=f"第 {high + 1} 行的职位更高，限额却低于第 {low + 1} 行",
                    en=f"The position of row {high + 1} is higher, yet may grant less than row {low + 1}",
                )


def _above(rules: Sequence[Values], most: Decimal) -> Iterator[Finding]:
    for place, one in enumerate(rules):
        if one["ratio"] > most:
            yield Finding(
                gravity="warn",
                rows=(place,),
                zh=f"第 {place + 1} 行高于公司最高折扣 {_shown(most * 100)}%：每次都要总经理批准",
                en=f"Row {place + 1} is above the company's highest discount of {_shown(most * 100)}%: the general "
                "manager decides each time",
            )


def _expired(rules: Sequence[Values], today: date) -> Iterator[Finding]:
    old = tuple(
        place for place, one in enumerate(rules) if one["valid_to"] is not None and one["valid_to"] < today
    )
    if old:
        named = ", ".join(str(place + 1) for place in old)
        yield Finding(
            gravity="warn",
            rows=old,
            zh=f"已过期的规则：第 {named} 行",
            en=f"Rules that have expired: rows {named}",
        )


def _groups(kind: Kind, rules: Sequence[Values]) -> Mapping[tuple[Any, ...], list[int]]:
    """Rules for the same buyers and products, measured alike → their places."""
    found: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for place, one in enumerate(rules):
        measured = (one["basis"], one["scope"], one["currency"]) if kind == "volume" else ()
        found[(*_party(one), *_target(one), *measured)].append(place)
    return found


def _party(one: Values) -> tuple[Any, ...]:
    return one["position_code"], one["account_id"], one["level"] or ""


def _target(one: Values) -> tuple[Any, ...]:
    return one["product_id"], one["category_id"]


def _same_days(one: Values, other: Values) -> bool:
    return not (_ends_before(one, other) or _ends_before(other, one))


def _ends_before(one: Values, other: Values) -> bool:
    return one["valid_to"] is not None and one["valid_to"] < other["valid_from"]


def _same_values(one: Values, other: Values) -> bool:
    return not (_below(one, other) or _below(other, one))


def _below(one: Values, other: Values) -> bool:
    return one["to_value"] is not None and one["to_value"] <= other["from_value"]


def _shown(value: Decimal) -> str:
    return f"{value.normalize():f}"
