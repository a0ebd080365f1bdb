"""A competitor: what is known of it, and the opportunities in which we met it (S2-2.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import render_template
from sqlalchemy import Connection, Row, String, cast
from werkzeug.wrappers import Response

from adapters.crm import tables
from adapters.crm.catalogue.accounts import ACCOUNT
from adapters.crm.catalogue.competitors import COMPETITOR
from adapters.crm.catalogue.sales import OPPORTUNITY, TONES
from adapters.crm.opportunities import STATES
from adapters.crm.records import access
from adapters.crm.records.lookups import Codebook
from adapters.crm.web.records import page
from adapters.crm.web.records.titles import titles
from adapters.crm.web.site import Site
from adapters.crm.words import word
from engine import organisation
from engine.organisation import Person
from forms.accounts import require, signed_in
from forms.shell import lang

opportunity = tables.opportunity
SHOWN = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Meeting:
    """An opportunity in which the competitor was met."""

    row: Row[Any]
    customer: str
    state: str
    tone: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Met:
    """All that the reader may see of them: counts by state, how much was lost, the newest ones."""

    counts: dict[str, int]
    lost: Decimal
    newest: Sequence[Meeting]
    more: int

    @property
    def rate(self) -> Decimal | None:
        """Won of won and lost, as a fraction."""
        closed = self.counts["won"] + self.counts["lost"]
        return Decimal(self.counts["won"]) / closed if closed else None


class CompetitorPage:
    """The view of /crm/competitors/<id>."""

    def __init__(self, site: Site) -> None:
        self._site = site

    @require("competitor", "view")
    def show(self, competitor_id: int) -> Response:
        """The facts, and where it was met."""
        person = signed_in()
        with self._site.store.read() as connection:
            row = access.find(connection, person, COMPETITOR, competitor_id)
            made = page.gather(connection, self._site, person, COMPETITOR, row)
            met = _met(connection, person, competitor_id)
        html = render_template("crm/parties/competitor.html", page=made, entity=COMPETITOR, met=met)
        return Response(html, mimetype="text/html")


def _met(connection: Connection, person: Person, competitor_id: int) -> Met | None:
    """None for who may not see opportunities."""
    if organisation.may(connection, person, OPPORTUNITY.right, "view") is None:
        return None
    named = cast(opportunity.c.competitor_ids, String).contains(str(competitor_id), autoescape=True)
    query = access.readable(connection, person, OPPORTUNITY).where(named)
    order = (opportunity.c.archived_at.desc().nulls_first(), opportunity.c.id.desc())
    rows = [
        row for row in connection.execute(query.order_by(*order)) if competitor_id in row.competitor_ids
    ]  # the text may hold a longer number
    rows.sort(key=lambda row: row.state != "lost")
    newest = rows[:SHOWN]
    customers = titles(connection, ACCOUNT, {row.account_id for row in newest})
    book = Codebook(connection)
    return Met(
        counts={state: sum(1 for row in rows if row.state == state) for state in ("open", "won", "lost")},
        lost=sum((row.expected_amount or Decimal(0) for row in rows if row.state == "lost"), Decimal(0)),
        newest=[
            Meeting(
                row=row,
                customer=customers.get(row.account_id, ""),
                state=word(STATES, row.state, lang()),
                tone=TONES[row.state],
                reason=book.word("close_reason", row.close_reason, lang()),
            )
            for row in newest
        ],
        more=len(rows) - len(newest),
    )
