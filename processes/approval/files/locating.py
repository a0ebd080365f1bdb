"""In which line of a JSON text the value at a place stands."""

from __future__ import annotations

import json
import re

_DECODER = json.JSONDecoder(strict=False)
_SPACE = " \t\n\r"
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:]')


def line_of(text: str, place: str) -> int:
    """The line, from 1, of `flows/0/content/points/2`; where it is not there, of what encloses it."""
    at = _skip(text, 0)
    for part in place.split("/") if place else ():
        inner = _inside(text, at, part)
        if inner is None:
            break
        at = inner
    return text.count("\n", 0, at) + 1


def repeated(text: str) -> tuple[str, int]:
    """The first field that its object has already, and its line. The text is JSON and has such a field."""
    objects: list[set[str]] = []
    last = None
    for token in _TOKEN.finditer(text):
        sign = token[0]
        if sign in "{[":
            objects.append(set())
        elif sign in "}]":
            objects.pop()
        elif sign == ":" and last is not None:
            name = json.loads(last[0], strict=False)
            if name in objects[-1]:
                return name, text.count("\n", 0, last.start()) + 1
            objects[-1].add(name)
        last = token
    raise ValueError(text[:40])


def _inside(text: str, at: int, part: str) -> int | None:
    """Where the field or item of a value begins; None if it has none of this name."""
    if text[at] == "{":
        return _field(text, at + 1, part)
    return _item(text, at + 1, int(part)) if text[at] == "[" and part.isdecimal() else None


def _field(text: str, at: int, name: str) -> int | None:
    at, found = _skip(text, at), None
    while text[at] != "}":
        key, after = _DECODER.raw_decode(text, at)
        value = _skip(text, _skip(text, after) + 1)
        if key == name:
            found = value  # of several of one name the last one counts, as for every reader of JSON
        at = _next(text, value)
    return found


def _item(text: str, at: int, number: int) -> int | None:
    at = _skip(text, at)
    while text[at] != "]":
        if not number:
            return at
        number -= 1
        at = _next(text, at)
    return None


def _next(text: str, value: int) -> int:
    """Where the field or item after a value begins, or the bracket that closes."""
    at = _skip(text, _DECODER.raw_decode(text, value)[1])
    return _skip(text, at + 1) if text[at] == "," else at


def _skip(text: str, at: int) -> int:
    while text[at] in _SPACE:
        at += 1
    return at
