"""Reads a pattern into a small tree. Anything XPath does not allow is a ValueError."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

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

MAX_PATTERN = 1_000
MAX_NESTING = 30
MAX_REPEAT = 1_000

_SINGLE = {"n": "\n", "r": "\r", "t": "\t"}
_LITERAL_ESCAPES = frozenset("\\|.-^?*+{}()[]$ ")
_SPECIAL = frozenset("|.?*+{}()[]\\^$")


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


@dataclass(frozen=True, slots=True)
class Chars:
    """One character of a set."""

    accepts: Predicate


@dataclass(frozen=True, slots=True)
class Anchor:
    kind: Literal["^", "$"]


@dataclass(frozen=True, slots=True)
class Back:
    """What an earlier group has found."""

    group: int


@dataclass(frozen=True, slots=True)
class Sequence:
    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    branches: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """`number` is 0 for a group that keeps nothing."""

    number: int
    inner: Tree


@dataclass(frozen=True, slots=True)
class Repeat:
    """`most` is None for endless."""

    inner: Tree
    least: int
    most: int | None
    greedy: bool


Tree = Chars | Anchor | Back | Sequence | Choice | Group | Repeat


def parse(pattern: str, flags: Flags) -> tuple[Tree, int]:
    """The tree and the number of groups."""
    if len(pattern) > MAX_PATTERN:
        raise LimitExceeded("limit_size", limit=MAX_PATTERN)
    reader = _Reader(pattern, flags)
    if flags.literal:
        return Sequence(tuple(reader.single(char) for char in pattern)), 0
    tree = reader.choice()
    if not reader.ended:
        raise ValueError(pattern)
    return tree, reader.groups


class _Reader:
    def __init__(self, pattern: str, flags: Flags) -> None:
        self._pattern = pattern
        self._flags = flags
        self._index = 0
        self._nesting = 0
        self._open: set[int] = set()
        self.groups = 0

    @property
    def ended(self) -> bool:
        return self._index >= len(self._pattern)

    def _peek(self, skip: bool = True) -> str:
        while skip and self._flags.skip_space and self._pattern[self._index : self._index + 1].isspace():
            self._index += 1
        return self._pattern[self._index : self._index + 1]

    def _take(self, skip: bool = True) -> str:
        char = self._peek(skip)
        if not char:
            raise ValueError(self._pattern)
        self._index += 1
        return char

    def _accept(self, char: str) -> bool:
        if self._peek() != char:
            return False
        self._index += 1
        return True

    def choice(self) -> Tree:
        branches = [self._sequence()]
        while self._accept("|"):
            branches.append(self._sequence())
        return branches[0] if len(branches) == 1 else Choice(tuple(branches))

    def _sequence(self) -> Tree:
        parts: list[Tree] = []
        while self._peek() not in ("", "|", ")"):
            parts.append(self._quantified())
        return Sequence(tuple(parts))

    def _quantified(self) -> Tree:
        atom = self._atom()
        char = self._peek()
        if char not in ("*", "+", "?", "{") or not char:
            return atom
        self._index += 1
        least, most = {"*": (0, None), "+": (1, None), "?": (0, 1)}.get(char) or self._counts()
        greedy = not self._accept("?")
        if self._peek() in ("*", "+", "?", "{") and self._peek():
            raise ValueError(self._pattern)
        return Repeat(atom, least, most, greedy)

    def _counts(self) -> tuple[int, int | None]:
        end = self._pattern.find("}", self._index)
        text = self._pattern[self._index : end] if end >= 0 else ""
        self._index = end + 1
        low, comma, high = text.partition(",")
        if not low.isdecimal() or (high and not high.isdecimal()):
            raise ValueError(self._pattern)
        least = int(low)
        most = least if not comma else int(high) if high else None
        if most is not None and most < least:
            raise ValueError(self._pattern)
        if max(least, most or 0) > MAX_REPEAT:
            raise LimitExceeded("limit_size", limit=MAX_REPEAT)
        return least, most

    def _atom(self) -> Tree:
        char = self._take()
        if char == "(":
            return self._group()
        if char == "[":
            return Chars(self._cased(self._class()))
        if char == ".":
            return Chars((lambda each: True) if self._flags.dot_all else (lambda each: each not in "\n\r"))
        if char == "^":
            return Anchor("^")
        if char == "$":
            return Anchor("$")
        if char == "\\":
            return self._escape()
        if char in _SPECIAL:
            raise ValueError(self._pattern)
        return self.single(char)

    def single(self, char: str) -> Tree:
        return Chars(self._cased(one_of(frozenset((char,)))))

    def _cased(self, predicate: Predicate) -> Predicate:
        return ignoring_case(predicate) if self._flags.ignore_case else predicate

    def _group(self) -> Tree:
        self._nesting += 1
        if self._nesting > MAX_NESTING:
            raise LimitExceeded("limit_depth")
        number = 0
        if self._accept("?"):
            if not self._accept(":"):
                raise ValueError(self._pattern)
        else:
            self.groups += 1
            number = self.groups
            self._open.add(number)
        inner = self.choice()
        if not self._accept(")"):
            raise ValueError(self._pattern)
        self._open.discard(number)
        self._nesting -= 1
        return Group(number, inner)

    def _escape(self) -> Tree:
        char = self._take(skip=False)
        if char.isdecimal():
            return self._back(char)
        return Chars(self._cased(self._escaped(char)))

    def _back(self, digits: str) -> Tree:
        while self._peek(skip=False).isdecimal() and int(digits + self._peek(skip=False)) <= self.groups:
            digits += self._take(skip=False)
        group = int(digits)
        if not 0 < group <= self.groups or group in self._open:
            raise ValueError(self._pattern)
        return Back(group)

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
        if self._take(skip=False) != "{" or end < 0:
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
            escape = self._take(skip=False)
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
            escape = self._take(skip=False)
            if escape not in _SINGLE and escape not in _LITERAL_ESCAPES:
                raise ValueError(self._pattern)
            high = _SINGLE.get(escape, escape)
        if high < low:
            raise ValueError(self._pattern)
        return between(low, high)
