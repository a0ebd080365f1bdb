"""Names of other engines' programs in a set of files, with what they are bound to and what they are handed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.definition.binding import Bindings, Bound, foreign_names
from engine.definition.compiling.parts import computed
from engine.definition.expressions import Interpreter
from engine.definition.model import Body, Diagram, Foreign, MappingText
from engine.ports import Adapter


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """An element that a name stands at."""

    file: str
    element: str
    name: str
    given: tuple[MappingText, ...] = ()
    """What the diagram hands to the program there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ForeignName:
    """One name with all its places."""

    foreign: Foreign
    places: tuple[Place, ...]
    bound: Bound | None

    @property
    def key(self) -> str:
        return self.foreign.key

    @property
    def given(self) -> tuple[str, ...]:
        """The inputs that some place hands over by itself."""
        return tuple(dict.fromkeys(each.target for place in self.places for each in place.given))


@dataclass(frozen=True, kw_only=True, slots=True)
class Input:
    """One declared input of an adapter."""

    name: str
    required: bool


def foreign_names_of(diagrams: list[Diagram], bindings: Bindings) -> list[ForeignName]:
    """Every name once, in the order of the files."""
    first: dict[str, Foreign] = {}
    places: dict[str, dict[tuple[str, str], Place]] = {}
    for diagram in diagrams:
        given = dict(_given(diagram))
        for foreign, element in foreign_names(diagram):
            if _computes(foreign):
                continue
            first.setdefault(foreign.key, foreign)
            at = element or "–"
            place = Place(
                file=diagram.file,
                element=at,
                name=_shown(diagram, at),
                given=given.get((at, foreign.key), ()),
            )
            places.setdefault(foreign.key, {})[diagram.file, at] = place
    return [
        ForeignName(foreign=each, places=tuple(places[key].values()), bound=bindings.get(key))
        for key, each in first.items()
    ]


def _computes(foreign: Foreign) -> bool:
    """An expression that is no call of a program needs no binding."""
    return computed(foreign, Interpreter()) is not None


def _shown(diagram: Diagram, element: str) -> str:
    source = diagram.elements.get(element)
    return (source.get("name") if source is not None else None) or element


def _given(diagram: Diagram) -> Iterator[tuple[tuple[str, str], tuple[MappingText, ...]]]:
    """(element, key) → the inputs written there."""
    for process in diagram.processes:
        for hook in process.hooks:
            if hook.foreign is not None:
                yield (process.id, hook.foreign.key), hook.inputs
        yield from _given_in(process.body)


def _given_in(body: Body) -> Iterator[tuple[tuple[str, str], tuple[MappingText, ...]]]:
    for node in body.nodes:
        for hook in node.hooks:
            if hook.foreign is not None:
                yield (node.id, hook.foreign.key), hook.inputs
        for foreign in node.binding.foreign:
            yield (node.id, foreign.key), node.binding.inputs
        if node.body is not None:
            yield from _given_in(node.body)
    for flow in body.flows:
        for hook in flow.hooks:
            if hook.foreign is not None:
                yield (flow.id, hook.foreign.key), hook.inputs


def inputs_of(adapter: Adapter) -> list[Input]:
    """What an adapter declares that it takes; nothing for one without a schema."""
    schema: Any = getattr(adapter, "inputs", None)
    if schema is None:
        return []
    return [Input(name=name, required=one.required) for name, one in schema().fields.items()]


def suggested(adapter: Adapter, given: tuple[str, ...]) -> dict[str, str]:
    """A first mapping: required inputs take the variable of their name, unless the diagram gives them."""
    return {each.name: each.name for each in inputs_of(adapter) if each.required and each.name not in given}


@dataclass(frozen=True, kw_only=True, slots=True)
class Handed:
    """What an application is handed at one place: input → text."""

    place: Place
    inputs: Mapping[str, str] = field(default_factory=dict)


def preview(name: ForeignName) -> list[Handed]:
    """What the bound application would be handed at each place."""
    bound = name.bound
    if bound is None:
        return []
    found: list[Handed] = []
    for place in name.places:
        given = {each.target: each.source.text for each in place.given}
        mapped = {target: given.get(text, text) for target, text in bound.inputs.items()}
        taken = {text for text in bound.inputs.values() if text in given} | set(mapped)
        rest = {target: text for target, text in given.items() if target not in taken}
        found.append(Handed(place=place, inputs=mapped | rest))
    return found
