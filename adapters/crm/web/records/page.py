"""The page of one record: facts, what belongs to it, its process, its history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Connection, Row, func, select

from adapters.crm import catalogue
from adapters.crm.processes import OpenItem, Place
from adapters.crm.records import Child, Entity, access
from adapters.crm.web.records import history, shown
from adapters.crm.web.records.shown import Fact, Group
from adapters.crm.web.site import Site
from engine import organisation
from engine.errors import EngineError
from engine.organisation import Person
from forms.shell import lang

SHOWN_CHILDREN = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Children:
    """Rows that belong to the record. `more` counts those that are not shown."""

    entity: Entity
    title: str
    labels: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Fact]]]  # address, cells
    more: int
    all_url: str
    add_url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordPage:
    """What `crm/records/page.html` draws."""

    entity: Entity
    row: Row[Any]
    title: str
    state: Fact | None
    owner: Person | None
    locked: EngineError | None
    groups: Sequence[Group]
    children: Sequence[Children]
    history: Sequence[history.Entry]
    items: Sequence[OpenItem]
    places: Sequence[Place]
    instance_url: str
    may_edit: bool
    may_delete: bool


def gather(connection: Connection, site: Site, person: Person, entity: Entity, row: Row[Any]) -> RecordPage:
    """Everything about a row that the person may see."""
    locked = entity.locked(row)
    may_edit = locked is None and access.allows(connection, person, entity, row.id, "edit")
    groups = shown.groups(connection, person, entity, row, editable=may_edit)
    root = row._mapping.get("instance_id")
    return RecordPage(
        entity=entity,
        row=row,
        title=entity.called(row, lang()) or entity.word(lang()),
        state=_state(connection, person, entity, row),
        owner=_owner(connection, entity, row),
        locked=locked,
        groups=groups,
        children=_children(connection, person, entity, row.id),
        history=history.of(connection, person, entity, row.id),
        items=site.processes.items(connection, [root]) if root else (),
        places=site.processes.places(connection, root) if root else (),
        instance_url=site.processes.url(root) if root else "",
        may_edit=any(fact.editable for group in groups for fact in group.facts),
        may_delete=locked is None and access.allows(connection, person, entity, row.id, "delete"),
    )


def _state(connection: Connection, person: Person, entity: Entity, row: Row[Any]) -> Fact | None:
    field = entity.field(entity.state) if entity.state else None
    if field is None:
        return None
    fact = shown.Values(connection, person).fact(field, row._asdict())
    return replace(fact, tone=fact.tone or "")


def _owner(connection: Connection, entity: Entity, row: Row[Any]) -> Person | None:
    identity = row._mapping[entity.owner] if entity.owner else None
    return organisation.person(connection, identity) if identity else None


def _children(connection: Connection, person: Person, entity: Entity, row_id: int) -> list[Children]:
    made = (below(connection, person, child, row_id, entity) for child in entity.children)
    return [one for one in made if one is not None]


def below(
    connection: Connection,
    person: Person,
    child: Child,
    row_id: int,
    parent: Entity,
    *,
    most: int = SHOWN_CHILDREN,
) -> Children | None:
    """The rows of one kind that belong to a row; None without the right to see them."""
    entity = catalogue.entity(child.entity)
    if organisation.may(connection, person, entity.right, "view") is None:
        return None
    below = access.readable(connection, person, entity, few=True).where(
        entity.table.c[child.column] == row_id
    )
    total = connection.scalar(select(func.count()).select_from(below.subquery())) or 0
    newest = below.order_by(entity.table.c.id.desc()).limit(most)
    seen = access.seen_fields(connection, person, entity)
    fields = [one for one in seen if one.listed and one.name != child.column and one.kind != "json"]
    values = shown.Values(connection, person)
    rows = [
        (entity.url(row.id), [values.fact(field, row._asdict()) for field in fields])
        for row in connection.execute(newest)
    ]
    return Children(
        entity=entity,
        title=entity.words(lang()),
        labels=[field.label(lang()) for field in fields],
        rows=rows,
        more=max(0, total - len(rows)),
        all_url=_all_url(entity, child, row_id),
        add_url=_add_url(connection, person, entity, child, row_id, parent),
    )


def _all_url(entity: Entity, child: Child, row_id: int) -> str:
    """The list of the child's kind, narrowed to this row; empty where it has no common list."""
    if not entity.common_pages or entity.field(child.column) is None:
        return ""
    return f"/crm/records/{entity.path}/?" + urlencode({f"f.{child.column}": f"#{row_id}"})


def _add_url(
    connection: Connection, person: Person, entity: Entity, child: Child, row_id: int, parent: Entity
) -> str:
    may_add = organisation.may(connection, person, entity.right, "add") is not None
    if not (may_add and entity.creatable and entity.common_pages):
        return ""
    asked = urlencode({child.column: row_id, "next": parent.url(row_id)})
    return f"/crm/records/{entity.path}/new?{asked}"
