"""Document numbers: gapless per entity, given in the document's own transaction."""

from __future__ import annotations

from sqlalchemy import insert, select, update

from adapters.crm import tables
from engine.organisation.snapshot import COMPANY_ZONE
from engine.store.uow import Transaction
from engine.store.upsert import insert_missing

#: entity → pattern (`{no}` counts, `{year}`, `{month}` of today), first number, when to start again
PATTERNS: dict[str, tuple[str, int, str]] = {
    "quote": ("Q-{no:04d}", 1, "none"),
    "return": ("RT-{no:04d}", 1, "none"),
    "repair": ("RP-{no:04d}", 1, "none"),
    "task": ("T-{no:05d}", 1, "none"),
    "account": ("K-{no:05d}", 1, "none"),
    "lead": ("L-{year}-{no:04d}", 1, "year"),
    "duplicate_case": ("D-{year}-{no:04d}", 1, "year"),
    "handover": ("H-{year}-{no:03d}", 1, "year"),
    "order": ("SO-{no:05d}", 1, "none"),
    "delivery": ("DN-{no:05d}", 1, "none"),
    "opportunity": ("D-{no:04d}", 1, "none"),
    "contract": ("HT-{year}-{no:04d}", 1, "year"),
    "feedback": ("F-{year}-{no:04d}", 1, "year"),
    "receipt": ("SK{year}{month}-{no:04d}", 1, "month"),
    "payment": ("FK{year}{month}-{no:04d}", 1, "month"),
}


def next_number(tx: Transaction, entity: str, *, default: tuple[str, int, str] | None = None) -> str:
    """The next number of an entity in `PATTERNS`, or of one that brings its pattern along."""
    return next_numbers(tx, entity, 1, default=default)[0]


def next_numbers(
    tx: Transaction, entity: str, count: int, *, default: tuple[str, int, str] | None = None
) -> list[str]:
    """The next so many numbers, in order."""
    table = tables.numbering
    today = tx.now.astimezone(COMPANY_ZONE).date()
    pattern, first, reset = default or PATTERNS[entity]
    insert_missing(tx.connection, table, entity=entity, pattern=pattern, next_no=first, reset=reset)
    query = select(table).where(table.c.entity == entity).with_for_update(key_share=True)
    row = tx.connection.execute(query).one()
    period = {"none": "", "year": f"{today:%Y}", "month": f"{today:%Y%m}"}[row.reset]
    number: int = row.next_no if period == row.period or not row.period else 1
    tx.connection.execute(
        update(table).where(table.c.entity == entity).values(next_no=number + count, period=period)
    )
    return [
        str(row.pattern).format(no=one, year=f"{today:%Y}", month=f"{today:%m}")
        for one in range(number, number + count)
    ]


def start_at(
    tx: Transaction, entity: str, next_no: int, *, pattern: str | None = None, reset: str | None = None
) -> None:
    """Set the counter of an entity."""
    table = tables.numbering
    tx.connection.execute(table.delete().where(table.c.entity == entity))
    default_pattern, _, default_reset = PATTERNS[entity]
    values = {"pattern": pattern or default_pattern, "reset": reset or default_reset, "next_no": next_no}
    tx.connection.execute(insert(table).values(entity=entity, **values))
