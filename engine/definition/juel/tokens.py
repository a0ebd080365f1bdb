"""JUEL's words and signs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


class JuelRefused(Exception):
    """This JUEL text cannot be translated. `reason` is the part that has no counterpart."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Token:
    """`text` as written, words for signs replaced by the sign."""

    text: str
    start: int
    end: int

    @property
    def is_name(self) -> bool:
        return self.text[0].isalpha() or self.text[0] in "_$"


_TOKEN: Final = re.compile(
    r"\s*(?P<token>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?"
    r"|'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\""
    r"|[^\W\d][\w$]*(?::[^\W\d]\w*(?=\s*\())?"
    r"|==|!=|<=|>=|&&|\|\||[-+*/%<>!?:.,()\[\]])"
)
_WORDS: Final[Mapping[str, str]] = {
    "eq": "==",
    "ne": "!=",
    "lt": "<",
    "gt": ">",
    "le": "<=",
    "ge": ">=",
    "and": "&&",
    "or": "||",
    "not": "!",
    "div": "/",
    "mod": "%",
}


def tokenize(text: str) -> list[Token]:
    """All tokens of an expression. Raises JuelRefused naming what cannot be read."""
    tokens: list[Token] = []
    position = 0
    text = text.rstrip()
    while position < len(text):
        found = _TOKEN.match(text, position)
        if found is None:
            raise JuelRefused(text[position : position + 12].strip())
        word = found.group("token")
        after_dot = bool(tokens) and tokens[-1].text == "."
        tokens.append(Token(word if after_dot else _WORDS.get(word, word), *found.span("token")))
        position = found.end()
    return tokens
