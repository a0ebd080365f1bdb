"""What happened around a customer: edits, quotes and their states, as one list of sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, and_, or_, select

from adapters.crm import tables
from adapters.crm.catalogue.parties import ACCOUNT, CONTACT
from adapters.crm.records import Field, access
from adapters.crm.records.attributes import spread
from adapters.crm.web.records.shown import Values
from adapters.crm.words import STATE_LABELS, STATE_TONES, word
from engine import organisation
from engine.organisation import Person
from forms.shell import gettext as _
from forms.shell import lang

_ICONS = {"crm_account": "edit", "crm_contact": "user", "crm_quote": "file-text"}
NEWEST = 40


@dataclass(frozen=True, kw_only=True, slots=True)
class Happening:
    """One entry: when, what, by whom; `url` leads to the quote it is about."""

    at: datetime
    title: str
    note: str
    icon: str
    tone: str = ""
    url: str = ""
    person: Person | None = None
    kind: str = "fields"  # follow process documents fields
    pin: int | None = None  # a note that could be pinned


def of_account(
    connection: Connection, person: Person, account_id: int, quotes: Sequence[Row[Any]]
) -> list[Happening]:
    """The newest happenings around a customer, of the quotes given (those the reader may see)."""
    log = tables.change
    contacts = select(tables.contact.c.id).where(tables.contact.c.account_id == account_id)
    about = or_(
        and_(log.c.table_name == "crm_account", log.c.row_id == account_id),
        and_(log.c.table_name == "crm_contact", log.c.row_id.in_(contacts)),
        and_(
            log.c.table_name == "crm_quote",
            log.c.row_id.in_([row.id for row in quotes]),
            log.c.field.in_(("", "state")),
        ),
    )
    # By time, not by id: what was imported happened earlier than it was written.
    query = select(log).where(about).order_by(log.c.at.desc(), log.c.id.desc()).limit(NEWEST * 3)
    rows = connection.execute(query).all()
    numbers = {row.id: row.no for row in quotes}
    grouped = groupby(rows, key=lambda row: (row.at, row.table_name, row.row_id, row.field == "state"))
    known = {
        entity.table.name: {
            one.name: one for one in access.seen_fields(connection, person, entity) if one.typed
        }
        for entity in (ACCOUNT, CONTACT)
    }
    values = Values(connection, person)
    found = (_happening(connection, known, values, list(group), numbers) for _key, group in grouped)
    return [one for one in found if one is not None][:NEWEST]


def of_quote(connection: Connection, quote: Row[Any]) -> list[Happening]:
    """The states a quote went through, newest first."""
    log = tables.change
    moves = log.c.field.in_(("", "state"))
    query = select(log).where(log.c.table_name == "crm_quote", log.c.row_id == quote.id, moves)
    rows = connection.execute(query.order_by(log.c.at.desc(), log.c.id.desc()).limit(NEWEST)).all()
    return [
        Happening(
            at=row.at,
            title=word(STATE_LABELS, row.new, lang()) if row.field else _("Drafted"),
            note="",
            icon="file-text" if row.field else "file-plus",
            tone=STATE_TONES.get(row.new, "") if row.field else "",
            person=organisation.person(connection, row.by_id) if row.by_id else None,
        )
        for row in rows
    ]


def _happening(
    connection: Connection,
    known: Mapping[str, Mapping[str, Field]],
    values: Values,
    rows: list[Row[Any]],
    numbers: dict[int, str],
) -> Happening | None:
    """None for what is no news: fields that follow from others, or are masked for the reader."""
    first = rows[0]
    person = organisation.person(connection, first.by_id) if first.by_id else None
    if first.table_name == "crm_quote":
        return _of_quote(first, numbers[first.row_id], person)
    born = any(row.field == "" for row in rows)
    what = {"crm_account": _("Customer"), "crm_contact": _("Contact")}[first.table_name]
    name = next((row.new.get("name", "") for row in rows if row.field == "" and row.new), "")
    title = _("%(what)s added", what=what) if born else _("%(what)s changed", what=what)
    fields = known[first.table_name]
    told = [changed(fields, values, row) for row in rows if row.field in fields]
    for row in rows:
        if row.field == "attrs":
            told += [said(values, *one) for one in spread(fields.values(), row.old, row.new)]
    if not born and not told:
        return None
    note = name if born else _joint().join(told)
    return Happening(at=first.at, title=title, note=note, icon=_ICONS[first.table_name], person=person)


def _joint() -> str:
    return "；" if lang() == "zh" else "; "


def _of_quote(row: Row[Any], no: str, person: Person | None) -> Happening:
    url = f"/crm/quotes/{row.row_id}"
    if row.field == "":
        title = _("Quote %(no)s drafted", no=no)
        return Happening(
            at=row.at, title=title, note="", icon="file-plus", url=url, kind="documents", person=person
        )
    title = _("Quote %(no)s: %(state)s", no=no, state=word(STATE_LABELS, row.new, lang()))
    tone = STATE_TONES.get(row.new, "")
    return Happening(
        at=row.at,
        title=title,
        note="",
        icon="file-text",
        tone=tone,
        url=url,
        kind="documents",
        person=person,
    )


def changed(fields: Mapping[str, Field], values: Values, row: Row[Any]) -> str:
    """`Level B → A`."""
    return said(values, fields[row.field], row.old, row.new)


def said(values: Values, field: Field, old: Any, new: Any) -> str:
    """The same of a field with both values."""
    before, after = (values.text(field, value)[:120] or "–" for value in (old, new))
    return f"{values.label(field)} {before} → {after}"
