"""Reads what stands on its own: literals, names, lists, contexts, ranges."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from engine.feel.errors import FeelSyntaxError, LimitExceeded
from engine.feel.names import KEYWORDS
from engine.feel.parse_type import TypeParser
from engine.feel.tokens import unquote
from engine.feel.tree import (
    AtLiteral,
    ComparisonTest,
    ContextNode,
    Entry,
    Input,
    ListNode,
    Literal,
    Name,
    Node,
    RangeNode,
)
from engine.feel.values import DECIMAL

CONSTANTS: dict[str, object] = {"null": None, "true": True, "false": False}
MAX_REREAD = 20
COMPARATORS = ("=", "!=", "<", "<=", ">", ">=")


def _number(text: str) -> Decimal:
    """The number, to the 34 digits that values have."""
    number = Decimal(text)
    return DECIMAL.plus(number) if len(text) > 34 and number.adjusted() < DECIMAL.Emax else number


class PrimaryParser(TypeParser):
    """Everything that is not an operator. `expression`, `sum` and `worded` come from subclasses."""

    def expression(self) -> Node:
        raise NotImplementedError

    def sum(self) -> Node:
        raise NotImplementedError

    def worded(self) -> Node | None:
        raise NotImplementedError

    def primary(self) -> Node:
        token = self.token
        if token.kind == "number":
            self.index += 1
            return Literal(start=token.start, end=token.end, value=_number(token.text))
        if token.kind == "string":
            self.index += 1
            return Literal(start=token.start, end=token.end, value=unquote(token.text))
        if token.kind == "temporal":
            self.index += 1
            text = unquote(token.text[token.text.index('"') :])
            return AtLiteral(start=token.start, end=token.end, text=text)
        if token.kind == "name":
            return self._word()
        opener = self._OPENERS.get(token.text)
        if opener is None:
            self.refuse("expression")
        return opener(self)

    def _word(self) -> Node:
        token = self.token
        known = self.known_name()
        if known is not None:
            return Name(start=token.start, end=self.last_end, name=known)
        worded = self.worded()
        if worded is not None:
            return worded
        if token.text in KEYWORDS and token.text not in CONSTANTS:
            self.refuse("expression")
        self.index += 1
        if token.text in CONSTANTS:
            return Literal(start=token.start, end=token.end, value=CONSTANTS[token.text])
        return Name(start=token.start, end=token.end, name=token.text)

    def _question(self) -> Node:
        token = self.expect("?")
        return Input(start=token.start, end=token.end)

    # -- brackets ----------------------------------------------------------------------------------

    def _parenthesis(self) -> Node:
        start = self.expect("(").start
        if self.token.text in COMPARATORS and self.token.kind == "operator":
            node: Node = self.comparison_test()
        else:
            node = self.expression()
            if self.at(".."):
                return self._range(node, start, low_closed=False)
        self.expect(")")
        return node

    def comparison_test(self) -> ComparisonTest:
        """`> 10` and its like; the operator is the current token."""
        token = self.token
        self.index += 1
        operand = self.sum()
        operator = token.text
        return ComparisonTest(start=token.start, end=operand.end, operator=operator, operand=operand)  # type: ignore[arg-type]

    def _open_range(self) -> Node:
        start = self.expect("]").start
        low = self.expression()
        if not self.at(".."):
            self.refuse("..")
        return self._range(low, start, low_closed=False)

    def _square(self) -> Node:
        start = self.expect("[").start
        if self.accept("]"):
            return ListNode(start=start, end=self.last_end, items=())
        first = self._item()
        if self.at(".."):
            return self._range(first, start, low_closed=True)
        items = [first]
        while self.accept(","):
            items.append(self._item())
        self.expect("]")
        return ListNode(start=start, end=self.last_end, items=tuple(items))

    def _item(self) -> Node:
        if self.token.text in COMPARATORS and self.token.kind == "operator":
            return self.comparison_test()
        return self.expression()

    def _range(self, low: Node, start: int, *, low_closed: bool) -> Node:
        self.expect("..")
        high, closing = self._range_end()
        return RangeNode(
            start=start, end=self.last_end, low=low, high=high, low_closed=low_closed, high_closed=closing
        )

    def _range_end(self) -> tuple[Node, bool]:
        # In `[1..x[` the last bracket closes the range; in `[1..x[1]]` it opens a filter. Only trying tells.
        index, nesting = self.index, self.nesting
        try:
            return self.expression(), self._closing()
        except FeelSyntaxError:
            self._tried_in_vain(self.index - index)
            self.index, self.nesting = index, nesting
            self.filters_allowed = False
            try:
                return self.expression(), self._closing()
            finally:
                self.filters_allowed = True

    filters_allowed = True
    read_in_vain = 0

    def _tried_in_vain(self, tokens: int) -> None:
        """Each range within a range would double the work: a text may be read again only so often."""
        self.read_in_vain += tokens
        if self.read_in_vain > MAX_REREAD * len(self.tokens):
            raise LimitExceeded("limit_depth")

    def _closing(self) -> bool:
        token = self.token
        if token.kind != "operator" or token.text not in ("]", ")", "["):
            self.refuse("]")
        self.index += 1
        return token.text == "]"

    def _curly(self) -> Node:
        start = self.expect("{").start
        entries: list[Entry] = []
        while not self.accept("}"):
            if entries:
                self.expect(",")
            entries.append(self._entry())
        return ContextNode(start=start, end=self.last_end, entries=tuple(entries))

    def _entry(self) -> Entry:
        start = self.token.start
        if self.token.kind == "string":
            key = unquote(self.token.text)
            self.index += 1
            self.names.add(key)
        else:
            name = self.name_before(":")
            if name is None:
                self.refuse("name")
            key = name
        self.expect(":")
        value = self.expression()
        return Entry(start=start, end=value.end, key=key, value=value)

    _OPENERS: dict[str, Callable[[PrimaryParser], Node]] = {
        "(": _parenthesis,
        "[": _square,
        "]": _open_range,
        "{": _curly,
        "?": _question,
    }
