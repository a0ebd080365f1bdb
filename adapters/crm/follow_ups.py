"""What people note about a customer: calls, visits, mails and plain notes, the most important ones pinned."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Connection, Row, select

from adapters.crm import activities, changes, tables
from adapters.crm.catalogue.accounts import ACCOUNT
from adapters.crm.errors import Fault, InvalidFields
from adapters.crm.records import access
from adapters.crm.words import Words
from engine.errors import NotFound
from engine.organisation import Person, demand
from engine.organisation.snapshot import COMPANY_ZONE
from engine.store.uow import Transaction

communication = tables.communication

#: How it was: code → Chinese, English. Those but the note count as contact with the customer.
WAYS: Words = {
    "note": ("记录", "Note"),
    "call": ("电话", "Call"),
    "visit": ("拜访", "Visit"),
    "mail": ("邮件", "Mail"),
}
LONGEST = 8000
_SUBJECT = 80


def add(
    tx: Transaction,
    person: Person,
    account_id: int,
    way: str,
    text: str,
    *,
    next_step: str = "",
    next_on: str = "",
) -> int:
    """Note something; its id. A next step, or its day (ISO), makes a task of the one who notes it.

    Raises InvalidFields, NotFound, NotGranted.
    """
    demand(tx.connection, person, "contact", "add")
    access.find(tx.connection, person, ACCOUNT, account_id)
    text = text.strip()
    if way not in WAYS:
        raise InvalidFields([Fault(field="way", zh="请从列表中选择", en="choose one from the list")])
    if not 0 < len(text) <= LONGEST:
        raise InvalidFields(
            [Fault(field="text", zh=f"请填写 1 到 {LONGEST} 个字", en=f"1 to {LONGEST} characters, please")]
        )
    due_at = _evening(next_on)
    subject, _line, rest = text.partition("\n")
    content = rest.strip() if len(subject) <= _SUBJECT else text
    if way != "note":
        changes.edit(tx, tables.account, account_id, last_contact_at=tx.now)
    if next_step.strip() or due_at is not None:
        step = next_step.strip() or subject
        activities.next_step(tx, person, subject=step, due_at=due_at, account_id=account_id)
    return changes.add(
        tx,
        communication,
        account_id=account_id,
        type=way,
        at=tx.now,
        subject=subject[:_SUBJECT],
        content=content,
        by_id=person.id,
    )


def _evening(day: str) -> datetime | None:
    """The end of that working day; None for no day."""
    if not day.strip():
        return None
    try:
        return datetime.combine(date.fromisoformat(day.strip()), time(18), COMPANY_ZONE)
    except ValueError:
        raise InvalidFields(
            [Fault(field="next_on", zh="请填写日期，如 2026-11-30", en="a date like 2026-11-30, please")]
        ) from None


def pin(tx: Transaction, person: Person, account_id: int, row_id: int, *, pinned: bool) -> None:
    """Keep a note at the top of the customer's page, or let it go."""
    demand(tx.connection, person, "contact", "add")
    access.find(tx.connection, person, ACCOUNT, account_id)
    row = changes.row_of(tx.connection, communication, row_id, lock=True)
    if row is None or row.account_id != account_id or row.deleted_at is not None:
        raise NotFound(what="note", what_zh="记录", id=row_id)
    changes.edit(tx, communication, row_id, pinned_at=tx.now if pinned else None)


def of(connection: Connection, account_id: int, *, limit: int) -> Sequence[Row[Any]]:
    """The newest notes of a customer, the caller having checked that it may be seen."""
    query = select(communication).where(
        communication.c.account_id == account_id, communication.c.deleted_at.is_(None)
    )
    return connection.execute(query.order_by(communication.c.at.desc()).limit(limit)).all()


def pinned(connection: Connection, account_id: int) -> Sequence[Row[Any]]:
    """The pinned notes of a customer, the newest first."""
    query = select(communication).where(
        communication.c.account_id == account_id,
        communication.c.deleted_at.is_(None),
        communication.c.pinned_at.is_not(None),
    )
    return connection.execute(query.order_by(communication.c.pinned_at.desc()).limit(5)).all()
