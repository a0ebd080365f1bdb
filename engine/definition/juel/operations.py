"""What JUEL's operators mean: null is 0, "" or false, and one side is made to fit the other.

Each function gets and gives FEEL values; BadArgument where JUEL would refuse to convert.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final

from engine.feel.arithmetic import OPERATIONS, NoSuchResult
from engine.feel.compare import order, same
from engine.feel.functions import BadArgument
from engine.feel.render import render
from engine.feel.values import DECIMAL, kind_of

ZERO: Final = Decimal(0)
_NUMBER: Final = re.compile(r"\s*[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d{1,4})?\s*")


def truth(value: object) -> bool:
    """null and "" are false; of texts only “true” is true."""
    if value is None or value == "":
        return False
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return value.strip().lower() == "true"
    raise BadArgument(value)


def text(value: object) -> str:
    """null is the empty text."""
    if value is None:
        return ""
    return value if isinstance(value, str) else str(render(value))


def number(value: object) -> Decimal:
    """null and "" are 0; texts are read as numbers."""
    if value is None or value == "":
        return ZERO
    if isinstance(value, Decimal):
        return value
    if isinstance(value, str) and len(value) <= 100 and _NUMBER.fullmatch(value):
        return DECIMAL.create_decimal(value.strip())
    raise BadArgument(value)


def negated(value: object) -> bool:
    return not truth(value)


def minus(value: object) -> object:
    return DECIMAL.minus(number(value))


def empty(value: object) -> bool:
    return value is None or (isinstance(value, (str, list, dict)) and not value)


def equal(one: object, other: object) -> bool:
    """null equals only null; a number, truth value or text makes the other side one of its kind."""
    if one is None or other is None:
        return one is other
    for kind, convert in _CONVERSIONS:
        if isinstance(one, kind) or isinstance(other, kind):
            return convert(one) == convert(other)
    return same(one, other)


_CONVERSIONS: Final[tuple[tuple[type, Callable[[object], object]], ...]] = (
    (Decimal, number),
    (bool, truth),
    (str, text),
)


def differ(one: object, other: object) -> bool:
    return not equal(one, other)


def less(one: object, other: object) -> bool:
    return _ordered(one, other, lambda sign: sign < 0)


def greater(one: object, other: object) -> bool:
    return _ordered(one, other, lambda sign: sign > 0)


def at_most(one: object, other: object) -> bool:
    return _ordered(one, other, lambda sign: sign <= 0)


def at_least(one: object, other: object) -> bool:
    return _ordered(one, other, lambda sign: sign >= 0)


def _ordered(one: object, other: object, holds: Callable[[int], bool]) -> bool:
    """Beside null nothing is less or greater, but null is at most null."""
    if one is None or other is None:
        return one is other and holds(0)
    if isinstance(one, Decimal) or isinstance(other, Decimal):
        one, other = number(one), number(other)
    elif isinstance(one, str) or isinstance(other, str):
        one, other = text(one), text(other)
    sign = order(one, other)
    if sign is None:
        raise BadArgument(other)
    return holds(sign)


def _arithmetic(sign: str) -> Callable[[object, object], object]:
    def calculate(one: object, other: object) -> object:
        if not _is_scalar(one) or not _is_scalar(other):  # dates and durations, which JUEL never had
            found = OPERATIONS.get((sign, kind_of(one), kind_of(other)))
            if found is None:
                raise BadArgument(other)
            try:
                return found(one, other)
            except NoSuchResult:
                raise BadArgument(other) from None
        return OPERATIONS[sign, "number", "number"](number(one), number(other))

    return calculate


def _is_scalar(value: object) -> bool:
    return value is None or isinstance(value, (str, Decimal, bool))


def remainder(one: object, other: object) -> object:
    """With the sign of the dividend, as in Java."""
    return DECIMAL.remainder(number(one), number(other))


def joined(*parts: object) -> str:
    """`Order ${id} of ${who}`"""
    return "".join(map(text, parts))


BINARY: Final[tuple[Mapping[str, Callable[[object, object], object]], ...]] = (
    {"==": equal, "!=": differ},
    {"<": less, ">": greater, "<=": at_most, ">=": at_least},
    {"+": _arithmetic("+"), "-": _arithmetic("-")},
    {"*": _arithmetic("*"), "/": _arithmetic("/"), "%": remainder},
)
"""By level: what binds loosest first."""
