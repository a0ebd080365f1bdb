"""Rows of a table as new records: their values, and what is wrong with each. Nothing is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from adapters.crm import parties
from adapters.crm.errors import Fault
from adapters.crm.importing.files import Rows
from adapters.crm.importing.resolving import Posted, Resolver
from adapters.crm.importing.twins import Twins
from adapters.crm.records import access, commands
from adapters.crm.records.commands import NewRecords
from adapters.crm.records.entity import Entity
from engine.errors import EngineError
from engine.organisation import Person

FIRST_ROW = 2  # of the file: the heading is 1
#: What every new row of an entity has, whatever the table says.
FIXED: Mapping[str, Mapping[str, Any]] = {"account": parties.NEW}


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What becomes of a row (numbered as in the file): its values, or what is wrong with it."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()


class Checker:
    """Checks the rows of one table, chunk by chunk, as a form would be checked."""

    def __init__(self, person: Person, entity: Entity, mapping: Sequence[str], now: datetime) -> None:
        self._person = person
        self._entity = entity
        self._mapping = mapping
        self._now = now
        self._twins = Twins(entity)
        self._resolver: Resolver | None = None
        self._parents: dict[Any, tuple[Fault, ...]] = {}

    def check(self, connection: Connection, rows: Rows, *, first: int) -> list[Outcome]:
        """The next rows, the first of them being number `first` of the file."""
        if self._resolver is None:
            seen = access.seen_fields(connection, self._person, self._entity)
            self._resolver = Resolver(seen, self._mapping, self._person)
        new = NewRecords(connection, self._person, self._entity, self._now)
        resolved = self._resolver.posted(connection, rows)
        found = [
            self._outcome(connection, new, number, posted, faults)
            for number, (posted, faults) in enumerate(resolved, start=first)
        ]
        twins = self._twins.faults(connection, [(one.number, one.values) for one in found])
        return [
            replace(
                one,
                values=new.folded(one.values),
                faults=(*one.faults, *((twins[one.number],) if one.number in twins else ())),
            )
            for one in found
        ]

    def _outcome(
        self, connection: Connection, new: NewRecords, number: int, posted: Posted, faults: list[Fault]
    ) -> Outcome:
        fixed = FIXED.get(self._entity.key, {})
        values, wrong = new.read(posted, fixed)
        told = {fault.field for fault in faults}
        every = (*faults, *(fault for fault in wrong if fault.field not in told))
        if not every:
            every = self._parent(connection, values)
        return Outcome(number=number, values=values, faults=every)

    def _parent(self, connection: Connection, values: dict[str, Any]) -> tuple[Fault, ...]:
        """Adding needs the reach of what the row hangs on."""
        column = self._entity.parent[0] if self._entity.parent else "account_id"
        key = values.get(column)
        if key not in self._parents:
            try:
                commands.demand_place(connection, self._person, self._entity, values)
                self._parents[key] = ()
            except EngineError as refusal:
                fault = Fault(field=column, zh=refusal.text("zh"), en=refusal.text("en"))
                self._parents[key] = (fault,)
        return self._parents[key]
