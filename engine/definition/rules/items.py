"""Data elements and what they are made of: shared by the rules on data and on operations."""

from __future__ import annotations

from engine.definition.element import Element
from engine.definition.rules.view import View


def refs_of(group: Element, *names: str) -> list[str]:
    return [child.text.strip().rpartition(":")[2] for child in group.children if child.name in names]


def local(ref: str | None) -> str:
    return (ref or "").strip().rpartition(":")[2]


def structure(view: View, item: str) -> str | None:
    element = view.diagram.elements.get(item)
    return element.get("structureRef") if element is not None else None
