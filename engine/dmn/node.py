"""Looking into the XML without minding which version's namespace it has."""

from __future__ import annotations

from lxml import etree

from engine.definition.xml import line_of

XmlNode = etree._Element


def local(node: XmlNode) -> str:
    """The element's name without its namespace; empty for comments."""
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def is_dmn(node: XmlNode) -> bool:
    """Is it one of DMN's own elements, of any version?"""
    namespace = etree.QName(node).namespace if isinstance(node.tag, str) else None
    return namespace is not None and "/DMN/" in namespace and not namespace.endswith(("DI/", "DC/"))


def children(node: XmlNode, *names: str) -> list[XmlNode]:
    """DMN's children of these names; all of DMN's children if none is given."""
    return [each for each in node if is_dmn(each) and (not names or local(each) in names)]


def child(node: XmlNode, *names: str) -> XmlNode | None:
    found = children(node, *names)
    return found[0] if found else None


def text_in(node: XmlNode | None, name: str = "text") -> str:
    """The text of a child such as <text>; empty if there is none."""
    inner = child(node, name) if node is not None else None
    return "".join(map(str, inner.itertext())).strip() if inner is not None else ""


def attribute(node: XmlNode | None, name: str) -> str:
    return (node.get(name) or "").strip() if node is not None else ""


def place(node: XmlNode) -> dict[str, object]:
    """The arguments `id`, `line` and `type_ref` of a model element."""
    type_ref = attribute(node, "typeRef") or text_in(node, "typeRef")
    return {"id": attribute(node, "id"), "line": line_of(node), "type_ref": type_ref}
