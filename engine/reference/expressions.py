"""The texts of a skeleton, which both engines have evaluated by the same code: FEEL, or JUEL by its marks."""

from __future__ import annotations

from engine.definition.juel import JuelRefused, compile_juel, is_juel
from engine.feel import Expression, FeelError, compile_expression


def compiled(text: str) -> Expression:
    """The expression. Raises FeelError."""
    if not is_juel(text):
        return compile_expression(text)
    try:
        return compile_juel(text)
    except JuelRefused:
        raise FeelError from None


def size_of(text: str) -> str:
    """The text whose value is how many items a collection has."""
    return f"${{({text[2:-1]}).size()}}" if is_juel(text) else f"count({text})"
