"""From a posted HTML form to the values that `Form.accept` judges."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from forms.fields.component import Component
from forms.fields.groups import MAX_ROWS
from forms.fields.registry import FIELD_TYPES
from forms.rights import Right, Rights, group_right, right_of
from forms.schema.form import Form

ADD = "_add"
REMOVE = "_remove"
ROW = "_row"
OWN = frozenset({ADD, REMOVE, ROW, "csrf_token"})
"""Names that belong to the page, not to the form's fields."""


class Posts(Protocol):
    """A multi-dict, such as werkzeug's."""

    def getlist(self, key: str) -> list[str]: ...

    def __iter__(self) -> Iterator[str]: ...


@dataclass(frozen=True, slots=True)
class Posted:
    """`edited`: a row was added or removed; show the form again instead of submitting it."""

    values: dict[str, Any]
    edited: bool = False


def read_posted(
    form: Form, posted: Posts, *, rights: Rights | None = None, page_names: Sequence[str] = ()
) -> Posted:
    """Values as typed. Names the form does not have are kept, so that they are refused by name.

    `page_names`: further inputs of the page around the form, such as an opinion.
    """
    reader = _Reader(posted, rights or {})
    values = reader.read(form.components, "", None)
    ignored = {*OWN, *page_names, *reader.used}
    for name in posted:
        if name not in ignored and not name.endswith(f".{ROW}"):
            values.setdefault(name, posted.getlist(name)[0])
    edited = _edit(values, posted.getlist(ADD), posted.getlist(REMOVE))
    return Posted(values, edited)


class _Reader:
    def __init__(self, posted: Posts, rights: Rights) -> None:
        self._posted = posted
        self._rights = rights
        self.used: set[str] = set()

    def read(self, components: tuple[Component, ...], prefix: str, around: Right | None) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for component in components:
            inside = group_right(component, self._rights, around)
            if component.type == "group" and not component.path:
                values |= self.read(component.children, prefix, inside)
            elif component.type == "group":
                values[component.path or ""] = self.read(
                    component.children, f"{prefix}{component.path}.", inside
                )
            elif component.type == "dynamiclist" and component.path:
                values[component.path] = self._rows(component, f"{prefix}{component.path}", inside)
            elif component.key and FIELD_TYPES[component.type].keyed:
                self._field(component, prefix, around, values)
        return {name: value for name, value in values.items() if value != {} or name in self.used}

    def _field(self, component: Component, prefix: str, around: Right | None, values: dict[str, Any]) -> None:
        name = f"{prefix}{component.key}"
        texts = self._posted.getlist(name)
        self.used.add(name)
        writable = right_of(component, self._rights, around) in {Right.WRITE, Right.REQUIRED}
        # A box that is not ticked posts nothing; what may not be written counts only if it was posted.
        if writable or texts:
            values[component.key or ""] = FIELD_TYPES[component.type].read(component, texts)

    def _rows(self, component: Component, path: str, inside: Right | None) -> list[dict[str, Any]]:
        indexes = sorted(_indexes(self._posted, path))[:MAX_ROWS]
        return [self.read(component.children, f"{path}.{index}.", inside) for index in indexes]


def _indexes(posted: Posts, path: str) -> set[int]:
    found: set[int] = set()
    for name in posted:
        if name.startswith(f"{path}."):
            number = name[len(path) + 1 :].partition(".")[0]
            if number.isascii() and number.isdigit() and len(number) < 6:
                found.add(int(number))
    return found


def _edit(values: dict[str, Any], added: Sequence[str], removed: Sequence[str]) -> bool:
    """Apply the row buttons: `_add=items`, `_remove=items.2`."""
    for path in added:
        rows = _at(values, path)
        if isinstance(rows, list) and len(rows) < MAX_ROWS:
            rows.append({})
    for path in removed:
        holder, _, index = path.rpartition(".")
        rows = _at(values, holder)
        if isinstance(rows, list) and index.isdigit() and int(index) < len(rows):
            rows.pop(int(index))
    return bool(added or removed)


def _at(values: Mapping[str, Any], path: str) -> object:
    current: object = values
    for part in path.split("."):
        if isinstance(current, Mapping):
            current = current.get(part)
        elif isinstance(current, list) and part.isdigit() and int(part) < len(current):
            current = current[int(part)]
        else:
            return None
    return current
