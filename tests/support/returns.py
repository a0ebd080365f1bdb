"""A company that takes goods back: people, an order that was delivered and paid, and the shipped packages."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import select

from adapters.contract import Adapter
from adapters.crm import changes, standard, tables
from adapters.crm.endings import registry as endings
from adapters.crm.returns import documents, inspection
from adapters.crm.returns.documents import Draft, DraftLine
from adapters.crm.returns.inspection import Finding
from adapters.crm.verify import verify_crm
from adapters.demo.company import build_company
from adapters.demo.customers import build_customers
from adapters.demo.products import build_catalogue
from adapters.mail.send import Mailer
from adapters.registry import adapters as registry
from engine import organisation
from engine.clock import ManualClock
from engine.ids import new_id
from engine.organisation import Person
from engine.service import Actor, Engine
from engine.store.schema import runtime
from engine.store.uow import Store
from engine.store.verify import verify
from processes.approval import types
from processes.approval.adapters import adapters as approval_steps
from processes.deploy import deploy_shipped
from processes.package import read_folder
from processes.records import RecordProcesses
from processes.requests.operations import operations
from processes.requests.published import RequestKinds

BPMN = Path(__file__).parents[2] / "bpmn"
#: A Monday morning in Shanghai.
NOON = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
ZERO = Decimal(0)
PAYMENT = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:gx="urn:guanxi:bpmn:1"
    targetNamespace="urn:guanxi:test">
  <process id="payment_out" isExecutable="true">
    <startEvent id="start"/>
    <userTask id="pay_it" gx:assignee="finance"/>
    <endEvent id="end"/>
    <sequenceFlow id="one" sourceRef="start" targetRef="pay_it"/>
    <sequenceFlow id="two" sourceRef="pay_it" targetRef="end"/>
  </process>
</definitions>"""


@dataclass
class Outbox:
    """A transport that keeps what it is given, or refuses everything."""

    sent: list[EmailMessage] = field(default_factory=list)

    def deliver(self, message: EmailMessage) -> None:
        self.sent.append(message)


