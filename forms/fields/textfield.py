"""One line of text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import fields

from forms.fields.base import FieldType, Note
from forms.fields.component import Component
from forms.fields.texts import TextValue, check_text_limits


class TextField(FieldType):
    type = "textfield"
    attributes = frozenset({"appearance"})

    def check(self, component: Component) -> Iterator[Note]:
        yield from check_text_limits(component)

    def field(self, component: Component, *, required: bool, data: Mapping[str, object]) -> fields.Field[Any]:
        return TextValue(component, required=required)
