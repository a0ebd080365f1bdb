"""Who would be asked at a point and who would have agreed by then, as far as anybody can know beforehand.

Where turns are taken, or any of several may decide, the person is not known: then neither is whether deciding once
passes a later point. Everybody who is asked is taken to agree.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, islice, product
from math import ceil
from typing import Any

from sqlalchemy import Connection

from engine import organisation
from processes.approval.finding import Asking, find
from processes.approval.model import Point

MOST = 64


@dataclass(frozen=True, slots=True)
class Group:
    """What one rule finds. `each`: all of them are asked; else one of them, nobody knows which."""

    logins: tuple[str, ...]
    each: bool


@dataclass(frozen=True, slots=True)
class Asks:
    """What becomes of a point with people who may have agreed before.

    `passed`: all have; `unsure`: perhaps all have, it counts as asked. `spared`: who is not asked again.
    """

    passed: bool = False
    unsure: bool = False
    spared: frozenset[str] = frozenset()


class Consent:
    """Who has agreed to the same facts on the way: all that may have happened, as sets of logins.

    With more than `MOST` possibilities nothing is known any more (`lost`).
    """

    __slots__ = ("_worlds", "lost")

    def __init__(self) -> None:
        self._worlds: set[frozenset[str]] = {frozenset()}
        self.lost = False

    @property
    def sure(self) -> frozenset[str]:
        """Who has agreed, whatever happened."""
        return frozenset.intersection(*self._worlds)

    @property
    def perhaps(self) -> frozenset[str]:
        """Who may have agreed."""
        return frozenset().union(*self._worlds)

    def asks(self, point: Point, groups: Sequence[Group]) -> Asks:
        """Whether a point is passed because all whom it would ask have agreed."""
        people = {login for group in groups for login in group.logins}
        spared = frozenset(people & self.sure if point.mode in ("all", "sequential") else ())
        if not groups or any(rule.fresh for rule in point.approver_rules):
            return Asks(spared=spared)  # four eyes: that rule finds somebody who has not agreed
        known = {asked <= world for world in self._worlds for asked in _asked(groups)}
        unsure = self.lost or len(known) > 1
        return Asks(passed=known == {True} and not self.lost, unsure=unsure, spared=spared)

    def add(self, point: Point, groups: Sequence[Group]) -> None:
        """Everybody whom the point asks agrees; of those of whom one decides, it may be each."""
        fresh = {
            login
            for group, rule in zip(groups, point.approver_rules, strict=False)
            if rule.fresh
            for login in group.logins
        }
        self.lost = self.lost or not groups or bool(fresh & self.perhaps) or _mixed(groups)
        found: set[frozenset[str]] = set()
        for world in self._worlds:
            for asked in _asked(groups):
                found |= (
                    {world} if asked <= world else {world | more for more in _agreeing(point, groups, asked)}
                )
                if len(found) > MOST:
                    self.lost = True
                    return
        self._worlds = found or self._worlds

    def agreed(self, people: Collection[str]) -> None:
        """These have agreed."""
        self._worlds = {world.union(people) for world in self._worlds}


def groups_at(
    connection: Connection,
    point: Point,
    applicant: str,
    facts: Mapping[str, Any],
    decided: Collection[str] = (),
) -> list[Group]:
    """The people of each rule as of now; an empty list where a rule finds nobody. Raises AmountMissing."""
    asking = Asking(
        connection=connection,
        applicant=organisation.by_login(connection, applicant),
        facts=facts,
        decided=frozenset(decided),
    )
    found: list[Group] = []
    for rule in point.approver_rules:
        people = tuple(dict.fromkeys(one.person.login for one in find(asking, rule)))
        if not people:
            return []
        found.append(Group(people, each=len(people) == 1 or rule.holders in ("each", "any")))
    return found


def _mixed(groups: Sequence[Group]) -> bool:
    """Whether one of several is chosen of people whom another rule finds too: who signs for which is not known."""
    return any(
        not one.each and not set(one.logins).isdisjoint(other.logins)
        for one in groups
        for other in groups
        if other is not one
    )


def _asked(groups: Sequence[Group]) -> set[frozenset[str]]:
    """Who may be asked: all of a group, or one of it."""
    options = [[group.logins] if group.each else [(login,) for login in group.logins] for group in groups]
    return {frozenset(chain.from_iterable(one)) for one in islice(product(*options), MOST)}


def _agreeing(point: Point, groups: Sequence[Group], asked: frozenset[str]) -> Iterator[frozenset[str]]:
    """Who may have agreed when the point is done."""
    if point.mode == "any":
        yield from (frozenset((login,)) for login in asked)
        return
    signatures = list[tuple[str, ...]]()  # each by one of these
    left = set(asked)
    for group, rule in zip(groups, point.approver_rules, strict=True):
        mine = tuple(login for login in group.logins if login in left)
        left.difference_update(mine)
        signatures += [mine][: len(mine)] if rule.holders == "any" else [(login,) for login in mine]
    needed = len(signatures)
    if point.mode == "vote" and point.share is not None:
        needed = min(needed, ceil(point.share * needed))
    for some in combinations(signatures, needed):
        yield from (frozenset(one) for one in product(*some))
