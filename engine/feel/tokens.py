"""Cuts a text into tokens. Names with spaces are put together later, by the parser, which knows them."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from engine.feel.errors import FeelSyntaxError

TokenKind = Literal["name", "number", "string", "temporal", "operator", "other", "end"]

# The standard's name characters, without the full-width punctuation (，。（）“”…) that keyboards produce by
# mistake: those become tokens of their own, so that the parser can say which character was meant.
_START = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3005-\u3007\u3021-\ud7ff\uf900-\ufdcf\ufdf0-\ufeff\uff21-\uff3a\uff41-\uff5a"
    "\uff66-\ufffd\U00010000-\U000effff"
)
_PART = _START + "0-9\u00b7\u0300-\u036f\u203f-\u2040"

_TOKEN = re.compile(
    rf"""
    (?P<space>[\s\u0085\u200b\ufeff]+|//[^\n]*|/\*.*?\*/)
  | (?P<number>(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<name>[{_START}][{_PART}]*)
  | (?P<string>"(?:[^"\\]|\\.)*")
  | (?P<temporal>@\s*"(?:[^"\\]|\\.)*")
  | (?P<operator>\.\.|\*\*|!=|<=|>=|->|[-+*/=<>()\[\]{{}},.:?])
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)

_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6})|(.))", re.DOTALL)
_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}


class Token(NamedTuple):
    """One token: `text` as written, `start` and `end` as 0-based offsets."""

    kind: TokenKind
    text: str
    start: int
    end: int


def tokenize(source: str) -> list[Token]:
    """All tokens of the text, ended by one of kind "end". Raises FeelSyntaxError for an open string."""
    tokens = []
    for match in _TOKEN.finditer(source):
        kind = match.lastgroup
        if kind == "space":
            continue
        if kind == "other" and match.group() == '"':
            _refuse(source, match.start(), "string_end")
        tokens.append(Token(kind, match.group(), match.start(), match.end()))  # type: ignore[arg-type]
        if source.startswith("/*", match.start()):
            _refuse(source, match.start(), "comment_end")
    tokens.append(Token("end", "", len(source), len(source)))
    return tokens


def unquote(text: str) -> str:
    """The characters that a string literal stands for; `text` includes its quotation marks."""
    if "\\" not in text:
        return text[1:-1]
    return _SURROGATES.sub(_join, _ESCAPE.sub(_unescape, text[1:-1]))


def _unescape(match: re.Match[str]) -> str:
    short, long, simple = match.groups()
    code = short or long
    if code is not None:
        number = int(code, 16)
        return chr(number) if number <= 0x10FFFF else match.group()
    return _SIMPLE.get(simple, "\\" + simple)


def _join(match: re.Match[str]) -> str:
    return match.group().encode("utf-16", "surrogatepass").decode("utf-16")


def _refuse(source: str, position: int, expected: str) -> None:
    raise FeelSyntaxError(
        source, position=position, expected=expected, found=source[position : position + 12]
    )
