"""Who shares a task, as pages and API read it: signers that were added, and who was asked for an opinion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, select

from engine.store.schema.runtime import signer, work_item
from engine.store.values import decode
from worklist.decisions import OPINION

OWN, BEFORE, PARALLEL, AFTER, DELEGATE = "own", "before", "parallel", "after", "delegate"
ADDED: Final = (BEFORE, PARALLEL, AFTER)
WAITING: Final = "waiting"


@dataclass(frozen=True, kw_only=True, slots=True)
class Signer:
    """One who shares the visit of a task. `of_item`: the item whose holder added him."""

    item_id: int
    kind: str
    of_item: int | None
    person: str | None
    by: str | None
    reason: str
    opinion: str
    state: str
    closed_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether he has not signed yet."""
        return self.closed_at is None


def of_visit(connection: Connection, activity_id: int) -> list[Signer]:
    """All who share the visit of a task; the task's own first."""
    return [_signer(row) for row in connection.execute(_query().where(signer.c.activity_id == activity_id))]


def of_items(connection: Connection, ids: Sequence[int]) -> dict[int, Signer]:
    """The signer of each of these items that is shared."""
    if not ids:
        return {}
    return {row.id: _signer(row) for row in connection.execute(_query().where(work_item.c.id.in_(ids)))}


def open_first(connection: Connection, ids: Sequence[int]) -> dict[int, list[Signer]]:
    """Whom each of these items waits for."""
    if not ids:
        return {}
    query = _query().where(
        signer.c.of_item.in_(ids), signer.c.kind.in_((BEFORE, DELEGATE)), work_item.c.closed_at.is_(None)
    )
    found: dict[int, list[Signer]] = {}
    for row in connection.execute(query):
        found.setdefault(row.of_item, []).append(_signer(row))
    return found


def _query() -> Any:
    joined = signer.join(work_item, work_item.c.id == signer.c.work_item_id)
    return (
        select(signer, work_item.c.id, work_item.c.state, work_item.c.assignee, work_item.c.closed_at)
        .select_from(joined)
        .order_by(work_item.c.slot, work_item.c.id)
    )


def _signer(row: Row[Any]) -> Signer:
    said = {} if row.answer is None else decode(row.answer)
    return Signer(
        item_id=row.id,
        kind=row.kind,
        of_item=row.of_item,
        person=row.assignee or row.person,
        by=row.by,
        reason=row.reason,
        opinion=str(said.get(OPINION) or "") if isinstance(said, dict) else "",
        state=row.state,
        closed_at=row.closed_at,
    )
