"""Values that somebody types to try an expression with, by kind."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from engine.feel.errors import FeelError
from engine.feel.expression import Expression
from engine.feel.parser import parse_expression
from engine.feel.temporal import feel_duration, read_date, read_date_time, read_time
from forms.expressions.errors import ValuesRefused
from forms.expressions.question import Question
from forms.expressions.texts import Pair, pair

LONGEST: Final = 20_000
_TRUE, _FALSE = frozenset({"true", "yes", "是", "1"}), frozenset({"false", "no", "否", "0"})


class Unreadable(Exception):
    """This is no value of that kind; `words` say what would be one."""

    def __init__(self, words: Pair) -> None:
        self.words = words
        super().__init__(words[1])


def values_of(question: Question) -> dict[str, Any]:
    """name → value for every name that got one; a path makes a context. Raises ValuesRefused."""
    found: dict[str, Any] = {}
    faults: dict[str, dict[str, str]] = {}
    for name, text in question.values.items():
        known = question.scope.find(name)
        try:
            value = read_value(known.kind if known is not None else "", text)
        except Unreadable as refused:
            faults[name] = {"zh": refused.words[0], "en": refused.words[1]}
            continue
        put(found, name, value)
    if faults:
        raise ValuesRefused(faults)
    return found


def put(context: dict[str, Any], name: str, value: object) -> None:
    """Set a value under a name; a path makes inner contexts. What is there already stays if there is no value."""
    *path, last = name.split(".")
    for part in path:
        inner = context.setdefault(part, {})
        if not isinstance(inner, dict):
            return
        context = inner
    if value is not None or last not in context:
        context[last] = value


def read_value(kind: str, text: str) -> Any:
    """The value that was typed; None for an empty text. Raises Unreadable."""
    if len(text) > LONGEST:
        raise Unreadable(pair("value too long", limit=LONGEST))
    if kind == "string":
        return text or None
    if not text.strip():
        return None
    read = _READERS.get(kind)
    if read is None:
        return _anything(text.strip())
    # Full-width digits and signs of Chinese keyboards; inside lists and contexts texts stay as they are.
    keeps = kind in ("list", "context")
    return read(text.strip() if keeps else unicodedata.normalize("NFKC", text).strip())


def json_value(body: str) -> Any:
    """The value of a JSON text; None for another text."""
    try:
        return json.loads(body, parse_float=Decimal, parse_int=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError, InvalidOperation):
        return None


def _no_number(name: str) -> object:
    raise ValueError(name)


def evaluated(body: str) -> Any:
    """The value of a FEEL text that reads nothing. Raises FeelError."""
    return Expression(text=body, tree=parse_expression(body)).evaluate({})


def _anything(text: str) -> Any:
    """FEEL where it is a value of FEEL, else the text as it stands: 12, true, [1, 2], "A" and A."""
    try:
        tree = parse_expression(text)
        made = Expression(text=text, tree=tree)
        return text if made.names else made.evaluate({})
    except FeelError:
        return text


def _number(text: str) -> Decimal:
    plain = text.replace(",", "").replace(" ", "").lstrip("¥")
    share = plain.endswith("%")
    try:
        number = Decimal(plain.removesuffix("%"))
    except InvalidOperation:
        raise Unreadable(pair("bad number")) from None
    if not number.is_finite():
        raise Unreadable(pair("bad number"))
    return number / 100 if share else number


def _boolean(text: str) -> bool:
    word = text.casefold()
    if word not in _TRUE | _FALSE:
        raise Unreadable(pair("bad boolean"))
    return word in _TRUE


def _by(read: Callable[[str], object], code: str) -> Callable[[str], object]:
    def reader(text: str) -> object:
        try:
            value = read(text)
        except (FeelError, ValueError, ArithmeticError):
            value = None
        if value is None:
            raise Unreadable(pair(code))
        return value

    return reader


def _of(wanted: type, code: str) -> Callable[[str], object]:
    def reader(text: str) -> object:
        value = json_value(text)
        if not isinstance(value, wanted):
            try:
                value = evaluated(text)
            except FeelError:
                value = None
        if not isinstance(value, wanted):
            raise Unreadable(pair(code))
        return value

    return reader


def _moment(text: str) -> object:
    return read_date_time(text) or read_date_time(f"{text}:00")


def _clock(text: str) -> object:
    return read_time(text) or read_time(f"{text}:00")


_READERS: Final[Mapping[str, Callable[[str], object]]] = {
    "number": _number,
    "boolean": _boolean,
    "date": _by(read_date, "bad date"),
    "time": _by(_clock, "bad time"),
    "date and time": _by(_moment, "bad date and time"),
    "days and time duration": _by(feel_duration, "bad duration"),
    "years and months duration": _by(feel_duration, "bad duration"),
    "list": _of(list, "bad list"),
    "context": _of(dict, "bad context"),
}
