"""Reads a pattern into a small tree. Anything XPath does not allow is a ValueError."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.feel.errors import LimitExceeded
from engine.feel.regex.classes import Predicate, one_of
from engine.feel.regex.scanner import MAX_NESTING, Flags, Scanner

__all__ = [
    "Anchor",
    "Back",
    "Chars",
    "Choice",
    "Flags",
    "Group",
    "Repeat",
    "Sequence",
    "Tree",
    "parse",
]

MAX_PATTERN = 1_000
MAX_REPEAT = 1_000

_SPECIAL = frozenset("|.?*+{}()[]\\^$")


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


class _Reader(Scanner):
    def __init__(self, pattern: str, flags: Flags) -> None:
        super().__init__(pattern, flags)
        self._open: set[int] = set()
        self.groups = 0

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
        char = self._take()
        if char.isdecimal():
            return self._back(char)
        return Chars(self._cased(self._escaped(char)))

    def _back(self, digits: str) -> Tree:
        while self._peek().isdecimal() and int(digits + self._peek()) <= self.groups:
            digits += self._take()
        group = int(digits)
        if not 0 < group <= self.groups or group in self._open:
            raise ValueError(self._pattern)
        return Back(group)
