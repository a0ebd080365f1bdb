"""Facts without a usable value: a comparison with one has no answer, whatever FEEL says about `null = "A"`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from processes.approval.model import Condition, Test

Ask = Callable[[Mapping[str, Any]], object]
#: FEEL answers these for null too: no value is not equal to any.
_EQUAL = ("eq", "ne", "in", "not_in")


def compared_for_equality(condition: Condition) -> tuple[str, ...]:
    """The facts for which a missing value must not become an answer."""
    return tuple(
        dict.fromkeys(test.fact for row in condition.rows for test in row if test.operator in _EQUAL)
    )


def row_by_row(condition: Condition, facts: Mapping[str, Any], ask: Callable[[Test], Ask]) -> bool | None:
    """The answer where every test of a missing fact has none: one row that holds is enough, as ever."""
    open_rows = False
    for row in condition.rows:
        answers = [None if facts.get(test.fact) is None else ask(test)(facts) for test in row]
        if all(answer is True for answer in answers):
            return True
        open_rows = open_rows or not any(answer is False for answer in answers)
    return None if open_rows else False


def unusable(condition: Condition, facts: Mapping[str, Any]) -> tuple[str, ...]:
    """The facts to blame: those without a value, and those whose value is of another kind than is asked for."""
    found = [
        test.fact
        for row in condition.rows
        for test in row
        if facts.get(test.fact) is None or not _alike(facts[test.fact], test.value)
    ]
    return tuple(dict.fromkeys(found)) or condition.facts


def _alike(value: object, asked: object) -> bool:
    if isinstance(asked, tuple):
        asked = asked[0]
    if isinstance(asked, bool) or isinstance(value, bool):
        return isinstance(asked, bool) and isinstance(value, bool)
    return isinstance(value, int | Decimal if isinstance(asked, Decimal) else str)
