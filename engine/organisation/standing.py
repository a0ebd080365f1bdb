"""Who stands in for whom at a moment: rules followed from person to person, never in a circle (docs/adr/0018)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from sqlalchemy import Connection

from engine.organisation import substitution
from engine.organisation.person import Person
from engine.organisation.snapshot import Snapshot, snapshot
from engine.organisation.substitution import Substitution

LONGEST_CHAIN: Final = 3
"""From the absent person to whoever decides: 张三 → 李四 → 王五 → 赵六, and no further."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reach:
    """What one rule of a chain is about: kinds (none: all), and amounts above `over` up to `up_to`."""

    kinds: frozenset[str] = frozenset()
    over: Decimal | None = None
    up_to: Decimal | None = None

    def holds(self, kinds: Collection[str], amount: Decimal | None, *, comparable: bool = True) -> bool:
        """Whether something of these kinds and this amount is within. `comparable`: in the same currency."""
        if self.kinds and self.kinds.isdisjoint(kinds):
            return False
        if amount is None:
            return self.over is None
        if not comparable:
            return self.over is None and self.up_to is None
        return (self.over is None or amount > self.over) and (self.up_to is None or amount <= self.up_to)


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """One way in which somebody stands in for an absent person.

    `through`: those between them, from the absent person on, who are absent themselves. `reaches`: of each rule,
    all of them must hold. `since`, `until`: when all of the rules hold.
    """

    principal: Person
    substitute: Person
    through: tuple[Person, ...] = ()
    reaches: tuple[Reach, ...] = ()
    rules: tuple[int, ...] = ()
    since: datetime | None = None
    until: datetime | None = None

    @property
    def last(self) -> datetime | None:
        """The last moment at which all of the rules hold: for the last day, as people say it."""
        return None if self.until is None else self.until - timedelta(microseconds=1)

    def holds(self, kinds: Collection[str], amount: Decimal | None, *, comparable: bool = True) -> bool:
        """Whether something of these kinds and this amount is within all rules of the chain."""
        return all(one.holds(kinds, amount, comparable=comparable) for one in self.reaches)


@dataclass(frozen=True, slots=True)
class _Link:
    """One rule, or its part for what is above its limit, as a step from one person to another."""

    rule: Substitution
    person_id: int
    stand_in_id: int
    reach: Reach


def principals(connection: Connection, person_id: int, at: datetime) -> list[Standing]:
    """For whom somebody stands in, the nearest first. One statement where he stands in for nobody."""
    now = snapshot(connection)
    me = now.persons.get(person_id)
    if me is None or not me.is_active:
        return []
    found: list[Standing] = []
    front = [Standing(principal=me, substitute=me)]
    for _ in range(LONGEST_CHAIN):
        rules = substitution.naming(connection, {one.principal.id for one in front}, at)
        links = _by(links_of(now, rules), lambda link: link.stand_in_id)
        front = [
            longer
            for one in front
            for link in links.get(one.principal.id, ())
            if (longer := _before(now, one, link)) is not None
        ]
        if not front:
            break
        found += front
    return found


def substitutes(connection: Connection, people: Iterable[int], at: datetime) -> dict[int, list[Standing]]:
    """Who stands in for each of these people, the nearest first; who has no substitute is not in it."""
    now = snapshot(connection)
    front = [Standing(principal=one, substitute=one) for one in _present(now, people)]
    found: dict[int, list[Standing]] = {}
    for _ in range(LONGEST_CHAIN):
        if not front:
            break
        rules = substitution.set_for(connection, {one.substitute.id for one in front}, at)
        links = _by(links_of(now, rules), lambda link: link.person_id)
        front = [
            longer
            for one in front
            for link in links.get(one.substitute.id, ())
            if (longer := _after(now, one, link)) is not None
        ]
        for one in front:
            found.setdefault(one.principal.id, []).append(one)
    return found


def links_of(now: Snapshot, rules: Sequence[Substitution]) -> Iterator[_Link]:
    """The substitute of each rule, and the superior where what is above the limit goes to him."""
    for rule in rules:
        reach = Reach(kinds=rule.kinds, up_to=rule.up_to)
        yield _Link(rule, rule.person_id, rule.substitute_id, reach)
        if rule.above != "superior" or rule.up_to is None:
            continue
        above = next((one for one in now.chain(rule.person_id) if one.is_active), None)
        if above is not None:
            over = replace(reach, over=rule.up_to, up_to=None)
            yield _Link(rule, rule.person_id, above.id, over)


def _by(links: Iterable[_Link], key: Callable[[_Link], int]) -> dict[int, list[_Link]]:
    found: dict[int, list[_Link]] = {}
    for link in links:
        found.setdefault(key(link), []).append(link)
    return found


def _before(now: Snapshot, one: Standing, link: _Link) -> Standing | None:
    """A chain made longer at the end of the absent: somebody for whom its principal stands in."""
    absent = now.persons.get(link.person_id)
    if absent is None or absent.status == "left" or absent.id in _ids(one):
        return None
    through = () if one.principal.id == one.substitute.id else (one.principal, *one.through)
    return _longer(replace(one, principal=absent, through=through), link)


def _after(now: Snapshot, one: Standing, link: _Link) -> Standing | None:
    """A chain made longer at the end of the substitutes: somebody who stands in for its last one."""
    stand_in = now.persons.get(link.stand_in_id)
    if stand_in is None or not stand_in.is_active or stand_in.id in _ids(one):
        return None
    through = () if one.principal.id == one.substitute.id else (*one.through, one.substitute)
    return _longer(replace(one, substitute=stand_in, through=through), link)


def _longer(one: Standing, link: _Link) -> Standing | None:
    reaches = (*one.reaches, link.reach)
    if any(not each.is_active for each in one.through) or _is_about_nothing(reaches):
        return None
    begins = [begin for begin in (one.since, link.rule.valid_from) if begin is not None]
    ends = [end for end in (one.until, link.rule.valid_to) if end is not None]
    return replace(
        one,
        reaches=reaches,
        rules=(*one.rules, link.rule.id),
        since=max(begins),
        until=min(ends, default=None),
    )


def _is_about_nothing(reaches: Sequence[Reach]) -> bool:
    """Whether no amount is above one limit and below another."""
    over = [one.over for one in reaches if one.over is not None]
    up_to = [one.up_to for one in reaches if one.up_to is not None]
    return bool(over and up_to) and max(over) >= min(up_to)


def _ids(one: Standing) -> set[int]:
    return {one.principal.id, one.substitute.id, *(each.id for each in one.through)}


def _present(now: Snapshot, people: Iterable[int]) -> list[Person]:
    found = (now.persons.get(one) for one in dict.fromkeys(people))
    return [one for one in found if one is not None and one.status != "left"]
