"""A company whose quotes are approved by the shipped packages, on both stores."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email.message import EmailMessage
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from adapters.crm import quotes, tables
from adapters.crm.document_prices import DraftLine
from adapters.crm.quotes import Draft
from adapters.demo import load
from adapters.demo.company import build_company
from adapters.demo.customers import build_customers
from adapters.demo.products import build_catalogue, build_rules
from adapters.mail.send import Mailer
from adapters.registry import adapters as registry
from engine import organisation
from engine.clock import ManualClock
from engine.organisation import Person
from engine.service import Actor, Answer, Engine
from engine.store.schema import runtime
from engine.store.uow import Store
from engine.store.values import decode, encode
from engine.store.verify import verify
from processes.approval import decisions, drafting, policies, types
from processes.approval.adapters import adapters as approval_steps
from processes.approval.model import Flow
from processes.approval.policies import Running
from processes.approval.quotes import QUOTES
from processes.approval.releasing import gate
from processes.package import read_folder
from tests.support.rule_site import Site, rule_site

BPMN = Path(__file__).parents[3] / "bpmn"
DOCUMENTS = types.documents()
NINE = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # at the company: a Monday, three hours before lunch
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


@dataclass
class Outbox:
    """A transport that keeps what it is given."""

    sent: list[EmailMessage] = field(default_factory=list)

    def deliver(self, message: EmailMessage) -> None:
        self.sent.append(message)


@dataclass
class Office:
    """The cast, their quotes, and what they can do."""

    store: Store
    engine: Engine
    outbox: Outbox
    people: dict[str, int]
    products: dict[str, int]
    customer: int

    def person(self, login: str) -> Person:
        with self.store.read() as connection:
            found = organisation.person(connection, self.people[login])
        assert found is not None
        return found

    def quote(self, given: str = "0.12", *, quantity: str = "2", login: str = "salesperson") -> int:
        """A draft quote of one line with this granted discount."""
        person = self.person(login)
        with self.store.begin(by=person.id, action="test.quote") as tx:
            return quotes.add(tx, person, self.customer, self._draft(given, quantity))

    def change_quote(self, quote_id: int, given: str) -> None:
        person = self.person("salesperson")
        with self.store.begin(by=person.id, action="test.quote") as tx:
            revision = tx.connection.scalar(
                select(tables.quote.c.revision).where(tables.quote.c.id == quote_id)
            )
            quotes.save(tx, person, quote_id, self._draft(given, "2"), revision=revision)

    def come_to_rest(self) -> None:
        """Do what is due, and what becomes due by that."""
        while self.engine.run_due():
            pass

    def take_lines_away(self, quote_id: int) -> None:
        with self.store.begin(by=None, action="test.quote") as tx:
            tx.connection.execute(delete(tables.quote_line).where(tables.quote_line.c.quote_id == quote_id))

    def submit(self, quote_id: int, by: str = "salesperson") -> int:
        return self.engine.start(
            "quote_approval",
            variables={"quote_id": quote_id, "applicant": by},
            business_key=f"quote-{quote_id}",
            by=Actor(by, self.people[by]),
        )

    def open_items(self, root: int) -> list[Any]:
        item = runtime.work_item
        query = select(item).where(item.c.root_id == root, item.c.closed_at.is_(None)).order_by(item.c.id)
        with self.store.read() as connection:
            return list(connection.execute(query))

    def decide(self, root: int, by: str, action: str = "agree", opinion: str = "") -> Answer:
        """Complete the open item of this person."""
        [item] = [one for one in self.open_items(root) if by in (one.assignee or by)]
        return self.engine.complete(
            item.id, {"action": action, "opinion": opinion}, by=Actor(by, self.people[by])
        )

    def waits_for(self, root: int) -> list[str | None]:
        return [one.assignee for one in self.open_items(root)]

    def state(self, quote_id: int) -> str:
        with self.store.read() as connection:
            return str(connection.scalar(select(tables.quote.c.state).where(tables.quote.c.id == quote_id)))

    def instance_state(self, root: int) -> str:
        with self.store.read() as connection:
            query = select(runtime.instance.c.state).where(runtime.instance.c.id == root)
            return str(connection.scalar(query))

    def incidents(self, root: int) -> list[Any]:
        incident = runtime.incident
        with self.store.read() as connection:
            return list(connection.execute(select(incident).where(incident.c.root_id == root)))

    def variables(self, instance: int) -> dict[str, Any]:
        query = (
            select(runtime.variable.c.name, runtime.variable.c.value)
            .join(runtime.scope, runtime.scope.c.id == runtime.variable.c.scope_id)
            .where(runtime.scope.c.instance_id == instance)
        )
        with self.store.read() as connection:
            return {row.name: decode(row.value) for row in connection.execute(query)}

    def say(self, incident: Any, name: str, value: object) -> None:
        """Give the visit that an incident stopped a variable that it lacked."""
        with self.store.begin(by=None, action="test.say") as tx:
            scope = tx.connection.scalar(
                select(runtime.token.c.scope_id).where(runtime.token.c.id == incident.token_id)
            )
            kind = runtime.scope.alias()
            around = tx.connection.execute(select(kind).where(kind.c.id == scope)).one()
            while around.kind != "item":
                around = tx.connection.execute(select(kind).where(kind.c.id == around.parent_id)).one()
            mine = (runtime.variable.c.scope_id == around.id) & (runtime.variable.c.name == name)
            tx.connection.execute(update(runtime.variable).where(mine).values(value=encode(value)))

    def record(self, root: int) -> list[tuple[int, str, str, str]]:
        with self.store.read() as connection:
            found = decisions.of_root(connection, root)
        return [(row.point, row.person, row.action, row.opinion) for row in found]

    def engine_anew(self) -> Engine:
        """The engine of another process on the same store."""
        return _engine(self.store, self.outbox)

    def release(
        self, flow: Flow, reason: str = "新规定", key: str = "quote", *, running: Running = "ahead"
    ) -> int:
        with self.store.begin(by=self.people["admin"], action="test.release") as tx:
            before = policies.draft(tx.connection, key)
            drafting.save_draft(tx, key, flow, seen=before.token if before else None)
            draft = policies.draft(tx.connection, key)
            assert draft is not None
            version = gate.release(tx, key, QUOTES, seen=draft.token, reason=reason, running=running)
        if version is None:
            with self.store.begin(by=self.people["supervisor"], action="test.agree") as tx:
                version = gate.agree(tx, key, QUOTES, opinion="")
        return version.version

    def breaches(self) -> list[Any]:
        with self.store.snapshot() as connection:
            return verify(connection)

    def _draft(self, given: str, quantity: str) -> Draft:
        today = self.store.clock.now().date()
        line = DraftLine(product_id=self.products["GX-210"], quantity=Decimal(quantity), given=Decimal(given))
        return Draft(valid_to=today + timedelta(days=30), lines=(line,))


@pytest.fixture
def office(store: Store) -> Office:
    return open_office(store)


def open_office(store: Store, *packages: str) -> Office:
    """The company in an empty store, with the shipped packages and flows."""
    with store.begin(by=None, action="test.set_up") as tx:
        people = build_company(tx)
        catalogue = build_catalogue(tx)
        today = tx.now.date()
        accounts = build_customers(tx, Random(1), people, today)
        build_rules(tx, catalogue, accounts[0]["id"], today)
    outbox = Outbox()
    engine = _engine(store, outbox)
    for name in ("approval", *(packages or ("quote_approval",))):
        package = read_folder(BPMN / name)
        assert package.findings == ()
        engine.deploy(
            dict(package.files),
            name=package.key,
            titles={package.key: (package.title["zh"], package.title["en"])},
            messages=package.messages,
        )
    types.install(store)
    return Office(store, engine, outbox, people, catalogue.products, accounts[0]["id"])


def _engine(store: Store, outbox: Outbox) -> Engine:
    mailer = Mailer(store=store, transport=outbox, sender="guanxi@demo.guanxi.example")
    return Engine(store=store, adapters={**registry(mailer=mailer), **approval_steps(DOCUMENTS)})


@pytest.fixture(scope="session")
def opened(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Office]:
    """The company with its packages in a file, made once: each test works on a copy."""
    path = tmp_path_factory.mktemp("opened") / "office.db"
    store = Store(f"sqlite:///{path}", clock=ManualClock(NINE))
    store.create()
    made = open_office(store)
    store.close()
    return path, made


@pytest.fixture
def quick_office(opened: tuple[Path, Office], tmp_path: Path) -> Iterator[Office]:
    """An office of one's own on SQLite, with a clock that is moved by hand."""
    path, made = opened
    copy = tmp_path / "office.db"
    shutil.copyfile(path, copy)
    store, outbox = Store(f"sqlite:///{copy}", clock=ManualClock(NINE)), Outbox()
    yield replace(made, store=store, engine=_engine(store, outbox), outbox=outbox)
    store.close()


@pytest.fixture(scope="session")
def ruled_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo company with the shipped flow in a file, made once: each test works on a copy."""
    path = tmp_path_factory.mktemp("ruled") / "demo.db"
    store = Store(f"sqlite:///{path}", clock=ManualClock(NOON))
    store.create()
    load(store)
    types.install(store)
    store.close()
    return path


@pytest.fixture
def ruled_store(ruled_database: Path, tmp_path: Path) -> Iterator[Store]:
    """A store of one's own with the demo company and the shipped flow."""
    copy = tmp_path / "demo.db"
    shutil.copyfile(ruled_database, copy)
    store = Store(f"sqlite:///{copy}", clock=ManualClock(NOON))
    yield store
    store.close()


@pytest.fixture
def site(ruled_store: Store) -> Site:
    """The pages at /rules/."""
    return rule_site(ruled_store)
