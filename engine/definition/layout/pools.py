"""Processes on one page: pools beneath each other with their lanes, message flows between them."""

from __future__ import annotations

from typing import Final

from engine.definition.layout.complete import drawable
from engine.definition.layout.drawing import Box, Drawing, Point
from engine.definition.layout.scopes import Scope, border, draw_scope
from engine.definition.model import Diagram, Lane, Participant, Process

STRIP: Final = 30.0
"""The strip at the left of a pool or lane that holds its name."""
PADDING: Final = 30.0
BETWEEN: Final = 60.0
BLACK_BOX: Final = 60.0
NARROWEST: Final = 300.0


def draw_all(diagram: Diagram) -> Drawing:
    """The whole file."""
    return _Page(diagram).draw()


class _Page:
    def __init__(self, diagram: Diagram) -> None:
        self._diagram = diagram
        # By identity: a file that must be refused may hold two processes of the same id.
        self._scopes = {id(one): draw_scope(one.source, one.body) for one in drawable(diagram)}
        self._made = Drawing()
        self._width = NARROWEST
        self._frames: dict[str, Box] = {}
        self._home: dict[str, str] = {}
        """Node → participant."""
        self._message_lines = 0

    def draw(self) -> Drawing:
        pooled = [one for one in self._diagram.participants if one.source.id]
        processes = drawable(self._diagram)
        shown = {one.process for one in pooled}
        self._width = max([NARROWEST, *(self._needed(one, pooled=one.id in shown) for one in processes)])
        y = 0.0
        for one in pooled:
            process = next((each for each in processes if each.id == one.process), None)
            y += self._pool(one, process, y) + BETWEEN
            if process is not None:
                processes.remove(process)
        for process in processes:
            y += self._contents(process, 0, y) + BETWEEN
        self._message_flows(pooled)
        return self._made

    def _needed(self, process: Process, *, pooled: bool) -> float:
        depth = _depth(process.body.lanes)
        return self._scopes[id(process)].width + 2 * PADDING + STRIP * (depth + (1 if pooled else 0))

    def _pool(self, one: Participant, process: Process | None, y: float) -> float:
        height = BLACK_BOX
        if process is not None:
            height = self._contents(process, STRIP, y)
            self._home |= dict.fromkeys(self._scopes[id(process)].drawing.boxes, one.id)
        frame = Box(0, y, self._width, height)
        self._made.boxes = {one.id: frame, **self._made.boxes}
        self._frames[one.id] = frame
        return height

    def _contents(self, process: Process, left: float, y: float) -> float:
        """Draw a process at a height; how high it is."""
        scope, lanes = self._scopes[id(process)], process.body.lanes
        inside = left + STRIP * _depth(lanes) + PADDING
        margin = 0 if scope.bands else 10 if left else 0
        self._made.add(scope.drawing, inside, y + margin)
        height = scope.height + 2 * margin
        for lane in lanes:
            top, bottom = _band(scope, lanes, lane)
            depth = _level(lanes, lane)
            x = left + STRIP * depth
            self._made.boxes[lane.id] = Box(x, y + top, self._width - x, bottom - top)
        return height

    # --- message flows

    def _message_flows(self, pooled: list[Participant]) -> None:
        order = [one.id for one in pooled]
        for flow in self._diagram.message_flows:
            begin, end = self._made.boxes.get(flow.source_ref), self._made.boxes.get(flow.target_ref)
            if begin is None or end is None or not flow.source.id:
                continue
            pools = [self._home.get(ref, ref) for ref in (flow.source_ref, flow.target_ref)]
            if pools[0] in order and pools[1] in order and pools[0] != pools[1]:
                self._made.lines[flow.id] = self._message_line(flow.source_ref, flow.target_ref, pools)
            else:
                self._made.lines[flow.id] = (border(begin, end.centre), border(end, begin.centre))

    def _message_line(self, begin: str, end: str, pools: list[str]) -> tuple[Point, ...]:
        """Out of the pool, along the street between pools, into the other."""
        upper, lower = self._frames[pools[0]], self._frames[pools[1]]
        down = upper.y < lower.y
        self._message_lines += 1
        shift = (self._message_lines % 5 - 2) * 8.0
        first = self._out_of(begin, pools[0], down=down)
        last = self._out_of(end, pools[1], down=not down)
        if begin in self._frames and end not in self._frames:
            first = [(last[-1][0], first[0][1])]
        if end in self._frames:
            last = [(first[-1][0], last[0][1])]
        street_out = (upper.bottom + BETWEEN / 2 if down else upper.y - BETWEEN / 2) + shift
        street_in = (lower.y - BETWEEN / 2 if down else lower.bottom + BETWEEN / 2) + shift
        middle = [(first[-1][0], street_out)]
        if street_out != street_in:  # other pools stand between: round them on the right
            outer = self._width + 20 + self._message_lines * 8.0
            middle += [(outer, street_out), (outer, street_in)]
        middle.append((last[-1][0], street_in))
        points = [*first, *middle, *reversed(last)]
        return tuple(p for n, p in enumerate(points) if n == 0 or p != points[n - 1])

    def _out_of(self, ref: str, pool: str, *, down: bool) -> list[Point]:
        """From a node to the border of its pool, past the nodes in the way."""
        box = self._made.boxes[ref]
        x = box.centre[0]
        start = (x, box.bottom if down else box.y)
        if ref in self._frames:
            return [start]
        if self._is_clear(ref, pool, x, start[1], down=down):
            return [start]
        side = box.right + 20 if down else box.x - 20
        edge = (box.right if down else box.x, box.centre[1] + (12 if down else -12))
        return [edge, (side, edge[1])]

    def _is_clear(self, ref: str, pool: str, x: float, y: float, *, down: bool) -> bool:
        for key, box in self._made.boxes.items():
            if key == ref or self._home.get(key) != pool or not box.x - 2 < x < box.right + 2:
                continue
            if (box.bottom > y if down else box.y < y) and not (
                box.y <= y <= box.bottom and self._holds(box, ref)
            ):
                return False
        return True

    def _holds(self, box: Box, ref: str) -> bool:
        return box.holds(self._made.boxes[ref])


def _depth(lanes: tuple[Lane, ...]) -> int:
    return max((_level(lanes, lane) + 1 for lane in lanes), default=0)


def _level(lanes: tuple[Lane, ...], lane: Lane) -> int:
    parents = {one.id: one.parent for one in lanes}
    level, parent = 0, lane.parent
    while parent is not None and level < len(lanes):
        level, parent = level + 1, parents.get(parent)
    return level


def _band(scope: Scope, lanes: tuple[Lane, ...], lane: Lane) -> tuple[float, float]:
    """Top and bottom of a lane: its own band or that of all lanes in it."""
    own = [(top, bottom) for key, top, bottom in scope.bands if key == lane.id]
    inner = [_band(scope, lanes, one) for one in lanes if one.parent == lane.id and one.id != lane.id]
    bands = own or inner
    if not bands:
        return 0.0, 0.0
    return min(top for top, _ in bands), max(bottom for _, bottom in bands)
