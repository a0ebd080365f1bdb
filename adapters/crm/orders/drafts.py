"""Drafts of orders: what people type, the prices that follow, and orders made of quotes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, select

from adapters.crm import changes, document_prices, quotes, tables
from adapters.crm.document_prices import DraftLine
from adapters.crm.numbering import next_number
from adapters.crm.orders import reading
from adapters.crm.orders.errors import BuyerRefused, OrderLocked, QuoteNotOrdered
from adapters.crm.orders.related import demand_related
from adapters.crm.orders.words import STATES
from adapters.crm.pricing import PricedLine, Pricing
from engine.errors import NotFound
from engine.organisation import Person, demand
from engine.organisation.snapshot import COMPANY_ZONE
from engine.store.uow import Transaction

order, order_line = tables.order, tables.order_line
EDITABLE = frozenset({"draft"})
_ORDERED = frozenset({"draft", "in_approval", "approved", "executing", "delivered", "closed"})


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderLine(DraftLine):
    """A line as typed; `special_request` is what makes it custom."""

    special_request: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderDraft:
    """What a seller writes of an order; prices, fee and totals are computed."""

    lines: tuple[OrderLine, ...]
    kind: str = "stock"
    pay_method: str = "prepay"
    delivery_on: date | None = None
    basis: str = "direct"
    contact_id: int | None = None
    agent_id: int | None = None
    contract_id: int | None = None
    customer_ref: str = ""
    online: bool = False
    ship_city: str = ""
    ship_to: str = ""
    terms: str = ""
    remark: str = ""

    def header(self) -> dict[str, Any]:
        """The columns of the order's own row."""
        return {name: getattr(self, name) for name in _HEADER}


_HEADER = (
    "kind", "pay_method", "delivery_on", "basis", "contact_id", "agent_id", "contract_id", "customer_ref",
    "online", "ship_city", "ship_to", "terms", "remark",
)  # fmt: skip


def add(tx: Transaction, person: Person, account_id: int, draft: OrderDraft, **origin: Any) -> int:
    """A new draft for a customer, owned by the person; its id. `origin`: quote_id, opportunity_id, channel."""
    demand(tx.connection, person, "order", "add")
    party = buyer(tx, account_id)
    return write_draft(tx, party, draft, owner_id=person.id, **{"channel": "staff", **origin})


def add_from_quote(
    tx: Transaction, quote_id: int, *, kind: str = "stock", root: int | None = None
) -> Row[Any]:
    """The draft order of a quote that was approved: the same lines at today's prices. Once per quote.

    Raises NotFound, QuoteNotOrdered, BuyerRefused.
    """
    quoted = changes.row_of(tx.connection, tables.quote, quote_id, lock=True)
    if quoted is None or quoted.deleted_at is not None:
        raise NotFound(what="quote", what_zh="报价", id=quote_id)
    known = select(order.c.id).where(
        order.c.quote_id == quote_id, order.c.state.in_(_ORDERED), order.c.deleted_at.is_(None)
    )
    found = tx.connection.execute(known).scalar()
    if found is not None:
        return reading.of(tx.connection, found)
    _refuse_quote(tx, quoted)
    party = buyer(tx, quoted.account_id)
    lines = tuple(
        OrderLine(product_id=x.product_id, quantity=x.quantity, given=x.given, reason=x.reason)
        for x in quotes.typed_lines(quotes.lines(tx.connection, quote_id))
    )
    draft = OrderDraft(
        lines=lines,
        kind=kind,
        basis="quote",
        pay_method="terms" if quoted.payment_terms else "prepay",
        contact_id=quoted.contact_id,
        ship_city=party.city,
        ship_to=party.address,
        terms="\n".join(text for text in (quoted.payment_terms, quoted.delivery_terms) if text),
    )
    origin = {"quote_id": quote_id, "opportunity_id": quoted._mapping.get("opportunity_id")}
    order_id = write_draft(
        tx,
        party,
        draft,
        owner_id=quoted.owner_id,
        root=root,
        channel="staff",
        currency=quoted.currency,
        **origin,
    )
    return reading.of(tx.connection, order_id)


def save(tx: Transaction, person: Person, order_id: int, draft: OrderDraft, *, revision: int) -> None:
    """Replace what was typed. Refuses a locked order and a stale `revision`."""
    row = reading.find(tx.connection, person, order_id, "edit")
    if row.state not in EDITABLE:
        raise OrderLocked(no=row.no, state_zh=STATES[row.state][0], state_en=STATES[row.state][1].lower())
    party = changes.row_of(tx.connection, tables.account, row.account_id)
    priced = document_prices.price_draft(tx.connection, party, draft.lines, today(tx))
    demand_related(tx.connection, row.account_id, draft, stored=row)
    values = {**draft.header(), **totals(priced)}
    same = typed_lines(reading.lines(tx.connection, order_id)) == draft.lines
    # Lines belong to the order's revision: changing only a line must make another open page stale too.
    touched = changes.edit(tx, order, order_id, revision=revision, **values)
    if same:
        return
    changes.remove(tx, order_line, order_line.c.order_id == order_id)
    write_lines(tx, order_id, draft.lines, priced)
    if not touched:
        changes.touch(tx, order, order_id)


