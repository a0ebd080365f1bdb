"""The work that a form alone does not do: what is typed after it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from adapters.crm import (
    changes,
    plans,
    quotes,
    stock,
    tables,
)
from adapters.crm.orders import reading
from adapters.crm.returns import documents, inspection, rules
from adapters.crm.returns.documents import Draft, DraftLine
from adapters.crm.returns.inspection import Finding
from engine import organisation
from tests.support.company.people import Company
from tests.support.company.selling import quoted

_SLIP = {
    "trade": "precision",
    "phone": "0512-88880000",
    "province": "江苏",
    "city": "苏州",
    "address": "星湖街 1 号",
    "tax_no": "91320594MA1",
    "min_discount": Decimal("0.05"),
    "settlement_method": "transfer",
    "payment_terms": "30 days",
}
Values = Mapping[str, Any]


def quote_(company: Company, item: Any) -> Values:
    """Lines for a quote that has none."""
    quote_id = company.variable(item.instance_id, "quote_id")
    row = company.rows(tables.quote, tables.quote.c.id == int(quote_id))[0]
    with company.store.begin(by=row.owner_id, action="test.quote") as tx:
        owner = organisation.person(tx.connection, row.owner_id)
        assert owner is not None
        quotes.save(tx, owner, row.id, quoted(company, tx), revision=row.revision)
    return {}


def order_(company: Company, item: Any) -> Values:
    """A day and a place for an order that lacks them."""
    order_id = int(company.variable(item.instance_id, "order_id"))
    with company.at_work("salesperson") as (tx, _person):
        on = tx.now.date() + timedelta(days=20)
        changes.edit(tx, tables.order, order_id, delivery_on=on, ship_city="苏州", pay_method="prepay")
    return {}


def slip_(company: Company, item: Any) -> Values:
    """What the slip of a new customer lacks."""
    account_id = int(company.variable(item.instance_id, "account_id"))
    with company.at_work("salesperson") as (tx, _person):
        slip = {name: text for name, text in _SLIP.items() if name in tables.account.c}
        changes.edit(tx, tables.account, account_id, **slip)
        if not tx.connection.scalar(
            select(tables.contact.c.id).where(tables.contact.c.account_id == account_id)
        ):
            changes.add(
                tx, tables.contact, account_id=account_id, name="李四", mobile="13800000000", is_main=True
            )
    return {}


def goods_(company: Company, item: Any) -> Values:
    """Everything is in stock again."""
    with company.at_work("warehouse") as (tx, _person):
        for product_id in sorted(company.products):
            stock.restock(tx, product_id, Decimal(100))
    return {"supply_result": "arrived"}


def invoice_(company: Company, item: Any) -> Values:
    order_id = int(company.variable(item.instance_id, "order_id"))
    [row] = company.rows(tables.order, tables.order.c.id == order_id)
    on = company.store.clock.now().date().isoformat()
    return {
        "invoice_no": f"INV-{company.fresh()}",
        "invoice_date": on,
        "invoice_amount": reading.amount_due(row),
    }


def plan_(company: Company, item: Any) -> Values:
    """The plan that the order's way of paying suggests."""
    order_id = int(company.variable(item.instance_id, "order_id"))
    with company.at_work("salesperson") as (tx, _person):
        row = reading.of(tx.connection, order_id)
        plans.save(tx, order_id, plans.propose(tx.connection, row))
    return {}


def document_(company: Company, item: Any) -> Values:
    """One piece of a line comes back."""
    [row] = company.rows(tables.return_order, tables.return_order.c.instance_id == item.instance_id)
    kind = company.random.choices(("refund", "replace"), weights=(3, 1))[0]
    with company.at_work("service") as (tx, person):
        there = [one for one in rules.returnable(tx.connection, row.order_id, without=row.id) if one.left > 0]
        lines = tuple(DraftLine(order_line_id=one.order_line_id, quantity=Decimal(1)) for one in there[:1])
        draft = Draft(reason="defective", kind=kind, lines=lines)
        documents.save(tx, person, row.id, draft, revision=row.revision)
    return {}


def inspect_(company: Company, item: Any) -> Values:
    """All of it is there."""
    [row] = company.rows(tables.return_order, tables.return_order.c.instance_id == item.instance_id)
    with company.at_work("warehouse") as (tx, _person):
        found = [
            Finding(line_id=line.id, received=line.quantity, state="ok", disposition="restock")
            for line in documents.lines(tx.connection, row.id)
        ]
        inspection.record(tx, row.id, found)
    return {}


def deduct_(company: Company, item: Any) -> Values:
    amount = company.variable(item.instance_id, "proposed_amount") or 0
    return {"accepted_amount": amount, "deduction_reason": "磨损", "customer_consent": True}


def approve_(company: Company, _item: Any) -> Values:
    action = company.random.choices(("agree", "return", "reject"), weights=(12, 1, 1))[0]
    return {"action": action, "opinion": "意见"}


def decision_(company: Company, _item: Any) -> Values:
    decision = company.random.choices(("quote", "direct_order", "lost"), weights=(6, 1, 1))[0]
    return {"decision": decision, "result": "见面", "reason": "price", "next_step": "报价", "amount": 20000}


def solution_(company: Company, _item: Any) -> Values:
    actions = company.random.choice((["return"], ["letter"], ["payment"], []))
    money = {"compensation_kind": "money", "compensation_amount": 50} if actions == ["payment"] else {}
    return {"root_cause": "老化", "solution": "处理", "answer": "请查收", "actions": actions, **money}


def contact_(company: Company, _item: Any) -> Values:
    result = company.random.choice(("dispute", "promise", "paid"))
    on = company.store.clock.now().date() + timedelta(days=3)
    return {"result": result, "promised_on": on.isoformat(), "note": "联系过"}


def pay_(company: Company, _item: Any) -> Values:
    return {"bank_account_id": company.bank, "method": "transfer"}


def signed_(company: Company, _item: Any) -> Values:
    return {"signed_on": company.store.clock.now().date().isoformat(), "signers": "张 / 李"}
