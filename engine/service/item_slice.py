"""What completing a work item needs to know, in one statement under the root's lock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.audit.trail import Head
from engine.errors import NotFound
from engine.kernel.state import Scope, Token
from engine.service.loading import SCOPE, TOKEN, to_scope, to_token
from engine.store.hot import Hot, Row
from engine.store.transaction import Transaction
from engine.store.types import from_micros, to_micros

ITEM = (
    "id, root_id, instance_id, token_id, activity_id, element, assignee, state, due_at, closed_at, closed_by,"
    " revision"
)


@dataclass(frozen=True, slots=True)
class Item:
    """A work item's row, as far as commands look at it."""

    id: int
    root_id: int
    instance_id: int
    token_id: int
    activity_id: int
    element: str
    assignee: str | None
    state: str
    due_at: datetime | None
    closed_at: datetime | None
    closed_by: str | None
    revision: int


@dataclass(frozen=True, slots=True)
class ItemSlice:
    """A work item with its token and scope; both are None once it is closed."""

    item: Item
    token: Token | None
    scope: Scope | None
    answer: str | None
    """What an earlier command answered to the same submission."""
    is_overdue: bool
    """A timer of the root instance is due and decides first."""


def _prefixed(columns: str, alias: str) -> str:
    return ", ".join(f"{alias}.{column.strip()}" for column in columns.split(","))


_SLICE = f"""
SELECT {_prefixed(ITEM, "w")}, {_prefixed(TOKEN, "t")}, {_prefixed(SCOPE, "s")}, h.seq, h.hash,
 (SELECT answer FROM engine_submission WHERE id = ?),
 EXISTS (SELECT 1 FROM engine_timer m WHERE m.root_id = w.root_id AND m.due_at <= ?)
FROM engine_work_item w LEFT JOIN engine_token t ON t.id = w.token_id
LEFT JOIN engine_scope s ON s.id = t.scope_id LEFT JOIN engine_audit_head h ON h.root = w.root_id
WHERE w.id = ?
"""
_TOKEN_AT = ITEM.count(",") + 1
_SCOPE_AT = _TOKEN_AT + TOKEN.count(",") + 1
_REST_AT = _SCOPE_AT + SCOPE.count(",") + 1


def to_item(row: Row) -> Item:
    """A row in the order of ITEM."""
    known = list(row)
    for place in (8, 9):
        known[place] = None if row[place] is None else from_micros(row[place])
    return Item(*known)


def read_slice(tx: Transaction, hot: Hot, item_id: int, submission: str | None) -> ItemSlice:
    """Read under the lock. The head of the audit stream comes along: nobody else appends to it now."""
    row = hot.one(_SLICE, (submission, to_micros(tx.now), item_id))
    if row is None:
        raise NotFound(what="work item", id=item_id)
    item = to_item(row[:_TOKEN_AT])
    has_token = row[_TOKEN_AT] is not None
    seq, last, answer, overdue = row[_REST_AT:]
    if seq is not None:
        tx.trail.know_head(item.root_id, Head(seq, bytes(last)))
    return ItemSlice(
        item=item,
        token=to_token(row[_TOKEN_AT:_SCOPE_AT]) if has_token else None,
        scope=to_scope(row[_SCOPE_AT:_REST_AT]) if has_token else None,
        answer=answer,
        is_overdue=bool(overdue),
    )
