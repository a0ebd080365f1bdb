"""Evaluating a text over values that somebody typed: the value, its kind, and why it came to nothing."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.definition.juel import JuelRefused, compile_juel
from engine.feel.errors import Diagnostic, FeelError
from engine.feel.expression import Expression, UnaryTests
from engine.feel.render import literal
from engine.feel.run import Run
from engine.feel.tree import TestList
from engine.feel.values import adopt, kind_of
from forms.expressions.errors import ExpressionRefused
from forms.expressions.question import Question
from forms.expressions.texts import kind_words, pair
from forms.expressions.trees import SUBJECT, reads, tree_of
from forms.expressions.typed import put, values_of

LONGEST_SHOWN = 4_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Tried:
    """What it came to. `passes`: of a condition or a test; None without an answer. `value` is written as FEEL."""

    value: str
    kind: str
    passes: bool | None
    is_test: bool
    diagnostics: Sequence[Diagnostic]
    offset: int

    def as_json(self) -> dict[str, Any]:
        """As the browser reads it."""
        zh, en = kind_words(self.kind)
        shown = self.value if len(self.value) <= LONGEST_SHOWN else self.value[:LONGEST_SHOWN] + "…"
        return {
            "value": shown,
            "kind": {"code": self.kind, "zh": zh, "en": en},
            "is_test": self.is_test,
            "passes": self.passes,
            "why": [
                {"zh": one.text("zh"), "en": one.text("en"), "at": self.offset + one.position}
                for one in self.diagnostics
            ],
        }


def tried(question: Question, context: dict[str, Any], *, now: datetime | None = None) -> Tried:
    """The outcome over the typed values and a whole context. Raises ExpressionRefused, ValuesRefused."""
    language = question.language
    if language == "empty":
        _refuse(*pair("empty"))
    given = {**context, **values_of(question)}
    subject = given.pop(SUBJECT, None)
    try:
        if language == "juel":
            return _outcome(question, compile_juel(question.text.strip()).evaluate(given, now=now), ())
        if language == "moment":
            return _outcome(question, question.text.strip(), ())
        return _feel(question, given, subject, now)
    except JuelRefused as refused:
        _refuse(*pair("bad juel", part=refused.reason))
    except FeelError as error:
        _refuse(error.text("zh"), error.text("en"))
    raise AssertionError(language)


def _feel(question: Question, given: dict[str, Any], subject: Any, now: datetime | None) -> Tried:
    tree = tree_of(question)
    given = copy.deepcopy(given)
    for name in reads(tree):
        put(given, name, None)  # a name without a value is null, not unknown
    if isinstance(tree, TestList):
        run = Run(False, now)
        passes = UnaryTests(text=question.body, tree=tree).matches_in(subject, given, run)
        return _outcome(question, passes, tuple(run.diagnostics or ()))
    value, why = Expression(text=question.body, tree=tree).evaluate_with_diagnostics(given, now=now)
    return _outcome(question, value, why)


def _outcome(question: Question, value: Any, why: Sequence[Diagnostic]) -> Tried:
    kind = kind_of(adopt(value))
    return Tried(
        value=literal(adopt(value)),
        kind=kind,
        passes=value if isinstance(value, bool) else None,
        is_test=question.mode in ("condition", "tests"),
        diagnostics=why,
        offset=question.offset,
    )


def _refuse(zh: str, en: str) -> None:
    raise ExpressionRefused(text_zh=zh, text_en=en)
