"""Adding, changing and recycling a record: rights, faults, numbers and history in one place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from adapters.crm import catalogue, changes, held
from adapters.crm.errors import Fault, InUse, InvalidFields
from adapters.crm.numbering import next_number
from adapters.crm.records import access, attributes, rules, typed
from adapters.crm.records.entity import Entity
from adapters.crm.records.errors import HeldByProcess
from adapters.crm.records.field import Field
from adapters.crm.records.lookups import Codebook
from engine import organisation
from engine.errors import NotFound
from engine.organisation import Person
from engine.store.uow import Transaction

Posted = Mapping[str, Sequence[str]]


def add(tx: Transaction, person: Person, entity: Entity, posted: Posted, **fixed: Any) -> int:
    """A new record from what was typed; its id. `fixed` are values that the page or command gives.

    Raises InvalidFields with every fault, NotGranted, or NotFound for a parent out of reach.
    """
    fields = access.seen_fields(tx.connection, person, entity)
    values, faults = _of_new(tx.connection, person, entity, fields, posted, fixed, tx.now, lock=True)
    if faults:
        raise InvalidFields(faults)
    access.demand_parent(tx.connection, person, entity, values)
    _refuse_invalid_customer(tx.connection, entity, values)
    if entity.owner and values.get(entity.owner) is None:
        values[entity.owner] = person.id
    return insert(tx, entity, attributes.folded(fields, values, {}))


def faults_of_new(connection: Connection, person: Person, entity: Entity, posted: Posted) -> Sequence[Fault]:
    """What is wrong with a new record before anything is written."""
    fields = access.seen_fields(connection, person, entity)
    return _of_new(connection, person, entity, fields, posted, {}, datetime.now(UTC))[1]


def _of_new(
    connection: Connection,
    person: Person,
    entity: Entity,
    fields: Sequence[Field],
    posted: Posted,
    fixed: Mapping[str, Any],
    now: datetime,
    *,
    lock: bool = False,
) -> tuple[dict[str, Any], list[Fault]]:
    """The values of a new record and their faults."""
    values, faults = typed.read(fields, posted, Codebook(connection))
    values = {**_defaults(person, fields, now), **values, **fixed}
    faults += _missing(fields, values, faults)
    faults += _references(connection, person, fields, values)
    if not faults:
        faults = entity.check(connection, values)
        faults += entity.guard(connection, person, values, "add")
        faults += rules.faults(connection, entity, fields, values, lock=lock)
    return values, faults


def insert(tx: Transaction, entity: Entity, values: Mapping[str, Any], *, root: int | None = None) -> int:
    """A new record of values that are right already; gives it its number. For commands and processes."""
    complete = entity.fill(tx.connection, dict(values))
    if entity.number is not None and not complete.get(entity.number[0]):
        complete[entity.number[0]] = next_number(tx, entity.number[1])
    return changes.add(tx, entity.table, root=root, **complete)


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
    faults += _references(tx.connection, person, fields, values)
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


def _references(
    connection: Connection, person: Person, fields: Sequence[Field], values: Mapping[str, Any]
) -> list[Fault]:
    """Records and people that were named must exist within the person's reach."""
    known = {field.name: field for field in fields}
    faults = []
    for name, value in values.items():
        field = known.get(name)
        if field is None or not value or field.kind not in ("record", "records", "person", "persons"):
            continue
        ids = value if isinstance(value, list) else [value]
        if not all(_exists(connection, person, field, one) for one in ids):
            faults.append(Fault(field=name, zh="请从列表中选择", en="choose one from the list"))
    return faults


def _exists(connection: Connection, person: Person, field: Field, row_id: int) -> bool:
    if field.kind in ("person", "persons"):
        return organisation.person(connection, row_id) is not None
    return access.allows(connection, person, catalogue.entity(field.refers), row_id, "view")
