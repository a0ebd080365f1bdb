"""Conditions as clauses: comparisons, tests, quantifiers, and how they are joined."""

from __future__ import annotations

from decimal import Decimal

from engine.feel.aloud.phrases import NOT_CALLS, PHRASES
from engine.feel.aloud.values import MOMENTS, ValueReader, name_of
from engine.feel.format import format_tree
from engine.feel.texts import KINDS
from engine.feel.tree import (
    And,
    AnyTest,
    AtLiteral,
    Between,
    Call,
    Comparison,
    ComparisonTest,
    Filter,
    If,
    In,
    Input,
    InstanceOf,
    ListNode,
    Literal,
    Name,
    Negation,
    Node,
    NotTest,
    Or,
    Path,
    Quantified,
    RangeNode,
    TestList,
)

_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
_TRUTHS = {("=", True): "true", ("=", False): "false", ("!=", True): "not true", ("!=", False): "not false"}


class ConditionReader(ValueReader):
    """Reads conditions."""

    def read(self, node: Node) -> str:
        """A condition as a clause."""
        if isinstance(node, (And, Or)):
            return self._connective(node)
        if isinstance(node, Comparison):
            return self._comparison(node.operator, node.left, node.right)
        if isinstance(node, Between):
            low, high = (self.value(each, self.unit(node.value)) for each in (node.low, node.high))
            return self.say("between", self.value(node.value), low, high)
        if isinstance(node, In):
            return self._tests(node.value, node.tests)
        if isinstance(node, TestList):
            return self._tests(Input(), node.tests)
        if isinstance(node, If):
            return self.say("if", *(self.read(each) for each in (node.condition, node.then, node.otherwise)))
        if isinstance(node, Quantified):
            return self._quantified(node)
        return self._simple(node)

    def _simple(self, node: Node) -> str:
        if isinstance(node, Literal) and isinstance(node.value, bool):
            return self.say("always" if node.value else "never")
        if isinstance(node, InstanceOf):
            kind = KINDS.get(format_tree(node.type))
            return self.say(
                "instance",
                self.value(node.value),
                kind[self.speaker.lang] if kind else format_tree(node.type),
            )
        if isinstance(node, Call):
            return self._call_clause(node)
        if isinstance(node, (Name, Path, Input)) or (
            isinstance(node, Filter) and self.speaker.kind(node) == "boolean"
        ):
            return self.say("true", self.value(node))
        return self.value(node)

    def _call_clause(self, node: Call) -> str:
        if name_of(node) == "not" and len(node.arguments) == 1:
            return self._not(node.arguments[0])
        if name_of(node) == "list contains" and len(node.arguments) == 2:
            items, subject = node.arguments
            if isinstance(items, ListNode) and items.items:
                return self._tests(subject, items.items)
        return self.value(node)

    def _connective(self, node: And | Or) -> str:
        operands = node.operands
        if isinstance(node, Or) and len(operands) == 2 and (subject := _blank(*operands)) is not None:
            return self.say("blank", self.value(subject))
        parts = [
            self.say("group", self.read(each)) if self._needs_group(each) else self.read(each)
            for each in operands
        ]
        return PHRASES["and" if isinstance(node, And) else "or"][self.speaker.lang].join(parts)

    def _needs_group(self, node: Node) -> bool:
        if isinstance(node, Or) and len(node.operands) == 2 and _blank(*node.operands) is not None:
            return False
        return isinstance(node, (And, Or, If, Quantified))

    def _not(self, node: Node) -> str:
        if isinstance(node, (Name, Path, Input)):
            return self.say("false", self.value(node))
        said = self.said(NOT_CALLS, node) if isinstance(node, Call) else None
        return said if said is not None else self.say("not", self.read(node))

    def _quantified(self, node: Quantified) -> str:
        if len(node.iterations) > 1:
            return self.labelled_feel(node)
        [each] = node.iterations
        source = self.value(each.source)
        inner = type(self)(self.speaker.with_entry(each.name, each.source, its=True))
        return self.say(node.quantifier, source, inner.read(node.condition))

    # -- comparisons -------------------------------------------------------------------------------

    def _comparison(self, operator: str, left: Node, right: Node) -> str:
        if isinstance(left, Literal) and not isinstance(right, Literal):
            operator, left, right = _MIRRORED[operator], right, left
        constant = right.value if isinstance(right, Literal) else ...
        if operator in ("=", "!=") and constant is None:
            return self.say("null" if operator == "=" else "not null", self.value(left))
        if operator in ("=", "!=") and isinstance(constant, bool):
            return self.say(_TRUTHS[operator, constant], self.value(left))
        if isinstance(left, Call) and name_of(left) == "count" and isinstance(constant, Decimal):
            return self._number_of(operator, left, constant)
        moments = {self.speaker.kind(left), self.speaker.kind(right)} & MOMENTS
        phrase = f"moment {operator}" if moments else operator
        return self.say(phrase, self.value(left), self.value(right, self.unit(left)))

    def _number_of(self, operator: str, counted: Call, number: Decimal) -> str:
        """count(lines) > 3"""
        if len(counted.arguments) != 1 or self.speaker.label(counted) is not None:
            return self.say(operator, self.value(counted), self.value(Literal(value=number)))
        entries = self.value(counted.arguments[0])
        if (operator, int(number)) in ((">", 0), (">=", 1), ("!=", 0)) and number == int(number):
            return self.say("any entry", entries)
        if (operator, int(number)) in (("=", 0), ("<", 1), ("<=", 0)) and number == int(number):
            return self.say("no entry", entries)
        return self.say(f"number {operator}", entries, self.value(Literal(value=number)))

    # -- tests -------------------------------------------------------------------------------------

    def _tests(self, subject: Node, tests: tuple[Node, ...]) -> str:
        if len(tests) == 1 and isinstance(tests[0], ListNode) and tests[0].items:
            tests = tests[0].items
        if len(tests) > 1 and all(isinstance(each, (Literal, AtLiteral, Negation)) for each in tests):
            return self.say("one of", self.value(subject), self._values(subject, tests))
        return PHRASES["or"][self.speaker.lang].join(self._test(subject, each) for each in tests)

    def _values(self, subject: Node, tests: tuple[Node, ...]) -> str:
        return self.speaker.listed([self.value(each, self.unit(subject)) for each in tests])

    def _test(self, subject: Node, test: Node) -> str:
        if isinstance(test, ComparisonTest):
            return self._comparison(test.operator, subject, test.operand)
        if isinstance(test, RangeNode):
            return self._range(subject, test)
        if isinstance(test, AnyTest):
            return self.say("any", self.value(subject))
        if isinstance(test, NotTest):
            return self._not_test(subject, test)
        if isinstance(test, (Literal, AtLiteral, Negation)):
            return self._comparison("=", subject, test)
        if isinstance(test, (Name, Path)):
            return self.say("in", self.value(subject), self.value(test))
        return self.read(test)

    def _not_test(self, subject: Node, test: NotTest) -> str:
        if all(isinstance(each, (Literal, AtLiteral)) for each in test.tests) and len(test.tests) > 1:
            return self.say("none of", self.value(subject), self._values(subject, test.tests))
        if len(test.tests) == 1 and isinstance(test.tests[0], Literal):
            return self._comparison("!=", subject, test.tests[0])
        return self.say("not", self._tests(subject, test.tests))

    def _range(self, subject: Node, node: RangeNode) -> str:
        unit = self.unit(subject)
        low, high = self.value(node.low, unit), self.value(node.high, unit)
        left_out = [text for text, closed in ((low, node.low_closed), (high, node.high_closed)) if not closed]
        if not left_out:
            return self.say("between", self.value(subject), low, high)
        without = self.say("without low", self.speaker.listed(left_out))
        return self.say("above below", self.value(subject), low, high, without)


def _blank(one: Node, other: Node) -> Node | None:
    """The subject of x = null or x = "" in either order."""
    if not isinstance(one, Comparison) or not isinstance(other, Comparison):
        return None
    if one.operator != "=" or other.operator != "=" or format_tree(one.left) != format_tree(other.left):
        return None
    values = [each.right.value if isinstance(each.right, Literal) else ... for each in (one, other)]
    return one.left if values in ([None, ""], ["", None]) else None
