"""Opportunities and repeat orders of the customers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from sqlalchemy import select

from adapters.crm import changes, intake, opportunities, tables
from adapters.crm.orders import commands, drafts
from adapters.crm.orders.drafts import OrderDraft, OrderLine
from adapters.demo.texts import selling
from engine.store.uow import Transaction
from processes.history.agenda import Agenda
from processes.history.answers.selling import product_ids
from processes.history.company import Company
from processes.history.deals import Deal
from processes.history.plans.days import spread
from processes.history.profiles import Customer, basket, pick

ROLES = ("influencer", "user", "gatekeeper", "coach")
ATTITUDES = ("supporter", "supporter", "neutral", "opponent", "unknown")
METHODS = ("direct", "consulting", "tender", "repeat")


class Sales:
    """Puts a year of demand on the agenda."""

    def __init__(self, *, company: Company, customers: Sequence[Customer]) -> None:
        self._company = company
        self._customers = customers

    def plan(self, agenda: Agenda, *, deals: int, orders: int, since: date, until: date) -> None:
        """So many opportunities and orders without any."""
        dice = self._company.dice("sales")
        for number, at in enumerate(spread(self._company, dice, deals, since, until)):
            buyer = pick(self._customers, dice, at.date())
            agenda.begin(at, f"opportunity of {buyer.name}", partial(self._enter, f"deal-{number}", buyer))
        buyers = [one for one in self._customers if one.approved]
        dice = self._company.dice("orders")
        for number, at in enumerate(spread(self._company, dice, orders, since, until)):
            buyer = pick(buyers, dice, at.date())
            agenda.begin(at, f"order of {buyer.name}", partial(self._reorder, f"order-{number}", buyer))

    def _enter(self, mark: str, buyer: Customer) -> None:
        company, table = self._company, tables.opportunity
        dice = company.dice(mark)
        with company.begin(buyer.seller, "opportunity") as tx:
            owner = company.person(buyer.seller)
            values = {
                "name": "",
                "account_id": buyer.id,
                "contact_id": buyer.contact_id,
                "owner_id": owner.id,
                "method": dice.choice(METHODS),
                "expected_close_on": company.today + timedelta(days=dice.randint(30, 100)),
            }
            named = tables.competitor.c
            rivals = list(tx.connection.scalars(select(named.id).order_by(named.name)))
            values["competitor_ids"] = dice.sample(rivals, dice.choice((0, 1, 1, 2)))
            made = opportunities.enter(tx, {**values, "name": "-"})
            row = opportunities.row_of(tx.connection, made)
            deal = Deal.of(company, row.no, buyer.seller)
            ids = product_ids(tx.connection)
            prices = {one.id: one.list_price for one in tx.connection.execute(select(tables.product))}
            amount = sum((prices[ids[code]] * many for code, many in deal.lines), Decimal(0))
            wanted = list(dict.fromkeys(ids[code] for code, _many in deal.lines))
            worth = amount.quantize(Decimal(100))
            changes.edit(tx, table, made, name=deal.project, expected_amount=worth, products=wanted)
            self._meet(tx, f"{mark}-people", made, buyer)
            company.processes.start_in(
                tx, intake.PROCESS, {"opportunity_id": made}, business_key=row.no, by=owner
            )

    def _meet(self, tx: Transaction, mark: str, opportunity_id: int, buyer: Customer) -> None:
        """Who plays which part at the customer, as far as the seller knows by now."""
        dice, contact = self._company.dice(mark), tables.contact
        people = select(contact.c.id, contact.c.decision_role).where(contact.c.account_id == buyer.id)
        for row in tx.connection.execute(people.order_by(contact.c.id)):
            if row.id == buyer.contact_id or dice.random() < 0.6:
                changes.add(
                    tx,
                    tables.opportunity_contact,
                    opportunity_id=opportunity_id,
                    contact_id=row.id,
                    role=row.decision_role or dice.choice(ROLES),
                    attitude=dice.choice(ATTITUDES),
                )

    def _reorder(self, mark: str, buyer: Customer) -> None:
        company = self._company
        dice = company.dice(mark)
        custom = dice.random() < 0.2
        main = "control" if custom else dice.choice((*buyer.taste, "spare", "sensor"))
        terms = bool(buyer.terms) and buyer.terms != "款到发货"
        with company.begin(buyer.seller, "order") as tx:
            ids = product_ids(tx.connection)
            lines = tuple(
                OrderLine(
                    product_id=ids[code],
                    quantity=many,
                    special_request=dice.choice(selling.REQUESTS) if custom and n == 0 else "",
                )
                for n, (code, many) in enumerate(basket(dice, main))
            )
            draft = OrderDraft(
                lines=lines,
                kind="custom" if custom else "stock",
                pay_method="terms" if terms else "prepay",
                delivery_on=company.today + timedelta(days=dice.randint(10, 40)),
                contact_id=buyer.contact_id,
                customer_ref=f"PO{dice.randrange(10000, 99999)}",
                ship_city=buyer.city,
                ship_to=f"{buyer.city}市 {buyer.name} 仓库",
                terms=buyer.terms,
            )
            person = company.person(buyer.seller)
            order_id = drafts.add(tx, person, buyer.id, draft)
            commands.submit(tx, company.processes, person, order_id)
