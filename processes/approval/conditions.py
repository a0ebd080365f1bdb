"""Conditions as FEEL, as sentences, and as answers about the facts of a document."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from typing import Any

from engine.feel import Expression, FeelError, compile_expression
from engine.feel.parser import parse_expression
from engine.feel.sentence import Fact, sentence
from engine.feel.texts import Lang
from forms.expressions import Scope
from forms.expressions.trees import worded
from processes.approval.documents import DocumentType, FactField
from processes.approval.missing import compared_for_equality, row_by_row, unusable
from processes.approval.model import Condition, Point, Test
from processes.approval.operators import as_feel
from processes.approval.values import CURRENCY, UNIT_WORDS, show_value
from processes.approval.variables import variables_of

_ALWAYS = {"zh": "总是进入", "en": "Always entered"}


class Undecided(Exception):
    """A condition without an answer; `missing` are the facts that had no value."""

    def __init__(self, text: str, missing: tuple[str, ...]) -> None:
        self.text = text
        self.missing = missing
        super().__init__(text)


@lru_cache(maxsize=4096)
def feel_text(condition: Condition) -> str:
    """The condition in FEEL; empty where it always holds."""
    if condition.text:
        return condition.text
    rows = [[as_feel(test.fact, test.operator, test.value) for test in row] for row in condition.rows]
    return " or ".join(" and ".join(row) for row in rows)


def holds(condition: Condition, facts: Mapping[str, Any]) -> bool:
    """Whether the facts meet the condition. Raises Undecided; an unknown fact is never taken for false."""
    return asker(condition)(facts)


def enters(point: Point, facts: Mapping[str, Any]) -> bool:
    """Whether a point is entered: what the applicant said about it, else its condition. Raises Undecided."""
    answer = None if point.said is None else point.said.answer
    return holds(point.condition, facts) if answer is None else answer


@lru_cache(maxsize=4096)
def asker(condition: Condition) -> Callable[[Mapping[str, Any]], bool]:
    """`holds` of this condition, for whoever asks it often."""
    if condition.is_always:
        return lambda _facts: True
    if condition.text:
        return _asker_of_text(condition)
    evaluate, equal = _compiled(condition).evaluate, compared_for_equality(condition)

    def ask(facts: Mapping[str, Any]) -> bool:
        lacking = any(facts.get(name) is None for name in equal)
        answer = row_by_row(condition, facts, _asker_of_test) if lacking else evaluate(facts)
        if isinstance(answer, bool):
            return answer
        raise Undecided(feel_text(condition), unusable(condition, facts))

    return ask


def _asker_of_test(test: Test) -> Callable[[Mapping[str, Any]], object]:
    return _compiled(Condition(rows=((test,),))).evaluate


def _asker_of_text(condition: Condition) -> Callable[[Mapping[str, Any]], bool]:
    """A text may turn a missing fact into an answer (`if … then`, functions): it is not asked without all of them."""
    evaluate, names = _compiled(condition).evaluate, condition.facts

    def ask(facts: Mapping[str, Any]) -> bool:
        missing = tuple(name for name in names if facts.get(name) is None)
        if missing:
            raise Undecided(condition.text, missing)
        try:
            answer = evaluate(facts)
        except FeelError as error:
            raise Undecided(condition.text, names) from error
        if isinstance(answer, bool):
            return answer
        raise Undecided(condition.text, names)

    return ask


def hit(condition: Condition, facts: Mapping[str, Any]) -> int | None:
    """The number of the first row that holds, from 1; None where none does by itself, or nothing is asked."""
    for number, row in enumerate(condition.rows, start=1):
        try:
            if asker(Condition(rows=(row,)))(facts):
                return number
        except Undecided:
            continue
    return None


def read_aloud(condition: Condition, document: DocumentType, lang: Lang) -> str:
    """The condition as a sentence in one language."""
    return _ALWAYS[lang] if condition.is_always else _aloud(condition, _Worded(document), lang)


class _Worded:
    """A type of document as a key: the same list of facts has the same words. It holds the list, so that no other
    can come to be in its place.
    """

    __slots__ = ("document",)

    def __init__(self, document: DocumentType) -> None:
        self.document = document

    def __hash__(self) -> int:
        return id(self.document.facts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Worded) and self.document.facts is other.document.facts


@lru_cache(maxsize=4096)
def _aloud(condition: Condition, worded_by: _Worded, lang: Lang) -> str:
    """Every step of an approval keeps its reasons in both languages; putting them into words takes most of it."""
    document = worded_by.document
    if condition.text:
        return _text_aloud(condition.text, document, lang)
    rows = [" and ".join(_labelled(test, document, lang) for test in row) for row in condition.rows]
    text = sentence(" or ".join(rows), lang, _labels(document, lang))
    return text[:1].upper() + text[1:]


def explain(
    condition: Condition,
    facts: Mapping[str, Any],
    document: DocumentType,
    lang: Lang,
    hidden: Collection[str] = (),
) -> str:
    """The sentence, and the values it was asked about: 最大行折扣大于 10%（实际：最大行折扣 12%）.

    The values of `hidden` facts are not told.
    """
    text = read_aloud(condition, document, lang)
    values = [_value_of(name, facts, document, lang) for name in condition.facts if name not in hidden]
    if not values:
        return text
    return (
        f"{text}（实际：{'、'.join(values)}）" if lang == "zh" else f"{text} (actually: {', '.join(values)})"
    )


def explain_point(point: Point, facts: Mapping[str, Any], document: DocumentType, lang: Lang) -> str:
    """Why a point is entered or not: what the applicant said, else its condition with the values it does not hide."""
    why = "" if point.said is None else point.said.why[0 if lang == "zh" else 1]
    return why or explain(point.condition, facts, document, lang, point.hidden)


@lru_cache(maxsize=4096)
def _compiled(condition: Condition) -> Expression:
    return compile_expression(feel_text(condition))


def _text_aloud(text: str, document: DocumentType, lang: Lang) -> str:
    tree = worded(parse_expression(text), Scope(variables_of(document)), lang)
    said = sentence(tree, lang, _labels(document, lang))
    return said[:1].upper() + said[1:]


def _labelled(test: Test, document: DocumentType, lang: Lang) -> str:
    fact = document.fact(test.fact)
    choices = (fact.choices if fact else None) or {}

    def word(code: str) -> str:
        words = choices.get(code)
        return code if words is None else words[0 if lang == "zh" else 1]

    return as_feel(test.fact, test.operator, test.value, word)


def _labels(document: DocumentType, lang: Lang) -> dict[str, Fact | str]:
    return {
        fact.name: Fact(name=fact.name, zh=fact.label("zh"), en=_in_sentence(fact), unit=_unit(fact, lang))
        for fact in document.facts
    }


def _in_sentence(fact: FactField) -> str:
    """English labels begin with a capital; inside a sentence they do not."""
    label = fact.label("en")
    return label[:1].lower() + label[1:]


def _unit(fact: FactField, lang: Lang) -> str:
    if fact.unit == "money":
        return CURRENCY
    return "percent" if fact.unit == "percent" else UNIT_WORDS[fact.unit][0 if lang == "zh" else 1]


def _value_of(name: str, facts: Mapping[str, Any], document: DocumentType, lang: Lang) -> str:
    fact = document.fact(name)
    if fact is None:
        return f"{name} –"
    label = fact.label("zh") if lang == "zh" else _in_sentence(fact)
    return f"{label} {show_value(fact, facts.get(name), lang)}"
