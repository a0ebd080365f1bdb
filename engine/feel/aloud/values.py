"""Values as phrases: names, constants, dates, arithmetic, parts of lists, calls."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

from engine.feel.aloud.phrases import CALLS, TIMES
from engine.feel.aloud.speaker import Speaker
from engine.feel.amounts import amount
from engine.feel.durations import YearsMonths
from engine.feel.facts import Fact
from engine.feel.format import binding, format_tree
from engine.feel.names import KEYWORDS
from engine.feel.render import literal
from engine.feel.temporal import at_literal
from engine.feel.tree import (
    And,
    Arithmetic,
    AtLiteral,
    Call,
    Filter,
    For,
    If,
    Input,
    ListNode,
    Literal,
    Name,
    Negation,
    Node,
    Or,
    Path,
)

_KEEPING_UNIT = frozenset({"max", "min", "sum", "mean", "median", "abs"})
MOMENTS = frozenset({"date", "date and time"})
_DURATIONS = frozenset({"days and time duration", "years and months duration"})
_CONVERSIONS = ("date", "time", "date and time", "duration")
_SIZES = (("days", 86_400), ("hours", 3600), ("minutes", 60), ("seconds", 1))


class ValueReader:
    """Reads values; `read` of the subclass reads conditions."""

    def __init__(self, speaker: Speaker) -> None:
        self.speaker = speaker
        self.say = speaker.say

    def read(self, node: Node) -> str:
        raise NotImplementedError

    def inside(self, speaker: Speaker) -> ValueReader:
        """A reader of what stands within a loop or filter."""
        return type(self)(speaker)

    def unit(self, node: Node) -> str:
        """The unit of a value; one of a list keeps that of its elements, a product that of its only one."""
        if isinstance(node, Call) and node.arguments and name_of(node) in _KEEPING_UNIT:
            return self.unit(node.arguments[0])
        if isinstance(node, For) and len(node.iterations) == 1:
            return self._within(node).unit(node.body)
        if isinstance(node, Arithmetic) and node.operator in "+-*":
            units = {self.unit(node.left), self.unit(node.right)} - {"", "percent"}
            return units.pop() if len(units) == 1 else ""
        return self.speaker.unit(node)

    def _within(self, node: For) -> ValueReader:
        [each] = node.iterations
        return self.inside(self.speaker.with_entry(each.name, each.source, its=False))

    def value(self, node: Node, unit: str = "") -> str:
        label = self.speaker.label(node)
        if label is not None:
            return self.say("its", label) if self.speaker.its and self._is_of_entry(node) else label
        if isinstance(node, Literal):
            return self._constant(node.value, unit)
        if isinstance(node, Negation) and isinstance(node.operand, Literal):
            value = node.operand.value
            return self._constant(-value if isinstance(value, Decimal) else value, unit)
        if isinstance(node, AtLiteral):
            return self._temporal(at_literal(node.text), node.text)
        if isinstance(node, Name):
            return self.say("entry") if node.name in self.speaker.entries else node.name
        if isinstance(node, Input):
            return self.say("value")
        if isinstance(node, Path):
            return self._path(node)
        if isinstance(node, Call):
            return self._call(node)
        return self._composed(node, unit)

    def _is_of_entry(self, node: Node) -> bool:
        """Is it a member of the entry that a loop looks at?"""
        return (
            isinstance(node, Path)
            and isinstance(node.source, Name)
            and node.source.name in self.speaker.entries
        )

    def _path(self, node: Path) -> str:
        if self._is_of_entry(node):
            return self.say("its", node.name) if self.speaker.its else node.name
        inner = self.speaker.path(node.source.source) if isinstance(node.source, Filter) else None
        found = self.speaker.labels.get(f"{inner}.{node.name}") or self.speaker.labels.get(node.name)
        label = (found.zh if self.speaker.lang == "zh" else found.en) if isinstance(found, Fact) else found
        return self.say("path", self.value(node.source), label or node.name)

    def _composed(self, node: Node, unit: str) -> str:
        if isinstance(node, ListNode) and node.items:
            return self.speaker.listed([self.value(item, unit) for item in node.items])
        if isinstance(node, Arithmetic):
            return self._arithmetic(node, unit)
        if isinstance(node, Filter):
            return self._filter(node)
        if isinstance(node, For) and len(node.iterations) == 1 and node.iterations[0].stop is None:
            return self.say(
                "each", self.value(node.iterations[0].source), self._within(node).value(node.body)
            )
        if isinstance(node, (And, Or)):
            return self.say("group", self.read(node))
        if isinstance(node, If):
            parts = [self.read(node.condition), self.value(node.then, unit), self.value(node.otherwise, unit)]
            return self.say("group", self.say("if", *parts))
        return self.labelled_feel(node)

    def _filter(self, node: Filter) -> str:
        source, condition = self.value(node.source), node.condition
        constant = condition.value if isinstance(condition, Literal) else None
        if isinstance(constant, Decimal):
            return self.say("nth", source, literal(constant))
        if isinstance(condition, Negation) and format_tree(condition) == "-1":
            return self.say("last", source)
        return self.say("filter", source, self.inside(self.speaker.filtering(node.source)).read(condition))

    def _arithmetic(self, node: Arithmetic, unit: str) -> str:
        kinds = (self.speaker.kind(node.left), self.speaker.kind(node.right))
        if node.operator == "-" and all(kind in MOMENTS for kind in kinds):
            return self.say("from to", self.value(node.left), self.value(node.right))
        if node.operator in "+-" and kinds[0] in MOMENTS and kinds[1] in _DURATIONS:
            return self._moved(node)
        if node.operator == "/" and format_tree(node.right) in ('@"P1D"', 'duration("P1D")'):
            difference = node.left
            if isinstance(difference, Arithmetic) and difference.operator == "-":
                return self.say("days from to", self.value(difference.left), self.value(difference.right))
        level = binding(node)
        left = self._operand(node.left, level, unit)
        return self.say(node.operator, left, self._operand(node.right, level + 1, unit))

    def _operand(self, node: Node, level: int, unit: str) -> str:
        """`unit` is that of the other side of a comparison: it holds for sums, not for factors."""
        keeps = unit if isinstance(node, Arithmetic) else ""
        text = self.value(node, self.unit(node) or keeps)
        return self.say("group", text) if binding(node) < level else text

    def _moved(self, node: Arithmetic) -> str:
        duration = self.value(node.right)
        if format_tree(node.left) in ("today()", "now()") and isinstance(node.right, (AtLiteral, Call)):
            return self.say("ago" if node.operator == "-" else "ahead", duration)
        return self.say(f"moment {node.operator}", self.value(node.left), duration)

    def _constant(self, value: object, unit: str) -> str:
        if isinstance(value, Decimal):
            return amount(value, unit)
        return self.say("text", value) if isinstance(value, str) else literal(value)

    def _call(self, node: Call) -> str:
        name = name_of(node)
        if name in _CONVERSIONS and len(node.arguments) == 1:
            [argument] = node.arguments
            if isinstance(argument, Literal) and isinstance(argument.value, str):
                return self._temporal(at_literal(argument.value), argument.value)
        said = self.said(CALLS, node)
        return said if said is not None else self.labelled_feel(node)

    def said(self, phrases: dict[str, dict[str, str]], node: Call) -> str | None:
        """The phrase of a call; several values of max(a, b) count as one list."""
        phrase = phrases.get(name_of(node), {}).get(self.speaker.lang)
        if phrase is None or node.names:
            return None
        parts = [self._argument(each) for each in node.arguments]
        needed = phrase.count("{")
        if needed == 1 and len(parts) > 1 and name_of(node) not in ("floor", "ceiling"):
            parts = [self.speaker.listed(parts)]
        return phrase.format(*parts) if len(parts) == needed else None

    def _argument(self, node: Node) -> str:
        """In Chinese the phrase stands behind its argument, so that arithmetic needs brackets."""
        text = self.value(node)
        return self.say("group", text) if self.speaker.lang == "zh" and isinstance(node, Arithmetic) else text

    def _temporal(self, value: object, text: str) -> str:
        if isinstance(value, YearsMonths):
            years, months = divmod(abs(value.months), 12)
            parts = [("years", years), ("months", months)] if not months else [("months", abs(value.months))]
            return self._times(parts)
        if isinstance(value, timedelta) and value >= timedelta(0) and not value.microseconds:
            return self._time_parts(int(value.total_seconds()))
        return text.replace("T", " ") if "T" in text[4:] else text

    def _time_parts(self, seconds: int) -> str:
        """36 hours as such; 1 day 2 hours 30 minutes in parts."""
        for unit, size, most in (("days", 86_400, 10**9), ("hours", 3600, 72), ("minutes", 60, 120)):
            if seconds and seconds % size == 0 and seconds // size <= most:
                return self._times([(unit, seconds // size)])
        parts = []
        for unit, size in _SIZES:
            count, seconds = divmod(seconds, size)
            parts.append((unit, count))
        return self._times(parts)

    def _times(self, parts: list[tuple[str, int]]) -> str:
        said = []
        for unit, count in parts:
            zh, one, many = TIMES[unit]
            pattern = zh if self.speaker.lang == "zh" else one if count == 1 else many
            if count or len(parts) == 1:
                said.append(pattern.format(count))
        return " ".join(said)

    def labelled_feel(self, node: Node) -> str:
        """FEEL with the labels put in for the names."""
        text = format_tree(node)
        labels = {name: self.speaker.label(Name(name=name)) or name for name in self.speaker.labels}
        names = sorted((name for name in labels if name not in KEYWORDS), key=len, reverse=True)
        if not names:
            return text
        pattern = r"(?<![\w\".])(" + "|".join(map(re.escape, names)) + r")(?![\w\"])"
        return re.sub(pattern, lambda match: labels[match[1]], text)


def name_of(node: Call) -> str:
    """The name of the function that is called; "" where it has none."""
    return node.function.name if isinstance(node.function, Name) else ""
