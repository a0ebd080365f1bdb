"""Payment plans: the instalments of an order, and what state each is in on a day."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, case, func, literal, select

from adapters.crm import changes, ledger, plan_days, tables
from adapters.crm.money_errors import InstalmentLocked, OrderWithoutPlan, PlanTotals
from adapters.crm.parameters import parameter
from engine.errors import Conflict, NotFound
from engine.store.uow import Transaction

plan, order = tables.payment_plan, tables.order
ZERO = Decimal(0)
CENT = Decimal("0.01")
REMIND_DAYS = 7
#: What a plan may look like without anybody's approval.
STANDARD = {"last_days": 90, "retention_share": "0.10"}
CLOSED_ORDERS = ("cancelled", "rejected")


@dataclass(frozen=True, kw_only=True, slots=True)
class Instalment:
    """One instalment as typed. `due_on` is given for `date`; other events set it when they happen."""

    event: str
    amount: Decimal
    due_on: date | None = None
    event_days: int = 0
    remark: str = ""
    id: int | None = None

    def values(self) -> dict[str, Any]:
        """The columns."""
        names = ("event", "amount", "due_on", "event_days", "remark")
        return {name: getattr(self, name) for name in names}


def of_order(connection: Connection, order_id: int) -> Sequence[Row[Any]]:
    """The instalments in order."""
    query = select(plan).where(plan.c.order_id == order_id, plan.c.deleted_at.is_(None))
    return connection.execute(query.order_by(plan.c.seq, plan.c.id)).all()


def rest(row: Row[Any]) -> Decimal:
    """What is still to come of an instalment."""
    left: Decimal = row.amount - row.received - row.written_off
    return left


def state_of(row: Any, on: date) -> str:
    """The state of an instalment on a day."""
    if row.received + row.written_off >= row.amount:
        if row.amount == 0:
            return "set_off"
        return "written_off" if row.written_off > 0 else "paid"
    if row.due_on is not None and row.due_on <= on:
        return "overdue" if row.due_on < on else "due"
    if row.received > 0:
        return "partly_paid"
    soon = row.due_on is not None and row.due_on - timedelta(days=REMIND_DAYS) <= on
    return "due_soon" if soon else "pending"


def state_on(on: date) -> ColumnElement[str]:
    """The same as an expression for lists: what is stored was right when the row was last touched."""
    closed = plan.c.received + plan.c.written_off >= plan.c.amount
    return case(
        (and_(closed, plan.c.amount == 0), literal("set_off")),
        (and_(closed, plan.c.written_off > 0), literal("written_off")),
        (closed, literal("paid")),
        (plan.c.due_on < on, literal("overdue")),
        (plan.c.due_on == on, literal("due")),
        (plan.c.received > 0, literal("partly_paid")),
        (plan.c.due_on <= on + timedelta(days=REMIND_DAYS), literal("due_soon")),
        else_=literal("pending"),
    )


def stamp(rows: Sequence[Row[Any]]) -> str:
    """Names the plan as it was read, for `save`."""
    text = ",".join(f"{row.id}:{row.revision}" for row in rows)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def target(connection: Connection, order_row: Row[Any]) -> Decimal:
    """What the instalments must add up to: the order and what was charged, less what returns were set off with.

    What of a return is paid back was received on an instalment and stays there.
    """
    account = ledger.order_account(connection, order_row.id)
    if account.order:
        return account.order + account.charges - account.set_off
    total: Decimal = order_row.total
    return total + (order_row.delivery_fee or ZERO) - account.set_off


def save(
    tx: Transaction,
    order_id: int,
    wanted: Sequence[Instalment],
    *,
    seen: str | None = None,
    root: int | None = None,
) -> bool:
    """Replace the instalments of an order; whether anything differed.

    Instalments that money was received on stay as they are. A change of an approved plan asks for approval.
    Raises PlanTotals, InstalmentLocked, Conflict for a plan that was saved since `seen`.
    """
    row = changes.row_of(tx.connection, order, order_id, lock=True)
    if row is None:
        raise NotFound(what="order", what_zh="订单", id=order_id)
    if row.state in CLOSED_ORDERS:
        raise OrderWithoutPlan(no=row.no, state=row.state)
    stored = of_order(tx.connection, order_id)
    if seen is not None and seen != stamp(stored):
        raise Conflict(what="the payment plan was saved meanwhile", what_zh="回款计划已被他人保存")
    _demand_total(target(tx.connection, row), wanted)
    known = {one.id: one for one in stored}
    kept = {one.id for one in wanted if one.id in known}
    _demand_untouched(known, {one.id: one for one in wanted if one.id is not None})
    approved = any(one.approved_at is not None for one in stored)
    collector = next((one.instance_id for one in stored if one.instance_id is not None), None)
    moved = [_drop(tx, one, root) for one in stored if one.id not in kept]
    for seq, one in enumerate(wanted, start=1):
        due_on = one.due_on or plan_days.due(tx.connection, row, one.event, one.event_days)
        values = {
            **one.values(),
            "due_on": due_on,
            "seq": seq,
            "ratio": share(one.amount, row.total),
            "instance_id": collector,
        }
        moved.append(_put(tx, order_id, known.get(one.id), values, approved=approved, root=root))
    if any(moved):
        ledger.mirror(tx, row.account_id, root=root)
    return any(moved)


def share(amount: Decimal, total: Decimal) -> Decimal:
    """The part of the whole, four decimals."""
    return (amount / total).quantize(Decimal("0.0001")) if total else ZERO


def propose(connection: Connection, order_row: Row[Any]) -> list[Instalment]:
    """The plan that the order's way of paying suggests."""
    total = target(connection, order_row)
    ways: dict[str, list[tuple[str, int, Decimal]]] = {
        "prepay": [("signing", 0, Decimal(1))],
        "cash_on_delivery": [("delivery", 0, Decimal(1))],
        "card_on_delivery": [("delivery", 0, Decimal(1))],
        "terms": [("signing", 0, Decimal("0.3")), ("delivery", 30, Decimal("0.7"))],
    }
    parts = ways.get(order_row.pay_method, ways["prepay"])
    amounts = [(total * part).quantize(CENT) for *_, part in parts]
    amounts[-1] = total - sum(amounts[:-1], ZERO)
    return [
        Instalment(
            event=event,
            event_days=days,
            amount=amount,
            due_on=plan_days.due(connection, order_row, event, days),
        )
        for (event, days, _part), amount in zip(parts, amounts, strict=True)
    ]


