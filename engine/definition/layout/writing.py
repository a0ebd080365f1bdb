"""Drawing information as BPMN DI, written into the file itself."""

from __future__ import annotations

from lxml import etree

from engine.definition.element import BPMN
from engine.definition.layout.complete import drawable, drawn, is_complete
from engine.definition.layout.drawing import Box, Drawing
from engine.definition.layout.lacking import what_lacks
from engine.definition.layout.pools import draw_all
from engine.definition.model import Diagram
from engine.definition.reading.diagram import read
from engine.definition.xml import XmlRefused, safe_parse

DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DD = "http://www.omg.org/spec/DD/20100524/DI"


def with_drawing(data: bytes) -> bytes:
    """The file, drawn: unchanged if it has a complete drawing already or cannot be read.

    What is drawn stays where it is; elements and lines that the drawing lacks are added to it.
    """
    diagram = read(data)
    if diagram.root is None or not drawable(diagram) or is_complete(diagram):
        return data
    try:
        root = safe_parse(data)
    except XmlRefused:
        return data
    plane = _plane(root)
    if plane is None or not drawn(diagram)[0]:
        write_drawing(root, diagram, draw_all(diagram))
    else:
        _write(plane, diagram, what_lacks(diagram))
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def write_drawing(root: etree._Element, diagram: Diagram, drawing: Drawing) -> None:
    """Replace the drawing of a parsed file."""
    for old in root.findall(f"{{{DI}}}BPMNDiagram"):
        root.remove(old)
    page = etree.SubElement(root, f"{{{DI}}}BPMNDiagram", nsmap={"bpmndi": DI, "dc": DC, "di": DD})
    page.set("id", _free("drawing", diagram))
    plane = etree.SubElement(page, f"{{{DI}}}BPMNPlane", id=_free("drawing_plane", diagram))
    plane.set("bpmnElement", _subject(root, diagram))
    _write(plane, diagram, drawing)


def _plane(root: etree._Element) -> etree._Element | None:
    return root.find(f"{{{DI}}}BPMNDiagram/{{{DI}}}BPMNPlane")


def _write(plane: etree._Element, diagram: Diagram, drawing: Drawing) -> None:
    # An id may be written with spaces around it; it is known without them.
    for key, box in ((key.strip(), box) for key, box in drawing.boxes.items()):
        if key in diagram.elements:
            _shape(plane, diagram, drawing, key, box)
    for key, points in ((key.strip(), points) for key, points in drawing.lines.items()):
        if key in diagram.elements:
            name = _free(f"{key}_di", diagram)
            edge = etree.SubElement(plane, f"{{{DI}}}BPMNEdge", id=name, bpmnElement=key)
            for x, y in points:
                etree.SubElement(edge, f"{{{DD}}}waypoint", x=_n(x), y=_n(y))
            _label(edge, drawing, key)


def _shape(plane: etree._Element, diagram: Diagram, drawing: Drawing, key: str, box: Box) -> None:
    name = _free(f"{key}_di", diagram)
    shape = etree.SubElement(plane, f"{{{DI}}}BPMNShape", id=name, bpmnElement=key)
    kind = diagram.elements[key].name
    if kind in {"participant", "lane"}:
        shape.set("isHorizontal", "true")
    if kind in {"subProcess", "transaction", "adHocSubProcess"}:
        shape.set("isExpanded", "false" if key in drawing.folded else "true")
    if kind == "exclusiveGateway":
        shape.set("isMarkerVisible", "true")
    etree.SubElement(shape, f"{{{DC}}}Bounds", _bounds(box))
    _label(shape, drawing, key)


def _label(parent: etree._Element, drawing: Drawing, key: str) -> None:
    box = drawing.labels.get(key)
    if box is not None:
        label = etree.SubElement(parent, f"{{{DI}}}BPMNLabel")
        etree.SubElement(label, f"{{{DC}}}Bounds", _bounds(box))


def _bounds(box: Box) -> dict[str, str]:
    return {"x": _n(box.x), "y": _n(box.y), "width": _n(box.width), "height": _n(box.height)}


def _subject(root: etree._Element, diagram: Diagram) -> str:
    """What the page shows: the collaboration if there are pools, else the process."""
    if diagram.participants:
        for collaboration in root.findall(f"{{{BPMN}}}collaboration"):
            if collaboration.get("id"):
                return collaboration.get("id", "")
    return drawable(diagram)[0].id


def _free(name: str, diagram: Diagram) -> str:
    while name in diagram.elements:
        name += "_"
    return name


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
