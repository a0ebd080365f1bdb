"""One of several choices, from a list that opens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import fields

from forms.fields.base import FieldType, Note
from forms.fields.choices import CHOICE_ATTRIBUTES, ChoiceValue, as_text, check_choices, choices
from forms.fields.component import Component


class Select(FieldType):
    type = "select"
    attributes = CHOICE_ATTRIBUTES

    def check(self, component: Component) -> Iterator[Note]:
        yield from check_choices(component)

    def field(self, component: Component, *, required: bool, data: Mapping[str, object]) -> fields.Field[Any]:
        return ChoiceValue(choices(component, data), required=required)

    def shown(self, component: Component, value: object) -> str:
        return as_text(value)
