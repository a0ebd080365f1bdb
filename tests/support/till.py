"""A company with orders, a bank account and the packages of money, and what its people do."""

from __future__ import annotations

import atexit
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from email.message import EmailMessage
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from uuid import uuid4

from sqlalchemy import Row, select

from adapters.crm import changes, collection, payments, plans, receipts, tables
from adapters.crm.endings import registry as endings
from adapters.crm.payments import Wish
from adapters.crm.plans import Instalment
from adapters.crm.receipts import Money
from adapters.demo.company import build_company
from adapters.mail.send import Mailer
from adapters.registry import adapters as registry
from engine import organisation
from engine.clock import ManualClock
from engine.organisation import Person
from engine.service import Actor, Engine
from engine.store.schema import runtime
from engine.store.schema.definitions import definition
from engine.store.uow import Store
from processes.approval import types
from processes.approval.adapters import adapters as approval_steps
from processes.package import read_folder
from processes.records import RecordProcesses

BPMN = Path(__file__).parents[2] / "bpmn"
START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # a Monday, 09:00 in Shanghai
_FOLDER = Path(mkdtemp())
_TEMPLATE = _FOLDER / "template.db"
atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)
PACKAGES = ("approval", "instalment_collection", "payment_collection", "payment_out")
#: Stands in for the handling of complaints: it answers, and goes on on its own.
COMPLAINT = b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:gx="urn:guanxi:bpmn:1"
 targetNamespace="urn:guanxi:test"><message id="m" name="complaint.call"/><message id="n" name="dispute.answered"/>
 <process id="complaint_handling" isExecutable="true"><startEvent id="s"><messageEventDefinition id="sm"
 messageRef="m"/></startEvent><userTask id="handle" gx:candidateGroups="service_rep"/>
 <sendTask id="answer" messageRef="n"><extensionElements><gx:input target="plan_id" source="plan_id"/>
 </extensionElements></sendTask><userTask id="revisit" gx:candidateGroups="service_rep"/><endEvent id="e"/>
 <sequenceFlow id="a" sourceRef="s" targetRef="handle"/><sequenceFlow id="b" sourceRef="handle" targetRef="answer"/>
 <sequenceFlow id="c" sourceRef="answer" targetRef="revisit"/><sequenceFlow id="d" sourceRef="revisit" targetRef="e"/>
 </process></definitions>"""


@dataclass
class Outbox:
    """A transport that keeps what it is given."""

    sent: list[EmailMessage] = field(default_factory=list)

    def deliver(self, message: EmailMessage) -> None:
        self.sent.append(message)


@dataclass
class Till:
    """The cast, the order, and what they can do with money."""

    store: Store
    clock: ManualClock
    engine: Engine
    processes: RecordProcesses
    outbox: Outbox
    people: dict[str, int]
    customer: int
    bank: int
    made: int = 0

    @property
    def today(self) -> date:
        return self.clock.now().date()

    def person(self, login: str) -> Person:
        with self.store.read() as connection:
            found = organisation.person(connection, self.people[login])
        assert found is not None
        return found

    def order(self, total: str = "90000", *, pay_method: str = "terms") -> int:
        """An order in force."""
        self.made += 1
        with self.store.begin(by=None, action="test.order") as tx:
            return changes.add(
                tx,
                tables.order,
                no=f"SO-{self.made:03}",
                kind="stock",
                account_id=self.customer,
                owner_id=self.people["salesperson"],
                ordered_on=self.today,
                pay_method=pay_method,
                currency="CNY",
                total=Decimal(total),
                state="executing",
                effective_at=tx.now,
            )

    def plan(self, order_id: int, *parts: tuple[int, str]) -> list[int]:
        """Instalments (days from today, amount); their ids."""
        wanted = [
            Instalment(event="date", due_on=self.today + timedelta(days=days), amount=Decimal(amount))
            for days, amount in parts
        ]
        return self.save(order_id, wanted)

    def save(self, order_id: int, wanted: Sequence[Instalment]) -> list[int]:
        with self.store.begin(by=self.people["salesperson"], action="test.plan") as tx:
            plans.save(tx, order_id, wanted)
            return [row.id for row in plans.of_order(tx.connection, order_id)]

    def collect(self, order_id: int) -> int:
        with self.store.begin(by=None, action="test.collect") as tx:
            root = collection.begin(tx, self.processes, order_id, by=self.person("salesperson"))
        assert root is not None
        self.run()
        return root

    def edit(self, table: Any, row_id: int, **values: Any) -> None:
        with self.store.begin(by=None, action="test.edit") as tx:
            changes.edit(tx, table, row_id, **values)

    def plan_and_tell(self, order_id: int, *parts: tuple[int, str]) -> None:
        """Another plan, as its page saves it."""
        person = self.person("salesperson")
        wanted = [
            Instalment(event="date", due_on=self.today + timedelta(days=days), amount=Decimal(amount))
            for days, amount in parts
        ]
        with self.store.begin(by=person.id, action="test.plan") as tx:
            plans.save(tx, order_id, wanted)
            collection.changed(tx, self.processes, order_id, by=person)
        self.run()

    def change_plan(self, order_id: int, days: int) -> None:
        """The first instalment is due later; who approved it approves the change."""
        person = self.person("salesperson")
        with self.store.begin(by=person.id, action="test.plan") as tx:
            [row] = plans.of_order(tx.connection, order_id)
            day = row.due_on + timedelta(days=days)
            plans.save(tx, order_id, [Instalment(id=row.id, event="date", due_on=day, amount=row.amount)])
            collection.changed(tx, self.processes, order_id, by=person)
        self.run()
        with self.store.read() as connection:
            [root] = collection.roots(connection, order_id)
        self.approve(root, "manager")
        self.approve(root, "finance")

    def pay(self, amount: str) -> tuple[int, int]:
        """An expense that finance asks for: the payment, and its process."""
        person = self.person("finance")
        wish = Wish(kind="expense", amount=Decimal(amount), payee="顺达物流")
        with self.store.begin(by=person.id, action="test.pay") as tx:
            payment_id, _new = payments.request(tx, wish)
            facts = {"payment_id": payment_id, "applicant": person.login}
            root = self.processes.start_in(tx, "payment_out", facts, business_key="FK", by=person)
        self.run()
        return payment_id, root

    def receive(
        self,
        amount: str,
        pairs: Sequence[tuple[int, str]] | None = None,
        *,
        told: bool = True,
        **more: Any,
    ) -> int:
        """A receipt, allocated as its pages do; `told`: the processes hear of it."""
        chosen = None if pairs is None else [(plan_id, Decimal(part)) for plan_id, part in pairs]
        money = Money(
            account_id=self.customer,
            received_on=self.today,
            amount=Decimal(amount),
            bank_account_id=self.bank,
            handler_id=self.people["finance"],
            **more,
        )
        with self.store.begin(by=self.people["finance"], action="test.receipt") as tx:
            done = receipts.record(tx, money, chosen)
            if told:
                collection.paid(tx, self.processes, done.orders)
        self.run()
        return done.id

    def run(self) -> None:
        while self.engine.run_due():
            pass

    def to_day(self, day: date) -> None:
        """Noon of a day."""
        now = self.clock.now()
        self.clock.advance(timedelta(days=(day - now.date()).days))
        self.run()

    def items(self, root: int) -> list[str]:
        return [row.element for row in self._items(root)]

    def asked(self, root: int) -> list[str | None]:
        """Whose the open tasks are."""
        return [row.assignee for row in self._items(root)]

    def do(self, root: int, element: str, by: str, **values: Any) -> None:
        """Complete the open task at an element."""
        [item, *_] = [row for row in self._items(root) if row.element == element]
        actor = Actor(by, self.people[by])
        if item.assignee is None:
            self.engine.claim(item.id, by=actor)
        self.engine.complete(item.id, values, by=actor)
        self.run()

    def approve(self, root: int, by: str, action: str = "agree") -> None:
        [item, *_] = [row for row in self._items(root) if row.assignee in (by, None)]
        self.engine.complete(item.id, {"action": action, "opinion": "ok"}, by=Actor(by, self.people[by]))
        self.run()

    def state(self, root: int) -> str:
        with self.store.read() as connection:
            query = select(runtime.instance.c.state).where(runtime.instance.c.id == root)
            return str(connection.scalar(query))

    def running(self, process: str) -> int:
        """The one instance of a process that runs."""
        query = (
            select(runtime.instance.c.id)
            .join(definition, definition.c.id == runtime.instance.c.definition_id)
            .where(definition.c.key == process, runtime.instance.c.ended_at.is_(None))
        )
        with self.store.read() as connection:
            return int(connection.scalars(query).one())

    def waits(self, root: int, element: str) -> bool:
        """Whether a token of the root stands at an element."""
        at = (runtime.token.c.root_id == root) & (runtime.token.c.element == element)
        with self.store.read() as connection:
            return connection.scalar(select(runtime.token.c.id).where(at)) is not None

    def row(self, table: Any, row_id: int) -> Row[Any]:
        with self.store.read() as connection:
            found = changes.row_of(connection, table, row_id)
        assert found is not None
        return found

    def account(self) -> Row[Any]:
        return self.row(tables.account, self.customer)

    def instalment(self, plan_id: int) -> Row[Any]:
        return self.row(tables.payment_plan, plan_id)

    def incidents(self, root: int) -> list[Any]:
        incident = runtime.incident
        with self.store.read() as connection:
            return list(connection.execute(select(incident).where(incident.c.root_id == root)))

    def _items(self, root: int) -> list[Any]:
        item = runtime.work_item
        query = select(item).where(item.c.root_id == root, item.c.closed_at.is_(None)).order_by(item.c.id)
        with self.store.read() as connection:
            return list(connection.execute(query))


def new_till() -> Till:
    """The company in a store of its own: a copy of one that was made once."""
    if not _TEMPLATE.exists():
        clock = ManualClock(START)
        store = Store(f"sqlite:///{_TEMPLATE}", clock=clock)
        store.create()
        open_till(store, clock)
        store.close()
    file = _FOLDER / f"{uuid4().hex}.db"
    shutil.copyfile(_TEMPLATE, file)
    clock = ManualClock(START)
    return _till(Store(f"sqlite:///{file}", clock=clock), clock)


def open_till(store: Store, clock: ManualClock) -> Till:
    """The company in an empty store, with its packages deployed."""
    with store.begin(by=None, action="test.set_up") as tx:
        people = build_company(tx)
        party = {"kind": "customer", "name": "青屿精工", "level": "A", "email": "a@b.cn"}
        changes.add(tx, tables.account, code="K-1", owner_id=people["salesperson"], **party)
        changes.add(
            tx, tables.bank_account, name="基本户", no="62220001", currency="CNY", opening=Decimal(1000)
        )
    found = _till(store, clock)
    found.engine.deploy({"complaint_handling.bpmn": COMPLAINT}, name="complaint_handling")
    for name in PACKAGES:
        package = read_folder(BPMN / name)
        assert package.findings == ()
        found.engine.deploy(
            dict(package.files),
            name=package.key,
            titles={package.key: (package.title["zh"], package.title["en"])},
            messages=package.messages,
        )
    types.install(store)
    return found


def _till(store: Store, clock: ManualClock) -> Till:
    with store.read() as connection:
        people = {one.login: one.id for one in organisation.everyone(connection)}
        customer = connection.scalar(select(tables.account.c.id))
        bank = connection.scalar(select(tables.bank_account.c.id))
    assert customer is not None
    assert bank is not None
    outbox = Outbox()
    endings.listen(store.facts)
    mailer = Mailer(store=store, transport=outbox, sender="guanxi@demo.guanxi.example")
    known = {**registry(mailer=mailer), **approval_steps(types.documents())}
    engine = Engine(store=store, adapters=known)
    return Till(store, clock, engine, RecordProcesses(engine=engine), outbox, people, customer, bank)
