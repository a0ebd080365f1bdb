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

from sqlalchemy import Connection, select, text, update

from adapters.crm import quotes, tables
from adapters.crm.document_prices import DraftLine
from adapters.crm.quotes import Draft
from adapters.crm.web.quote_commands import Answer, tell_answer
from admin.cli import Settings
from app import Platform, build
from engine import organisation
from engine.errors import EngineError
from engine.organisation import Person
from engine.organisation.tables import person as people
from engine.service import Actor, Engine
from processes.quotes import QuoteApproval
from tests.reliability.founding import founded
from tests.reliability.ledger import Ledger
from tests.reliability.resting import drain

WINDOW = 8
_OTHER_FORMS: dict[str, dict[str, str]] = {
    "revise": {},
    "send_manually": {"sent_how": "fax"},
    "explain_refusal": {"reason": "价格"},
}
_OPEN = "SELECT id, element, assignee FROM engine_work_item WHERE closed_at IS NULL ORDER BY id LIMIT {limit}"
#: where an answer leads
_LEADS = {"accepted": "accept", "refused": "explain_refusal", "negotiate": "reopen"}
_SENT = "SELECT id, owner_id, instance_id FROM crm_quote WHERE state = 'sent' AND instance_id IS NOT NULL"
_MARKED = """SELECT q.no, q.state, i.state FROM engine_instance i JOIN crm_quote q ON q.instance_id = i.id
 WHERE i.parent_token IS NULL AND NOT (
 i.state = 'completed' AND q.state IN ('accepted', 'refused', 'expired', 'rejected'))"""
_ORDERED = """SELECT q.no, q.state, COUNT(o.id) FROM crm_quote q JOIN engine_instance i ON i.id = q.instance_id
 LEFT JOIN crm_order o ON o.quote_id = q.id GROUP BY q.id, q.no, q.state
 HAVING COUNT(o.id) <> CASE WHEN q.state = 'accepted' THEN 1 ELSE 0 END"""
_UNMARKED = """SELECT i.id FROM engine_instance i LEFT JOIN crm_quote q ON q.instance_id = i.id
 WHERE i.parent_token IS NULL AND q.id IS NULL"""
_UNSIGNED = """SELECT w.id FROM engine_work_item w LEFT JOIN processes_decision d ON d.work_item_id = w.id
 WHERE w.state = 'completed' AND w.element LIKE '%approve' AND d.id IS NULL"""
_SIGNED = """SELECT d.id FROM processes_decision d JOIN engine_work_item w ON w.id = d.work_item_id
 WHERE w.state <> 'completed'"""
_UNSENT = """SELECT a.id FROM engine_activity a LEFT JOIN mail_message m ON m.idempotency_key = CAST(a.id AS VARCHAR)
 WHERE a.element IN ('mail_approved', 'mail_rejected', 'send_offer') AND a.state = 'completed'
 AND (m.id IS NULL OR m.state <> 'sent')"""


class Quotes:
    """A store of the platform with its demo company."""

    must_end = True

    def __init__(self, database: str, folder: Path) -> None:
        self._settings = Settings(
            database=database, secret_key="campaign" * 8, var=folder, mail=f"file:{folder / 'mail'}"
        )

    def prepare(self) -> None:
        with founded(self._settings) as platform, platform.store.schema_change() as connection:
            connection.execute(update(tables.account).values(email=""))

    def step(self, ledger: Ledger, seed: int) -> Callable[[], None]:
        return _Staff(build(self._settings), ledger, seed).step

    def come_to_rest(self) -> Engine:
        platform = build(self._settings)
        with (
            platform.store.schema_change() as connection
        ):  # half a minute passes: the leases of the dead are over
            connection.execute(text("UPDATE engine_job SET lease_until = NULL, due_at = 1"))
        answers = _Answers(platform)
        while True:
            drain(platform.engine, complete=_agree)
            if not answers.final():
                return platform.engine

    def effects(self, connection: Connection) -> Iterator[str]:
        """The quote moved with its token; approvals are signed, outcomes mailed, acceptances ordered once."""
        for no, quote, instance in connection.exec_driver_sql(_MARKED):
            yield f"quote {no} is {quote}, its instance is {instance}"
        for no, quote, orders in connection.exec_driver_sql(_ORDERED):
            yield f"quote {no} is {quote} and has {orders} orders"
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
    values = _OTHER_FORMS.get(element, {"action": "agree", "opinion": ""})
    engine.complete(item, values, by=assignee or "manager")


class _Answers:
    """What customers answer, noted by the owner of the quote."""

    def __init__(self, platform: Platform) -> None:
        self._store = platform.store
        self._hooks = QuoteApproval(engine=platform.engine, documents=platform.documents).hooks()

    def waiting(self) -> list[Any]:
        """The quotes that customers have, with their owners."""
        with self._store.read() as connection:
            return list(connection.exec_driver_sql(_SENT).all())

    def final(self) -> int:
        """Every other waiting quote is taken, the rest refused; how many there were."""
        found = self.waiting()
        for place, (quote, owner, _) in enumerate(found):
            self.tell(quote, owner, ("accepted", "refused")[place % 2])
        return len(found)

    def tell(self, quote_id: int, owner_id: int, answer: str) -> None:
        with self._store.begin(by=owner_id, action="campaign.answer") as tx:
            owner = organisation.person(tx.connection, owner_id)
            if owner is None:
                raise LookupError(owner_id)
            tell_answer(tx, owner, self._hooks, quote_id, Answer(answer=answer, note="价格"))


class _Staff:
    """The salesperson who submits, the others who decide and the customers who answer, in random order."""

    def __init__(self, platform: Platform, ledger: Ledger, seed: int) -> None:
        self._platform = platform
        self._store = platform.store
        self._approval = QuoteApproval(engine=platform.engine, documents=platform.documents)
        self._answers = _Answers(platform)
        self._ledger = ledger
        self._random = random.Random(seed)
        with self._store.read() as connection:
            self._ids = {row.login: row.id for row in connection.execute(select(people.c.login, people.c.id))}
            self._products = list(connection.scalars(select(tables.product.c.id)))

    def step(self) -> None:
        try:
            actions = (self._submit, self._decide, self._answer, self._due)
            self._random.choices(actions, weights=(2, 6, 2, 2))[0]()
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
            contact = tx.connection.scalar(
                select(tables.contact.c.id).where(tables.contact.c.account_id == account).limit(1)
            )
            reached = self._random.choice((contact, None))  # nobody's address: sent by hand
            valid = tx.now.date() + timedelta(days=30)
            draft = Draft(valid_to=valid, lines=(line,), contact_id=reached)
            return quotes.add(tx, person, account or 0, draft)

    def _decide(self) -> None:
        items = self._open_items()
        if not items:
            return
        item, element, assignee = self._random.choice(items)
        action = self._random.choices(("agree", "return", "reject"), weights=(8, 1, 1))[0]
        values = _OTHER_FORMS.get(element, {"action": action, "opinion": "意见"})
        by = Actor(assignee, self._ids[assignee])
        submission = uuid.uuid4().hex
        self._platform.engine.complete(item, values, by=by, submission=submission)
        self._ledger.note("completed", item)

    def _answer(self) -> None:
        waiting = self._answers.waiting()
        if not waiting:
            return
        quote, owner, instance = self._random.choice(waiting)
        answer = self._random.choices(("accepted", "refused", "negotiate"), weights=(2, 1, 1))[0]
        self._answers.tell(quote, owner, answer)
        self._ledger.note("answered", instance, _LEADS[answer])

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
