"""Any of several choices, all in sight."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from marshmallow import fields

from forms.fields.base import FieldType, Note
from forms.fields.choices import CHOICE_ATTRIBUTES, ChoicesValue, as_text, check_choices, choices
from forms.fields.component import Component


class Checklist(FieldType):
    type = "checklist"
    attributes = CHOICE_ATTRIBUTES

    def check(self, component: Component) -> Iterator[Note]:
        yield from check_choices(component)

    def field(self, component: Component, *, required: bool, data: Mapping[str, object]) -> fields.Field[Any]:
        return ChoicesValue(choices(component, data), required=required)

    def read(self, component: Component, posted: Sequence[str]) -> object:
        return [text for text in posted if text != ""]

    def shown(self, component: Component, value: object) -> str:
        return ", ".join(as_text(each) for each in value) if isinstance(value, list) else as_text(value)
