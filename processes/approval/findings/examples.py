"""A box said in words: one document that lies in it, and where the box can be told as tests, all of it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from engine.dmn.analysis.boxes import segments_of
from engine.feel.texts import Lang
from processes.approval.conditions import read_aloud
from processes.approval.documents import DocumentType, FactField
from processes.approval.findings.space import Box, Space
from processes.approval.model import Condition, Test
from processes.approval.values import show_value

_STEP = {"percent": Decimal("0.01"), "days": Decimal(1), "": Decimal(1), "money": Decimal(1)}


def example(space: Space, box: Box, lang: Lang) -> str:
    """最大行折扣 9%、报价总额 ¥120,000: only the facts that the box limits. Empty where it limits none."""
    said = []
    for place, (fact, mask) in enumerate(zip(space.facts, box, strict=True)):
        if mask != space.domains[place]:
            said.append(f"{_label(fact, lang)} {_shown(space, place, mask, lang)}")
    return ("、" if lang == "zh" else ", ").join(said)


def words(space: Space, box: Box, document: DocumentType, lang: Lang) -> str:
    """The whole box as a sentence, empty where it has no simple form."""
    row: list[Test] = []
    for place, (fact, mask) in enumerate(zip(space.facts, box, strict=True)):
        if mask == space.domains[place]:
            continue
        tests = list(_tests(space, place, fact, mask))
        if not tests:
            return ""
        row += tests
    return read_aloud(Condition(rows=(tuple(row),)), document, lang) if row else ""


def is_real(space: Space, box: Box) -> bool:
    """Whether a document can lie there: amounts, days and counts are not below nothing."""
    return all(
        any(not below_zero(space, place, fact, segment) for segment in segments_of(mask))
        for place, (fact, mask) in enumerate(zip(space.facts, box, strict=True))
    )


def below_zero(space: Space, place: int, fact: FactField, segment: int) -> bool:
    """Whether a segment of an axis holds only amounts, days or counts below nothing."""
    if fact.type != "number" or fact.unit == "percent":
        return False
    low, high = ends(space.points[place], segment)
    return high is not None and (high < 0 or (high == 0 and low != high))


def ends(points: list[Decimal], segment: int) -> tuple[Decimal | None, Decimal | None]:
    """The ends of a segment; equal ends are one value."""
    place = segment // 2
    if segment % 2:
        return points[place], points[place]
    return (points[place - 1] if place else None), (points[place] if place < len(points) else None)


def _label(fact: FactField, lang: Lang) -> str:
    label = fact.label(lang)
    return label if lang == "zh" else label[:1].lower() + label[1:]


def _shown(space: Space, place: int, mask: int, lang: Lang) -> str:
    fact = space.facts[place]
    if fact.type == "number":
        return show_value(fact, _number(space, place, mask), lang)
    if fact.type == "boolean":
        return show_value(fact, bool(mask & 2), lang)
    named = _named(space, place, mask)
    if named:
        return show_value(fact, named[0], lang)
    return "为其他值" if lang == "zh" else "is something else"


def _number(space: Space, place: int, mask: int) -> Decimal:
    """Between two limits if there is such a place, else a limit, else beyond all of them."""
    fact, points = space.facts[place], space.points[place]
    step = _STEP[fact.unit]
    segments = [s for s in segments_of(mask) if not below_zero(space, place, fact, s)]
    found = [ends(points, segment) for segment in segments or list(segments_of(mask))]
    for low, high in found:
        floor = Decimal(0) if low is None and high is not None and high > 0 else low
        if floor is not None and high is not None and floor < high:
            return _round(floor, high)
    for low, high in found:
        if low is not None and low == high:
            return low
    low, high = found[0] if found else (None, None)
    if low is not None:
        return low + max(step, (low / 10).quantize(step)) if low > 0 else low + step
    return high - step if high is not None else Decimal(0)


def _round(low: Decimal, high: Decimal) -> Decimal:
    """A plain number strictly between two others."""
    middle = (low + high) / 2
    for places in range(-int(middle.adjusted()), 12):
        plain = middle.quantize(Decimal(1).scaleb(-places)).normalize() + Decimal(0)
        if low < plain < high:
            return plain
    return middle


def _named(space: Space, place: int, mask: int) -> list[str]:
    fact = space.facts[place]
    return [word for word in fact.choices or () if space.segment_of(fact, word) & mask]


def _tests(space: Space, place: int, fact: FactField, mask: int) -> Iterator[Test]:
    if fact.type == "boolean":
        yield Test(fact=fact.name, operator="eq", value=bool(mask & 2))
    elif fact.type == "number":
        yield from _limits(space, place, fact, mask)
    elif named := _named(space, place, mask):
        value: Any = tuple(named)
        yield Test(fact=fact.name, operator="in", value=value)


def _limits(space: Space, place: int, fact: FactField, mask: int) -> Iterator[Test]:
    """At least, at most: for segments without a hole."""
    segments = list(segments_of(mask))
    if segments != list(range(segments[0], segments[-1] + 1)):
        return
    points = space.points[place]
    (low, first), (last, high) = ends(points, segments[0]), ends(points, segments[-1])
    if low is not None and low == high:
        yield Test(fact=fact.name, operator="eq", value=low)
        return
    if low is not None:
        yield Test(fact=fact.name, operator="ge" if low == first else "gt", value=low)
    if high is not None:
        yield Test(fact=fact.name, operator="le" if high == last else "lt", value=high)
