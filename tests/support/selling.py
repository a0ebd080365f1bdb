"""A company that sells: people, one customer, and the packages about leads and opportunities with stand-ins."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from adapters.crm import changes, opportunities, standard, tables
from adapters.crm.endings import registry as endings
from adapters.demo.company import build_company
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
from processes.approval.adapters import adapters as approval_adapters
from processes.approval.defaults import install_flow
from processes.approval.opportunities import OPPORTUNITIES, OPPORTUNITY
from processes.approval.types import documents
from processes.package import read_folder
from processes.records import RecordProcesses

BPMN = Path(__file__).parents[2] / "bpmn"
MORNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # a Monday, 09:00 in Shanghai
#: A called package of which only the answer matters: a person gives its variables, or `refused`.
STAND_IN = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:gx="urn:guanxi:bpmn:1" id="d_{key}"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="urn:t">
  <error id="refusal_{key}" errorCode="{refusal}"/>
  <process id="{key}" isExecutable="true">
    <startEvent id="begin_{key}"/>
    <userTask id="answer_{key}" gx:assignee="salesperson"/>
    <exclusiveGateway id="is_{key}" default="three_{key}"/>
    <endEvent id="end_{key}"/>
    <endEvent id="no_{key}"><errorEventDefinition id="code_{key}" errorRef="refusal_{key}"/></endEvent>
    <sequenceFlow id="one_{key}" sourceRef="begin_{key}" targetRef="answer_{key}"/>
    <sequenceFlow id="two_{key}" sourceRef="answer_{key}" targetRef="is_{key}"/>
    <sequenceFlow id="three_{key}" sourceRef="is_{key}" targetRef="end_{key}"/>
    <sequenceFlow id="four_{key}" sourceRef="is_{key}" targetRef="no_{key}">
      <conditionExpression xsi:type="tFormalExpression">refused = true</conditionExpression>
    </sequenceFlow>
  </process>
</definitions>"""
#: What a called package answers where it cannot begin.
REFUSALS = {"duplicate_case": "DUPLICATE_CASE_OPEN", "order_fulfilment": "ORDER_NOT_READY"}


class NoMail:
    """A transport for tests in which nobody writes mail."""

    def deliver(self, message: object) -> None:
        raise AssertionError(message)


