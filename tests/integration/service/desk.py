"""A service desk over the demo company's people, with the shipped packages of complaints and knowledge."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import func, select

from adapters.crm import feedback, standard, tables
from adapters.crm.endings import registry as endings
from adapters.demo.company import build_company
from adapters.demo.customers import build_customers
from adapters.mail.send import Mailer
from adapters.registry import adapters as registry
from engine import organisation
from engine.calendar.installing import install as install_calendar
from engine.clock import ManualClock
from engine.organisation import Person
from engine.service import Actor, Engine
from engine.store.schema import runtime
from engine.store.uow import Store
from engine.store.values import decode
from engine.store.verify import verify
from processes.approval import types
from processes.approval.adapters import adapters as approval_steps
from processes.package import read_folder
from processes.records import RecordProcesses
from tests.integration.service.stand_in import CALLED

BPMN = Path(__file__).parents[3] / "bpmn"
#: Monday, 2 March 2026, noon in Shanghai.
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


@dataclass
class Outbox:
    """A transport that keeps what it is given."""

    sent: list[EmailMessage] = field(default_factory=list)

    def deliver(self, message: EmailMessage) -> None:
        self.sent.append(message)


@dataclass
class Desk:
    """People, a customer, and what they can do with complaints."""

    store: Store
    engine: Engine
    outbox: Outbox
    clock: ManualClock
    people: dict[str, int]
    customer: int
    contact: int

    @property
    def processes(self) -> RecordProcesses:
        return RecordProcesses(engine=self.engine)

    def person(self, login: str) -> Person:
        with self.store.read() as connection:
            found = organisation.person(connection, self.people[login])
        assert found is not None
        return found

    def complain(
        self, subject: str = "传感器读数漂移", by: str = "service", **values: Any
    ) -> tuple[int, int]:
        """Register a complaint and start its process as the intake page does: case, root."""
        person = self.person(by)
        given = {
            "type": "complaint",
            "channel": "call",
            "account_id": self.customer,
            "contact_id": self.contact,
            "subject": subject,
            "content": "客户来电：读数每天漂移 2%。",
            **values,
        }
        with self.store.begin(by=person.id, action="test.complain") as tx:
            case_id = feedback.register(tx, **given)
            no = feedback.row(tx.connection, case_id).no
            root = self.processes.start_in(
                tx, "complaint_handling", {"feedback_id": case_id}, business_key=no, by=person
            )
        self.work()
        return case_id, root

    def do(self, root: int, element: str, by: str, **values: Any) -> None:
        """Complete the first open task at this element."""
        [item, *_] = [one for one in self.items(root) if one.element == element]
        self.engine.complete(item.id, values, by=Actor(by, self.people[by]))
        self.work()

    def say(self, root: int, message: str, **values: Any) -> None:
        """The customer says something: `confirmed`, `dissatisfied`, `withdrawn`."""
        with self.store.begin(by=self.people["service"], action="test.say") as tx:
            assert self.engine.message_in(tx, root, f"complaint.{message}", variables=values)
        self.work()

    def classify(self, root: int, severity: int = 3) -> None:
        self.do(root, "classify", "service", category="quality", severity=severity, urgency=2, mood="annoyed")

    def accept(self, root: int, by: str = "service", departments: list[str] | None = None) -> None:
        self.do(
            root, "accept", by, plan="先核对校准记录", departments=departments or [], first_answer="已安排"
        )

    def solve(self, root: int, by: str = "service", **values: Any) -> None:
        given = {"root_cause": "膜片老化", "solution": "更换膜片", "answer": "我们将为您更换膜片。"}
        self.do(root, "solution", by, **{"actions": [], **given, **values})

    def summarise(self, root: int, by: str = "service", **values: Any) -> None:
        given = {"root_cause": "膜片老化", "prevention": "每年检查膜片", "knowledge_draft": False}
        self.do(root, "summary", by, **{**given, **values})

    def answered(self, root: int, severity: int = 3, by: str = "service") -> None:
        """From registration to the answer, the short way."""
        self.classify(root, severity)
        self.accept(root, by)
        self.solve(root, by)

    def wait(self, by: timedelta) -> None:
        """Let time pass, doing what becomes due at its moment."""
        end = self.clock.now() + by
        self.work()
        while (due := self._next_due()) is not None and due <= end:
            self.clock.set(due)
            self.work()
        self.clock.set(end)
        self.work()

    def work(self) -> None:
        while self.engine.run_due():
            pass

    def items(self, root: int) -> list[Any]:
        item = runtime.work_item
        query = select(item).where(item.c.root_id == root, item.c.closed_at.is_(None)).order_by(item.c.id)
        with self.store.read() as connection:
            return list(connection.execute(query))

    def waits_at(self, root: int) -> list[str]:
        """The elements at which somebody is asked."""
        return [one.element for one in self.items(root)]

    def case(self, case_id: int) -> Any:
        with self.store.read() as connection:
            return feedback.row(connection, case_id)

    def record(self, case_id: int) -> list[str]:
        with self.store.read() as connection:
            return [one.kind for one in feedback.actions(connection, case_id)]

    def told(self, login: str) -> list[str]:
        """The notices on somebody's desktop."""
        message = tables.message
        query = select(message.c.text).where(message.c.to_id == self.people[login]).order_by(message.c.id)
        with self.store.read() as connection:
            return list(connection.scalars(query))

    def instance_state(self, root: int) -> str:
        with self.store.read() as connection:
            query = select(runtime.instance.c.state).where(runtime.instance.c.id == root)
            return str(connection.scalar(query))

    def incidents(self) -> list[Any]:
        with self.store.read() as connection:
            open_ones = select(runtime.incident).where(runtime.incident.c.resolved_at.is_(None))
            return [(one.element, one.code, decode(one.args)) for one in connection.execute(open_ones)]

    def mails(self) -> list[str]:
        return [str(one["Subject"]) for one in self.outbox.sent]

    def breaches(self) -> list[Any]:
        with self.store.snapshot() as connection:
            return verify(connection)

    def _next_due(self) -> datetime | None:
        found = []
        with self.store.read() as connection:
            for table in (runtime.timer, runtime.start_timer, runtime.job):
                later = select(func.min(table.c.due_at)).where(table.c.due_at > self.clock.now())
                found.append(connection.scalar(later))
        return min(filter(None, found), default=None)


