"""The route of one document with eight points: which are entered, why in two languages, and who decides at each.

The facts are read already, and so is the organisation: what is left is arithmetic.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event

from adapters.demo.company import build_company
from engine.store.uow import Store
from processes.approval.approver_rule import Limit, Rule
from processes.approval.approvers import approvers_of
from processes.approval.model import Flow
from processes.approval.quotes import QUOTES
from processes.approval.route import next_points
from tests.performance.backtesting import FLOW

BATCH = 50
#: Every point holds, in its last row: nothing is spared.
FACTS: dict[str, Any] = {
    "max_discount": Decimal("0.15"),
    "total": Decimal(650_000),
    "list_total": Decimal(700_000),
    "margin": Decimal("0.05"),
    "below_minimum": True,
    "over_limit": True,
    "line_count": 3,
    "valid_days": 30,
    "currency": "CNY",
    "customer_level": "B",
    "overdue": Decimal(12_000),
    "receivable": Decimal(20_000),
    "credit_limit": Decimal(100_000),
    "owner_position": "salesperson",
    "owner_login": "salesperson",
    "owner_name": "李伟",
    "owner_id": 17,
}
_LIMITS = (
    Limit(up_to=Decimal(100_000), position="sales_manager"),
    Limit(up_to=None, position="general_manager"),
)
_RULES = (
    Rule(kind="amount", fact="total", limits=_LIMITS),
    Rule(kind="department", position="sales_manager"),
    Rule(kind="superior", levels=2),
    Rule(kind="person", person="finance"),
)


@dataclass(frozen=True, slots=True)
class Taken:
    """Of one decision: seconds, processor seconds, and the statements it needs beside its reads."""

    seconds: float
    cpu_seconds: float
    statements: int
    entered: int


def flow() -> Flow:
    """Eight points; half of them ask by other rules than a position."""
    points = list(FLOW.points)
    for place, rule in zip((1, 3, 5, 7), _RULES, strict=True):
        points[place] = replace(points[place], positions=(), rules=(rule,))
    return FLOW.with_points(tuple(points))


def decision(folder: Path, *, rounds: int) -> Taken:
    """The fastest of so many batches."""
    store = Store(f"sqlite:///{folder / 'deciding.db'}")
    store.create()
    with store.begin(by=None, action="bench") as tx:
        build_company(tx)
    tried, best = flow(), (float("inf"), float("inf"))
    try:
        with store.read() as connection:
            entered = route(connection, tried)
            for _ in range(rounds):
                best = min(best, _timed(lambda: route(connection, tried)))
            statements = _statements(connection, lambda: route(connection, tried))
    finally:
        store.close()
    return Taken(best[0] / BATCH, best[1] / BATCH, statements, entered)


def route(connection: Connection, tried: Flow) -> int:
    """How many points are entered, each asked after the one before it, with everybody who decides there."""
    after = entered = 0
    while found := next_points(tried, after, FACTS, QUOTES):
        point = found[-1].point
        after = point.number
        if found[-1].entered:
            entered += 1
            assert approvers_of(connection, point, "salesperson", facts=FACTS, document=QUOTES)
    return entered


def _timed(act: Callable[[], object]) -> tuple[float, float]:
    begin, cpu = time.perf_counter(), time.process_time()
    for _ in range(BATCH):
        act()
    return time.perf_counter() - begin, time.process_time() - cpu


def _statements(connection: Connection, act: Callable[[], object]) -> int:
    seen: list[object] = []

    def note(*_args: object) -> None:
        seen.append(None)

    event.listen(connection, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(connection, "before_cursor_execute", note)
    return len(seen)
