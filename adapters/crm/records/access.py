"""Who reaches which rows (requirements 3.7, 3.8): the one condition that lists, pages, search and exports use.

A row is reached by the scope of a right (own, subordinates, department, plate, all), by a customer that was
shared with the person, or, to be seen and claimed, in the pool. What hangs on a customer is reached with him.
"""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, false, or_, select

from adapters.crm import catalogue, tables
from adapters.crm.records import attributes
from adapters.crm.records.entity import Entity
from adapters.crm.records.field import Field
from engine.errors import NotFound
from engine.organisation import NotGranted, Person, Scope, demand, may
from engine.organisation import condition as within
from engine.organisation.snapshot import company_today, snapshot

SelectT = TypeVar("SelectT", bound=Select[Any])

_ANY = ("view", "follow", "edit", "full")
#: What a customer shared with somebody lets him do with it and with what hangs on it, as far as his own
#: positions have the right at all. To give a customer away is never shared.
_SHARED: dict[str, tuple[str, ...]] = {
    "view": _ANY,
    "print": _ANY,
    "export": _ANY,
    "add": ("follow", "edit", "full"),
    "edit": ("edit", "full"),
    "submit": ("edit", "full"),
    **dict.fromkeys(("share", "transfer", "assign", "claim", "restore"), ()),
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


def recycled(connection: Connection, person: Person, entity: Entity) -> Select[Any]:
    """The rows in the recycle bin that a person may take out of it."""
    gone = entity.table.c.deleted_at.is_not(None)
    return select(entity.table).where(gone, reach(connection, person, entity, "restore"))


def reach(
    connection: Connection, person: Person, entity: Entity, action: str = "view"
) -> ColumnElement[bool]:
    """The rows within a person's reach as a condition on the entity's table; false without the right."""
    scope = may(connection, person, entity.right, action)
    if scope is None:
        return false()
    return _within(connection, person, scope, entity, action)


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
    scope = demand(connection, person, entity.right, "add")
    if entity.parent is None:
        return
    column, key = entity.parent
    if values.get(column) is None:
        return
    above = catalogue.entity(key)
    find(connection, person, above, values[column])
    reached = select(above.table.c.id).where(
        above.table.c.id == values[column], _within(connection, person, scope, above, "add")
    )
    if connection.execute(reached).first() is None:
        raise NotGranted.of(connection, entity.right, "add")


def seen_fields(connection: Connection, person: Person, entity: Entity) -> list[Field]:
    """The fields that no mask hides from a person: the declared ones, then those of the administrators."""
    return [
        field
        for field in (*entity.fields, *attributes.fields_of(connection, entity))
        if not field.mask or may(connection, person, field.mask, "view") is not None
    ]


def _one(connection: Connection, person: Person, entity: Entity, row_id: int, action: str) -> Select[Any]:
    return visible(select(entity.table), connection, person, entity, action).where(
        entity.table.c.id == row_id
    )


def _within(
    connection: Connection, person: Person, scope: Scope, entity: Entity, action: str
) -> ColumnElement[bool]:
    """The rows that a right of this scope reaches, and those of customers shared for the action."""
    if scope is Scope.ALL:
        return entity.table.c.id.is_not(None)
    table = entity.table
    if table is tables.account:
        return or_(*_accounts(connection, person, scope, action))
    ways: list[ColumnElement[bool]] = []
    if entity.owner:
        ways += _owned(connection, person, scope, entity)
        ways += _nobodys(person, scope, entity, action)
    if entity.parent is not None and not (entity.owner and "account_id" in table.c):
        column, key = entity.parent
        ways.append(table.c[column].in_(_above(connection, person, scope, catalogue.entity(key), action)))
    elif "account_id" in table.c:
        ways.append(table.c.account_id.in_(_of_accounts(connection, person, scope, action)))
    return or_(false(), *ways)


def _above(connection: Connection, person: Person, scope: Scope, above: Entity, action: str) -> Select[Any]:
    """The rows of the parent whose children are reached. The pool shows customers, not what hangs on them."""
    if above.table is tables.account:
        return _held(connection, person, scope, action)
    return select(above.table.c.id).where(_within(connection, person, scope, above, action))


def _of_accounts(connection: Connection, person: Person, scope: Scope, action: str) -> Select[Any]:
    """Customers whose documents are reached though somebody else owns them: the customer's owner sees them."""
    if action in ("view", "print", "export"):
        return _held(connection, person, scope, action)
    return _shared_with(person, action)


def _held(connection: Connection, person: Person, scope: Scope, action: str) -> Select[Any]:
    owned = _owned(connection, person, scope, catalogue.entity("account"))
    shared = tables.account.c.id.in_(_shared_with(person, action))
    return select(tables.account.c.id).where(or_(*owned, shared))


def _accounts(connection: Connection, person: Person, scope: Scope, action: str) -> list[ColumnElement[bool]]:
    owned = _owned(connection, person, scope, catalogue.entity("account"))
    pool = [_pool(connection, person)] if action in ("view", "claim", "assign") else []
    return [*owned, tables.account.c.id.in_(_shared_with(person, action)), *pool]


def _owned(connection: Connection, person: Person, scope: Scope, entity: Entity) -> list[ColumnElement[bool]]:
    owned = [within(person, scope, owner=entity.table.c[entity.owner])]
    plate = snapshot(connection).plate_of(person)
    if scope is Scope.PLATE and plate is not None and "plate_id" in entity.table.c:
        owned.append(entity.table.c.plate_id == plate)
    return owned


def _nobodys(person: Person, scope: Scope, entity: Entity, action: str) -> list[ColumnElement[bool]]:
    """What still waits for an owner is seen by whoever leads others, who gives it one, and by who entered it."""
    if not entity.waits_for_owner or action != "view":
        return []
    table = entity.table
    nobody = table.c[entity.owner].is_(None)
    return [nobody if scope is not Scope.OWN else and_(nobody, table.c.created_by_id == person.id)]


def _shared_with(person: Person, action: str) -> Select[Any]:
    share, today = tables.account_share, company_today()
    return select(share.c.account_id).where(
        share.c.person_id == person.id,
        share.c.level.in_(_SHARED.get(action, ("full",))),
        share.c.deleted_at.is_(None),
        or_(share.c.valid_from.is_(None), share.c.valid_from <= today),
        or_(share.c.valid_to.is_(None), share.c.valid_to >= today),
    )


def _pool(connection: Connection, person: Person) -> ColumnElement[bool]:
    """Whoever may see customers at all sees those of the pool, but none of another plate."""
    account, plate = tables.account, snapshot(connection).plate_of(person)
    return and_(
        account.c.pool_state == "public",
        account.c.owner_id.is_(None),
        or_(account.c.plate_id.is_(None), account.c.plate_id == plate),
    )
