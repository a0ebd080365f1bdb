"""The drawing itself: it never stops a process, but what is wrong with it is said."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Final

from engine.definition.element import Element
from engine.definition.findings import Finding, Rule
from engine.definition.rules.view import View

RULES: Final[Mapping[str, Rule]] = {
    "DRAWING_MISSING": Rule(
        severity="info",
        en="The file has no drawing; the diagram is laid out automatically.",
        zh="文件没有图形信息，将自动布局。",
        fix_en="Open and save it in the modeler to keep a drawing.",
        fix_zh="在设计器中打开并保存即可保留图形。",
    ),
    "DRAWING_GHOST": Rule(
        severity="warning",
        en="A shape of the drawing refers to “{ref}”, which does not exist.",
        zh="图形中的形状引用了不存在的“{ref}”。",
        fix_en="Remove the shape.",
        fix_zh="请删除该形状。",
    ),
    "DRAWING_NUMBER": Rule(
        severity="warning",
        en="A shape of the drawing has the {attribute} “{value}”, which is no usable number.",
        zh="图形中的形状的 {attribute} 为“{value}”，不是有效数字。",
        fix_en="Place the shape again.",
        fix_zh="请重新放置该形状。",
    ),
    "DRAWING_COLOUR": Rule(
        severity="warning",
        en="A shape of the drawing has the colour “{value}”; it is not used.",
        zh="图形中的形状颜色为“{value}”，不予采用。",
        fix_en="Use a colour such as #1f77b4.",
        fix_zh="请使用例如 #1f77b4 的颜色。",
    ),
}

_NUMBERS: Final = ("x", "y", "width", "height")
_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{3,8}|[a-zA-Z]{3,20}|rgba?\([0-9., %]{1,40}\)")


def check(view: View) -> Iterator[Finding]:
    root = view.diagram.root
    if root is None:
        return
    if not view.diagram.has_drawing and view.diagram.processes:
        yield view.find("DRAWING_MISSING", root)
    for child in root.children:
        if child.name == "bpmndi:BPMNDiagram":
            for shape in child.walk():
                yield from _shape(view, shape)


def _shape(view: View, shape: Element) -> Iterator[Finding]:
    ref = (shape.get("bpmnElement") or "").strip()
    known = view.diagram.elements
    if ref and ref not in known and ref.rpartition(":")[2] not in known:
        yield view.find("DRAWING_GHOST", shape, ref=ref[:80])
    for attribute in _NUMBERS if shape.name in {"dc:Bounds", "di:waypoint"} else ():
        value = shape.get(attribute)
        if value is not None and not _is_number(value):
            yield view.find("DRAWING_NUMBER", shape, attribute=attribute, value=value[:40])
    for name, value in shape.attributes.items():
        if name.partition(":")[0] in {"bioc", "color"} and not _COLOUR.fullmatch(value.strip()):
            yield view.find("DRAWING_COLOUR", shape, value=value[:60])


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text)) and abs(float(text)) < 1e7
    except ValueError:
        return False
