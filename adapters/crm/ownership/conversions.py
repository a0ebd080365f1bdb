"""Prospect, customer, agent: one account that keeps its id through every conversion (S2-2.1 to 2.3)."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Row

from adapters.crm import changes, tables
from adapters.crm.catalogue.accounts import ACCOUNT
from adapters.crm.ownership.errors import CannotConvert, NotApproved
from adapters.crm.records import access, commands
from adapters.crm.words import KINDS
from engine.errors import NotFound
from engine.organisation import Person
from engine.organisation.snapshot import COMPANY_ZONE
from engine.store.uow import Transaction

#: kind → the kinds it may become
WAYS: Mapping[str, tuple[str, ...]] = {
    "prospect": ("customer",),
    "customer": ("agent",),
    "agent": ("customer",),
}


def convert(tx: Transaction, person: Person, account_id: int, to_kind: str, reason: str = "") -> None:
    """What a person converts. A prospect becomes a customer only once it was approved."""
    row = access.find(tx.connection, person, ACCOUNT, account_id, "convert")
    commands.refuse_locked(ACCOUNT, row)
    if not row.approved:
        raise NotApproved(name_zh=row.name, name_en=row.name_en or row.name)
    convert_in(tx, account_id, to_kind, by_id=person.id, reason=reason)


def convert_in(
    tx: Transaction,
    account_id: int,
    to_kind: str,
    *,
    by_id: int,
    reason: str = "",
    instance_id: int | None = None,
    root: int | None = None,
) -> bool:
    """The conversion itself, also of a process; False if it is of that kind already. Raises CannotConvert."""
    row = changes.row_of(tx.connection, tables.account, account_id, lock=True)
    if row is None or row.deleted_at is not None:
        raise NotFound(what="customer", what_zh="客户", id=account_id)
    if row.kind == to_kind:
        return False
    if to_kind not in WAYS.get(row.kind, ()):
        raise _refusal(row, to_kind)
    today = tx.now.astimezone(COMPANY_ZONE).date()
    changes.edit(tx, tables.account, account_id, root=root, kind=to_kind, joined_on=row.joined_on or today)
    changes.add(
        tx,
        tables.account_conversion,
        root=root,
        account_id=account_id,
        from_kind=row.kind,
        to_kind=to_kind,
        at=tx.now,
        by_id=by_id,
        reason=reason,
        instance_id=instance_id,
    )
    changes.add(
        tx,
        tables.account_event,
        root=root,
        account_id=account_id,
        event_type="converted",
        at=tx.now,
        title=f"{KINDS[row.kind][0]} → {KINDS[to_kind][0]}",
        text=reason,
        actor_id=by_id,
    )
    return True


def _refusal(row: Row[tuple[object, ...]], to_kind: str) -> CannotConvert:
    kind, wanted = KINDS[row.kind], KINDS.get(to_kind, (to_kind, to_kind))
    return CannotConvert(
        name_zh=row.name,
        name_en=row.name_en or row.name,
        kind_zh=kind[0],
        kind_en=kind[1].lower(),
        wanted_zh=wanted[0],
        wanted_en=wanted[1].lower(),
    )
