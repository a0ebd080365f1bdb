"""The statements that append audit events, for the drivers directly: the ORM is too slow for every step."""

from __future__ import annotations

from typing import NamedTuple

_COLUMNS = (
    "id, root, seq, txid, code, word, at, by, role, instance, definition, activity, element, work_item,"
    " payload_hash, hash"
)


class Statements(NamedTuple):
    """What a flush executes, in the driver's own parameter style."""

    head: str  # (root) -> seq, hash; locked until the end of the transaction
    new_head: str  # (root)
    txid: str  # () -> the number of this transaction in the feed
    event: str  # all columns of engine_audit_event in their order
    payload: str  # (event, body, salt)
    set_head: str  # (root, seq, hash)


_SET_HEAD = (
    "INSERT INTO engine_audit_head (root, seq, hash) VALUES ({m}, {m}, {m})"
    " ON CONFLICT (root) DO UPDATE SET seq = excluded.seq, hash = excluded.hash"
)
_PAYLOAD = "INSERT INTO engine_audit_payload (event, body, salt) VALUES ({m}, {m}, {m})"
_NEW_HEAD = "INSERT INTO engine_audit_head (root, seq, hash) VALUES ({m}, 0, {empty}) ON CONFLICT DO NOTHING"

STATEMENTS: dict[str, Statements] = {
    "sqlite": Statements(
        head="SELECT seq, hash FROM engine_audit_head WHERE root = ?",
        new_head=_NEW_HEAD.format(m="?", empty="x''"),
        # The write lock is held from BEGIN on: the number grows in the order of commits. The newest event is
        # never deleted (retention ends with a checkpoint event), so no number comes twice.
        txid="SELECT coalesce(max(txid), 0) + 1 FROM engine_audit_event",
        event=f"INSERT INTO engine_audit_event ({_COLUMNS}) VALUES ({', '.join('?' * 16)})",
        payload=_PAYLOAD.format(m="?"),
        set_head=_SET_HEAD.format(m="?"),
    ),
    "postgresql": Statements(
        head="SELECT seq, hash FROM engine_audit_head WHERE root = %s FOR NO KEY UPDATE",
        new_head=_NEW_HEAD.format(m="%s", empty="''"),
        txid="",  # the server fills it in: no trip for it
        event=(
            f"INSERT INTO engine_audit_event ({_COLUMNS}) VALUES (%s, %s, %s,"
            f" pg_current_xact_id()::text::bigint, {', '.join(['%s'] * 12)})"
        ),
        payload=_PAYLOAD.format(m="%s"),
        set_head=_SET_HEAD.format(m="%s"),
    ),
}
