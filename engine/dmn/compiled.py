"""A model compiled: what is known of each element before anything is asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from engine.dmn.compile_boxed import compile_boxed, function_parts
from engine.dmn.compiling import Compiling
from engine.dmn.cost import cost_of
from engine.dmn.item_types import ItemTypes
from engine.dmn.model import (
    Decision,
    DecisionService,
    Definitions,
    DrgElement,
    InputData,
    KnowledgeModel,
)
from engine.dmn.notes import Notes
from engine.feel.functions import Closure
from engine.feel.types import FeelType


class Required(NamedTuple):
    """What an element requires: the model it is in, the name of its import (empty for this model), itself."""

    model: Compiled
    prefix: str
    element: DrgElement


class Function(NamedTuple):
    """The parts of a knowledge model; `cost` are the steps one call counts."""

    parameters: tuple[str, ...]
    types: tuple[FeelType, ...]
    body: Closure
    cost: int


class Compiled:
    """The elements of a model, by name and by id, and by identity what was made of each.

    `imported` are the models it imports by their namespaces.
    """

    def __init__(self, definitions: Definitions, notes: Notes, *, imported: Mapping[str, Compiled]) -> None:
        self.definitions = definitions
        self.imported = imported
        self.import_names = {each.namespace: each.name for each in definitions.imports}
        self.by_id = {each.id: each for each in definitions.elements if each.id}
        # Input data of the same name steps back: only what decides can be asked for.
        by_weight = sorted(definitions.elements, key=lambda each: not isinstance(each, InputData))
        self.by_name = {each.name: each for each in by_weight}
        named = [(each.name, imported.get(each.namespace)) for each in definitions.imports]
        types = [(name, model.item_types) for name, model in named if model is not None]
        self.item_types: ItemTypes = ItemTypes(definitions.items, imported=types, notes=notes)
        self.item_types.check(definitions.items)
        names = definitions.names.union(*(model.definitions.names for model in imported.values()))
        compiling = Compiling(names=names, types=self.item_types, notes=notes)
        self.types = {id(each): compiling.type_of(each) for each in definitions.elements}
        self.logic: dict[int, Closure] = {}
        self.functions: dict[int, Function] = {}
        self.requirements: dict[int, list[Required]] = {}
        self.reads: dict[int, frozenset[str]] = {}
        for element in definitions.elements:
            self._compile(element, compiling, notes)

    def _compile(self, element: DrgElement, compiling: Compiling, notes: Notes) -> None:
        compiling.read, compiling.bound = set(), set()
        if isinstance(element, Decision):
            self.logic[id(element)] = compile_boxed(element.logic, compiling)
        if isinstance(element, KnowledgeModel) and element.function is not None:
            parts = function_parts(element.function, compiling)
            self.functions[id(element)] = Function(*parts, cost_of(element.function))
        self.reads[id(element)] = frozenset(compiling.read - compiling.bound)
        self.requirements[id(element)] = self._required(element, notes)
        self._note_missing_requirements(element, notes)

    def _required(self, element: DrgElement, notes: Notes) -> list[Required]:
        hrefs: tuple[str, ...] = ()
        if isinstance(element, (Decision, KnowledgeModel)):
            hrefs = element.requirements
        elif isinstance(element, DecisionService):
            hrefs = (*element.outputs, *element.input_data, *element.input_decisions)
        found = []
        for href in hrefs:
            target = self.resolve(href)
            if target is None:
                notes.note("DMN_UNRESOLVED_REFERENCE", element.id, element.line, href=href)
            else:
                found.append(target)
        return found

    def _note_missing_requirements(self, element: DrgElement, notes: Notes) -> None:
        """Elements that a text names without requiring them: it will find null there."""
        required = {each.element.name for each in self.requirements[id(element)] if not each.prefix}
        for name in sorted(self.reads[id(element)] - required - {element.name}):
            if name in self.by_name:
                notes.note("DMN_NOT_REQUIRED", element.id, element.line, name=element.name, missing=name)

    def resolve(self, href: str) -> Required | None:
        """What a reference points to."""
        namespace, _, identifier = href.rpartition("#")
        if namespace and namespace != self.definitions.namespace:
            model = self.imported.get(namespace)
            element = model.by_id.get(identifier) if model is not None else None
            name = self.import_names.get(namespace, "")
            return Required(model, name, element) if model is not None and element is not None else None
        own = self.by_id.get(identifier)
        return Required(self, "", own) if own is not None else None

    def resolved(self, hrefs: tuple[str, ...]) -> list[Required]:
        """What the references point to that point to something."""
        return [each for each in map(self.resolve, hrefs) if each is not None]
