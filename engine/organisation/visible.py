"""The reach of a right as a WHERE clause: isolation lives in the data layer, not in the pages."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, false, or_, select, true

from engine.organisation import tables
from engine.organisation.person import Person, Scope

SelectT = TypeVar("SelectT", bound=Select[Any])


def visible(
    query: SelectT,
    person: Person,
    scope: Scope | None,
    *,
    owner: ColumnElement[Any],
    department: ColumnElement[Any] | None = None,
) -> SelectT:
    """`query` narrowed to the rows within the reach.

    `owner` is the column with the owning person's id; `department` one with the department's id, where the
    row has its own (otherwise the owner's department counts). No scope gives no rows.
    """
    return query.where(condition(person, scope, owner=owner, department=department))


def condition(
    person: Person,
    scope: Scope | None,
    *,
    owner: ColumnElement[Any],
    department: ColumnElement[Any] | None = None,
) -> ColumnElement[bool]:
    """The same as a boolean expression."""
    if scope is None:
        return false()
    if scope is Scope.ALL:
        return true()
    if scope is Scope.OWN:
        return owner == person.id
    if scope is Scope.SUBORDINATE:
        return or_(owner == person.id, owner.in_(_subordinates(person)))
    departments = _departments_below(person) if scope is Scope.DEPARTMENT else _departments_of_plate(person)
    within = (
        department.in_(departments)
        if department is not None
        else owner.in_(select(tables.person.c.id).where(tables.person.c.department_id.in_(departments)))
    )
    return or_(owner == person.id, within)


def _subordinates(person: Person) -> Select[Any]:
    """Ids of everybody below a person. UNION (not UNION ALL) ends a circle in the data."""
    below = select(tables.person.c.id).where(tables.person.c.superior_id == person.id).cte(recursive=True)
    deeper = select(tables.person.c.id).join(below, tables.person.c.superior_id == below.c.id)
    return select(below.union(deeper).c.id)


def _departments_below(person: Person) -> Select[Any]:
    """Ids of a person's department and of those under it."""
    tree = (
        select(tables.department.c.id)
        .where(tables.department.c.id == person.department_id)
        .cte(recursive=True)
    )
    deeper = select(tables.department.c.id).join(tree, tables.department.c.parent_id == tree.c.id)
    return select(tree.union(deeper).c.id)


def _departments_of_plate(person: Person) -> Select[Any]:
    """Ids of the departments of a person's plate: where the plate stands, and everything below."""
    upward = (
        select(tables.department.c.id, tables.department.c.parent_id, tables.department.c.plate_id)
        .where(tables.department.c.id == person.department_id)
        .cte(recursive=True)
    )
    above = select(tables.department.c.id, tables.department.c.parent_id, tables.department.c.plate_id).join(
        upward, (tables.department.c.id == upward.c.parent_id) & upward.c.plate_id.is_(None)
    )
    chain = upward.union(above)
    mine = select(chain.c.plate_id).where(chain.c.plate_id.is_not(None))
    tree = select(tables.department.c.id).where(tables.department.c.plate_id.in_(mine)).cte(recursive=True)
    deeper = select(tables.department.c.id).join(
        tree, (tables.department.c.parent_id == tree.c.id) & tables.department.c.plate_id.is_(None)
    )
    return select(tree.union(deeper).c.id)
