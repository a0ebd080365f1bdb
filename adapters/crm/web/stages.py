"""How far it has come with a customer: from the first trace to the money, one chevron each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, select

from adapters.crm import catalogue, tables
from adapters.crm.records import access
from adapters.crm.words import STATE_LABELS, STATE_TONES, word
from engine.organisation import Person
from forms.shell import formats, lang
from forms.shell import gettext as _


@dataclass(frozen=True, kw_only=True, slots=True)
class Stage:
    """`state`: done, now or later. `url` leads to what it is about."""

    label: str
    note: str
    state: str
    url: str = ""


def stages(connection: Connection, person: Person, party: Row[Any]) -> list[Stage]:
    """The chevrons of a customer; the last one reached is where it stands."""
    contact = tables.communication
    met = connection.scalar(
        select(contact.c.at).where(contact.c.account_id == party.id).order_by(contact.c.at).limit(1)
    )
    quote = _newest(connection, person, tables.quote, party.id)
    found = [
        (_("Known"), party.created_at, "", ""),
        (_("First contact"), met or party.last_contact_at, "", ""),
        _document(connection, person, tables.opportunity, party.id, _("Opportunity")),
        _quote(quote),
        _document(connection, person, tables.order, party.id, _("Order")),
        _document(connection, person, tables.receipt, party.id, _("Payment")),
        _settled(party, _newest(connection, person, tables.order, party.id)),
    ]
    reached = max(index for index, (_label, at, _note, _url) in enumerate(found) if at is not None)
    return [
        Stage(
            label=label,
            note=" · ".join(text for text in (_day(at), note) if text),
            state="now" if index == reached else "done" if index < reached and at else "later",
            url=url,
        )
        for index, (label, at, note, url) in enumerate(found)
    ]


Found = tuple[str, "datetime | date | None", str, str]
"""label, when, note, address"""


def _newest(connection: Connection, person: Person, table: Table, account_id: int) -> Row[Any] | None:
    entity = catalogue.by_table(table.name)
    if entity is not None:
        query = access.readable(connection, person, entity)
    else:
        query = select(table).where(table.c.deleted_at.is_(None))
    mine: ColumnElement[bool] = table.c.account_id == account_id
    return connection.execute(query.where(mine).order_by(table.c.id.desc()).limit(1)).first()


def _document(connection: Connection, person: Person, table: Table, account_id: int, label: str) -> Found:
    entity = catalogue.by_table(table.name)
    row = _newest(connection, person, table, account_id) if entity is not None else None
    if entity is None or row is None:
        return label, None, "", ""
    return label, row.created_at, entity.called(row, lang()), entity.url(row.id)


def _quote(row: Row[Any] | None) -> Found:
    if row is None:
        return _("Quote"), None, "", ""
    state = word(STATE_LABELS, row.state, lang()) if row.state in STATE_TONES else ""
    return _("Quote"), row.quoted_on, f"{row.no} {state}".strip(), f"/crm/quotes/{row.id}"


def _settled(party: Row[Any], order: Row[Any] | None) -> Found:
    paid = order is not None and order.state == "closed" and party.receivable == 0
    return _("Settled"), order.updated_at if order is not None and paid else None, "", ""


def _day(at: datetime | date | None) -> str:
    return formats().date(at) if at is not None else ""


__all__: Sequence[str] = ("Stage", "stages")
