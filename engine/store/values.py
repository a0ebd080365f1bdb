"""Process data as text: JSON, with tags for the types JSON does not have."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine.errors import TooLarge
from engine.feel.durations import WideDuration, YearsMonths, read_duration
from engine.feel.temporal import (
    format_date,
    format_date_time,
    format_time,
    read_date,
    read_date_time,
    read_time,
)
from engine.feel.wide import FineTime, WideDate, WideDateTime

VARIABLE_LIMIT = 1024 * 1024
"""Bytes of one variable; larger things are files."""

_KEY = "$"


def _timedelta(text: str) -> timedelta:
    days, micros = text.split(":")
    return timedelta(days=int(days), microseconds=int(micros))


def _months(text: str) -> object:
    return read_duration(text)


_READ: dict[str, Callable[[str], Any]] = {
    "n": Decimal,
    "dt": read_date_time,
    "d": read_date,
    "t": read_time,
    "p": _timedelta,
    "pn": lambda text: WideDuration(int(text)),
    "ym": _months,
}


def _write(value: Any) -> Any:
    if isinstance(value, Decimal):
        return {_KEY: "n", "v": str(value)}
    if isinstance(value, datetime):
        return {_KEY: "dt", "v": value.isoformat()}
    if isinstance(value, date):
        return {_KEY: "d", "v": value.isoformat()}
    if isinstance(value, time):
        return {_KEY: "t", "v": value.isoformat()}
    if isinstance(value, timedelta):
        return {
            _KEY: "p",
            "v": f"{value.days}:{(value - timedelta(days=value.days)) // timedelta(microseconds=1)}",
        }
    if isinstance(value, YearsMonths):
        return {_KEY: "ym", "v": str(value)}
    if isinstance(value, WideDateTime | WideDate | FineTime | WideDuration):
        return _write_wide(value)
    if isinstance(value, set | frozenset):
        return sorted(value, key=str)
    raise TypeError(f"process data cannot hold a {type(value).__name__}")


def _write_wide(value: WideDateTime | WideDate | FineTime | WideDuration) -> dict[str, str]:
    """Far years and nanoseconds, as FEEL writes them."""
    if isinstance(value, WideDuration):
        return {_KEY: "pn", "v": str(value.nanos)}
    if isinstance(value, FineTime):
        return {_KEY: "t", "v": format_time(value)}
    if isinstance(value, WideDate):
        return {_KEY: "d", "v": format_date(value)}
    return {_KEY: "dt", "v": format_date_time(value)}


def _hook(value: dict[str, Any]) -> Any:
    if len(value) == 2 and _KEY in value and "v" in value:
        return _READ[value[_KEY]](value["v"])
    return value


# made once: json.dumps and json.loads with options make a new one per call
_encode = json.JSONEncoder(ensure_ascii=False, default=_write, allow_nan=False, separators=(",", ":")).encode
_decode_plain = json.JSONDecoder(parse_float=Decimal).decode
_decode_tagged = json.JSONDecoder(object_hook=_hook, parse_float=Decimal).decode


def encode(value: Any, *, name: str = "") -> str:
    """The text of a value. Raises TypeError for what is no process data, TooLarge beyond 1 MB."""
    text = _encode(value)
    if len(text) > VARIABLE_LIMIT // 4 and len(text.encode()) > VARIABLE_LIMIT:
        raise TooLarge(
            what=name or "value", what_zh=name or "值", size=len(text.encode()), limit=VARIABLE_LIMIT
        )
    return text


def decode(text: str) -> Any:
    """The value of a text made by `encode`. Fractions come back as Decimal."""
    return _decode_tagged(text) if '"$"' in text else _decode_plain(text)