@dataclass
class Counter:
    """The cast, the order, and what they can do."""

    store: Store
    engine: Engine
    outbox: Outbox
    people: dict[str, int]
    account: int
    order: int
    lines: list[int]

    @classmethod
    def open(cls) -> Counter:
        """The company on a store of its own; payments are made by a stand-in that asks finance `paid`."""
        path = Path(_folder().name) / f"{new_id()}.db"
        shutil.copyfile(_template(), path)
        return cls.over(Store(f"sqlite:///{path}", clock=ManualClock(NOON)))

    @classmethod
    def over(cls, store: Store) -> Counter:
        """The company that `found` founded in this store."""
        outbox = Outbox()
        endings.listen(store.facts)
        mailer = Mailer(store=store, transport=outbox, sender="guanxi@demo.guanxi.example")
        engine = Engine(store=store, adapters=_applications(store, mailer))
        with store.read() as connection:
            people = {one.login: one.id for one in organisation.everyone(connection)}
            [order] = connection.execute(select(tables.order)).all()
            lines = list(connection.scalars(select(tables.order_line.c.id).order_by(tables.order_line.c.seq)))
        return cls(store, engine, outbox, people, order.account_id, order.id, lines)

    @property
    def processes(self) -> RecordProcesses:
        return RecordProcesses(engine=self.engine)

    def person(self, login: str) -> Person:
        with self.store.read() as connection:
            found = organisation.person(connection, self.people[login])
        assert found is not None
        return found

    def actor(self, login: str) -> Actor:
        return Actor(login, self.people[login])

    def draft(self, *quantities: str, kind: str = "refund", reason: str = "defective") -> Draft:
        """So many of each line of the order."""
        pairs = zip(self.lines, quantities, strict=False)
        lines = tuple(DraftLine(order_line_id=one, quantity=Decimal(many)) for one, many in pairs)
        return Draft(
            reason=reason, kind=kind, lines=tuple(line for line in lines if line.quantity), customer_wish=""
        )

    def add(self, *quantities: str, by: str = "service", **what: str) -> int:
        person = self.person(by)
        with self.store.begin(by=person.id, action="test.return") as tx:
            return int(documents.add(tx, person, self.order, self.draft(*quantities, **what)).id)

    def start(self, return_id: int, by: str = "service") -> int:
        return self.engine.start(
            "return_refund",
            variables={"return_id": return_id, "requester": by},
            business_key=self.row(return_id).no,
            by=self.actor(by),
        )

    def submitted(self, *quantities: str, by: str = "service", **what: str) -> tuple[int, int]:
        """A return in approval, and its instance."""
        return_id = self.add(*quantities, by=by, **what)
        root = self.start(return_id, by)
        self.do(root, "document", {}, by=by)
        return return_id, root

    def do(self, root: int, element: str, values: dict[str, Any], by: str) -> Any:
        [item] = [one for one in self.items(root) if one.element == element]
        return self.engine.complete(item.id, values, by=self.actor(by))

    def decide(self, root: int, by: str, action: str = "agree", opinion: str = "") -> None:
        element = self.items(root)[0].element
        self.do(root, element, {"action": action, "opinion": opinion}, by)
        self.engine.run_due()

    def approved(self, *quantities: str, **what: str) -> tuple[int, int]:
        """A return whose goods are awaited."""
        return_id, root = self.submitted(*quantities, **what)
        self.decide(root, "service_manager")
        if self.row(return_id).kind == "refund":
            self.decide(root, "finance")
        return return_id, root

    def goods_come(self, return_id: int) -> None:
        self.message("return.goods_received", return_id)

    def message(self, name: str, return_id: int, **values: Any) -> None:
        self.tell(int(self.row(return_id).instance_id), name, **values)

    def tell(self, root: int, name: str, **values: Any) -> None:
        """Hand a message to an instance, as a page does."""
        with self.store.begin(by=None, action="test.message") as tx:
            assert self.processes.message_in(tx, root, name, values)
        self.engine.run_due()

    def inspect(self, return_id: int, *found: tuple[str, str, str]) -> None:
        """(received, condition, disposition) for each line; the process goes on."""
        person = self.person("warehouse")
        with self.store.begin(by=person.id, action="test.inspect") as tx:
            stored = documents.lines(tx.connection, return_id)
            findings = [
                Finding(line_id=line.id, received=Decimal(many), state=state, disposition=where)
                for line, (many, state, where) in zip(stored, found, strict=True)
            ]
            inspection.record(tx, return_id, findings)
        self.do(int(self.row(return_id).instance_id), "inspect", {}, by="warehouse")
        self.engine.run_due()

    def pay(self, root: int, return_id: int, *, paid: bool = True) -> None:
        """What the payment process does at its end: money out and an entry, or a refusal."""
        row = self.row(return_id)
        if paid:
            with self.store.begin(by=self.people["finance"], action="test.pay") as tx:
                today = tx.now.date()
                changes.add(
                    tx,
                    tables.payment_out,
                    no=f"P-{row.no}",
                    kind="refund",
                    return_id=return_id,
                    account_id=row.account_id,
                    payee="–",
                    amount=row.accepted_amount,
                    currency=row.currency,
                    paid_on=today,
                )
        self.do(root, "pay_it", {"paid": paid}, by="finance")
        self.engine.run_due()

    def paid_so_far(self, amount: str) -> None:
        """Only so much of the order has come in."""
        paid = Decimal(amount)
        with self.store.begin(by=None, action="test.paid") as tx:
            plan, entry = tables.payment_plan, tables.ledger_entry
            tx.connection.execute(plan.update().values(received=paid, state="partly_paid"))
            tx.connection.execute(entry.update().where(entry.c.kind == "receipt").values(credit=paid))

    def still_open(self) -> Decimal:
        """What the instalments say is still to be paid."""
        return sum((one.amount - one.received for one in self.rows(tables.payment_plan)), ZERO)

    def wait(self, **time: float) -> None:
        """Let time pass, one firing after the other."""
        clock = self.store.clock
        assert isinstance(clock, ManualClock)
        end = clock.now() + timedelta(**time)
        while clock.now() < end:
            clock.set(min(clock.now() + timedelta(hours=6), end))
            self.engine.run_due()

    def row(self, return_id: int) -> Any:
        return self.of(tables.return_order, return_id)

    def of(self, table: Any, row_id: int) -> Any:
        with self.store.read() as connection:
            return changes.row_of(connection, table, row_id)

    def rows(self, table: Any, *conditions: Any) -> list[Any]:
        with self.store.read() as connection:
            return list(
                connection.execute(select(table).where(*conditions).order_by(*table.primary_key.columns))
            )

    def items(self, root: int) -> list[Any]:
        item = runtime.work_item
        query = select(item).where(item.c.root_id == root, item.c.closed_at.is_(None)).order_by(item.c.id)
        with self.store.read() as connection:
            return list(connection.execute(query))

    def waits_at(self, root: int) -> list[str]:
        return [one.element for one in self.items(root)]

    def ended(self, root: int) -> str:
        with self.store.read() as connection:
            query = select(runtime.instance.c.state).where(runtime.instance.c.id == root)
            return str(connection.scalar(query))

    def incidents(self, root: int) -> list[Any]:
        return self.rows(runtime.incident, runtime.incident.c.root_id == root)

    def on_hand(self, line: int = 0) -> Decimal:
        product = self.of(tables.order_line, self.lines[line]).product_id
        found = self.rows(tables.stock, tables.stock.c.product_id == product)
        return found[0].on_hand if found else ZERO

    def owed(self) -> Decimal:
        """What the customer owes for the order by the entries of the ledger."""
        entries = self.rows(tables.ledger_entry, tables.ledger_entry.c.order_id == self.order)
        return sum((one.debit - one.credit for one in entries), ZERO)

    def breaches(self) -> list[Any]:
        with self.store.snapshot() as connection:
            return verify(connection)

    def disagreements(self) -> set[str]:
        """The rules about instalments, returns and the ledger that are broken."""
        rules = ("PLAN_TOTAL", "PLAN_OPEN", "RETURN_SET_OFF", "RETURN_BOOKED")
        with self.store.snapshot() as connection:
            return {one.code for one in verify_crm(connection) if one.code in rules}


