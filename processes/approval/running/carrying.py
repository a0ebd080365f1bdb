"""Which version answers next in an approval that runs: the newest in force whose release says so."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, or_, select

from processes.approval import policies, tables


def newest(connection: Connection, policy: str, version: int, at: datetime) -> int:
    """The version that an approval by `version` takes at its next point; one statement.

    A release for new approvals only does not take along those that run; an earlier one that did still does. A route
    that the applicant composed stays as it is, and no other becomes one.
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
    if found is None or any(_composed(connection, policy, one) for one in (version, found)):
        return version
    return int(found)


def _composed(connection: Connection, policy: str, version: int) -> bool:
    """Whether applicants compose their routes by a version: no other continues such a one, or becomes one."""
    return policies.version(connection, policy, version).flow.model == "self"


def begun(at: datetime) -> tuple[ColumnElement[bool], ...]:
    """What holds for versions that are or were in force."""
    table = tables.policy_version
    return (
        table.c.state.not_in(("draft", "taken_back")),
        or_(table.c.valid_from.is_(None), table.c.valid_from <= at),
    )
