"""Commands that change the organisation. Each renews the stamp, so that nobody goes on with old rights."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, insert, select

from engine.errors import NotFound
from engine.ids import new_id
from engine.organisation import tables
from engine.organisation.person import Language, Scope, Status
from engine.organisation.snapshot import COMPANY_ZONE
from engine.organisation.writing import insert_row, refuse_circle, renew_stamp, tell, update_row
from engine.store.uow import Transaction


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonFrozen:
    """A person lost every right (frozen, or has left): sessions end, work is handed over."""

    person_id: int
    status: Status


def add_plate(tx: Transaction, *, code: str, name: str, name_en: str) -> int:
    """A new plate (版块); its id."""
    return insert_row(tx, tables.plate, code=code, name=name, name_en=name_en)


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
    return insert_row(
        tx, tables.department, code=code, name=name, name_en=name_en, parent_id=parent_id, plate_id=plate_id
    )


def add_position(
    tx: Transaction, *, code: str, name: str, name_en: str, short_name: str, kind: str, rank: int
) -> int:
    """A new position; its id."""
    return insert_row(
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
    return insert_row(tx, tables.person, **values)


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
    return insert_row(
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
    refuse_circle(tx.connection, tables.person, person_id, "superior_id", superior_id)
    update_row(tx, tables.person, person_id, superior_id=superior_id)


def set_manager(tx: Transaction, department_id: int, person_id: int | None) -> None:
    """Who leads a department."""
    update_row(tx, tables.department, department_id, manager_id=person_id)


def set_language(tx: Transaction, person_id: int, language: Language) -> None:
    """The language a person reads."""
    update_row(tx, tables.person, person_id, language=language)


def set_status(tx: Transaction, person_id: int, status: Status) -> None:
    """Freeze, release or retire a person. Freezing and leaving are told as `PersonFrozen`."""
    left_on = tx.now.astimezone(COMPANY_ZONE).date() if status == "left" else None
    update_row(tx, tables.person, person_id, status=status, left_on=left_on)
    if status != "active":
        tx.publish(PersonFrozen(person_id=person_id, status=status))


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
        insert_row(tx, table, **values, allow=allow)
    elif found.allow != allow:
        update_row(tx, table, found.id, allow=allow)


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
    tell(tx, "removed", table, position_id, {"resource": resource, "action": action})


def _position_id(tx: Transaction, code: str) -> int:
    found: int | None = tx.connection.scalar(
        select(tables.position.c.id).where(tables.position.c.code == code)
    )
    if found is None:
        raise NotFound(what="position", id=code)
    return found
