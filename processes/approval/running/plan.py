"""What becomes of a waiting point when a newer version asks it again: the same for the preview and the real thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from processes.approval.model import Point
from processes.approval.running.waiting import IN_TURN, LOOPS, Seat, Waiting

What = Literal["stays", "changed", "skipped", "removed"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What becomes of the tasks. Groups are those of work items, as the process knows them.

    stays: nobody loses or gets a task. changed: somebody does. skipped: the point is not entered any more. removed:
    the version has no such point. `again`: it is decided in another way, so that everybody is asked anew.
    `groups`: all who sign at the point, those who have signed first.
    """

    what: What
    groups: tuple[tuple[str, ...], ...] = ()
    again: bool = False
    to_come: tuple[tuple[str, ...], ...] = ()
    added: tuple[tuple[str, ...], ...] = ()
    removed: tuple[tuple[str, ...], ...] = ()
    changed: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()
    lose: tuple[str, ...] = ()
    get: tuple[str, ...] = ()


def gone(now: Waiting, what: Literal["skipped", "removed"]) -> Plan:
    """Nobody is asked any more."""
    return Plan(
        what=what,
        to_come=tuple(reversed(now.to_come)),
        removed=tuple(seat.asked for seat in now.seats),
        lose=_people(now.seats),
    )


def plan(now: Waiting, point: Point, wanted: Sequence[Sequence[str]]) -> Plan:
    """How those who wait become those who are `wanted`: the groups of the new version with whoever has signed."""
    left = [tuple(group) for group in wanted if not set(group) & set(now.signed)]
    keep = [seat for seat in now.seats if seat.signed]
    free = [seat for seat in now.seats if not seat.signed]
    signed = tuple((login,) for login in now.signed)
    groups = (*signed, *left)
    if (point.mode == "any" and now.agreed) or _settled(now, point, len(groups)):
        left = []
    if _loop(point) != now.loop and left:
        return _again(now, left, groups)
    pairs, rest, more = _paired(free, left)
    in_turn = now.loop == IN_TURN
    reordered = in_turn and tuple(more) != tuple(now.to_come)
    begun = more[:1] if in_turn and not pairs and not keep else [] if in_turn else more
    has = _people(keep)
    for group in (*(_held(seat, group) for seat, group in pairs), *begun):
        has += group
    had = _people(now.seats)
    changed = tuple((seat.asked, group) for seat, group in pairs if seat.asked != group)
    differs = bool(rest or changed or reordered or (more and not in_turn))
    return Plan(
        what="changed" if differs else "stays",
        groups=groups,
        to_come=tuple(reversed(now.to_come)) if reordered else (),
        added=tuple(more) if reordered or not in_turn else (),
        removed=tuple(seat.asked for seat in rest),
        changed=changed,
        lose=_without(had, has),
        get=_without(has, had),
    )


def _without(people: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(login for login in people if login not in others))


def _again(now: Waiting, left: Sequence[tuple[str, ...]], groups: tuple[tuple[str, ...], ...]) -> Plan:
    first = left if now.loop == IN_TURN else left[:1]  # in the other loop they sign together, or in turn
    has, had = tuple(login for group in first for login in group), _people(now.seats)
    return Plan(
        what="changed",
        again=True,
        groups=groups,
        to_come=tuple(reversed(now.to_come)),
        removed=tuple(seat.asked for seat in now.seats),
        added=tuple(left),
        lose=_without(had, has),
        get=_without(has, had),
    )


def _paired(
    seats: Sequence[Seat], groups: Sequence[tuple[str, ...]]
) -> tuple[list[tuple[Seat, tuple[str, ...]]], list[Seat], list[tuple[str, ...]]]:
    """Seats with the group they become, seats that go, groups that are new. Whoever has a task keeps it if he can."""
    free, found, more = list(seats), [], []
    for group in groups:
        seat = (
            next((one for one in free if one.asked == group), None)
            or next((one for one in free if one.holder in group), None)
            or next((one for one in free if set(one.asked) & set(group)), None)
        )
        if seat is None:
            more.append(group)
        else:
            free.remove(seat)
            found.append((seat, group))
    return found, free, more


def _held(seat: Seat, group: tuple[str, ...]) -> tuple[str, ...]:
    """Who has the task of a seat that becomes this group: as the engine gives it."""
    if seat.asked == group:
        return seat.people
    others = tuple(one for one in seat.people if one not in seat.asked)  # handed to them, or added
    if seat.holder is not None and (seat.holder in group or seat.holder not in seat.asked):
        return (seat.holder, *others)
    return (*group, *others)


def _settled(now: Waiting, point: Point, total: int) -> bool:
    """Whether a vote is decided by those who have signed."""
    if point.mode != "vote" or point.share is None or not now.signed:
        return False
    needed = point.share * total
    against = len(now.signed) - now.agreed
    return now.agreed >= needed or total - against < needed


def _people(seats: Sequence[Seat]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(login for seat in seats for login in seat.people))


def _loop(point: Point) -> str:
    return LOOPS[point.mode == "sequential"]
