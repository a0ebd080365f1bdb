"""Adding, changing and recycling a record: rights, faults, numbers and history in one place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from adapters.crm import catalogue, changes, held
from adapters.crm.errors import Fault, InUse, InvalidFields
from adapters.crm.numbering import next_number, next_numbers
from adapters.crm.records import access, attributes, rules, typed
from adapters.crm.records.entity import Entity
from adapters.crm.records.errors import HeldByProcess
from adapters.crm.records.field import Field
from adapters.crm.records.lookups import Codebook
from engine import organisation
from engine.errors import NotFound
from engine.ids import new_id
from engine.organisation import Person
from engine.store.uow import Transaction

Posted = Mapping[str, Sequence[str]]


def add(tx: Transaction, person: Person, entity: Entity, posted: Posted, **fixed: Any) -> int:
    """A new record from what was typed; its id. `fixed` are values that the page or command gives.

    Raises InvalidFields with every fault, NotGranted, or NotFound for a parent out of reach.
    """
    new = NewRecords(tx.connection, person, entity, tx.now)
    values, faults = new.read(posted, fixed, lock=True)
    if faults:
        raise InvalidFields(faults)
    demand_place(tx.connection, person, entity, values)
    if entity.owner and values.get(entity.owner) is None:
        values[entity.owner] = person.id
    return insert(tx, entity, new.folded(values))


class NewRecords:
    """Reads what was typed for new records; rights, lists and named records are looked up once for all of them."""

    def __init__(self, connection: Connection, person: Person, entity: Entity, now: datetime) -> None:
        self._connection = connection
        self._person = person
        self._entity = entity
        self._fields = access.seen_fields(connection, person, entity)
        self._codes = Codebook(connection)
        self._defaults = _defaults(person, self._fields, now)
        self._references = _References(connection, person, self._fields)

    def read(
        self, posted: Posted, fixed: Mapping[str, Any], *, lock: bool = False
    ) -> tuple[dict[str, Any], list[Fault]]:
        """The values of a new record and their faults; nothing is written. `lock` is that of `rules`."""
        values, faults = typed.read(self._fields, posted, self._codes)
        values = {**self._defaults, **values, **fixed}
        faults += _missing(self._fields, values, faults)
        faults += self._references.faults(values)
        if not faults:
            faults = self._entity.check(self._connection, values)
            faults += self._entity.guard(self._connection, self._person, values, "add")
            faults += rules.faults(self._connection, self._entity, self._fields, values, lock=lock)
        return values, faults

    def folded(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values by column."""
        return attributes.folded(self._fields, values, {})


def insert(tx: Transaction, entity: Entity, values: Mapping[str, Any], *, root: int | None = None) -> int:
    """A new record of values that are right already; gives it its number. For commands and processes."""
    complete = entity.fill(tx.connection, dict(values))
    if entity.number is not None and not complete.get(entity.number[0]):
        complete[entity.number[0]] = next_number(tx, entity.number[1])
    return changes.add(tx, entity.table, root=root, **complete)


