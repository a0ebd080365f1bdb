"""Yes or no."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from marshmallow import fields

from forms.fields.base import FieldType, OptionalField
from forms.fields.component import Component


class YesNoValue(OptionalField):
    """True or False; a required one must be True, as a box that has to be ticked."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> bool:
        if not isinstance(value, bool):
            raise self.refuse("TYPE_YES_NO")
        if self.required and not value:
            raise self.refuse("REQUIRED")
        return value


class Checkbox(FieldType):
    type = "checkbox"

    def field(self, component: Component, *, required: bool, data: Mapping[str, object]) -> fields.Field[Any]:
        return YesNoValue(required=required)

    def read(self, component: Component, posted: Sequence[str]) -> object:
        return bool(posted) and posted[-1] not in {"", "0", "false"}
