"""One case: the conversation, the clocks, what waits for whom, and what may be done now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import Connection, Row
from werkzeug.wrappers import Response

from adapters.crm import changes, desk, feedback, knowledge, tables
from adapters.crm.catalogue import entity
from adapters.crm.catalogue import feedback_words as words
from adapters.crm.errors import InvalidFields
from adapters.crm.records import access
from adapters.crm.records.lookups import Codebook
from adapters.crm.web.service.clocks import clocks
from adapters.crm.web.service.handlers import handlers
from adapters.crm.web.site import Site
from adapters.crm.words import word
from engine import organisation
from engine.calendar.lookup import calendars
from engine.organisation import Person
from engine.store.uow import Transaction
from forms.accounts import require, signed_in
from forms.shell import gettext as _
from forms.shell import lang

Act = Callable[[Transaction, Person], None]


class CasePages:
    """The views of /crm/service/<id>."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._store = site.store

    @require("feedback", "view")
    def show(self, feedback_id: int) -> Response:
        """Everything about a case."""
        return self._page(feedback_id)

    @require("feedback", "edit")
    def note(self, feedback_id: int) -> Response:
        """Keep what was said."""
        text, from_customer = request.form.get("text", ""), request.form.get("kind") == "customer"
        return self._act(
            feedback_id,
            lambda tx, person: desk.add_note(tx, person, feedback_id, text, from_customer=from_customer),
        )

    @require("feedback", "edit")
    def said(self, feedback_id: int) -> Response:
        """What the customer thinks of the answer."""
        form = request.form
        return self._act(
            feedback_id,
            lambda tx, person: desk.customer_said(
                tx,
                self._site.processes,
                person,
                feedback_id,
                form.get("word", ""),
                said=form.get("said", "")[:4000],
                satisfaction=_mark(form),
            ),
        )

    @require("feedback", "assign")
    def assign(self, feedback_id: int) -> Response:
        """Say who handles it."""
        handler = request.form.get("handler", type=int)
        return self._act(feedback_id, lambda tx, person: desk.assign(tx, person, feedback_id, handler))

    @require("feedback", "edit")
    def answer(self, feedback_id: int) -> Response:
        """Answer a request that needs no process."""
        text = request.form.get("answer", "")
        return self._act(feedback_id, lambda tx, person: desk.answer(tx, person, feedback_id, text))

    @require("feedback", "close")
    def close(self, feedback_id: int) -> Response:
        """Close a request that needs no process."""
        mark = _mark(request.form)
        return self._act(feedback_id, lambda tx, person: desk.close(tx, person, feedback_id, mark))

    @require("feedback", "edit")
    def reopen(self, feedback_id: int) -> Response:
        """Take a request up again."""
        said = request.form.get("said", "")
        return self._act(feedback_id, lambda tx, person: desk.reopen(tx, person, feedback_id, said))

    @require("feedback", "edit")
    def escalate(self, feedback_id: int) -> Response:
        """Hand a request that needs no process to the superior."""
        why = request.form.get("why", "")
        return self._act(feedback_id, lambda tx, person: desk.escalate(tx, person, feedback_id, why))

    @require("feedback", "edit")
    def use_knowledge(self, feedback_id: int) -> Response:
        """This item holds the answer."""
        chosen = request.form.get("knowledge_id", 0, type=int)
        return self._act(feedback_id, lambda tx, person: desk.use_knowledge(tx, person, feedback_id, chosen))

    @require("knowledge", "add")
    def draft_knowledge(self, feedback_id: int) -> Response:
        """Write an item from what was learnt, and open it."""
        person = signed_in()
        with self._store.begin(by=person.id, action="crm.knowledge.add") as tx:
            knowledge_id = desk.draft_knowledge(tx, person, feedback_id)
        return redirect(url_for("crm.edit_article", knowledge_id=knowledge_id), code=303)

    def _act(self, feedback_id: int, act: Act) -> Response:
        person = signed_in()
        try:
            with self._store.begin(by=person.id, action="crm.feedback.edit") as tx:
                act(tx, person)
        except InvalidFields as refusal:
            return self._page(feedback_id, 422, errors=refusal.by_field(lang()), typed=request.form)
        flash(_("Saved."), "ok")
        return redirect(url_for("crm.case", feedback_id=feedback_id), code=303)

    def _page(self, feedback_id: int, status: int = 200, **shown: Any) -> Response:
        person = signed_in()
        with self._store.read() as connection:
            case = access.find(connection, person, entity("feedback"), feedback_id)
            page = self._gather(connection, person, case)
        html = render_template(
            "crm/service/case.html",
            **{"typed": {}, "errors": {}, **page, **shown},
            words=words,
            word=word,
        )
        return Response(html, status, mimetype="text/html")

    def _gather(self, connection: Connection, person: Person, case: Row[Any]) -> dict[str, Any]:
        root = case.instance_id
        asked = request.args.get("k", "")[:200]
        found = (
            knowledge.search(connection, asked, limit=6)
            if asked
            else knowledge.suggested(connection, f"{case.subject} {case.content}", product_id=case.product_id)
        )
        items = self._site.processes.items(connection, [root]) if root else []
        led = case.type in feedback.LED_BY_PROCESS
        return {
            "case": case,
            "led": led,
            "done": case.state in feedback.DONE,
            "party": changes.row_of(connection, tables.account, case.account_id),
            "contact": changes.row_of(connection, tables.contact, case.contact_id or 0),
            "category": Codebook(connection).word("feedback_category", case.category, lang()),
            "order": changes.row_of(connection, tables.order, case.order_id or 0),
            "unit": changes.row_of(connection, tables.product_archive, case.archive_id or 0),
            "product": changes.row_of(connection, tables.product, case.product_id or 0),
            "into": changes.row_of(connection, tables.feedback, case.duplicate_of_id or 0),
            "clocks": clocks(calendars(connection).default, case, self._store.clock.now()),
            "conversation": [
                (one, organisation.person(connection, one.by_id))
                for one in feedback.actions(connection, case.id)
            ],
            "handler": organisation.person(connection, case.handler_id) if case.handler_id else None,
            "items": [(item, _asked(connection, item.assignee)) for item in items],
            "places": self._site.processes.places(connection, root) if root else [],
            "process_url": self._site.processes.url(root) if root else "",
            "knowledge": found,
            "asked": asked,
            "used": changes.row_of(connection, tables.knowledge, case.knowledge_id or 0),
            "can": {
                action: access.allows(connection, person, entity("feedback"), case.id, action)
                for action in ("edit", "assign", "close")
            },
            "may_write": organisation.may(connection, person, "knowledge", "add") is not None,
            "handlers": handlers(connection),
            "person_login": person.login,
        }


def _asked(connection: Connection, login: str | None) -> str:
    person = None if login is None else organisation.by_login(connection, login)
    return person.label(lang()) if person is not None else (login or "")


def _mark(form: Mapping[str, str]) -> int | None:
    text = form.get("satisfaction", "")
    return int(text) if text in words.SATISFACTION else None
