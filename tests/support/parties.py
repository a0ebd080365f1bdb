"""A small company whose customers go through the shipped packages about parties, on SQLite."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import select

from adapters.crm import changes, standard, tables
from adapters.crm.endings import registry as endings
from adapters.demo.company import build_company
from adapters.mail.send import Mailer
from adapters.registry import adapters as registry
from engine import organisation
from engine.calendar.installing import install as install_calendar
from engine.clock import ManualClock
from engine.organisation import Person
from engine.ports import Actor
from engine.service import Engine
from engine.store.schema import runtime
from engine.store.uow import Store
from processes.approval.adapters import adapters as approval_steps
from processes.approval.types import documents, install
from processes.package import read_folder

BPMN = Path(__file__).parents[2] / "bpmn"
PACKAGES = ("approval", "new_customer", "duplicate_case", "pool_claim", "pool_release", "handover")
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
_built: list[tuple[Path, dict[str, int], int]] = []


class Nowhere:
    """No mail leaves a test."""

    def deliver(self, message: object) -> None:
        raise AssertionError(f"nothing is sent here: {message}")


@dataclass
class Office:
    """The cast, a customer of the salesperson, and what they can do."""

    store: Store
    engine: Engine
    people: dict[str, int]
    customer: int

    @classmethod
    def open(cls) -> Office:
        """A new company, copied from one that is built once."""
        if not _built:
            _built.append(_build(Path(tempfile.mkdtemp(prefix="guanxi-parties-"))))
        template, people, customer = _built[0]
        file = shutil.copy(template, Path(tempfile.mkdtemp(prefix="guanxi-parties-")) / "store.db")
        store = Store(f"sqlite:///{file}", clock=ManualClock(NOON))
        return cls(store, _engine(store), people, customer)

    def person(self, login: str) -> Person:
        with self.store.read() as connection:
            found = organisation.person(connection, self.people[login])
        assert found is not None
        return found

    def start(self, process: str, by: str | None = None, **variables: Any) -> int:
        actor = None if by is None else Actor(by, self.people[by])
        return self.engine.start(
            process, variables=variables, business_key=f"{process}-1", by=actor, refusable=True
        )

    def items(self, root: int) -> dict[str, Any]:
        """Element → the open work item."""
        item = runtime.work_item
        query = select(item).where(item.c.root_id == root, item.c.closed_at.is_(None))
        with self.store.read() as connection:
            return {row.element: row for row in connection.execute(query)}

    def complete(self, root: int, element: str, by: str, **values: Any) -> None:
        row = self.items(root)[element]
        assert row.assignee == by
        self.engine.complete(row.id, values, by=Actor(by, self.people[by]))

    def decide(self, root: int, by: str, action: str = "agree", opinion: str = "") -> None:
        """Complete the open item of an approval."""
        [row] = [each for each in self.items(root).values() if each.assignee in (by, None)]
        values = {"action": action, "opinion": opinion}
        self.engine.complete(row.id, values, by=Actor(by, self.people[by]))

    def account(self, account_id: int | None = None) -> Any:
        with self.store.read() as connection:
            return changes.row_of(connection, tables.account, account_id or self.customer)

    def change(self, account_id: int | None = None, **values: Any) -> None:
        with self.store.begin(by=None, action="test") as tx:
            changes.edit(tx, tables.account, account_id or self.customer, **values)

    def add_account(self, **values: Any) -> int:
        with self.store.begin(by=None, action="test") as tx:
            return changes.add(tx, tables.account, **{"kind": "customer", **values})

    def ended(self, root: int) -> bool:
        with self.store.read() as connection:
            query = select(runtime.instance.c.state).where(runtime.instance.c.id == root)
            return connection.scalar(query) == "completed"

    def messages(self, login: str) -> Sequence[str]:
        query = select(tables.message.c.text).where(tables.message.c.to_id == self.people[login])
        with self.store.read() as connection:
            return list(connection.scalars(query))

    def wait(self, **time: int) -> None:
        """Let time pass and what is due happen."""
        clock = self.store.clock
        assert isinstance(clock, ManualClock)
        clock.advance(timedelta(**time))
        while self.engine.run_due():
            pass


SLIP: Mapping[str, Any] = {
    "address": "高新区 8 号",
    "payment_terms": "月结 30 天",
    "settlement_method": "monthly_30",
    "min_discount": Decimal("0.05"),
}


def _build(folder: Path) -> tuple[Path, dict[str, int], int]:
    file = folder / "store.db"
    store = Store(f"sqlite:///{file}", clock=ManualClock(NOON))
    store.create()
    with store.begin(by=None, action="test.set_up") as tx:
        install_calendar(tx)
        standard.install(tx)
        people = build_company(tx)
        customer = changes.add(
            tx,
            tables.account,
            code="K-00001",
            kind="customer",
            name="青屿精工有限公司",
            level="B",
            owner_id=people["salesperson"],
        )
    install(store)
    engine = _engine(store)
    for name in PACKAGES:
        package = read_folder(BPMN / name)
        assert package.findings == ()
        engine.deploy(dict(package.files), name=package.key)
    store.close()
    return file, people, customer


def _engine(store: Store) -> Engine:
    endings.listen(store.facts)
    mailer = Mailer(store=store, transport=Nowhere(), sender="guanxi@demo.guanxi.example")
    return Engine(store=store, adapters={**registry(mailer=mailer), **approval_steps(documents())})
