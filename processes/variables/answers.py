"""What applications and decisions answer, as variables: under the name of the result, or each by its own name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from marshmallow import fields

from engine import dmn
from engine.dmn.model import Decision, DecisionTable
from engine.ports import Adapter
from forms.expressions import Variable

_KINDS: Final[tuple[tuple[type[fields.Field[Any]], str], ...]] = (
    (fields.Boolean, "boolean"),
    (fields.Number, "number"),
    (fields.DateTime, "date and time"),
    (fields.List, "list"),
    (fields.Nested, "context"),
    (fields.Mapping, "context"),
    (fields.String, "string"),
)


def of_application(adapter: Adapter, result: str | None, name: str) -> Iterator[Variable]:
    """The declared outputs of an application."""
    origin = (
        f"应用“{getattr(adapter, 'zh', '') or name}”",
        f"the application “{getattr(adapter, 'en', '') or name}”",
    )
    schema: Any = getattr(adapter, "outputs", None)
    declared: Mapping[str, Any] = schema().fields if schema is not None else {}
    if result:
        yield Variable(name=result, kind="context" if declared else "", origin=origin)
    for output, one in declared.items():
        yield Variable(name=f"{result}.{output}" if result else output, kind=_kind(one), origin=origin)


def _kind(field: Any) -> str:
    if isinstance(field, fields.Date):
        return "date"
    return next((kind for type_, kind in _KINDS if isinstance(field, type_)), "")


def of_decision(files: Mapping[str, bytes], name: str, result: str | None) -> Iterator[Variable]:
    """The columns that a decision table answers; only the name of the result where it answers something else."""
    origin = (f"决策“{name}”", f"the decision “{name}”")
    columns = _columns(files, name)
    if result:
        yield Variable(name=result, kind="context" if len(columns) > 1 else "", origin=origin)
    if len(columns) > 1:
        for column in columns:
            yield Variable(name=f"{result}.{column}" if result else column, origin=origin)


def _columns(files: Mapping[str, bytes], name: str) -> list[str]:
    for path, data in files.items():
        if not path.endswith(".dmn"):
            continue
        try:
            elements = dmn.load(data).definitions.elements
        except dmn.DmnRefused:
            continue
        for one in elements:
            if (
                isinstance(one, Decision)
                and name in (one.name, one.id)
                and isinstance(one.logic, DecisionTable)
            ):
                return [column.name for column in one.logic.outputs if column.name]
    return []
