"""Where an approval stands in a flow, and where it stands when a newer version answers (docs/adr/0017).

What was asked before is not asked again. What was ahead is still asked, wherever it stands now. What is new is asked
if it stands behind the place.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from processes.approval.model import Flow


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """How far an approval has come, in the numbers of its version.

    `after`: it passed this point (0: none); `settled`: points behind it that were asked before, because they stood
    before it in an earlier version; `comes_back`: the point that a return goes straight back to.
    """

    after: int
    settled: tuple[int, ...] = ()
    comes_back: int | None = None


def moved(place: Place, old: Flow, new: Flow, evaluated: Collection[str] = ()) -> Place:
    """The same place in another version.

    `evaluated`: ids of the points that were ever asked: one that the old version does not have any more, and the new
    one has again, is not asked a second time.
    """
    asked = {point.id for point in old.points if point.number <= place.after or point.number in place.settled}
    ahead = {point.id for point in old.points} - asked
    asked |= set(evaluated) - ahead
    after = _after(place, old, new)
    first = min((point.number for point in new.points if point.id in ahead), default=after + 1)
    after = min(after, first - 1)
    settled = tuple(point.number for point in new.points if point.number > after and point.id in asked)
    return Place(after=after, settled=settled, comes_back=_comes_back(place, old, new))


def remaining(flow: Flow, place: Place) -> Flow:
    """The points that are still to be asked, with the numbers they have."""
    return without(flow, place.after, place.settled)


def without(flow: Flow, after: int, settled: Collection[int]) -> Flow:
    """The points after a number, but not those that were asked before."""
    return Flow(points=tuple(point for point in flow.after(after) if point.number not in settled))


def _after(place: Place, old: Flow, new: Flow) -> int:
    """The number of the last point it passed that there still is."""
    for point in reversed(old.points[: place.after]):
        same = new.of_id(point.id)
        if same is not None:
            return same.number
    return 0


def _comes_back(place: Place, old: Flow, new: Flow) -> int | None:
    """The point that returned, or the next one that there still is; behind the last one where there is none."""
    if place.comes_back is None:
        return None
    for point in old.after(place.comes_back - 1):
        same = new.of_id(point.id)
        if same is not None:
            return same.number
    return len(new.points) + 1
