"""Rows of the boxes, ready for the template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zlib import crc32

from sqlalchemy import Connection, func, select

from engine.calendar.lookup import Calendars, calendars
from engine.organisation import Language
from engine.store.schema.runtime import instance, work_item
from forms.shell import formats
from forms.shell import gettext as _
from processes.approval.standing import acting
from processes.names import Names
from worklist import items, participants, signers
from worklist.deadlines import TimeLeft, left_of, span
from worklist.hooks import Hooks
from worklist.items import Item
from worklist.queries import Box, Reader, Whose
from worklist.signers import Signer
from worklist.steps import step_name, step_names
from worklist.titles import Title, split_title


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One two-line row. `mark` changes when the row does; `group` is its heading's key."""

    id: int
    url: str
    title: str
    amount: str
    sub: str
    tone: str
    time: str
    mark: str
    group: str = ""
    icon: str = ""
    in_place: bool = True
    for_whom: str = ""


def lines(
    connection: Connection,
    reader: Reader,
    ids: Sequence[int],
    *,
    box: Box,
    names: Names,
    hooks: Hooks,
    lang: Language,
    now: datetime,
) -> list[Line]:
    """The rows of one page of a box."""
    if box == "started":
        return _instances(connection, ids, names=names, hooks=hooks, lang=lang, now=now)
    found = items.by_ids(connection, ids)
    steps = step_names(connection, found, names, lang)
    known = calendars(connection) if any(item.bases for item in found) else None
    waits = signers.open_first(connection, [item.id for item in found if item.state == signers.WAITING])
    whose = reader.whose
    shown = [_line(connection, item, steps[item.id], box, whose, names, lang, now, known) for item in found]
    whom = _for_whom(connection, reader, found, lang, now)
    return [
        replace(_with_wait(connection, line, waits.get(line.id, ()), lang), for_whom=whom.get(line.id, ""))
        for line in shown
    ]


def _for_whom(
    connection: Connection, reader: Reader, found: Sequence[Item], lang: Language, now: datetime
) -> dict[int, str]:
    """Item → the name of whom the reader stands in for there, or who did it stood in."""
    others = [item.id for item in found if item.is_open and item.assignee != reader.person.login]
    standings = acting.for_whom(connection, reader.person, others, now, reader.standings)
    kept = {item.id: item.behalf_of for item in found if item.behalf_of and item.closed_by != item.behalf_of}
    logins = {**kept, **{item: one.principal.login for item, one in standings.items()}}
    return {item: participants.name(connection, login, lang)[0] for item, login in logins.items() if login}


def _with_wait(connection: Connection, line: Line, first: Sequence[Signer], lang: Language) -> Line:
    """The row of what was delegated, or waits for signers: for whom."""
    if not first:
        return line
    whom = ("、" if lang == "zh" else ", ").join(
        participants.short(connection, one.person, lang) for one in first
    )
    delegated = first[0].kind == signers.DELEGATE
    words = _("delegated to %(whom)s", whom=whom) if delegated else _("signed first by %(whom)s", whom=whom)
    return replace(line, sub=f"{words} · {line.sub}", icon="user-share" if delegated else "users-plus")


def business_title(connection: Connection, item: Item, names: Names, lang: Language) -> Title:
    """Process and business object; the amount apart."""
    process = names.process(connection, item.root_definition_id, lang)
    own = split_title(item.title or item.business_key or "")
    return Title(f"{process} {own.text}".strip(), own.amount)


def _line(
    connection: Connection,
    item: Item,
    step: str,
    box: Box,
    whose: Whose,
    names: Names,
    lang: Language,
    now: datetime,
    known: Calendars | None,
) -> Line:
    title = business_title(connection, item, names, lang)
    left = left_of(connection, item, now, known)
    parts = [step, participants.short(connection, item.started_by, lang)]
    time, tone = left.text, left.tone
    if item.is_open:
        waited = _("waits %(time)s", time=span(now - item.created_at))
        if time:
            parts.append(waited)
        else:
            time = waited
    else:
        time, tone = formats().near_datetime(item.closed_at), ""
    if item.urged and item.is_open:
        parts.insert(0, _("urged ×%(number)s", number=item.urged))
    return Line(
        id=item.id,
        url=f"/worklist/{item.id}?box={box}" + ("" if whose == "all" else f"&whose={whose}"),
        title=title.text,
        amount=title.amount,
        sub=" · ".join(parts),
        tone=tone,
        time=time,
        icon="bell-ringing" if item.urged and item.is_open else "",
        mark=_mark(item.id, item.revision + 1000 * item.urged),
        group=_group(left, item, now) if box in ("mine", "claim") else "",
    )


