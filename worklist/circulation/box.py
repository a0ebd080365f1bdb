"""The box of copies (抄送我的): what others let somebody read, the latest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from engine import organisation
from engine.organisation import Language, Person
from engine.store.schema.runtime import instance
from processes.approval.circulation.lines import sender
from processes.approval.circulation.tables import copy
from processes.names import Names
from worklist.titles import split_title
from worklist.web.rows import state_words, titles_of


@dataclass(frozen=True, kw_only=True, slots=True)
class CopyLine:
    """One copy. `state`: word and tone of the process it is a copy of."""

    id: int
    root_id: int
    title: str
    amount: str
    sender: str
    note: str
    at: datetime
    read_at: datetime | None
    state: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Found:
    """One page, and the id after which the next begins."""

    rows: list[Any]
    next: int | None


def page(
    connection: Connection, person: Person, *, unread: bool = False, after: int | None = None, limit: int = 50
) -> Found:
    """One page of a person's copies, the latest first."""
    query = select(copy).where(copy.c.to_id == person.id)
    if unread:
        query = query.where(copy.c.read_at.is_(None))
    if after is not None:
        query = query.where(copy.c.id < after)
    rows = list(connection.execute(query.order_by(copy.c.id.desc()).limit(limit + 1)))
    return Found(rows[:limit], rows[limit - 1].id if len(rows) > limit else None)


def lines(connection: Connection, rows: list[Any], names: Names, lang: Language) -> list[CopyLine]:
    """The copies as the box shows them."""
    roots = [row.root_id for row in rows]
    found = {row.id: row for row in connection.execute(select(instance).where(instance.c.id.in_(roots)))}
    titles = titles_of(connection, roots)
    return [
        _line(connection, row, found[row.root_id], titles, names, lang)
        for row in rows
        if row.root_id in found
    ]


def _line(
    connection: Connection, row: Any, root: Any, titles: dict[int, str], names: Names, lang: Language
) -> CopyLine:
    title = split_title(titles.get(root.id) or root.business_key or "")
    process = names.process(connection, root.definition_id, lang)
    word, tone, _icon = state_words(root.state)
    by = None if row.by_id is None else organisation.person(connection, row.by_id)
    return CopyLine(
        id=row.id,
        root_id=row.root_id,
        title=f"{process} {title.text}".strip(),
        amount=title.amount,
        sender=by.label(lang) if by else sender(connection, row.by_id, row.point, lang)[0],
        note=row.note,
        at=row.at,
        read_at=row.read_at,
        state=(word, tone),
    )
