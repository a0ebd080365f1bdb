"""Loading the demo company, once."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from sqlalchemy import func, select

from adapters.crm import standard
from adapters.demo.assignment import build_assignment
from adapters.demo.banks import build_banks
from adapters.demo.company import DemoLogin, build_company, logins
from adapters.demo.customers import build_customers
from adapters.demo.goods import build_stock
from adapters.demo.past_quotes import build_past_quotes
from adapters.demo.products import build_catalogue, build_rules
from engine.organisation import tables as organisation
from engine.organisation.snapshot import COMPANY_ZONE
from engine.store.uow import Store


def load(store: Store, *, seed: int = 2026) -> list[DemoLogin]:
    """Fill an empty store; the logins to try. The same seed gives the same data.

    All in one transaction: half a company is never there. A store that has people already stays as it is,
    and nothing is returned unless they are the demo's.
    """
    with store.begin(by=None, action="demo.load") as tx:
        people = organisation.person
        if tx.connection.scalar(select(func.count()).select_from(people)):
            codes = set(tx.connection.scalars(select(people.c.login).where(people.c.email.like("%.example"))))
            return [found for found in logins() if found.login in codes]
        random = Random(seed)  # noqa: S311 - demo data, not secrets
        today = tx.now.astimezone(COMPANY_ZONE).date()
        standard.install(tx)
        staff = build_company(tx)
        catalogue = build_catalogue(tx)
        accounts = build_customers(tx, random, staff, today)
        build_rules(tx, catalogue, accounts[0]["id"], today - timedelta(days=400))
        build_past_quotes(tx, random, staff, accounts, list(catalogue.products.values()))
        build_stock(tx, catalogue.products)
        build_banks(tx)
        build_assignment(tx, staff)
    return logins()
