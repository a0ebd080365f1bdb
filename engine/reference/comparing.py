"""Two engines walk the same paths in step; the first place where they differ is the answer."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any, Final

from engine.ports import AGREE, DIFFER, NOT_COMPARED, Verdict
from engine.reference.known_faults import KnownFaults
from engine.reference.side import Ambiguous, Label, Side, TooLong
from engine.reference.skeleton import OutOfSubset, Skeleton, Tag, Trigger
from engine.reference.subset import demand_comparable
from engine.reference.worlds import World, worlds

MAX_ROUNDS: Final = 25
"""Things that happen from outside on one path; then the path ends where it is."""


Sides = Callable[[], tuple[Side, Side]]
"""Makes both engines anew, for one path."""


def compare(skeleton: Skeleton, sides: Sides, *, seed: int, paths: int, seconds: float = 60) -> Verdict:
    """Walk up to `paths` paths, chosen by `seed`; after `seconds` those that were walked have to do."""
    ends = time.monotonic() + seconds
    random = Random(seed)  # noqa: S311 - paths are to be found again, not to be secret
    walked = 0
    unwalked = OutOfSubset("TOO_LONG")
    try:
        demand_comparable(skeleton)
        possible = worlds(skeleton, random)
    except OutOfSubset as reason:
        return Verdict(state=NOT_COMPARED, code=reason.code, element=reason.element)
    for _ in range(paths):
        if walked and time.monotonic() > ends:
            break
        try:
            difference = _Path(*sides(), skeleton, possible, random).walk()
        except TooLong:
            continue
        except Ambiguous as reason:
            unwalked = OutOfSubset(reason.code, reason.element)
            continue
        if difference is not None:
            element, detail = difference
            return Verdict(state=DIFFER, paths=walked, element=element, detail=detail)
        walked += 1
    if walked == 0:
        return Verdict(state=NOT_COMPARED, code=unwalked.code, element=unwalked.element)
    return Verdict(state=AGREE, paths=walked)


class _Path:
    """One path: what happens next is chosen among what is open in both engines."""

    def __init__(
        self, own: Side, second: Side, skeleton: Skeleton, possible: list[World], random: Random
    ) -> None:
        self._own = own
        self._second = second
        self._told_otherwise = _told_otherwise(skeleton)
        self._faults = KnownFaults(skeleton)
        self._once = {
            part.id for part in skeleton.parts.values() if part.tag is Tag.BOUNDARY and not part.interrupting
        }
        self._possible = possible
        self._random = random

    def walk(self) -> tuple[str, str] | None:
        """(element, what each engine said) of the first difference. Raises TooLong, Ambiguous."""
        values = self._random.choice(self._possible)
        self._own.begin(values)
        self._second.begin(values)
        for _ in range(MAX_ROUNDS):
            if self._own.stopped() or self._second.stopped():
                return self._both_stopped()
            own_open, second_open = self._own.open(), self._second.open()
            self._faults.watch(self._own, own_open)
            if (difference := self._difference(own_open, second_open)) is not None:
                return difference
            waiting = sorted(own_open & second_open)
            if not waiting:
                return None
            label = self._random.choice(waiting)
            values = self._random.choice(self._possible)
            self._own.fire(label, values)
            self._second.fire(label, values)
        return None

    def _both_stopped(self) -> tuple[str, str] | None:
        """An operator is needed: the second engine leaves undone what else was under way."""
        own, second = self._own.stopped(), self._second.stopped()
        if own and second:
            return None
        self._faults.at_stop(self._own if second else self._second)
        return min(own | second), f"stopped: own {sorted(own)}, second {sorted(second)}"

    def _difference(self, own_open: Counter[Label], second_open: Counter[Label]) -> tuple[str, str] | None:
        own, second = self._done(self._own), self._done(self._second)
        self._faults.note(own)
        if own != second:
            self._faults.at_completion(self._own, self._second, own, second)
            return _first("completed", own, second)
        # A non-interrupting boundary event may happen again and again; in the second engine once per visit.
        more = {label for label in own_open - second_open if label[0] not in self._once}
        if more or second_open - own_open:
            self._faults.at_rest(self._own, own, lost=not second_open - own_open)
            return _first("open", own_open, second_open)
        own_ended, second_ended = self._own.ended(), self._second.ended()
        if own_ended != second_ended:
            return "", f"ended: own {own_ended}, second {second_ended}"
        return None

    def _done(self, side: Side) -> Counter[str]:
        return Counter({k: n for k, n in side.done().items() if k not in self._told_otherwise})


def _told_otherwise(skeleton: Skeleton) -> set[str]:
    """What the engines count in different ways, without a difference in where tokens go.

    An error end event and the sub-process it ends: the second engine calls them completed, BPMN does not.
    """
    parts = skeleton.parts.values()
    failing = {part.attached_to or "" for part in parts if part.trigger is Trigger.ERROR}
    return failing | {part.id for part in parts if part.tag is Tag.END and part.trigger is Trigger.ERROR}


def _first(what: str, own: Counter[Any], second: Counter[Any]) -> tuple[str, str]:
    more, less = own - second, second - own
    either = sorted({*more, *less})
    element = either[0] if isinstance(either[0], str) else either[0][0]
    return element, f"{what}: only own {dict(more)}, only second {dict(less)}"
