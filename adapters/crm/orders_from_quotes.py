"""The draft of an order from an accepted quote: its prices are those that the customer accepted."""

from __future__ import annotations

from sqlalchemy import select

from adapters.crm import changes, tables
from adapters.crm.numbering import next_number
from engine.errors import NotFound
from engine.organisation.snapshot import COMPANY_ZONE
from engine.store.uow import Transaction


def draft_from_quote(tx: Transaction, quote_id: int, *, root: int | None = None) -> int:
    """The order of a quote, made when there is none yet; its id."""
    order = tables.order
    known: int | None = tx.connection.scalar(
        select(order.c.id)
        .where(order.c.quote_id == quote_id, order.c.deleted_at.is_(None))
        .order_by(order.c.id)
    )
    if known is not None:
        return known
    quote = changes.row_of(tx.connection, tables.quote, quote_id, lock=True)
    if quote is None:
        raise NotFound(what="quote", id=quote_id)
    party = changes.row_of(tx.connection, tables.account, quote.account_id)
    assert party is not None
    order_id = changes.add(
        tx,
        order,
        root=root,
        no=next_number(tx, "order"),
        kind="stock",
        account_id=quote.account_id,
        agent_id=quote.account_id if party.kind == "agent" else None,
        contact_id=quote.contact_id,
        quote_id=quote_id,
        opportunity_id=quote.opportunity_id,
        owner_id=quote.owner_id,
        plate_id=party.plate_id,
        ordered_on=tx.now.astimezone(COMPANY_ZONE).date(),
        basis="quote",
        pay_method="terms" if quote.payment_terms else "prepay",
        ship_city=party.city,
        ship_to=party.address,
        terms="\n".join(text for text in (quote.payment_terms, quote.delivery_terms) if text),
        currency=quote.currency,
        list_total=quote.list_total,
        discount_total=quote.list_total - quote.total,
        total=quote.total,
        tax_total=quote.tax_total,
        max_discount=quote.max_discount,
        below_minimum=quote.below_minimum,
        state="draft",
        channel="staff",
    )
    _copy_lines(tx, quote_id, order_id, root)
    return order_id


def _copy_lines(tx: Transaction, quote_id: int, order_id: int, root: int | None) -> None:
    line = tables.quote_line
    rows = tx.connection.execute(select(line).where(line.c.quote_id == quote_id).order_by(line.c.seq))
    copied = (
        *("seq", "product_id", "quantity", "list_price", "rule_ratio", "given_ratio", "price", "amount"),
        *("reason", "rules_used", "approved_by_id"),
    )
    changes.add_many(
        tx,
        tables.order_line,
        [{"order_id": order_id, **{name: getattr(row, name) for name in copied}} for row in rows],
        root=root,
    )
