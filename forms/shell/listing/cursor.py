"""The place in a list as a short text in the URL. A forged one only moves the reader."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import ColumnElement

from engine.errors import Invalid
from engine.store.types import Instant, Money
from forms.shell.listing.state import ListState

NUMBERS = (int, float, Decimal)
BIGGEST = 2**63


@dataclass(frozen=True, slots=True)
class Cursor:
    """A row one stands at: its sort value, its id, and its running number (0 = unknown)."""

    backwards: bool
    value: Any
    id: Any
    number: int


def encode(way: str, value: Any, identity: Any, number: int) -> str:
    """`way` is `a` (after this row) or `b` (before it)."""
    packed = json.dumps([_pack(value), _pack(identity), max(number, 0)], ensure_ascii=False)
    return way + base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")


def decode(text: str, state: ListState) -> Cursor:
    """The cursor in `text`; refused if it does not fit the types of this list."""
    try:
        raw = base64.urlsafe_b64decode(text[1:] + "=" * (-len(text[1:]) % 4))
        value, identity, number = json.loads(raw)
        cursor = Cursor(text[0] == "b", _unpack(value), _unpack(identity), number)
        _check(cursor, text, state)
    except (ValueError, TypeError, KeyError, IndexError, InvalidOperation, RecursionError) as error:
        raise Invalid(
            field="at", message="this place in the list is not readable.", message_zh="无法识别列表位置。"
        ) from error
    return cursor


def _check(cursor: Cursor, text: str, state: ListState) -> None:
    fits = text[0] in "ab" and isinstance(cursor.number, int) and not isinstance(cursor.number, bool)
    fits = fits and 0 <= cursor.number < BIGGEST and cursor.id is not None
    fits = fits and _fits(state.sort.order, cursor.value) and _fits(state.spec.id, cursor.id)
    if not fits:
        raise ValueError(text)


def _fits(expression: ColumnElement[Any], value: Any) -> bool:
    if value is None:
        return True
    if isinstance(value, int | float | Decimal) and not -BIGGEST < value < BIGGEST:  # also refuses NaN
        return False
    wanted = _python_type(expression)
    if wanted is None:
        return True
    if wanted in NUMBERS:
        return isinstance(value, NUMBERS) and not isinstance(value, bool)
    return type(value) is wanted


def _python_type(expression: ColumnElement[Any]) -> type | None:
    if isinstance(expression.type, Instant):
        return datetime
    if isinstance(expression.type, Money):
        return Decimal
    try:
        return expression.type.python_type
    except NotImplementedError:
        return None


def _pack(value: Any) -> Any:
    if isinstance(value, datetime):
        return ["t", value.isoformat()]
    if isinstance(value, date):
        return ["d", value.isoformat()]
    if isinstance(value, Decimal):
        return ["n", str(value)]
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def _unpack(value: Any) -> Any:
    if not isinstance(value, list):
        if not (value is None or isinstance(value, bool | int | float | str)):
            raise ValueError(value)
        return value
    kind, text = value
    if kind == "t":
        return datetime.fromisoformat(text)
    return date.fromisoformat(text) if kind == "d" else Decimal({"n": text}[kind])
