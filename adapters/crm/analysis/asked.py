"""What an analysis is narrowed to besides its period: people, customers, products (7.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Select, String, Table, cast, or_, select

from adapters.crm import tables
from adapters.crm.words import Words
from engine.organisation.snapshot import snapshot

#: Name in the address → words.
FILTERS: Words = {
    "plate": ("版块", "Plate"),
    "department": ("部门", "Department"),
    "person": ("员工", "Employee"),
    "category": ("产品类别", "Product category"),
    "product": ("产品", "Product"),
    "region": ("省份", "Province"),
    "level": ("客户级别", "Customer level"),
    "kind": ("客户类型", "Kind of customer"),
}
#: Entity → the column with the person to whom a row is counted.
_PEOPLE: Mapping[str, str] = {
    "account": "owner_id",
    "order": "owner_id",
    "opportunity": "owner_id",
    "feedback": "handler_id",
    "progress": "by_id",
    "communication": "by_id",
    "task": "owner_id",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """Ids and codes; None or empty where it is not narrowed so."""

    plate: int | None = None
    department: int | None = None
    person: int | None = None
    category: int | None = None
    product: int | None = None
    region: str = ""
    level: str = ""
    kind: str = ""

    @property
    def goods(self) -> bool:
        """Whether only some products count."""
        return self.category is not None or self.product is not None


EVERYTHING = Asked()


def conditions(connection: Connection, asked: Asked, key: str, table: Table) -> list[ColumnElement[bool]]:
    """What the rows of an entity (`key`) must fulfil."""
    found: list[ColumnElement[bool]] = []
    who = _people(connection, asked)
    if who is not None and key in _PEOPLE:
        found.append(table.c[_PEOPLE[key]].in_(who))
    customers = _customers(asked)
    if customers is not None and table is tables.account:
        found.append(table.c.id.in_(customers))
    elif customers is not None and "account_id" in table.c:
        found.append(table.c.account_id.in_(customers))
    if asked.goods:
        found += _with_goods(table, goods(connection, asked))
    return found


def goods(connection: Connection, asked: Asked) -> Sequence[int]:
    """The ids of the products that count, when only some do."""
    product = tables.product
    query = select(product.c.id)
    if asked.product is not None:
        query = query.where(product.c.id == asked.product)
    if asked.category is not None:
        query = query.where(product.c.category_id.in_(_categories(connection, asked.category)))
    return connection.scalars(query).all()


def _people(connection: Connection, asked: Asked) -> list[int] | None:
    if (asked.plate, asked.department, asked.person) == (None, None, None):
        return None
    known = snapshot(connection)
    below = known.department_tree(asked.department)
    return [
        one.id
        for one in known.persons.values()
        if (asked.person in (None, one.id))
        and (asked.department is None or one.department_id in below)
        and (asked.plate is None or known.plate_of(one) == asked.plate)
    ]


def _customers(asked: Asked) -> Select[tuple[int]] | None:
    account = tables.account
    wanted = {"province": asked.region, "level": asked.level, "kind": asked.kind}
    if not any(wanted.values()):
        return None
    return select(account.c.id).where(*(account.c[name] == code for name, code in wanted.items() if code))


def _with_goods(table: Table, ids: Sequence[int]) -> list[ColumnElement[bool]]:
    line = tables.order_line
    if table is tables.order:
        lines = select(line.c.order_id).where(line.c.product_id.in_(ids), line.c.deleted_at.is_(None))
        return [table.c.id.in_(lines)]
    if (
        table is tables.opportunity
    ):  # a list of ids: all of the same length, so that none stands within another
        text = cast(table.c.products, String)
        return [or_(*(text.contains(str(one)) for one in ids)) if ids else table.c.id.is_(None)]
    return [table.c.product_id.in_(ids)] if "product_id" in table.c else []


def _categories(connection: Connection, top: int) -> set[int]:
    """A category and all below it."""
    table = tables.category
    above = {row.id: row.parent_id for row in connection.execute(select(table.c.id, table.c.parent_id))}
    found, before = {top}, 0
    while len(found) != before:
        before = len(found)
        found |= {one for one, parent in above.items() if parent in found}
    return found
