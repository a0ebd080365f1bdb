"""Shared parts of the export: elements of XPDL, of BPMN, and where things are drawn."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from engine.definition.element import BPMN, GX, Element
from engine.definition.layout.complete import drawn
from engine.definition.model import Diagram
from engine.definition.xpdl.source import KEPT

XPDL = "http://www.wfmc.org/2009/XPDL2.2"
TOOL = "Guanxi"
XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"


def add(parent: etree._Element, name: str, attributes: dict[str, str | None] | None = None) -> etree._Element:
    """An XPDL element; attributes that are None are left out, `gxp:` ones are ours."""
    element = etree.SubElement(parent, f"{{{XPDL}}}{name}")
    for key, value in (attributes or {}).items():
        if value is not None:
            element.set(f"{{{KEPT}}}{key[4:]}" if key.startswith("gxp:") else key, value)
    return element


def local(element: etree._Element) -> str:
    """The bare name of a BPMN element, "" for others."""
    tag = str(element.tag)
    return tag.rpartition("}")[2] if tag.startswith(f"{{{BPMN}}}") else ""


def children(element: etree._Element, *names: str) -> list[etree._Element]:
    return [child for child in element if local(child) in names]


def child(element: etree._Element, name: str) -> etree._Element | None:
    return next(iter(children(element, name)), None)


def plain_text(element: etree._Element | None) -> str | None:
    """The text of an expression that names no language; None if it has none or says more."""
    if element is None or len(element) or set(map(str, element.attrib)) - {XSI_TYPE}:
        return None
    return (element.text or "").strip() or None


def gx(element: etree._Element, name: str) -> str | None:
    return element.get(f"{{{GX}}}{name}")


def gx_name(name: str) -> str:
    return f"{{{GX}}}{name}"


@dataclass(slots=True)
class Export:
    """One file on its way out."""

    diagram: Diagram
    root: etree._Element
    participants: dict[str, str] = field(default_factory=dict)
    """Performer → kind."""
    applications: dict[str, None] = field(default_factory=dict)
    lane_of: dict[str, str] = field(default_factory=dict)
    _shapes: dict[str, Element] = field(default_factory=dict)
    _lines: dict[str, Element] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._shapes, self._lines = drawn(self.diagram)

    def named(self, kind: str, ref: str | None) -> etree._Element | None:
        """The message, signal, error or escalation of this id."""
        bare = (ref or "").rpartition(":")[2]
        return next((e for e in children(self.root, kind) if e.get("id") in {ref, bare}), None)

    def place(self, element: etree._Element, key: str) -> None:
        """Where a node is drawn, and in which lane."""
        shape = self._shapes.get(key)
        lane = self.lane_of.get(key)
        bounds = shape.child("dc:Bounds") if shape is not None else None
        if bounds is None and lane is None:
            return
        size: dict[str, str | None] = {}
        if bounds is not None:
            size = {"Height": bounds.get("height"), "Width": bounds.get("width")}
        infos = add(element, "NodeGraphicsInfos")
        info = add(infos, "NodeGraphicsInfo", {"ToolId": TOOL, **size, "LaneId": lane})
        if bounds is not None:
            add(info, "Coordinates", {"XCoordinate": bounds.get("x"), "YCoordinate": bounds.get("y")})

    def bend(self, element: etree._Element, key: str) -> None:
        """How a line is drawn."""
        line = self._lines.get(key)
        if line is not None:
            info = add(add(element, "ConnectorGraphicsInfos"), "ConnectorGraphicsInfo", {"ToolId": TOOL})
            for point in line.all("di:waypoint"):
                add(info, "Coordinates", {"XCoordinate": point.get("x"), "YCoordinate": point.get("y")})

    def performers(self, element: etree._Element, attributes: dict[str, str]) -> list[str]:
        """Names that XPDL can say: `attributes` maps ours to the kind of participant. Empty: they are kept."""
        present = [name for name in attributes if gx(element, name) is not None]
        if len(present) != 1:
            return []
        text = gx(element, present[0]) or ""
        names = [name.strip() for name in text.split(",")]
        if ", ".join(names) != text or not all(
            name.replace("_", "a").replace("-", "a").isalnum() for name in names
        ):
            return []
        kind = attributes[present[0]]
        if kind == "HUMAN" and len(names) > 1:
            return []
        if any(self.participants.get(name, kind) != kind for name in names):
            return []
        self.participants |= dict.fromkeys(names, kind)
        return names
