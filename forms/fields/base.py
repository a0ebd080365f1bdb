"""What a field type is: it checks its own JSON, makes a marshmallow field, and reads and shows values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from marshmallow import ValidationError, fields

from forms.fields.component import Component
from forms.fields.errors import error

Note = tuple[str, dict[str, object]]
"""(code of forms.schema.texts, its arguments); the name of the field is added."""

REQUIRED = {"required": error("REQUIRED"), "null": error("REQUIRED")}


class FieldType:
    """The common part; a type overrides what differs."""

    type: ClassVar[str]
    keyed: ClassVar[bool] = True
    """Whether it carries a value under a key."""
    attributes: ClassVar[frozenset[str]] = frozenset()
    """JSON attributes that mean something on it, beside the common ones."""

    def check(self, component: Component) -> Iterator[Note]:
        """Objections to the component's own JSON."""
        yield from ()

    def field(self, component: Component, *, required: bool, data: Mapping[str, object]) -> fields.Field[Any]:
        """The marshmallow field. `data`: variables that choices may come from."""
        raise NotImplementedError

    def read(self, component: Component, posted: Sequence[str]) -> object:
        """The value of a posted HTML form; None if left empty."""
        return posted[0] if posted and posted[0] != "" else None

    def shown(self, component: Component, value: object) -> str:
        """The value as the control shows it."""
        return "" if value is None else str(value)


class Static(FieldType):
    """Shown, or neither shown nor stored: carries no value."""

    keyed = False


class OptionalField(fields.Field[Any]):
    """A field that takes None unless it is required, and says so with our codes."""

    def __init__(self, *, required: bool) -> None:
        super().__init__(required=required, allow_none=not required, error_messages=dict(REQUIRED))

    def refuse(self, code: str, **args: object) -> ValidationError:
        return ValidationError(error(code, **args))
