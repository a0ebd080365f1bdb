"""A diagram in the reader's language: names replaced by the package's texts, nothing else touched."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from engine.definition.encoding import Undecodable, decode
from engine.definition.xml import XmlRefused, safe_parse

_COLOURS = (
    "{http://bpmn.io/schema/bpmn/biocolor/1.0}",
    "{http://www.omg.org/spec/BPMN/non-normative/color/1.0}",
)
_COLOUR = re.compile(r"#[0-9A-Fa-f]{3,8}|[A-Za-z]{3,20}|rgb\([\d ,.%]{5,30}\)")


def localised(data: bytes, texts: Mapping[str, str]) -> bytes:
    """The file as UTF-8 with names in another language (`texts`: name → translation).

    Colours that are no colours (`url(…)`) are left out: no viewer shall ask other hosts. A file that cannot be
    parsed comes back as it is.
    """
    try:
        root = safe_parse(data)
    except XmlRefused:
        return data
    for element in root.iter():
        _translate(element, texts)
        for name in list(element.attrib):
            if str(name).startswith(_COLOURS) and not _COLOUR.fullmatch(str(element.attrib[name])):
                del element.attrib[name]
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def as_utf8(data: bytes) -> bytes:
    """The same text in UTF-8, without a declaration of another encoding: what a browser reads."""
    try:
        text = decode(data)
    except Undecodable:
        return data
    return text.lstrip("\ufeff").encode("utf-8")


def _translate(element: etree._Element, texts: Mapping[str, str]) -> None:
    name = element.get("name")
    if name and name.strip() in texts:
        element.set("name", texts[name.strip()])
    if str(element.tag).endswith("}text") and element.text and element.text.strip() in texts:
        element.text = texts[element.text.strip()]
