"""Item definitions as FEEL types."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from engine.dmn.model import ItemDefinition
from engine.dmn.notes import Notes
from engine.feel import FeelError, UnaryTests, compile_unary
from engine.feel.types import ANY, ContextType, FeelType, FunctionType, ListType, simple_type

# Types that process engines added to DMN.
VENDOR_TYPES = {
    "integer": "number",
    "long": "number",
    "double": "number",
    "float": "number",
    "any": "Any",
    "collection": "list",
}


@dataclass(frozen=True)
class Constrained(FeelType):
    """A type with unary tests that its values must pass."""

    base: FeelType
    tests: UnaryTests

    @property
    def name(self) -> str:  # type: ignore[override]
        return f"{self.base.name} ({self.tests.text})"

    def conforms(self, value: object) -> bool:
        return self.base.conforms(value) and self.tests.matches(value) is True

    def has_instance(self, value: object) -> bool:
        return self.base.has_instance(value)


class LazyType(FeelType):
    """A type by name, found when it is first needed: item definitions may come in any order."""

    def __init__(self, name: str, find: Callable[[], FeelType]) -> None:
        self.name = name
        self._find = find
        self._found: FeelType | None = None

    @property
    def target(self) -> FeelType:
        if self._found is None:
            self._found = ANY  # what a definition made only of itself means
            found = self._find()
            self._found = ANY if self._goes_in_circles(found) else found
        return self._found

    def _goes_in_circles(self, found: FeelType) -> bool:
        """Does what was found only name other definitions until it comes back to this one?"""
        while isinstance(found, (LazyType, Constrained)):
            if found is self:
                return True
            found = found.target if isinstance(found, LazyType) else found.base
        return False

    def conforms(self, value: object) -> bool:
        return self.target.conforms(value)

    def has_instance(self, value: object) -> bool:
        return self.target.has_instance(value)


class ItemTypes:
    """All item definitions of a model, those of its imports under `import.name`; an import may have no name."""

    def __init__(
        self, items: Iterable[ItemDefinition], *, imported: Iterable[tuple[str, ItemTypes]], notes: Notes
    ) -> None:
        self._notes = notes
        self.known: dict[str, FeelType] = {}
        self.allowed: dict[str, str] = {}
        for prefix, types in imported:
            dot = f"{prefix}." if prefix else ""
            self.known.update({f"{dot}{name}": each for name, each in types.known.items()})
            self.allowed.update({f"{dot}{name}": each for name, each in types.allowed.items()})
        for item in items:
            self.known[item.name] = self._lazy(item)
            self.allowed[item.name] = item.allowed

    def _lazy(self, item: ItemDefinition) -> FeelType:
        return LazyType(item.name, lambda: self._build(item))

    def check(self, items: Iterable[ItemDefinition]) -> None:
        """Builds every definition once, so that what is wrong with it becomes a finding."""
        for item in items:
            found = self.known[item.name]
            if isinstance(found, LazyType):
                assert found.target is not None

    def find(self, reference: str, element: str = "", line: int = 0) -> FeelType:
        """The type of a typeRef; Any if it is empty or unknown (a finding)."""
        if not reference:
            return ANY
        prefix, _, local = reference.partition(":")
        for name in (reference, local, f"{prefix}.{local}", reference.removeprefix("feel.")):
            found = self.known.get(name) or simple_type(VENDOR_TYPES.get(name, name))
            if found is not None:
                return found
        self._notes.note("DMN_UNKNOWN_TYPE", element, line, type=reference)
        return ANY

    def _build(self, item: ItemDefinition) -> FeelType:
        built = self._base(item)
        if item.allowed:
            built = self._constrained(built, item.allowed, item)
        if item.is_collection:
            built = ListType(built)
        if item.constraint:
            built = self._constrained(built, item.constraint, item)
        return built

    def _base(self, item: ItemDefinition) -> FeelType:
        if item.parameters is not None:
            parameters = tuple(self.find(each, item.id, item.line) for each in item.parameters)
            return FunctionType(parameters, self.find(item.type_ref, item.id, item.line))
        if item.components:
            return ContextType({each.name: self._build(each) for each in item.components})
        return self.find(item.type_ref, item.id, item.line)

    def _constrained(self, base: FeelType, text: str, item: ItemDefinition) -> FeelType:
        try:
            tests = compile_unary(text, names=self._notes.names)
        except FeelError as error:
            self._notes.note(
                "DMN_SYNTAX",
                item.id,
                item.line,
                text=text,
                reason=error.text("en"),
                reason_zh=error.text("zh"),
            )
            return base
        return Constrained(base, tests)
