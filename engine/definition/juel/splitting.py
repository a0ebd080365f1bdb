"""Plain text and the expressions `${…}` and `#{…}` in it."""

from __future__ import annotations

from dataclasses import dataclass

from engine.definition.juel.tokens import JuelRefused


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the text, or the inside of an expression."""

    text: str
    expression: bool


def is_juel(text: str) -> bool:
    return "${" in text or "#{" in text


def split(text: str) -> list[Part]:
    """The parts in order, respecting quotes and nested braces. Raises JuelRefused."""
    parts: list[Part] = []
    position = 0
    while position < len(text):
        start = min((i for i in (text.find("${", position), text.find("#{", position)) if i >= 0), default=-1)
        if start < 0:
            parts.append(Part(text[position:], expression=False))
            break
        parts.append(Part(text[position:start], expression=False))
        end = _closing(text, start + 2)
        parts.append(Part(text[start + 2 : end], expression=True))
        position = end + 1
    return [p for p in parts if p.expression or p.text.strip() or (len(parts) > 1 and p.text)]


def _closing(text: str, position: int) -> int:
    depth, quote = 1, ""
    while position < len(text):
        char = text[position]
        if quote:
            position += char == "\\"
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char in "{}":
            depth += 1 if char == "{" else -1
            if depth == 0:
                return position
        position += 1
    raise JuelRefused("}")
