"""The shape of a row of the handbook."""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """What is said about a function or construct. `examples`: an expression and its value as FEEL writes it.

    `result` is the kind of value it gives: "" where it depends, "first" for the kind of the first argument,
    "element" for the kind of the elements of the first argument.
    """

    zh: str
    en: str
    result: str
    examples: tuple[tuple[str, str], ...]


Rows = dict[str, Row]


def row(zh: str, en: str, result: str, *examples: tuple[str, str]) -> Row:
    """A row whose examples follow one another."""
    return Row(zh, en, result, examples)
