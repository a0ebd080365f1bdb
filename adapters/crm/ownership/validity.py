"""Marking a customer invalid: it can only be looked at, until somebody who may recover customers takes it back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from adapters.crm import changes, tables
from adapters.crm.catalogue.accounts import ACCOUNT
from adapters.crm.errors import Fault, InvalidFields, MarkedInvalid
from adapters.crm.ownership.pool import refuse_bound
from adapters.crm.records import access
from engine.organisation import Person
from engine.store.uow import Transaction

account = tables.account


def mark(tx: Transaction, person: Person, account_id: int, reason: str) -> bool:
    """Mark a customer invalid; False if it is. Raises InvalidFields without a reason, StillOpen, NotGranted."""
    row = access.find(tx.connection, person, ACCOUNT, account_id, "delete")
    why = _reason(reason)
    if row.invalid:
        return False
    refuse_bound(tx.connection, row)
    changes.edit(tx, account, account_id, invalid=True, invalid_reason=why)
    _tell(tx, account_id, "标记为无效 · Marked invalid", why)
    return True


def take_back(tx: Transaction, person: Person, account_id: int, reason: str) -> bool:
    """The customer is valid again; False if it is. Raises InvalidFields without a reason, NotGranted."""
    row = access.find(tx.connection, person, ACCOUNT, account_id, "restore")
    why = _reason(reason)
    if not row.invalid:
        return False
    changes.edit(tx, account, account_id, invalid=False, invalid_reason="")
    _tell(tx, account_id, "恢复为有效 · Valid again", why)
    return True


def refuse_invalid(connection: Connection, values: Mapping[str, Any]) -> None:
    """Raise MarkedInvalid for what is about an invalid customer: it can only be looked at."""
    account_id = values.get("account_id") or values.get("from_id")
    row = changes.row_of(connection, account, account_id) if account_id else None
    if row is not None and row.invalid:
        raise MarkedInvalid(name_zh=row.name, name_en=row.name_en or row.name)


def _reason(text: str) -> str:
    reason = text.strip()
    if not 2 <= len(reason) <= 200:
        raise InvalidFields(
            [
                Fault(
                    field="invalid_reason",
                    zh="请填写 2 到 200 字的原因",
                    en="give a reason of 2 to 200 characters",
                )
            ]
        )
    return reason


def _tell(tx: Transaction, account_id: int, title: str, text: str) -> None:
    changes.add(
        tx,
        tables.account_event,
        account_id=account_id,
        event_type="milestone",
        at=tx.now,
        title=title,
        text=text,
        actor_id=tx.by,
    )
