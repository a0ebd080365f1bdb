"""What a given drawing lacks, placed beside what it has."""

from __future__ import annotations

import math
from collections.abc import Iterator

from engine.definition.element import Element
from engine.definition.layout.complete import drawable, drawn, missing
from engine.definition.layout.drawing import Box, Drawing, Point, around
from engine.definition.layout.scopes import draw_scope
from engine.definition.layout.sizes import size_of
from engine.definition.model import Body, Diagram, FlowNode, SequenceFlow

GAP = 40.0


def what_lacks(diagram: Diagram) -> Drawing:
    """Whole processes as the layout draws them, single nodes in a row beneath, lines with right angles."""
    shapes, _ = drawn(diagram)
    boxes = {key: box for key, shape in shapes.items() if (box := _box(shape)) is not None}
    lost_nodes, lost_lines = (set(keys) for keys in missing(diagram))
    made = Drawing()
    low = around(boxes.values())
    y = low.bottom + GAP
    for process in drawable(diagram):
        own = [node.id for node in process.body.nodes]
        if own and lost_nodes.issuperset(own):
            scope = draw_scope(process.source, process.body)
            made.add(scope.drawing, low.x, y)
            y += scope.height + GAP
    x = low.x
    for node in _nodes(diagram):
        if node.id in lost_nodes and node.id not in made.boxes:
            part = _single(node)
            made.add(part, x, y)
            x += part.extent().right + GAP
    known = {**boxes, **made.boxes}
    for flow in _flows(diagram):
        ends = known.get(flow.source_ref), known.get(flow.target_ref)
        if (
            flow.id in lost_lines
            and flow.id not in made.lines
            and ends[0] is not None
            and ends[1] is not None
        ):
            made.lines[flow.id] = _angled(ends[0], ends[1])
    return made


def _single(node: FlowNode) -> Drawing:
    if node.body is None or not node.body.nodes:
        return Drawing(boxes={node.id: Box(0, 0, *size_of(node))})
    scope = draw_scope(node.source, node.body, with_lanes=False)
    made = Drawing(boxes={node.id: Box(0, 0, scope.width + GAP, scope.height + GAP)})
    made.add(scope.drawing, GAP / 2, GAP * 3 / 4)
    return made


def _angled(source: Box, target: Box) -> tuple[Point, ...]:
    """From the right of one to the left of the other, by one upright piece in between."""
    begin, end = (source.right, source.centre[1]), (target.x, target.centre[1])
    if begin[1] == end[1] and begin[0] < end[0]:
        return begin, end
    if begin[0] < end[0]:
        middle = (begin[0] + end[0]) / 2
        return begin, (middle, begin[1]), (middle, end[1]), end
    street = max(source.bottom, target.bottom) + GAP / 2
    right, left = begin[0] + GAP / 2, end[0] - GAP / 2
    return begin, (right, begin[1]), (right, street), (left, street), (left, end[1]), end


def _nodes(diagram: Diagram) -> Iterator[FlowNode]:
    for body in _bodies(diagram):
        yield from body.nodes


def _flows(diagram: Diagram) -> Iterator[SequenceFlow]:
    for body in _bodies(diagram):
        yield from body.flows


def _bodies(diagram: Diagram) -> Iterator[Body]:
    waiting = [process.body for process in drawable(diagram)]
    while waiting:
        body = waiting.pop(0)
        yield body
        waiting += [node.body for node in body.nodes if node.body is not None]


def _box(shape: Element) -> Box | None:
    bounds = shape.child("dc:Bounds")
    try:
        numbers = [float((bounds.get(name) if bounds is not None else None) or "") for name in _NUMBERS]
    except ValueError:
        return None
    return Box(*numbers) if all(math.isfinite(number) for number in numbers) else None


_NUMBERS = ("x", "y", "width", "height")
