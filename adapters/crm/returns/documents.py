"""The return as a document: drafting it from an order, changing it, reading it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, select

from adapters.crm import archive, catalogue, changes, tables
from adapters.crm.errors import Fault, InvalidFields
from adapters.crm.numbering import next_number
from adapters.crm.orders import reading
from adapters.crm.records import access
from adapters.crm.returns import rules
from adapters.crm.returns.errors import state_refused
from engine.errors import NotFound
from engine.organisation import Person, demand
from engine.store.uow import Transaction

return_order, return_line = tables.return_order, tables.return_line
NO_UNIT = (
    "这些产品没有在用的产品档案，不能维修；请先建档，或选择退款、换货",
    "no unit of these products is in the archive: file one first, or choose a refund or a replacement",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class DraftLine:
    """What comes back of one line of the order. `serials`: of units, separated by commas."""

    order_line_id: int
    quantity: Decimal
    serials: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """What a person writes of a return; amounts are computed."""

    reason: str
    kind: str
    lines: tuple[DraftLine, ...]
    customer_wish: str = ""


def find(connection: Connection, person: Person, return_id: int, action: str = "view") -> Row[Any]:
    """One return. `NotFound` outside the person's reach, `NotGranted` when only the action is missing."""
    return access.find(connection, person, catalogue.entity("return"), return_id, action)


def known(connection: Connection, return_id: int, *, lock: bool = False) -> Row[Any]:
    """The row for commands and processes. Raises NotFound."""
    row = changes.row_of(connection, return_order, return_id, lock=lock)
    if row is None:
        raise NotFound(what="return", what_zh="退货单", id=return_id)
    return row


def lines(connection: Connection, return_id: int) -> Sequence[Row[Any]]:
    """The lines with the products they are about, in the order of the order."""
    product, order_line = tables.product, tables.order_line
    query = (
        select(
            return_line,
            order_line.c.seq,
            order_line.c.product_id,
            order_line.c.price,
            product.c.code,
            product.c.name,
            product.c.name_en,
            product.c.unit,
            product.c.unit_en,
        )
        .join(order_line, order_line.c.id == return_line.c.order_line_id)
        .join(product, product.c.id == order_line.c.product_id)
        .where(return_line.c.return_id == return_id)
        .order_by(order_line.c.seq, return_line.c.id)
    )
    return connection.execute(query).all()


def open_draft(
    tx: Transaction, order_id: int, *, draft: Draft | None = None, root: int | None = None
) -> Row[Any]:
    """A new draft for an order, owned by the order's owner; without a `draft` it has no lines yet."""
    order = changes.row_of(tx.connection, tables.order, order_id)
    if order is None:
        raise NotFound(what="order", what_zh="订单", id=order_id)
    written = draft or Draft(reason="", kind="refund", lines=())
    amounts = _checked(tx.connection, order_id, written, None)
    return_id = changes.add(
        tx,
        return_order,
        root=root,
        no=next_number(tx, "return"),
        order_id=order_id,
        account_id=order.account_id,
        owner_id=order.owner_id,
        currency=order.currency,
        state="draft",
        amount=sum(amounts, rules.ZERO),
        **_header(written),
    )
    _write(tx, return_id, written, amounts, root)
    return known(tx.connection, return_id)


def add(tx: Transaction, person: Person, order_id: int, draft: Draft) -> Row[Any]:
    """A draft written by a person. Raises InvalidFields, NotFound for an order out of reach."""
    demand(tx.connection, person, "return", "add")
    reading.find(tx.connection, person, order_id)
    return open_draft(tx, order_id, draft=draft)


def save(tx: Transaction, person: Person, return_id: int, draft: Draft, *, revision: int) -> None:
    """Replace what was written of a draft. Refuses a stale `revision` and what is no draft any more."""
    row = find(tx.connection, person, return_id, "edit")
    if row.state != "draft":
        raise state_refused(row)
    amounts = _checked(tx.connection, row.order_id, draft, return_id)
    total = sum(amounts, rules.ZERO)
    touched = changes.edit(tx, return_order, return_id, revision=revision, amount=total, **_header(draft))
    if typed(lines(tx.connection, return_id)) == draft.lines:
        return
    changes.remove(tx, return_line, return_line.c.return_id == return_id)
    _write(tx, return_id, draft, amounts, None)
    if not touched:
        changes.touch(tx, return_order, return_id)


def typed(stored: Sequence[Row[Any]]) -> tuple[DraftLine, ...]:
    """What was written of stored lines."""
    return tuple(
        DraftLine(order_line_id=row.order_line_id, quantity=row.quantity, serials=row.serials)
        for row in stored
    )


def _header(draft: Draft) -> Mapping[str, Any]:
    return {"reason": draft.reason, "kind": draft.kind, "customer_wish": draft.customer_wish}


def _checked(connection: Connection, order_id: int, draft: Draft, return_id: int | None) -> Sequence[Decimal]:
    """What each line is worth.

    Raises InvalidFields for more than may come back (`lines-<id>-quantity`) and for a repair of goods without an
    archived unit (`kind`).
    """
    there = {each.order_line_id: each for each in rules.returnable(connection, order_id, without=return_id)}
    faults, amounts = [], []
    for line in draft.lines:
        found = there.get(line.order_line_id)
        if found is None:
            raise NotFound(what="order line", what_zh="订单明细", id=line.order_line_id)
        if not rules.ZERO < line.quantity <= found.left:
            faults.append(_too_many(line, found))
        amounts.append(found.worth(line.quantity))
    if not repairable(connection, draft.kind, [line.order_line_id for line in draft.lines]):
        faults.append(Fault(field="kind", zh=NO_UNIT[0], en=NO_UNIT[1]))
    if faults:
        raise InvalidFields(faults)
    return amounts


def repairable(connection: Connection, kind: str, order_lines: Sequence[int]) -> bool:
    """Whether goods that are to be repaired have a unit in the archive; other kinds need none."""
    if kind != "repair" or not order_lines:
        return True
    return any(archive.units_of_line(connection, one) for one in order_lines)


def _too_many(line: DraftLine, found: rules.Returnable) -> Fault:
    left = f"{found.left.normalize():f}"
    return Fault(
        field=f"lines-{line.order_line_id}-quantity",
        zh=f"最多可退 {left}（已发货减去已退和退货中的数量）",
        en=f"at most {left} (delivered less returned and being returned)",
    )


def _write(
    tx: Transaction, return_id: int, draft: Draft, amounts: Sequence[Decimal], root: int | None
) -> None:
    rows = [
        {
            "return_id": return_id,
            "order_line_id": line.order_line_id,
            "quantity": line.quantity,
            "amount": amount,
            "serials": line.serials,
        }
        for line, amount in zip(draft.lines, amounts, strict=True)
    ]
    changes.add_many(tx, return_line, rows, root=root)
