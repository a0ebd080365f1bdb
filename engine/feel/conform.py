"""Values where a type is asked for: checked, converted as the standard allows, else null."""

from __future__ import annotations

from datetime import UTC, time

from engine.feel.run import Run
from engine.feel.temporal import join
from engine.feel.texts import Kind
from engine.feel.types import ANY, FeelType
from engine.feel.values import adopt, kind_of, weight


def conform(value: object, wanted: FeelType, name: str, run: Run, position: int) -> object:
    """The value if it is of the type, converted if the standard allows it, else null and a diagnostic."""
    if value is None or wanted is ANY:
        return value
    if isinstance(value, (list, dict)):
        run.tick(weight(value))
    if wanted.conforms(value):
        return value
    converted = convert(value, wanted)
    if converted is None:
        run.report(
            "result_type", position, name=name or "function", expected=Kind(wanted.name), kind=kind_of(value)
        )
    return converted


def convert(value: object, wanted: FeelType) -> object:
    """The standard's implicit conversions: singleton lists both ways, a date to its midnight in UTC."""
    if isinstance(value, list) and len(value) == 1:
        inner = adopt(value[0])
        if wanted.conforms(inner):
            return inner
    if not isinstance(value, list) and wanted.conforms([value]):
        return [value]
    moment = midnight(value)
    return moment if moment is not None and wanted.conforms(moment) else None


def midnight(value: object) -> object:
    """The date and time at the start of a date, in UTC; None for other values."""
    if kind_of(value) != "date":
        return None
    return join(value, time(tzinfo=UTC))  # type: ignore[arg-type]
