"""The fields that a request is built of, as a page edits them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal, get_args

Kind = Literal[
    "text",
    "long_text",
    "number",
    "money",
    "date",
    "period",
    "choice",
    "yes_no",
    "person",
    "department",
    "customer",
    "file",
    "lines",
    "computed",
]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
#: Kinds that stand in a table of lines.
IN_LINES: Final[tuple[Kind, ...]] = ("text", "number", "money", "date", "choice", "yes_no")
#: Kinds whose form component is a number.
NUMBERS: Final[tuple[Kind, ...]] = ("number", "money", "computed")
#: The two days of a period, after its key.
FROM, TO = "_from", "_to"
#: Lists of people and departments: read when the form is used.
PEOPLE, DEPARTMENTS = "people", "departments"
FROM_WORDS, TO_WORDS = ("开始日期", "From"), ("结束日期", "To")


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One of the values of a choice."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """One field. `unit` of numbers: "", days or percent. `formula` of computed ones: FEEL over the others."""

    key: str
    kind: Kind
    zh: str
    en: str
    required: bool = False
    help: str = ""
    help_en: str = ""
    unit: str = ""
    choices: tuple[Choice, ...] = ()
    columns: tuple[Field, ...] = ()
    formula: str = ""


def texts(fields: Iterable[Field]) -> Iterator[tuple[str, str]]:
    """Chinese text → English text of everything that the fields show."""
    for field in fields:
        yield field.zh, field.en
        if field.help:
            yield field.help, field.help_en or field.help
        yield from ((one.zh, one.en) for one in field.choices)
        if field.kind == "period":
            yield from (FROM_WORDS, TO_WORDS)
        yield from texts(field.columns)
