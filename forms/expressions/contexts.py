"""A whole context that somebody types as JSON or as FEEL, and the names that it makes known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from engine.feel.errors import FeelError
from engine.feel.values import adopt, kind_of
from forms.expressions.errors import QuestionUnreadable
from forms.expressions.question import Question
from forms.expressions.scope import KINDS, Scope, Variable
from forms.expressions.texts import pair
from forms.expressions.typed import LONGEST, evaluated, json_value

DEEPEST: Final = 4


def read_context(text: str) -> dict[str, Any]:
    """A context written as JSON or as FEEL. Raises QuestionUnreadable."""
    body = text.strip()
    if len(body) > LONGEST * 5:
        words = pair("value too long", limit=LONGEST * 5)
        raise QuestionUnreadable(detail=words[1], detail_zh=words[0])
    value = json_value(body)
    if value is None and body:
        try:
            value = evaluated(body)
        except FeelError as error:
            raise QuestionUnreadable(detail=error.text("en"), detail_zh=error.text("zh")) from None
    if body and not isinstance(value, dict):
        words = pair("bad context")
        raise QuestionUnreadable(detail=words[1], detail_zh=words[0])
    return value or {}


def with_context(question: Question, context: Mapping[str, Any]) -> Question:
    """The question, with the names of the context known beside those that the page tells."""
    told = {one.name for one in question.scope.variables}
    found = [one for one in variables_of(context) if one.name not in told]
    return replace(question, scope=Scope((*question.scope.variables, *found)))


def variables_of(context: Mapping[str, Any], path: str = "", depth: int = 0) -> Iterator[Variable]:
    """Every name, inner ones as paths; of a list the names in its first element."""
    for name, value in context.items():
        kind = kind_of(adopt(value))
        yield Variable(name=f"{path}{name}", kind=kind if kind in KINDS else "")
        inner = value[0] if isinstance(value, list) and value else value
        if isinstance(inner, Mapping) and depth < DEEPEST:
            yield from variables_of(inner, f"{path}{name}.", depth + 1)
