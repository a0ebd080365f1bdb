"""One fact cut into regions: values between which no row of a condition tells any difference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from engine.dmn.analysis.boxes import segments_of
from engine.feel.texts import Lang
from processes.approval.documents import FactField
from processes.approval.findings.examples import below_zero, ends
from processes.approval.findings.space import Row, Space
from processes.approval.values import show_value


@dataclass(frozen=True, kw_only=True, slots=True)
class Region:
    """Some segments of an axis, and what they are called: (8%, 12%], ≤ ¥500,000, A 级、B 级."""

    mask: int
    label: str


def regions(space: Space, fact: FactField, rows: Sequence[Row], lang: Lang) -> list[Region]:
    """The regions of a fact in order; what no document can have (an amount below nothing) is left out."""
    place = next(index for index, each in enumerate(space.facts) if each.name == fact.name)
    tests = [test for row in rows for test in row if test.fact == fact.name]
    told = [space.mask(test) for test in tests]
    found: list[tuple[tuple[bool, ...], list[int]]] = []
    for segment in segments_of(space.domains[place]):
        if below_zero(space, place, fact, segment):
            continue
        same = tuple(bool(mask & 1 << segment) for mask in told)
        before = _same(found, same, ordered=fact.type == "number")
        if before is None:
            found.append((same, [segment]))
        else:
            before.append(segment)
    return [
        Region(
            mask=sum(1 << segment for segment in segments), label=_label(space, place, fact, segments, lang)
        )
        for _, segments in found
    ]


def _same(
    found: list[tuple[tuple[bool, ...], list[int]]], told: tuple[bool, ...], *, ordered: bool
) -> list[int] | None:
    """The segments that go together with another one: numbers only with their neighbours."""
    looked_at = found[-1:] if ordered else found
    return next((segments for same, segments in looked_at if same == told), None)


def _label(space: Space, place: int, fact: FactField, segments: Sequence[int], lang: Lang) -> str:
    if fact.type == "number":
        return _interval(space, place, fact, segments, lang)
    mask = sum(1 << segment for segment in segments)
    if fact.type == "boolean":
        said = [show_value(fact, value, lang) for value in (False, True) if mask & (1 << value)]
    else:
        words = [
            *(fact.choices or {}),
            *(word for word in space.words(place) if word not in (fact.choices or {})),
        ]
        named = [word for word in words if space.segment_of(fact, word) & mask]
        said = [show_value(fact, word, lang) for word in named]
        covered = sum(space.segment_of(fact, word) for word in named)
        if mask & ~covered:
            said.append("其他" if lang == "zh" else "others")
    return ("、" if lang == "zh" else ", ").join(said)


def _interval(space: Space, place: int, fact: FactField, segments: Sequence[int], lang: Lang) -> str:
    low, first = ends(space.points[place], segments[0])
    last, high = ends(space.points[place], segments[-1])
    if low is not None and low == high:
        return f"= {show_value(fact, low, lang)}"
    floor = fact.unit != "percent" and low == Decimal(0)
    closed_low, closed_high = low == first, high == last
    if low is None or (floor and high is not None and closed_low):
        return f"{'≤' if closed_high else '<'} {show_value(fact, high, lang)}" if high is not None else "—"
    if high is None:
        return f"{'≥' if closed_low else '>'} {show_value(fact, low, lang)}"
    inner = f"{show_value(fact, low, lang)}, {show_value(fact, high, lang)}"
    return f"{'[' if closed_low else '('}{inner}{']' if closed_high else ')'}"
