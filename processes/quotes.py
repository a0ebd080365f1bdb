"""Quotes and their approval process: what the CRM's quote page can do with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row, select

from adapters.crm import tables
from adapters.crm.web import Hooks, RouteStep, Waiting
from adapters.crm.web.hooks import BY_HAND, MAIL
from engine import organisation
from engine.errors import Conflict, EngineError, Forbidden, NotFound
from engine.organisation import Person
from engine.ports import Actor
from engine.service import Engine
from engine.store.schema.runtime import instance, work_item
from engine.store.uow import Transaction
from forms.shell import lang
from processes.approval.documents import Documents
from processes.approval.history import History
from processes.approval.withdrawal import may_withdraw, of_instance, withdraw_in
from processes.approval.withdrawal.errors import NothingToWithdraw
from processes.records import RecordProcesses
from processes.routes import opportunity_route, route_page, route_steps

PROCESS, DOCUMENT = "quote_approval", "quote"
REVISE, SEND, REFUSAL = "revise", "send_manually", "explain_refusal"


class QuoteApproval:
    """Starts, continues and shows the approval of quotes."""

    def __init__(self, *, engine: Engine, documents: Documents) -> None:
        self._engine = engine
        self._store = engine.store
        self._documents = documents
        self._history = History(documents, engine.store.clock)
        self._records = RecordProcesses(engine=engine)

    def hooks(self) -> Hooks:
        """Everything the CRM's pages ask for."""
        return Hooks(
            submit_quote=self.submit,
            route_preview=self.route,
            route_page=partial(route_page, self._store, self._documents),
            opportunity_route=partial(opportunity_route, self._store, self._documents),
            withdraw_quote=self.withdraw,
            may_withdraw=self.may_withdraw,
            approval_record=self.record,
            instance_url=lambda instance_id: f"/monitor/{instance_id}",
            waiting=self.waiting,
            tell_quote=self.tell,
            note_quote_sent=self.note_sent,
            quote_delivery=self.delivery,
            explain_quote_refusal=self.explain,
        )

    def submit(self, quote_id: int, person: Person) -> str:
        """Start the process, or complete the task to revise the quote: one transaction with all that follows."""
        by = Actor(person.login, person.id)
        with self._store.begin(by=person.id, action="quote.submit") as tx:
            row = _quote(tx.connection, quote_id)
            running = _running(tx.connection, row)
            if running is not None:
                late = self._resubmit(tx, running, by)
            else:
                late = None
                variables = {
                    "quote_id": quote_id,
                    "document_type": DOCUMENT,
                    "document_id": quote_id,
                    "applicant": person.login,
                }
                self._engine.start_in(
                    tx, PROCESS, variables=variables, business_key=row.no, by=by, refusable=True
                )
        if late is not None:
            raise late
        return ""

    def _resubmit(self, tx: Transaction, root_id: int, by: Actor) -> EngineError | None:
        """Complete the task to revise the quote; what comes back is raised once the timers are committed."""
        query = select(work_item.c.id).where(
            work_item.c.root_id == root_id,
            work_item.c.element == REVISE,
            work_item.c.closed_at.is_(None),
        )
        item = tx.connection.execute(query).scalar()
        if item is None:
            raise Conflict(what="the quote is in approval already", what_zh="该报价已在审批中")
        answer = self._engine.complete_in(tx, item, {}, by=by)
        return answer if isinstance(answer, EngineError) else None

    def withdraw(self, quote_id: int, person: Person, reason: str) -> None:
        """Take the quote back while nobody has decided. Raises what `withdraw_in` refuses."""
        with self._store.begin(by=person.id, action="quote.withdraw") as tx:
            instance_id = _quote(tx.connection, quote_id).instance_id
            if instance_id is None:
                raise NothingToWithdraw
            withdraw_in(self._engine, tx, person, instance_id, reason)

    def tell(self, tx: Transaction, quote_id: int, message: str, values: Mapping[str, Any]) -> bool:
        """Hand a message to the process of a quote in the caller's transaction; False where none runs for it.

        Raises Conflict where the process is elsewhere: somebody was faster.
        """
        root_id = _running(tx.connection, _quote(tx.connection, quote_id))
        if root_id is None:
            return False
        self._engine.lock_in(tx, root_id)
        if not self._engine.message_in(tx, root_id, message, variables=values):
            raise Conflict(
                what="the quote is not waiting for the customer now", what_zh="该报价现在不在等待客户答复"
            )
        return True

    def note_sent(self, tx: Transaction, quote_id: int, person: Person, how: str) -> bool:
        """Complete the task to send the quote by hand; False where no process runs. Raises Conflict."""
        if self.complete(tx, quote_id, person, SEND, {"sent_how": how}):
            return True
        if self.delivery(tx.connection, quote_id):
            raise Conflict(
                what="the mail to the customer is still under way", what_zh="发给客户的邮件正在发送"
            )
        return False

    def delivery(self, connection: Connection, quote_id: int) -> str:
        """How the process of an approved quote sends it; empty where none runs."""
        root_id = _running(connection, _quote(connection, quote_id))
        if root_id is None:
            return ""
        waiting = self._records.items(connection, [root_id])
        return BY_HAND if any(item.element == SEND for item in waiting) else MAIL

    def explain(self, tx: Transaction, quote_id: int, person: Person, values: Mapping[str, Any]) -> bool:
        """Complete the task to say why the customer refused; False where it waits for somebody else or not at all."""
        try:
            return self.complete(tx, quote_id, person, REFUSAL, values)
        except Forbidden:
            return False

    def complete(
        self, tx: Transaction, quote_id: int, person: Person, element: str, values: Mapping[str, Any]
    ) -> bool:
        """Complete the open task of a quote's process at an element; False where none waits."""
        root_id = _running(tx.connection, _quote(tx.connection, quote_id))
        if root_id is None:
            return False
        return self._records.complete_in(tx, root_id, element, values, by=person)

    def may_withdraw(self, quote_id: int, person: Person) -> bool:
        """Whether this is the applicant of a quote in approval about which nobody has decided yet."""
        with self._store.read() as connection:
            row = _quote(connection, quote_id)
            if row.instance_id is None or row.state != "in_approval":
                return False
            return may_withdraw(connection, person, of_instance(connection, row.instance_id))

    def route(self, quote_id: int | None, facts: Mapping[str, Any]) -> Sequence[RouteStep] | None:
        """Who would approve these facts now; None without a flow in force."""
        with self._store.read() as connection:
            applicant = _applicant(connection, quote_id, facts)
            now = self._store.clock.now()
            return (
                route_steps(connection, self._documents, DOCUMENT, quote_id, applicant, dict(facts), at=now)
                or None
            )

    def record(self, quote_id: int) -> Sequence[Mapping[str, Any]]:
        """The decisions ever taken about a quote, for the timeline, and who is asked now."""
        with self._store.read() as connection:
            row = _quote(connection, quote_id)
            decided = self._history.document_record(connection, DOCUMENT, quote_id, lang())
            return [*map(asdict, decided), *_asked(connection, row.instance_id)]

    def waiting(self, account_id: int, quote_ids: Sequence[int]) -> Sequence[Waiting]:
        """Approvals of a customer's quotes that wait for somebody."""
        if not quote_ids:
            return []
        quote = tables.quote
        query = (
            select(work_item, quote.c.no.label("quote_no"))
            .join(instance, instance.c.root_id == work_item.c.root_id)
            .join(quote, quote.c.instance_id == instance.c.id)
            .where(
                quote.c.account_id == account_id, quote.c.id.in_(quote_ids), work_item.c.closed_at.is_(None)
            )
            .order_by(work_item.c.id)
        )
        with self._store.read() as connection:
            return [
                Waiting(
                    title=row.title or row.quote_no,
                    url=f"/monitor/{row.root_id}",
                    waits_for=_asked_name(connection, row.assignee),
                    since=row.created_at,
                )
                for row in connection.execute(query)
            ]


