"""Files: a list of `{id, name, size}`. The browser names ids; whoever accepts the form looks up what they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from marshmallow import fields

from forms.fields.base import FieldType, Note, OptionalField
from forms.fields.component import Component

MOST_FILES: Final = 20


class FilesValue(OptionalField):
    """References as `[{"id": 7}]`: names and sizes that came along count for nothing."""

    def __init__(self, *, required: bool, most: int) -> None:
        super().__init__(required=required)
        self._most = most

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> list[dict[str, int]]:
        if not isinstance(value, list):
            raise self.refuse("TYPE_LIST")
        ids = [identity(one) for one in value]
        if None in ids:
            raise self.refuse("FILE_UNKNOWN")
        if self.required and not ids:
            raise self.refuse("REQUIRED")
        if len(ids) > self._most:
            raise self.refuse("TOO_MANY", limit=self._most)
        return [{"id": one} for one in dict.fromkeys(ids) if one is not None]


class FilePicker(FieldType):
    type = "filepicker"
    attributes = frozenset({"accept", "multiple"})

    def check(self, component: Component) -> Iterator[Note]:
        yield from ()

    def field(self, component: Component, *, required: bool, data: Mapping[str, object]) -> fields.Field[Any]:
        return FilesValue(required=required, most=MOST_FILES if takes_many(component) else 1)

    def read(self, component: Component, posted: Sequence[str]) -> object:
        ids = [identity(text) for text in posted]
        return [{"id": one} for one in ids if one is not None] or None

    def shown(self, component: Component, value: object) -> str:
        return ", ".join(name for _id, name, _size in listed(value))


def takes_many(component: Component) -> bool:
    """Whether more than one file may be given."""
    return component.raw.get("multiple") is True


def identity(given: object) -> int | None:
    """The id in a reference, or in its text; None for anything else."""
    value = given.get("id") if isinstance(given, Mapping) else given
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 19:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**63 else None


def listed(value: object) -> list[tuple[str, str, str]]:
    """Id, name and size of what a variable holds."""
    references = [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []
    return [
        (str(one.get("id", "")), str(one.get("name") or one.get("id", "")), _size(one.get("size")))
        for one in references
    ]


def _size(size: object) -> str:
    if not isinstance(size, int):
        return ""
    return f"{size / 1024:.0f} KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f} MB"
