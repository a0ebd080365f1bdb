"""Whose turn it is, and who has least to do: one of several people, chosen the same way by everybody who asks.

Two steps at once must not choose by the same look: whoever chooses holds one row until his step commits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from sqlalchemy import Connection, func, select, update

from engine.organisation import tables as people_tables
from engine.store.schema.runtime import work_item
from engine.store.upsert import insert_missing
from processes.approval.tables import turn

_EVERYBODY = ""  # the row that is held


def chosen_of(
    connection: Connection,
    how: Literal["round_robin", "least_loaded"],
    pool: str,
    people: Sequence[int],
    *,
    keep: bool,
) -> int:
    """The id of one of these people. With `keep` the turn moves on, and others wait until this step is over."""
    if keep:
        _hold(connection)
    if how == "least_loaded":
        return _least_loaded(connection, people)
    chosen = _next_in_turn(connection, pool, people)
    if keep:
        insert_missing(connection, turn, pool=pool, last_id=chosen)
        connection.execute(update(turn).where(turn.c.pool == pool).values(last_id=chosen))
    return chosen


def _hold(connection: Connection) -> None:
    insert_missing(connection, turn, pool=_EVERYBODY, last_id=0)
    connection.execute(select(turn.c.pool).where(turn.c.pool == _EVERYBODY).with_for_update())


def _next_in_turn(connection: Connection, pool: str, people: Sequence[int]) -> int:
    """The next id after the last one, however many have come or gone meanwhile."""
    last = connection.scalar(select(turn.c.last_id).where(turn.c.pool == pool)) or 0
    return min(people, key=lambda one: (one <= last, one))


def _least_loaded(connection: Connection, people: Sequence[int]) -> int:
    """The one with the fewest open tasks of his own; of several the first by id."""
    person = people_tables.person
    query = (
        select(person.c.id, func.count())
        .join(work_item, work_item.c.assignee == person.c.login)
        .where(person.c.id.in_(people), work_item.c.closed_at.is_(None))
        .group_by(person.c.id)
    )
    open_tasks = {row[0]: row[1] for row in connection.execute(query)}
    return min(people, key=lambda one: (open_tasks.get(one, 0), one))
