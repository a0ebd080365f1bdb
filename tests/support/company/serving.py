"""What begins once something was delivered: collection, returns, repairs, complaints; and knowledge."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select

from adapters.crm import (
    changes,
    ledger,
    payments,
    repairs,
    tables,
)
from engine.store.uow import Transaction
from tests.support.company.people import Company


def owed_order(company: Company) -> int | None:
    """An order of old that is delivered and not paid."""
    with company.at_work("salesperson") as (tx, person):
        order_id = delivered(company, tx)
        known = {"order_id": order_id}
        return company.processes.start_in(tx, "payment_collection", known, business_key="D", by=person)


def goods_back(company: Company) -> int | None:
    with company.at_work("service") as (tx, person):
        order_id = delivered(company, tx)
        known = {"order_id": order_id, "requester": person.login}
        return company.processes.start_in(tx, "return_refund", known, business_key="R", by=person)


def broken(company: Company) -> int | None:
    with company.at_work("service") as (tx, person):
        delivered(company, tx)
        unit = tx.connection.scalar(
            select(tables.product_archive.c.id).order_by(tables.product_archive.c.id.desc()).limit(1)
        )
        assert unit is not None
        repair_id = repairs.begin_case(tx, company.processes, person, unit, "读数漂移")
        row = changes.row_of(tx.connection, tables.repair_registration, repair_id)
        return None if row is None else row.instance_id


def complain(company: Company) -> int | None:
    about = {
        "account_id": company.random.choice(company.customers),
        "type": "complaint",
        "subject": f"投诉 {company.fresh()}",
        "text": "每天漂移 2%",
        "phone": "",
        "email": "",
    }
    with company.at_work("salesperson") as (tx, _person):
        about["order_id"] = delivered(company, tx)
    return company.engine.message("complaint.web", variables=about).root_id


def article(company: Company) -> int | None:
    with company.at_work("service") as (tx, person):
        text = {"title": f"漂移 {company.fresh()}", "question": "为何漂移？", "answer": "更换探头"}
        knowledge_id = changes.add(tx, tables.knowledge, state="draft", author_id=person.id, **text)
        known = {"knowledge_id": knowledge_id}
        return company.processes.start_in(tx, "knowledge_review", known, business_key="K", by=person)


def expense(company: Company) -> int | None:
    with company.at_work("finance") as (tx, person):
        wish = payments.Wish(kind="expense", amount=Decimal(300), payee="顺达物流")
        payment_id, _new = payments.request(tx, wish)
        known = {"payment_id": payment_id, "applicant": person.login}
        return company.processes.start_in(tx, "payment_out", known, business_key="FK", by=person)


def delivered(company: Company, tx: Transaction) -> int:
    """A delivered order with one line."""
    customer, product = company.random.choice(company.customers), company.random.choice(company.products)
    order_id = changes.add(
        tx,
        tables.order,
        no=f"OLD-{company.fresh()}",
        kind="stock",
        account_id=customer,
        owner_id=company.ids["salesperson"],
        ordered_on=tx.now.date(),
        pay_method="terms",
        currency="CNY",
        total=Decimal(4000),
        state="delivered",
        effective_at=tx.now,
    )
    many, each = Decimal(4), Decimal(1000)
    priced = {"list_price": each, "price": each, "amount": many * each}
    line_id = changes.add(
        tx,
        tables.order_line,
        order_id=order_id,
        seq=1,
        product_id=product,
        quantity=many,
        delivered_quantity=many,
        **priced,
    )
    unit = {
        "account_id": customer,
        "product_id": product,
        "order_line_id": line_id,
        "sold_on": tx.now.date(),
    }
    changes.add(tx, tables.product_archive, serial_no=f"S-{company.fresh()}", **unit)
    changes.add(
        tx,
        tables.delivery,
        order_id=order_id,
        no=f"OLD-D{company.fresh()}",
        state="accepted",
        accepted_at=tx.now,
        lines=[{"line_id": line_id, "quantity": "4"}],
    )
    ledger.post_order(tx, order_id)
    return order_id
