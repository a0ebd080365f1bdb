"""The demo company without its past: people, sixty customers, forty products, the rules."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from adapters.crm import quotes, standard, tables
from adapters.crm.document_prices import DraftLine
from adapters.crm.quotes import Draft
from adapters.demo.company import build_company
from adapters.demo.customers import build_customers
from adapters.demo.products import build_catalogue, build_rules
from engine import organisation
from engine.clock import ManualClock
from engine.organisation import Person
from engine.store.uow import Store, Transaction


@dataclass
class Company:
    """The cast, the first customer (five percent agreement), and a draft quote of the salesperson."""

    store: Store
    people: dict[str, int]
    products: dict[str, int]
    customer: int

    def person(self, login: str) -> Person:
        with self.store.read() as connection:
            found = organisation.person(connection, self.people[login])
        assert found is not None
        return found

    def draft(self, *lines: tuple[str, str, str], **header: object) -> Draft:
        """A draft of (product code, quantity, granted share) lines."""
        today = self.store.clock.now().date()
        typed = tuple(
            DraftLine(product_id=self.products[code], quantity=Decimal(quantity), given=Decimal(given))
            for code, quantity, given in lines or (("GX-210", "2", "0.07"),)
        )
        return Draft(valid_to=today + timedelta(days=30), lines=typed, **header)  # type: ignore[arg-type]

    def quote(self, *lines: tuple[str, str, str], login: str = "salesperson") -> int:
        person = self.person(login)
        with self.store.begin(by=person.id, action="test.quote") as tx:
            return quotes.add(tx, person, self.customer, self.draft(*lines))


@pytest.fixture
def company(store: Store) -> Company:
    return _build(store)


_built: dict[str, tuple[Path, Company]] = {}


@pytest.fixture
def trial(
    sqlite_template: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, clock: ManualClock
) -> Iterator[Company]:
    """The same company on SQLite only, copied from a file that is built once: for tests of rules."""
    if "company" not in _built:
        file = shutil.copy(sqlite_template, tmp_path_factory.mktemp("company") / "store.db")
        first = Store(f"sqlite:///{file}", clock=clock)
        _built["company"] = (Path(file), _build(first))
        first.close()
    template, known = _built["company"]
    store = Store(f"sqlite:///{shutil.copy(template, tmp_path / 'company.db')}", clock=clock)
    yield replace(known, store=store)
    store.close()


def _build(store: Store) -> Company:
    with store.begin(by=None, action="test.set_up") as tx:
        standard.install(tx)
        people = build_company(tx)
        catalogue = build_catalogue(tx)
        today = tx.now.date()
        accounts = build_customers(tx, Random(1), people, today)
        build_rules(tx, catalogue, accounts[0]["id"], today)
    return Company(store, people, catalogue.products, accounts[0]["id"])


Command = Callable[..., Iterator[Transaction]]


@pytest.fixture
def state_of(store: Store) -> Callable[[int], str]:
    def read(quote_id: int) -> str:
        with store.read() as connection:
            return str(connection.scalar(select(tables.quote.c.state).where(tables.quote.c.id == quote_id)))

    return read
