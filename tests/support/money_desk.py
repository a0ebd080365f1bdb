"""An order of the demo company that money is owed for, and what finance does with it over the pages."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from adapters.crm import changes, plans, tables
from engine.organisation.snapshot import company_today
from tests.support.application import Application


@dataclass
class Desk:
    """The application, and an order of the salesperson with two instalments, one of them late."""

    site: Application
    order: int
    plans: list[int]
    customer: int
    bank: int

    def parts(self) -> list[Decimal]:
        """What was received on each instalment."""
        with self.site.platform.store.read() as connection:
            return [row.received for row in plans.of_order(connection, self.order)]

    def receipt(self, **more: str) -> dict[str, str]:
        """A receipt of 600 as it is typed."""
        with self.site.platform.store.read() as connection:
            party = changes.row_of(connection, tables.account, self.customer)
        assert party is not None
        day = company_today().isoformat()
        form = {"account": party.code, "amount": "600", "received_on": day}
        fixed = {"bank_account_id": str(self.bank), "method": "transfer", "submission": f"s-{self.order}"}
        return {**form, **fixed, **more}

    def receive(self, *amounts: str) -> None:
        """Money comes in and settles the instalments as given."""
        parts = {f"part-{plan}": amount for plan, amount in zip(self.plans, amounts, strict=False)}
        total = str(sum(Decimal(amount) for amount in amounts))
        answer = self.site.as_("finance").post("/crm/receipts/new", self.receipt(amount=total, **parts))
        assert answer.status_code == 303
