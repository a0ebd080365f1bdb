"""What was done about a document besides deciding: taken back, copied, commented, corrected; lines of its record."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Connection, Row, select

from engine import organisation
from engine.audit.events import select_events, to_event
from engine.organisation import Language, Person
from engine.organisation.snapshot import COMPANY_ZONE
from engine.store.schema.audit import audit_event
from processes.approval.circulation.reading import comments_of, copies_of
from processes.approval.circulation.tables import correction
from processes.approval.lines import RecordLine
from processes.approval.withdrawal.command import WITHDRAWN

MOST: Final = 500


def of_root(
    connection: Connection, root_id: int, lang: Language, hidden: Collection[str] = ()
) -> list[RecordLine]:
    """The lines of one process, the oldest first. `hidden`: fields whose changes the reader does not see."""
    found = [
        *_of_events(connection, root_id, lang),
        *_of_corrections(connection, root_id, lang, hidden),
        *_of_copies(connection, root_id, lang),
        *(_of_comment(connection, row, lang) for row in comments_of(connection, root_id)),
    ]
    return sorted(found, key=lambda line: line.at)


def _of_events(connection: Connection, root_id: int, lang: Language) -> Iterator[RecordLine]:
    query = select_events().where(audit_event.c.root == root_id, audit_event.c.word == WITHDRAWN)
    for row in connection.execute(query.order_by(audit_event.c.seq).limit(MOST)).all():
        event = to_event(row)
        said: Mapping[str, Any] = event.payload or {}  # erased: who and when is all that is left
        by = said.get("by")
        person = organisation.by_login(connection, by) if isinstance(by, str) else None
        yield _line(
            person,
            event.at,
            lang,
            verb="撤回" if lang == "zh" else "took it back",
            opinion=str(said.get("reason") or ""),
            tone="warn",
        )


def _of_corrections(
    connection: Connection, root_id: int, lang: Language, hidden: Collection[str]
) -> Iterator[RecordLine]:
    query = select(correction).where(correction.c.root_id == root_id).order_by(correction.c.id)
    for row in connection.execute(query).all():
        changes = [one for one in json.loads(row.changes) if one["field"] not in hidden]
        if changes:
            verb = "修改内容" if lang == "zh" else "changed the form"
            told = _changes_words(changes, lang)
            person = organisation.person(connection, row.by_id)
            yield _line(person, row.at, lang, verb=verb, opinion=told, tone="warn")


def _changes_words(changes: Sequence[Mapping[str, Any]], lang: Language) -> str:
    at, colon, between = (0, "：", "；") if lang == "zh" else (1, ": ", "; ")
    return between.join(f"{one[lang]}{colon}{one['old'][at]} → {one['new'][at]}" for one in changes)


def _line(
    person: Person | None, at: datetime, lang: Language, *, verb: str, opinion: str, tone: str, note: str = ""
) -> RecordLine:
    return RecordLine(
        name="–" if person is None else (person.name if lang == "zh" else person.name_en),
        position="" if person is None else (person.title_zh if lang == "zh" else person.title_en),
        verb=verb,
        tone=tone,
        at=at,
        opinion=opinion,
        on_behalf="",
        note=note,
    )


def _of_copies(connection: Connection, root_id: int, lang: Language) -> Iterator[RecordLine]:
    """One line for what was sent at once, with who has read it when."""
    given = groupby(copies_of(connection, root_id), lambda row: (row.at, row.by_id, row.note, row.point))
    for (at, by_id, note, point), rows in given:
        people = list(rows)
        names = [_receipt(connection, row, lang) for row in people]
        name, position = sender(connection, by_id, point, lang)
        yield RecordLine(
            name=name,
            position=position,
            verb="抄送" if lang == "zh" else "sent copies",
            tone="accent",
            at=at,
            opinion=note,
            on_behalf="",
            note=("；" if lang == "zh" else "; ").join(names),
        )


def _receipt(connection: Connection, row: Row[Any], lang: Language) -> str:
    person = organisation.person(connection, row.to_id)
    name = "–" if person is None else person.label(lang)
    if row.read_at is None:
        return f"{name}（未读）" if lang == "zh" else f"{name} (not read yet)"
    at = row.read_at.astimezone(COMPANY_ZONE).strftime("%Y-%m-%d %H:%M")
    return f"{name}（{at} 已读）" if lang == "zh" else f"{name} (read {at})"


def sender(connection: Connection, by_id: int | None, point: str, lang: Language) -> tuple[str, str]:
    """Name and position of who sent copies: a person, or the point whose rules did."""
    person = None if by_id is None else organisation.person(connection, by_id)
    if person is not None:
        return (person.name, person.title_zh) if lang == "zh" else (person.name_en, person.title_en)
    names = json.loads(point) if point else ["审批流程", "Approval flow"]
    return str(names[0 if lang == "zh" else 1]), ""


def _of_comment(connection: Connection, row: Row[Any], lang: Language) -> RecordLine:
    gone = row.deleted_at is not None
    return _line(
        organisation.person(connection, row.by_id),
        row.at,
        lang,
        verb="评论" if lang == "zh" else "commented",
        opinion="" if gone else row.text,
        tone="",
        note=("已由本人删除" if lang == "zh" else "deleted by its author") if gone else "",
    )
