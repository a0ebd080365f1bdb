"""The parts of a form as read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Component:
    """One component of the form. `raw` is its JSON; `line` where it stands in the file."""

    type: str
    id: str
    key: str | None
    path: str | None
    """Of groups and lists: the name under which their fields lie; None or empty: beside the group."""
    label: str
    line: int
    raw: Mapping[str, object]
    children: tuple[Component, ...] = ()

    @property
    def name(self) -> str:
        """What findings and errors call it."""
        return self.key or self.path or self.id

    @property
    def validate(self) -> Mapping[str, object]:
        rules = self.raw.get("validate")
        return rules if isinstance(rules, Mapping) else {}

    @property
    def is_required(self) -> bool:
        return self.validate.get("required") is True

    @property
    def is_read_only(self) -> bool:
        return self.raw.get("readonly") is True or self.raw.get("disabled") is True

    @property
    def hide(self) -> str | None:
        """The FEEL condition under which it is not shown."""
        conditional = self.raw.get("conditional")
        text = conditional.get("hide") if isinstance(conditional, Mapping) else None
        return text if isinstance(text, str) and text.strip() else None

    def number(self, name: str) -> str | None:
        """A limit of `validate`, as text; None if absent."""
        value = self.validate.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float | str) or value == "":
            return None
        return str(value)

    def walk(self) -> Iterator[Component]:
        yield self
        for child in self.children:
            yield from child.walk()
