"""What the second engine said about published versions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, insert, select

from engine.store.schema.definitions import second_opinion as table

if TYPE_CHECKING:
    from engine.store.uow import Transaction


@dataclass(frozen=True, kw_only=True, slots=True)
class Opinion:
    """The verdict on one version, and when it was given."""

    definition_id: int
    state: str
    """agree | differ | not_compared"""
    paths: int
    element: str | None
    code: str | None
    detail: str
    at: datetime


def record_opinion(tx: Transaction, opinion: Opinion) -> None:
    """Keep a verdict in the place of an earlier one."""
    tx.connection.execute(delete(table).where(table.c.definition_id == opinion.definition_id))
    values = {name: getattr(opinion, name) for name in Opinion.__slots__}
    tx.connection.execute(insert(table).values(**values))


def opinions(connection: Connection, definitions: Iterable[int]) -> dict[int, Opinion]:
    """The verdicts on these versions, by definition; those not compared yet are missing."""
    rows = connection.execute(select(table).where(table.c.definition_id.in_(list(definitions))))
    return {row.definition_id: Opinion(**row._mapping) for row in rows}
