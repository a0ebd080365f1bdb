"""An XPDL file as read: every part remembers whether somebody asked for it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from engine.definition.xml import line_of, safe_parse

MAX_ELEMENTS = 60_000
"""XPDL says with many elements what BPMN says with few."""
KEPT = "urn:guanxi:xpdl:1"
"""Namespace of what XPDL has no words for."""
_XPDL = re.compile(r"https?://www\.wfmc\.org/.*XPDL.*", re.IGNORECASE)


class Source:
    """One element. `name` is the bare local name in XPDL (any version or none), `{uri}local` elsewhere."""

    __slots__ = ("_asked", "attributes", "children", "line", "name", "node", "parent", "seen", "text")

    def __init__(self, node: etree._Element, parent: Source | None) -> None:
        self.node = node
        self.parent = parent
        self.name = plain(str(node.tag))
        self.attributes = {str(key): str(value) for key, value in node.attrib.items()}
        self.text = "".join(
            str(part) for part in (node.text, *(child.tail for child in node)) if part
        ).strip()
        self.line = line_of(node)
        self.children = [Source(child, self) for child in node if isinstance(child.tag, str)]
        self.seen = False
        self._asked: set[str] = set()

    def get(self, *names: str) -> str | None:
        """The first of these attributes that is there and not blank."""
        self._asked.update(names)
        found = (self.attributes.get(name, "").strip() for name in names)
        return next((value for value in found if value), None)

    def flag(self, name: str) -> bool | None:
        value = self.get(name)
        return None if value is None else value.lower() in {"true", "1", "yes"}

    def child(self, *names: str) -> Source | None:
        """The first child of one of these names, understood."""
        for child in self.children:
            if child.name in names:
                return child.taken()
        return None

    def all(self, *names: str) -> list[Source]:
        """The children of these names, understood."""
        return [child.taken() for child in self.children if child.name in names]

    def inside(self, holder: str, *names: str) -> list[Source]:
        """The children of all children called `holder`: `inside("Activities", "Activity")`."""
        return [found for each in self.all(holder) for found in each.all(*names)]

    def taken(self) -> Source:
        self.seen = True
        return self

    def taken_whole(self) -> Source:
        """This and everything below it is understood."""
        for each in self.walk():
            each.seen = True
            each._asked.update(each.attributes)
        return self

    def walk(self) -> Iterator[Source]:
        yield self
        for child in self.children:
            yield from child.walk()

    def unasked(self) -> Iterator[tuple[str, Source]]:
        """(name, element) of attributes and elements nobody asked for; below such an element none."""
        for name in self.attributes:
            if name not in self._asked:
                yield f"{self.name}@{name}", self
        for child in self.children:
            if child.seen:
                yield from child.unasked()
            else:
                yield child.name, child


def plain(tag: str) -> str:
    """`{http://www.wfmc.org/2008/XPDL2.1}Activity` → `Activity`."""
    uri, bracket, local = tag[1:].rpartition("}") if tag.startswith("{") else ("", "", tag)
    return local if not bracket or _XPDL.fullmatch(uri) else tag


def parse(data: bytes) -> Source:
    """The root. Raises XmlRefused."""
    return Source(safe_parse(data, max_elements=MAX_ELEMENTS), None).taken()
