"""The pipeline as columns of cards, for what a person may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, func, select

from adapters.crm import catalogue, facts, moves, pipeline, tables
from adapters.crm.index import narrowing
from adapters.crm.moves import LOST, WON
from adapters.crm.pipeline import Alert
from adapters.crm.processes import OpenItem
from adapters.crm.records import access
from adapters.crm.records.lookups import Codebook, codes
from adapters.crm.web.hooks import RouteStep
from adapters.crm.web.site import Site
from engine import organisation
from engine.organisation import Person
from engine.organisation.snapshot import COMPANY_ZONE
from forms.shell import gettext as _
from forms.shell import lang

#: Days that closed ones stay on the board.
SHOWN_CLOSED = 90
#: Cards of a column: whoever has more of them looks at the list. Sums and counts are of all.
MOST = 20

one, account = tables.opportunity, tables.account


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
    """A stage, or how it ended. Count and sums are of all; `age` is the mean of the days its cards are in it."""

    code: str
    title: str
    odds: str
    cards: Sequence[Card]
    count: int
    total: Decimal
    weighted: Decimal
    age: int

    @property
    def more_url(self) -> str:
        """The list of all its opportunities; empty where all have a card."""
        if self.count <= len(self.cards):
            return ""
        asked = {WON: "f.state=won", LOST: "f.state=lost&f.state=cancelled"}.get(
            self.code, f"f.state=open&f.stage={self.code}"
        )
        return f"/crm/records/opportunities/?{asked}"


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
    seen = _Seen(connection, person, now, searched)
    sums = seen.sums()
    wanted = str(person.id) if owner == "me" else owner
    shown = [one for one in sums if not wanted or str(one.owner_id) == wanted]
    places = _places(connection)
    cards = _cards(connection, site, seen.first([code for code, _title, _odds in places], wanted), now)
    columns = [
        _column(code, title, odds, [one for one in shown if one.place == code], cards[code], now)
        for code, title, odds in places
    ]
    running = [one for one in shown if one.place not in (WON, LOST)]
    return Board(
        columns=columns,
        owners=_owners(connection, sums),
        owner=owner,
        searched=searched,
        total=sum((one.total for one in running), Decimal(0)),
        forecast=sum((one.weighted for one in shown), Decimal(0)),
    )


@dataclass(frozen=True, slots=True)
class _Sum:
    """What opportunities in one place, of one owner, come to."""

    place: str
    owner_id: int
    count: int
    total: Decimal
    weighted: Decimal


class _Seen:
    """The opportunities on the board that a person may see."""

    def __init__(self, connection: Connection, person: Person, now: datetime, searched: str) -> None:
        self._connection = connection
        self._person = person
        self._lately = now - timedelta(days=SHOWN_CLOSED)
        entity = catalogue.entity("opportunity")
        self._found = [narrowing.having(connection, entity, searched)] if searched else []

    def sums(self) -> list[_Sum]:
        """Added up by the store: there may be many."""
        alike = (one.c.state, one.c.stage, one.c.owner_id, one.c.probability)
        amount = func.sum(one.c.expected_amount).label("expected_amount")
        query = self._visible(select(*alike, func.count().label("count"), amount))
        closed = (one.c.state.in_(("won", "lost", "cancelled")), one.c.archived_at >= self._lately)
        ways = ((one.c.state == "open",), closed)  # each from its own index
        rows = [row for way in ways for row in self._connection.execute(query.where(*way).group_by(*alike))]
        return [
            _Sum(
                _place(row),
                row.owner_id,
                row._mapping["count"],
                Decimal(row.expected_amount or 0),
                pipeline.weighted(row),
            )
            for row in rows
        ]

    def first(self, places: Sequence[str], owner: str) -> Mapping[str, Sequence[Row[Any]]]:
        """Place → the rows of its cards: what is due next, or was closed last."""
        query = self._visible(
            select(one, account.c.name, account.c.short_name, account.c.name_en).join(
                account, account.c.id == one.c.account_id
            )
        ).limit(MOST)
        if owner:
            query = query.where(one.c.owner_id == (int(owner) if owner.isdecimal() else 0))
        stage = query.where(one.c.state == "open", one.c.stage == bindparam("place"))
        stage = stage.order_by(one.c.next_at, one.c.id)
        closed = query.where(one.c.archived_at >= self._lately).order_by(one.c.archived_at.desc())
        ways = {
            WON: closed.where(one.c.state == "won"),
            LOST: closed.where(one.c.state.not_in(("open", "won"))),
        }
        return {
            code: self._connection.execute(ways[code]).all()
            if code in ways
            else self._connection.execute(stage, {"place": code}).all()
            for code in places
        }

    def _visible(self, query: Select[Any]) -> Select[Any]:
        entity = catalogue.entity("opportunity")
        return access.visible(query, self._connection, self._person, entity).where(*self._found)


def _places(connection: Connection) -> list[tuple[str, str, str]]:
    """code, title and odds of every column."""
    stages = [(one.code, one.label(lang()), f"{one.probability:.0%}") for one in pipeline.stages(connection)]
    return [*stages, (WON, _("Won"), "100%"), (LOST, _("Lost"), "0%")]


def _owners(connection: Connection, sums: Sequence[_Sum]) -> list[tuple[str, str]]:
    found = [
        organisation.person(connection, owner) for owner in dict.fromkeys(found.owner_id for found in sums)
    ]
    return [(str(person.id), person.label(lang())) for person in found if person is not None]


def _cards(
    connection: Connection, site: Site, found: Mapping[str, Sequence[Row[Any]]], now: datetime
) -> dict[str, list[Card]]:
    """Place → its cards. What all of them need is read once."""
    roots = [row.instance_id for rows in found.values() for row in rows if row.state == "open"]
    items: dict[int, OpenItem] = {}
    for item in site.processes.items(connection, [root for root in roots if root]) if any(roots) else ():
        items.setdefault(item.root_id, item)
    today, codes = now.astimezone(COMPANY_ZONE).date(), Codebook(connection)
    limits = pipeline.limits(connection)
    return {
        code: [
            _card(
                connection,
                row,
                items.get(row.instance_id or 0),
                codes,
                pipeline.early_warnings(connection, row, now, today, limits=limits),
            )
            for row in rows
        ]
        for code, rows in found.items()
    }


def _place(row: Row[Any]) -> str:
    if row.state == "open":
        return str(row.stage)
    return WON if row.state == "won" else LOST


def _card(
    connection: Connection, row: Row[Any], item: OpenItem | None, codes: Codebook, alerts: Sequence[Alert]
) -> Card:
    asked = organisation.by_login(connection, item.assignee) if item and item.assignee else None
    customer = row.name_en if lang() == "en" and row.name_en else row.short_name or row.name_1
    return Card(
        row=row,
        customer=customer,
        owner=organisation.person(connection, row.owner_id),
        item=item,
        waits_for=asked.label(lang()) if asked else "",
        alerts=alerts,
        note=codes.word("close_reason", row.close_reason, lang()) if row.close_reason else "",
    )


def _column(
    code: str, title: str, odds: str, sums: Sequence[_Sum], cards: Sequence[Card], now: datetime
) -> Column:
    ages = [(now - card.row.stage_since).days for card in cards if card.row.stage_since]
    return Column(
        code=code,
        title=title,
        odds=odds,
        cards=cards,
        count=sum(one.count for one in sums),
        total=sum((one.total for one in sums), Decimal(0)),
        weighted=sum((one.weighted for one in sums), Decimal(0)),
        age=round(sum(ages) / len(ages)) if ages else 0,
    )


def loss_reasons(connection: Connection) -> list[tuple[str, str]]:
    """Why an opportunity may be given up, as choices of a select."""
    return [
        (code, both[0] if lang() == "zh" else both[1])
        for code, both in codes(connection, "close_reason").items()
        if code != "delivered"
    ]


def spoken(
    connection: Connection, site: Site, answer: moves.Answer, route: Sequence[RouteStep] = ()
) -> dict[str, str]:
    """An answer as the page's script reads it; with those who would have to approve."""
    return {
        "kind": answer.kind,
        "text": answer.text(lang()) + _approvers(connection, site, answer, route),
        "url": answer.url,
    }


def _approvers(connection: Connection, site: Site, answer: moves.Answer, route: Sequence[RouteStep]) -> str:
    """Who approves: of the quote that would be submitted, else of the opportunity itself (`route`)."""
    preview = site.hooks.route_preview
    if answer.kind != "approval":
        return ""
    steps = route
    if answer.quote_id is not None and preview is not None:
        steps = preview(answer.quote_id, facts.read(connection, answer.quote_id)) or ()
    people = [one.label(lang()) for step in steps if step.needed for one in step.people]
    return " → " + (", " if lang() == "en" else "、").join(dict.fromkeys(people)) if people else ""
