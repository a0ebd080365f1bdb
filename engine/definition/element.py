"""The XML of a diagram as plain immutable values: nothing of the file is dropped here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from engine.definition.xml import line_of

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
GX = "urn:guanxi:bpmn:1"
PREFIXES: Mapping[str, str] = {
    BPMN: "",
    "http://schema.omg.org/spec/BPMN/2.0": "",
    "http://www.omg.org/spec/BPMN/20100524/DI": "bpmndi",
    "http://www.omg.org/spec/DD/20100524/DC": "dc",
    "http://www.omg.org/spec/DD/20100524/DI": "di",
    "http://www.w3.org/2001/XMLSchema-instance": "xsi",
    GX: "gx",
    "http://camunda.org/schema/1.0/bpmn": "camunda",
    "http://camunda.org/BPMN20-extensions": "camunda",
    "http://activiti.org/bpmn": "activiti",
    "http://flowable.org/bpmn": "flowable",
    "http://www.camunda.com/fox": "fox",
    "http://camunda.org/schema/zeebe/1.0": "zeebe",
    "http://spiffworkflow.org/bpmn/schema/1.0/core": "spiffworkflow",
    "http://camunda.org/schema/modeler/1.0": "modeler",
    "http://flowable.org/modeler": "modeler",
    "http://flowable.org/design": "modeler",
    "http://activiti.com/modeler": "modeler",
    "http://bpmn.io/schema/bpmn/biocolor/1.0": "bioc",
    "http://www.omg.org/spec/BPMN/non-normative/color/1.0": "color",
}


@dataclass(frozen=True, slots=True, eq=False)
class Element:
    """One XML element. `name`: the bare local name in BPMN, `gx:in`, `camunda:field` … or `{uri}local`."""

    name: str
    attributes: Mapping[str, str]
    """By the same kind of name."""
    children: tuple[Element, ...]
    text: str
    line: int

    @property
    def id(self) -> str | None:
        return self.attributes.get("id")

    def get(self, attribute: str) -> str | None:
        return self.attributes.get(attribute)

    def child(self, name: str) -> Element | None:
        return next((child for child in self.children if child.name == name), None)

    def all(self, name: str) -> list[Element]:
        return [child for child in self.children if child.name == name]

    def walk(self) -> Iterator[Element]:
        """This element and everything below it, in the order of the file."""
        pending = [self]
        while pending:  # recursion would cost the depth for every element
            current = pending.pop()
            yield current
            pending.extend(reversed(current.children))


def from_lxml(node: etree._Element) -> Element:
    """Copy a parsed tree (depth is bounded by `safe_parse`)."""
    children = tuple(from_lxml(child) for child in node if isinstance(child.tag, str))
    text = (node.text or "") + "".join(child.tail or "" for child in node)
    attributes = {plain_name(str(key)): str(value) for key, value in node.attrib.items()}
    tag = str(node.tag)
    # An element without a namespace is foreign; only attributes may go bare in BPMN.
    name = plain_name(tag) if tag.startswith("{") else f"{{}}{tag}"
    return Element(name, attributes, children, text, line_of(node))


def plain_name(tag: str) -> str:
    """`{http://…/MODEL}task` → `task`, `{urn:guanxi:bpmn:1}in` → `gx:in`, unknown ones unchanged."""
    uri, bracket, local = tag[1:].rpartition("}") if tag.startswith("{") else ("", "", tag)
    if not bracket:
        return local
    prefix = PREFIXES.get(uri)
    if prefix is None:
        return tag
    return f"{prefix}:{local}" if prefix else local
