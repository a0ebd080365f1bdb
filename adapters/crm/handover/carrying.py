"""What the process of a hand-over does: freeze, let everything change hands, take it back, end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select

from adapters.crm import changes, tables
from adapters.crm.handover.errors import NoReceiver
from adapters.crm.handover.giving import Pass, give
from adapters.crm.handover.holdings import KINDS, RECORDS, holdings
from adapters.crm.handover.plan import demand_receiver, demand_settled, leaver_of, planned
from adapters.crm.handover.words import OPEN_STATES
from adapters.crm.ownership.owner import change_owner
from engine import organisation
from engine.organisation import Person, set_status
from engine.ports import Actor
from engine.store.uow import Transaction

handover, item = tables.handover, tables.handover_item
#: Documents before their customers, so that none goes with the customer to somebody else.
ORDER = (
    *(key for key in RECORDS if key != "account"),
    "account",
    *(key for key in KINDS if key not in RECORDS),
)


def freeze(tx: Transaction, row: Row[Any]) -> None:
    """The account is of no use from now on (S20-7). Twice is harmless."""
    if leaver_of(tx.connection, row).status == "active":
        set_status(tx, row.person_id, "frozen")


def move_to(tx: Transaction, row: Row[Any], state: str, **values: Any) -> None:
    """The hand-over is at another step."""
    changes.edit(tx, handover, row.id, root=row.instance_id, state=state, **values)


def transfer(tx: Transaction, row: Row[Any], by: Actor | None, *, default_id: int | None = None) -> int:
    """Everything changes hands, in this one transaction; how many did.

    `default_id` gets what has no receiver. Raises NoReceiver for what came in since it was looked at, CannotTake.
    """
    if row.state == "confirming":
        return 0
    chooser = None if row.chooser_id is None else organisation.person(tx.connection, row.chooser_id)
    if default_id is not None:
        _settle_rest(tx, chooser, row, default_id)
    demand_settled(tx.connection, chooser, row)
    leaver = leaver_of(tx.connection, row)
    moved = sum(_carry(tx, row, leaver, kind, by) for kind in ORDER)
    move_to(tx, row, "confirming", moved_at=tx.now)
    return moved


def _settle_rest(tx: Transaction, chooser: Person | None, row: Row[Any], to_id: int) -> None:
    for kind, kept in planned(tx.connection, row).items():
        left = [one.held for one in kept if not one.settled]
        if left:
            to = demand_receiver(tx.connection, chooser, row, kind, to_id)
            values = {"handover_id": row.id, "entity": kind, "successor_id": to.id}
            rows = [{**values, "ref_id": one.id, "title": one.zh[:300]} for one in left]
            changes.add_many(tx, item, rows, root=row.instance_id)


def _carry(tx: Transaction, row: Row[Any], leaver: Person, kind: str, by: Actor | None) -> int:
    """The planned ones of a kind; how many changed hands."""
    query = select(item).where(item.c.handover_id == row.id, item.c.entity == kind, item.c.done_at.is_(None))
    moved = 0
    for one in tx.connection.execute(query.order_by(item.c.ref_id)).all():
        to = None if one.successor_id is None else organisation.person(tx.connection, one.successor_id)
        how = Pass(former=leaver, to=to, by=by, reason=row.no, root=row.instance_id)
        passed = give(tx, kind, one.ref_id, how)
        changes.edit(
            tx,
            item,
            one.id,
            root=row.instance_id,
            done_at=tx.now,
            outcome=passed.outcome,
            trace=dict(passed.trace),
        )
        moved += passed.outcome != "gone"
    return moved


def undo(tx: Transaction, row: Row[Any], by: Actor | None) -> int:
    """Give back what the receivers still have; the plan stays and can be changed. How many came back."""
    if row.state != "confirming":
        return 0
    leaver = leaver_of(tx.connection, row)
    back = sum(_take_back(tx, row, leaver, one, by) for one in moved_items(tx, row))
    move_to(tx, row, "choosing", moved_at=None)
    return back


def moved_items(tx: Transaction, row: Row[Any]) -> Sequence[Row[Any]]:
    """What changed hands at the last transfer, customers before their documents."""
    query = select(item).where(item.c.handover_id == row.id, item.c.done_at.is_not(None))
    found = tx.connection.execute(query.order_by(item.c.id)).all()
    return sorted(found, key=lambda one: -ORDER.index(one.entity))


def _take_back(tx: Transaction, row: Row[Any], leaver: Person, one: Row[Any], by: Actor | None) -> bool:
    came = _back(tx, row, leaver, one, by) if one.outcome != "gone" else False
    changes.edit(tx, item, one.id, root=row.instance_id, done_at=None, outcome="", trace={})
    return came


def _back(tx: Transaction, row: Row[Any], leaver: Person, one: Row[Any], by: Actor | None) -> bool:
    if one.outcome == "pool":
        known = changes.row_of(tx.connection, tables.account, one.ref_id, lock=True)
        if known is None or known.deleted_at is not None or known.owner_id is not None:
            return False  # somebody claimed it meanwhile
        return change_owner(tx, one.ref_id, leaver.id, "leaver", root=row.instance_id, with_documents=False)
    if one.outcome == "ended":
        return changes.edit(tx, tables.account_share, one.ref_id, root=row.instance_id, deleted_at=None)
    if one.entity == "subordinate":
        below = organisation.person(tx.connection, one.ref_id)
        if below is None or below.superior_id != one.trace["superior_id"]:
            return False
        organisation.set_superior(tx, one.ref_id, leaver.id)
        return True
    to = organisation.person(tx.connection, one.successor_id)
    how = Pass(former=leaver, to=to, by=by, reason=row.no, root=row.instance_id)
    return give(tx, one.entity, one.ref_id, how.back(one.trace.get("names", ()))).outcome != "gone"


def finish(tx: Transaction, row: Row[Any]) -> None:
    """Nothing is left: a leaver's account ends, somebody who changed his post goes on. Raises NoReceiver."""
    if row.state not in OPEN_STATES:
        return
    leaver = leaver_of(tx.connection, row)
    left = [one for held in holdings(tx.connection, leaver).values() for one in held]
    if left:
        raise NoReceiver(count=len(left), first_zh=left[0].title("zh"), first_en=left[0].title("en"))
    move_to(tx, row, "done")
    if row.kind == "leaver":
        set_status(tx, leaver.id, "left")
    elif leaver.status == "frozen":
        set_status(tx, leaver.id, "active")


def refuse(tx: Transaction, row: Row[Any], state: str) -> None:
    """Nothing came of it (`rejected`, `withdrawn`): whoever was frozen for it may work again."""
    if row.state not in OPEN_STATES:
        return
    move_to(tx, row, state)
    if row.freeze_now and leaver_of(tx.connection, row).status == "frozen":
        set_status(tx, row.person_id, "active")
