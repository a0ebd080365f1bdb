"""The page of one case: what its document says, how far it is, its record, and what may be said or done about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from engine.organisation import Language, Person
from engine.store.schema.runtime import scope
from processes.approval.circulation.reading import comments_of
from processes.approval.field_rights import hidden_from
from processes.approval.withdrawal import may_withdraw, of_root
from worklist import items, participants, variables
from worklist.circulation.commenting import deletable
from worklist.circulation.seeing import root_seen
from worklist.hooks import Entry, Point
from worklist.record import record
from worklist.service import Worklist
from worklist.titles import Title, split_title
from worklist.web.circulating import Circulating, circulating
from worklist.web.rows import state_words, titles_of


@dataclass(frozen=True, kw_only=True, slots=True)
class CasePage:
    """A root instance in front of one person. `task`: his own open work item in it."""

    root_id: int
    title: Title
    process: str
    state: tuple[str, str, str]
    starter: str
    started_at: datetime
    task: int | None
    panel_url: str
    facts: Sequence[tuple[str, str]]
    points: Sequence[Point]
    record: Sequence[Entry]
    may_withdraw: bool
    circulating: Circulating
    deletable: Sequence[tuple[int, str, datetime]]
    instance_url: str


def case_page(
    connection: Connection,
    worklist: Worklist,
    person: Person,
    instance_id: int,
    *,
    lang: Language,
    now: datetime,
) -> CasePage:
    """The page of a case. Raises NotFound."""
    root = root_seen(connection, person, instance_id)
    running = of_root(connection, root.id)
    hidden = hidden_from(connection, person, root.id)
    own = split_title(titles_of(connection, [root.id]).get(root.id) or root.business_key or "")
    process = worklist.names.process(connection, root.definition_id, lang)
    points = worklist.hooks.points(connection, running[0].instance_id, lang) if running and not hidden else ()
    return CasePage(
        root_id=root.id,
        title=Title(f"{process} {own.text}".strip(), own.amount),
        process=process,
        state=state_words(root.state),
        starter=participants.label(connection, root.started_by, lang),
        started_at=root.started_at,
        task=_task(connection, person, root.id),
        panel_url=worklist.hooks.panel(_values(connection, root.id)),
        facts=worklist.hooks.facts(connection, root.id, lang, hidden),
        points=points,
        record=record(
            connection, root.id, hooks=worklist.hooks, names=worklist.names, lang=lang, hidden=hidden
        ),
        may_withdraw=may_withdraw(connection, person, running),
        circulating=circulating(connection, person, root.id, lang),
        deletable=[
            (row.id, row.text, row.at)
            for row in comments_of(connection, root.id)
            if deletable(row, person, now)
        ],
        instance_url=worklist.hooks.instance_url(root.id),
    )


def _task(connection: Connection, person: Person, root_id: int) -> int | None:
    mine = [one.id for one in items.open_in(connection, [root_id]) if one.assignee == person.login]
    return mine[0] if mine else None


def _values(connection: Connection, root_id: int) -> dict[str, Any]:
    top = connection.scalar(
        select(scope.c.id).where(scope.c.instance_id == root_id, scope.c.parent_id.is_(None))
    )
    return variables.up_from(connection, top)
