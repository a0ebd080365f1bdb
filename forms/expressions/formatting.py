"""A text as the house writes it: one space around operators, long conditions in lines."""

from __future__ import annotations

from engine.feel.errors import FeelError
from engine.feel.layout import layout
from engine.feel.tokens import tokenize
from forms.expressions.errors import ExpressionRefused
from forms.expressions.question import Question
from forms.expressions.texts import pair
from forms.expressions.trees import tree_of

WIDTH = 72


def formatted(question: Question) -> str:
    """The text again, laid out; what it means does not change. Raises ExpressionRefused."""
    if question.language != "feel":
        zh, en = pair("empty" if question.language == "empty" else "not feel")
        raise ExpressionRefused(text_zh=zh, text_en=en)
    try:
        tree = tree_of(question)
    except FeelError as error:
        raise ExpressionRefused(text_zh=error.text("zh"), text_en=error.text("en")) from None
    if _has_comments(question.body):
        zh, en = pair("comments")
        raise ExpressionRefused(text_zh=zh, text_en=en)
    return question.text[: question.offset].lstrip() + layout(tree, width=WIDTH)


def _has_comments(body: str) -> bool:
    """Whether anything but white space stands between the tokens."""
    end = 0
    for token in tokenize(body):
        if body[end : token.start].strip("\u0085\u200b\ufeff \t\r\n"):
            return True
        end = token.end
    return False
