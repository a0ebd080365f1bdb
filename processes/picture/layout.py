"""Where the file says that things are drawn, or where the automatic layout puts them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from engine.definition import Diagram
from engine.definition.element import Element
from engine.definition.layout import Box as AutomaticBox
from engine.definition.layout import draw_all

FURTHEST = 1_000_000.0
"""Coordinates beyond are not believed: a hostile file must not make a page of empty space."""
MOST = 2_000
"""Shapes and edges drawn at most."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; y grows downwards."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Shape:
    """A drawn element with the place of its label, if the file gives one."""

    element: str
    box: Box
    label: Box | None = None
    expanded: bool = True
    horizontal: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Edge:
    """A drawn connection."""

    element: str
    points: tuple[tuple[float, float], ...]
    label: Box | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """Everything drawn on the first plane of a file."""

    shapes: tuple[Shape, ...] = ()
    edges: tuple[Edge, ...] = ()

    def extent(self) -> Box:
        """What it covers."""
        corners = [(s.box.x, s.box.y) for s in self.shapes]
        corners += [(s.box.x + s.box.width, s.box.y + s.box.height) for s in self.shapes]
        corners += [point for edge in self.edges for point in edge.points]
        labels = [shape.label for shape in self.shapes] + [edge.label for edge in self.edges]
        corners += [(box.x, box.y) for box in labels if box is not None]
        corners += [(box.x + box.width, box.y + box.height) for box in labels if box is not None]
        left, top = min(x for x, _ in corners), min(y for _, y in corners)
        return Box(left, top, max(x for x, _ in corners) - left, max(y for _, y in corners) - top)


def lay_out(diagram: Diagram) -> Layout | None:
    """The drawing of a file, made up where it has none that can be used; None if there is nothing to draw."""
    plane = _plane(diagram)
    shapes = tuple(_shapes(plane))[:MOST] if plane is not None else ()
    edges = tuple(_edges(plane))[:MOST] if plane is not None else ()
    if not shapes:
        return _automatic(diagram)
    return Layout(shapes=shapes, edges=edges)


def _automatic(diagram: Diagram) -> Layout | None:
    drawing = draw_all(diagram)
    if not drawing.boxes:
        return None
    labels = {key: _plain(box) for key, box in drawing.labels.items()}
    shapes = [
        Shape(element=key, box=_plain(box), label=labels.get(key), expanded=key not in drawing.folded)
        for key, box in drawing.boxes.items()
    ]
    edges = [Edge(element=key, points=points, label=labels.get(key)) for key, points in drawing.lines.items()]
    return Layout(shapes=tuple(shapes[:MOST]), edges=tuple(edges[:MOST]))


def _plain(box: AutomaticBox) -> Box:
    return Box(box.x, box.y, box.width, box.height)


def _plane(diagram: Diagram) -> Element | None:
    for child in diagram.root.children if diagram.root is not None else ():
        plane = child.child("bpmndi:BPMNPlane") if child.name == "bpmndi:BPMNDiagram" else None
        if plane is not None:
            return plane
    return None


def _shapes(plane: Element) -> Iterator[Shape]:
    for source in plane.all("bpmndi:BPMNShape"):
        box = _bounds(source)
        if box is not None:
            yield Shape(
                element=source.get("bpmnElement") or "",
                box=box,
                label=_label(source),
                expanded=source.get("isExpanded") != "false",
                horizontal=source.get("isHorizontal") != "false",
            )


def _edges(plane: Element) -> Iterator[Edge]:
    for source in plane.all("bpmndi:BPMNEdge"):
        points = [
            (x, y)
            for point in source.all("di:waypoint")
            if (x := _number(point.get("x"))) is not None and (y := _number(point.get("y"))) is not None
        ]
        if len(points) > 1:
            yield Edge(element=source.get("bpmnElement") or "", points=tuple(points), label=_label(source))


def _label(source: Element) -> Box | None:
    label = source.child("bpmndi:BPMNLabel")
    return None if label is None else _bounds(label)


def _bounds(source: Element) -> Box | None:
    bounds = source.child("dc:Bounds")
    if bounds is None:
        return None
    numbers = [_number(bounds.get(name)) for name in ("x", "y", "width", "height")]
    x, y, width, height = numbers
    if x is None or y is None or not width or not height or width < 0 or height < 0:
        return None
    return Box(x, y, width, height)


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if math.isfinite(value) and abs(value) <= FURTHEST else None
