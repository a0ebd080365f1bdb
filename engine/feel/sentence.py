"""Reads a condition aloud, in Chinese and in English: `max_discount > 0.10` → 最大折扣大于 10%."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

from engine.feel.amounts import amount
from engine.feel.durations import YearsMonths
from engine.feel.facts import Fact
from engine.feel.format import format_tree
from engine.feel.names import KEYWORDS
from engine.feel.parser import parse_expression
from engine.feel.phrases import PHRASES
from engine.feel.render import literal
from engine.feel.temporal import at_literal
from engine.feel.texts import Lang
from engine.feel.tree import (
    And,
    AnyTest,
    AtLiteral,
    Between,
    Call,
    Comparison,
    ComparisonTest,
    If,
    In,
    Input,
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

__all__ = ["Fact", "sentence"]

_KEEPING_UNIT = ("max", "min", "sum", "mean", "median", "abs")
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}


def sentence(tree_or_text: Node | str, lang: Lang, labels: Mapping[str, Fact | str] | None = None) -> str:
    """The condition in words. `labels` maps variables, also paths such as customer.level, to human names.

    Raises FeelSyntaxError for a text that is not FEEL. What has no phrase is shown as FEEL.
    """
    labels = labels or {}
    tree = parse_expression(tree_or_text) if isinstance(tree_or_text, str) else tree_or_text
    reader = _Reader(lang, labels)
    return _spaced(reader.read(tree)) if lang == "zh" else reader.read(tree)


def _spaced(text: str) -> str:
    """A space between Chinese and Latin letters or numbers, as it is printed."""
    text = re.sub(r"([\u4e00-\u9fff])([A-Za-z0-9¥$€£+-])", r"\1 \2", text)
    return re.sub(r"([A-Za-z0-9%])([\u4e00-\u9fff])", r"\1 \2", text)


class _Reader:
    def __init__(self, lang: Lang, labels: Mapping[str, Fact | str]) -> None:
        self._lang = lang
        self._labels = labels

    def say(self, phrase: str, *parts: str) -> str:
        return PHRASES[phrase][self._lang].format(*parts)

    def read(self, node: Node) -> str:
        """A condition as a clause."""
        if isinstance(node, (And, Or)):
            return self._connective(node)
        if isinstance(node, Comparison):
            return self._comparison(node.operator, node.left, node.right)
        if isinstance(node, Between):
            low, high = (self._value(each, self._unit(node.value)) for each in (node.low, node.high))
            return self.say("between", self._value(node.value), low, high)
        if isinstance(node, In):
            return self._tests(node.value, node.tests)
        if isinstance(node, TestList):
            return self._tests(Input(), node.tests)
        if isinstance(node, If):
            return self.say("if", *(self.read(each) for each in (node.condition, node.then, node.otherwise)))
        if isinstance(node, Quantified) and len(node.iterations) == 1:
            [each] = node.iterations
            return self.say(node.quantifier, each.name, self._value(each.source), self.read(node.condition))
        if isinstance(node, Call) and format_tree(node.function) == "not" and len(node.arguments) == 1:
            return self._not(node.arguments[0])
        if isinstance(node, (Name, Path, Input)):
            return self.say("true", self._value(node))
        return self._value(node)

    def _connective(self, node: And | Or) -> str:
        parts = [
            self.say("group", self.read(each)) if isinstance(each, (And, Or)) else self.read(each)
            for each in node.operands
        ]
        return PHRASES["and" if isinstance(node, And) else "or"][self._lang].join(parts)

    def _not(self, node: Node) -> str:
        if isinstance(node, (Name, Path, Input)):
            return self.say("false", self._value(node))
        return self.say("not", self.read(node))

    def _comparison(self, operator: str, left: Node, right: Node) -> str:
        if isinstance(left, Literal) and not isinstance(right, Literal):
            operator, left, right = _MIRRORED[operator], right, left
        subject = self._value(left)
        constant = right.value if isinstance(right, Literal) else ...
        if operator in ("=", "!=") and (constant is None or isinstance(constant, bool)):
            positive = operator == "="
            if constant is None:
                return self.say("null" if positive else "not null", subject)
            return self.say("true" if constant is positive else "false", subject)
        return self.say(operator, subject, self._value(right, self._unit(left)))

    # -- tests -------------------------------------------------------------------------------------

    def _tests(self, subject: Node, tests: tuple[Node, ...]) -> str:
        if len(tests) == 1 and isinstance(tests[0], ListNode):
            tests = tests[0].items
        if len(tests) > 1 and all(isinstance(each, (Literal, AtLiteral, Negation)) for each in tests):
            return self.say("one of", self._value(subject), self._listed(subject, tests))
        return PHRASES["or"][self._lang].join(self._test(subject, each) for each in tests)

    def _listed(self, subject: Node, tests: tuple[Node, ...]) -> str:
        unit = self._unit(subject)
        return PHRASES["list"][self._lang].join(self._value(each, unit) for each in tests)

    def _test(self, subject: Node, test: Node) -> str:
        if isinstance(test, ComparisonTest):
            return self._comparison(test.operator, subject, test.operand)
        if isinstance(test, RangeNode):
            return self._range(subject, test)
        if isinstance(test, AnyTest):
            return self.say("any", self._value(subject))
        if isinstance(test, NotTest):
            if all(isinstance(each, (Literal, AtLiteral)) for each in test.tests) and len(test.tests) > 1:
                return self.say("none of", self._value(subject), self._listed(subject, test.tests))
            if len(test.tests) == 1 and isinstance(test.tests[0], Literal):
                return self._comparison("!=", subject, test.tests[0])
            return self.say("not", self._tests(subject, test.tests))
        if isinstance(test, (Literal, AtLiteral, Negation)):
            return self._comparison("=", subject, test)
        if isinstance(test, (Name, Path)):
            return self.say("in", self._value(subject), self._value(test))
        return self.read(test)

    def _range(self, subject: Node, node: RangeNode) -> str:
        unit = self._unit(subject)
        low, high = self._value(node.low, unit), self._value(node.high, unit)
        left_out = [text for text, closed in ((low, node.low_closed), (high, node.high_closed)) if not closed]
        if not left_out:
            return self.say("between", self._value(subject), low, high)
        without = self.say("without low", PHRASES["list"][self._lang].join(left_out))
        return self.say("above below", self._value(subject), low, high, without)

    # -- values ------------------------------------------------------------------------------------

    def _label(self, name: str) -> str | None:
        found = self._labels.get(name)
        if isinstance(found, Fact):
            return found.zh if self._lang == "zh" else found.en
        return found

    def _unit(self, node: Node) -> str:
        found = self._labels.get(_dotted(node) or "")
        if isinstance(found, Fact):
            return found.unit
        if (
            isinstance(node, Call)
            and node.arguments
            and format_tree(node.function) in ("max", "min", "sum", "mean")
        ):
            return self._unit(node.arguments[0])
        return ""

    def _value(self, node: Node, unit: str = "") -> str:
        label = self._label(_dotted(node) or "")
        if label is not None:
            return label
        if isinstance(node, Literal):
            return self._constant(node.value, unit)
        if isinstance(node, Negation) and isinstance(node.operand, Literal):
            value = node.operand.value
            return self._constant(-value if isinstance(value, Decimal) else value, unit)
        if isinstance(node, AtLiteral):
            return self._temporal(at_literal(node.text), node.text)
        if isinstance(node, Path):
            return self.say("path", self._value(node.source), self._label(node.name) or node.name)
        if isinstance(node, Call):
            return self._call(node)
        if isinstance(node, ListNode) and node.items:
            return PHRASES["list"][self._lang].join(self._value(item, unit) for item in node.items)
        if isinstance(node, Input):
            return self._label("?") or self.say("value")
        if isinstance(node, (And, Or, Comparison, In, Between)):
            return self.say("group", self.read(node))
        return self._labelled_feel(node)

    def _constant(self, value: object, unit: str) -> str:
        if isinstance(value, Decimal):
            return amount(value, unit)
        return self.say("text", value) if isinstance(value, str) else literal(value)

    def _call(self, node: Call) -> str:
        name = format_tree(node.function)
        if name in ("date", "time", "date and time", "duration") and len(node.arguments) == 1:
            [argument] = node.arguments
            if isinstance(argument, Literal) and isinstance(argument.value, str):
                return self._temporal(at_literal(argument.value), argument.value)
        phrase = f"call {name}"
        if phrase not in PHRASES:
            return self._labelled_feel(node)
        needed = PHRASES[phrase][self._lang].count("{")
        if needed != len(node.arguments):
            return self._labelled_feel(node)
        return self.say(phrase, *(self._value(each) for each in node.arguments))

    def _temporal(self, value: object, text: str) -> str:
        if isinstance(value, YearsMonths):
            months = value.months
            return (
                self.say("years", str(months // 12)) if months % 12 == 0 else self.say("months", str(months))
            )
        if isinstance(value, timedelta):
            for unit, size in (("days", 86_400), ("hours", 3600), ("minutes", 60)):
                count, rest = divmod(int(value.total_seconds()), size)
                if rest == 0 and not value.microseconds:
                    return self.say(unit, str(count))
        return text.replace("T", " ") if "T" in text[4:] else text

    def _labelled_feel(self, node: Node) -> str:
        """FEEL with the labels put in for the names."""
        text = format_tree(node)
        names = sorted((name for name in self._labels if name not in KEYWORDS), key=len, reverse=True)
        if not names:
            return text
        pattern = r"(?<![\w\".])(" + "|".join(map(re.escape, names)) + r")(?![\w\"])"
        return re.sub(pattern, lambda match: self._label(match[1]) or match[1], text)


def _dotted(node: Node) -> str | None:
    """customer.level for a path of names; None for anything else."""
    if isinstance(node, Name):
        return node.name
    if isinstance(node, Input):
        return "?"
    if isinstance(node, Path):
        source = _dotted(node.source)
        return None if source is None else f"{source}.{node.name}"
    return None
