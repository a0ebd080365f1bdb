"""Positions in the file become the drawing, if they make a sound one."""

from __future__ import annotations

from itertools import combinations

from lxml import etree

from engine.definition.layout import Box, Drawing, write_drawing
from engine.definition.layout.complete import drawable
from engine.definition.layout.drawing import Point, around
from engine.definition.layout.scopes import Shape, border
from engine.definition.layout.sizes import DATA_OBJECT, EVENT, GATEWAY, TASK
from engine.definition.model import Body, Diagram
from engine.definition.reading.diagram import read
from engine.definition.xml import safe_parse
from engine.definition.xpdl.maker import Maker
from engine.definition.xpdl.pools import Pools
from engine.definition.xpdl.process import Processes
from engine.definition.xpdl.source import Source

MARGIN = 20.0
_NUMBERS = ("Width", "Height")


class Graphics:
    """Reads NodeGraphicsInfos and ConnectorGraphicsInfos."""

    def __init__(self, maker: Maker, root: Source, processes: Processes, pools: Pools) -> None:
        self._maker = maker
        self._root = root
        self._processes = processes
        self._pools = pools
        # TIBCO's editor notes centres, all others the upper left corner.
        vendor = next((each.text for each in root.walk() if each.name == "Vendor"), "")
        self._centred = vendor.upper().startswith("TIBCO")

    def draw(self, bpmn: bytes) -> bytes | None:
        """The file with its drawing; None where the positions do not make one."""
        sources = {node.id: node.source for node in self._processes.everywhere.values() if node.source}
        sources |= dict(self._pools.made.values())
        infos = {key: info for key, source in sources.items() if (info := self._box(source)) is not None}
        if not infos:
            return None
        diagram = read(bpmn)
        drawing = Drawing(boxes=infos)
        self._fit_frames(diagram, drawing)
        if not self._is_sound(diagram, drawing):
            first = drawable(diagram)[0].id
            self._maker.find("XPDL_DRAWING_REPLACED", self._root, first)
            return None
        self._lines(diagram, drawing)
        tree = safe_parse(bpmn, max_elements=1_000_000, max_bytes=50_000_000)
        frames = {key: box for key, box in drawing.boxes.items() if _is_frame(diagram, key)}
        drawing.boxes = {**frames, **drawing.boxes}
        write_drawing(tree, diagram, drawing)
        return etree.tostring(tree, encoding="UTF-8", xml_declaration=True)

    def _box(self, source: Source) -> Box | None:
        for info in source.inside("NodeGraphicsInfos", "NodeGraphicsInfo"):
            place = info.child("Coordinates")
            numbers = [_number(info.get(name)) for name in _NUMBERS]
            x, y = (_number(place.get(f"{axis}Coordinate")) if place is not None else None for axis in "XY")
            if x is None or y is None:
                continue
            default = _default_size(source)
            width, height = (n if n and n > 0 else d for n, d in zip(numbers, default, strict=True))
            info.taken_whole()
            shift = (width / 2, height / 2) if self._centred else (0.0, 0.0)
            return Box(x - shift[0], y - shift[1], width, height)
        return None

    def _fit_frames(self, diagram: Diagram, drawing: Drawing) -> None:
        """Pools and lanes just hold what stands in them: editors note whole pages for hidden ones."""
        boxes = drawing.boxes
        for process in drawable(diagram):
            inside = [boxes[node.id] for node in process.body.nodes if node.id in boxes]
            lanes = process.body.lanes
            pool = next((p for p in diagram.participants if p.process == process.id), None)
            if len(lanes) == 1 and inside:
                boxes[lanes[0].id] = around(inside, MARGIN + 10)
            if pool is not None and inside:
                held = around([*inside, *(boxes[lane.id] for lane in lanes if lane.id in boxes)])
                margin = 0 if lanes else MARGIN + 10
                frame = around([held], margin)
                boxes[pool.id] = Box(frame.x - 30, frame.y, frame.width + 30, frame.height)

    def _is_sound(self, diagram: Diagram, drawing: Drawing) -> bool:
        boxes = drawing.boxes
        for process in drawable(diagram):
            lanes = [boxes.get(lane.id) for lane in process.body.lanes]
            if any(lane is None for lane in lanes):
                return False
            for lane in process.body.lanes:
                if not all(boxes[lane.id].holds(boxes[n]) for n in lane.nodes if n in boxes):
                    return False
            if not self._is_body_sound(process.body, boxes):
                return False
        frames = [boxes[p.id] for p in diagram.participants if p.id in boxes]
        whole = len(frames) == len(diagram.participants)
        return whole and not any(one.overlaps(other) for one, other in combinations(frames, 2))

    def _is_body_sound(self, body: Body, boxes: dict[str, Box]) -> bool:
        if any(node.id not in boxes for node in body.nodes):
            return False
        plain = [node for node in body.nodes if not node.attached_to]
        if any(boxes[a.id].overlaps(boxes[b.id]) for a, b in combinations(plain, 2)):
            return False
        for node in body.nodes:
            if node.attached_to and not self._touches(boxes, node.id, node.attached_to):
                return False
            if node.body is not None and node.body.nodes:
                inner = [boxes[child.id] for child in node.body.nodes if child.id in boxes]
                if not all(boxes[node.id].holds(box) for box in inner):
                    return False
                if not self._is_body_sound(node.body, boxes):
                    return False
        return True

    def _touches(self, boxes: dict[str, Box], event: str, host: str) -> bool:
        box = boxes.get(host)
        return box is not None and around([box], 4).overlaps(boxes[event])

    def _lines(self, diagram: Diagram, drawing: Drawing) -> None:
        bends = {}
        for source in self._root.walk():
            key = self._maker.known(source)
            if key is not None and source.name in {"Transition", "MessageFlow", "Association"}:
                bends[key] = _bends(source)
        for key, element in diagram.elements.items():
            if element.name not in {"sequenceFlow", "messageFlow", "association"}:
                continue
            ends = [drawing.boxes.get(element.get(side) or "") for side in ("sourceRef", "targetRef")]
            shapes = [_shape(diagram, element.get(side) or "") for side in ("sourceRef", "targetRef")]
            if ends[0] is not None and ends[1] is not None:
                drawing.lines[key] = _line(ends[0], ends[1], bends.get(key, []), shapes)


