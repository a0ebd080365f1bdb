"""Who reaches which rows (requirements 3.7, 3.8): the one condition that lists, pages, search and exports use.

A row is reached by the scope of a right (own, subordinates, department, plate, all), by a customer that was
shared with the person, or, to be seen and claimed, in the pool. What hangs on a customer is reached with him.

The condition is written in one of two ways that mean the same. From the customers: what somebody holds is looked up
first, right for a salesperson with some hundred customers. Row by row: each row is asked whether it is reached,
right where most rows are, or where a query is narrowed to few by something else; a list then follows the index it
is sorted by and stops after a page.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, false, func, literal, or_, select

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


#: More customers than this are a wide reach. Measured at 100,000: both ways cost the same at about 5 %.
_WIDE = 5_000
_REMEMBERED = 10.0  # seconds that the width of a reach is taken for the same


def visible(
    query: SelectT,
    connection: Connection,
    person: Person,
    entity: Entity,
    action: str = "view",
    *,
    few: bool = False,
) -> SelectT:
    """`query` (which selects from the entity's table) narrowed to the living rows within a person's reach.

    `few`: something else narrows it to a few rows, so each of them is asked.
    """
    alive = entity.table.c.deleted_at.is_(None)
    return query.where(alive, reach(connection, person, entity, action, few=few))


def readable(connection: Connection, person: Person, entity: Entity, *, few: bool = False) -> Select[Any]:
    """The rows of an entity that a person may see."""
    return visible(select(entity.table), connection, person, entity, few=few)


def recycled(connection: Connection, person: Person, entity: Entity) -> Select[Any]:
    """The rows in the recycle bin that a person may take out of it."""
    gone = entity.table.c.deleted_at.is_not(None)
    return select(entity.table).where(gone, reach(connection, person, entity, "restore"))


def reach(
    connection: Connection, person: Person, entity: Entity, action: str = "view", *, few: bool = False
) -> ColumnElement[bool]:
    """The rows within a person's reach as a condition on the entity's table; false without the right."""
    scope = may(connection, person, entity.right, action)
    if scope is None:
        return false()
    reached: ColumnElement[bool] = _Reach(connection, person, scope, action, few=few).within(entity)
    return reached


def is_wide(connection: Connection, person: Person, entity: Entity) -> bool:
    """Whether a person sees so many rows of an entity that they are better not all read."""
    scope = may(connection, person, entity.right, "view")
    return scope is not None and _Reach(connection, person, scope, "view").is_wide()


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


def one(connection: Connection, person: Person, entity: Entity, row_id: int) -> Row[Any] | None:
    """One living row that a person may see, or None."""
    return connection.execute(_one(connection, person, entity, row_id, "view")).first()


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
    one = _Reach(connection, person, scope, "add", few=True).within(above)
    reached = select(above.table.c.id).where(above.table.c.id == values[column], one)
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
    one = select(entity.table).where(entity.table.c.id == row_id)
    return visible(one, connection, person, entity, action, few=True)


@dataclass(frozen=True, slots=True)
class _Reach:
    """What a right of this scope reaches, with the customers shared for the action."""

    connection: Connection
    person: Person
    scope: Scope
    action: str
    few: bool = False

    def within(self, entity: Entity) -> Any:
        """The reached rows of an entity."""
        if self.scope is Scope.ALL:
            return entity.table.c.id.is_not(None)
        table = entity.table
        if table is tables.account:
            return self._as_one(or_(*self._accounts()))
        ways: list[ColumnElement[bool]] = []
        if entity.owner:
            ways += self._owned(entity)
            ways += _nobodys(self.connection, self.person, self.scope, entity, self.action)
        if entity.parent is not None and not (entity.owner and "account_id" in table.c):
            column, key = entity.parent
            ways.append(self._hangs(table.c[column], catalogue.entity(key)))
        elif "account_id" in table.c:
            ways.append(self._of_accounts(table.c.account_id))
        return self._as_one(or_(false(), *ways))

    def _as_one(self, condition: ColumnElement[bool]) -> Any:
        """Row by row as one value: SQLite would answer an OR from several indices and then sort all it found."""
        return condition.is_(True) if self._row_by_row else condition

    @property
    def _row_by_row(self) -> bool:
        return self.few or self.is_wide()

    def _hangs(self, column: ColumnElement[Any], above: Entity) -> Any:
        """Children of what is reached. The pool shows customers, not what hangs on them."""
        if above.table is tables.account:
            return self._of(column, above, self._held())
        return self._of(column, above, self.within(above))

    def _of_accounts(self, column: ColumnElement[Any]) -> Any:
        """Documents that somebody else owns: the customer's owner sees them."""
        if self.action in ("view", "print", "export"):
            return self._of(column, catalogue.entity("account"), self._held())
        return column.in_(_shared_with(self.person, self.action))

    def _of(self, column: ColumnElement[Any], above: Entity, reached: ColumnElement[bool]) -> Any:
        if not self._row_by_row:
            return column.in_(select(above.table.c.id).where(reached))
        one = select(literal(1)).select_from(above.table).where(above.table.c.id == column, reached)
        return one.correlate(column.table).exists()

    def _held(self) -> ColumnElement[bool]:
        owned = self._owned(catalogue.entity("account"))
        return or_(*owned, tables.account.c.id.in_(_shared_with(self.person, self.action)))

    def _accounts(self) -> list[ColumnElement[bool]]:
        pool = self.action in ("view", "claim", "assign")
        return [self._held(), *([_pool(self.connection, self.person)] if pool else [])]

    def _owned(self, entity: Entity) -> list[ColumnElement[bool]]:
        owned = [within(self.person, self.scope, owner=entity.table.c[entity.owner])]
        plate = snapshot(self.connection).plate_of(self.person)
        if self.scope is Scope.PLATE and plate is not None and "plate_id" in entity.table.c:
            owned.append(entity.table.c.plate_id == plate)
        return owned

    def is_wide(self) -> bool:
        """Whether more than `_WIDE` customers are held. What is remembered chooses the way, never the rows."""
        known: dict[Any, tuple[float, bool]] = self.connection.info.setdefault("crm.reach", {})
        key, now = (self.person.id, self.scope, self.action), time.monotonic()
        if key not in known or now - known[key][0] > _REMEMBERED:
            some = select(literal(1).label("one")).select_from(tables.account).where(self._held())
            found = self.connection.scalar(select(func.count()).select_from(some.limit(_WIDE + 1).subquery()))
            known[key] = now, (found or 0) > _WIDE
        return known[key][1]


def _nobodys(
    connection: Connection, person: Person, scope: Scope, entity: Entity, action: str
) -> list[ColumnElement[bool]]:
    """What still waits for an owner is seen by whoever leads others in its plate, and by who entered it.

    Of no plate yet (it came from the web): by whoever leads others anywhere, for somebody has to give it an owner.
    """
    if not entity.waits_for_owner or action != "view":
        return []
    table = entity.table
    nobody = table.c[entity.owner].is_(None)
    if scope is Scope.OWN:
        return [and_(nobody, table.c.created_by_id == person.id)]
    plate = snapshot(connection).plate_of(person)
    return [and_(nobody, or_(table.c.plate_id.is_(None), table.c.plate_id == plate))]


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