def is_standard(connection: Connection, order_row: Row[Any], rows: Sequence[Row[Any]]) -> bool:
    """Whether the terms are within what needs no approval."""
    rules = {**STANDARD, **parameter(connection, "collection.standard", {})}
    latest = order_row.ordered_on + timedelta(days=int(rules["last_days"]))
    kept_back = sum((one.amount for one in rows if one.event == "retention"), ZERO)
    dated = [one.due_on for one in rows if one.due_on is not None and one.event != "retention"]
    most = Decimal(str(rules["retention_share"])) * Decimal(order_row.total)
    return all(day <= latest for day in dated) and kept_back <= most


def refresh(tx: Transaction, plan_id: int, *, root: int | None = None) -> Row[Any]:
    """Write an instalment's state as of today; the row afterwards."""
    row = changes.row_of(tx.connection, plan, plan_id)
    assert row is not None
    state = state_of(row, ledger.today(tx))
    if changes.edit(tx, plan, plan_id, root=root, state=state):
        row = changes.row_of(tx.connection, plan, plan_id)
        assert row is not None
    return row


def split(
    tx: Transaction, plan_id: int, *, parts: int, first_on: date, every_days: int, root: int | None = None
) -> list[int]:
    """Let the open rest of an instalment be paid in parts from a day on; the new instalments' ids."""
    row = changes.row_of(tx.connection, plan, plan_id, lock=True)
    assert row is not None
    open_rest = rest(row)
    if open_rest <= 0:
        return []
    each = (open_rest / parts).quantize(CENT)
    amounts = [each] * (parts - 1) + [open_rest - each * (parts - 1)]
    seq = tx.connection.scalar(select(func.max(plan.c.seq)).where(plan.c.order_id == row.order_id)) or 0
    shared = {"order_id": row.order_id, "event": "date", "received": ZERO, "state": "pending"}
    rows = [
        {
            **shared,
            "seq": seq + number + 1,
            "due_on": first_on + timedelta(days=every_days * number),
            "amount": amount,
            "ratio": None,
            "remark": f"← {row.seq}",
            "approved_at": tx.now,
        }
        for number, amount in enumerate(amounts)
    ]
    made = changes.add_many(tx, plan, rows, root=root)
    if row.received + row.written_off > 0:
        changes.edit(tx, plan, plan_id, root=root, amount=row.received + row.written_off)
        refresh(tx, plan_id, root=root)
    else:
        changes.edit(tx, plan, plan_id, root=root, deleted_at=tx.now, instance_id=None)
    return made


