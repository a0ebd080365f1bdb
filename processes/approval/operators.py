"""The comparisons that conditions offer: per type of fact, as signs that people read and as FEEL."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from engine.feel.render import format_number, literal
from processes.approval.documents import FactField, FactType
from processes.approval.model import Operator, Test, Value

#: code → sign in Chinese, sign in English
SIGNS: dict[Operator, tuple[str, str]] = {
    "gt": (">", ">"),
    "ge": ("≥", "≥"),
    "lt": ("<", "<"),
    "le": ("≤", "≤"),
    "eq": ("=", "="),
    "ne": ("≠", "≠"),
    "between": ("介于", "between"),
    "in": ("属于", "is one of"),
    "not_in": ("不属于", "is none of"),
}

ALLOWED: dict[FactType, tuple[Operator, ...]] = {
    "number": ("gt", "ge", "lt", "le", "eq", "ne", "between"),
    "string": ("eq", "ne", "in", "not_in"),
    "boolean": ("eq",),
}
_FEEL = {"gt": ">", "ge": ">=", "lt": "<", "le": "<=", "eq": "=", "ne": "!="}


def sign(operator: Operator, lang: str) -> str:
    """What stands between the fact and its value."""
    return SIGNS[operator][0 if lang == "zh" else 1]


def as_feel(fact: str, operator: Operator, value: Value, word: Callable[[str], str] = str) -> str:
    """One test as FEEL. `word` replaces texts, for reading them aloud with their labels."""
    if operator == "between":
        assert isinstance(value, tuple)
        low, high = (_written(each, word) for each in value)
        return f"{fact} between {low} and {high}"
    if operator in ("in", "not_in"):
        assert isinstance(value, tuple)
        values = ", ".join(_written(each, word) for each in value)
        return f"{fact} in (not({values}))" if operator == "not_in" else f"{fact} in ({values})"
    return f"{fact} {_FEEL[operator]} {_written(value, word)}"


def _written(value: object, word: Callable[[str], str]) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format_number(value)
    return literal(word(str(value)))


def fits(fact: FactField | None, test: Test) -> bool:
    """Whether a document has the fact, and the test is one that the grid offers for it."""
    return fact is not None and test.operator in ALLOWED[fact.type] and value_fits(fact, test)


def value_fits(fact: FactField, test: Test) -> bool:
    """Whether the value of a test is one of its fact."""
    value = test.value
    if fact.type == "boolean":
        return isinstance(value, bool)
    if fact.type == "number":
        numbers = value if isinstance(value, tuple) else (value,)
        return len(numbers) in (1, 2) and all(isinstance(each, Decimal) for each in numbers)
    words = value if isinstance(value, tuple) else (value,)
    known = fact.choices
    return bool(words) and all(isinstance(each, str) and (known is None or each in known) for each in words)