@dataclass
class Selling:
    """The cast, and what they can do."""

    store: Store
    engine: Engine
    people: dict[str, int]
    customer: int

    @classmethod
    def open(
        cls, packages: Sequence[str], stand_ins: Sequence[str] = (), store: Store | None = None
    ) -> Selling:
        """A new company; called packages that are not under test answer what a person says."""
        if store is None:
            return cls._copy(tuple(packages), tuple(stand_ins))
        with store.begin(by=None, action="test.set_up") as tx:
            install_calendar(tx)
            standard.install(tx)
            people = build_company(tx)
            install_flow(tx, OPPORTUNITIES, key="opportunity", name="机会", name_en="", flow=OPPORTUNITY)
            customer = changes.add(
                tx,
                tables.account,
                code="K-90001",
                kind="customer",
                name="青屿精工",
                phone="021-5555 0101",
                owner_id=people["salesperson"],
            )
        engine = _engine(store)
        packages = ["approval", *packages] if "follow_up" in packages else packages
        for key in stand_ins:
            stand_in = STAND_IN.format(key=key, refusal=REFUSALS.get(key, "REFUSED"))
            engine.deploy({f"{key}.bpmn": stand_in.encode()}, name=key)
        for name in packages:
            package = read_folder(BPMN / name)
            assert package.findings == ()
            engine.deploy(dict(package.files), name=package.key)
        return cls(store, engine, people, customer)

    @classmethod
    def _copy(cls, packages: tuple[str, ...], stand_ins: tuple[str, ...]) -> Selling:
        """The same from a file made once per test run: hiring twenty people takes a second."""
        made = _TEMPLATES.get((packages, stand_ins))
        if made is None:
            path = Path(tempfile.mkdtemp(prefix="selling")) / "selling.db"
            store = Store(f"sqlite:///{path}", clock=ManualClock(MORNING))
            store.create()
            made = cls.open(packages, stand_ins, store)
            store.close()
            _TEMPLATES[(packages, stand_ins)] = made
        store = Store("sqlite://", clock=ManualClock(MORNING))
        with closing(sqlite3.connect(str(made.store.engine.url.database))) as source:
            target = store.engine.raw_connection()
            source.backup(target.driver_connection)
            target.close()
        return cls(store, _engine(store), made.people, made.customer)

    @property
    def clock(self) -> ManualClock:
        assert isinstance(self.store.clock, ManualClock)
        return self.store.clock

    @property
    def processes(self) -> RecordProcesses:
        return RecordProcesses(engine=self.engine)

    def person(self, login: str) -> Person:
        with self.store.read() as connection:
            found = organisation.person(connection, self.people[login])
        assert found is not None
        return found

    def opportunity(self, **values: Any) -> int:
        given = {"name": "测厚仪", "account_id": self.customer, "owner_id": self.people["salesperson"]}
        with self.store.begin(by=self.people["salesperson"], action="test.opportunity") as tx:
            return opportunities.enter(tx, {**given, **values})

    def edit(self, table: Any, row_id: int, **values: Any) -> None:
        with self.store.begin(by=None, action="test.edit") as tx:
            tx.connection.execute(update(table).where(table.c.id == row_id).values(**values))

    def start(self, process: str, by: str | None = "salesperson", **variables: Any) -> int:
        actor = None if by is None else Actor(by, self.people[by])
        key = f"test-{variables}"[:200]
        return self.engine.start(process, variables=variables, business_key=key, by=actor)

    def items(self, root: int, element: str = "") -> list[Any]:
        item = runtime.work_item
        query = select(item).where(item.c.root_id == root, item.c.closed_at.is_(None)).order_by(item.c.id)
        with self.store.read() as connection:
            return [row for row in connection.execute(query) if not element or row.element == element]

    def do(self, root: int, element: str, values: Mapping[str, Any], by: str = "salesperson") -> None:
        """Complete the open task at an element."""
        [item] = self.items(root, element)
        actor = Actor(by, self.people[by])
        if item.assignee is None:
            self.engine.claim(item.id, by=actor)
        self.engine.complete(item.id, dict(values), by=actor)

    def wait(self, by: timedelta) -> None:
        """Let time pass; what falls due on the way happens at its own moment, to the hour."""
        end = self.clock.now() + by
        self.settle()
        while self.clock.now() < end:
            with self.store.read() as connection:
                due = connection.scalars(
                    select(runtime.timer.c.due_at)
                    .where(runtime.timer.c.due_at > self.clock.now())
                    .order_by(runtime.timer.c.due_at)
                ).first()
            self.clock.set(end if due is None or due > end else due)
            self.settle()

    def settle(self) -> None:
        while self.engine.run_due():
            pass

    def row(self, table: Any, row_id: int) -> Any:
        with self.store.read() as connection:
            return connection.execute(select(table).where(table.c.id == row_id)).one()

    def rows(self, table: Any) -> list[Any]:
        with self.store.read() as connection:
            return list(connection.execute(select(table).order_by(table.c.id)))

    def state(self, root: int) -> str:
        with self.store.read() as connection:
            query = select(runtime.instance.c.state).where(runtime.instance.c.id == root)
            return str(connection.scalar(query))

    def variable(self, root: int, name: str) -> Any:
        query = (
            select(runtime.variable.c.value)
            .join(runtime.scope, runtime.scope.c.id == runtime.variable.c.scope_id)
            .where(
                runtime.scope.c.instance_id == root,
                runtime.scope.c.parent_id.is_(None),
                runtime.variable.c.name == name,
            )
        )
        with self.store.read() as connection:
            found = connection.scalar(query)
        return None if found is None else decode(found)

    def incidents(self, root: int) -> list[Any]:
        incident = runtime.incident
        with self.store.read() as connection:
            query = select(incident.c.element, incident.c.code, incident.c.args)
            return list(connection.execute(query.where(incident.c.root_id == root)))

    def breaches(self) -> list[Any]:
        with self.store.snapshot() as connection:
            return verify(connection)


_TEMPLATES: dict[tuple[tuple[str, ...], tuple[str, ...]], Selling] = {}


def _engine(store: Store) -> Engine:
    endings.listen(store.facts)
    mailer = Mailer(store=store, transport=NoMail(), sender="guanxi@demo.guanxi.example")
    return Engine(store=store, adapters={**registry(mailer=mailer), **approval_adapters(documents())})
