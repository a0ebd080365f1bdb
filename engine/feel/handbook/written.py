"""Values as FEEL writes them: what an example shows, and what may be typed again."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from engine.feel.durations import YearsMonths
from engine.feel.render import literal
from engine.feel.values import Range, adopt
from engine.feel.wide import WideDate, WideDateTime

_AT = (date, datetime, time, timedelta, YearsMonths, WideDate, WideDateTime)


def written(value: object) -> str:
    """The FEEL text of a value: as `literal`, but dates, times and durations are @"…" literals."""
    if isinstance(value, _AT):
        return f'@"{literal(value)}"'
    if isinstance(value, list):
        return "[" + ", ".join(written(adopt(each)) for each in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(key)}: {written(adopt(each))}" for key, each in value.items()) + "}"
    if isinstance(value, Range) and not value.operator and value.low is not None and value.high is not None:
        opening, closing = "[" if value.low_closed else "(", "]" if value.high_closed else ")"
        return f"{opening}{written(value.low)}..{written(value.high)}{closing}"
    return literal(value)


def _key(key: str) -> str:
    return literal({key: None})[1 : -len(": null}")]
