"""The diagrams that ship are the showcase: nothing lies on something else, and few lines cross."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from lxml import etree

SHIPPED = sorted((Path(__file__).resolve().parents[3] / "bpmn").glob("*/*.bpmn"))
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
POINT = "{http://www.omg.org/spec/DD/20100524/DI}waypoint"
MODEL = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
FRAMES = {"participant", "lane", "subProcess", "transaction", "adHocSubProcess"}
#: Loops back over what goes forward cannot all be avoided where a process has many of them.
MOST = {"complaint_handling": 12}
FEW = 4

Point = tuple[float, float]
Box = tuple[float, float, float, float]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.parent.name)
def test_lines_of_a_shipped_diagram_hardly_cross_and_nothing_overlaps(path: Path) -> None:
    tree = etree.parse(path)
    named = {str(one.get("id")): one for one in tree.iter(f"{MODEL}*")}
    kinds = {name: etree.QName(one).localname for name, one in named.items()}
    boxes = {name: box for name, box in shapes(tree) if kinds[name] not in FRAMES}
    lines = {name: line for name, line in edges(tree) if kinds[name] == "sequenceFlow"}
    still = [name for name in boxes if kinds[name] != "boundaryEvent"]
    assert [pair for pair in combinations(still, 2) if overlap(boxes[pair[0]], boxes[pair[1]])] == []
    assert list(through(named, boxes, lines)) == []
    crossed = [pair for pair in combinations(lines, 2) if cross(lines[pair[0]], lines[pair[1]])]
    assert len(crossed) <= MOST.get(path.parent.name, FEW), crossed


def shapes(tree: etree._ElementTree) -> Iterator[tuple[str, Box]]:
    for shape in tree.iter(f"{DI}BPMNShape"):
        bounds = shape.find(f"{DC}Bounds")
        assert bounds is not None
        x, y, width, height = (float(bounds.attrib[side]) for side in ("x", "y", "width", "height"))
        yield str(shape.attrib["bpmnElement"]), (x, y, x + width, y + height)


def edges(tree: etree._ElementTree) -> Iterator[tuple[str, list[Point]]]:
    for edge in tree.iter(f"{DI}BPMNEdge"):
        points = [(float(one.attrib["x"]), float(one.attrib["y"])) for one in edge.iter(POINT)]
        yield str(edge.attrib["bpmnElement"]), points


def through(
    named: dict[str, etree._Element], boxes: dict[str, Box], lines: dict[str, list[Point]]
) -> Iterator[tuple[str, str]]:
    """Lines that run through a node they do not belong to."""
    for name, line in lines.items():
        ends = {named[name].get("sourceRef"), named[name].get("targetRef")}
        hosts = {named[end].get("attachedToRef") for end in ends if end in named}
        for other, (left, top, right, bottom) in boxes.items():
            if other in ends | hosts or named[other].get("attachedToRef") in ends:
                continue
            inner = (left + 3, top + 3, right - 3, bottom - 3)
            if any(enters(start, end, inner) for start, end in pairwise(line)):
                yield name, other


def enters(start: Point, end: Point, box: Box) -> bool:
    """Whether a level or upright piece of a line lies in a box."""
    left, top, right, bottom = box
    low_x, high_x = sorted((start[0], end[0]))
    low_y, high_y = sorted((start[1], end[1]))
    return low_x < right and high_x > left and low_y < bottom and high_y > top


def overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def cross(one: list[Point], other: list[Point]) -> bool:
    return any(
        _turn(a, b, c) * _turn(a, b, d) < 0 and _turn(c, d, a) * _turn(c, d, b) < 0
        for a, b in pairwise(one)
        for c, d in pairwise(other)
    )


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