def reprice(tx: Transaction, row: Row[Any], *, root: int | None = None) -> Row[Any]:
    """Compute the stored lines again with today's rules; the order's row afterwards."""
    stored = reading.lines(tx.connection, row.id)
    typed = typed_lines(stored)
    party = changes.row_of(tx.connection, tables.account, row.account_id)
    priced = document_prices.price_draft(tx.connection, party, typed, today(tx))
    changes.edit(tx, order, row.id, root=root, **totals(priced))
    if any((x.price, x.amount) != (y.price, y.amount) for x, y in zip(stored, priced.lines, strict=True)):
        changes.remove(tx, order_line, order_line.c.order_id == row.id, root=root)
        write_lines(tx, row.id, typed, priced, root=root)
    return reading.of(tx.connection, row.id)


def buyer(tx: Transaction, account_id: int) -> Row[Any]:
    """The customer, if orders may be taken from him. Raises NotFound, BuyerRefused."""
    party = changes.row_of(tx.connection, tables.account, account_id)
    if party is None or party.deleted_at is not None:
        raise NotFound(what="customer", what_zh="客户", id=account_id)
    refuse_buyer(party)
    return party


def refuse_buyer(party: Row[Any]) -> None:
    """Raise BuyerRefused for a customer that is not approved, blocked for credit, or marked invalid."""
    reasons = (
        (not party.approved, "客户资料尚未审批", "the customer has not been approved yet"),
        (party.credit_hold, "客户因欠款被冻结信用", "his credit is on hold because of overdue payments"),
        (party.invalid, "客户已标记为无效", "the customer is marked invalid"),
    )
    for holds, zh, en in reasons:
        if holds:
            raise BuyerRefused(name_zh=party.name, name_en=party.name_en or party.name, why_zh=zh, why_en=en)


def typed_lines(stored: Sequence[Row[Any]]) -> tuple[OrderLine, ...]:
    """What was typed of stored lines."""
    return tuple(
        OrderLine(
            product_id=x.product_id,
            quantity=x.quantity,
            given=x.given_ratio or Decimal(0),
            reason=x.reason,
            special_request=x.special_request,
        )
        for x in stored
    )


def totals(priced: Pricing) -> dict[str, Any]:
    """The sums of the lines."""
    return {
        "list_total": priced.list_total,
        "discount_total": priced.rule_total + priced.given_total,
        "tax_total": priced.tax_total,
        "total": priced.total,
        "max_discount": priced.max_discount,
        "below_minimum": priced.below_minimum,
    }


def write_lines(
    tx: Transaction, order_id: int, typed: Sequence[OrderLine], priced: Pricing, *, root: int | None = None
) -> None:
    """Store the lines with their prices."""
    pairs = zip(typed, priced.lines, strict=True)
    rows = [_line_row(order_id, seq, one, done) for seq, (one, done) in enumerate(pairs, start=1)]
    changes.add_many(tx, order_line, rows, root=root)


def today(tx: Transaction) -> date:
    """The day of this transaction where the company is."""
    return tx.now.astimezone(COMPANY_ZONE).date()


def write_draft(
    tx: Transaction,
    party: Row[Any],
    draft: OrderDraft,
    *,
    owner_id: int,
    root: int | None = None,
    currency: str = "CNY",
    **origin: Any,
) -> int:
    """Store a draft with its prices; its id."""
    priced = document_prices.price_draft(tx.connection, party, draft.lines, today(tx))
    demand_related(tx.connection, party.id, draft)
    order_id = changes.add(
        tx,
        order,
        root=root,
        no=next_number(tx, "order"),
        account_id=party.id,
        owner_id=owner_id,
        plate_id=party.plate_id,
        ordered_on=today(tx),
        currency=currency,
        state="draft",
        **draft.header(),
        **totals(priced),
        **origin,
    )
    write_lines(tx, order_id, draft.lines, priced, root=root)
    return order_id


def _refuse_quote(tx: Transaction, quoted: Row[Any]) -> None:
    if quoted.state not in ("approved", "sent", "accepted"):
        raise QuoteNotOrdered(no=quoted.no, why_zh="它还没有批准", why_en="it is not approved")
    if quoted.valid_to < today(tx):
        raise QuoteNotOrdered(
            no=quoted.no,
            why_zh=f"有效期到 {quoted.valid_to} 为止",
            why_en=f"it was valid until {quoted.valid_to}",
        )


def _line_row(order_id: int, seq: int, typed: OrderLine, priced: PricedLine) -> Mapping[str, Any]:
    return {
        "order_id": order_id,
        "seq": seq,
        "product_id": typed.product_id,
        "quantity": typed.quantity,
        "list_price": priced.product.list_price,
        "rule_ratio": priced.rule,
        "given_ratio": priced.given,
        "price": priced.price,
        "amount": priced.amount,
        "reason": typed.reason,
        "special_request": typed.special_request,
        "rules_used": document_prices.rules_used(priced),
    }
