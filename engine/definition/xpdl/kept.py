"""What XPDL has no words for travels beside it, in a namespace of its own, and is put back on import."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from engine.definition.element import BPMN
from engine.definition.xpdl.maker import Maker
from engine.definition.xpdl.source import KEPT, Source

_TAG = f"{{{KEPT}}}kept"
_ATTRIBUTE = f"{{{KEPT}}}attribute"


def keep(target: etree._Element, source: etree._Element, *, without: set[str], attributes: set[str]) -> None:
    """Note on an XPDL element what its BPMN element says beyond the children and attributes named."""
    extra = {str(k): str(v) for k, v in source.attrib.items() if str(k) not in attributes}
    children = [c for c in source if isinstance(c.tag, str) and str(c.tag).rpartition("}")[2] not in without]
    if not extra and not children:
        return
    kept = etree.SubElement(target, _TAG, nsmap={"gxp": KEPT})
    for name, value in extra.items():
        etree.SubElement(kept, _ATTRIBUTE, name=name, value=value)
    for child in children:
        copied = deepcopy(child)
        copied.tail = None
        kept.append(copied)


def restore(maker: Maker, source: Source, target: etree._Element) -> None:
    """Put back what `keep` noted; what the file says itself is not touched."""
    for kept in source.all(_TAG):
        kept.taken_whole()
        for part in kept.node:
            if part.tag == _ATTRIBUTE:
                name = part.get("name", "")
                if _is_sound(name) and name not in target.attrib:
                    target.set(name, part.get("value", ""))
            elif isinstance(part.tag, str):
                _reserve(maker, part)
                copied = deepcopy(part)
                copied.tail = None
                _merge(target, copied)


def _merge(target: etree._Element, copied: etree._Element) -> None:
    """Extension elements of both sides become one."""
    present = target.find(str(copied.tag)) if copied.tag == f"{{{BPMN}}}extensionElements" else None
    if present is None:
        target.append(copied)
    else:
        present.extend(list(copied))


def _reserve(maker: Maker, part: etree._Element) -> None:
    for element in part.iter():
        own = element.get("id")
        if own:
            maker.reserve(own)


def _is_sound(name: str) -> bool:
    try:
        etree.QName(name)
    except ValueError:
        return False
    return True
