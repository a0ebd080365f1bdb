"""Reads a whole expression or the tests of a cell: operators by how tightly they bind."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TypeVar

from engine.feel.builtins.registry import BUILTIN_NAMES
from engine.feel.errors import FeelSyntaxError, LimitExceeded
from engine.feel.mending import mend
from engine.feel.names import NameIndex
from engine.feel.parse_primary import COMPARATORS
from engine.feel.parse_tests import TestParser
from engine.feel.tree import (
    And,
    Arithmetic,
    Between,
    Call,
    Comparison,
    Filter,
    In,
    InstanceOf,
    Negation,
    Node,
    Or,
    Path,
    TestList,
)

Read = TypeVar("Read", bound=Node)

MAX_CHAIN = 200
# Members whose names have two words; those of variables are told by the caller.
MEMBER_NAMES = ("time offset", "start included", "end included")


@lru_cache(maxsize=256)
def _index(names: frozenset[str]) -> NameIndex:
    base = NameIndex((*BUILTIN_NAMES, *MEMBER_NAMES))
    return NameIndex(names, base=base)


def parse_expression(source: str, names: frozenset[str] = frozenset()) -> Node:
    """The tree of an expression. Raises FeelSyntaxError or LimitExceeded."""
    return _guarded(source, names, Parser.whole_expression)


def parse_tests(source: str, names: frozenset[str] = frozenset()) -> TestList:
    """The tree of a cell's unary tests. Raises FeelSyntaxError or LimitExceeded."""
    return _guarded(source, names, Parser.whole_tests)


def _guarded(source: str, names: frozenset[str], read: Callable[[Parser], Read]) -> Read:
    def attempt(text: str) -> Read:
        return read(Parser(text, names=NameIndex(base=_index(names))))

    try:
        return attempt(source)
    except FeelSyntaxError as error:
        cell = read is Parser.whole_tests
        error.mender = lambda failed: mend(source, failed, attempt, cell=cell)
        raise
    except RecursionError:
        raise LimitExceeded("limit_depth") from None


class Parser(TestParser):
    """Operators, from the loosest (`or`) to the tightest (path, filter, call)."""

    def whole_expression(self) -> Node:
        node = self.expression()
        if self.token.kind != "end":
            self.refuse("operator")
        return node

    def whole_tests(self) -> TestList:
        tests = self.test_list()
        if self.token.kind != "end":
            self.refuse("operator")
        return TestList(start=0, end=len(self.source), tests=tests)

    # -- operators ---------------------------------------------------------------------------------

    def expression(self) -> Node:
        self.descend()
        node = self._or()
        self.nesting -= 1
        return node

    def _or(self) -> Node:
        operands = [self._and()]
        while self.accept("or"):
            operands.append(self._and())
        if len(operands) == 1:
            return operands[0]
        return Or(start=operands[0].start, end=operands[-1].end, operands=tuple(operands))

    def _and(self) -> Node:
        operands = [self._comparison()]
        while self.accept("and"):
            operands.append(self._comparison())
        if len(operands) == 1:
            return operands[0]
        return And(start=operands[0].start, end=operands[-1].end, operands=tuple(operands))

    def _comparison(self) -> Node:
        node = self.sum()
        for _ in self._links():
            token = self.token
            if token.text in COMPARATORS and token.kind == "operator":
                self.index += 1
                right = self.sum()
                operator = token.text
                node = Comparison(start=node.start, end=right.end, operator=operator, left=node, right=right)  # type: ignore[arg-type]
            elif self.accept("between"):
                low = self.sum()
                self.expect("and")
                high = self.sum()
                node = Between(start=node.start, end=high.end, value=node, low=low, high=high)
            elif self.accept("in"):
                tests = self.in_tests()
                node = In(start=node.start, end=self.last_end, value=node, tests=tests)
            else:
                break
        return node

    def sum(self) -> Node:
        return self._left_associative(("+", "-"), self._product)

    def _product(self) -> Node:
        return self._left_associative(("*", "/"), self._power)

    def _power(self) -> Node:
        return self._left_associative(("**",), self._unary)

    def _left_associative(self, operators: tuple[str, ...], read: Callable[[], Node]) -> Node:
        node = read()
        for _ in self._links():
            token = self.token
            if token.kind != "operator" or token.text not in operators:
                break
            self.index += 1
            right = read()
            operator = token.text
            node = Arithmetic(start=node.start, end=right.end, operator=operator, left=node, right=right)  # type: ignore[arg-type]
        return node

    def _unary(self) -> Node:
        if not self.at("-"):
            return self._instance_of()
        start = self.expect("-").start
        self.descend()
        operand = self._unary()
        self.nesting -= 1
        return Negation(start=start, end=operand.end, operand=operand)

    def _instance_of(self) -> Node:
        node = self._postfix()
        while self.at("instance") and self.peek().text == "of":
            self.index += 2
            type_node = self.type_node()
            node = InstanceOf(start=node.start, end=type_node.end, value=node, type=type_node)
        return node

    def _postfix(self) -> Node:
        node = self.primary()
        for _ in self._links():
            if self.accept("."):
                name = self.member_name()
                node = Path(start=node.start, end=self.last_end, source=node, name=name)
            elif self.filters_allowed and self.accept("["):
                condition = self.expression()
                self.expect("]")
                node = Filter(start=node.start, end=self.last_end, source=node, condition=condition)
            elif self.accept("("):
                node = self._call(node)
            else:
                break
        return node

    def _call(self, function: Node) -> Node:
        filters_allowed, self.filters_allowed = self.filters_allowed, True
        arguments: list[Node] = []
        names: list[str] = []
        while not self.accept(")"):
            if arguments:
                self.expect(",")
            name = self.name_before(":")
            if name is not None:
                self.expect(":")
                names.append(name)
            elif names:
                self.refuse("argument_name")
            arguments.append(self.argument())
            if names and len(names) != len(arguments):
                self.refuse("argument_name")
        self.filters_allowed = filters_allowed
        return Call(
            start=function.start,
            end=self.last_end,
            function=function,
            arguments=tuple(arguments),
            names=tuple(names),
        )

    def argument(self) -> Node:
        """An argument may be a comparison such as `> 10`: the built-in functions on ranges take it."""
        if self.token.text in COMPARATORS and self.token.kind == "operator":
            return self.comparison_test()
        return self.expression()

    def _links(self) -> Iterable[int]:
        """One per link of a chain such as a + b + c; a longer one would make too deep a tree."""
        yield from range(MAX_CHAIN)
        raise LimitExceeded("limit_depth")
