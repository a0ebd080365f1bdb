"""What the step of a work item is called: 审批（销售经理） where an approval flow names the point."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from engine.organisation import Language
from engine.store.schema.runtime import scope, variable
from engine.store.values import decode
from processes.names import Names
from worklist.items import Item

POINT = "point"
"""The variable in which `bpmn/approval` keeps the point being decided: `{number, name, name_en, …}`."""


def step_names(connection: Connection, items: Sequence[Item], names: Names, lang: Language) -> dict[int, str]:
    """Item id to the name of its step. A closed item may belong to an earlier point: it keeps the plain name."""
    points = _points(connection, {item.instance_id for item in items if item.is_open})
    return {
        item.id: _with_point(
            names.text(connection, item.definition_id, item.name, lang) or item.element,
            points.get(item.instance_id) if item.is_open else None,
            lang,
        )
        for item in items
    }


def step_name(connection: Connection, item: Item, names: Names, lang: Language) -> str:
    """The same for one item."""
    return step_names(connection, [item], names, lang)[item.id]


def _points(connection: Connection, instance_ids: set[int]) -> dict[int, dict[str, Any]]:
    if not instance_ids:
        return {}
    query = (
        select(scope.c.instance_id, variable.c.value)
        .join(variable, variable.c.scope_id == scope.c.id)
        .where(
            scope.c.instance_id.in_(sorted(instance_ids)),
            scope.c.parent_id.is_(None),
            variable.c.name == POINT,
        )
    )
    found = ((row.instance_id, decode(row.value)) for row in connection.execute(query))
    return {instance_id: point for instance_id, point in found if isinstance(point, dict)}


def _with_point(step: str, point: dict[str, Any] | None, lang: Language) -> str:
    if point is None:
        return step
    name = point.get("name") if lang == "zh" else point.get("name_en") or point.get("name")
    if not isinstance(name, str) or not name:
        return step
    return f"{step}（{name}）" if lang == "zh" else f"{step} ({name})"
