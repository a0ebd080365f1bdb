"""Writing the `[bindings]` of a package.toml; everything else in it stays as it was written."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Final

from engine.definition.binding import Bindings

_SECTION: Final = re.compile(r"\s*\[+\s*(?:bindings|\"bindings\"|'bindings')\s*[.\]]")
_ANY_SECTION: Final = re.compile(r"\s*\[")
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")


def with_bindings(head: bytes | None, bindings: Bindings, *, key: str) -> bytes:
    """The package.toml with these bindings instead of those it had; `key` is for one that is not there yet."""
    if head is None:
        known: dict[str, object] = {"key": key} if _BARE.fullmatch(key) else {}
        return (_written(known) + _section(bindings)).encode("utf-8")
    text = head.decode("utf-8")
    before = tomllib.loads(text)
    before.pop("bindings", None)
    kept = _without(text)
    if not _says(kept, before):  # written in a way that lines do not show: write it all anew
        kept = _written(before)
    return (kept.rstrip() + "\n" + _section(bindings)).encode("utf-8")


def _without(text: str) -> str:
    """The text without the lines of its sections on bindings."""
    kept: list[str] = []
    inside = False
    for line in text.splitlines():
        if _ANY_SECTION.match(line):
            inside = bool(_SECTION.match(line))
        if not inside:
            kept.append(line)
    return "\n".join(kept)


def _says(text: str, wanted: Mapping[str, object]) -> bool:
    try:
        return tomllib.loads(text) == wanted
    except tomllib.TOMLDecodeError:
        return False


def _section(bindings: Bindings) -> str:
    if not bindings:
        return ""
    lines = ["", "[bindings]"]
    for key, bound in sorted(bindings.items()):
        if not bound.inputs and bound.result is None:
            lines.append(f"{_text(key)} = {_text(bound.adapter)}")
            continue
        parts = [f"adapter = {_text(bound.adapter)}"]
        if bound.inputs:
            inner = ", ".join(f"{_name(name)} = {_text(text)}" for name, text in bound.inputs.items())
            parts.append(f"inputs = {{ {inner} }}")
        if bound.result is not None:
            parts.append(f"result = {_text(bound.result)}")
        lines.append(f"{_text(key)} = {{ {', '.join(parts)} }}")
    return "\n".join(lines) + "\n"


def _written(head: Mapping[str, object]) -> str:
    return "".join(f"{_name(name)} = {_value(value)}\n" for name, value in head.items())


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_name(str(k))} = {_value(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    return (
        _text(value)
        if isinstance(value, str)
        else str(value).lower()
        if isinstance(value, bool)
        else str(value)
    )


def _name(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _text(text: str) -> str:
    """A basic string: JSON's escapes are TOML's, but for DEL."""
    return "".join(_escaped(json.dumps(text, ensure_ascii=False)))


def _escaped(text: str) -> Iterator[str]:
    for char in text:
        yield f"\\u{ord(char):04x}" if char == "\x7f" else char
