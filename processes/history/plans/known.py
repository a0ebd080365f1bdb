"""What is known of companies, their people and those who sell the same."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select

from adapters.crm import changes, tables
from adapters.demo.texts import parties, work
from processes.history.company import Company
from processes.history.profiles import Customer


def competitors(company: Company) -> None:
    """Those who sell the same."""
    names = ("name", "homepage", "scale", "products", "strengths", "weaknesses", "promotions")
    with company.begin("marketing", "competitors") as tx:
        rows = [dict(zip(names, one, strict=True)) for one in parties.COMPETITORS]
        changes.add_many(tx, tables.competitor, rows)


def birthdays(company: Company, customers: Sequence[Customer], today: date) -> None:
    """What is known of contacts: some have their birthday soon."""
    contact = tables.contact
    with company.begin("assistant", "contacts") as tx:
        theirs = contact.c.account_id.in_([one.id for one in customers])
        rows = tx.connection.execute(select(contact).where(theirs).order_by(contact.c.email)).all()
        for number, row in enumerate(rows):
            dice = company.dice("contact", row.email)
            if dice.random() < 0.4:
                continue
            born = date(dice.randint(1968, 1995), dice.randint(1, 12), dice.randint(1, 28))
            if number % 12 == 0:
                soon = today + timedelta(days=dice.randint(1, 14))
                born = date(born.year, soon.month, min(soon.day, 28))
            changes.edit(tx, contact, row.id, birthday=born, hobby=dice.choice(work.INTERESTS))
            if number % 9 == 0:
                since = date(dice.randint(2015, 2023), dice.randint(1, 12), dice.randint(1, 28))
                joined = {"contact_id": row.id, "kind": "anniversary", "date": since, "yearly": True}
                changes.add_many(
                    tx, tables.contact_date, [{**joined, "remind_days": 3, "remark": "入职纪念日"}]
                )


def papers(company: Company, customers: Sequence[Customer]) -> None:
    """Tax numbers, banks and trades of companies, as the assistant keeps them."""
    account = tables.account
    theirs = account.c.id.in_([one.id for one in customers])
    with company.begin("assistant", "accounts") as tx:
        for row in tx.connection.execute(select(account).where(theirs).order_by(account.c.code)).all():
            dice = company.dice("papers", row.code)
            changes.edit(
                tx,
                account,
                row.id,
                tax_no=f"9132{dice.randrange(10**13, 10**14)}",
                bank=dice.choice(parties.BANKS),
                legal_rep=dice.choice(("王", "李", "张", "陈", "刘", "赵"))
                + dice.choice(("建华", "国强", "志远", "晓东", "丽")),
                business=parties.BUSINESS.get(row.industry, ""),
                country="中国",
                main_class="distributor" if row.kind == "agent" else "direct",
                type=dice.choice(("end_user", "end_user", "integrator", "trader")),
                stage="buying" if row.kind == "customer" else "contacted",
                status="active",
                settlement_method="prepaid" if row.payment_terms == "款到发货" else "monthly_30",
                annual_revenue=dice.randrange(20, 600) * 1_000_000,
                credit_rating=dice.choice(("AAA", "AA", "A", "A", "B")),
            )
