"""The real thing: quotes of the demo company through the shipped packages, with the CRM's and the mail's adapters."""

from __future__ import annotations

import random
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select, text

from adapters.crm import quotes, tables
from adapters.crm.quotes import Draft, DraftLine
from admin.cli import Settings
from app import Platform, build
from engine import organisation
from engine.errors import EngineError
from engine.organisation import Person
from engine.organisation.tables import person as people
from engine.service import Actor, Engine
from processes.quotes import QuoteApproval
from tests.reliability.ledger import Ledger
from tests.reliability.resting import drain

WINDOW = 8
_OPEN = "SELECT id, element, assignee FROM engine_work_item WHERE closed_at IS NULL ORDER BY id LIMIT {limit}"
_MARKED = """SELECT q.no, q.state, i.state FROM engine_instance i JOIN crm_quote q ON q.instance_id = i.id
 WHERE i.parent_token IS NULL AND NOT (
 (i.state = 'completed' AND q.state IN ('approved', 'rejected')) OR
 (i.state = 'running' AND q.state IN ('in_approval', 'returned', 'approved', 'rejected')))"""
_UNMARKED = """SELECT i.id FROM engine_instance i LEFT JOIN crm_quote q ON q.instance_id = i.id
 WHERE i.parent_token IS NULL AND q.id IS NULL"""
_UNSIGNED = """SELECT w.id FROM engine_work_item w LEFT JOIN processes_decision d ON d.work_item_id = w.id
 WHERE w.state = 'completed' AND w.element LIKE '%approve' AND d.id IS NULL"""
_SIGNED = """SELECT d.id FROM processes_decision d JOIN engine_work_item w ON w.id = d.work_item_id
 WHERE w.state <> 'completed'"""
_UNSENT = """SELECT a.id FROM engine_activity a LEFT JOIN mail_message m ON m.idempotency_key = CAST(a.id AS VARCHAR)
 WHERE a.element LIKE 'mail_%' AND a.element NOT LIKE '%failed' AND a.state = 'completed'
 AND (m.id IS NULL OR m.state <> 'sent')"""


class Quotes:
    """A store of the platform with its demo company."""

    def __init__(self, database: str, folder: Path) -> None:
        self._settings = Settings(
            database=database, secret_key="campaign" * 8, var=folder, mail=f"file:{folder / 'mail'}"
        )

    def prepare(self) -> None:
        platform = build(self._settings)
        platform.migrate()
        platform.load_demo()
        platform.prepare()
        platform.store.close()

    def step(self, ledger: Ledger, seed: int) -> Callable[[], None]:
        return _Staff(build(self._settings), ledger, seed).step

    def come_to_rest(self) -> Engine:
        platform = build(self._settings)
        with (
            platform.store.schema_change() as connection
        ):  # half a minute passes: the leases of the dead are over
            connection.execute(text("UPDATE engine_job SET lease_until = NULL, due_at = 1"))
        drain(platform.engine, complete=_agree)
        return platform.engine

    def effects(self, connection: Connection) -> Iterator[str]:
        """The quote moved with its token, a signature is there for every approval, a mail for every outcome."""
        for no, quote, instance in connection.exec_driver_sql(_MARKED):
            yield f"quote {no} is {quote}, its instance is {instance}"
        for query, sentence in (
            (_UNMARKED, "instance {} has no quote"),
            (_UNSIGNED, "work item {} was completed without a decision on record"),
            (_SIGNED, "decision {} is on record without its work item being completed"),
            (_UNSENT, "mail of visit {} is not noted as sent"),
        ):
            yield from (sentence.format(row[0]) for row in connection.execute(text(query)))


def _agree(engine: Engine, item: int) -> None:
    with engine.store.read() as connection:
        query = text("SELECT element, assignee FROM engine_work_item WHERE id = :id")
        element, assignee = connection.execute(query, {"id": item}).one()
    values = {} if element == "revise" else {"action": "agree", "opinion": ""}
    engine.complete(item, values, by=assignee or "manager")


class _Staff:
    """The salesperson who submits and the others who decide, in random order."""

    def __init__(self, platform: Platform, ledger: Ledger, seed: int) -> None:
        self._platform = platform
        self._store = platform.store
        self._approval = QuoteApproval(engine=platform.engine, documents=platform.documents)
        self._ledger = ledger
        self._random = random.Random(seed)
        with self._store.read() as connection:
            self._ids = {row.login: row.id for row in connection.execute(select(people.c.login, people.c.id))}
            self._products = list(connection.scalars(select(tables.product.c.id)))

    def step(self) -> None:
        try:
            self._random.choices((self._submit, self._decide, self._due), weights=(1, 4, 1))[0]()
        except EngineError:
            return
        except Exception as error:
            self._ledger.note("wrong", what=f"{type(error).__name__}: {error}"[:300])
            time.sleep(0.1)

    def _submit(self) -> None:
        if len(self._open_items()) >= WINDOW:
            return
        person = self._person("salesperson")
        quote = self._write(person)
        self._approval.submit(quote, person)
        with self._store.read() as connection:
            query = select(tables.quote.c.instance_id).where(tables.quote.c.id == quote)
            self._ledger.note("started", connection.scalar(query) or 0)

    def _write(self, person: Person) -> int:
        line = DraftLine(
            product_id=self._random.choice(self._products),
            quantity=Decimal(self._random.randint(1, 5)),
            given=Decimal(self._random.choice(("0.02", "0.12"))),
        )
        with self._store.begin(by=person.id, action="campaign.quote") as tx:
            account = tx.connection.scalar(
                select(tables.account.c.id).where(tables.account.c.owner_id == person.id).limit(1)
            )
            valid = tx.now.date() + timedelta(days=30)
            return quotes.add(tx, person, account or 0, Draft(valid_to=valid, lines=(line,)))

    def _decide(self) -> None:
        items = self._open_items()
        if not items:
            return
        item, element, assignee = self._random.choice(items)
        action = self._random.choices(("agree", "return", "reject"), weights=(8, 1, 1))[0]
        values = {} if element == "revise" else {"action": action, "opinion": "意见"}
        by = Actor(assignee, self._ids[assignee])
        submission = uuid.uuid4().hex
        self._platform.engine.complete(item, values, by=by, submission=submission)
        self._ledger.note("completed", item)

    def _due(self) -> None:
        self._platform.engine.run_due(limit=5)

    def _open_items(self) -> list[Any]:
        with self._store.read() as connection:
            rows = connection.exec_driver_sql(_OPEN.format(limit=WINDOW)).all()
        return [row for row in rows if row.assignee in self._ids]

    def _person(self, login: str) -> Person:
        with self._store.read() as connection:
            found = organisation.person(connection, self._ids[login])
        if found is None:
            raise LookupError(login)
        return found