def _applications(store: Store, mailer: Mailer) -> dict[str, Adapter]:
    """Every application that the shipped packages call."""
    kinds = RequestKinds(store)
    approvals = approval_steps(types.documents(further=kinds.document))
    return {**registry(mailer=mailer), **approvals, **operations(kinds)}


def found(store: Store, *, whole: bool = False) -> None:
    """Found the company: people, a customer, an order, the published packages; `whole`: all that are shipped."""
    with store.begin(by=None, action="test.set_up") as tx:
        standard.install(tx)
        people = build_company(tx)
        catalogue = build_catalogue(tx)
        accounts = build_customers(tx, Random(1), people, tx.now.date())
        _delivered_order(tx, accounts[0]["id"], people, catalogue.products)
    types.install(store)
    endings.listen(store.facts)
    mailer = Mailer(store=store, transport=Outbox(), sender="guanxi@demo.guanxi.example")
    engine = Engine(store=store, adapters=_applications(store, mailer))
    if whole:
        deploy_shipped(engine, BPMN)
        return
    engine.deploy({"payment_out.bpmn": PAYMENT}, name="payment_out")
    for name in ("approval", "repair", "return_refund"):
        package = read_folder(BPMN / name)
        assert package.findings == ()
        head = {"package.toml": (BPMN / name / "package.toml").read_bytes()}
        files = {**head, **package.resources(".bpmn"), **package.resources(".form")}
        engine.deploy(files, name=package.key, messages=package.messages)


@cache
def _folder() -> TemporaryDirectory[str]:
    return TemporaryDirectory(prefix="guanxi-returns-")


@cache
def _template() -> Path:
    """The company in a file, founded once: each test works on a copy."""
    path = Path(_folder().name) / "template.db"
    store = Store(f"sqlite:///{path}", clock=ManualClock(NOON))
    store.create()
    found(store)
    store.close()
    return path


def _delivered_order(tx: Any, account: int, people: dict[str, int], products: dict[str, int]) -> None:
    """Four gauges at 1,000 and ten sensors at 100: 5,000, delivered a week ago and paid in full."""
    week_ago = tx.now - timedelta(days=7)
    order = changes.add(
        tx,
        tables.order,
        no="O-0001",
        kind="stock",
        account_id=account,
        owner_id=people["salesperson"],
        ordered_on=week_ago.date(),
        pay_method="terms",
        currency="CNY",
        total=Decimal(5000),
        state="delivered",
        effective_at=week_ago,
    )
    lines = changes.add_many(
        tx,
        tables.order_line,
        [
            _line(order, 1, products["GX-210"], "4", "1000"),
            _line(order, 2, products["GX-SR"], "10", "100"),
        ],
    )
    plan = {"order_id": order, "seq": 1, "event": "delivery", "amount": Decimal(5000), "state": "paid"}
    changes.add(tx, tables.payment_plan, **plan, received=Decimal(5000))
    entry = {"date": week_ago.date(), "account_id": account, "order_id": order}
    changes.add(tx, tables.ledger_entry, **entry, kind="order", debit=Decimal(5000), credit=ZERO)
    changes.add(tx, tables.ledger_entry, **entry, kind="receipt", debit=ZERO, credit=Decimal(5000))
    changes.add(
        tx,
        tables.commission,
        person_id=people["salesperson"],
        order_id=order,
        base=Decimal(5000),
        ratio=Decimal("0.02"),
        amount=Decimal(100),
    )
    unit = {"account_id": account, "product_id": products["GX-210"], "order_line_id": lines[0]}
    warranty = {"sold_on": week_ago.date(), "warranty_end": date(2027, 2, 23)}
    changes.add_many(
        tx,
        tables.product_archive,
        [{**unit, **warranty, "serial_no": f"GX-{number}"} for number in range(1, 5)],
    )


def _line(order: int, seq: int, product: int, quantity: str, price: str) -> dict[str, Any]:
    many, each = Decimal(quantity), Decimal(price)
    return {
        "order_id": order,
        "seq": seq,
        "product_id": product,
        "quantity": many,
        "list_price": each,
        "price": each,
        "amount": many * each,
        "delivered_quantity": many,
    }
