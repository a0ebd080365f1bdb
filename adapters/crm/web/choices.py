"""What the selects of quotes and orders offer: always with the row that is stored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, or_, select

from adapters.crm import parties, tables
from adapters.crm.catalogue.quotes import CONTRACT
from adapters.crm.records import access
from adapters.crm.web.typed import chosen
from engine.organisation import Person

MOST = 300
_CLOSED = ("rejected", "ended")


def agents(connection: Connection, person: Person, now: str) -> Sequence[Row[Any]]:
    """The agents within one's reach, and the one that is chosen."""
    account, stored = tables.account, chosen(now)
    mine = parties.accounts(connection, person).where(account.c.kind == "agent")
    found = connection.execute(mine.order_by(account.c.code).limit(MOST)).all()
    return kept(connection, account, found, stored)


def contracts(connection: Connection, person: Person, account_id: int, now: str) -> Sequence[Row[Any]]:
    """The customer's contracts that are neither rejected nor ended, and the one that is chosen."""
    contract, stored = tables.contract, chosen(now)
    mine = access.readable(connection, person, CONTRACT).where(
        contract.c.account_id == account_id,
        or_(contract.c.state.not_in(_CLOSED), contract.c.id == stored),
    )
    found = connection.execute(mine.order_by(contract.c.id.desc()).limit(MOST)).all()
    return kept(connection, contract, found, stored)


def kept(
    connection: Connection, table: Any, found: Sequence[Row[Any]], row_id: int | None
) -> Sequence[Row[Any]]:
    """A select without the stored row would empty it when the page is saved: a contact that left, say."""
    if row_id is None or any(row.id == row_id for row in found):
        return found
    return [*found, *connection.execute(select(table).where(table.c.id == row_id))]
