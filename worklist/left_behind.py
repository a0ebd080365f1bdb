"""Open tasks of people who have left or are frozen: nobody will do them unless a supervisor gives them away."""

from __future__ import annotations

from sqlalchemy import Connection, Select, func, select

from engine import organisation
from engine.organisation import Language, Person
from engine.organisation.tables import person as people
from engine.store.schema.runtime import instance, work_item
from worklist import items
from worklist.items import Item

MOST = 200


def left_behind(connection: Connection, person: Person) -> list[Item]:
    """Those that a person may give away, the oldest first; at most 200."""
    query = _query(connection, person)
    if query is None:
        return []
    return items.by_ids(connection, list(connection.scalars(query.order_by(work_item.c.id).limit(MOST))))


def count(connection: Connection, person: Person) -> int | None:
    """How many there are; None for whoever may give nothing away."""
    query = _query(connection, person)
    if query is None:
        return None
    return int(connection.scalar(select(func.count()).select_from(query.limit(MOST).subquery())) or 0)


def gone(connection: Connection, login: str | None, lang: Language) -> str:
    """What has become of somebody who cannot do a task: left or frozen; empty for whoever is here."""
    found = None if login is None else organisation.by_login(connection, login)
    if found is None or found.is_active:
        return ""
    words = {"left": ("已离职", "has left"), "frozen": ("已冻结", "is frozen")}
    return words[found.status][0 if lang == "zh" else 1]


def _query(connection: Connection, person: Person) -> Select[tuple[int]] | None:
    scope = organisation.may(connection, person, "work_item", "assign")
    if scope is None:
        return None
    # Their logins first: then the tasks are found by the index of their holders, however many tasks there are.
    logins = list(connection.scalars(select(people.c.login).where(people.c.status != "active")))
    starter = people.alias("starter")
    return (
        select(work_item.c.id)
        .join(instance, instance.c.id == work_item.c.root_id)
        .outerjoin(starter, starter.c.login == instance.c.started_by)
        .where(
            work_item.c.assignee.in_(logins),
            work_item.c.closed_at.is_(None),
            organisation.condition(person, scope, owner=starter.c.id),
        )
    )
