"""Values as texts, as string() gives them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from engine.feel.durations import WideDuration, YearsMonths, format_days_time
from engine.feel.run import MAX_LENGTH
from engine.feel.temporal import format_date, format_date_time, format_time
from engine.feel.values import Budget, Range, adopt
from engine.feel.wide import FineTime, WideDate, WideDateTime

_MOST_DIGITS = 300
"""Of a number in JSON: beyond, it would be infinite to most readers."""


def render(value: object) -> str:
    """The text of a value: a string as it is, everything inside lists and contexts as FEEL writes it.

    Raises LimitExceeded for a text that would be too long.
    """
    return value if isinstance(value, str) else literal(value)


def plain(value: object) -> object:
    """As JSON has it: whole numbers without a point, dates, durations and huge numbers as FEEL writes them."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, Decimal) and value.adjusted() < _MOST_DIGITS:
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dict):
        return {str(key): plain(adopt(each)) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(adopt(each)) for each in value]
    return render(value)


def literal(value: object) -> str:
    """The value as FEEL writes it, strings in quotation marks."""
    return _literal(value, Budget(MAX_LENGTH))


def _literal(value: object, budget: Budget) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_literal(adopt(each), budget) for each in value) + "]"
    if isinstance(value, dict):
        entries = (f"{_key(key)}: {_literal(adopt(each), budget)}" for key, each in value.items())
        return "{" + ", ".join(entries) + "}"
    text = _range(value) if isinstance(value, Range) else _simple(value)
    budget.spend(len(text) + 2)
    return text


def _simple(value: object) -> str:
    if isinstance(value, bool) or value is None:
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    return format_number(value) if isinstance(value, Decimal) else _temporal(value)


def format_number(value: Decimal) -> str:
    """All digits, without exponent; minus zero is zero."""
    return format(value or abs(value), "f")


def _temporal(value: object) -> str:
    if isinstance(value, (datetime, WideDateTime)):
        return format_date_time(value)
    if isinstance(value, (date, WideDate)):
        return format_date(value)
    if isinstance(value, (time, FineTime)):
        return format_time(value)
    if isinstance(value, (timedelta, WideDuration)):
        return format_days_time(value)
    if isinstance(value, YearsMonths):
        return str(value)
    return "function"


def _key(key: str) -> str:
    return key if key and all(each.isalnum() or each in "_ " for each in key) else literal(key)


def _range(value: Range) -> str:
    if value.operator:
        return f"{value.operator} {literal(value.low)}"
    if value.low is None:
        return f"{'<=' if value.high_closed else '<'} {literal(value.high)}"
    if value.high is None:
        return f"{'>=' if value.low_closed else '>'} {literal(value.low)}"
    opening, closing = "[" if value.low_closed else "(", "]" if value.high_closed else ")"
    return f"{opening}{literal(value.low)}..{literal(value.high)}{closing}"
