"""Commands that change the organisation. Each renews the stamp, so that nobody goes on with old rights."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Table, delete, insert, select, update

from engine.errors import Invalid, NotFound
from engine.ids import new_id
from engine.organisation import tables
from engine.organisation.person import Language, Scope, Status
from engine.organisation.snapshot import COMPANY_ZONE, forget, mark_changed
from engine.store.uow import Transaction
from engine.store.upsert import insert_missing


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonFrozen:
    """A person lost every right (frozen, or has left): sessions end, work is handed over."""

    person_id: int
    status: Status


def add_plate(tx: Transaction, *, code: str, name: str, name_en: str) -> int:
    """A new plate (版块); its id."""
    return _insert(tx, tables.plate, code=code, name=name, name_en=name_en)


def add_department(
    tx: Transaction,
    *,
    code: str,
    name: str,
    name_en: str,
    parent_id: int | None = None,
    plate_id: int | None = None,
) -> int:
    """A new department; its id."""
    return _insert(
        tx, tables.department, code=code, name=name, name_en=name_en, parent_id=parent_id, plate_id=plate_id
    )


def add_position(
    tx: Transaction, *, code: str, name: str, name_en: str, short_name: str, kind: str, rank: int
) -> int:
    """A new position; its id."""
    return _insert(
        tx,
        tables.position,
        code=code,
        name=name,
        name_en=name_en,
        short_name=short_name,
        kind=kind,
        rank=rank,
    )


def add_person(
    tx: Transaction,
    *,
    code: str,
    login: str,
    name: str,
    name_en: str,
    email: str = "",
    mobile: str = "",
    department_id: int | None = None,
    superior_id: int | None = None,
    language: Language = "zh",
    hired_on: date | None = None,
) -> int:
    """A new, active person without any position; his id."""
    values = {
        "code": code,
        "login": login,
        "name": name,
        "name_en": name_en,
        "email": email,
        "mobile": mobile,
        "department_id": department_id,
        "superior_id": superior_id,
        "language": language,
        "hired_on": hired_on,
    }
    return _insert(tx, tables.person, **values)


def assign_position(
    tx: Transaction,
    person_id: int,
    position_code: str,
    *,
    valid_from: date | None = None,
    valid_to: date | None = None,
    is_main: bool = True,
) -> int:
    """Let a person hold a position for a period (from today on if nothing is said)."""
    # Days are judged by the calendar on the wall; a store whose clock runs ahead must not lose its people.
    today = datetime.now(COMPANY_ZONE).date()
    start = valid_from or min(today, tx.now.astimezone(COMPANY_ZONE).date())
    return _insert(
        tx,
        tables.person_position,
        person_id=person_id,
        position_id=_position_id(tx, position_code),
        valid_from=start,
        valid_to=valid_to,
        is_main=is_main,
    )


def set_superior(tx: Transaction, person_id: int, superior_id: int | None) -> None:
    """Hang a person under another one. Refuses to close a circle."""
    above = superior_id
    while above is not None:
        if above == person_id:
            raise Invalid(field="superior", message="this would close a circle", message_zh="这样会形成环")
        above = tx.connection.scalar(select(tables.person.c.superior_id).where(tables.person.c.id == above))
    _update(tx, tables.person, person_id, superior_id=superior_id)


def set_manager(tx: Transaction, department_id: int, person_id: int | None) -> None:
    """Who leads a department."""
    _update(tx, tables.department, department_id, manager_id=person_id)


def set_language(tx: Transaction, person_id: int, language: Language) -> None:
    """The language a person reads."""
    _update(tx, tables.person, person_id, language=language)


def set_status(tx: Transaction, person_id: int, status: Status) -> None:
    """Freeze, release or retire a person. Freezing and leaving are told as `PersonFrozen`."""
    _update(tx, tables.person, person_id, status=status)
    if status != "active":
        tx.publish(PersonFrozen(person_id=person_id, status=status))


def add_deputy(
    tx: Transaction, person_id: int, deputy_id: int, *, start: datetime, end: datetime, reason: str = ""
) -> int:
    """Let `deputy_id` stand in for `person_id` from `start` until before `end`."""
    return _insert(
        tx,
        tables.deputy,
        person_id=person_id,
        deputy_id=deputy_id,
        valid_from=start,
        valid_to=end,
        reason=reason,
    )


def grant(
    tx: Transaction, position_code: str, resource: str, action: str, scope: Scope, *, allow: bool = True
) -> None:
    """Give a position a right, or deny it (`allow=False` wins over every grant). Repeats do nothing."""
    table = tables.grant
    values = {
        "position_id": _position_id(tx, position_code),
        "resource": resource,
        "action": action,
        "scope": str(scope),
    }
    same = [table.c[name] == value for name, value in values.items()]
    found = tx.connection.execute(select(table.c.id, table.c.allow).where(*same)).first()
    if found is None:
        _insert(tx, table, **values, allow=allow)
    elif found.allow != allow:
        _update(tx, table, found.id, allow=allow)


def grant_all(tx: Transaction, rights: Iterable[tuple[str, str, str, Scope]]) -> None:
    """Give rights (position code, resource, action, scope) that nobody holds yet, all at once."""
    ids = {row.code: row.id for row in tx.connection.execute(select(tables.position))}
    names = ("position_id", "resource", "action", "scope")
    rows = [dict(zip(names, (ids[code], *what), strict=True)) for code, *what in rights]
    if not rows:
        return
    tx.connection.execute(
        insert(tables.grant),
        [{"id": new_id(), **row, "scope": str(row["scope"]), "allow": True} for row in rows],
    )
    tx.audit("organisation.added", payload={"table": tables.grant.name, "rows": len(rows)})
    renew_stamp(tx)


def revoke(tx: Transaction, position_code: str, resource: str, action: str) -> None:
    """Take every grant and denial of a right from a position."""
    table = tables.grant
    position_id = _position_id(tx, position_code)
    tx.connection.execute(
        delete(table).where(
            table.c.position_id == position_id, table.c.resource == resource, table.c.action == action
        )
    )
    _tell(tx, "removed", table, position_id, {"resource": resource, "action": action})


def renew_stamp(tx: Transaction) -> None:
    """Tell this and all other processes that the organisation changed."""
    stamp = new_id()
    if not insert_missing(tx.connection, tables.version, id=1, stamp=stamp):
        tx.connection.execute(update(tables.version).where(tables.version.c.id == 1).values(stamp=stamp))
    mark_changed(tx.connection)
    engine = tx.connection.engine
    tx.after_commit(lambda: forget(engine))


def _position_id(tx: Transaction, code: str) -> int:
    found: int | None = tx.connection.scalar(
        select(tables.position.c.id).where(tables.position.c.code == code)
    )
    if found is None:
        raise NotFound(what="position", id=code)
    return found


def _insert(tx: Transaction, table: Table, **values: Any) -> int:
    row_id = new_id()
    tx.connection.execute(insert(table).values(id=row_id, **values))
    _tell(tx, "added", table, row_id, values)
    return row_id


def _update(tx: Transaction, table: Table, row_id: int, **values: Any) -> None:
    found = tx.connection.execute(update(table).where(table.c.id == row_id).values(**values)).rowcount
    if not found:
        raise NotFound(what=table.name, id=row_id)
    _tell(tx, "changed", table, row_id, values)


def _tell(tx: Transaction, what: str, table: Table, row_id: int, values: dict[str, Any]) -> None:
    """Audit event and stamp of one change."""
    facts = {
        name: value if isinstance(value, bool | int | None) else str(value) for name, value in values.items()
    }
    tx.audit(f"organisation.{what}", payload={"table": table.name, "row": row_id, **facts})
    renew_stamp(tx)
