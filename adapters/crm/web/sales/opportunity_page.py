"""The page of an opportunity: its stages as the process allows them, what belongs to it, what happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask import flash, redirect, render_template, request
from sqlalchemy import Connection, Row, select
from werkzeug.wrappers import Response

from adapters.crm import actions, activities, catalogue, moves, pipeline, tables
from adapters.crm.catalogue.sales import OPPORTUNITY
from adapters.crm.errors import InvalidFields
from adapters.crm.moves import LOST, WON
from adapters.crm.pipeline import Alert
from adapters.crm.records import access
from adapters.crm.web import deal_contacts
from adapters.crm.web.deal_contacts import Player
from adapters.crm.web.records import inputs, page
from adapters.crm.web.records.page import RecordPage
from adapters.crm.web.sales import opportunity_story
from adapters.crm.web.sales.board import loss_reasons, spoken
from adapters.crm.web.site import Site
from adapters.crm.web.timeline import Happening
from engine import organisation
from engine.organisation import Person
from engine.organisation.snapshot import COMPANY_ZONE
from forms.accounts import require, signed_in
from forms.shell import gettext as _
from forms.shell import lang


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """A stage, or how it may end. `state`: done, now or later; `answer`: what its process says to going there."""

    code: str
    label: str
    note: str
    state: str
    answer: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Deadline:
    """A day that decides something: what, when, and the days until then (negative: past)."""

    label: str
    day: date
    left: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Deal:
    """What `crm/sales/opportunity.html` draws."""

    record: RecordPage
    party: Row[Any]
    weighted: Decimal
    steps: Sequence[Step]
    alerts: Sequence[Alert]
    deadlines: Sequence[Deadline]
    players: Sequence[Player]
    competitors: Sequence[Row[Any]]
    happenings: Sequence[Happening]
    actions: Sequence[Row[Any]]
    reasons: Sequence[tuple[str, str]]
    may_record: bool
    may_quote: bool


class OpportunityPage:
    """The views of /crm/opportunities/<id>."""

    def __init__(self, site: Site) -> None:
        self._site = site

    @require("opportunity", "view")
    def show(self, opportunity_id: int) -> Response:
        """Everything about an opportunity."""
        return self._page(opportunity_id)

    @require("opportunity", "view")
    def record(self, opportunity_id: int) -> Response:
        """Write down what was done, and what comes next."""
        person, texts = signed_in(), inputs.posted(request.form)
        try:
            with self._site.store.begin(by=person.id, action="crm.opportunity.action") as tx:
                activities.record(tx, person, "opportunity", opportunity_id, texts)
                moved = actions.advance(tx, self._site.processes, person, opportunity_id, texts)
        except InvalidFields as refusal:
            typed = {name: found[-1] for name, found in texts.items()}
            return self._page(opportunity_id, 422, typed=typed, errors=refusal.by_field(lang()))
        flash(_("Saved."), "ok")
        if moved is not None and moved.kind == "refused":
            flash(_("The stage stays: %(why)s", why=moved.zh if lang() == "zh" else moved.en), "warn")
        elif moved is not None:
            flash(_("Moved. The process has gone on."), "ok")
        return redirect(OPPORTUNITY.url(opportunity_id), code=303)

    def _page(
        self,
        opportunity_id: int,
        status: int = 200,
        *,
        typed: Mapping[str, str] | None = None,
        errors: Mapping[str, str] | None = None,
    ) -> Response:
        person = signed_in()
        with self._site.store.read() as connection:
            row = access.find(connection, person, OPPORTUNITY, opportunity_id)
            made = self._gather(connection, person, row)
        html = render_template(
            "crm/sales/opportunity.html",
            deal=made,
            page=made.record,
            entity=OPPORTUNITY,
            typed=typed or {},
            errors=errors or {},
        )
        return Response(html, status, mimetype="text/html")

    def _gather(self, connection: Connection, person: Person, row: Row[Any]) -> Deal:
        now = self._site.store.clock.now()
        today = now.astimezone(COMPANY_ZONE).date()
        party = connection.execute(tables.account.select().where(tables.account.c.id == row.account_id)).one()
        return Deal(
            record=page.gather(connection, self._site, person, OPPORTUNITY, row),
            party=party,
            weighted=pipeline.weighted(row),
            steps=_steps(connection, person, self._site, row, now),
            alerts=pipeline.early_warnings(connection, row, now, today, limits=pipeline.limits(connection)),
            deadlines=_deadlines(connection, row, today),
            players=deal_contacts.of_opportunity(connection, person, row),
            competitors=_competitors(connection, person, row),
            happenings=opportunity_story.of(connection, self._site.processes, person, row),
            actions=activities.actions(connection),
            reasons=loss_reasons(connection),
            may_record=organisation.may(connection, person, "task", "add") is not None,
            may_quote=organisation.may(connection, person, "quote", "add") is not None,
        )


def _steps(
    connection: Connection, person: Person, site: Site, row: Row[Any], now: datetime
) -> Sequence[Step]:
    """The selling stages in order, then won and lost, each with what the process answers."""
    said = moves.answers(connection, person, site.processes, row)
    entered = opportunity_story.entered(connection, row.id)
    stages = pipeline.stages(connection)
    order = [one.code for one in stages]
    here = order.index(row.stage) if row.stage in order else -1
    ended = row.state != "open"
    found = []
    for index, stage in enumerate(stages):
        state = "now" if index == here and not ended else "done" if index <= here else "later"
        at = entered.get(stage.code)
        note = f"{stage.probability:.0%}" if at is None else _days(at, now, running=state == "now")
        found.append((stage.code, stage.label(lang()), note, state))
    at_end = f"{row.archived_at.astimezone(COMPANY_ZONE):%m-%d}" if row.archived_at else ""
    found.append((WON, _("Won"), at_end, "now" if row.state == "won" else "later"))
    found.append((LOST, _("Lost"), at_end, "now" if row.state in ("lost", "cancelled") else "later"))
    return [
        Step(
            code=code,
            label=label,
            note=note,
            state=state,
            answer=spoken(connection, site, said[code]) if code in said else {},
        )
        for code, label, note, state in found
    ]


def _days(at: datetime, now: datetime, *, running: bool) -> str:
    """Since when, and how long it has been there."""
    day = f"{at.astimezone(COMPANY_ZONE):%m-%d}"
    return f"{day} · " + _("for %(days)s d", days=(now - at).days) if running else day


def _deadlines(connection: Connection, row: Row[Any], today: date) -> Sequence[Deadline]:
    lead = tables.lead
    decides = connection.scalar(select(lead.c.decision_on).where(lead.c.opportunity_id == row.id).limit(1))
    named = [
        (_("Expected close"), row.expected_close_on),
        (_("The customer decides"), decides if decides != row.expected_close_on else None),
        (_("Valid until"), row.valid_to),
        (_("Next date"), row.next_at.astimezone(COMPANY_ZONE).date() if row.next_at else None),
        (_("Win back on"), row.win_back_on),
    ]
    found = [Deadline(label=label, day=day, left=(day - today).days) for label, day in named if day]
    return sorted(found, key=lambda one: one.day)


def _competitors(connection: Connection, person: Person, row: Row[Any]) -> Sequence[Row[Any]]:
    entity = catalogue.entity("competitor")
    if not row.competitor_ids or organisation.may(connection, person, entity.right, "view") is None:
        return []
    query = access.readable(connection, person, entity).where(tables.competitor.c.id.in_(row.competitor_ids))
    return connection.execute(query.order_by(tables.competitor.c.name)).all()
