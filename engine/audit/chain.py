"""Checking the chains: gapless numbers, hashes, payloads, heads."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, select

from engine.audit.hashing import GENESIS, HEADER, NO_PAYLOAD, chain, payload_hash
from engine.store.breach import Breach
from engine.store.schema.audit import audit_event, audit_head, audit_payload
from engine.store.types import to_micros

BATCH = 1000


def verify(connection: Connection, root: int | None = None) -> list[Breach]:
    """The first breach of every broken stream, or of the one given; [] if all is as it was written."""
    heads = _heads(connection, root)
    breaches: list[Breach] = []
    for stream, rows in groupby(_rows(connection, root), key=lambda row: row.root):
        breach = _check_stream(stream, rows, heads.pop(stream, None))
        if breach is not None:
            breaches.append(breach)
    breaches += [_lost(stream, seq) for stream, (seq, _) in heads.items() if seq > 0]
    return breaches


def _heads(connection: Connection, root: int | None) -> dict[int, tuple[int, bytes]]:
    query = select(audit_head)
    if root is not None:
        query = query.where(audit_head.c.root == root)
    return {row.root: (row.seq, bytes(row.hash)) for row in connection.execute(query)}


def _rows(connection: Connection, root: int | None) -> Iterator[Row[Any]]:
    payloads = audit_event.outerjoin(audit_payload, audit_payload.c.event == audit_event.c.id)
    query = (
        select(audit_event, *audit_payload.c["event", "body", "salt", "erased_at"])
        .select_from(payloads)
        .order_by(audit_event.c.root, audit_event.c.seq)
    )
    if root is not None:
        query = query.where(audit_event.c.root == root)
    yield from connection.execute(query, execution_options={"yield_per": BATCH})


def _check_stream(root: int, rows: Iterator[Row[Any]], head: tuple[int, bytes] | None) -> Breach | None:
    seq, previous = 0, GENESIS
    for row in rows:
        breach = _check_row(row, seq + 1, previous)
        if breach is not None:
            list(rows)  # groupby needs the rest of the stream read
            return breach
        seq, previous = row.seq, bytes(row.hash)
    if head != (seq, previous):
        return _tail(root, seq, head[0] if head else 0)
    return None


def _check_row(row: Row[Any], seq: int, previous: bytes) -> Breach | None:
    if row.seq != seq:
        return _gap(row, seq)
    header = tuple(to_micros(row.at) if name == "at" else getattr(row, name) for name in HEADER)
    digest = NO_PAYLOAD if row.payload_hash is None else bytes(row.payload_hash)
    if chain(previous, header, digest) != bytes(row.hash):
        return _changed(row)
    if not _payload_holds(row):
        return _payload_changed(row)
    return None


def _payload_holds(row: Row[Any]) -> bool:
    if row.payload_hash is None:
        return row.event is None
    if row.event is None:
        return False
    if row.erased_at is not None:
        return row.body is None
    return payload_hash(bytes(row.salt or b""), row.body or "") == bytes(row.payload_hash)


def _gap(row: Row[Any], seq: int) -> Breach:
    return Breach(
        code="AUDIT_GAP",
        en=f"Stream {row.root}: event number {seq} is missing.",
        zh=f"审计流 {row.root}：缺少第 {seq} 号事件。",
        rows=(f"engine_audit_event {row.id}",),
    )


def _changed(row: Row[Any]) -> Breach:
    return Breach(
        code="AUDIT_CHANGED",
        en=f"Stream {row.root}: event number {row.seq} is not what was written.",
        zh=f"审计流 {row.root}：第 {row.seq} 号事件与写入时不一致。",
        rows=(f"engine_audit_event {row.id}",),
    )


def _payload_changed(row: Row[Any]) -> Breach:
    return Breach(
        code="AUDIT_PAYLOAD_CHANGED",
        en=f"Stream {row.root}: the payload of event number {row.seq} was changed or removed.",
        zh=f"审计流 {row.root}：第 {row.seq} 号事件的内容被更改或删除。",
        rows=(f"engine_audit_payload {row.id}",),
    )


def _tail(root: int, last: int, expected: int) -> Breach:
    return Breach(
        code="AUDIT_TAIL",
        en=f"Stream {root}: it ends with event number {last}, its head says {expected}.",
        zh=f"审计流 {root}：最后一条是第 {last} 号事件，而流头记录为第 {expected} 号。",
        rows=(f"engine_audit_head {root}",),
    )


def _lost(root: int, expected: int) -> Breach:
    return Breach(
        code="AUDIT_TAIL",
        en=f"Stream {root}: all {expected} events are missing.",
        zh=f"审计流 {root}：全部 {expected} 条事件缺失。",
        rows=(f"engine_audit_head {root}",),
    )
