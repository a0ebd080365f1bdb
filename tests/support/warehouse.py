"""A company whose orders go through the shipped packages; the collection of money is a stand-in."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import select

from adapters.crm import changes, deliveries, document_prices, quotes, stock, tables
from adapters.crm.endings import registry as endings
from adapters.crm.orders import drafts, moves, reading
from adapters.crm.orders.drafts import OrderDraft, OrderLine
from adapters.demo.company import build_company
from adapters.demo.customers import build_customers
from adapters.demo.products import build_catalogue, build_rules
from adapters.mail.send import Mailer
from adapters.registry import adapters as registry
from engine import organisation
from engine.clock import ManualClock
from engine.organisation import Person
from engine.service import Engine
from engine.store.schema import runtime
from engine.store.uow import Store
from processes.approval import types
from processes.approval.adapters import adapters as approval_steps
from processes.package import read_folder
from processes.records import RecordProcesses
from tests.support.diagrams import diagram

BPMN = Path(__file__).parents[2] / "bpmn"
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
D = Decimal
#: Collects by waiting for one task, in place of the package of the money side.
COLLECTION = diagram(
    """
    start begin
    user collect candidateGroups=finance
    script settle do='"settled"' result=collection_state
    end done
    begin -> collect -> settle -> done
    """,
    process="payment_collection",
)


class Nowhere:
    """Orders send no mail."""

    def deliver(self, message: object) -> None:
        raise AssertionError(f"nothing is sent here: {message}")


@dataclass
class Warehouse:
    """The cast, their orders, and what they can do."""

    store: Store
    engine: Engine
    processes: RecordProcesses
    people: dict[str, int]
    products: dict[str, int]
    customer: int

    @classmethod
    def open(cls) -> Warehouse:
        """A company of one's own, copied from one that was made once."""
        path, people, products, customer = _company()
        copy = Path(tempfile.mkdtemp()) / "orders.db"
        shutil.copyfile(path, copy)
        store = Store(f"sqlite:///{copy}", clock=ManualClock(NOON))
        engine = _engine(store)
        return cls(store, engine, RecordProcesses(engine=engine), people, products, customer)

    def person(self, login: str) -> Person:
        with self.store.read() as connection:
            found = organisation.person(connection, self.people[login])
        assert found is not None
        return found

    def order(self, *lines: tuple[str, str, str], **header: Any) -> int:
        """A draft of the salesperson: lines of (product code, quantity, granted share)."""
        person = self.person("salesperson")
        with self.store.begin(by=person.id, action="test.order") as tx:
            return drafts.add(tx, person, self.customer, self.draft(*lines, **header))

    def draft(self, *lines: tuple[str, str, str], **header: Any) -> OrderDraft:
        typed = tuple(
            OrderLine(product_id=self.products[code], quantity=D(quantity), given=D(given))
            for code, quantity, given in lines or (("GX-SR", "4", "0"),)
        )
        on = self.store.clock.now().date() + timedelta(days=20)
        return OrderDraft(lines=typed, **{"delivery_on": on, "ship_city": "苏州", **header})

    def quote(self) -> int:
        """An approved quote of the salesperson."""
        person = self.person("salesperson")
        today = self.store.clock.now().date()
        line = document_prices.DraftLine(product_id=self.products["GX-SR"], quantity=D(2))
        draft = quotes.Draft(valid_to=today + timedelta(days=30), lines=(line,))
        with self.store.begin(by=person.id, action="test.quote") as tx:
            quote = quotes.add(tx, person, self.customer, draft)
            quotes.mark(tx, quote, "in_approval", instance_id=5)
            quotes.mark(tx, quote, "approved", instance_id=5)
        return quote

    def start_from_quote(self, quote_id: int) -> int:
        person = self.person("salesperson")
        with self.store.begin(by=person.id, action="test.start") as tx:
            variables = {"quote_id": quote_id}
            return self.processes.start_in(tx, "order_fulfilment", variables, business_key="Q", by=person)

    def orders_of_quote(self, quote_id: int) -> list[int]:
        with self.store.read() as connection:
            return list(
                connection.scalars(select(tables.order.c.id).where(tables.order.c.quote_id == quote_id))
            )

    def pick(self, order_id: int, pieces: Decimal) -> None:
        """Send only so many of the first line with the delivery that is being picked."""
        with self.store.begin(by=None, action="test.pick") as tx:
            row = deliveries.open_next(tx, order_id)
            deliveries.pick(tx, row, {reading.lines(tx.connection, order_id)[0].id: pieces})

    def change(self, order_id: int, *lines: tuple[str, str, str], **header: Any) -> None:
        person = self.person("salesperson")
        with self.store.begin(by=person.id, action="test.order") as tx:
            revision = reading.of(tx.connection, order_id).revision
            drafts.save(tx, person, order_id, self.draft(*lines, **header), revision=revision)

    def submit(self, order_id: int) -> int:
        person = self.person("salesperson")
        with self.store.begin(by=person.id, action="test.submit") as tx:
            row = reading.of(tx.connection, order_id)
            return self.processes.start_in(
                tx, "order_fulfilment", {"order_id": order_id}, business_key=row.no, by=person
            )

    def do(self, root: int, login: str, element: str, **values: Any) -> None:
        """Complete this person's open task at an element."""
        person = self.person(login)
        with self.store.begin(by=person.id, action="test.do") as tx:
            assert self.processes.complete_in(tx, root, element, values, by=person), self.waits(root)

    def approve(self, root: int, *logins: str, action: str = "agree", opinion: str = "") -> None:
        for login in logins:
            self.do(root, login, "together_approve", action=action, opinion=opinion)

    def tell(self, root: int, name: str, **values: Any) -> bool:
        with self.store.begin(by=None, action="test.tell") as tx:
            return self.processes.message_in(tx, root, name, values)

    def ask_to_cancel(self, root: int, order_id: int, reason: str = "客户撤单") -> None:
        person = self.person("salesperson")
        with self.store.begin(by=person.id, action="test.cancel") as tx:
            self.processes.lock_in(tx, root)
            moves.ask_to_cancel(tx, reading.of(tx.connection, order_id), reason)
            assert self.processes.message_in(tx, root, "order.cancel", {"cancel_reason": reason})

    def waits(self, root: int) -> list[str]:
        item = runtime.work_item
        query = select(item.c.element).where(item.c.root_id == root, item.c.closed_at.is_(None))
        with self.store.read() as connection:
            assert list(connection.execute(select(runtime.incident.c.element, runtime.incident))) == []
            return sorted(connection.scalars(query))

    def row(self, order_id: int) -> Any:
        with self.store.read() as connection:
            return reading.of(connection, order_id)

    def state(self, order_id: int) -> str:
        return str(self.row(order_id).state)

    def instance_state(self, root: int) -> str:
        with self.store.read() as connection:
            query = select(runtime.instance.c.state).where(runtime.instance.c.id == root)
            return str(connection.scalar(query))

    def shelf(self, code: str = "GX-SR") -> tuple[Decimal, Decimal]:
        """What is on hand and what is promised."""
        product = self.products[code]
        with self.store.read() as connection:
            row = stock.levels(connection, [product])[product]
            return row.on_hand, row.reserved

    def receivable(self) -> Decimal:
        with self.store.read() as connection:
            party = changes.row_of(connection, tables.account, self.customer)
            return D(party.receivable)

    def set_customer(self, **values: Any) -> None:
        with self.store.begin(by=None, action="test.customer") as tx:
            changes.edit(tx, tables.account, self.customer, **values)

    def stocked(self, code: str, pieces: int) -> None:
        with self.store.begin(by=None, action="test.stock") as tx:
            stock.count(tx, self.products[code], D(pieces))

    def deliver(self, root: int, status: str = "accepted") -> None:
        """One delivery from the shelf to the customer's door."""
        self.do(root, "warehouse", "order_pick")
        self.do(root, "warehouse", "order_ship", carrier="顺丰", tracking_no="SF1", station="", route="")
        self.do(root, "warehouse", "order_track", delivery_status=status, courier="", accepted_by="前台")


