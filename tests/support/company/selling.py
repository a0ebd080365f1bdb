"""What salespeople begin: leads, opportunities, quotes, orders, contracts."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from adapters.crm import (
    changes,
    opportunities,
    quotes,
    tables,
)
from adapters.crm.orders import drafts, reading
from adapters.crm.orders.drafts import OrderDraft, OrderLine
from engine.store.uow import Transaction
from tests.support.company.people import Company


def lead(company: Company) -> int | None:
    number = company.fresh()
    about = {
        "channel": "web",
        "company": f"新客户{number}",
        "contact_name": "张三",
        "phone": f"021{number:08}",
    }
    return company.engine.message("lead.web", variables=about).root_id


def opportunity(company: Company) -> int | None:
    with company.at_work("salesperson") as (tx, person):
        customer = company.random.choice(company.customers)
        values = {"name": "传感器更换", "account_id": customer, "owner_id": person.id}
        opportunity_id = opportunities.enter(tx, values)
        known = {"opportunity_id": opportunity_id}
        return company.processes.start_in(
            tx, "lead_to_order", known, business_key=f"O{opportunity_id}", by=person
        )


def quote(company: Company) -> int | None:
    with company.at_work("salesperson") as (tx, person):
        quote_id = quotes.add(tx, person, company.random.choice(company.customers), quoted(company, tx))
    company.approval.submit(quote_id, person)
    return int(company.rows(tables.quote, tables.quote.c.id == quote_id)[0].instance_id)


def quoted(company: Company, tx: Transaction) -> quotes.Draft:
    """What a salesperson offers."""
    given = Decimal(company.random.choice(("0", "0.02", "0.12")))
    line = quotes.DraftLine(
        product_id=company.random.choice(company.products),
        quantity=Decimal(company.random.randint(1, 4)),
        given=given,
    )
    return quotes.Draft(valid_to=tx.now.date() + timedelta(days=30), lines=(line,))


def order(company: Company) -> int | None:
    with company.at_work("salesperson") as (tx, person):
        line = OrderLine(
            product_id=company.random.choice(company.products), quantity=Decimal(2), given=Decimal(0)
        )
        on = tx.now.date() + timedelta(days=20)
        draft = OrderDraft(lines=(line,), delivery_on=on, ship_city="苏州")
        order_id = drafts.add(tx, person, company.random.choice(company.customers), draft)
        known, no = {"order_id": order_id}, reading.of(tx.connection, order_id).no
        return company.processes.start_in(tx, "order_fulfilment", known, business_key=no, by=person)


def contract(company: Company) -> int | None:
    with company.at_work("salesperson") as (tx, person):
        contract_id = _contract(company, tx, "draft")
        known = {"contract_id": contract_id}
        return company.processes.start_in(tx, "contract", known, business_key=f"C{contract_id}", by=person)


def term(company: Company) -> int | None:
    with company.at_work("salesperson") as (tx, _person):
        contract_id = _contract(company, tx, "signed")
    now = company.store.clock.now()
    about = {
        "contract_id": contract_id,
        "contract_no": f"C{contract_id}",
        "contract_title": "年度供货",
        "customer": "青屿",
        "owner_login": "salesperson",
        "remind_first": now + timedelta(days=10),
        "remind_second": now + timedelta(days=20),
    }
    return company.engine.message("contract.filed", variables=about).root_id


def _contract(company: Company, tx: Transaction, state: str) -> int:
    today = tx.now.date()
    return changes.add(
        tx,
        tables.contract,
        no=f"HT-{company.fresh()}",
        title="年度供货",
        kind="sales",
        account_id=company.random.choice(company.customers),
        owner_id=company.ids["salesperson"],
        amount=Decimal(50000),
        start_on=today,
        end_on=today + timedelta(days=365),
        signers="张 / 李",
        body="正文",
        state=state,
    )
