"""What administrators demand of an attribute beyond its type: a rule in FEEL over `value`, and uniqueness."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from adapters.crm import tables
from adapters.crm.errors import Fault
from adapters.crm.records import attributes
from adapters.crm.records.entity import Entity
from adapters.crm.records.field import Field
from engine import feel


def faults(
    connection: Connection,
    entity: Entity,
    fields: Sequence[Field],
    values: Mapping[str, Any],
    *,
    row_id: int | None = None,
    lock: bool = False,
) -> list[Fault]:
    """What is wrong with the values of attributes. `lock`: of two at once with a unique value the second waits."""
    found = []
    for field in fields:
        given = values.get(field.name)
        if not field.attribute or given in (None, "", []):
            continue
        if field.rule and not _holds(field.rule, given):
            found.append(
                Fault(field=field.name, zh="不符合定义的规则", en="against the rule that was set for it")
            )
        elif field.unique and _taken(connection, entity, field, given, row_id=row_id, lock=lock):
            found.append(Fault(field=field.name, zh="已有记录使用此值", en="another record has this value"))
    return found


def _holds(rule: str, value: Any) -> bool:
    try:
        return feel.compile_expression(rule, names=("value",)).evaluate({"value": value}) is True
    except feel.FeelError:
        return False


def _taken(
    connection: Connection, entity: Entity, field: Field, value: Any, *, row_id: int | None, lock: bool
) -> bool:
    if lock:
        definition = tables.attribute_def
        own = (definition.c.entity == entity.key, definition.c.code == field.attribute)
        connection.execute(select(definition.c.id).where(*own).with_for_update())
    table = entity.table
    same = entity.table.c.attrs[field.attribute].as_string() == str(attributes.to_json(value))
    others = select(table.c.id).where(table.c.deleted_at.is_(None), same)
    if row_id is not None:
        others = others.where(table.c.id != row_id)
    return connection.execute(others.limit(1)).first() is not None
