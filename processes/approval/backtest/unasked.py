"""Documents of the past that nobody was asked about, and approvals whose flow a diagram named."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from engine.store.values import decode
from processes.approval import tables
from processes.approval.backtest.runs import Run

MOST = 20_000
"""Choices that are read at most: the latest ones."""


def unasked(
    connection: Connection, document_type: str, since: datetime, until: datetime
) -> tuple[list[Run], frozenset[int]]:
    """Approvals without any point that was asked, and the instances whose flow was pinned."""
    table = tables.choice
    query = (
        select(table)
        .where(table.c.document_type == document_type, table.c.at >= since, table.c.at < until)
        .order_by(table.c.at.desc(), table.c.id.desc())
        .limit(MOST)
    )
    found: list[Run] = []
    pinned: set[int] = set()
    for row in connection.execute(query):
        if row.outcome == "pinned":
            pinned.add(row.instance_id)
            continue
        found.append(
            Run(
                instance_id=row.instance_id,
                root_id=row.root_id,
                document_id=row.document_id,
                applicant=row.applicant,
                policy=row.policy or "",
                version=row.version or 0,
                at=row.at,
                start=decode(row.facts),
                steps=(),
                decided="agree",
                refused=row.outcome == "rejected",
            )
        )
    return found, frozenset(pinned)