def _quote(connection: Connection, quote_id: int) -> Row[Any]:
    row = connection.execute(select(tables.quote).where(tables.quote.c.id == quote_id)).first()
    if row is None:
        raise NotFound(what="quote", id=quote_id)
    return row


def _running(connection: Connection, row: Row[Any]) -> int | None:
    """The root of the process of this quote that has not ended; the quote itself may not know it yet."""
    if row.instance_id is not None:
        own = select(instance.c.root_id).where(
            instance.c.id == row.instance_id, instance.c.ended_at.is_(None)
        )
        if (root_id := connection.execute(own).scalar()) is not None:
            return int(root_id)
    query = select(instance.c.id).where(
        instance.c.business_key == row.no, instance.c.depth == 0, instance.c.ended_at.is_(None)
    )
    return connection.execute(query).scalar()


def _root(connection: Connection, instance_id: int | None) -> int | None:
    """The root of an instance that others may have called."""
    if instance_id is None:
        return None
    return connection.execute(select(instance.c.root_id).where(instance.c.id == instance_id)).scalar()


def _applicant(connection: Connection, quote_id: int | None, facts: Mapping[str, Any]) -> str:
    if "owner_login" in facts:
        return str(facts["owner_login"])
    if quote_id is None:
        return ""
    owner = organisation.person(connection, _quote(connection, quote_id).owner_id)
    return owner.login if owner else ""


def _asked(connection: Connection, instance_id: int | None) -> list[dict[str, Any]]:
    root = _root(connection, instance_id)
    query = select(work_item).where(work_item.c.root_id == root, work_item.c.closed_at.is_(None))
    return [
        {
            "name": _full_name(connection, row.assignee),
            "verb": "等待" if lang() == "zh" else "Waiting",
            "tone": "warn",
            "at": row.created_at,
            "state": "now",
        }
        for row in connection.execute(query.order_by(work_item.c.id))
    ]


def _asked_name(connection: Connection, login: str | None) -> str:
    person = None if login is None else organisation.by_login(connection, login)
    return person.label(lang()) if person is not None else (login or "–")


def _full_name(connection: Connection, login: str | None) -> str:
    person = None if login is None else organisation.by_login(connection, login)
    if person is None:
        return login or "–"
    return person.name if lang() == "zh" else person.name_en
