"""Whether a file says where everything is drawn."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definition.element import Element
from engine.definition.model import Body, Diagram, Process


def is_complete(diagram: Diagram) -> bool:
    """Whether every node has a shape and every flow a line, contents of folded sub-processes excepted."""
    nodes, lines = missing(diagram)
    return not nodes and not lines


def missing(diagram: Diagram) -> tuple[list[str], list[str]]:
    """(nodes without a shape, flows without a line), outer scopes first."""
    shapes, lines = drawn(diagram)
    folded = {key for key, shape in shapes.items() if shape.get("isExpanded") == "false"}
    needed = [pair for process in drawable(diagram) for pair in _needed(process.body, folded)]
    return (
        [key for key, is_node in needed if is_node and key not in shapes],
        [key for key, is_node in needed if not is_node and key not in lines],
    )


def drawable(diagram: Diagram) -> list[Process]:
    """Processes; a global task is called, never drawn."""
    return [process for process in diagram.processes if process.source.name == "process"]


def drawn(diagram: Diagram) -> tuple[dict[str, Element], dict[str, Element]]:
    """(shapes with bounds, edges with two points) by the id of what they show."""
    shapes: dict[str, Element] = {}
    lines: dict[str, Element] = {}
    for page in diagram.root.children if diagram.root is not None else ():
        for plane in page.all("bpmndi:BPMNPlane") if page.name == "bpmndi:BPMNDiagram" else ():
            for child in plane.children:
                ref = (child.get("bpmnElement") or "").strip()
                key = ref if ref in diagram.elements else ref.rpartition(":")[2]
                if child.name == "bpmndi:BPMNShape" and child.child("dc:Bounds") is not None:
                    shapes.setdefault(key, child)
                elif child.name == "bpmndi:BPMNEdge" and len(child.all("di:waypoint")) > 1:
                    lines.setdefault(key, child)
    return shapes, lines


def _needed(body: Body, folded: set[str]) -> Iterator[tuple[str, bool]]:
    """(id, whether a node) of all that has an id and should be seen."""
    for node in body.nodes:
        if node.source.id:
            yield node.id.strip(), True
        if node.body is not None and node.id not in folded:
            yield from _needed(node.body, folded)
    known = {node.id for node in body.nodes}
    for flow in body.flows:
        if flow.source.id and flow.source_ref in known and flow.target_ref in known:
            yield flow.id.strip(), False
