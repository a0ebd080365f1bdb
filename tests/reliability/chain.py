"""The whole chain: lead, quote, order, delivery, money, return, complaint, with everything that ships."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import Connection, text

from adapters.crm.verify import verify_crm
from admin.cli import Settings
from app import build
from engine.errors import EngineError
from engine.service import Engine
from processes.approval.verify import verify_approvals
from tests.reliability.founding import founded
from tests.reliability.ledger import Ledger
from tests.support.business import EVENTS, Business

WINDOW = 10
"""Open items to choose from: few, so that the workers get into each other's way."""
#: What begins, and how often. The lead carries the chain; the rest crosses it.
BEGUN = {
    "lead_to_order": 5,
    "follow_up": 4,
    "quote_approval": 2,
    "order_fulfilment": 4,
    "payment_collection": 2,
    "return_refund": 3,
    "complaint_handling": 3,
    "repair": 1,
    "payment_out": 1,
    "contract": 1,
}
#: Numbers are given once, though commands were killed while they took one.
_DOUBLED = """SELECT '{table}', no FROM {table} GROUP BY no HAVING COUNT(*) > 1"""
_NUMBERED = (
    "crm_quote",
    "crm_order",
    "crm_receipt",
    "crm_return_order",
    "crm_feedback",
    "crm_delivery",
    "crm_lead",
)
#: A quote that was accepted is ordered once; a receipt is booked once; a payment is made once.
_ORDERED = """SELECT q.no, COUNT(o.id) FROM crm_quote q LEFT JOIN crm_order o ON o.quote_id = q.id
 WHERE q.instance_id IS NOT NULL GROUP BY q.id, q.no, q.state
 HAVING COUNT(o.id) <> CASE WHEN q.state = 'accepted' THEN 1 ELSE 0 END"""
_STUCK = "SELECT s.element, s.code FROM engine_incident s WHERE s.resolved_at IS NULL"


class Chain:
    """A store of the platform with its demo company, and people who do everything."""

    must_end = False
    """Complaints are revisited after weeks, contracts end after a year: many instances rightly wait."""

    def __init__(self, database: str, folder: Path) -> None:
        self._settings = Settings(
            database=database, secret_key="campaign" * 8, var=folder, mail=f"file:{folder / 'mail'}"
        )

    def prepare(self) -> None:
        with founded(self._settings) as platform:
            Business(platform, 0)  # makes what the demo company lacks

    def step(self, ledger: Ledger, seed: int) -> Callable[[], None]:
        return _Company(Business(build(self._settings), seed), ledger).step

    def come_to_rest(self) -> Engine:
        platform = build(self._settings)
        with platform.store.schema_change() as connection:  # the leases of the dead are over
            connection.execute(text("UPDATE engine_job SET lease_until = NULL, due_at = 1"))
        business = Business(platform, 0)
        business.run()
        for _ in range(3):
            for item in business.items():
                business.work_off(item)
            business.run()
        return platform.engine

    def effects(self, connection: Connection) -> Iterator[str]:
        """Records, processes and sums agree; nothing is there twice; nobody waits for an operator."""
        for breach in (*verify_crm(connection), *verify_approvals(connection)):
            yield f"{breach.code}: {breach.en} {breach.rows}"
        for table in _NUMBERED:
            for name, number in connection.exec_driver_sql(_DOUBLED.format(table=table)):
                yield f"{name} has the number {number} twice"
        for number, orders in connection.exec_driver_sql(_ORDERED):
            yield f"quote {number} has {orders} orders"
        for element, code in connection.exec_driver_sql(_STUCK):
            yield f"an incident waits at {element}: {code}"


class _Company:
    """What happens in random order: things begin, go on, and end before their time."""

    def __init__(self, business: Business, ledger: Ledger) -> None:
        self._business = business
        self._ledger = ledger

    def step(self) -> None:
        """One action; refusals are part of the game, anything else is noted as wrong."""
        actions = (self._begin, self._work, self._happen, self._due, self._end)
        try:
            self._business.random.choices(actions, weights=(20, 60, 20, 15, 2))[0]()
        except EngineError:
            return
        except Exception as error:
            self._ledger.note("wrong", what=f"{type(error).__name__}: {error}"[:300])
            time.sleep(0.1)

    def _begin(self) -> None:
        if len(self._business.items()) < WINDOW:
            process = self._business.random.choices(list(BEGUN), weights=list(BEGUN.values()))[0]
            started = self._business.begin(process)
            if started is not None:
                self._ledger.note("started", started)

    def _work(self) -> None:
        items = self._business.items()[:WINDOW]
        if items:
            item = self._business.random.choice(items)
            self._business.work_off(item, submission=uuid.uuid4().hex)
            self._ledger.note("completed", item.id)

    def _happen(self) -> None:
        self._business.random.choice(EVENTS)(self._business)

    def _due(self) -> None:
        self._business.engine.run_due(limit=5)

    def _end(self) -> None:
        items = self._business.items()
        if items:
            root = self._business.random.choice(items).root_id
            self._business.engine.cancel(root, reason="终止", by="admin")
