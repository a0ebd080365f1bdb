"""Choices of select, radio, checklist and tag list: where they come from, and the values they allow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from engine import feel
from forms.fields.base import Note, OptionalField
from forms.fields.bilingual import is_bilingual
from forms.fields.component import Component
from forms.fields.errors import FieldError
from forms.fields.texts import MAX_TEXT

CHOICE_ATTRIBUTES: Final = frozenset(
    {"values", "valuesKey", "valuesExpression", "valuesList", "exceptValues", "searchable"}
)
MAX_CHOICES: Final = 1_000


#: What a choice is called: a text, or one in each language (`{"zh": …, "en": …}`) where data bring it.
Label = str | Mapping[str, str]
Choices = list[tuple[object, Label]]


def choices(component: Component, data: Mapping[str, object]) -> Choices | None:
    """(value, label) of each choice; None if they come from data that is not here."""
    given = component.raw.get("values")
    if isinstance(given, list):
        return list(_pairs(given))
    key = component.raw.get("valuesKey")
    if isinstance(key, str) and key:
        found = data.get(key)
        return list(_pairs(found)) if isinstance(found, list) else None
    expression = component.raw.get("valuesExpression")
    if isinstance(expression, str) and expression.strip():
        return _computed(expression, data)
    return None


def _computed(expression: str, data: Mapping[str, object]) -> Choices | None:
    try:
        found = feel.compile_expression(expression.strip().removeprefix("=")).evaluate(data)
    except feel.FeelError:
        return None
    return list(_pairs(found)) if isinstance(found, list) else None


def _pairs(given: list[Any]) -> Iterator[tuple[object, Label]]:
    for each in given[:MAX_CHOICES]:
        if isinstance(each, Mapping):
            value = each.get("value")
            label = each.get("label")
            yield value, label if is_bilingual(label) else str(label or value)
        else:
            yield each, str(each)


def check_choices(component: Component) -> Iterator[Note]:
    given = component.raw.get("values")
    sources = [component.raw.get(name) for name in ("valuesKey", "valuesExpression", "valuesList")]
    if not given and not any(sources):
        yield "FORM_NO_CHOICES", {}
    seen: list[object] = []
    for value, _ in _pairs(given) if isinstance(given, list) else ():
        if value in seen:
            yield "FORM_CHOICE_TWICE", {"value": str(value)[:60]}
        seen.append(value)


class ChoiceValue(OptionalField):
    """One of the choices."""

    def __init__(self, known: Choices | None, *, required: bool) -> None:
        super().__init__(required=required)
        self._known = known

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> object:
        if value == "" and self.required:
            raise self.refuse("REQUIRED")
        if value == "":
            return None
        return one_of(self, value, self._known)


class ChoicesValue(OptionalField):
    """Several of the choices, each once."""

    def __init__(self, known: Choices | None, *, required: bool) -> None:
        super().__init__(required=required)
        self._known = known

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> list[object]:
        if not isinstance(value, list):
            raise self.refuse("TYPE_LIST")
        if self.required and not value:
            raise self.refuse("REQUIRED")
        if len(value) > MAX_CHOICES:
            raise self.refuse("TOO_MANY", limit=MAX_CHOICES)
        found: list[object] = []
        for each in value:
            chosen = one_of(self, each, self._known)
            if chosen not in found:
                found.append(chosen)
        return found


def one_of(field: OptionalField, value: object, known: Choices | None) -> object:
    """The choice of this value; typed text also finds a choice that is a number or yes/no."""
    if isinstance(value, str) and len(value) > MAX_TEXT:
        raise field.refuse("TOO_LONG", limit=MAX_TEXT)
    if known is None:
        if not isinstance(value, str | int | bool):
            raise field.refuse("TYPE_TEXT")
        return value
    for choice, _ in known:
        if type(choice) is type(value) and choice == value:
            return choice
    for choice, _ in known:
        if isinstance(value, str) and not isinstance(choice, str) and as_text(choice) == value:
            return choice
    raise field.refuse("CHOICE", value=str(value)[:60])


def as_text(value: object) -> str:
    """A choice's value as an HTML form posts it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


Errors = list[FieldError]
