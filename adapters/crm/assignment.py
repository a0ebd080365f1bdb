"""Who is given a new record: the rules of `crm_assignment_rule`, in turns or to whoever has least."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, select

from adapters.crm import changes, tables
from engine import feel, organisation
from engine.store.uow import Transaction

rule = tables.assignment_rule


def choose(tx: Transaction, entity: str, facts: Mapping[str, Any], *, name: str = "") -> int | None:
    """The person that the first fitting rule names, who is active; None without one. Takes turns when asked to.

    `name`: the rule that a decision chose; otherwise the rules are gone through in order.
    """
    query = select(rule).where(rule.c.entity == entity, rule.c.active, rule.c.deleted_at.is_(None))
    if name:
        query = query.where(rule.c.name == name)
    for row in tx.connection.execute(query.order_by(rule.c.sort, rule.c.id)):
        people = [one for one in row.people if _works(tx.connection, one)]
        if people and _holds(row.condition, facts):
            return _next(tx, row, people)
    return None


def _works(connection: Connection, person_id: int) -> bool:
    person = organisation.person(connection, person_id)
    return person is not None and person.is_active


def _holds(condition: str, facts: Mapping[str, Any]) -> bool:
    """Whether a rule applies. A condition that cannot be computed does not: somebody assigns by hand then."""
    if not condition.strip():
        return True
    try:
        return feel.compile_expression(condition).evaluate(facts) is True
    except feel.FeelError:
        return False


def _next(tx: Transaction, row: Row[Any], people: Sequence[int]) -> int:
    if row.way == "least_loaded":
        return min(people, key=lambda one: (_load(tx.connection, one), people.index(one)))
    after = people.index(row.last_person_id) + 1 if row.last_person_id in people else 0
    chosen = people[after % len(people)]
    changes.edit(tx, rule, row.id, last_person_id=chosen)
    return chosen


def _load(connection: Connection, person_id: int) -> int:
    """Open leads and opportunities of a person."""
    leads, open_ones = tables.lead, tables.opportunity
    new = select(func.count()).where(
        leads.c.owner_id == person_id, leads.c.state.in_(("new", "contacted")), leads.c.deleted_at.is_(None)
    )
    running = select(func.count()).where(
        open_ones.c.owner_id == person_id, open_ones.c.state == "open", open_ones.c.deleted_at.is_(None)
    )
    return int(connection.scalar(new) or 0) + int(connection.scalar(running) or 0)
