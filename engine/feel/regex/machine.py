"""Runs a pattern: backtracking that never tries the same place in program and text twice.

Without back-references such a place fails for good once it has failed, so the work is at most the length of
the program times that of the text. With them every step is counted, and too many end the evaluation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from engine.feel.errors import LimitExceeded
from engine.feel.regex.syntax import Anchor, Back, Chars, Choice, Group, Repeat, Sequence, Tree

MAX_PROGRAM = 5_000

Tick = Callable[[int], None]
# (operation, argument, second argument)
Instruction = tuple[str, Any, Any]


class Match:
    """A match: `spans[0]` is the whole, the others are the groups; None where a group took no part."""

    __slots__ = ("_text", "spans")

    def __init__(self, text: str, spans: tuple[tuple[int, int] | None, ...]) -> None:
        self._text = text
        self.spans = spans

    @property
    def start(self) -> int:
        assert self.spans[0] is not None
        return self.spans[0][0]

    @property
    def end(self) -> int:
        assert self.spans[0] is not None
        return self.spans[0][1]

    def group(self, number: int) -> str:
        """The text of a group; empty if it took no part."""
        span = self.spans[number]
        return self._text[span[0] : span[1]] if span is not None else ""


class Program:
    """A compiled pattern; immutable but for a cache of which characters a set takes."""

    def __init__(self, tree: Tree, groups: int, *, multiline: bool) -> None:
        self.groups = groups
        self._multiline = multiline
        self._code: list[Instruction] = []
        self._emit(tree)
        self._add("match")
        self._has_back = any(code[0] == "back" for code in self._code)

    # -- compiling ---------------------------------------------------------------------------------

    def _add(self, operation: str, first: object = None, second: object = None) -> int:
        self._code.append((operation, first, second))
        if len(self._code) > MAX_PROGRAM:
            raise LimitExceeded("limit_size", limit=MAX_PROGRAM)
        return len(self._code) - 1

    def _emit(self, tree: Tree) -> None:
        if isinstance(tree, Chars):
            self._add("chars", tree.accepts, {})
        elif isinstance(tree, Anchor):
            self._add("start" if tree.kind == "^" else "end")
        elif isinstance(tree, Back):
            self._add("back", tree.group)
        elif isinstance(tree, Sequence):
            for part in tree.parts:
                self._emit(part)
        elif isinstance(tree, Choice):
            self._emit_choice(tree)
        elif isinstance(tree, Group):
            self._emit_group(tree)
        else:
            self._emit_repeat(tree)

    def _emit_group(self, tree: Group) -> None:
        if tree.number:
            self._add("save", 2 * tree.number)
        self._emit(tree.inner)
        if tree.number:
            self._add("save", 2 * tree.number + 1)

    def _emit_choice(self, tree: Choice) -> None:
        jumps = []
        for branch in tree.branches[:-1]:
            split = self._add("split")
            self._emit(branch)
            jumps.append(self._add("jump"))
            self._code[split] = ("split", split + 1, len(self._code))
        self._emit(tree.branches[-1])
        for jump in jumps:
            self._code[jump] = ("jump", len(self._code), None)

    def _emit_repeat(self, tree: Repeat) -> None:
        for _ in range(tree.least):
            self._emit(tree.inner)
        if tree.most is None:
            split = self._add("split")
            self._emit(tree.inner)
            self._add("jump", split)
            self._close(split, tree.greedy)
            return
        splits = []
        for _ in range(tree.most - tree.least):
            splits.append(self._add("split"))
            self._emit(tree.inner)
        for split in splits:
            self._close(split, tree.greedy)

    def _close(self, split: int, greedy: bool) -> None:
        inside, after = split + 1, len(self._code)
        self._code[split] = ("split", inside, after) if greedy else ("split", after, inside)

    # -- running -----------------------------------------------------------------------------------

    def search(self, text: str, tick: Tick, begin: int = 0) -> Match | None:
        """The leftmost match from `begin` on. `tick` is told the work done and may raise."""
        failed: set[int] = set()
        for start in range(begin, len(text) + 1):
            spans = self._run(text, start, failed, tick)
            if spans is not None:
                return Match(text, spans)
        return None

    def matches(self, text: str, tick: Tick) -> Iterator[Match]:
        """All matches, from left to right, none overlapping."""
        begin = 0
        while begin <= len(text):
            found = self.search(text, tick, begin)
            if found is None:
                return
            yield found
            begin = found.end if found.end > found.start else found.end + 1

    def _run(
        self, text: str, start: int, failed: set[int], tick: Tick
    ) -> tuple[tuple[int, int] | None, ...] | None:
        code, width, steps = self._code, len(text) + 1, 0
        empty: tuple[int, ...] = (-1,) * (2 * self.groups + 2)
        stack: list[tuple[int, int, tuple[int, ...]]] = [(0, start, empty)]
        while stack:
            counter, place, saved = stack.pop()
            while True:
                steps += 1
                if steps & 1023 == 0:
                    tick(1024)
                operation, first, second = code[counter]
                if operation == "match":
                    tick(steps & 1023)
                    return _spans(start, place, saved)
                if operation == "split":
                    key = counter * width + place
                    if key in failed:
                        break
                    if not self._has_back:
                        failed.add(key)
                    stack.append((second, place, saved))
                    counter = first
                elif operation == "jump":
                    counter = first
                elif operation == "save":
                    saved = (*saved[:first], place, *saved[first + 1 :])
                    counter += 1
                else:
                    after = self._step(operation, first, second, text, place, saved)
                    if after < 0:
                        break
                    place = after
                    counter += 1
        tick(steps & 1023)
        return None

    def _step(
        self, operation: str, first: Any, second: Any, text: str, place: int, saved: tuple[int, ...]
    ) -> int:
        """The place after an instruction that looks at the text; -1 if it does not fit."""
        if operation == "chars":
            if place == len(text):
                return -1
            char = text[place]
            fits = second.get(char)
            if fits is None:
                fits = second[char] = first(char)
            return place + 1 if fits else -1
        if operation == "back":
            low, high = saved[2 * first], saved[2 * first + 1]
            wanted = text[low:high] if low >= 0 and high >= 0 else ""
            return place + len(wanted) if text.startswith(wanted, place) else -1
        if operation == "start":
            at = place == 0 or (self._multiline and text[place - 1] == "\n")
        else:
            at = place == len(text) or (self._multiline and text[place] == "\n")
        return place if at else -1


def _spans(start: int, end: int, saved: tuple[int, ...]) -> tuple[tuple[int, int] | None, ...]:
    pairs = zip(saved[2::2], saved[3::2], strict=True)
    return ((start, end), *((low, high) if low >= 0 and high >= 0 else None for low, high in pairs))
