"""Reads unary tests: those of a cell and those after `in`."""

from __future__ import annotations

from engine.feel.parse_primary import COMPARATORS
from engine.feel.parse_worded import WordedParser
from engine.feel.tree import AnyTest, Node, NotTest


class TestParser(WordedParser):
    """The part of the grammar that reads tests."""

    __test__ = False  # not a test class, whatever its name looks like

    def in_tests(self) -> tuple[Node, ...]:
        if not self.at("("):
            return (self._in_test(),)
        index, nesting = self.index, self.nesting
        self.index += 1
        tests = [self._test()]
        if self.at(".."):
            self.index, self.nesting = index, nesting
            return (self.sum(),)
        while self.accept(","):
            tests.append(self._test())
        self.expect(")")
        return tuple(tests)

    def _in_test(self) -> Node:
        if self.token.text in COMPARATORS and self.token.kind == "operator":
            return self.comparison_test()
        return self.sum()

    def test_list(self) -> tuple[Node, ...]:
        if self.at("-") and self.peek().kind == "end":
            token = self.expect("-")
            return (AnyTest(start=token.start, end=token.end),)
        tests = [self._test()]
        while self.accept(","):
            tests.append(self._test())
        return tuple(tests)

    def _test(self) -> Node:
        token = self.token
        if token.kind == "operator" and token.text in COMPARATORS:
            return self.comparison_test()
        if token.text == "not" and self.peek().text == "(" and self._closes_here():
            self.index += 2
            tests = self.test_list()
            self.expect(")")
            return NotTest(start=token.start, end=self.last_end, tests=tests)
        if token.kind == "end":
            self.refuse("test")
        return self.expression()

    def _closes_here(self) -> bool:
        """Does the parenthesis after `not` close at the end of the test? Else `not` is the function."""
        depth = 0
        for index in range(self.index + 1, len(self.tokens)):
            token = self.tokens[index]
            if token.kind == "operator":
                depth += {"(": 1, ")": -1}.get(token.text, 0)
            if depth == 0:
                after = self.tokens[index + 1]
                return after.kind == "end" or after.text in (",", ")")
        return False
