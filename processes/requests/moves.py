"""The states of a request, and the only ways between them."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Row, update

from engine.store.uow import Transaction
from processes.requests import rows
from processes.requests.errors import NotNow
from processes.requests.tables import request

MOVES: Final[dict[str, frozenset[str]]] = {
    "draft": frozenset({"in_approval"}),
    "in_approval": frozenset({"returned", "approved", "rejected", "withdrawn", "cancelled"}),
    "returned": frozenset({"in_approval", "withdrawn", "cancelled"}),
    "approved": frozenset({"filed"}),
    "filed": frozenset(),
    "rejected": frozenset(),
    "withdrawn": frozenset({"in_approval"}),
    "cancelled": frozenset(),
}


def move(tx: Transaction, row: Row[Any], state: str, **values: Any) -> Row[Any]:
    """Bring a request to another state; repeating a move does nothing. Raises NotNow."""
    if row.state == state:
        return row
    if state not in MOVES[row.state]:
        raise not_now(row)
    return write(tx, row, state=state, **values)


def write(tx: Transaction, row: Row[Any], **values: Any) -> Row[Any]:
    """Write what differs, with one more revision."""
    tx.connection.execute(
        update(request)
        .where(request.c.id == row.id)
        .values(**values, revision=request.c.revision + 1, updated_at=tx.now)
    )
    return rows.of(tx.connection, row.id)


def not_now(row: Row[Any]) -> NotNow:
    """The refusal that names the state."""
    zh, en, _tone = rows.STATES[row.state]
    return NotNow(no=row.no or "", state=zh, state_en=en.lower())
