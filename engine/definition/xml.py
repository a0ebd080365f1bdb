"""Uploaded XML is hostile until parsed: no DOCTYPE, no entities, bounded size, count and depth."""

from __future__ import annotations

import re
from typing import Any, cast
from xml.parsers import expat

from lxml import etree

from engine.definition.encoding import Undecodable, decode
from engine.definition.findings import Finding
from engine.definition.texts import XML_RULES

MAX_BYTES = 2_000_000
MAX_ELEMENTS = 20_000
MAX_DEPTH = 100
MAX_ATTRIBUTES = 500
"""Of one element: schema and rules look at each of them."""

_CHUNK = 65_536
_MOST_LINES = 65_535
# What may stand before the root element: space, comments, processing instructions.
_PROLOG = re.compile(r"(?:\s+|<!--.*?-->|<\?.*?\?>)*", re.DOTALL)
_NEWLINES = re.compile(r"\r\n?")


class XmlRefused(Exception):
    """This XML is not accepted; the finding says where and why."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        super().__init__(finding.message())


def safe_parse(
    data: bytes, *, max_bytes: int = MAX_BYTES, max_elements: int = MAX_ELEMENTS, max_depth: int = MAX_DEPTH
) -> etree._Element:
    """The root element, `sourceline` being where its start tag begins (below line 65,535). Raises XmlRefused."""
    if len(data) > max_bytes:
        raise _refused("XML_TOO_LARGE", bytes=len(data), limit=max_bytes)
    text = _text(data)
    _refuse_doctype(text)
    normal = text.encode("utf-8")
    root = _Reader(max_elements=max_elements, max_depth=max_depth).read(normal)
    _correct_lines(root, normal)
    return root


def _correct_lines(root: etree._Element, data: bytes) -> None:
    """lxml remembers where a start tag ends; people look for where it begins."""
    lines: list[int] = []
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = lambda _name, _attributes: lines.append(parser.CurrentLineNumber)
    try:
        parser.Parse(data, True)
    except expat.ExpatError:
        return  # what only lxml reads keeps lxml's lines
    for element, line in zip(root.iter(etree.Element), lines, strict=False):
        if line < _MOST_LINES:
            cast(Any, element).sourceline = line  # its stub says it never is a number


def line_of(node: etree._Element) -> int:
    """The line in the source, 0 if the parser does not know it."""
    line: object = node.sourceline
    return line if isinstance(line, int) else 0


def _text(data: bytes) -> str:
    try:
        text = decode(data)
        text.encode("utf-8")
    except Undecodable as error:
        raise XmlRefused(error.finding) from None
    except UnicodeEncodeError:
        raise _refused("XML_ENCODING", encoding="UTF-8") from None
    if not text.strip("\ufeff \t\r\n"):
        raise _refused("XML_EMPTY")
    return _NEWLINES.sub("\n", text.lstrip("\ufeff"))


def _refuse_doctype(text: str) -> None:
    prolog = _PROLOG.match(text)
    end = prolog.end() if prolog else 0
    if text[end : end + 9].upper() == "<!DOCTYPE":
        raise _refused("XML_DOCTYPE_FORBIDDEN", line=text.count("\n", 0, end) + 1)


class _Reader:
    """Feeds the parser piece by piece, so that a bomb is noticed before it is built."""

    def __init__(self, *, max_elements: int, max_depth: int) -> None:
        self._max_elements = max_elements
        self._max_depth = max_depth
        self._elements = 0
        self._depth = 0
        self._parser = etree.XMLPullParser(
            events=("start", "end"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )

    def read(self, data: bytes) -> etree._Element:
        try:
            for start in range(0, len(data), _CHUNK):
                self._parser.feed(data[start : start + _CHUNK])
                self._count()
            root: etree._Element = self._parser.close()
        except etree.XMLSyntaxError as error:
            raise _malformed(error, data) from None
        return root

    def _count(self) -> None:
        for action, element in self._parser.read_events():
            if action == "end" or not isinstance(element, etree._Element):
                self._depth -= 1
                continue
            self._depth += 1
            self._elements += 1
            if self._depth > self._max_depth:
                raise _refused("XML_TOO_DEEP", line=line_of(element), limit=self._max_depth)
            if len(element.attrib) > MAX_ATTRIBUTES:
                raise _refused("XML_TOO_MANY_ATTRIBUTES", line=line_of(element), limit=MAX_ATTRIBUTES)
            if self._elements > self._max_elements:
                raise _refused("XML_TOO_MANY_ELEMENTS", line=line_of(element), limit=self._max_elements)


def _malformed(error: etree.XMLSyntaxError, data: bytes) -> XmlRefused:
    reason = re.sub(r",? line \d+, column \d+.*", "", str(error.msg or "no content")).strip().rstrip(".")
    return _refused("XML_MALFORMED", line=_line_of_mistake(data, error.lineno or 1), reason=reason[:200])


def _line_of_mistake(data: bytes, otherwise: int) -> int:
    """expat stops exactly where the mistake is; lxml may notice it later and elsewhere."""
    try:
        expat.ParserCreate("utf-8").Parse(data, True)
    except expat.ExpatError as error:
        return error.lineno
    return max(otherwise, 1)


def _refused(code: str, *, line: int | None = 1, **args: object) -> XmlRefused:
    return XmlRefused(Finding(code=code, rule=XML_RULES[code], line=line, args=args))
