"""How one thing passes from a person to another: the same for the hand-over and for taking it back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from adapters.crm import changes, tables
from adapters.crm.handover.holdings import PEOPLE, RECORDS
from adapters.crm.ownership.owner import change_owner
from engine import organisation
from engine.organisation import Person
from engine.organisation import tables as people
from engine.ports import Actor
from engine.service import leaving
from engine.store.uow import Transaction

share = tables.account_share


@dataclass(frozen=True, kw_only=True, slots=True)
class Pass:
    """From whom to whom, by whom, why, and in which instance. `to` is None for the pool."""

    former: Person
    to: Person | None
    by: Actor | None = None
    reason: str = ""
    root: int | None = None
    names: Collection[str] = ()  # variables that alone are to be renamed; empty: all

    @property
    def receiver(self) -> Person:
        """Whoever gets it, where the pool cannot."""
        assert self.to is not None, "only customers go to the pool"
        return self.to

    def back(self, names: Collection[str] = ()) -> Pass:
        """The other way round. Raises AssertionError for what went to the pool: nobody has it."""
        return replace(self, former=self.receiver, to=self.former, names=names)


@dataclass(frozen=True, slots=True)
class Passed:
    """`outcome` as in `crm_handover_item`; `trace` is what taking it back needs."""

    outcome: str
    trace: Mapping[str, Any]


GONE = Passed("gone", {})
GIVEN = Passed("given", {})


def give(tx: Transaction, kind: str, ref_id: int, how: Pass) -> Passed:
    """Let one thing change hands; `gone` where it is not the former one's any more."""
    if kind in RECORDS and kind != "account":
        return _record(tx, kind, ref_id, how)
    return _WAYS[kind](tx, ref_id, how)


def _record(tx: Transaction, kind: str, ref_id: int, how: Pass) -> Passed:
    records = RECORDS[kind]
    row = changes.row_of(tx.connection, records.table, ref_id, lock=True)
    if row is None or row.deleted_at is not None or row._mapping[records.owner] != how.former.id:
        return GONE
    changes.edit(tx, records.table, ref_id, root=how.root, **{records.owner: how.receiver.id})
    return GIVEN


def _account(tx: Transaction, ref_id: int, how: Pass) -> Passed:
    row = changes.row_of(tx.connection, tables.account, ref_id, lock=True)
    if row is None or row.deleted_at is not None or row.owner_id != how.former.id:
        return GONE
    owner_id = None if how.to is None else how.to.id
    change_owner(tx, ref_id, owner_id, "leaver", root=how.root, with_documents=False)
    return GIVEN if how.to is not None else Passed("pool", {})


def _share(tx: Transaction, ref_id: int, how: Pass) -> Passed:
    row = changes.row_of(tx.connection, share, ref_id, lock=True)
    if row is None or row.deleted_at is not None or row.person_id != how.former.id:
        return GONE
    same = select(share.c.id).where(
        share.c.account_id == row.account_id,
        share.c.person_id == how.receiver.id,
        share.c.deleted_at.is_(None),
    )
    owned = select(tables.account.c.id).where(
        tables.account.c.id == row.account_id, tables.account.c.owner_id == how.receiver.id
    )
    if any(tx.connection.execute(query).first() is not None for query in (same, owned)):
        changes.edit(tx, share, ref_id, root=how.root, deleted_at=tx.now)
        return Passed("ended", {})
    changes.edit(tx, share, ref_id, root=how.root, person_id=how.receiver.id)
    return GIVEN


def _work_item(tx: Transaction, ref_id: int, how: Pass) -> Passed:
    done = leaving.hand_item(
        tx, ref_id, former=how.former.login, to=how.receiver.login, by=how.by, reason=how.reason
    )
    return GIVEN if done else GONE


def _instance(tx: Transaction, ref_id: int, how: Pass) -> Passed:
    names = leaving.rename_in(
        tx,
        ref_id,
        former=how.former.login,
        to=how.receiver.login,
        by=how.by,
        reason=how.reason,
        people=PEOPLE,
        only=how.names,
    )
    return Passed("given", {"names": list(names)}) if names else GONE


def _subordinate(tx: Transaction, ref_id: int, how: Pass) -> Passed:
    person = organisation.person(tx.connection, ref_id)
    if person is None or person.superior_id != how.former.id:
        return GONE
    # whoever takes over from his own superior comes under the one above
    above = how.former.superior_id if ref_id == how.receiver.id else how.receiver.id
    organisation.set_superior(tx, ref_id, above)
    return Passed("given", {"superior_id": above})


def _department(tx: Transaction, ref_id: int, how: Pass) -> Passed:
    table = people.department
    led_by = tx.connection.scalar(select(table.c.manager_id).where(table.c.id == ref_id))
    if led_by != how.former.id:
        return GONE
    organisation.set_manager(tx, ref_id, how.receiver.id)
    return GIVEN


_WAYS: Mapping[str, Callable[[Transaction, int, Pass], Passed]] = {
    "account": _account,
    "share": _share,
    "work_item": _work_item,
    "instance": _instance,
    "subordinate": _subordinate,
    "department": _department,
}
