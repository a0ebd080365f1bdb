"""Changes of what is there: facts of people, departments and positions, posts that end, rights of a position."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Table, func, select
from sqlalchemy.exc import IntegrityError

from engine.errors import Conflict, EngineError, NotFound
from engine.organisation import tables
from engine.organisation.changes import grant, revoke
from engine.organisation.grants import administrators
from engine.organisation.person import Scope
from engine.organisation.snapshot import COMPANY_ZONE
from engine.organisation.writing import delete_row, refuse_circle, update_row
from engine.store.uow import Transaction

Facts = Mapping[str, Any]
#: (resource, action) → how far, `False` for a denial, None for nothing.
Rights = Mapping[tuple[str, str], Scope | bool | None]


class NobodyAdministers(EngineError):
    """After this nobody could administer the organisation any more. Nothing was changed."""

    zh = "这样就没有任何人能管理组织了。没有做任何改动。"
    status = 409


class StillUsed(EngineError):
    """{what} cannot be removed: {who} belong to it."""

    zh = "{what_zh}不能移除：{who_zh}仍属于它。"
    status = 409


def row_of(connection: Connection, table: Table, row_id: int, *, lock: bool = False) -> Facts:
    """One row. Raises NotFound."""
    query = select(table).where(table.c.id == row_id)
    row = connection.execute(query.with_for_update() if lock else query).first()
    if row is None:
        raise NotFound(what=table.name.removeprefix("engine_"), id=row_id)
    return row._asdict()


def fingerprint(row: Facts) -> str:
    """What a form carries along, so that nobody writes over a change he has not seen."""
    return hashlib.sha256(repr(sorted(row.items())).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def edit(tx: Transaction, table: Table, row_id: int, *, seen: str | None = None, **facts: Any) -> bool:
    """Other facts of a person, a department or a position; whether anything differed.

    `seen` is the fingerprint that the form showed. Raises Conflict when somebody else changed the row since,
    Invalid for a superior or a parent that would close a circle, NotFound.
    """
    row = row_of(tx.connection, table, row_id, lock=True)
    if seen is not None and seen != fingerprint(row):
        raise Conflict(
            what="these facts were changed while you were looking at them", what_zh="您查看期间资料已被修改"
        )
    changed = {name: value for name, value in facts.items() if row[name] != value}
    for above in ("superior_id", "parent_id"):
        if changed.get(above) is not None:
            refuse_circle(tx.connection, table, row_id, above, changed[above])
    if changed:
        update_row(tx, table, row_id, **changed)
    return bool(changed)


def end_post(tx: Transaction, post_id: int, last_day: date) -> None:
    """Let a person hold a position until this day; a post that has not begun by then never was."""
    row = row_of(tx.connection, tables.person_position, post_id, lock=True)
    if last_day < row["valid_from"]:
        delete_row(tx, tables.person_position, post_id)
    else:
        update_row(tx, tables.person_position, post_id, valid_to=last_day)


def end_post_now(tx: Transaction, post_id: int) -> None:
    """Take a position away from this moment on: yesterday was its last day."""
    end_post(tx, post_id, tx.now.astimezone(COMPANY_ZONE).date() - timedelta(days=1))


def make_main(tx: Transaction, person_id: int, post_id: int) -> None:
    """Let this post be the one that names the person."""
    table = tables.person_position
    for row in tx.connection.execute(select(table).where(table.c.person_id == person_id)).all():
        if row.is_main != (row.id == post_id):
            update_row(tx, table, row.id, is_main=row.id == post_id)


def remove_department(tx: Transaction, department_id: int) -> None:
    """Take a department away that nobody belongs to. Raises StillUsed."""
    connection = tx.connection
    people = connection.scalar(select(func.count()).where(tables.person.c.department_id == department_id))
    below = connection.scalar(select(func.count()).where(tables.department.c.parent_id == department_id))
    if people or below:
        raise _department_used(f"{people} people, {below} departments", f"{people} 人、{below} 个部门")
    try:
        with connection.begin_nested():
            delete_row(tx, tables.department, department_id)
    except IntegrityError as error:
        raise _department_used("records of the past", "过去的记录") from error


def retire_position(tx: Transaction, position_id: int) -> None:
    """Let nobody receive a position any more; its rights rest. Raises StillUsed while somebody holds it."""
    table = tables.person_position
    today = tx.now.astimezone(COMPANY_ZONE).date()
    held = (table.c.position_id == position_id) & (table.c.valid_to.is_(None) | (table.c.valid_to >= today))
    holders = tx.connection.scalar(select(func.count()).where(held))
    if holders:
        raise StillUsed(
            what="The position", what_zh="该职位", who=f"{holders} people", who_zh=f"{holders} 人"
        )
    update_row(tx, tables.position, position_id, active=False)


def set_rights(tx: Transaction, position_code: str, rights: Rights) -> None:
    """Give a position exactly these rights; those that are not named stay as they are."""
    for (resource, action), reach in rights.items():
        revoke(tx, position_code, resource, action)
        if reach is not None:
            scope = reach if isinstance(reach, Scope) else Scope.ALL
            grant(tx, position_code, resource, action, scope, allow=reach is not False)


def demand_administrator(tx: Transaction) -> None:
    """Somebody must be able to undo what was done. Raises NobodyAdministers."""
    if not administrators(tx.connection):
        raise NobodyAdministers


def _department_used(who: str, who_zh: str) -> StillUsed:
    return StillUsed(what="The department", what_zh="该部门", who=who, who_zh=who_zh)
