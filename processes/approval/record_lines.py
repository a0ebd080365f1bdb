"""Decisions as lines of the record: who, for whom, what, at which point in which round, and where a return went."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, func, select

from engine import organisation
from engine.organisation import Language, Person
from processes.approval import evaluations, tables
from processes.approval.chosen import pinned
from processes.approval.lines import RecordLine
from processes.approval.model import Flow

#: action → Chinese, English, tone of its chip
VERBS = {
    "agree": ("同意", "agreed", "ok"),
    "return": ("退回修改", "returned", "warn"),
    "reject": ("驳回", "rejected", "bad"),
}


def record_line(connection: Connection, row: Row[Any], lang: Language) -> RecordLine:
    """The line of one decision."""
    person = organisation.by_login(connection, row.person) if row.person else None
    flow = pinned.flow_of(connection, row.instance_id, row.policy, row.version)
    chinese = lang == "zh"
    zh, en, tone = VERBS[row.action]
    return RecordLine(
        name=_decider(row.person, person, lang),
        position="" if person is None else (person.title_zh if chinese else person.title_en),
        verb=_returned(row, flow, lang) or (zh if chinese else en),
        tone=tone,
        at=row.at,
        opinion=row.opinion,
        on_behalf=called(connection, row.on_behalf_of, lang) if row.on_behalf_of else "",
        note=_at(connection, row, flow, lang),
    )


def called(connection: Connection, login: str, lang: Language) -> str:
    """A person with his position; a login nobody has any more stays as it is."""
    person = organisation.by_login(connection, login)
    return login if person is None else person.full_label(lang)


def _returned(row: Row[Any], flow: Flow, lang: Language) -> str:
    if row.returned_to is None:
        return ""
    point = flow.point(row.returned_to)
    title = point.title(lang) if point else ""
    if lang == "zh":
        return f"退回至 {row.returned_to} {title}".strip() + ("，之后直接回到本点" if row.comes_back else "")
    back = ", then straight back here" if row.comes_back else ""
    return f"returned to {row.returned_to} {title}".strip() + back


def _at(connection: Connection, row: Row[Any], flow: Flow, lang: Language) -> str:
    point = flow.point(row.point)
    place = f"{row.point} {point.title(lang)}" if point else str(row.point)
    number = _round(connection, row)
    if number < 2:
        return place
    return f"{place} · 第 {number} 轮" if lang == "zh" else f"{place} · round {number}"


def _round(connection: Connection, row: Row[Any]) -> int:
    """How often the point had been entered in this approval when it was decided."""
    asked = tables.evaluation.c
    query = select(func.count()).where(
        asked.instance_id == row.instance_id,
        asked.point_id == row.point_id,
        asked.outcome == "entered",
        asked.element.not_in(evaluations.AGAIN),
        asked.id < row.id,
    )
    return connection.scalar(query) or 0


def _decider(login: str, person: Person | None, lang: Language) -> str:
    if not login:
        return "系统（超时）" if lang == "zh" else "System (deadline)"
    if person is None:
        return login
    return person.name if lang == "zh" else person.name_en