def insert_many(tx: Transaction, entity: Entity, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Like `insert` for many: with numbers in their order, and one statement for rows with the same columns."""
    complete = [{"id": new_id(), **entity.fill(tx.connection, dict(row))} for row in rows]
    if entity.number is not None:
        column, kind = entity.number
        without = [row for row in complete if not row.get(column)]
        for row, number in zip(without, next_numbers(tx, kind, len(without)), strict=True):
            row[column] = number
    alike: dict[frozenset[str], list[dict[str, Any]]] = {}
    for row in complete:
        alike.setdefault(frozenset(row), []).append(row)
    for group in alike.values():
        changes.add_many(tx, entity.table, group)
    return [row["id"] for row in complete]


def edit(
    tx: Transaction,
    person: Person,
    entity: Entity,
    row_id: int,
    posted: Posted,
    *,
    revision: int | None = None,
) -> bool:
    """Change what was typed of a record; whether anything differed. Only posted fields are touched.

    Raises InvalidFields, Conflict for a stale `revision`, or what `locked` says.
    """
    row = access.find(tx.connection, person, entity, row_id, "edit")
    refuse_locked(entity, row)
    _refuse_invalid_customer(tx.connection, entity, row._asdict())
    fields = access.seen_fields(tx.connection, person, entity)
    values, faults = typed.read(fields, posted, Codebook(tx.connection))
    whole = {**row._asdict(), **values}
    faults += _References(tx.connection, person, fields).faults(values)
    if not faults:
        faults = entity.check(tx.connection, whole)
        faults += entity.guard(tx.connection, person, row._asdict(), "edit")
        faults += rules.faults(tx.connection, entity, fields, values, row_id=row_id, lock=True)
    if faults:
        raise InvalidFields(faults)
    if any(field.attribute and field.name in values for field in fields):
        now = changes.row_of(tx.connection, entity.table, row_id, lock=True)  # all attributes are one column
        values = attributes.folded(fields, values, now.attrs or {} if now is not None else {})
    return changes.edit(tx, entity.table, row_id, revision=revision, **values)


def recycle(tx: Transaction, person: Person, entity: Entity, row_id: int) -> None:
    """Put a record into the recycle bin. Raises InUse while living records hang on it, HeldByProcess."""
    row = access.find(tx.connection, person, entity, row_id, "delete")
    refuse_locked(entity, row)
    if faults := entity.guard(tx.connection, person, row._asdict(), "delete"):
        raise InvalidFields(faults)
    _refuse_invalid_customer(tx.connection, entity, row._asdict())
    if "instance_id" in entity.table.c and held.runs(tx.connection, row.instance_id):
        raise HeldByProcess(name_zh=entity.called(row, "zh"), name_en=entity.called(row, "en"))
    for child in entity.children:
        below = catalogue.entity(child.entity)
        query = select(func.count()).where(
            below.table.c[child.column] == row_id, below.table.c.deleted_at.is_(None)
        )
        if found := tx.connection.scalar(query):
            raise InUse(
                name_zh=entity.called(row, "zh"),
                name_en=entity.called(row, "en"),
                count=found,
                what_zh=below.many_zh,
                what_en=below.many_en.lower(),
            )
    changes.edit(tx, entity.table, row_id, deleted_at=tx.now)


def recover(tx: Transaction, person: Person, entity: Entity, row_id: int) -> None:
    """Take a record out of the recycle bin."""
    organisation.demand(tx.connection, person, entity.right, "restore")
    mine = access.recycled(tx.connection, person, entity).where(entity.table.c.id == row_id)
    if tx.connection.execute(mine).first() is None:
        raise NotFound(what=entity.en.lower(), what_zh=entity.zh, id=row_id)
    changes.edit(tx, entity.table, row_id, deleted_at=None)


def refuse_locked(entity: Entity, row: Row[Any]) -> None:
    """Raise why a row may not be changed now."""
    refusal = entity.locked(row)
    if refusal is not None:
        raise refusal


def demand_place(connection: Connection, person: Person, entity: Entity, values: dict[str, Any]) -> None:
    """What a new record hangs on is within reach and may be added to. Raises NotGranted, NotFound, or why not."""
    access.demand_parent(connection, person, entity, values)
    _refuse_invalid_customer(connection, entity, values)


def _refuse_invalid_customer(connection: Connection, entity: Entity, values: Mapping[str, Any]) -> None:
    """What hangs on a customer that is marked invalid can only be looked at, as he himself (S14-0f)."""
    column = "account_id" if "account_id" in entity.table.c else (entity.parent or ("", ""))[0]
    account_id = values.get(column) if column in ("account_id", "from_id") else None
    if account_id is not None:
        above = catalogue.entity("account")
        row = changes.row_of(connection, above.table, account_id)
        if row is not None:
            refuse_locked(above, row)


def _defaults(person: Person, fields: Sequence[Field], now: datetime) -> dict[str, Any]:
    given = {field.name: field.begun(me=person.id, now=now) for field in fields}
    return {name: value for name, value in given.items() if value is not None}


def _missing(fields: Sequence[Field], values: Mapping[str, Any], faults: Sequence[Fault]) -> list[Fault]:
    told = {fault.field for fault in faults}
    return [
        Fault(field=field.name, zh=f"请填写{field.zh}", en=f"{field.en} is needed")
        for field in fields
        if field.required and field.name not in told and values.get(field.name) in (None, "", [])
    ]


class _References:
    """Records and people that were named must exist within the person's reach."""

    def __init__(self, connection: Connection, person: Person, fields: Sequence[Field]) -> None:
        self._connection = connection
        self._person = person
        named = ("record", "records", "person", "persons")
        self._fields = [field for field in fields if field.kind in named]
        self._known: dict[tuple[str, int], bool] = {}

    def faults(self, values: Mapping[str, Any]) -> list[Fault]:
        found = []
        for field in self._fields:
            value = values.get(field.name)
            ids = value if isinstance(value, list) else [value]
            if value and not all(self._exists(field, one) for one in ids):
                found.append(Fault(field=field.name, zh="请从列表中选择", en="choose one from the list"))
        return found

    def _exists(self, field: Field, row_id: Any) -> bool:
        key = (field.refers, row_id)
        if key not in self._known:
            if field.kind in ("person", "persons"):
                self._known[key] = organisation.person(self._connection, row_id) is not None
            else:
                entity = catalogue.entity(field.refers)
                self._known[key] = access.allows(self._connection, self._person, entity, row_id, "view")
        return self._known[key]
