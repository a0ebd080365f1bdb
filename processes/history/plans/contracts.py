"""Contracts with larger customers: some in force, some under way, some about to end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from adapters.crm import changes, tables
from adapters.crm.numbering import next_number
from adapters.demo.texts import contracts as texts
from processes.history.agenda import Agenda, Deed
from processes.history.company import Company
from processes.history.plans.days import spread
from processes.history.profiles import Customer, pick

PROCESS = "contract"
TEMPLATE = "标准供货合同"


class Contracts:
    """Puts the contracts of a year on the agenda."""

    def __init__(self, *, company: Company, customers: Sequence[Customer]) -> None:
        self._company = company
        self._customers = [one for one in customers if one.approved]

    def plan(self, agenda: Agenda, *, number: int, since: date, until: date) -> None:
        """So many, half of them with an end that is near today."""
        dice = self._company.dice("contracts")
        for count, at in enumerate(spread(self._company, dice, number, since, until)):
            who = pick(self._customers, dice, at.date())
            kind, title, amount = texts.CONTRACTS[count % len(texts.CONTRACTS)]
            length = dice.choice((365, 365, 730))
            if count % 3 == 0:
                length = max((until - at.date()).days + dice.randint(10, 55), 60)
            agenda.begin(at, title, self._write(who, kind, title, Decimal(amount), length))

    def _write(self, who: Customer, kind: str, title: str, amount: Decimal, length: int) -> Deed:
        def write() -> None:
            company = self._company
            person = company.person(who.seller)
            with company.begin(who.seller, "contract") as tx:
                no = next_number(tx, "contract")
                contract_id = changes.add(
                    tx,
                    tables.contract,
                    no=no,
                    title=title,
                    kind=kind,
                    account_id=who.id,
                    contact_id=who.contact_id,
                    owner_id=person.id,
                    template_id=self._template(tx),
                    amount=amount,
                    payment_terms=who.terms,
                    main_terms=texts.TERMS,
                    start_on=company.today,
                    end_on=company.today + timedelta(days=length),
                    signers=f"{person.name}、{who.name}法定代表人",
                )
                company.processes.start_in(
                    tx, PROCESS, {"contract_id": contract_id}, business_key=no, by=person
                )

        return write

    def _template(self, tx: Any) -> int:
        table = tables.text_template
        query = select(table.c.id).where(table.c.kind == "contract", table.c.name == TEMPLATE)
        known = tx.connection.scalar(query)
        if known is not None:
            return int(known)
        named = {"name": TEMPLATE, "name_en": "Standard supply contract"}
        return changes.add_many(tx, table, [{**named, "kind": "contract", "body": texts.BODY}])[0]
