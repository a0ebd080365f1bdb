"""Types as values are checked against them: `instance of`, formal parameters, item definitions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from engine.feel.tree import TypeNode
from engine.feel.values import Function, Range, adopt, kind_of

ALIASES = {
    "day time duration": "days and time duration",
    "year month duration": "years and months duration",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
    "dateTime": "date and time",
}
SIMPLE_KINDS = frozenset(
    {
        "number",
        "string",
        "boolean",
        "date",
        "time",
        "date and time",
        "days and time duration",
        "years and months duration",
    }
)


class FeelType:
    """Root of the types. `name` is how messages call it."""

    name: str = "Any"

    def conforms(self, value: object) -> bool:
        """May the value, which is not null, stand where this type is asked for?"""
        return self.has_instance(value)

    def has_instance(self, value: object) -> bool:
        """`instance of`: as `conforms`, but constraints do not count and functions must declare types."""
        return value is not None


class AnyType(FeelType):
    """Every value."""


@dataclass(frozen=True)
class NullType(FeelType):
    """Only null."""

    name: str = "null"

    def has_instance(self, value: object) -> bool:
        return value is None


@dataclass(frozen=True)
class SimpleType(FeelType):
    """One of the kinds of `values`, also context, list and function without parts."""

    name: str

    def has_instance(self, value: object) -> bool:
        return kind_of(value) == self.name


@dataclass(frozen=True)
class DurationType(FeelType):
    """Either kind of duration."""

    name: str = "duration"

    def has_instance(self, value: object) -> bool:
        return kind_of(value).endswith(" duration")


@dataclass(frozen=True)
class ListType(FeelType):
    """list<element>"""

    element: FeelType

    @property
    def name(self) -> str:  # type: ignore[override]
        return f"list<{self.element.name}>"

    def conforms(self, value: object) -> bool:
        if not isinstance(value, list):
            return False
        return all(each is None or self.element.conforms(each) for each in map(adopt, value))

    def has_instance(self, value: object) -> bool:
        if not isinstance(value, list):
            return False
        return all(each is None or self.element.has_instance(each) for each in map(adopt, value))


@dataclass(frozen=True)
class RangeType(FeelType):
    """range<element>"""

    element: FeelType

    @property
    def name(self) -> str:  # type: ignore[override]
        return f"range<{self.element.name}>"

    def has_instance(self, value: object) -> bool:
        if not isinstance(value, Range):
            return False
        ends = [end for end in (value.low, value.high) if end is not None]
        return bool(ends) and all(self.element.has_instance(end) for end in ends)


@dataclass(frozen=True)
class ContextType(FeelType):
    """context<name: type, …>; further entries are allowed."""

    members: Mapping[str, FeelType]

    @property
    def name(self) -> str:  # type: ignore[override]
        return "context<" + ", ".join(f"{key}: {each.name}" for key, each in self.members.items()) + ">"

    def conforms(self, value: object) -> bool:
        return self._fits(value, lambda wanted, member: wanted.conforms(member))

    def has_instance(self, value: object) -> bool:
        return self._fits(value, lambda wanted, member: wanted.has_instance(member))

    def _fits(self, value: object, check: Callable[[FeelType, object], bool]) -> bool:
        if not isinstance(value, dict):
            return False
        return all(
            key in value and (value[key] is None or check(each, adopt(value[key])))
            for key, each in self.members.items()
        )


@dataclass(frozen=True)
class FunctionType(FeelType):
    """function<parameters> -> result"""

    parameters: tuple[FeelType, ...]
    result: FeelType

    @property
    def name(self) -> str:  # type: ignore[override]
        return f"function<{', '.join(each.name for each in self.parameters)}> -> {self.result.name}"

    def conforms(self, value: object) -> bool:
        return isinstance(value, Function) and value.accepts(len(self.parameters))

    def has_instance(self, value: object) -> bool:
        declared = value.signature() if isinstance(value, Function) else None
        if declared is None or len(declared[0]) != len(self.parameters):
            return False
        return _accepts(self, *declared)


def _accepts(wanted: FunctionType, parameters: tuple[FeelType, ...], result: FeelType) -> bool:
    fitting = all(fits(mine, theirs) for mine, theirs in zip(wanted.parameters, parameters, strict=True))
    return fitting and fits(result, wanted.result)


def fits(narrow: FeelType, wide: FeelType) -> bool:
    """Is every value of `narrow` one of `wide`?"""
    if isinstance(wide, AnyType) or isinstance(narrow, NullType):
        return True
    if isinstance(narrow, ListType) and isinstance(wide, ListType):
        return fits(narrow.element, wide.element)
    if isinstance(narrow, RangeType) and isinstance(wide, RangeType):
        return fits(narrow.element, wide.element)
    if isinstance(narrow, ContextType) and isinstance(wide, ContextType):
        return all(
            key in narrow.members and fits(narrow.members[key], each) for key, each in wide.members.items()
        )
    if isinstance(narrow, FunctionType) and isinstance(wide, FunctionType):
        same_count = len(narrow.parameters) == len(wide.parameters)
        return same_count and _accepts(wide, narrow.parameters, narrow.result)
    return narrow == wide


ANY = AnyType()
NULL = NullType()


def simple_type(name: str) -> FeelType | None:
    """The type of one of FEEL's own names; None for a name it does not have."""
    name = ALIASES.get(name, name)
    if name in SIMPLE_KINDS or name in ("context", "function", "range", "list"):
        return SimpleType(name)
    return {"Any": ANY, "Null": NULL, "null": NULL, "duration": DurationType()}.get(name)


def resolve(node: TypeNode, known: Mapping[str, FeelType]) -> FeelType | None:
    """The type that a type node means; `known` holds item definitions. None if a name is unknown."""
    parts = [resolve(each, known) for each in node.arguments]
    if any(part is None for part in parts):
        return None
    inner = tuple(part for part in parts if part is not None)
    if node.result is not None:
        result = resolve(node.result, known)
        return FunctionType(inner, result) if result is not None else None
    if node.name == "context" and node.members:
        return ContextType(dict(zip(node.members, inner, strict=True)))
    if node.name in ("list", "range") and inner:
        return ListType(inner[0]) if node.name == "list" else RangeType(inner[0])
    return known.get(node.name) or simple_type(node.name)
