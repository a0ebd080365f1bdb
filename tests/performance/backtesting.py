"""Ten thousand approvals of the past, walked again by another version of their flow."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import func, insert, select

from engine.store.uow import Store
from engine.store.values import encode
from processes.approval import content, tables
from processes.approval.backtest.filters import Filters
from processes.approval.backtest.kept import dump, load
from processes.approval.backtest.report import Report
from processes.approval.backtest.running import backtest
from processes.approval.conditions import hit, holds
from processes.approval.defaults import QUOTE
from processes.approval.hits import hits
from processes.approval.model import Condition, Flow, Test
from processes.approval.quotes import QUOTES

NOW = datetime(2026, 11, 1, tzinfo=UTC)
KEY = "quote"
#: Eight points: those of quotes twice.
FLOW = QUOTE.with_points((*QUOTE.points, *(replace(one, name=f"{one.name} 2") for one in QUOTE.points)))


def tighter(flow: Flow) -> Flow:
    """The director from 8 %, or for customers who owe."""
    condition = Condition(
        rows=(
            (Test(fact="max_discount", operator="gt", value=Decimal("0.08")),),
            (Test(fact="overdue", operator="gt", value=Decimal(0)),),
        )
    )
    points = [replace(one, condition=condition) if one.number == 2 else one for one in flow.points]
    return flow.with_points(tuple(points))


def fill(store: Store, documents: int, flow: Flow = FLOW) -> None:
    """The flow with its first version, and so many approvals within the year before `NOW`."""
    store.create()
    with store.begin(by=None, action="bench") as tx:
        tx.connection.execute(
            insert(tables.policy).values(key=KEY, document_type="quote", name="报价", name_en="Quotes")
        )
        tx.connection.execute(
            insert(tables.policy_version).values(
                id=1, policy=KEY, version=1, content=content.dump(flow), state="released", at=NOW
            )
        )
        made = list(rows(documents, now=NOW, flow=flow))
        for table in (tables.evaluation, tables.decision):
            tx.connection.execute(insert(table), [row for name, row in made if name == table.name])


def rows(documents: int, *, now: datetime, flow: Flow = QUOTE) -> Iterator[tuple[str, dict[str, Any]]]:
    """Evaluations and decisions of so many approvals by version 1 within a year: table, row."""
    random, identity = Random(5), 0
    for number in range(1, documents + 1):
        facts = _facts(random)
        written = encode(facts)
        at = now - timedelta(days=365 * (documents - number + 1) / (documents + 1))
        same = {
            "policy": KEY,
            "version": 1,
            "root_id": number,
            "instance_id": number,
            "document_type": "quote",
            "document_id": number,
            "at": at,
        }
        for point in flow.points:
            identity += 1
            entered = holds(point.condition, facts)
            yield (
                tables.evaluation.name,
                {
                    **same,
                    "id": identity,
                    "point": point.number,
                    "point_id": point.id,
                    "activity_id": identity,
                    "element": "ask",
                    "applicant": "salesperson",
                    "facts": written,
                    "outcome": "entered" if entered else "skipped",
                    "condition": "",
                    "hit": hit(point.condition, facts) if entered else None,
                    "approvers": "[]",
                },
            )
            if entered:
                action = "agree" if random.random() > 0.03 else "reject"
                yield (
                    tables.decision.name,
                    {
                        **same,
                        "id": identity,
                        "point": point.number,
                        "point_id": point.id,
                        "work_item_id": identity,
                        "person": "manager",
                        "action": action,
                        "opinion": "",
                        "snapshot_sha256": "",
                    },
                )
                if action == "reject":
                    break


def _facts(random: Random) -> dict[str, Any]:
    return {
        "max_discount": Decimal(random.choice((0, 2, 3, 5, 7, 9, 12, 15))) / 100,
        "total": Decimal(random.randrange(1_000, 700_000)),
        "list_total": Decimal(700_000),
        "margin": Decimal(random.randrange(10, 50)) / 100,
        "below_minimum": random.random() < 0.02,
        "over_limit": False,
        "line_count": random.randrange(1, 9),
        "valid_days": 30,
        "currency": "CNY",
        "customer_level": random.choice("ABC"),
        "overdue": Decimal(random.choice((0, 0, 0, 0, 12_000))),
        "receivable": Decimal(20_000),
        "credit_limit": Decimal(100_000),
        "owner_position": "salesperson",
        "owner_login": "salesperson",
        "owner_name": "李伟",
        "owner_id": 17,
    }


def run(store: Store, flow: Flow = FLOW) -> Report:
    """The report about the tighter version, as the page asks for it, keeps it and reads it back."""
    with store.read() as connection:
        report = backtest(connection, KEY, QUOTES, tried=tighter(flow), base=None, filters=Filters(), now=NOW)
    return load(dump(report))


@dataclass(frozen=True, slots=True)
class Taken:
    """A backtest with its report in seconds and processor seconds; the hits of 90 days, over so many evaluations."""

    seconds: float
    cpu_seconds: float
    hits_seconds: float
    evaluations: int


def seconds(folder: Path, documents: int) -> Taken:
    """A backtest of so many documents until its report can be shown, and the hits: the best of three."""
    store = Store(f"sqlite:///{folder / 'backtest.db'}")
    try:
        fill(store, documents)
        whole, cpu = _best(lambda: run(store))
        with store.read() as connection:
            count = connection.scalar(select(func.count()).select_from(tables.evaluation)) or 0
        return Taken(whole, cpu, _best(lambda: _hits(store))[0], count)
    finally:
        store.close()


def _hits(store: Store) -> None:
    with store.read() as connection:
        hits(connection, KEY, FLOW, NOW)


def _best(act: Callable[[], object]) -> tuple[float, float]:
    taken = []
    for _ in range(3):
        begin, cpu = time.perf_counter(), time.process_time()
        act()
        taken.append((time.perf_counter() - begin, time.process_time() - cpu))
    return min(taken)
