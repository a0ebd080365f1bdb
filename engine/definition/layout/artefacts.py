"""Notes, data and groups: which node each is drawn at, and with which lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from engine.definition.element import Element
from engine.definition.layout.sizes import DATA_OBJECT, DATA_STORE, TASK, note_size
from engine.definition.model import Body

_SIZES = {"dataObjectReference": DATA_OBJECT, "dataStoreReference": DATA_STORE, "group": TASK}


@dataclass(slots=True)
class Artefact:
    """Something drawn beside the flow."""

    id: str
    width: float
    height: float
    home: str | None = None
    """The node it stands above; None: it stands by itself."""


@dataclass(slots=True)
class Artefacts:
    """Those of one scope."""

    found: dict[str, Artefact] = field(default_factory=dict)
    lines: list[tuple[str, str, str]] = field(default_factory=list)
    """(id, from, to) of associations and data associations."""

    def at(self, node: str) -> list[Artefact]:
        return [one for one in self.found.values() if one.home == node]


def artefacts_of(scope: Element, body: Body, sources: Mapping[str, str]) -> Artefacts:
    """The artefacts that stand in a scope. `sources`: flow id → the node it leaves."""
    made = Artefacts()
    for child in scope.children:
        if child.id and (child.name in _SIZES or child.name == "textAnnotation"):
            made.found[child.id] = Artefact(child.id, *_size(child))
    nodes = {node.id for node in body.nodes}
    for line, begin, end in _lines(body):
        made.lines.append((line, begin, end))
        for one, other in ((begin, end), (end, begin)):
            artefact = made.found.get(one)
            home = sources.get(other, other)
            if artefact is not None and artefact.home is None and home in nodes:
                artefact.home = home
    return made


def _size(source: Element) -> tuple[float, float]:
    if source.name == "textAnnotation":
        text = source.child("text")
        return note_size(text.text if text is not None else None)
    return _SIZES[source.name]


def _lines(body: Body) -> Iterator[tuple[str, str, str]]:
    for association in body.associations:
        if association.id:
            yield association.id, association.source_ref, association.target_ref
    for node in body.nodes:
        for child in node.source.children:
            if child.name in {"dataInputAssociation", "dataOutputAssociation"} and child.id:
                ref = child.child("sourceRef" if child.name == "dataInputAssociation" else "targetRef")
                if ref is not None:
                    other = ref.text.strip()
                    ends = (other, node.id) if child.name == "dataInputAssociation" else (node.id, other)
                    yield (child.id, *ends)
