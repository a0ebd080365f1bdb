"""For whom somebody does an item that is not his own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, Select, literal, select, union_all

from engine import organisation
from engine.organisation import Person, Standing
from engine.organisation import substitution as rules
from engine.organisation.standing import Reach
from engine.store.schema.runtime import work_item
from processes.approval.standing.reach import covered, held_by

REMEMBERED: Final = timedelta(days=30)
"""How long somebody may still look at what he could have done: he may have begun it."""


def for_whom(
    connection: Connection,
    person: Person,
    items: Collection[int],
    at: datetime,
    standings: Sequence[Standing] | None = None,
) -> dict[int, Standing]:
    """Item → the nearest way in which `person` stands in for whoever has, or had, it. Not his own items."""
    known = organisation.principals(connection, person.id, at) if standings is None else standings
    if not known or not items:
        return {}
    found: dict[int, int] = {}
    for number, item in connection.execute(
        union_all(*(_of(person, place, one, items) for place, one in enumerate(known)))
    ):
        found[item] = min(number, found.get(item, number))
    return {item: known[number] for item, number in found.items()}


def for_item(connection: Connection, person: Person, item_id: int, at: datetime) -> Standing | None:
    """The same for one item."""
    return for_whom(connection, person, [item_id], at).get(item_id)


def covering(connection: Connection, item_id: int, people: Iterable[Person], at: datetime) -> list[Standing]:
    """Who may do an item now in the place of one of these people, who have it or are offered it."""
    found = organisation.substitutes(connection, [one.id for one in people], at)
    return [
        one
        for ways in found.values()
        for one in ways
        if for_whom(connection, one.substitute, [item_id], at, [one])
    ]


def stood_in(
    connection: Connection, person: Person, item_id: int, created_at: datetime, at: datetime
) -> Person | None:
    """For whom `person` could have done an item until lately; None where his rules still hold, or never did."""
    ended = [
        Standing(
            principal=absent,
            substitute=person,
            reaches=(Reach(kinds=rule.kinds, up_to=rule.up_to),),
        )
        for rule in rules.concerning(connection, person.id, at - REMEMBERED)
        if rule.substitute_id == person.id
        and rule.has_ended(at)
        and rule.valid_to is not None
        and created_at < rule.valid_to
        and (absent := organisation.person(connection, rule.person_id)) is not None
    ]
    found = for_whom(connection, person, [item_id], at, ended).get(item_id)
    return None if found is None else found.principal


def _of(person: Person, place: int, one: Standing, items: Collection[int]) -> Select[int, int]:
    return select(literal(place), work_item.c.id).where(
        work_item.c.id.in_(sorted(items)),
        ~held_by(person),
        held_by(one.principal),
        covered(person, [one]),
    )
