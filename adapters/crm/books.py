"""The books are closed up to a day (parameter `books.closed_until`): nothing dated before it moves any more."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from adapters.crm.money_errors import BooksClosed
from adapters.crm.parameters import parameter

CLOSED_UNTIL = "books.closed_until"


def closed_until(connection: Connection) -> date | None:
    """The last day of the closed period; None while nothing was closed."""
    said = parameter(connection, CLOSED_UNTIL)
    return date.fromisoformat(str(said)) if said else None


def demand_open(connection: Connection, day: date) -> None:
    """Raises BooksClosed for a day of a closed period."""
    until = closed_until(connection)
    if until is not None and day <= until:
        raise BooksClosed(until=until.isoformat(), day=day.isoformat())
