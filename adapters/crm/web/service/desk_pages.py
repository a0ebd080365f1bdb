"""The service desk: queues, intake with the caller's record, and how satisfied customers are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import Connection, Row
from werkzeug.wrappers import Response

from adapters.crm import desk, tables
from adapters.crm.catalogue import entity
from adapters.crm.catalogue.feedback_words import (
    CHANNELS,
    MOODS,
    SEVERITIES,
    STATE_TONES,
    STATES,
    TYPES,
    URGENCIES,
)
from adapters.crm.errors import InvalidFields
from adapters.crm.records import access
from adapters.crm.records.lookups import codes
from adapters.crm.web.service import callers, intake, queues
from adapters.crm.web.service.clocks import next_clock
from adapters.crm.web.service.handlers import handlers
from adapters.crm.web.service.scores import scores
from adapters.crm.web.site import Site
from adapters.crm.words import Words, word
from engine import organisation
from engine.calendar.lookup import calendars
from engine.organisation import Person
from forms.accounts import require, signed_in
from forms.shell import gettext as _
from forms.shell import lang


def queue_words() -> dict[str, str]:
    """The names of the queues."""
    return {
        "new": _("New"),
        "mine": _("Mine"),
        "waiting": _("Waiting for the customer"),
        "overdue": _("Past their time"),
        "open": _("All open"),
        "closed": _("Closed"),
    }


def choices(words: Words) -> list[tuple[str, str]]:
    """The choices of a select."""
    return [(code, word(words, code, lang())) for code in words]


class DeskPages:
    """The views of /crm/service/."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._store = site.store

    @require("feedback", "view")
    def index(self) -> str:
        """A queue, the most urgent first."""
        person = signed_in()
        queue = request.args.get("queue", "new")
        if queue not in queues.QUEUES:
            queue = "new"
        words, now = request.args.get("q", "")[:100], self._store.clock.now()
        with self._store.read() as connection:
            found = queues.cases(connection, person, queue, words, now)
            calendar = calendars(connection).default
            page = {
                "queue": queue,
                "counts": queues.counts(connection, person, now),
                "rows": [(row, next_clock(calendar, row, now)) for row in found],
                "handlers": {
                    row.handler_id: organisation.person(connection, row.handler_id)
                    for row in found
                    if row.handler_id
                },
                "may_add": organisation.may(connection, person, "feedback", "add") is not None,
                "most": queues.MOST,
            }
        return render_template(
            "crm/service/desk.html",
            page=page,
            q=words,
            queues=queue_words(),
            types=TYPES,
            states=STATES,
            tones=STATE_TONES,
            word=word,
            severities=SEVERITIES,
        )

    @require("feedback", "add")
    def new(self) -> Response:
        """Who is it, then what is it about."""
        return self._intake({name: request.args.get(name, "")[:200] for name in intake.KEPT}, {})

    @require("feedback", "add")
    def create(self) -> Response:
        """Register the case; complaints begin their process."""
        person = signed_in()
        typed = {name: request.form.get(name, "") for name in intake.KEPT}
        try:
            with self._store.begin(by=person.id, action="crm.feedback.add") as tx:
                values = intake.read(tx.connection, person, typed)
                handler = int(typed["handler"]) if typed["handler"].isdecimal() else None
                feedback_id = desk.take_in(tx, self._site.processes, person, values, handler_id=handler)
        except InvalidFields as refusal:
            return self._intake(typed, refusal.by_field(lang()), 422)
        flash(_("Saved."), "ok")
        return redirect(url_for("crm.case", feedback_id=feedback_id), code=303)

    @require("feedback", "view")
    def satisfaction(self) -> str:
        """What customers thought, by kind and by handler."""
        person = signed_in()
        with self._store.read() as connection:
            found = scores(connection, person, self._store.clock.now())
        return render_template("crm/service/satisfaction.html", found=found, types=TYPES, word=word)

    def _intake(self, typed: Mapping[str, str], errors: Mapping[str, str], status: int = 200) -> Response:
        person = signed_in()
        with self._store.read() as connection:
            party = _party(connection, person, typed["account_id"])
            shown: dict[str, Any] = {
                "party": party,
                "contacts": _contacts(connection, party),
                "open_cases": _open_cases(connection, person, party),
                "callers": [] if party is not None else _callers(connection, person),
                "categories": [
                    (code, zh if lang() == "zh" else en)
                    for code, (zh, en) in codes(connection, "feedback_category").items()
                ],
                "handlers": handlers(connection)
                if organisation.may(connection, person, "feedback", "assign") is not None
                else [],
            }
        html = render_template(
            "crm/service/intake.html",
            typed=typed,
            errors=errors,
            searched=request.args.get("who", ""),
            types=choices(TYPES),
            channels=choices(CHANNELS),
            urgencies=choices(URGENCIES),
            moods=choices(MOODS),
            states=STATES,
            tones=STATE_TONES,
            word=word,
            **shown,
        )
        return Response(html, status, mimetype="text/html")


def _party(connection: Connection, person: Person, text: str) -> Row[Any] | None:
    """The chosen customer, if he is within reach."""
    if not text.isdecimal() or len(text) > 19:
        return None
    query = access.readable(connection, person, entity("account")).where(tables.account.c.id == int(text))
    return connection.execute(query).first()


def _contacts(connection: Connection, party: Row[Any] | None) -> list[tuple[str, str]]:
    contact = tables.contact
    if party is None:
        return []
    query = contact.select().where(contact.c.account_id == party.id, contact.c.deleted_at.is_(None))
    rows = connection.execute(query.order_by(contact.c.is_main.desc(), contact.c.name)).all()
    return [(str(one.id), one.name if lang() == "zh" else one.name_en or one.name) for one in rows]


def _open_cases(connection: Connection, person: Person, party: Row[Any] | None) -> list[Row[Any]]:
    if party is None:
        return []
    case = tables.feedback
    query = access.readable(connection, person, entity("feedback")).where(
        case.c.account_id == party.id, case.c.closed_at.is_(None)
    )
    return list(connection.execute(query.order_by(case.c.id.desc()).limit(5)))


def _callers(connection: Connection, person: Person) -> list[callers.Caller]:
    """Whom `phone` or `who` of the address may mean."""
    number, words = request.args.get("phone", ""), request.args.get("who", "")[:100]
    digits = sum(char.isdecimal() for char in words)
    if digits >= callers.LEAST_DIGITS and digits * 2 > len(words):
        number = words
    found = callers.by_phone(connection, person, number) if number else []
    return found or (callers.by_name(connection, person, words) if words.strip() else [])
