"""Walks along a pattern and reads the sets of characters in it."""

from __future__ import annotations

from engine.feel.errors import LimitExceeded
from engine.feel.regex.classes import (
    ESCAPES,
    Predicate,
    any_of,
    between,
    category,
    ignoring_case,
    negated,
    one_of,
    without,
)

MAX_NESTING = 30

_SINGLE = {"n": "\n", "r": "\r", "t": "\t"}
_LITERAL_ESCAPES = frozenset("\\|.-^?*+{}()[]$ ")


class Flags:
    """s: the dot takes line ends · m: ^ and $ at lines · i: ignore case · x: skip space · q: all literal."""

    def __init__(self, text: str) -> None:
        if not set(text) <= set("smixq"):
            raise ValueError(text)
        self.dot_all = "s" in text
        self.multiline = "m" in text
        self.ignore_case = "i" in text
        self.skip_space = "x" in text and "q" not in text
        self.literal = "q" in text


class Scanner:
    """A place in a pattern; reads sets of characters. Anything XPath does not allow is a ValueError."""

    def __init__(self, pattern: str, flags: Flags) -> None:
        self._pattern = without_space(pattern) if flags.skip_space else pattern
        self._flags = flags
        self._index = 0
        self._nesting = 0

    @property
    def ended(self) -> bool:
        return self._index >= len(self._pattern)

    def _peek(self) -> str:
        return self._pattern[self._index : self._index + 1]

    def _take(self) -> str:
        char = self._peek()
        if not char:
            raise ValueError(self._pattern)
        self._index += 1
        return char

    def _accept(self, char: str) -> bool:
        if self._peek() != char:
            return False
        self._index += 1
        return True

    def _escaped(self, char: str) -> Predicate:
        """The set of an escape; the backslash is already taken."""
        if char in _SINGLE:
            return one_of(frozenset((_SINGLE[char],)))
        if char in _LITERAL_ESCAPES:
            return one_of(frozenset((char,)))
        if char in ("p", "P"):
            found = category(self._braced())
            return negated(found) if char == "P" else found
        predicate = ESCAPES.get(char.lower())
        if predicate is None:
            raise ValueError(self._pattern)
        return negated(predicate) if char.isupper() else predicate

    def _braced(self) -> str:
        end = self._pattern.find("}", self._index)
        if self._take() != "{" or end < 0:
            raise ValueError(self._pattern)
        name = self._pattern[self._index : end]
        self._index = end + 1
        return name

    # -- [classes] ---------------------------------------------------------------------------------

    def _class(self) -> Predicate:
        """The set of a class; its opening bracket is already taken."""
        self._nesting += 1
        if self._nesting > MAX_NESTING:
            raise LimitExceeded("limit_depth")
        turned = self._accept("^")
        parts: list[Predicate] = []
        subtracted: Predicate | None = None
        while not self._accept("]"):
            if self._pattern.startswith("-[", self._index) and parts:
                self._index += 2
                subtracted = self._class()
                if not self._accept("]"):
                    raise ValueError(self._pattern)
                break
            parts.append(self._class_part())
        if not parts:
            raise ValueError(self._pattern)
        self._nesting -= 1
        found = any_of(tuple(parts))
        found = negated(found) if turned else found
        return without(found, subtracted) if subtracted is not None else found

    def _class_part(self) -> Predicate:
        char = self._take()
        if char == "[":
            raise ValueError(self._pattern)
        if char == "\\":
            escape = self._take()
            low = _SINGLE.get(escape, escape)
            if escape not in _SINGLE and escape not in _LITERAL_ESCAPES:
                return self._escaped(escape)
        else:
            low = char
        following = self._pattern[self._index + 1 : self._index + 2]
        if self._peek() != "-" or following in ("]", "[", ""):
            return one_of(frozenset((low,)))
        self._index += 1
        high = self._take()
        if high == "\\":
            escape = self._take()
            if escape not in _SINGLE and escape not in _LITERAL_ESCAPES:
                raise ValueError(self._pattern)
            high = _SINGLE.get(escape, escape)
        if high < low:
            raise ValueError(self._pattern)
        return between(low, high)

    def _cased(self, predicate: Predicate) -> Predicate:
        return ignoring_case(predicate) if self._flags.ignore_case else predicate


def without_space(pattern: str) -> str:
    """The pattern without its white space, but for that inside of classes."""
    kept: list[str] = []
    depth, escaped = 0, False
    for char in pattern:
        if depth == 0 and char in " \t\n\r":
            continue
        if not escaped:
            depth += {"[": 1, "]": -1}.get(char, 0)
        escaped = char == "\\" and not escaped
        kept.append(char)
    return "".join(kept)
