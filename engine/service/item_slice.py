"""What completing a work item needs to know: the root's lock, then everything in one statement."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.audit.trail import Head
from engine.errors import NotFound
from engine.kernel.state import Scope, Token
from engine.service import touched
from engine.service.loading import SCOPE, TOKEN, to_scope, to_token
from engine.service.locking import ROOT, Root, to_root
from engine.store.hot import Hot, Row
from engine.store.transaction import Transaction
from engine.store.types import from_micros

ITEM = (
    "id, root_id, instance_id, token_id, activity_id, element, assignee, state, due_at, closed_at, closed_by,"
    " revision, slot, behalf_of"
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
    slot: int
    behalf_of: str | None
    """For whom its holder stands in, or whoever completed it stood in."""


@dataclass(frozen=True, slots=True)
class ItemSlice:
    """A work item with its token and scope; both are None once it is closed."""

    root: Root
    item: Item
    token: Token | None
    scope: Scope | None
    answer: str | None
    """What an earlier command answered to the same submission."""
    is_overdue: bool
    """A timer of the root instance is due and decides first."""
    is_offered: bool
    """Candidates are shown the item."""
    is_shared: bool
    """Others have, or had, items of the same visit."""
    values: Mapping[str, Any]
    """Variables of the process that the step touches, where the token stands in the process itself."""
    looked_for: frozenset[str]
    """Their names, whether somebody set them or not."""


def _prefixed(columns: str, alias: str) -> str:
    return ", ".join(f"{alias}.{column.strip()}" for column in columns.split(","))


_COLUMNS = f"""
SELECT {_prefixed(ITEM, "w")}, {_prefixed(TOKEN, "t")}, {_prefixed(SCOPE, "s")}, {_prefixed(ROOT, "i")},
 h.seq, h.hash, (SELECT answer FROM engine_submission WHERE id = ?),
 EXISTS (SELECT 1 FROM engine_timer m WHERE m.root_id = w.root_id AND m.due_at <= ?),
 EXISTS (SELECT 1 FROM engine_candidate c WHERE c.work_item_id = w.id AND c.open),
 EXISTS (SELECT 1 FROM engine_signer g WHERE g.work_item_id = w.id)"""
_ROWS = """
FROM engine_work_item w JOIN engine_instance i ON i.id = w.root_id
LEFT JOIN engine_token t ON t.id = w.token_id LEFT JOIN engine_scope s ON s.id = t.scope_id
LEFT JOIN engine_audit_head h ON h.root = w.root_id
WHERE w.id = ?
"""
# SQLite took the write lock when the transaction began, so the number of the transaction may be read as well.
_SQLITE = f"{_COLUMNS}, (SELECT coalesce(max(txid), 0) + 1 FROM engine_audit_event) {_ROWS}"
# PostgreSQL tells its clock along, as it stands once the lock is held; a given moment wins.
_CLOCK = "COALESCE(CAST(? AS BIGINT), (extract(epoch FROM statement_timestamp()) * 1000000)::bigint)"
_POSTGRESQL = f"{_COLUMNS.replace('m.due_at <= ?', f'm.due_at <= {_CLOCK}')}, {_CLOCK} {_ROWS}"
# A statement of its own: only the one after it sees what was committed while it waited for the lock.
_LOCK = """UPDATE engine_instance SET version = version + 1
 WHERE id = (SELECT root_id FROM engine_work_item WHERE id = ?)"""
_TOKEN_AT = ITEM.count(",") + 1
_SCOPE_AT = _TOKEN_AT + TOKEN.count(",") + 1
_ROOT_AT = _SCOPE_AT + SCOPE.count(",") + 1
_REST_AT = _ROOT_AT + ROOT.count(",") + 1


def to_item(row: Row) -> Item:
    """A row in the order of ITEM."""
    known = list(row)
    for place in (8, 9):
        known[place] = None if row[place] is None else from_micros(row[place])
    return Item(*known)


def lock_and_read(
    tx: Transaction, hot: Hot, item_id: int, submission: str | None, given: Collection[str]
) -> ItemSlice:
    """Lock the root instance and read; `given`: the names submitted. Raises NotFound, Busy.

    The head of the audit stream comes along: nobody else appends to it now.
    """
    row, variables = _read(tx, hot, item_id, submission, given)
    if row is None:
        raise NotFound(what="work item", id=item_id)
    item = to_item(row[:_TOKEN_AT])
    has_token = row[_TOKEN_AT] is not None
    seq, last, answer, overdue, offered, shared, told = row[_REST_AT:]
    if seq is not None:
        tx.trail.know_head(item.root_id, Head(seq, bytes(last)))
    if not hot.postgresql:
        tx.trail.know_txid(told)
    elif not tx.knows_now:
        tx.now = from_micros(told)
    values, looked_for = touched.answer(variables, given)
    return ItemSlice(
        root=to_root(row[_ROOT_AT:_REST_AT]),
        item=item,
        token=to_token(row[_TOKEN_AT:_SCOPE_AT]) if has_token else None,
        scope=to_scope(row[_SCOPE_AT:_ROOT_AT]) if has_token else None,
        answer=answer,
        is_overdue=bool(overdue),
        is_offered=bool(offered),
        is_shared=bool(shared),
        values=values,
        looked_for=looked_for,
    )


def _read(
    tx: Transaction, hot: Hot, item_id: int, submission: str | None, given: Collection[str]
) -> tuple[Row | None, list[Row]]:
    hot.run(_LOCK, (item_id,))
    variables = touched.question(item_id, given)
    if not hot.postgresql:
        return hot.one_and_all(_SQLITE, (submission, tx.micros, item_id), *variables)
    moment = tx.micros if tx.knows_now else None
    return hot.one_and_all(_POSTGRESQL, (submission, moment, moment, item_id), *variables)
