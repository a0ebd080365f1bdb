"""Which part of the text is wrong, and what stands there once the suggestion is applied."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from engine.feel.errors import Diagnostic, FeelError, FeelSyntaxError
from engine.feel.texts import Lang
from engine.feel.tokens import tokenize
from engine.feel.tree import Node
from forms.expressions.question import Question
from forms.expressions.trees import tree_of

_CLOSING: Final = {"'": "'", "‘": "’", "’": "’", "“": "”", "”": "”", "「": "」"}
_QUOTED: Final = '"…"'
_GROUPED: Final = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """A fault at `start` to `end` of the body; `replacement` takes that place when it is applied."""

    start: int
    end: int
    replacement: str | None = None

    def mended(self, body: str) -> str:
        """The body with the replacement put in."""
        before, after = body[: self.start], body[self.end :]
        middle = self.replacement or ""
        if middle[:1].isalnum() and before[-1:].isalnum():
            middle = f" {middle}"
        if middle[-1:].isalnum() and after[:1].isalnum():
            middle = f"{middle} "
        return before + middle + after


def mark_of_syntax(question: Question, error: FeelSyntaxError) -> Mark:
    """The mark of a syntax error, with its suggestion where that mends this place."""
    body = question.body
    start, end = _span(body, error)
    replacement = _replacement(body, start, end, error.suggestion)
    mark = (
        replacement if isinstance(replacement, Mark) else Mark(start=start, end=end, replacement=replacement)
    )
    if mark.replacement is None or _gets_further(question, mark, error.position):
        return mark
    return Mark(start=start, end=end)


def mark_of(body: str, tree: Node, diagnostic: Diagnostic) -> Mark:
    """The mark of a diagnostic: the name that is not known, else the widest part of the tree that begins there."""
    start, name = diagnostic.position, diagnostic.args.get("name")
    if diagnostic.code.startswith("unknown_") and isinstance(name, str) and body.startswith(name, start):
        suggestion = diagnostic.args.get("suggestion")
        replacement = suggestion if isinstance(suggestion, str) else None
        return Mark(start=start, end=start + len(name), replacement=replacement)
    ends = [each.end for each in _walk(tree) if each.start == start]
    return Mark(start=start, end=max(ends, default=_token_end(body, start)))


def _walk(tree: Node) -> Iterator[Node]:
    yield tree
    for child in tree.children():
        yield from _walk(child)


def _span(body: str, error: FeelSyntaxError) -> tuple[int, int]:
    for begin in (error.position, error.position - 1):
        if error.found and begin >= 0 and body.startswith(error.found, begin):
            return begin, begin + len(error.found)
    if error.position >= len(body.rstrip()):  # something is missing at the end: the last sign is marked
        last = len(body.rstrip())
        return max(last - 1, 0), last
    return error.position, _token_end(body, error.position)


def _token_end(body: str, start: int) -> int:
    try:
        ends = [token.end for token in tokenize(body) if token.start == start]
    except FeelError:
        ends = []
    return ends[0] if ends and ends[0] > start else min(start + 1, len(body))


def _replacement(body: str, start: int, end: int, suggestion: str | None) -> str | Mark | None:
    if suggestion is None:
        return None
    if suggestion == _QUOTED:
        return _requoted(body, start)
    for number in _GROUPED.finditer(body):
        if number.start() < start < number.end():
            plain = number.group().replace(",", "")
            return Mark(start=number.start(), end=number.end(), replacement=plain)
    return None if "…" in suggestion else suggestion


def _requoted(body: str, start: int) -> Mark | None:
    """'A' → "A": the text up to the closing mark of the same kind."""
    close = body.find(_CLOSING.get(body[start], body[start]), start + 1)
    inner = body[start + 1 : close]
    if close < 0 or '"' in inner or "\n" in inner:
        return None
    return Mark(start=start, end=close + 1, replacement=f'"{inner}"')


def _gets_further(question: Question, mark: Mark, position: int) -> bool:
    """Whether the mended text is wrong later, or not at all."""
    mended = mark.mended(question.body)
    try:
        tree_of(Question(text=mended, mode=question.mode, scope=question.scope))
    except FeelSyntaxError as error:
        return error.position - (len(mended) - len(question.body)) > position
    except FeelError:
        return False
    return True


def line_of(body: str, position: int, lang: Lang) -> str:
    """Where a place is, said only where the text has several lines."""
    if "\n" not in body.strip():
        return ""
    line = body.count("\n", 0, position) + 1
    return f"第 {line} 行：" if lang == "zh" else f"Line {line}: "
