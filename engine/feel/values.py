"""What a FEEL value is in Python.

null None · boolean bool · number Decimal · string str · date, time, date and time: `datetime` types (far
years and nanoseconds: `wide`) · durations YearsMonths and timedelta (WideDuration) · list list · context
dict · range Range · function Function. Values from outside are adopted when they are taken out of a variable,
list or context.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import Any, Protocol

from engine.feel.durations import WideDuration, YearsMonths
from engine.feel.errors import LimitExceeded
from engine.feel.texts import Kind
from engine.feel.wide import FineTime, WideDate, WideDateTime

MAX_PARTS = 500_000

# IEEE 754 Decimal128, as the standard demands.
DECIMAL = Context(prec=34, Emin=-6143, Emax=6144, traps=[InvalidOperation, DivisionByZero, Overflow])


@dataclass(frozen=True, slots=True)
class Range:
    """An interval. An end that is None and open is unbounded; `operator` marks ranges such as (!= 10)."""

    low: object
    high: object
    low_closed: bool
    high_closed: bool
    operator: str = ""

    __hash__ = None  # type: ignore[assignment]


class Function:
    """Something that can be called; see `functions`."""

    __slots__ = ()

    def accepts(self, count: int) -> bool:
        """May it be called with so many arguments?"""
        raise NotImplementedError

    def signature(self) -> Any:
        """The types of the parameters and of the result; None if it does not declare them."""
        return None


class Unsupported:
    """A value of a type that FEEL does not know; every operation on it gives null."""

    __slots__ = ("type_name",)

    def __init__(self, type_name: str) -> None:
        self.type_name = type_name


_KINDS: dict[type, Kind] = {
    type(None): Kind("null"),
    bool: Kind("boolean"),
    Decimal: Kind("number"),
    str: Kind("string"),
    date: Kind("date"),
    WideDate: Kind("date"),
    time: Kind("time"),
    FineTime: Kind("time"),
    datetime: Kind("date and time"),
    WideDateTime: Kind("date and time"),
    timedelta: Kind("days and time duration"),
    WideDuration: Kind("days and time duration"),
    YearsMonths: Kind("years and months duration"),
    list: Kind("list"),
    dict: Kind("context"),
    Range: Kind("range"),
}
NATIVE = frozenset(_KINDS)
LEAVES = NATIVE - {list, dict}
_FUNCTION = Kind("function")
_UNKNOWN = Kind("unknown")


def kind_of(value: object) -> Kind:
    """The FEEL type of an adopted value; functions and unsupported values included."""
    kind = _KINDS.get(type(value))
    if kind is not None:
        return kind
    return _FUNCTION if isinstance(value, Function) else _UNKNOWN


def adopt(value: object) -> object:
    """The FEEL value for a Python value: int and float become Decimal, tuples lists, mappings dicts."""
    if type(value) in NATIVE or isinstance(value, (Function, Unsupported)):
        return value
    if isinstance(value, int):
        return _number(value)
    if isinstance(value, float):
        number = Decimal(repr(value))
        return number if number.is_finite() else None
    return _adopt_other(value)


def _number(value: int) -> object:
    """Whole numbers beyond 34 digits are rounded, beyond the exponents of Decimal128 refused."""
    if value.bit_length() < 110:
        return Decimal(value)
    return DECIMAL.create_decimal(value) if value.bit_length() < 14_000 else Unsupported("int")


def _adopt_other(value: object) -> object:
    if isinstance(value, (str, Decimal, date, time, timedelta)):
        return _plain(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (Sequence, Set)) and not isinstance(value, (bytes, bytearray)):
        return list(value)
    return Unsupported(type(value).__name__)


def _plain(value: str | Decimal | date | time | timedelta) -> object:
    """The value of a subclass as one of the class itself."""
    if isinstance(value, str):
        return "".join(value)
    if isinstance(value, Decimal):
        return Decimal(value)
    if isinstance(value, datetime):
        return datetime.combine(value.date(), value.timetz())
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    if isinstance(value, timedelta):
        return timedelta(value.days, value.seconds, value.microseconds)
    return time(value.hour, value.minute, value.second, value.microsecond, value.tzinfo)


class Spender(Protocol):
    """What is told of the parts that were walked through, and raises LimitExceeded when it is too much."""

    def spend(self, parts: int) -> None: ...


class Budget:
    """How many parts of nested values may still be walked through.

    A value may hold another many times, so a small one can unfold into an endless one.
    """

    __slots__ = ("left",)

    def __init__(self, parts: int = MAX_PARTS) -> None:
        self.left = parts

    def spend(self, parts: int) -> None:
        """Raises LimitExceeded when it is used up."""
        self.left -= parts
        if self.left < 0:
            raise LimitExceeded("limit_size", limit=MAX_PARTS)


def weight(value: object) -> int:
    """How many parts a nested value unfolds into. Raises LimitExceeded beyond the budget."""
    budget = Budget()
    parts = [value]
    while parts:
        each = parts.pop()
        if isinstance(each, (list, tuple, dict)):
            budget.spend(len(each))
            parts.extend(each.values() if isinstance(each, dict) else each)
    return MAX_PARTS - budget.left


def deep_adopt(value: object) -> object:
    """A result as it leaves: adopted all the way down, unsupported values as null."""
    if type(value) in LEAVES:
        return value
    if type(value) is list and len(value) <= MAX_PARTS and LEAVES.issuperset(map(type, value)):
        return value.copy()
    return _deep_adopt(value, Budget())


def _deep_adopt(value: object, budget: Budget) -> object:
    value = adopt(value)
    if isinstance(value, list):
        budget.spend(len(value))
        return [item if type(item) in LEAVES else _deep_adopt(item, budget) for item in value]
    if isinstance(value, dict):
        budget.spend(len(value))
        return {
            key: item if type(item) in LEAVES else _deep_adopt(item, budget) for key, item in value.items()
        }
    return None if isinstance(value, Unsupported) else value
