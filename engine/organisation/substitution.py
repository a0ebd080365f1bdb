"""Substitution (代理): a rule says who stands in for whom, when, for what and up to which amount."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, or_, select

from engine.organisation import tables

Above = Literal["stays", "superior"]
ABOVE: tuple[Above, ...] = ("stays", "superior")
table = tables.substitution


@dataclass(frozen=True, kw_only=True, slots=True)
class Substitution:
    """One rule. `kinds`: codes of what it is about, none means everything. `valid_to` is exclusive.

    Documents above `up_to` (in the company's currency) stay with the absent person, or go to his superior.
    """

    id: int
    person_id: int
    substitute_id: int
    valid_from: datetime
    valid_to: datetime | None
    kinds: frozenset[str]
    up_to: Decimal | None
    above: Above
    reason: str
    set_by: int | None
    set_at: datetime
    revision: int

    def is_active(self, at: datetime) -> bool:
        """Whether it holds at this moment."""
        return self.valid_from <= at and not self.has_ended(at)

    def has_ended(self, at: datetime) -> bool:
        """Whether it is over."""
        return self.valid_to is not None and self.valid_to <= at


def by_id(connection: Connection, rule_id: int) -> Substitution | None:
    """The rule with this id."""
    return next(iter(_read(connection, table.c.id == rule_id)), None)


def not_ended(connection: Connection, at: datetime) -> list[Substitution]:
    """All that hold or will, by their beginning."""
    return _read(connection, _after(at))


def concerning(connection: Connection, person_id: int, since: datetime) -> list[Substitution]:
    """Rules of this person and those that name him, as far as they had not ended by `since`."""
    mine = or_(table.c.person_id == person_id, table.c.substitute_id == person_id)
    return _read(connection, mine, _after(since))


def of_people(
    connection: Connection, people: Iterable[int], since: datetime, until: datetime | None
) -> list[Substitution]:
    """What these absent people set for some part of this period."""
    before = [] if until is None else [table.c.valid_from < until]
    return _read(connection, table.c.person_id.in_(sorted(people)), _after(since), *before)


def naming(connection: Connection, people: Iterable[int], at: datetime) -> list[Substitution]:
    """What holds at this moment and names one of these people, or leaves the rest to somebody's superior."""
    named = or_(table.c.substitute_id.in_(sorted(people)), table.c.above == "superior")
    return _read(connection, named, _after(at), table.c.valid_from <= at)


def set_for(connection: Connection, people: Iterable[int], at: datetime) -> list[Substitution]:
    """What holds at this moment for one of these absent people."""
    return _read(connection, table.c.person_id.in_(sorted(people)), _after(at), table.c.valid_from <= at)


def _after(at: datetime) -> ColumnElement[bool]:
    return or_(table.c.valid_to.is_(None), table.c.valid_to > at)


def _read(connection: Connection, *conditions: ColumnElement[bool]) -> list[Substitution]:
    query = select(table).where(*conditions).order_by(table.c.valid_from, table.c.id)
    return [_substitution(row) for row in connection.execute(query)]


def _substitution(row: Row[Any]) -> Substitution:
    return Substitution(
        id=row.id,
        person_id=row.person_id,
        substitute_id=row.substitute_id,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        kinds=frozenset(json.loads(row.kinds)),
        up_to=row.up_to,
        above=row.above,
        reason=row.reason,
        set_by=row.set_by,
        set_at=row.set_at,
        revision=row.revision,
    )
