"""The approval of one request: who would decide about what is typed, and where one that runs has come to."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, select

from engine import organisation
from engine.organisation import Language, Person
from engine.store.schema.runtime import candidate, work_item
from processes.approval import tables as approval_tables
from processes.approval.history import History
from processes.approval.lines import PointLine, RecordLine
from processes.called import with_called
from processes.requests import facts
from processes.requests.accepting import form_for
from processes.requests.computing import computed
from processes.requests.kind import RequestKind


def ahead(
    connection: Connection, kind: RequestKind, person: Person, typed: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The facts of what is typed so far, and what is computed of it. Nothing is stored."""
    form = form_for(connection, kind, typed)
    read = form.accept(dict(typed))
    sound = {name: value for name, value in typed.items() if name not in read.errors}
    values = read.values or form.accept(sound).values
    values = {**values, **computed(connection, form, {**typed, **values}, person)}
    return facts.values_of(connection, kind, values, person), values


def points(
    connection: Connection, history: History, row: Row[Any], lang: Language, hidden: Collection[str] = ()
) -> Sequence[PointLine]:
    """The points of the latest approval of a request: passed, current, ahead, skipped.

    Why is not told to somebody from whom fields are hidden: the reasons name values.
    """
    table = approval_tables.evaluation
    query = select(table.c.instance_id).where(table.c.document_type == row.key, table.c.document_id == row.id)
    instance_id = connection.scalar(query.order_by(table.c.id.desc()).limit(1))
    found = [] if instance_id is None else history.points(connection, instance_id, lang)
    return [replace(one, note="") for one in found] if hidden else found


def record(
    connection: Connection, history: History, row: Row[Any], lang: Language, hidden: Collection[str] = ()
) -> Sequence[RecordLine]:
    """What was decided about a request and done about it besides, in all its rounds."""
    return history.document_record(connection, row.key, row.id, lang, hidden)


def holders(connection: Connection, row: Row[Any], lang: Language) -> list[str]:
    """With whom it lies now: the names of those who have the open tasks, or of the positions that may take them."""
    if row.instance_id is None:
        return []
    query = select(work_item.c.id, work_item.c.assignee).where(
        work_item.c.instance_id.in_(with_called([row.instance_id])), work_item.c.closed_at.is_(None)
    )
    found: list[str] = []
    for item in connection.execute(query.order_by(work_item.c.id)):
        asked = [("user", item.assignee)] if item.assignee else _candidates(connection, item.id)
        found += [_named(connection, sort, name, lang) for sort, name in asked]
    return list(dict.fromkeys(found))


def _candidates(connection: Connection, item_id: int) -> list[tuple[str, str]]:
    query = select(candidate.c.kind, candidate.c.name).where(candidate.c.work_item_id == item_id)
    return [(row.kind, row.name) for row in connection.execute(query.order_by(candidate.c.name))]


def _named(connection: Connection, sort: str, name: str, lang: Language) -> str:
    if sort == "user":
        person = organisation.by_login(connection, name)
        return person.full_label(lang) if person else name
    post = organisation.position(connection, name)
    return post.title(lang) if post else name
