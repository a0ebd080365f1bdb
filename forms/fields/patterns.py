"""Patterns of text fields, matched in bounded time; those a browser would choke on are refused at upload."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from engine.feel import LimitExceeded
from engine.feel.regex import Program, compiled
from engine.feel.regex.syntax import Anchor, Back, Chars, Choice, Flags, Group, Repeat, Sequence, Tree, parse

MAX_STEPS: Final = 200_000
_MANY: Final = 10
_SAMPLES: Final = [chr(code) for code in range(32, 127)] + list("中éЖ\t\n")


class PatternRefused(Exception):
    """The pattern is wrong (`slow` False) or would take exponential time in a browser (`slow` True)."""

    def __init__(self, *, slow: bool) -> None:
        self.slow = slow
        super().__init__("slow" if slow else "wrong")


def check_pattern(pattern: str) -> None:
    """Raises PatternRefused."""
    try:
        compiled(_plain(pattern), "")
        tree, _ = parse(_plain(pattern), Flags(""))
    except (ValueError, LimitExceeded, RecursionError):
        raise PatternRefused(slow=False) from None
    if _is_slow(tree):
        raise PatternRefused(slow=True)


def matches(pattern: str, text: str) -> bool:
    """Whether the pattern is found in the text. Too much work counts as no match."""
    try:
        program: Program = compiled(_plain(pattern), "")
        return program.search(text, _Budget().spend) is not None
    except (ValueError, LimitExceeded):
        return False


class _Budget:
    def __init__(self) -> None:
        self._left = MAX_STEPS

    def spend(self, steps: int) -> None:
        self._left -= steps
        if self._left < 0:
            raise LimitExceeded("limit_steps", limit=MAX_STEPS)


def _plain(pattern: str) -> str:
    """JavaScript escapes that XPath's expressions do not know, such as `\\-` outside of sets or `\\/`."""
    return pattern.replace("\\/", "/").replace("\\@", "@").replace("\\_", "_")


def _is_slow(tree: Tree) -> bool:
    return any(isinstance(part, Repeat) and _repeats_ambiguously(part) for part in _walk(tree))


def _walk(tree: Tree) -> Iterator[Tree]:
    yield tree
    for part in _parts(tree):
        yield from _walk(part)


def _parts(tree: Tree) -> tuple[Tree, ...]:
    if isinstance(tree, Sequence):
        return tree.parts
    if isinstance(tree, Choice):
        return tree.branches
    return (tree.inner,) if isinstance(tree, Group | Repeat) else ()


def _repeats_ambiguously(outer: Repeat) -> bool:
    """The same text can be cut into rounds in more than one way, and there are many rounds."""
    if not _is_many(outer):
        return False
    body = _bare(outer.inner)
    if isinstance(body, Choice):
        firsts = [_first(branch) for branch in body.branches]
        return any(a & b for i, a in enumerate(firsts) for b in firsts[i + 1 :]) or any(
            _cuts_itself(branch) for branch in body.branches
        )
    return _cuts_itself(body)


def _cuts_itself(body: Tree) -> bool:
    """A part that repeats, and nothing else in the body that it could not take over."""
    body = _bare(body)
    parts = body.parts if isinstance(body, Sequence) else (body,)
    for index, part in enumerate(map(_bare, parts)):
        if isinstance(part, Repeat) and (part.most is None or part.most > 1) and _is_growing(part):
            inner = _all(part.inner)
            others = [_bare(p) for i, p in enumerate(parts) if i != index]
            if all(isinstance(p, Anchor) or _least(p) == 0 or _all(p) <= inner for p in others):
                return True
    return False


def _is_many(part: Repeat) -> bool:
    return part.most is None or part.most >= _MANY


def _is_growing(part: Repeat) -> bool:
    return part.most is None or part.most > part.least


def _bare(tree: Tree) -> Tree:
    while isinstance(tree, Group) or (isinstance(tree, Sequence) and len(tree.parts) == 1):
        tree = tree.inner if isinstance(tree, Group) else tree.parts[0]
    return tree


def _least(tree: Tree) -> int:
    """The shortest text it matches."""
    if isinstance(tree, Chars):
        return 1
    if isinstance(tree, Sequence):
        return sum(_least(part) for part in tree.parts)
    if isinstance(tree, Choice):
        return min(_least(branch) for branch in tree.branches)
    if isinstance(tree, Repeat):
        return tree.least * _least(tree.inner)
    return _least(tree.inner) if isinstance(tree, Group) else 0


def _all(tree: Tree) -> frozenset[str]:
    """The sample characters that may occur in a match."""
    if isinstance(tree, Chars):
        return frozenset(char for char in _SAMPLES if tree.accepts(char))
    if isinstance(tree, Back):
        return frozenset(_SAMPLES)
    return frozenset().union(*(_all(part) for part in _parts(tree)))


def _first(tree: Tree) -> frozenset[str]:
    """The sample characters that a match may begin with."""
    if isinstance(tree, Sequence):
        found: frozenset[str] = frozenset()
        for part in tree.parts:
            found |= _first(part)
            if _least(part) > 0:
                break
        return found
    if isinstance(tree, Chars | Back):
        return _all(tree)
    return frozenset().union(*(_first(part) for part in _parts(tree)))
