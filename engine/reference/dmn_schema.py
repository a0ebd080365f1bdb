"""The DMN schemas that SpiffWorkflow ships, for DMN 1.1 to 1.3, and what later versions added to the last one.

Of diagrams only the place is checked: how a decision is drawn does not change what it means.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

SHIPPED: Final = {
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd": "DMN.xsd",
    "http://www.omg.org/spec/DMN/20180521/MODEL/": "DMN12.xsd",
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "DMN13.xsd",
}
_LAST: Final = "https://www.omg.org/spec/DMN/20191111/"
_DAYS: Final = ("20211108", "20230324", "20240513")
LATER: Final = frozenset(f"https://www.omg.org/spec/DMN/{day}/MODEL/" for day in _DAYS)

# DMN 1.4: conditionals, filters and iterators as boxed expressions. DMN 1.5: constraints of whole values.
_CHILD: Final = """
<xsd:complexType name="tChildExpression"><xsd:sequence><xsd:element ref="expression"/></xsd:sequence>
<xsd:attribute name="id" type="xsd:ID"/><xsd:attribute name="typeRef" type="xsd:string"/>
<xsd:anyAttribute namespace="##other" processContents="lax"/></xsd:complexType>
"""
_BOXED: Final = """
<xsd:element name="{name}" substitutionGroup="expression"><xsd:complexType><xsd:complexContent>
<xsd:extension base="tExpression"><xsd:sequence>{parts}</xsd:sequence>
<xsd:attribute name="iteratorVariable" type="xsd:string"/></xsd:extension>
</xsd:complexContent></xsd:complexType></xsd:element>
"""
_ADDED: Final = {
    "conditional": ("if", "then", "else"),
    "filter": ("in", "match"),
    "for": ("in", "return"),
    "every": ("in", "satisfies"),
    "some": ("in", "satisfies"),
}
_ALLOWED: Final = '<xsd:element name="allowedValues" type="tUnaryTests" minOccurs="0"/>'
_CONSTRAINT: Final = _ALLOWED.replace("allowedValues", "typeConstraint")
_DIAGRAM: Final = '<xsd:any namespace="##other" processContents="skip" minOccurs="0"/>'
_IMPORT: Final = re.compile(r"<xsd:import\b.*?</xsd:import>", re.DOTALL)
_DRAWN: Final = re.compile(r'<xsd:element ref="dmndi:DMNDI"[^>]*/>')


def dmn_schema(home: Path, namespace: str) -> str | None:
    """The text of the schema of a version; None for a version without one."""
    name = SHIPPED.get(namespace, "DMN13.xsd" if namespace in LATER else "")
    if not name:
        return None
    text = (home / "dmn" / "parser" / "schema" / name).read_text("utf-8")
    text = _DRAWN.sub(_DIAGRAM, _IMPORT.sub("", text))
    return _later(text, namespace) if namespace in LATER else text


def _later(text: str, namespace: str) -> str:
    added = _CHILD
    for name, parts in _ADDED.items():
        inner = "".join(f'<xsd:element name="{part}" type="tChildExpression"/>' for part in parts)
        added += _BOXED.format(name=name, parts=inner)
    text = text.replace(_LAST, namespace.removesuffix("MODEL/"))
    text = text.replace(_ALLOWED, _ALLOWED + _CONSTRAINT, 1)
    return text.replace("</xsd:schema>", added + "</xsd:schema>")
