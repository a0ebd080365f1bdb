"""The place where reading stopped: its tokens, and where operands around it begin and end."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from engine.feel.errors import FeelSyntaxError
from engine.feel.tokens import Token, tokenize

CONNECTIVES = frozenset({"and", "or", "if", "then", "else", "return", "satisfies", "in"})
COMPARATORS = frozenset({"=", "!=", "<", "<=", ">", ">="})
OPENING = {"(": ")", "[": "]", "{": "}"}
_CLOSING = frozenset(OPENING.values())


@dataclass(frozen=True)
class Edit:
    """Replace source[start:end] by `text`. `code` names the advice, see `advice.ADVICE`."""

    code: str
    start: int
    end: int
    text: str

    def apply(self, source: str) -> str:
        """The source with the edit made, and no word glued to another by it."""
        before, after = source[: self.start], source[self.end :]
        if self.text.endswith(" "):
            after = after.lstrip(" ")
        left = " " if _glues(before, self.text) else ""
        right = " " if _glues(self.text, after) else ""
        return f"{before}{left}{self.text}{right}{after}"


def _glues(left: str, right: str) -> bool:
    return bool(left and right) and (left[-1].isalnum() and right[0].isalnum())


@dataclass(frozen=True)
class Place:
    """`position`: 0-based, where reading stopped; `expected`: what the parser waited for.

    `cell`: the text is one of a decision table's cell.
    """

    source: str
    position: int
    expected: str
    cell: bool = False

    @cached_property
    def tokens(self) -> list[Token]:
        """The tokens; none for a text that cannot be cut into any."""
        try:
            return tokenize(self.source)
        except FeelSyntaxError:
            return []

    @cached_property
    def index(self) -> int:
        """Which token reading stopped at."""
        found = [number for number, token in enumerate(self.tokens) if token.start >= self.position]
        return found[0] if found else max(len(self.tokens) - 1, 0)

    @property
    def token(self) -> Token:
        return self.tokens[self.index] if self.tokens else Token("end", "", self.position, self.position)

    @property
    def before(self) -> Token | None:
        """The token before the one reading stopped at."""
        return self.tokens[self.index - 1] if self.tokens and self.index else None

    def around(self, pattern: str, flags: int = 0) -> re.Match[str] | None:
        """The match of a pattern that contains the position, or ends or begins there."""
        for match in re.finditer(pattern, self.source, flags):
            if match.start() <= self.position <= match.end() and match.group():
                return match
        return None

    def operand_before(self, index: int, *, comparing: bool = False) -> int:
        """The offset where the operand that ends before token `index` begins."""
        depth = 0
        start = self.tokens[index].start if index < len(self.tokens) else len(self.source)
        for token in reversed(self.tokens[:index]):
            depth += token.text in _CLOSING and token.kind == "operator"
            depth -= token.text in OPENING and token.kind == "operator"
            stops = token.text in CONNECTIVES or token.text == "," or token.kind == "end"
            if depth < 0 or (depth == 0 and (stops or (not comparing and token.text in COMPARATORS))):
                break
            start = token.start
        return start

    def operand_after(self, index: int) -> int:
        """The offset where the operand that begins with token `index` ends: at a connective or bracket."""
        depth, end = 0, self.tokens[index].start
        for token in self.tokens[index:]:
            depth += token.text in OPENING and token.kind == "operator"
            depth -= token.text in _CLOSING and token.kind == "operator"
            stops = token.text in CONNECTIVES or token.text == "," or token.kind == "end"
            if depth < 0 or (depth == 0 and stops):
                break
            end = token.end
        return end

    def unclosed(self) -> str:
        """The brackets that close what is open at the end."""
        stack: list[str] = []
        for token in self.tokens:
            if token.kind == "operator" and token.text in OPENING:
                stack.append(OPENING[token.text])
            elif token.kind == "operator" and stack and token.text == stack[-1]:
                stack.pop()
        return "".join(reversed(stack))
