"""What begins about customers and colleagues: approval, duplicates, the pool, a hand-over."""

from __future__ import annotations

from adapters.crm import changes, letters, tables
from adapters.crm.handover import plan as handing
from engine import organisation
from tests.support.company.people import Company


def prospect(company: Company) -> int | None:
    with company.at_work("salesperson") as (tx, person):
        number = company.fresh()
        account_id = changes.add(
            tx,
            tables.account,
            code=f"P-{number}",
            kind="prospect",
            name=f"潜在客户{number}",
            owner_id=person.id,
            approved=False,
        )
        known = {"account_id": account_id, "applicant": person.login}
        return company.processes.start_in(tx, "new_customer", known, business_key=f"P-{number}", by=person)


def twins(company: Company) -> int | None:
    with company.at_work("salesperson2") as (tx, person):
        number = company.fresh()
        account_id = changes.add(
            tx,
            tables.account,
            code=f"T-{number}",
            kind="customer",
            name=f"双份{number}",
            owner_id=company.ids["salesperson"],
        )
        known = {"account_a_id": account_id, "account_b_id": None, "claimant": person.login}
        return company.processes.start_in(tx, "duplicate_case", known, business_key=f"T-{number}", by=person)


def claim(company: Company) -> int | None:
    with company.at_work("salesperson") as (tx, person):
        number = company.fresh()
        pool = {"level": "A", "pool_state": "public"}
        account_id = changes.add(
            tx,
            tables.account,
            code=f"G-{number}",
            kind="customer",
            name=f"公海{number}",
            **pool,
        )
        known = {"account_id": account_id, "claimant": person.login}
        return company.processes.start_in(tx, "pool_claim", known, business_key=f"G-{number}", by=person)


def leave(company: Company) -> int | None:
    with company.at_work("manager") as (tx, person):
        leaver = organisation.person(tx.connection, company.ids["salesperson3"])
        assert leaver is not None
        given = {"kind": "leaver", "reason": "离职", "freeze_now": False}
        handover_id = handing.begin(tx, person, company.processes, leaver, **given)
        return int(handing.row_of(tx.connection, handover_id).instance_id)


def letter(company: Company) -> int | None:
    """A mail whose process waits for its sending."""
    typed = {
        "to": "a@b.example",
        "subject": "新品",
        "text": "请看",
        "language": "zh",
        "contact_id": "",
        "next_step": "",
    }
    with company.at_work("salesperson") as (tx, person):
        customer, once = company.random.choice(company.customers), f"once-{company.fresh()}"
        kept = letters.send(tx, person, company.processes, customer, typed, submission=once)
        return int(letters.row_of(tx.connection, kept).instance_id)
