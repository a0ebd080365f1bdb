"""Submissions are hostile until measured: keys, depth, numbers that are none, broken characters."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from forms.fields.errors import FieldError

MAX_KEYS: Final = 2_000
MAX_DEPTH: Final = 20
WHOLE: Final = "_form"
"""The key under which errors of the whole submission are reported."""


def guard(data: object) -> dict[str, list[FieldError]]:
    """Errors by top-level field; empty if the submission may be looked at. Never recurses."""
    if not isinstance(data, Mapping):
        return {WHOLE: [FieldError(code="NOT_AN_OBJECT")]}
    if len(data) > MAX_KEYS:
        return {WHOLE: [FieldError(code="MANY_KEYS", args={"limit": MAX_KEYS})]}
    found: dict[str, list[FieldError]] = {}
    total = 0
    for key, value in data.items():
        count, error = _measure(key, value)
        total += count
        if error is not None:
            found[_name(key)] = [error]
        if total > MAX_KEYS:
            return {WHOLE: [FieldError(code="MANY_KEYS", args={"limit": MAX_KEYS})]}
    return found


def _name(key: object) -> str:
    return key.encode("utf-8", "replace").decode() if isinstance(key, str) else WHOLE


def _measure(key: object, value: object) -> tuple[int, FieldError | None]:
    """(number of values, the first objection)."""
    open_values: list[tuple[object, int]] = [(key, 1), (value, 1)]
    count = 0
    while open_values:
        current, depth = open_values.pop()
        count += 1
        if depth > MAX_DEPTH:
            return count, FieldError(code="TOO_DEEP", args={"limit": MAX_DEPTH})
        if count > MAX_KEYS:
            return count, FieldError(code="MANY_KEYS", args={"limit": MAX_KEYS})
        error = _objection(current)
        if error is not None:
            return count, error
        open_values.extend((inner, depth + 1) for inner in _inside(current))
    return count, None


def _inside(value: object) -> list[object]:
    if isinstance(value, Mapping):
        return [part for pair in value.items() for part in pair]
    return list(value) if isinstance(value, list | tuple) else []


def _objection(value: object) -> FieldError | None:
    if isinstance(value, float) and not math.isfinite(value):
        return FieldError(code="NOT_FINITE")
    if isinstance(value, Decimal) and not value.is_finite():
        return FieldError(code="NOT_FINITE")
    if isinstance(value, str) and any("\ud800" <= char <= "\udfff" for char in value):
        return FieldError(code="SURROGATE")
    return None
