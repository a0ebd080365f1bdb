"""Which version answers next in an approval that runs: the newest in force whose release says so."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, or_, select

from processes.approval import tables


def newest(connection: Connection, policy: str, version: int, at: datetime) -> int:
    """The version that an approval by `version` takes at its next point; one statement.

    A release for new approvals only does not take along those that run; an earlier one that did still does.
    """
    table = tables.policy_version
    found = connection.scalar(
        select(func.max(table.c.version)).where(
            table.c.policy == policy,
            table.c.version > version,
            table.c.running != "new",
            *begun(at),
        )
    )
    return found or version


def begun(at: datetime) -> tuple[ColumnElement[bool], ...]:
    """What holds for versions that are or were in force."""
    table = tables.policy_version
    return (
        table.c.state.not_in(("draft", "taken_back")),
        or_(table.c.valid_from.is_(None), table.c.valid_from <= at),
    )
