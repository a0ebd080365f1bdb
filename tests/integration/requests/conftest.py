"""A company with requests: the shipped leave slip on an SQLite store in memory, and people who ask and decide."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Row, select

from adapters.demo.company import build_company
from engine import organisation
from engine.calendar.installing import install as install_calendar
from engine.clock import ManualClock
from engine.organisation import Person
from engine.ports import Actor
from engine.service import Engine
from engine.store.schema.runtime import incident, work_item
from engine.store.uow import Store
from processes.approval import decisions, types
from processes.approval.adapters import adapters as approval_steps
from processes.package import read_folder
from processes.requests import ended, flows, rows
from processes.requests.commands import Requests
from processes.requests.operations import operations
from processes.requests.published import RequestKinds

BPMN = Path(__file__).parents[3] / "bpmn"
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
LEAVE, EXPENSE, TRIP, PLAN = "request_leave", "request_expense", "request_trip", "request_sales_plan"
REPORT = "request_report"
PARTNER, RULES = "request_partner", "request_crm_rules"
#: Monday to Wednesday.
SLIP = {"kind": "annual", "period_from": "2026-03-09", "period_to": "2026-03-11", "reason": "探亲"}


@dataclass
class Office:
    """The cast, and what it does with requests."""

    store: Store
    engine: Engine
    requests: Requests
    kinds: RequestKinds
    people: dict[str, int]

    def person(self, login: str) -> Person:
        with self.store.read() as connection:
            found = organisation.person(connection, self.people[login])
        assert found is not None
        return found

    def submit(
        self,
        values: Mapping[str, Any] = SLIP,
        *,
        by: str = "salesperson",
        key: str = LEAVE,
        submission: str = "page-1",
    ) -> int:
        return self.requests.submit(
            self.person(by), key, values, request_id=None, revision=0, submission=submission
        )

    def row(self, request_id: int) -> Row[Any]:
        with self.store.read() as connection:
            return rows.of(connection, request_id)

    def values(self, request_id: int) -> dict[str, Any]:
        return rows.values(self.row(request_id))

    def waiting(self, request_id: int) -> list[Row[Any]]:
        root = self.row(request_id).instance_id
        query = select(work_item).where(work_item.c.root_id == root, work_item.c.closed_at.is_(None))
        with self.store.read() as connection:
            return list(connection.execute(query.order_by(work_item.c.id)))

    def asked(self, request_id: int) -> list[str | None]:
        """Who has the open tasks."""
        return [item.assignee for item in self.waiting(request_id)]

    def decide(self, request_id: int, by: str, action: str = "agree", opinion: str = "") -> None:
        [item] = [one for one in self.waiting(request_id) if one.assignee == by]
        self.engine.complete(item.id, {"action": action, "opinion": opinion}, by=Actor(by, self.people[by]))

    def file(self, request_id: int, by: str = "assistant", note: str = "") -> None:
        [item] = self.waiting(request_id)
        self.engine.claim(item.id, by=Actor(by, self.people[by]))
        self.engine.complete(item.id, {"filing_note": note}, by=Actor(by, self.people[by]))

    def record(self, request_id: int) -> list[tuple[int, str, str]]:
        with self.store.read() as connection:
            found = decisions.of_document(connection, self.row(request_id).key, request_id)
        return [(row.point, row.person, row.action) for row in found]

    def incidents(self, request_id: int) -> list[str]:
        query = select(incident.c.code).where(incident.c.root_id == self.row(request_id).instance_id)
        with self.store.read() as connection:
            return list(connection.scalars(query))

    def publish(self, files: Mapping[str, bytes], key: str, title: str) -> None:
        package_messages: dict[str, dict[str, str]] = {}
        self.engine.deploy(files, name=key, titles={key: (title, title)}, messages=package_messages)
        self.kinds.forget()


def open_office() -> Office:
    """The company in a store in memory with some of the packages and their flows, made once for all tests."""
    if not _made:
        _made.append(_make())
    copy, people = _made[0]
    store = _empty()
    with closing(store.engine.raw_connection()) as raw:
        assert raw.driver_connection is not None
        raw.driver_connection.deserialize(copy)
    return _office(store, people)


def _make() -> tuple[bytes, dict[str, int]]:
    store = _empty()
    store.create()
    with store.begin(by=None, action="test.set_up") as tx:
        people = build_company(tx)
        install_calendar(tx)
    office = _office(store, people)
    for name in ("approval", LEAVE, EXPENSE, TRIP, PLAN, PARTNER, RULES, REPORT):
        package = read_folder(BPMN / name)
        assert package.findings == ()
        office.engine.deploy(
            dict(package.files),
            name=package.key,
            titles={package.key: (package.title["zh"], package.title["en"])},
            messages=package.messages,
        )
    types.install(store)
    flows.install_all(store, office.kinds)
    with closing(store.engine.raw_connection()) as raw:
        assert raw.driver_connection is not None
        copy = bytes(raw.driver_connection.serialize())
    store.close()
    return copy, people


def _empty() -> Store:
    store = Store("sqlite:///:memory:", clock=ManualClock(NOON))
    ended.listen(store.facts)
    return store


def _office(store: Store, people: dict[str, int]) -> Office:
    kinds = RequestKinds(store)
    documents = types.documents(further=kinds.document)
    engine = Engine(store=store, adapters={**approval_steps(documents), **operations(kinds)})
    requests = Requests(engine=engine, kinds=kinds, documents=documents)
    return Office(store, engine, requests, kinds, people)


_made: list[tuple[bytes, dict[str, int]]] = []
