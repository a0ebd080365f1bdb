"""The shape of a value, and what names stand for at one place of a tree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from engine.feel.facts import Fact, Known, kind_known

#: (kind, member) → kind of the member.
MEMBERS: dict[tuple[str, str], str] = {
    **{("date", name): "number" for name in ("year", "month", "day", "weekday")},
    **{("date and time", name): "number" for name in ("year", "month", "day", "weekday")},
    **{(kind, name): "number" for kind in ("time", "date and time") for name in ("hour", "minute", "second")},
    **{(kind, "time offset"): "days and time duration" for kind in ("time", "date and time")},
    **{(kind, "timezone"): "string" for kind in ("time", "date and time")},
    **{("days and time duration", name): "number" for name in ("days", "hours", "minutes", "seconds")},
    **{("years and months duration", name): "number" for name in ("years", "months")},
    **{("range", name): "boolean" for name in ("start included", "end included")},
    **{("range", name): "" for name in ("start", "end")},
}


@dataclass(frozen=True, slots=True)
class Shape:
    """`kind` is "" where it cannot be told. `path` leads to what is known about members, `fact` to the rest."""

    kind: str = ""
    element: Shape | None = None
    members: Mapping[str, Shape] | None = None
    path: str = ""
    fact: Fact | None = None


NOTHING = Shape()
BOOLEAN = Shape("boolean")


@dataclass(frozen=True)
class Scope:
    """What names stand for at one place of a tree.

    `within` is the element a filter looks at, whose members are names; `input` is the `?` of a cell.
    """

    known: Known
    local: Mapping[str, Shape] = field(default_factory=dict)
    within: Shape | None = None
    input: Shape = NOTHING

    def binding(self, name: str, shape: Shape) -> Scope:
        return replace(self, local={**self.local, name: shape})

    def inside(self, element: Shape) -> Scope:
        return replace(self, local={**self.local, "item": element}, within=element)

    def find(self, name: str) -> Shape | None:
        """What the name stands for; None for an unknown one."""
        if self.within is not None:
            inner = self.member(self.within, name)
            if inner is not None:
                return inner
        return self.local[name] if name in self.local else self.at(name)

    def at(self, path: str) -> Shape | None:
        """What is known under a path."""
        kind = kind_known(self.known, path)
        below = path + "."
        if kind is None:
            return Shape(path=path) if any(each.startswith(below) for each in self.known) else None
        found = self.known[path]
        shape = from_text(kind, path)
        return replace(shape, fact=found) if isinstance(found, Fact) else shape

    def member(self, shape: Shape, name: str) -> Shape | None:
        """A member as far as it is known."""
        if shape.members is not None and name in shape.members:
            return shape.members[name]
        found = self.at(f"{shape.path}.{name}") if shape.path else None
        if found is None and (shape.kind, name) in MEMBERS:
            return Shape(MEMBERS[shape.kind, name])
        return found

    def is_open(self) -> bool:
        """May a name be a member of an element about which nothing is known?"""
        element = self.within
        return element is not None and element.kind in ("", "context") and element.members is None

    def members_within(self) -> list[str]:
        """The members that the element a filter looks at is known to have."""
        if self.within is None or not self.within.path:
            return []
        below = self.within.path + "."
        names = [path.removeprefix(below) for path in self.known if path.startswith(below)]
        return [name for name in names if "." not in name]


def from_text(kind: str, path: str = "") -> Shape:
    """list<number> → a list of numbers."""
    if kind.startswith("list"):
        inner = kind[5:-1] if kind.startswith("list<") else ""
        return Shape("list", element=from_text(inner, path), path=path)
    return Shape(kind, path=path)


def element_of(shape: Shape) -> Shape:
    """What iterating over a value of the shape gives."""
    if shape.kind == "list":
        return shape.element or NOTHING
    return NOTHING if shape.kind in ("", "range") else shape


def joined(shapes: list[Shape]) -> Shape:
    """The shape that all of them have."""
    kinds = {shape.kind for shape in shapes}
    if len(kinds) != 1:
        return NOTHING
    return shapes[0] if len(shapes) == 1 else replace(shapes[0], fact=None)
