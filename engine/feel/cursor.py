"""A place in the tokens of a text: looking ahead, moving on, refusing."""

from __future__ import annotations

from typing import NoReturn

from engine.feel.errors import FeelSyntaxError, LimitExceeded
from engine.feel.names import KEYWORDS, NameIndex, normal
from engine.feel.tokens import Token, tokenize

MAX_TEXT = 50_000
MAX_NESTING = 80

_IN_NAMES = frozenset(".+-*/'")


class Cursor:
    """The tokens, the index of the current one, and the names known so far."""

    def __init__(self, source: str, *, names: NameIndex) -> None:
        if len(source) > MAX_TEXT:
            raise LimitExceeded("limit_text", limit=MAX_TEXT)
        self.source = source
        self.names = names
        self.tokens = tokenize(source)
        self.index = 0
        self.nesting = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.index]

    @property
    def last_end(self) -> int:
        """Where the token before the current one ends."""
        return self.tokens[self.index - 1].end if self.index else 0

    def peek(self, ahead: int = 1) -> Token:
        return self.tokens[min(self.index + ahead, len(self.tokens) - 1)]

    def at(self, text: str) -> bool:
        """Is the current token this sign or word? A string never is."""
        token = self.tokens[self.index]
        return token.text == text and token.kind != "string"

    def accept(self, text: str) -> bool:
        if self.at(text):
            self.index += 1
            return True
        return False

    def expect(self, text: str) -> Token:
        token = self.token
        if not self.accept(text):
            self.refuse(text)
        return token

    def refuse(self, expected: str) -> NoReturn:
        """Raises the FeelSyntaxError for the current token."""
        token = self.token
        raise FeelSyntaxError(self.source, position=token.start, expected=expected, found=token.text[:40])

    def descend(self) -> None:
        """One level deeper; `self.nesting -= 1` when leaving."""
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            raise LimitExceeded("limit_depth")

    def known_name(self) -> str | None:
        """Takes the longest known name of several tokens, if one stands here."""
        match = self.names.match(self.source, self.tokens, self.index)
        if match is None:
            return None
        self.index += match[0]
        return match[1]

    def member_name(self) -> str:
        """Takes a name after a dot: a known one, or all words up to the next sign or keyword."""
        known = self.known_name()
        if known is not None:
            return known
        if self.token.kind != "name":
            self.refuse("name")
        first = self.index
        self.index += 1
        while self.token.kind == "name" and self.token.text not in KEYWORDS:
            self.index += 1
        return self._text(first)

    def name_before(self, stop: str) -> str | None:
        """Takes a new name that is followed by the sign or word `stop`; None when there is none."""
        first, index = self.index, self.index
        while self._may_be_in_name(index, stop):
            index += 1
        if index == first or self.tokens[index].text != stop:
            return None
        if self.tokens[first].kind == "number":
            return None
        self.index = index
        name = self._text(first)
        self.names.add(name)
        return name

    def _may_be_in_name(self, index: int, stop: str) -> bool:
        token = self.tokens[index]
        if token.text == stop:
            return False
        return token.kind in ("name", "number") or token.text in _IN_NAMES or token.kind == "other"

    def _text(self, first: int) -> str:
        return normal(self.source[self.tokens[first].start : self.tokens[self.index - 1].end])
