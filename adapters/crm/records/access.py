"""Who reaches which rows (requirements 3.7, 3.8): the one condition that lists, pages, search and exports use."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, false, or_, select

from adapters.crm import catalogue, tables
from adapters.crm.records.entity import Entity
from adapters.crm.records.field import Field
from engine.errors import NotFound
from engine.organisation import NotGranted, Person, Scope, demand, may
from engine.organisation import condition as within
from engine.organisation.snapshot import company_today

SelectT = TypeVar("SelectT", bound=Select[Any])

#: What a customer shared with somebody lets him do with it and with what hangs on it.
_SHARED: dict[str, tuple[str, ...]] = {
    "view": ("view", "follow", "edit", "full"),
    "add": ("follow", "edit", "full"),
    "edit": ("edit", "full"),
}


def visible(
    query: SelectT, connection: Connection, person: Person, entity: Entity, action: str = "view"
) -> SelectT:
    """`query` (which selects from the entity's table) narrowed to the living rows within a person's reach."""
    alive = entity.table.c.deleted_at.is_(None)
    return query.where(alive, reach(connection, person, entity, action))


def readable(connection: Connection, person: Person, entity: Entity) -> Select[Any]:
    """The rows of an entity that a person may see."""
    return visible(select(entity.table), connection, person, entity)


def reach(
    connection: Connection, person: Person, entity: Entity, action: str = "view"
) -> ColumnElement[bool]:
    """The rows within a person's reach as a condition on the entity's table; false without the right."""
    scope = may(connection, person, entity.right, action)
    if scope is None:
        return false()
    if scope is Scope.ALL:
        return entity.table.c.id.is_not(None)
    own = _owned(person, scope, entity)
    account = _account_of(entity)
    if account is None:
        return own
    return or_(own, account.in_(_shared_with(person, action)), *_pool(entity, action))


def find(
    connection: Connection, person: Person, entity: Entity, row_id: int, action: str = "view"
) -> Row[Any]:
    """One row. `NotFound` outside the person's reach, `NotGranted` when only the action is missing."""
    row = connection.execute(_one(connection, person, entity, row_id, "view")).first()
    if row is None:
        raise NotFound(what=entity.en.lower(), what_zh=entity.zh, id=row_id)
    if (
        action != "view"
        and connection.execute(_one(connection, person, entity, row_id, action)).first() is None
    ):
        raise NotGranted.of(connection, entity.right, action)
    return row


def allows(connection: Connection, person: Person, entity: Entity, row_id: int, action: str) -> bool:
    """Whether a person may do this with a row."""
    return connection.execute(_one(connection, person, entity, row_id, action)).first() is not None


def demand_parent(connection: Connection, person: Person, entity: Entity, values: dict[str, Any]) -> None:
    """Adding needs the right, and the reach of the row that the new one hangs on. Raises NotGranted, NotFound."""
    demand(connection, person, entity.right, "add")
    if entity.parent is None:
        return
    column, key = entity.parent
    if values.get(column) is not None:
        find(connection, person, catalogue.entity(key), values[column])


def seen_fields(connection: Connection, person: Person, entity: Entity) -> list[Field]:
    """The fields that no mask hides from a person."""
    return [
        field
        for field in entity.fields
        if not field.mask or may(connection, person, field.mask, "view") is not None
    ]


def _one(connection: Connection, person: Person, entity: Entity, row_id: int, action: str) -> Select[Any]:
    return visible(select(entity.table), connection, person, entity, action).where(
        entity.table.c.id == row_id
    )


def _owned(person: Person, scope: Scope, entity: Entity) -> ColumnElement[bool]:
    if entity.owner:
        return within(person, scope, owner=entity.table.c[entity.owner])
    if entity.parent is None:
        return false()
    column, key = entity.parent
    above = catalogue.entity(key)
    return entity.table.c[column].in_(select(above.table.c.id).where(_owned(person, scope, above)))


def _account_of(entity: Entity) -> ColumnElement[Any] | None:
    """The column with the customer that a row is about."""
    if entity.table is tables.account:
        return tables.account.c.id
    if "account_id" in entity.table.c:
        return entity.table.c.account_id
    return None


def _shared_with(person: Person, action: str) -> Select[Any]:
    share, today = tables.account_share, company_today()
    return select(share.c.account_id).where(
        share.c.person_id == person.id,
        share.c.level.in_(_SHARED.get(action, ("full",))),
        share.c.deleted_at.is_(None),
        or_(share.c.valid_from.is_(None), share.c.valid_from <= today),
        or_(share.c.valid_to.is_(None), share.c.valid_to >= today),
    )


def _pool(entity: Entity, action: str) -> list[ColumnElement[bool]]:
    """Whoever may see customers at all sees those of the pool, to claim them."""
    if entity.table is not tables.account or action != "view":
        return []
    return [and_(tables.account.c.pool_state == "public", tables.account.c.owner_id.is_(None))]