@cache
def _company() -> tuple[Path, dict[str, int], dict[str, int], int]:
    path = Path(tempfile.mkdtemp()) / "company.db"
    store = Store(f"sqlite:///{path}", clock=ManualClock(NOON))
    store.create()
    with store.begin(by=None, action="test.set_up") as tx:
        people = build_company(tx)
        catalogue = build_catalogue(tx)
        accounts = build_customers(tx, Random(1), people, tx.now.date())
        build_rules(tx, catalogue, accounts[0]["id"], tx.now.date())
        stock.count(tx, catalogue.products["GX-SR"], D(10))
    types.install(store)
    engine = _engine(store)
    engine.deploy(dict([COLLECTION]), name="payment_collection")
    for name in ("approval", "order_fulfilment"):
        package = read_folder(BPMN / name)
        assert package.findings == ()
        engine.deploy(dict(package.files), name=package.key, messages=package.messages)
    store.close()
    return path, people, catalogue.products, accounts[0]["id"]


def _engine(store: Store) -> Engine:
    endings.listen(store.facts)
    mailer = Mailer(store=store, transport=Nowhere(), sender="guanxi@demo.guanxi.example")
    known = {**registry(mailer=mailer), **approval_steps(types.documents())}
    return Engine(store=store, adapters=known)
