"""What a model declares about the values of an input: kind, allowed values, whole numbers, lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine.dmn.analysis.kinds import KINDS, Kind
from engine.dmn.analysis.places import tables
from engine.dmn.model import Decision, DecisionTable, Definitions, InputClause, InputData, ItemDefinition
from engine.feel.names import normal
from engine.feel.types import ALIASES

_WHOLE = frozenset({"integer", "long"})
_VENDOR: dict[str, Kind] = {
    "integer": "number",
    "long": "number",
    "double": "number",
    "float": "number",
}
_DEEPEST = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Declared:
    """`kind` is "" where nothing simple is declared; `components` of a context, by name."""

    kind: Kind | str = ""
    allowed: tuple[str, ...] = ()
    whole: bool = False
    listed: bool = False
    components: Mapping[str, ItemDefinition] | None = None


NOTHING = Declared()


class Declarations:
    """The types of a model and of those it imports (after their name and a dot), and the variables that have them."""

    def __init__(self, definitions: Definitions, imports: Iterable[tuple[str, Definitions]] = ()) -> None:
        self._items = {item.name: item for item in definitions.items}
        for name, model in imports:
            dot = f"{name}." if name else ""
            self._items |= {f"{dot}{item.name}": item for item in model.items}
        self._variables = {
            each.name: each.type_ref
            for each in definitions.elements
            if isinstance(each, (InputData, Decision)) and each.type_ref
        }
        # Many models made for process engines declare no input data, only the columns' types.
        for place in tables(definitions):
            for clause in place.table.inputs:
                text, type_ref = normal(clause.expression.text), clause.expression.type_ref
                if text.isidentifier() and type_ref:
                    self._variables.setdefault(text, type_ref)

    def of_input(self, clause: InputClause) -> Declared:
        """What is known of a column: by its own type, else by the variable or path it reads; its own values
        restrict it further."""
        found = self.of_type(clause.expression.type_ref) if clause.expression.type_ref else NOTHING
        if not found.kind or not found.allowed:
            by_name = self.of_path(clause.expression.text)
            found = by_name if by_name.kind or by_name.listed else found
        if not clause.values:
            return found
        return Declared(
            kind=found.kind, allowed=(*found.allowed, clause.values), whole=found.whole, listed=found.listed
        )

    def of_path(self, path: str) -> Declared:
        """The variable `customer`, or `customer.level` inside of it."""
        first, *rest = [normal(part) for part in path.split(".")]
        if first not in self._variables:
            return NOTHING
        found = self.of_type(self._variables[first])
        for name in rest:
            inner = None if found.listed else self.component(found, name)
            if inner is None:
                return NOTHING
            found = inner
        return found

    def component(self, of: Declared, name: str) -> Declared | None:
        """A part of a context; None if there is none of that name."""
        item = (of.components or {}).get(name)
        return None if item is None else self._of_item(item, _DEEPEST)

    def of_type(self, reference: str, deep: int = _DEEPEST) -> Declared:
        """A typeRef: one of FEEL's own kinds, a vendor's, or an item definition of the model."""
        for name in (reference, reference.partition(":")[2], reference.removeprefix("feel.")):
            if name in self._items and deep:
                return self._of_item(self._items[name], deep - 1)
            kind = KINDS.get(ALIASES.get(name, name)) or _VENDOR.get(name)
            if kind is not None:
                return Declared(kind=kind, whole=name in _WHOLE)
        return NOTHING

    def _of_item(self, item: ItemDefinition, deep: int) -> Declared:
        base = self.of_type(item.type_ref, deep) if item.type_ref else NOTHING
        own = (item.allowed,) if item.allowed else ()
        if not item.is_collection and item.constraint:
            own = (*own, item.constraint)
        return Declared(
            kind=base.kind,
            allowed=(*base.allowed, *own),
            whole=base.whole,
            listed=base.listed or item.is_collection,
            components={each.name: each for each in item.components} if item.components else base.components,
        )


def column_texts(table: DecisionTable) -> Iterable[tuple[str, tuple[int, ...]]]:
    """The expressions of the inputs, each once, with the places of the inputs that have it."""
    found: dict[str, list[int]] = {}
    for index, clause in enumerate(table.inputs):
        text = normal(clause.expression.text) or f"#{index + 1}"
        found.setdefault(text, []).append(index)
    return [(text, tuple(places)) for text, places in found.items()]