def approve(tx: Transaction, order_id: int, *, root: int | None = None) -> None:
    """The plan as it stands is approved."""
    for row in of_order(tx.connection, order_id):
        if row.approved_at is None or row.needs_approval:
            changes.edit(tx, plan, row.id, root=root, approved_at=tx.now, needs_approval=False)


def write_off(tx: Transaction, plan_id: int, *, root: int | None = None) -> Decimal:
    """Give up the open rest of an instalment; how much that was."""
    row = changes.row_of(tx.connection, plan, plan_id, lock=True)
    assert row is not None
    lost = rest(row)
    if lost <= 0:
        return ZERO
    changes.edit(tx, plan, plan_id, root=root, written_off=row.written_off + lost)
    refresh(tx, plan_id, root=root)
    found = changes.row_of(tx.connection, order, row.order_id)
    assert found is not None
    ledger.post(
        tx,
        once=f"write_off:{plan_id}:{row.written_off}",
        kind="write_off",
        credit=lost,
        account_id=found.account_id,
        order_id=found.id,
        currency=found.currency,
        ref_no=found.no,
        root=root,
    )
    return lost


def _demand_total(total: Decimal, wanted: Sequence[Instalment]) -> None:
    found = sum((one.amount for one in wanted), ZERO)
    if found != total or not wanted:
        raise PlanTotals(sum=f"{found:,.2f}", total=f"{total:,.2f}", rest=f"{total - found:,.2f}")


def _demand_untouched(known: Mapping[int, Row[Any]], wanted: Mapping[int, Instalment]) -> None:
    for row in known.values():
        if row.received + row.written_off <= 0:
            continue
        one = wanted.get(row.id)
        same = one is not None and (one.event, one.amount, one.due_on) == (row.event, row.amount, row.due_on)
        if not same:
            raise InstalmentLocked(seq=row.seq, received=f"{row.received:,.2f}")


def _drop(tx: Transaction, row: Row[Any], root: int | None) -> bool:
    return changes.edit(tx, plan, row.id, root=root, deleted_at=tx.now, instance_id=None)


def _put(
    tx: Transaction,
    order_id: int,
    row: Row[Any] | None,
    values: dict[str, Any],
    *,
    approved: bool,
    root: int | None,
) -> bool:
    """Write one instalment. The terms of an approved plan that differ now wait for approval."""
    terms = ("event", "amount", "due_on", "event_days")
    if row is None:
        born = {"order_id": order_id, "state": "pending", "needs_approval": approved}
        refresh(tx, changes.add(tx, plan, root=root, **born, **values), root=root)
        return True
    differs = any(getattr(row, name) != values[name] for name in terms)
    if differs and approved:
        values["needs_approval"] = True
    changed = changes.edit(tx, plan, row.id, root=root, **values)
    if changed:
        refresh(tx, row.id, root=root)
    return changed
