"""Sellers, the warehouse, departments and finance at orders."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Row

from adapters.crm import changes, deliveries, stock, tables
from adapters.crm.orders import drafts, reading
from adapters.crm.orders.drafts import OrderDraft
from adapters.demo.texts import selling
from processes.history.desks import Answer, Turn, Values

_KEPT = (
    "kind", "pay_method", "delivery_on", "basis", "contact_id", "agent_id", "contract_id", "customer_ref",
    "online", "ship_city", "ship_to", "terms", "remark",
)  # fmt: skip


def _order(turn: Turn) -> Row[Any]:
    return reading.of(turn.tx.connection, turn.facts["order_id"])


def _prepare(turn: Turn) -> Values | None:
    """Say when it is delivered, and pay as the rules allow it. While his credit is on hold it has to wait."""
    row = _order(turn)
    buyer = changes.row_of(turn.tx.connection, tables.account, row.account_id)
    if buyer is None or buyer.credit_hold:
        return None
    lines = drafts.typed_lines(reading.lines(turn.tx.connection, row.id))
    header: dict[str, Any] = {name: getattr(row, name) for name in _KEPT}
    header["delivery_on"] = turn.company.today + timedelta(days=turn.dice.randint(12, 35))
    if turn.visit > 1:
        header["pay_method"] = "terms"
    draft = OrderDraft(lines=lines, **header)
    drafts.save(turn.tx, turn.person, row.id, draft, revision=row.revision)
    return {}


def _replenish(turn: Turn) -> Values:
    """Purchasing buys what is missing, and some for the next one."""
    order_id = turn.facts["order_id"]
    wanted = deliveries.wanted(turn.tx, order_id)
    known = stock.levels(turn.tx.connection, list(wanted))
    for product_id, many in sorted(wanted.items()):
        free = known[product_id].on_hand - known[product_id].reserved if product_id in known else Decimal(0)
        if product_id in known and free < many:
            stock.restock(turn.tx, product_id, many - free + 2, order_id=order_id, remark="采购入库")
    return {"supply_result": "arrived"}


def _review(department: str) -> Callable[[Turn], Values]:
    def act(turn: Turn) -> Values:
        feasible = "feasible" if turn.dice.random() < 0.7 else "conditions"
        remark = turn.dice.choice(selling.REVIEWS[department])
        values: dict[str, Any] = {f"{department}_answer": feasible, f"{department}_remark": remark}
        if department == "purchasing":
            values["purchasing_date"] = None
        return values

    return act


def _ship(turn: Turn) -> Values:
    carrier, prefix = turn.dice.choice(selling.CARRIERS)
    number = f"{prefix}{turn.dice.randrange(10**9, 10**10)}"
    return {"carrier": carrier, "tracking_no": number, "station": "", "route": ""}


def _track(turn: Turn) -> Values:
    accepted = {"delivery_status": "accepted", "courier": turn.dice.choice(selling.COURIERS)}
    return {**accepted, "accepted_by": turn.dice.choice(("仓库", "前台", "设备部", "采购部"))}


def _invoice(turn: Turn) -> Values:
    row = _order(turn)
    number = f"{turn.dice.randrange(10**7, 10**8):08d}"
    return {"invoice_no": number, "invoice_date": turn.company.today.isoformat(), "invoice_amount": row.total}


def _late(turn: Turn) -> Values:
    return {"late_remark": turn.dice.choice(selling.LATE)}


def _cancel(turn: Turn) -> Values:
    return {"cancel_decision": "agree"}


ANSWERS: Mapping[tuple[str, str], Answer] = {
    ("order_fulfilment", "order_prepare"): Answer(act=_prepare, hours=(0.5, 8)),
    ("order_fulfilment", "renegotiate"): Answer(act=_prepare, hours=(4, 16)),
    ("order_fulfilment", "replenish"): Answer(act=_replenish, hours=(8, 40)),
    ("order_fulfilment", "review_technical"): Answer(act=_review("technical"), hours=(2, 14)),
    ("order_fulfilment", "review_production"): Answer(act=_review("production"), hours=(2, 14)),
    ("order_fulfilment", "review_purchasing"): Answer(act=_review("purchasing"), hours=(2, 14)),
    ("order_fulfilment", "order_pick"): Answer(act=lambda _turn: {"pick_remark": ""}, hours=(16, 110)),
    ("order_fulfilment", "order_ship"): Answer(act=_ship, hours=(0.5, 8)),
    ("order_fulfilment", "order_track"): Answer(act=_track, hours=(8, 32)),
    ("order_fulfilment", "order_invoice"): Answer(act=_invoice, hours=(1, 20)),
    ("order_fulfilment", "late"): Answer(act=_late, hours=(0.5, 6)),
    ("order_fulfilment", "approve_cancel"): Answer(act=_cancel, hours=(0.5, 6)),
}
