"""The audit events of one transaction: buffered as they happen, numbered and chained when it ends."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from engine.audit.codes import OWN_CODE, stream_of
from engine.audit.hashing import GENESIS, NO_PAYLOAD, chain, payload_body, payload_hash
from engine.audit.statements import STATEMENTS
from engine.ids import new_id
from engine.store.line import Line
from engine.store.multirow import batches

MAX_WORD = 64


class Head(NamedTuple):
    """The last event of a stream."""

    seq: int
    hash: bytes


NEW_STREAM = Head(0, GENESIS)


class _Pending(NamedTuple):
    id: int
    root: int
    facts: tuple[object, ...]  # the header after `seq`: code … work_item
    salt: bytes | None
    body: str | None
    payload_hash: bytes | None


class _Rows(NamedTuple):
    events: list[tuple[object, ...]]
    payloads: list[tuple[object, ...]]
    heads: dict[int, Head]


class Trail:
    """Collects the events of a transaction."""

    __slots__ = ("_heads", "_line", "_pending", "_statements", "_transaction")

    def __init__(self, *, line: Line, dialect: str) -> None:
        self._line = line
        self._statements = STATEMENTS[dialect]
        self._pending: list[_Pending] = []
        self._heads: dict[int, Head] = {}
        self._transaction: int | None = None

    def append(
        self,
        code: int | str,
        *,
        at: int,
        by: int | None,
        root: int | None,
        role: str | None,
        instance: int | None,
        definition: int | None,
        activity: int | None,
        element: str | None,
        work_item: int | None,
        payload: Mapping[str, object] | None,
    ) -> int:
        """The id of a new event; `at` in microseconds. The row appears at the end of the transaction."""
        if root is None:
            root = stream_of(code)
        number, word = (OWN_CODE, code) if isinstance(code, str) else (code, None)
        if word is not None and len(word) > MAX_WORD:
            raise ValueError(f"audit word longer than {MAX_WORD}: {word!r}")
        salt = body = digest = None
        if payload is not None:
            salt, body = os.urandom(16), payload_body(payload)
            digest = payload_hash(salt, body)
        event = new_id()
        facts = (number, word, at, by, role, instance, definition, activity, element, work_item)
        self._pending.append(_Pending(event, root, facts, salt, body, digest))
        return event

    def know_head(self, root: int, head: Head) -> None:
        """Spare the look-up: the caller read the head under the stream's lock, or just made the stream."""
        self._heads[root] = head

    def know_txid(self, txid: int) -> None:
        """Spare another look-up: the caller read the transaction's number in the feed, on SQLite."""
        self._transaction = txid

    def mark(self) -> int:
        """Where the trail stands, for `rewind`."""
        return len(self._pending)

    def rewind(self, mark: int) -> None:
        """Forget what was appended since `mark`: it was rolled back."""
        del self._pending[mark:]

    def flush(self) -> None:
        """Write what is pending. The last thing a transaction does: heads stay locked until the commit.

        Never inside a savepoint: what is written here cannot be forgotten again by `rewind`.
        """
        if not self._pending:
            return
        unknown = {pending.root for pending in self._pending} - self._heads.keys()
        for root in sorted(unknown):  # one order: no deadlocks
            self._heads[root] = self._lock_head(root)
        self._write(self._chain(self._txid()))
        self._pending.clear()

    def _lock_head(self, root: int) -> Head:
        statements = self._statements
        row = self._line.ask(statements.head, (root,)).fetchone()
        if row is None:
            self._line.say(statements.new_head, (root,))
            row = self._line.ask(statements.head, (root,)).fetchone()
        return Head(row[0], bytes(row[1]))

    def _txid(self) -> tuple[int, ...]:
        if not self._statements.txid:
            return ()
        if self._transaction is not None:
            return (self._transaction,)
        row: tuple[int] = self._line.ask(self._statements.txid).fetchone()
        return row

    def _chain(self, txid: tuple[int, ...]) -> _Rows:
        rows = _Rows([], [], {})
        for event, root, facts, salt, body, digest in self._pending:
            seq, previous = self._heads[root]
            seq += 1
            link = chain(previous, (event, root, seq, *facts), digest or NO_PAYLOAD)
            self._heads[root] = rows.heads[root] = Head(seq, link)
            rows.events.append((event, root, seq, *txid, *facts, digest, link))
            if body is not None:
                rows.payloads.append((event, body, salt))
        return rows

    def _write(self, rows: _Rows) -> None:
        statements = self._statements
        self._insert(statements.event, rows.events)
        self._insert(statements.payload, rows.payloads)
        self._insert(statements.set_head, [(root, *head) for root, head in rows.heads.items()])

    def _insert(self, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
        for text, parameters in batches(statement, rows):
            self._line.say(text, parameters)