def _group(left: TimeLeft, item: Item, now: datetime) -> str:
    """overdue, today, later or none: the headings of a box ordered by due time."""
    if item.due_at is None:
        return "none"
    if left.tone == "bad":
        return "overdue"
    zone = formats().zone
    return "today" if item.due_at.astimezone(zone).date() == now.astimezone(zone).date() else "later"


def _instances(
    connection: Connection,
    ids: Sequence[int],
    *,
    names: Names,
    hooks: Hooks,
    lang: Language,
    now: datetime,
) -> list[Line]:
    rows = {row.id: row for row in connection.execute(select(instance).where(instance.c.id.in_(ids)))}
    titles = titles_of(connection, ids)
    waiting = waits_of(connection, ids, names, lang, now)
    shown = [rows[one] for one in ids if one in rows]
    return [_instance(connection, row, titles, waiting, names, hooks, lang) for row in shown]


def _instance(
    connection: Connection,
    row: Any,
    titles: dict[int, str],
    waiting: dict[int, str],
    names: Names,
    hooks: Hooks,
    lang: Language,
) -> Line:
    title = split_title(titles.get(row.id) or row.business_key or "")
    process = names.process(connection, row.definition_id, lang)
    state = state_words(row.state)
    return Line(
        id=row.id,
        url=f"/worklist/cases/{row.id}",
        title=f"{process} {title.text}".strip(),
        amount=title.amount,
        sub=waiting.get(row.id) or state[0],
        tone=state[1],
        time=formats().near_datetime(row.ended_at or row.started_at),
        mark=_mark(row.id, row.version),
        icon=state[2],
        in_place=False,
    )


def state_words(state: str) -> tuple[str, str, str]:
    """(word, tone, icon) of an instance's state."""
    known = {
        "running": (_("Running"), "ok", "player-play"),
        "suspended": (_("Suspended"), "", "player-pause"),
        "completed": (_("Completed"), "ok", "check"),
        "terminated": (_("Terminated"), "", "ban"),
        "failed": (_("Incident"), "bad", "alert-circle"),
    }
    return known[state]


def titles_of(connection: Connection, root_ids: Sequence[int]) -> dict[int, str]:
    """The business title of each root: that of its newest work item."""
    if not root_ids:
        return {}
    newest = (
        select(func.max(work_item.c.id).label("id"))
        .where(work_item.c.root_id.in_(list(root_ids)), work_item.c.title.is_not(None))
        .group_by(work_item.c.root_id)
        .subquery()
    )
    query = select(work_item.c.root_id, work_item.c.title).join(newest, newest.c.id == work_item.c.id)
    return {row.root_id: row.title for row in connection.execute(query)}


def waits_of(
    connection: Connection, root_ids: Sequence[int], names: Names, lang: Language, now: datetime
) -> dict[int, str]:
    """Per root: the step that waits, for whom, how long. Further ones are counted."""
    if not root_ids:
        return {}
    found: dict[int, list[Item]] = {}
    for item in items.open_in(connection, root_ids):
        found.setdefault(item.root_id, []).append(item)
    return {root: _wait(connection, open_items, names, lang, now) for root, open_items in found.items()}


def _wait(connection: Connection, open_items: list[Item], names: Names, lang: Language, now: datetime) -> str:
    first = open_items[0]
    step = step_name(connection, first, names, lang)
    offered = [] if first.assignee else items.candidates(connection, first.id)
    whom = (
        participants.offered_to(connection, offered, lang)
        if first.assignee is None
        else participants.short(connection, first.assignee, lang)
    )
    more = f" +{len(open_items) - 1}" if len(open_items) > 1 else ""
    waited = _("waits %(time)s", time=span(now - first.created_at))
    return f"{step} · {whom} · {waited}{more}"


def _mark(identity: int, revision: int) -> str:
    return f"{crc32(f'{identity}.{revision}'.encode()):08x}"
