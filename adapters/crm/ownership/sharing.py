"""Sharing customers with colleagues, and the allocation of customers to a person (3.8, 13.4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from adapters.crm import changes, tables
from adapters.crm.catalogue.accounts import ACCOUNT
from adapters.crm.errors import Fault, InvalidFields
from adapters.crm.ownership.errors import NoSuccessor, OwnShare
from adapters.crm.records import access
from engine import organisation
from engine.errors import NotFound
from engine.organisation import Person
from engine.store.uow import Transaction

account, share_row = tables.account, tables.account_share

LEVELS = {
    "view": ("查看", "View"),
    "follow": ("跟进", "Follow up"),
    "edit": ("修改", "Edit"),
    "full": ("全部", "Everything"),
}


def share(
    tx: Transaction,
    person: Person,
    account_id: int,
    with_id: int,
    *,
    level: str,
    valid_from: date | None = None,
    valid_to: date | None = None,
    action: str = "share",
) -> int:
    """Let a colleague reach a customer; the id of the share. A share that exists is changed.

    Raises InvalidFields, OwnShare, NoSuccessor for somebody who is not there, NotFound, NotGranted.
    """
    row = access.find(tx.connection, person, ACCOUNT, account_id, action)
    _check(level, valid_from, valid_to)
    receiver = organisation.person(tx.connection, with_id)
    if receiver is None or not receiver.is_active:
        raise NoSuccessor(
            name_zh=receiver.name if receiver else "该人员",
            name_en=receiver.name_en if receiver else "That person",
        )
    if row.owner_id == with_id:
        raise OwnShare
    values: dict[str, Any] = {
        "level": level,
        "valid_from": valid_from,
        "valid_to": valid_to,
        "granted_by_id": person.id,
    }
    known = _of(tx.connection, account_id, with_id)
    if known is not None:
        changes.edit(tx, share_row, known.id, **values)
        share_id: int = known.id
        return share_id
    return changes.add(tx, share_row, account_id=account_id, person_id=with_id, **values)


def withdraw(tx: Transaction, person: Person, share_id: int) -> None:
    """End a share: whoever granted it, or may share or assign the customer now. Twice is harmless."""
    row = changes.row_of(tx.connection, share_row, share_id)
    if row is None:
        raise NotFound(what="share", what_zh="共享", id=share_id)
    if row.granted_by_id != person.id and not any(
        access.allows(tx.connection, person, ACCOUNT, row.account_id, action)
        for action in ("share", "assign")
    ):
        access.find(tx.connection, person, ACCOUNT, row.account_id, "share")
    if row.deleted_at is None:
        changes.edit(tx, share_row, share_id, deleted_at=tx.now)


def allocate(
    tx: Transaction,
    person: Person,
    to_id: int,
    wanted: Iterable[int],
    shown: Iterable[int],
    *,
    level: str,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> tuple[int, int]:
    """The ticked ones of the customers that were shown are shared with a person, the others no longer are.

    How many were given and how many taken away.
    """
    ticked = set(wanted)
    given = taken = 0
    for account_id in sorted(set(shown) | ticked):
        known = _of(tx.connection, account_id, to_id)
        if account_id in ticked:
            before = None if known is None else (known.level, known.valid_from, known.valid_to)
            if before != (level, valid_from, valid_to):
                share(
                    tx,
                    person,
                    account_id,
                    to_id,
                    level=level,
                    valid_from=valid_from,
                    valid_to=valid_to,
                    action="assign",
                )
                given += 1
        elif known is not None:
            withdraw(tx, person, known.id)
            taken += 1
    return given, taken


def undo(tx: Transaction, person: Person, at: datetime) -> int:
    """Take back what the person gave or took away by allocating at this moment; how many shares.

    Shares that somebody changed since stay as they are.
    """
    log = tables.change
    query = select(log).where(log.c.table_name == share_row.name, log.c.at == at, log.c.by_id == person.id)
    before: dict[int, dict[str, Any] | None] = {}
    after: dict[int, dict[str, Any]] = {}
    for entry in tx.connection.execute(query.order_by(log.c.id)):
        if not entry.field:
            before[entry.row_id] = None
        elif before.setdefault(entry.row_id, {}) is not None:
            before[entry.row_id] = {**(before[entry.row_id] or {}), entry.field: entry.old}
            after.setdefault(entry.row_id, {})[entry.field] = entry.new
    return sum(_restored(tx, share_id, old, after.get(share_id, {})) for share_id, old in before.items())


def _restored(tx: Transaction, share_id: int, old: dict[str, Any] | None, new: dict[str, Any]) -> bool:
    row = changes.row_of(tx.connection, share_row, share_id, lock=True)
    if row is None:
        return False
    if old is None:
        return row.deleted_at is None and changes.edit(tx, share_row, share_id, deleted_at=tx.now)
    now = changes.plain(row._asdict())
    if any(now[name] != value for name, value in new.items()):
        return False
    return changes.edit(tx, share_row, share_id, **{name: _read(name, value) for name, value in old.items()})


def _read(name: str, value: Any) -> Any:
    """A value of the history as the column holds it."""
    if value is None or name not in ("valid_from", "valid_to", "deleted_at"):
        return value
    return datetime.fromisoformat(value) if name == "deleted_at" else date.fromisoformat(value)


def of_account(connection: Connection, account_id: int) -> Sequence[Row[Any]]:
    """The living shares of a customer."""
    query = select(share_row).where(share_row.c.account_id == account_id, share_row.c.deleted_at.is_(None))
    return connection.execute(query.order_by(share_row.c.id)).all()


def by_me(connection: Connection, person_id: int) -> Sequence[Row[Any]]:
    """What a person shared with others, with the names of the customers."""
    return _list(connection, share_row.c.granted_by_id == person_id)


def with_me(connection: Connection, person_id: int) -> Sequence[Row[Any]]:
    """What others shared with a person."""
    return _list(connection, share_row.c.person_id == person_id)


def _list(connection: Connection, condition: Any) -> Sequence[Row[Any]]:
    query = (
        select(share_row, account.c.code, account.c.name, account.c.name_en)
        .join(account, account.c.id == share_row.c.account_id)
        .where(condition, share_row.c.deleted_at.is_(None), account.c.deleted_at.is_(None))
    )
    return connection.execute(query.order_by(share_row.c.id.desc()).limit(500)).all()


def _of(connection: Connection, account_id: int, person_id: int) -> Row[Any] | None:
    query = select(share_row).where(
        share_row.c.account_id == account_id,
        share_row.c.person_id == person_id,
        share_row.c.deleted_at.is_(None),
    )
    return connection.execute(query).first()


def _check(level: str, valid_from: date | None, valid_to: date | None) -> None:
    faults = []
    if level not in LEVELS:
        faults.append(Fault(field="level", zh="请从列表中选择", en="choose one from the list"))
    if valid_from and valid_to and valid_to < valid_from:
        faults.append(Fault(field="valid_to", zh="截止日期早于开始日期", en="ends before it begins"))
    if faults:
        raise InvalidFields(faults)
