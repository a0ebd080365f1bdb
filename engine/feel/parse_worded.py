"""Reads the expressions that begin with a word: if, for, some, every, function."""

from __future__ import annotations

from collections.abc import Callable

from engine.feel.parse_primary import PrimaryParser
from engine.feel.tree import For, FunctionDefinition, If, Iteration, Node, Parameter, Quantified


class WordedParser(PrimaryParser):
    """The worded part of the grammar."""

    def worded(self) -> Node | None:
        """The expression that the current word begins; None for any other word."""
        token = self.token
        read = self._WORDED.get(token.text)
        if read is None or (token.text == "function" and self.peek().text != "("):
            return None
        return read(self)

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

    _WORDED: dict[str, Callable[[WordedParser], Node]] = {
        "if": _if,
        "for": _for,
        "some": _quantified,
        "every": _quantified,
        "function": _function,
    }