def _bends(source: Source) -> list[Point]:
    for info in source.inside("ConnectorGraphicsInfos", "ConnectorGraphicsInfo"):
        places = [
            (x, y)
            for each in info.all("Coordinates")
            if (x := _number(each.get("XCoordinate"))) is not None
            and (y := _number(each.get("YCoordinate"))) is not None
        ]
        if places:
            info.taken_whole()
            return places
    return []


def _shape(diagram: Diagram, key: str) -> Shape:
    element = diagram.elements.get(key)
    kind = element.name if element is not None else ""
    return "diamond" if kind.endswith("Gateway") else "circle" if kind.endswith("Event") else "box"


def _line(begin: Box, end: Box, bends: list[Point], shapes: list[Shape]) -> tuple[Point, ...]:
    """From border to border by the bends that lie outside of both."""
    free = [point for point in bends if not _covers(begin, point) and not _covers(end, point)]
    if not free:
        return border(begin, end.centre, shape=shapes[0]), border(end, begin.centre, shape=shapes[1])
    points = [border(begin, free[0], shape=shapes[0]), *free, border(end, free[-1], shape=shapes[1])]
    return tuple(point for number, point in enumerate(points) if number == 0 or point != points[number - 1])


def _covers(box: Box, point: Point) -> bool:
    return box.x - 0.5 <= point[0] <= box.right + 0.5 and box.y - 0.5 <= point[1] <= box.bottom + 0.5


def _default_size(source: Source) -> tuple[float, float]:
    names = {child.name for child in source.children}
    if source.name == "Artifact":
        return DATA_OBJECT
    return EVENT if "Event" in names else GATEWAY if "Route" in names else TASK


def _is_frame(diagram: Diagram, key: str) -> bool:
    element = diagram.elements.get(key)
    return element is not None and element.name in {"participant", "lane", "subProcess", "transaction"}


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if abs(value) < 1e6 else None
