"""Methods and functions that JUEL texts call: Java's on texts, lists, maps and dates, and the vendors' own.

A literal table; what is not in it is refused by name. The functions get and give FEEL values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import ROUND_DOWN, Decimal
from typing import Any, Final

from engine.definition.juel.operations import (
    at_least,
    at_most,
    differ,
    empty,
    equal,
    greater,
    less,
    number,
    text,
    truth,
)
from engine.feel.compare import order, same
from engine.feel.durations import YearsMonths
from engine.feel.functions import BadArgument
from engine.feel.moving import add_duration

Method = Callable[..., object]


def _of_text(method: Callable[..., object]) -> Method:
    """A method that only texts have; its arguments are taken as texts."""

    def call(owner: object, *arguments: object) -> object:
        if not isinstance(owner, str):
            raise BadArgument(owner)
        return method(owner, *map(text, arguments))

    return call


def _sized(owner: object) -> Decimal:
    if not isinstance(owner, (str, list, dict)):
        raise BadArgument(owner)
    return Decimal(len(owner))


def _contains(owner: object, part: object) -> bool:
    if isinstance(owner, str):
        return text(part) in owner
    if isinstance(owner, list):
        return any(_equals(each, part) for each in owner)
    raise BadArgument(owner)


def _equals(owner: object, other: object) -> bool:
    """Java's equals, but numbers of different types are compared by value."""
    return same(owner, other)


def _map(owner: object) -> dict[str, object]:
    if not isinstance(owner, dict):
        raise BadArgument(owner)
    return owner


def get(owner: object, index: object) -> object:
    """`owner[index]`: from 0 in lists, by key in maps; null where there is nothing."""
    if owner is None:
        return None
    if isinstance(owner, dict):
        return owner.get(text(index))
    if not isinstance(owner, list):
        raise BadArgument(owner)
    position = int(number(index))
    return owner[position] if 0 <= position < len(owner) else None


def _whole(value: object) -> Decimal:
    return number(value).to_integral_value(ROUND_DOWN)


def _index(value: object) -> int:
    return int(number(value))


def _substring(owner: object, begin: object, end: object = None) -> object:
    if not isinstance(owner, str):
        raise BadArgument(owner)
    first, last = _index(begin), len(owner) if end is None else _index(end)
    if not 0 <= first <= last <= len(owner):
        raise BadArgument(begin)
    return owner[first:last]


def _char(owner: object, at: object) -> object:
    return _substring(owner, at, _index(at) + 1)


def _index_of(owner: object, part: object) -> object:
    if isinstance(owner, list):
        return Decimal(next((i for i, each in enumerate(owner) if _equals(each, part)), -1))
    return Decimal(text(owner).find(text(part)))


def _compare(owner: object, other: object) -> object:
    sign = order(owner, other)
    if sign is None:
        raise BadArgument(other)
    return Decimal(sign)


def _moved(sign: int, **unit: int) -> Method:
    """`now().plusDays(3)`"""

    def move(owner: object, count: object) -> object:
        by = sign * _index(count)
        if not isinstance(owner, (date, datetime)):
            raise BadArgument(owner)
        months = unit.get("months")
        length: Any = (
            YearsMonths(months * by) if months else timedelta(**{k: v * by for k, v in unit.items()})
        )
        moment = owner if isinstance(owner, datetime) else datetime.combine(owner, datetime.min.time())
        moved = add_duration(moment, length)
        return moved if isinstance(owner, datetime) else moved.date()

    return move


_UNITS: Final[Mapping[str, dict[str, int]]] = {
    "Years": {"months": 12},
    "Months": {"months": 1},
    "Weeks": {"weeks": 1},
    "Days": {"days": 1},
    "Hours": {"hours": 1},
    "Minutes": {"minutes": 1},
    "Seconds": {"seconds": 1},
}

METHODS: Final[Mapping[tuple[str, int], Method]] = {
    ("equals", 1): _equals,
    ("equalsIgnoreCase", 1): lambda me, x: isinstance(me, str) and me.lower() == text(x).lower(),
    ("compareTo", 1): _compare,
    ("contains", 1): _contains,
    ("startsWith", 1): _of_text(str.startswith),
    ("endsWith", 1): _of_text(str.endswith),
    ("toLowerCase", 0): _of_text(str.lower),
    ("toUpperCase", 0): _of_text(str.upper),
    ("trim", 0): _of_text(str.strip),
    ("concat", 1): _of_text(lambda me, x: me + x),
    ("replace", 2): _of_text(str.replace),
    ("substring", 1): _substring,
    ("substring", 2): _substring,
    ("charAt", 1): _char,
    ("indexOf", 1): _index_of,
    ("length", 0): _sized,
    ("size", 0): _sized,
    ("isEmpty", 0): empty,
    ("toString", 0): text,
    ("asText", 0): text,
    ("textValue", 0): text,
    ("asInt", 0): _whole,
    ("intValue", 0): _whole,
    ("longValue", 0): _whole,
    ("asDouble", 0): number,
    ("doubleValue", 0): number,
    ("booleanValue", 0): truth,
    ("asBoolean", 0): truth,
    ("get", 1): get,
    ("path", 1): get,
    ("getOrDefault", 2): lambda me, key, other: _map(me).get(text(key), other),
    ("containsKey", 1): lambda me, key: text(key) in _map(me),
    ("containsValue", 1): lambda me, x: any(_equals(each, x) for each in _map(me).values()),
    ("keySet", 0): lambda me: list(_map(me)),
    ("values", 0): lambda me: list(_map(me).values()),
    # values of Camunda's Spin and of decisions: one value is itself here
    ("prop", 1): get,
    ("hasProp", 1): lambda me, key: text(key) in _map(me),
    ("value", 0): lambda me: me,
    ("stringValue", 0): text,
    ("numberValue", 0): number,
    ("boolValue", 0): truth,
    ("isNull", 0): lambda me: me is None,
    ("toDate", 0): lambda me: me,
    **{(f"plus{name}", 1): _moved(1, **unit) for name, unit in _UNITS.items()},
    **{(f"minus{name}", 1): _moved(-1, **unit) for name, unit in _UNITS.items()},
}
"""(name, number of arguments) → what it does to its owner and arguments."""


def _contains_all(value: object, *parts: object) -> bool:
    return value is not None and all(_contains(value, part) for part in parts)


def _contains_any(value: object, *parts: object) -> bool:
    return value is not None and any(_contains(value, part) for part in parts)


VARIABLE_FUNCTIONS: Final[Mapping[str, Method]] = {
    "get": lambda value: value,
    "getOrDefault": lambda value, other: other if value is None else value,
    "exists": lambda value: value is not None,
    "empty": empty,
    "isEmpty": empty,
    "notEmpty": lambda value: not empty(value),
    "isNotEmpty": lambda value: not empty(value),
    "equals": equal,
    "eq": equal,
    "notEquals": differ,
    "ne": differ,
    "lowerThan": less,
    "lessThan": less,
    "lt": less,
    "lowerThanOrEquals": at_most,
    "lessThanOrEquals": at_most,
    "lte": at_most,
    "greaterThan": greater,
    "gt": greater,
    "greaterThanOrEquals": at_least,
    "gte": at_least,
    "contains": _contains_all,
    "containsAny": _contains_any,
}
"""`vars:equals(name, value)` and the like: the first argument names a variable."""
