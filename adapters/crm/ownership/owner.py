"""The one way a customer changes hands. Every change is written to the history of owners and the timeline."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row, select

from adapters.crm import changes, tables
from adapters.crm.catalogue.accounts import ACCOUNT
from adapters.crm.ownership import documents
from adapters.crm.ownership.errors import NoSuccessor
from adapters.crm.records import access
from engine import organisation
from engine.errors import NotFound
from engine.organisation import Person, Scope
from engine.organisation.snapshot import snapshot
from engine.store.uow import Transaction

account, owner_history = tables.account, tables.account_owner_history

#: reason → Chinese, English for the timeline
REASONS = {
    "create": ("建档", "entered"),
    "claim": ("领用", "claimed from the pool"),
    "assign": ("指派", "assigned"),
    "transfer": ("转移", "transferred"),
    "release": ("释放到公共池", "released to the pool"),
    "recycle": ("放入回收站", "put into the recycle bin"),
    "recover": ("从回收站恢复", "recovered from the recycle bin"),
    "leaver": ("离职或调岗交接", "handed over"),
    "dispute": ("归属权裁定", "ownership decided"),
}


def change_owner(
    tx: Transaction,
    account_id: int,
    owner_id: int | None,
    reason: str,
    *,
    root: int | None = None,
    with_documents: bool = True,
) -> bool:
    """Give a customer to a person, or to nobody (the pool); False if it was so already.

    What the former owner has open with the customer goes along, unless a hand-over says of each where it goes;
    contacts follow the customer anyway.
    """
    row = _locked(tx, account_id)
    pool_state = "claimed" if owner_id is not None else "public"
    if row.owner_id == owner_id and row.pool_state == pool_state:
        return False
    values: dict[str, Any] = {"owner_id": owner_id, "pool_state": pool_state, "idle_warned_on": None}
    if owner_id is not None:
        values |= {"claimed_at": tx.now, "plate_id": _plate(tx, owner_id)}
        if with_documents:
            documents.move(tx, account_id, row.owner_id, owner_id, root=root)
    elif row.plate_id is None and row.owner_id is not None:
        values["plate_id"] = _plate(tx, row.owner_id)  # isolation holds in the pool too
    changes.edit(tx, account, account_id, root=root, **values)
    record(tx, row, owner_id, reason, root=root)
    return True


def record(
    tx: Transaction, row: Row[Any], owner_id: int | None, reason: str, *, root: int | None = None
) -> None:
    """Close the former ownership in the history, begin the new one, and tell the timeline."""
    query = select(owner_history).where(owner_history.c.account_id == row.id, owner_history.c.to_at.is_(None))
    former = tx.connection.execute(query).all()
    for one in former:
        changes.edit(tx, owner_history, one.id, root=root, to_at=tx.now)
    if not former and row.owner_id is not None:  # imported before there was a history
        changes.add(
            tx,
            owner_history,
            root=root,
            account_id=row.id,
            person_id=row.owner_id,
            from_at=row.created_at,
            to_at=tx.now,
            reason="create",
        )
    changes.add(
        tx,
        owner_history,
        root=root,
        account_id=row.id,
        person_id=owner_id,
        from_at=tx.now,
        reason=reason,
    )
    tell(tx, row.id, owner_id, reason, root=root)


def transfer(
    tx: Transaction, person: Person, account_ids: Iterable[int], to_id: int, *, reason: str = "transfer"
) -> int:
    """Give customers within a person's reach to somebody else; how many changed hands.

    `transfer` needs the right to transfer, `assign` that to assign (from the pool or a subordinate).
    Raises NotFound or NotGranted for the first one out of reach, NoSuccessor.
    """
    action = "assign" if reason == "assign" else "transfer"
    scope = organisation.demand(tx.connection, person, "account", action)
    moved = 0
    for account_id in account_ids:
        row = access.find(tx.connection, person, ACCOUNT, account_id, action)
        demand_successor(tx, row, to_id, across=scope is Scope.ALL)
        moved += change_owner(tx, account_id, to_id, reason)
    return moved


def demand_successor(tx: Transaction, row: Row[Any], to_id: int, *, across: bool) -> Person:
    """The person who may become the owner of a customer. Raises NoSuccessor.

    Across plates only those may give whose right reaches all (S20-8).
    """
    person = organisation.person(tx.connection, to_id)
    if person is None:
        raise NoSuccessor(name_zh="该人员", name_en="That person")
    plate = snapshot(tx.connection).plate_of(person)
    foreign = row.plate_id is not None and plate != row.plate_id and not across
    seller = organisation.may(tx.connection, person, "account", "edit") is not None
    if not person.is_active or foreign or not seller:
        raise NoSuccessor(name_zh=person.name, name_en=person.name_en or person.name)
    return person


def tell(
    tx: Transaction, account_id: int, owner_id: int | None, reason: str, *, root: int | None = None
) -> None:
    """Put a change of ownership on the customer's timeline."""
    zh, _en = REASONS[reason]
    person = None if owner_id is None else organisation.person(tx.connection, owner_id)
    changes.add(
        tx,
        tables.account_event,
        root=root,
        account_id=account_id,
        event_type="owner",
        at=tx.now,
        title=f"{zh}：{person.name}" if person else zh,
        actor_id=tx.by,
    )


def _locked(tx: Transaction, account_id: int) -> Row[Any]:
    row = changes.row_of(tx.connection, account, account_id, lock=True)
    if row is None:
        raise NotFound(what="customer", what_zh="客户", id=account_id)
    return row


def _plate(tx: Transaction, person_id: int) -> int | None:
    person = organisation.person(tx.connection, person_id)
    return None if person is None else snapshot(tx.connection).plate_of(person)
