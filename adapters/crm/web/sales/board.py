"""The pipeline as columns of cards, for what a person may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, or_, select

from adapters.crm import catalogue, facts, moves, pipeline, tables
from adapters.crm.moves import LOST, WON
from adapters.crm.pipeline import Alert
from adapters.crm.processes import OpenItem
from adapters.crm.records import access
from adapters.crm.records.lookups import Codebook, codes
from adapters.crm.web.site import Site
from engine import organisation
from engine.organisation import Person
from engine.organisation.snapshot import COMPANY_ZONE
from forms.shell import gettext as _
from forms.shell import lang

#: Days that closed ones stay on the board.
SHOWN_CLOSED = 90
MOST = 1_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """An opportunity on the board. `waits`: the open task and who is asked for it."""

    row: Row[Any]
    customer: str
    owner: Person | None
    item: OpenItem | None
    waits_for: str
    alerts: Sequence[Alert]
    note: str  # of a closed one: why

    @property
    def tone(self) -> str:
        """The colour of its dot."""
        if self.row.state != "open":
            return "ok" if self.row.state == "won" else "mute"
        return self.alerts[0].tone if self.alerts else "ok"


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A stage, or how it ended. `age`: mean days in the stage of its cards."""

    code: str
    title: str
    odds: str
    cards: Sequence[Card]
    total: Decimal
    weighted: Decimal
    age: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Board:
    """What `crm/sales/pipeline.html` draws."""

    columns: Sequence[Column]
    owners: Sequence[tuple[str, str]]
    owner: str
    searched: str
    total: Decimal
    forecast: Decimal


def board(connection: Connection, person: Person, site: Site, *, owner: str, searched: str) -> Board:
    """The board of what a person may see, narrowed to an owner (`me` or an id) and a text."""
    now = site.store.clock.now()
    rows = _rows(connection, person, now)
    owners = _owners(connection, rows)
    shown = [row for row in rows if _fits(row, person, owner, searched)]
    cards = _cards(connection, site, shown, now)
    columns = [
        _column(stage.code, stage.label(lang()), f"{stage.probability:.0%}", cards, now)
        for stage in pipeline.stages(connection)
    ]
    columns += [
        _column(WON, _("Won"), "100%", cards, now),
        _column(LOST, _("Lost"), "0%", cards, now),
    ]
    running = [row for row in shown if row.state == "open"]
    return Board(
        columns=columns,
        owners=owners,
        owner=owner,
        searched=searched,
        total=sum((Decimal(row.expected_amount or 0) for row in running), Decimal(0)),
        forecast=pipeline.forecast(shown),
    )


def _rows(connection: Connection, person: Person, now: datetime) -> Sequence[Any]:
    one, account = tables.opportunity, tables.account
    query = select(one, account.c.name, account.c.short_name, account.c.name_en).join(
        account, account.c.id == one.c.account_id
    )
    query = access.visible(query, connection, person, catalogue.entity("opportunity"))
    lately = now - timedelta(days=SHOWN_CLOSED)
    query = query.where(or_(one.c.state == "open", one.c.archived_at >= lately))
    return connection.execute(query.order_by(one.c.next_at, one.c.id).limit(MOST)).all()


def _fits(row: Row[Any], person: Person, owner: str, searched: str) -> bool:
    wanted = str(person.id) if owner == "me" else owner
    if wanted and str(row.owner_id) != wanted:
        return False
    text = " ".join((row.no, row.name, row.name_1, row.short_name, row.name_en)).casefold()
    return searched.casefold() in text


def _owners(connection: Connection, rows: Sequence[Any]) -> list[tuple[str, str]]:
    found = [organisation.person(connection, one) for one in dict.fromkeys(row.owner_id for row in rows)]
    return [(str(one.id), one.label(lang())) for one in found if one is not None]


def _cards(connection: Connection, site: Site, rows: Sequence[Any], now: datetime) -> dict[str, list[Card]]:
    roots = [row.instance_id for row in rows if row.state == "open" and row.instance_id]
    items: dict[int, OpenItem] = {}
    for item in site.processes.items(connection, roots):
        items.setdefault(item.root_id, item)
    today, codes = now.astimezone(COMPANY_ZONE).date(), Codebook(connection)
    found: dict[str, list[Card]] = {}
    for row in rows:
        card = _card(connection, row, items.get(row.instance_id or 0), codes, now, today)
        found.setdefault(_place(row), []).append(card)
    return found


def _place(row: Row[Any]) -> str:
    if row.state == "open":
        return str(row.stage)
    return WON if row.state == "won" else LOST


def _card(
    connection: Connection,
    row: Row[Any],
    item: OpenItem | None,
    codes: Codebook,
    now: datetime,
    today: date,
) -> Card:
    asked = organisation.by_login(connection, item.assignee) if item and item.assignee else None
    customer = row.name_en if lang() == "en" and row.name_en else row.short_name or row.name_1
    return Card(
        row=row,
        customer=customer,
        owner=organisation.person(connection, row.owner_id),
        item=item,
        waits_for=asked.label(lang()) if asked else "",
        alerts=pipeline.early_warnings(connection, row, now, today),
        note=codes.word("close_reason", row.close_reason, lang()) if row.close_reason else "",
    )


def _column(code: str, title: str, odds: str, cards: Mapping[str, list[Card]], now: datetime) -> Column:
    own = cards.get(code, [])
    ages = [(now - card.row.stage_since).days for card in own if card.row.stage_since]
    return Column(
        code=code,
        title=title,
        odds=odds,
        cards=own,
        total=sum((Decimal(card.row.expected_amount or 0) for card in own), Decimal(0)),
        weighted=sum((pipeline.weighted(card.row) for card in own), Decimal(0)),
        age=round(sum(ages) / len(ages)) if ages else 0,
    )


def loss_reasons(connection: Connection) -> list[tuple[str, str]]:
    """Why an opportunity may be given up, as choices of a select."""
    return [
        (code, both[0] if lang() == "zh" else both[1])
        for code, both in codes(connection, "close_reason").items()
        if code != "delivered"
    ]


def spoken(connection: Connection, site: Site, answer: moves.Answer) -> dict[str, str]:
    """An answer as the page's script reads it; with those who would have to approve."""
    return {
        "kind": answer.kind,
        "text": answer.text(lang()) + _approvers(connection, site, answer),
        "url": answer.url,
    }


def _approvers(connection: Connection, site: Site, answer: moves.Answer) -> str:
    preview = site.hooks.route_preview
    if answer.quote_id is None or preview is None:
        return ""
    steps = preview(answer.quote_id, facts.read(connection, answer.quote_id)) or ()
    people = [one.label(lang()) for step in steps if step.needed for one in step.people]
    return " → " + (", " if lang() == "en" else "、").join(dict.fromkeys(people)) if people else ""
