"""Values as texts, as string() gives them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from engine.feel.durations import YearsMonths, format_days_time
from engine.feel.errors import LimitExceeded
from engine.feel.run import MAX_LENGTH
from engine.feel.temporal import format_date, format_date_time, format_time
from engine.feel.values import Range, adopt
from engine.feel.wide import WideDate, WideDateTime


def render(value: object) -> str:
    """The text of a value: a string as it is, everything inside lists and contexts as FEEL writes it."""
    return value if isinstance(value, str) else literal(value)


def literal(value: object) -> str:
    """The value as FEEL writes it, strings in quotation marks."""
    if isinstance(value, bool) or value is None:
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    if isinstance(value, Decimal):
        return format_number(value)
    if isinstance(value, (list, dict, Range)):
        return _collection(value)
    return _temporal(value)


def format_number(value: Decimal) -> str:
    """All digits, without exponent; minus zero is zero."""
    return format(value or abs(value), "f")


def _temporal(value: object) -> str:
    if isinstance(value, (datetime, WideDateTime)):
        return format_date_time(value)
    if isinstance(value, (date, WideDate)):
        return format_date(value)
    if isinstance(value, time):
        return format_time(value)
    if isinstance(value, timedelta):
        return format_days_time(value)
    if isinstance(value, YearsMonths):
        return str(value)
    return "function"


def _collection(value: list[object] | dict[str, object] | Range) -> str:
    if isinstance(value, list):
        text = "[" + ", ".join(literal(adopt(each)) for each in value) + "]"
    elif isinstance(value, dict):
        text = "{" + ", ".join(f"{_key(key)}: {literal(adopt(each))}" for key, each in value.items()) + "}"
    else:
        text = _range(value)
    if len(text) > MAX_LENGTH:
        raise LimitExceeded("limit_size", limit=MAX_LENGTH)
    return text


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