def open_desk() -> Desk:
    """A desk on a store of its own, at noon of a Monday. The first one is made, the others are copies."""
    clock = ManualClock(NOON)
    folder = Path(tempfile.mkdtemp(dir=_FOLDER.name))
    if not _TEMPLATE.exists():
        _make(_TEMPLATE)
    shutil.copyfile(_TEMPLATE, folder / "desk.db")
    store = Store(f"sqlite:///{folder / 'desk.db'}", clock=clock)
    outbox = Outbox()
    with store.read() as connection:
        people = {one.login: one.id for one in organisation.everyone(connection)}
        customer = connection.scalar(select(tables.account.c.id).where(tables.account.c.code == "K-00001"))
        contact = connection.scalar(
            select(tables.contact.c.id).where(tables.contact.c.account_id == customer).limit(1)
        )
    assert customer is not None
    assert contact is not None
    return Desk(store, _engine(store, outbox), outbox, clock, people, customer, contact)


_FOLDER = tempfile.TemporaryDirectory(prefix="desk")
_TEMPLATE = Path(_FOLDER.name) / "template.db"


def _engine(store: Store, outbox: Outbox) -> Engine:
    endings.listen(store.facts)
    mailer = Mailer(store=store, transport=outbox, sender="guanxi@demo.guanxi.example")
    return Engine(store=store, adapters={**registry(mailer=mailer), **approval_steps(types.documents())})


def _make(path: Path) -> None:
    """The demo company's people and customers, and the packages; complete once the file is there."""
    made = path.with_suffix(".made")
    store = Store(f"sqlite:///{made}", clock=ManualClock(NOON))
    store.create()
    with store.begin(by=None, action="test.set_up") as tx:
        install_calendar(tx)
        people = build_company(tx)
        standard.install(tx)
        build_customers(tx, Random(1), people, tx.now.date())
    engine = _engine(store, Outbox())
    engine.deploy(dict(CALLED), name="called")
    for name in ("approval", "knowledge_review", "complaint_handling"):
        package = read_folder(BPMN / name)
        assert package.findings == ()
        kinds = (package.resources(suffix) for suffix in (".bpmn", ".form", ".dmn", ".toml"))
        engine.deploy(
            {file: data for found in kinds for file, data in found.items()},
            name=package.key,
            titles={package.key: (package.title["zh"], package.title["en"])},
            messages=package.messages,
        )
    types.install(store)
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    made.rename(path)
