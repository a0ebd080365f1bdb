"""Inputs as they come from outside, where dates are texts: read by the types that the model declares."""

from __future__ import annotations

from collections.abc import Mapping

from engine.dmn.analysis.declared import NOTHING, Declarations, Declared
from engine.dmn.errors import DmnError
from engine.feel.temporal import at_literal
from engine.feel.values import kind_of

TEMPORAL: Mapping[str, tuple[str, str]] = {
    "date": ("日期", "2026-01-31"),
    "time": ("时间", "09:30:00"),
    "date and time": ("日期时间", "2026-01-31T09:30:00"),
    "days and time duration": ("时长（天、小时）", "P3DT4H"),
    "years and months duration": ("时长（年、月）", "P1Y6M"),
}
"""Kinds that JSON and forms give as texts: Chinese name and an example."""


class InputNotOfKind(DmnError):
    """An input is not of the kind that the model declares."""

    def __init__(self, *, name: str, kind: str, value: str) -> None:
        self.name, self.kind, self.value = name, kind, value
        super().__init__(self.text("en"))

    def text(self, lang: str) -> str:
        """The sentence in the reader's language."""
        word, example = TEMPORAL[self.kind]
        shown = self.value[:60]
        if lang == "zh":
            return f"“{self.name}”应为{word}，例如 {example}；给出的是“{shown}”。"
        return f"'{self.name}' is a {self.kind}, such as {example}; given was '{shown}'."


def typed_inputs(declared: Declarations, inputs: Mapping[str, object]) -> dict[str, object]:
    """The inputs with their texts read where a date, time or duration is declared, inside of lists and contexts too.

    Raises InputNotOfKind.
    """
    return {name: _typed(value, declared.of_path(name), declared, name) for name, value in inputs.items()}


def _typed(value: object, wanted: Declared, declared: Declarations, name: str) -> object:
    if isinstance(value, list):
        return [_typed(each, wanted, declared, f"{name}[{at}]") for at, each in enumerate(value, 1)]
    if isinstance(value, Mapping):
        return {
            key: _typed(each, declared.component(wanted, key) or NOTHING, declared, f"{name}.{key}")
            for key, each in value.items()
        }
    if isinstance(value, str) and wanted.kind in TEMPORAL:
        return temporal(value, str(wanted.kind), name)
    return value


def temporal(text: str, kind: str, name: str) -> object:
    """The value of a text of that kind; a date may stand for a date and time. Raises InputNotOfKind."""
    value = at_literal(text.strip())
    found = str(kind_of(value))
    if value is None or (found != kind and not (kind == "date and time" and found == "date")):
        raise InputNotOfKind(name=name, kind=kind, value=text)
    return value
