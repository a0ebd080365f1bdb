"""Reads what stands on its own: literals, names, lists, contexts, ranges, and the worded expressions."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from engine.feel.errors import FeelSyntaxError
from engine.feel.names import KEYWORDS
from engine.feel.parse_type import TypeParser
from engine.feel.tokens import unquote
from engine.feel.tree import (
    AtLiteral,
    ComparisonTest,
    ContextNode,
    Entry,
    For,
    FunctionDefinition,
    If,
    Input,
    Iteration,
    ListNode,
    Literal,
    Name,
    Node,
    Parameter,
    Quantified,
    RangeNode,
)

CONSTANTS: dict[str, object] = {"null": None, "true": True, "false": False}
COMPARATORS = ("=", "!=", "<", "<=", ">", ">=")


class PrimaryParser(TypeParser):
    """Everything that is not an operator. `expression` and `sum` come from the subclass."""

    def expression(self) -> Node:
        raise NotImplementedError

    def sum(self) -> Node:
        raise NotImplementedError

    def primary(self) -> Node:
        token = self.token
        if token.kind == "number":
            self.index += 1
            return Literal(start=token.start, end=token.end, value=Decimal(token.text))
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
        worded = self._WORDED.get(token.text)
        if worded is not None and not (token.text == "function" and self.peek().text != "("):
            return worded(self)
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
            self.index, self.nesting = index, nesting
            self.filters_allowed = False
            try:
                return self.expression(), self._closing()
            finally:
                self.filters_allowed = True

    filters_allowed = True

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

    # -- worded expressions ------------------------------------------------------------------------

    def _if(self) -> Node:
        start = self.expect("if").start
        condition = self.expression()
        self.expect("then")
        then = self.expression()
        self.expect("else")
        otherwise = self.expression()
        return If(start=start, end=otherwise.end, condition=condition, then=then, otherwise=otherwise)

    def _for(self) -> Node:
        start = self.expect("for").start
        iterations = self._iterations()
        self.expect("return")
        body = self.expression()
        return For(start=start, end=body.end, iterations=iterations, body=body)

    def _quantified(self) -> Node:
        token = self.token
        self.index += 1
        iterations = self._iterations()
        self.expect("satisfies")
        condition = self.expression()
        return Quantified(
            start=token.start,
            end=condition.end,
            quantifier="some" if token.text == "some" else "every",
            iterations=iterations,
            condition=condition,
        )

    def _iterations(self) -> tuple[Iteration, ...]:
        iterations = [self._iteration()]
        while self.accept(","):
            iterations.append(self._iteration())
        return tuple(iterations)

    def _iteration(self) -> Iteration:
        start = self.token.start
        name = self.name_before("in")
        if name is None:
            self.refuse("name" if self.token.kind != "name" else "in")
        self.expect("in")
        source = self.expression()
        stop = self.expression() if self.accept("..") else None
        return Iteration(start=start, end=self.last_end, name=name, source=source, stop=stop)

    def _function(self) -> Node:
        start = self.expect("function").start
        self.expect("(")
        parameters: list[Parameter] = []
        while not self.accept(")"):
            if parameters:
                self.expect(",")
            parameters.append(self._parameter())
        external = self.accept("external")
        body = self.expression()
        return FunctionDefinition(
            start=start, end=body.end, parameters=tuple(parameters), body=body, external=external
        )

    def _parameter(self) -> Parameter:
        start = self.token.start
        name = self.name_before(":") or self.name_before(",") or self.name_before(")")
        if name is None:
            self.refuse("name")
        type_node = self.type_node() if self.accept(":") else None
        return Parameter(start=start, end=self.last_end, name=name, type=type_node)

    _OPENERS: dict[str, Callable[[PrimaryParser], Node]] = {
        "(": _parenthesis,
        "[": _square,
        "]": _open_range,
        "{": _curly,
        "?": _question,
    }
    _WORDED: dict[str, Callable[[PrimaryParser], Node]] = {
        "if": _if,
        "for": _for,
        "some": _quantified,
        "every": _quantified,
        "function": _function,
    }
