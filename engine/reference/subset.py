"""What a skeleton must not do, because then the outcome is not one that two engines can be held to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from engine.feel import FeelError
from engine.reference.expressions import compiled
from engine.reference.skeleton import Frame, OutOfSubset, Part, Repeat, Skeleton, Tag, Trigger

ANYTHING: Final = "*"
"""What a script without a result variable writes: the entries of a context, whose names nobody knows before."""
_JOINS = {Tag.PARALLEL, Tag.INCLUSIVE}


def demand_comparable(skeleton: Skeleton) -> None:
    """Raises OutOfSubset for errors nobody catches and for branches that race for a variable."""
    _demand_caught(skeleton.frame, [])
    uses = _uses(skeleton)
    written = {name for use in uses.values() for name in use.written}
    racing = uses if ANYTHING in written else {k: use for k, use in uses.items() if use.touched & written}
    if racing:
        _demand_order(skeleton.frame, racing)


def _demand_caught(frame: Frame, caught: list[set[str | None]]) -> None:
    for part in frame.parts:
        fails = part.tag is Tag.END and part.trigger is Trigger.ERROR
        if fails and not any(None in codes or part.error_code in codes for codes in caught):
            raise OutOfSubset("UNCAUGHT_ERROR", part.id)
        if part.body is not None:
            codes = {
                other.error_code
                for other in frame.parts
                if other.attached_to == part.id and other.trigger is Trigger.ERROR
            }
            _demand_caught(part.body, [*caught, codes])


@dataclass(frozen=True, slots=True)
class _Use:
    """The variables an element reads and writes by itself."""

    read: frozenset[str]
    written: frozenset[str]

    @property
    def touched(self) -> frozenset[str]:
        return self.read | self.written

    def conflicts(self, other: _Use) -> bool:
        if ANYTHING in self.written | other.written:
            return True
        return bool(self.written & other.touched or other.written & self.touched)


def _uses(skeleton: Skeleton) -> dict[str, _Use]:
    found: dict[str, _Use] = {}
    for element, text in (*skeleton.conditions(), *skeleton.amounts()):
        _add(found, element, _Use(_names(element, text), frozenset()))
    for element, text, result in skeleton.scripts():
        _add(found, element, _Use(_names(element, text), frozenset({result or ANYTHING})))
    return found


def _add(found: dict[str, _Use], element: str, use: _Use) -> None:
    old = found.get(element, _Use(frozenset(), frozenset()))
    found[element] = _Use(old.read | use.read, old.written | use.written)


def _names(element: str, text: str) -> frozenset[str]:
    try:
        return compiled(text).names
    except FeelError:
        raise OutOfSubset("EXPRESSION", element) from None


def _demand_order(frame: Frame, uses: dict[str, _Use]) -> None:
    """Raises OutOfSubset where two elements that may run at the same time touch one variable."""
    inside = {part.id: [uses[each] for each in _below(part) if each in uses] for part in frame.parts}
    parts = {part.id: part for part in frame.parts}
    for part in frame.parts:
        if (
            part.loop is not None
            and part.loop.repeat is Repeat.PARALLEL
            and any(u.written for u in inside[part.id])
        ):
            raise OutOfSubset("RACE", part.id)
        if part.body is not None:
            _demand_order(part.body, uses)
    for one, other in _concurrent(frame, parts):
        if any(a.conflicts(b) for a in inside[one] for b in inside[other]):
            raise OutOfSubset("RACE", one)


def _below(part: Part) -> Iterator[str]:
    yield part.id
    if part.body is not None:
        for inner in part.body.parts:
            yield from _below(inner)


def _concurrent(frame: Frame, parts: dict[str, Part]) -> Iterator[tuple[str, str]]:
    """Pairs of parts that may run at the same time, as far as the drawing tells."""
    leads: dict[str, list[str]] = {}
    arriving: dict[str, int] = {}
    for arrow in frame.arrows:
        leads.setdefault(arrow.source, []).append(arrow.target)
        arriving[arrow.target] = arriving.get(arrow.target, 0) + 1
    for part in frame.parts:
        if part.attached_to is not None:
            leads.setdefault(part.attached_to, []).append(part.id)
    joins = {part.id for part in frame.parts if part.tag in _JOINS and arriving.get(part.id, 0) > 1}
    for split, branches in _splits(frame, leads):
        everything = [reached(leads, start, {split}) for start in branches]
        unjoined = [reached(leads, start, {split} | joins) - joins for start in branches]
        for i, j in combinations(range(len(branches)), 2):
            yield from ((a, b) for a in everything[i] - everything[j] for b in everything[j] - everything[i])
            yield from ((a, b) for a in unjoined[i] for b in unjoined[j])


def _splits(frame: Frame, leads: dict[str, list[str]]) -> Iterator[tuple[str, list[str]]]:
    """(element, where its branches begin) of everything that may make two tokens of one."""
    for part in frame.parts:
        outgoing = [arrow.target for arrow in frame.arrows if arrow.source == part.id]
        if part.tag not in (Tag.EXCLUSIVE, Tag.EVENT_BASED) and len(outgoing) > 1:
            yield part.id, outgoing
        if part.attached_to is not None and not part.interrupting:
            # The host goes on beside what its boundary event began.
            yield "", [part.attached_to, *(target for target in leads.get(part.id, ()))]


def reached(leads: dict[str, list[str]], start: str, ends: set[str]) -> set[str]:
    """What can be reached from `start` without going on through `ends`."""
    seen: set[str] = set()
    pending = [start]
    while pending:
        element = pending.pop()
        if element in seen:
            continue
        seen.add(element)
        if element not in ends:
            pending.extend(leads.get(element, ()))
    return seen
