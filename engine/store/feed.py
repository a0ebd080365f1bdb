"""Following all audit events, in an order in which none appears late.

Ids are given when a command runs, not when it commits: a follower that remembers "the highest id seen" skips
the events of a slow command that commits after a fast one. So the order is (transaction number, id). On
PostgreSQL the number is the transaction's id, and only those below every transaction still running are shown;
on SQLite it is given under the write lock, so it grows in the order of commits.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, literal_column, select, true, tuple_, update

from engine.audit.events import Event, select_events, to_event
from engine.errors import Invalid
from engine.store.schema.audit import audit_event

START = "0.0"
_MAX_BIGINT = 2**63 - 1
_HORIZON: ColumnElement[int] = literal_column("pg_snapshot_xmin(pg_current_snapshot())::text::bigint")


def read_feed(connection: Connection, cursor: str | None, limit: int = 200) -> tuple[list[Event], str]:
    """The next events after a cursor (None: from the start), and the cursor to go on with. Raises Invalid."""
    after = _parse(cursor or START)
    query = (
        select_events()
        .where(tuple_(audit_event.c.txid, audit_event.c.id) > tuple_(*after), _visible(connection))
        .order_by(audit_event.c.txid, audit_event.c.id)
        .limit(limit)
    )
    rows = connection.execute(query).all()
    following = _cursor(rows[-1]) if rows else cursor or START
    return [to_event(row) for row in rows], following


def end_of_feed(connection: Connection) -> str:
    """The cursor of a follower who wants only what happens from now on."""
    query = select(audit_event.c.txid, audit_event.c.id).where(_visible(connection))
    row = connection.execute(
        query.order_by(audit_event.c.txid.desc(), audit_event.c.id.desc()).limit(1)
    ).first()
    return START if row is None else _cursor(row)


def rebase_feed(connection: Connection) -> None:
    """Needed once after a dump was restored into another PostgreSQL: its transaction ids start anew.

    All events present move before all that will come, in the order of their ids; cursors kept from before are
    void: followers take `end_of_feed`.
    """
    connection.execute(update(audit_event).values(txid=0))


def _visible(connection: Connection) -> ColumnElement[bool]:
    return audit_event.c.txid < _HORIZON if connection.dialect.name == "postgresql" else true()


def _cursor(row: Any) -> str:
    return f"{row.txid}.{row.id}"


def _parse(cursor: str) -> tuple[int, int]:
    txid, dot, event = cursor.partition(".")
    if dot and txid.isdecimal() and event.isdecimal() and max(int(txid), int(event)) <= _MAX_BIGINT:
        return int(txid), int(event)
    raise Invalid(field="cursor", message="not a cursor of this feed", message_zh="游标无效")
