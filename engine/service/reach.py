"""Whom a sender's message reaches: what he could have started himself, or for those he stands over."""

from __future__ import annotations

from sqlalchemy import Connection

from engine import organisation


def may_wake(connection: Connection, sender: str | None, started_by: str | None) -> bool:
    """Whether a message of this login may wake an instance of this starter; without a login always."""
    if sender is None:
        return True
    person = organisation.by_login(connection, sender)
    if person is None:
        return False
    scope = organisation.may(connection, person, "instance", "start")
    starter = organisation.by_login(connection, started_by) if started_by else None
    return organisation.sees(connection, person, scope, None if starter is None else starter.id)
