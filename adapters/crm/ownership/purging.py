"""The recycle bin is emptied: customers that lay in it for long, and on which nothing of the business hangs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Row, Table, delete, func, literal, select

from adapters.crm import changes, tables
from adapters.crm.errors import Fault, InvalidFields
from adapters.crm.parameters import parameter
from engine import organisation
from engine.organisation import Person
from engine.store.metadata import metadata
from engine.store.uow import Transaction

account = tables.account
MOST = 100
#: What goes with a customer. Everything else that names one keeps it in the bin.
_BELONGS = (
    tables.contact_date,
    tables.account_product,
    tables.contact,
    tables.account_event,
    tables.account_owner_history,
    tables.account_share,
    tables.account_relation,
    tables.account_conversion,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class InBin:
    """A customer of the bin, and what keeps it there: (table, how many)."""

    row: Row[Any]
    kept_by: Sequence[tuple[str, int]]

    @property
    def purgeable(self) -> bool:
        """Whether nothing hangs on it."""
        return not self.kept_by


def in_bin(
    connection: Connection,
    *,
    ids: Collection[int] | None = None,
    before: datetime | None = None,
    limit: int = MOST,
) -> Sequence[InBin]:
    """Customers of the bin, the longest there first; those named, or those that were put there `before`."""
    query = select(account).where(account.c.deleted_at.is_not(None), account.c.merged_into_id.is_(None))
    if ids is not None:
        query = query.where(account.c.id.in_(list(ids)))
    if before is not None:
        query = query.where(account.c.deleted_at < before)
        for table, named in _others(account.c.id):  # those that stay for ever must not fill the batch
            query = query.where(~select(table.c.id).where(named).exists())
    rows = connection.execute(query.order_by(account.c.deleted_at, account.c.id).limit(limit)).all()
    return [InBin(row=row, kept_by=_kept_by(connection, row.id)) for row in rows]


def purge(tx: Transaction, person: Person, ids: Collection[int], reason: str) -> int:
    """What an administrator purges; how many. Those that something hangs on are left out."""
    organisation.demand(tx.connection, person, "system", "administer")
    why = reason.strip()
    if not 2 <= len(why) <= 500:
        raise InvalidFields(
            [Fault(field="reason", zh="请填写 2 到 500 字的原因", en="give a reason of 2 to 500 characters")]
        )
    return _purge(tx, in_bin(tx.connection, ids=ids), why)


def purge_due(tx: Transaction) -> int:
    """What lay in the bin for longer than the company keeps it; how many. Called again while there are some."""
    days = int(parameter(tx.connection, "pool.purge_days", 90))
    due = in_bin(tx.connection, before=tx.now - timedelta(days=days))
    return _purge(tx, due, f"{days} days in the recycle bin")


def _purge(tx: Transaction, found: Sequence[InBin], reason: str) -> int:
    gone = [one.row for one in found if one.purgeable]
    if not gone:
        return 0
    ids = [row.id for row in gone]
    contacts = select(tables.contact.c.id).where(tables.contact.c.account_id.in_(ids))
    changes.remove(tx, tables.contact_date, tables.contact_date.c.contact_id.in_(contacts))
    for table in _BELONGS[1:]:
        for column in _naming(table, account):
            changes.remove(tx, table, column.in_(ids))
    tx.connection.execute(delete(tables.match_key).where(tables.match_key.c.account_id.in_(ids)))
    changes.remove(tx, account, account.c.id.in_(ids))
    tx.audit("crm.purged", payload={"customers": [row.code for row in gone], "reason": reason})
    return len(gone)


def _kept_by(connection: Connection, account_id: int) -> list[tuple[str, int]]:
    counts: dict[str, int] = {}
    for table, named in _others(literal(account_id)):
        count = connection.scalar(select(func.count()).select_from(table).where(named)) or 0
        if count:
            counts[table.name] = counts.get(table.name, 0) + count
    return list(counts.items())


def _others(account_id: ColumnElement[int]) -> Iterator[tuple[Table, ColumnElement[bool]]]:
    """Every table with rows that name this customer or one of its contacts, apart from what goes with it."""
    contact = tables.contact.alias()
    theirs = select(contact.c.id).where(contact.c.account_id == account_id)
    for table in metadata.sorted_tables:
        if table.name.startswith("crm_") and table not in _BELONGS:
            yield from ((table, column == account_id) for column in _naming(table, account))
            yield from ((table, column.in_(theirs)) for column in _naming(table, tables.contact))


def _naming(table: Table, named: Table) -> Iterator[Column[Any]]:
    for column in table.c:
        if any(key.column is named.c.id for key in column.foreign_keys):
            yield column
