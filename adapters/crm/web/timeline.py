"""What happened around a customer: edits, quotes and their states, as one list of sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, and_, or_, select

from adapters.crm import tables
from adapters.crm.web.lists import STATE_TONES
from adapters.crm.words import (
    DECISION_ROLES,
    FIELDS,
    INDUSTRIES,
    KINDS,
    LEVELS,
    SOURCES,
    STATE_LABELS,
    word,
)
from engine import organisation
from engine.organisation import Person
from forms.shell import formats, lang
from forms.shell import gettext as _

_CHOICES = {
    "level": LEVELS,
    "kind": KINDS,
    "industry": INDUSTRIES,
    "source": SOURCES,
    "state": STATE_LABELS,
    "decision_role": DECISION_ROLES,
}
_MONEY = frozenset(
    {"total", "list_total", "rule_total", "given_total", "tax_total", "credit_limit", "receivable", "overdue"}
)
_RATIOS = frozenset({"max_discount", "margin"})
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


def of_account(connection: Connection, account_id: int, quotes: Sequence[Row[Any]]) -> list[Happening]:
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
    return [_happening(connection, list(group), numbers) for _key, group in grouped][:NEWEST]


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


def _happening(connection: Connection, rows: list[Row[Any]], numbers: dict[int, str]) -> Happening:
    first = rows[0]
    person = organisation.person(connection, first.by_id) if first.by_id else None
    if first.table_name == "crm_quote":
        return _of_quote(first, numbers[first.row_id], person)
    born = any(row.field == "" for row in rows)
    what = {"crm_account": _("Customer"), "crm_contact": _("Contact")}[first.table_name]
    name = next((row.new.get("name", "") for row in rows if row.field == "" and row.new), "")
    title = _("%(what)s added", what=what) if born else _("%(what)s changed", what=what)
    note = name if born else _joint().join(changed(row) for row in rows if row.field)
    return Happening(at=first.at, title=title, note=note, icon=_ICONS[first.table_name], person=person)


def _joint() -> str:
    return "；" if lang() == "zh" else "; "


def _of_quote(row: Row[Any], no: str, person: Person | None) -> Happening:
    url = f"/crm/quotes/{row.row_id}"
    if row.field == "":
        title = _("Quote %(no)s drafted", no=no)
        return Happening(at=row.at, title=title, note="", icon="file-plus", url=url, person=person)
    title = _("Quote %(no)s: %(state)s", no=no, state=word(STATE_LABELS, row.new, lang()))
    tone = STATE_TONES.get(row.new, "")
    return Happening(at=row.at, title=title, note="", icon="file-text", tone=tone, url=url, person=person)


def changed(row: Row[Any]) -> str:
    """`Level B → A`."""
    label = word(FIELDS, row.field, lang())
    return f"{label} {_shown(row.field, row.old)} → {_shown(row.field, row.new)}"


def _shown(field: str, value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if field in _CHOICES:
        return word(_CHOICES[field], str(value), lang())
    if field in _MONEY or field in _RATIOS:
        return _number(field, str(value))
    if field.endswith("_on") or field == "valid_to":
        return formats().date(date.fromisoformat(str(value)))
    return str(value)[:120]


def _number(field: str, text: str) -> str:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return text
    return formats().percent(value, 1) if field in _RATIOS else formats().money(value)
