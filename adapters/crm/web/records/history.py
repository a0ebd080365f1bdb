"""The history of a record in words: who changed which field from what to what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, select

from adapters.crm import changes, tables
from adapters.crm.records import Entity, Field, access
from adapters.crm.records.attributes import spread
from adapters.crm.web.records.shown import Values
from engine import organisation
from engine.organisation import Person
from forms.shell import gettext as _

SHOWN = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One field: its word, what it was and what it became (empty for nothing)."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """What one command changed."""

    at: datetime
    title: str
    changes: Sequence[Change]
    person: Person | None
    icon: str


def of(connection: Connection, person: Person, entity: Entity, row_id: int) -> list[Entry]:
    """The history of a row, newest first. Fields that are masked for the reader are left out."""
    fields = {field.name: field for field in access.seen_fields(connection, person, entity)}
    values = Values(connection, person)
    rows = changes.history(connection, entity.table, row_id, limit=SHOWN)
    grouped = groupby(rows, key=lambda row: (row.at, row.by_id, row.field == ""))
    entries = [_entry(connection, values, fields, list(group)) for _key, group in grouped]
    known = [entry for entry in entries if entry is not None]
    attached = _of_files(connection, entity, row_id)
    return sorted([*known, *attached], key=lambda entry: entry.at, reverse=True) if attached else known


def _of_files(connection: Connection, entity: Entity, row_id: int) -> list[Entry]:
    """What happened to the files of a row."""
    log, table = tables.change, tables.attachment
    own = select(table.c.id, table.c.name).where(table.c.owner_type == entity.key, table.c.owner_id == row_id)
    names = {row.id: row.name for row in connection.execute(own)}
    if not names:
        return []
    query = select(log).where(
        log.c.table_name == table.name, log.c.row_id.in_(names), log.c.field.in_(("", "deleted_at"))
    )
    rows = connection.execute(query.order_by(log.c.id.desc()).limit(SHOWN))
    return [_of_file(connection, row, names[row.row_id]) for row in rows]


def _of_file(connection: Connection, row: Row[Any], name: str) -> Entry:
    if row.field == "":
        title, icon = _("Attached: %(name)s", name=name), "paperclip"
    elif row.new is not None:
        title, icon = _("Attachment removed: %(name)s", name=name), "trash"
    else:
        title, icon = _("Attachment recovered: %(name)s", name=name), "arrow-back-up"
    by = organisation.person(connection, row.by_id) if row.by_id else None
    return Entry(at=row.at, title=str(title), changes=(), person=by, icon=icon)


def _entry(
    connection: Connection, values: Values, fields: Mapping[str, Field], rows: Sequence[Row[Any]]
) -> Entry | None:
    first = rows[0]
    by = organisation.person(connection, first.by_id) if first.by_id else None
    if first.field == "":
        title, icon = (_("Added"), "plus") if first.new is not None else (_("Deleted"), "trash")
        return Entry(at=first.at, title=str(title), changes=(), person=by, icon=icon)
    if any(row.field == "deleted_at" for row in rows):
        gone = rows[0].new is not None
        title, icon = (_("Into the recycle bin"), "trash") if gone else (_("Recovered"), "arrow-back-up")
        return Entry(at=first.at, title=str(title), changes=(), person=by, icon=icon)
    changed = [_change(values, fields[row.field], row) for row in rows if row.field in fields]
    for row in rows:
        if row.field == "attrs":
            changed += [
                Change(label=values.label(field), old=values.text(field, old), new=values.text(field, new))
                for field, old, new in spread(fields.values(), row.old, row.new)
            ]
    if not changed:
        return None
    return Entry(at=first.at, title=str(_("Changed")), changes=changed, person=by, icon="edit")


def _change(values: Values, field: Field, row: Row[Any]) -> Change:
    return Change(label=values.label(field), old=values.text(field, row.old), new=values.text(field, row.new))
