"""One scope drawn: its nodes, lines, boundary events, artefacts and inner scopes, from its top left corner."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, field
from typing import Final, Literal

from engine.definition.element import Element
from engine.definition.layout.artefacts import Artefacts, artefacts_of
from engine.definition.layout.drawing import Box, Drawing, Point
from engine.definition.layout.layering import assign_layers
from engine.definition.layout.ordering import order_layers
from engine.definition.layout.placing import place_rows
from engine.definition.layout.routing import Router
from engine.definition.layout.sheet import Item, Link, Sheet
from engine.definition.layout.sizes import EVENT, LABEL_WIDTH, TASK, label_height, size_of, text_width
from engine.definition.model import Body, FlowNode, Lane
from engine.definition.reading.nodes import EVENTS, GATEWAYS
from engine.kernel.program import NodeKind

Shape = Literal["box", "diamond", "circle"]
PADDING: Final = 20.0
HEAD: Final = 30.0
"""Room for the name of a sub-process."""
ABOVE: Final = 20.0
"""Between a node and what is noted above it."""
PORT_GAP: Final = 44.0


@dataclass(slots=True)
class Scope:
    """A drawn scope; with lanes, their bands from top to bottom."""

    drawing: Drawing
    width: float
    height: float
    bands: list[tuple[str | None, float, float]] = field(default_factory=list)
    """(lane id, top, bottom); None: nodes that stand in no lane."""


def draw_scope(source: Element, body: Body, *, with_lanes: bool = True) -> Scope:
    """Place everything of a body."""
    return _Scope(source, body, with_lanes).draw()


class _Scope:
    def __init__(self, source: Element, body: Body, with_lanes: bool) -> None:
        self._body = body
        self._nodes = {node.id: node for node in body.nodes}
        self._inner = {
            node.id: _inner(node) for node in body.nodes if node.body is not None and node.body.nodes
        }
        flows = {flow.id: flow.source_ref for flow in body.flows}
        self._artefacts: Artefacts = artefacts_of(source, body, flows)
        self._lanes = leaves(body.lanes) if with_lanes else []
        self._port_gaps: dict[str, float] = {}
        """By host: from one boundary event to the next."""
        self._ports = self._boundary_ports()
        self._items: dict[str, Item] = {}
        self._made = Drawing()

    def draw(self) -> Scope:
        sheet = Sheet(lanes=1)
        lane_of = {node: number for number, lane in enumerate(self._lanes) for node in lane.nodes}
        homeless = len(self._lanes)
        for node in self._body.nodes:
            if not self._is_attached(node):
                self._items[node.id] = self._item(node, lane_of.get(node.id, homeless))
        alone = [one for one in self._artefacts.found.values() if one.home is None]
        for one in alone:
            half = one.height / 2
            self._items[one.id] = Item(
                key=one.id, width=one.width, height=one.height, above=half, below=half, lane=homeless
            )
        sheet.items = list(self._items.values())
        some_homeless = any(item.lane == homeless for item in sheet.items)
        sheet.lanes = max(1, homeless + (1 if some_homeless else 0))
        sheet.links = self._links()
        assign_layers(sheet)
        order_layers(sheet)
        place_rows(sheet)
        lines = Router(sheet).route()
        self._take(lines)
        bands: list[tuple[str | None, float, float]] = []
        if self._lanes:
            names = [*(lane.id for lane in self._lanes), None]
            bands = list(zip(names, sheet.lane_tops, sheet.lane_bottoms, strict=False))
        extent = self._made.extent()
        width = max(sheet.width, extent.right)
        return Scope(self._made, width, max(sheet.height, extent.bottom), bands)

    # --- from nodes to items

    def _is_attached(self, node: FlowNode) -> bool:
        host = self._nodes.get(node.attached_to or "")
        return node.kind is NodeKind.BOUNDARY and host is not None and host.kind is not NodeKind.BOUNDARY

    def _boundary_ports(self) -> dict[str, tuple[str, float]]:
        """Boundary event → (host, how far right of the host's centre its own centre stands)."""
        by_host: dict[str, list[FlowNode]] = {}
        for node in self._body.nodes:
            if self._is_attached(node):
                by_host.setdefault(node.attached_to or "", []).append(node)
        self._port_gaps = {host: _port_gap(nodes) for host, nodes in by_host.items()}
        return {
            node.id: (host, (number - (len(nodes) - 1) / 2) * self._port_gaps[host])
            for host, nodes in by_host.items()
            for number, node in enumerate(nodes)
        }

    def _size(self, node: FlowNode) -> tuple[float, float]:
        inner = self._inner.get(node.id)
        if inner is None:
            width, height = size_of(node)
        else:
            width = max(inner.width + 2 * PADDING, TASK[0] + 40, text_width(node.name) + 20)
            height = max(inner.height + HEAD + PADDING, TASK[1])
        ports = sum(1 for host, _ in self._ports.values() if host == node.id)
        return max(width, ports * self._port_gaps.get(node.id, 0) + 12), height

    def _item(self, node: FlowNode, lane: int) -> Item:
        width, height = self._size(node)
        label = label_height(node.name) + 4 if node.name and node.kind in EVENTS | GATEWAYS else 0
        ports = [self._nodes[port] for port, (host, _) in self._ports.items() if host == node.id]
        hanging = EVENT[1] / 2 + max((label_height(port.name) for port in ports), default=0) if ports else 0
        notes = self._artefacts.at(node.id)
        noted = max(one.height for one in notes) + ABOVE if notes else 0
        pointed = node.kind in GATEWAYS
        return Item(
            key=node.id,
            width=width,
            height=height,
            span=max(sum(one.width + 10 for one in notes), LABEL_WIDTH if label else 0),
            above=height / 2 + noted + (label if pointed else 0),
            below=height / 2 + hanging + (0 if pointed else label),
            lane=lane,
            plain_bottom=not ports and not (label and not pointed),
            is_pointed=pointed,
            is_round=node.kind in EVENTS,
        )

    def _links(self) -> list[Link]:
        found = [
            self._link(flow.id, flow.source_ref, flow.target_ref, flow.name) for flow in self._body.flows
        ]
        for line, begin, end in self._artefacts.lines:
            if begin in self._ports and end in self._items:
                found.append(self._link(line, begin, end, None))
        return [link for link in found if link is not None]

    def _link(self, key: str, begin: str, end: str, name: str | None) -> Link | None:
        host, port = self._ports.get(begin, (begin, None))
        source, target = self._items.get(host), self._items.get(self._ports.get(end, (end, 0))[0])
        if source is None or target is None:
            return None
        return Link(
            key=key,
            source=source,
            target=target,
            port=port,
            port_drop=EVENT[1] / 2,
            label=text_width(name),
        )

    # --- from items to boxes

    def _take(self, lines: dict[str, tuple[Point, ...]]) -> None:
        for key, item in self._items.items():
            self._made.boxes[key] = Box(item.left, item.top, item.width, item.height)
            node = self._nodes.get(key)
            if node is not None:
                self._fill(node, item)
        for port, (host, offset) in self._ports.items():
            item = self._items[host]
            box = Box(item.x + offset - EVENT[0] / 2, item.bottom - EVENT[1] / 2, *EVENT)
            self._made.boxes[port] = box
            name = self._nodes[port].name
            if name:
                width = min(text_width(name), self._port_gaps[host] - 10)
                x, y = item.x + offset + 6, item.bottom + EVENT[1] / 2 + 1
                self._made.labels[port] = Box(x, y, max(width, 20), label_height(name))
        self._made.lines |= lines
        self._name_lines()
        self._note_lines()

    def _fill(self, node: FlowNode, item: Item) -> None:
        inner = self._inner.get(node.id)
        if inner is not None:
            self._made.add(inner.drawing, item.left + PADDING, item.top + HEAD)
        elif node.body is not None:
            self._made.folded.add(node.id)
        height = label_height(node.name)
        if height and (item.is_pointed or item.is_round):
            y = item.top - height - 4 if item.is_pointed else item.bottom + 4
            self._made.labels[node.id] = Box(item.x - LABEL_WIDTH / 2, y, LABEL_WIDTH, height)
        self._place_notes(node, item, height if item.is_pointed else 0)

    def _place_notes(self, node: FlowNode, item: Item, label: float) -> None:
        notes = self._artefacts.at(node.id)
        x = item.x - sum(one.width for one in notes) / 2 - 5 * max(0, len(notes) - 1)
        foot = item.top - ABOVE - (label + 4 if label else 0)
        for one in notes:
            self._made.boxes[one.id] = Box(x, foot - one.height, one.width, one.height)
            x += one.width + 10

    def _name_lines(self) -> None:
        """The name of a line stands above its longest level piece."""
        for flow in self._body.flows:
            points = self._made.lines.get(flow.id)
            if not flow.name or points is None:
                continue
            pieces = [pair for pair in itertools.pairwise(points) if pair[0][1] == pair[1][1]]
            width = min(max(text_width(flow.name), 20), LABEL_WIDTH)
            height = label_height(flow.name)
            if pieces:
                (x1, y), (x2, _) = max(pieces, key=lambda pair: abs(pair[1][0] - pair[0][0]))
                self._made.labels[flow.id] = Box((x1 + x2 - width) / 2, y - height - 3, width, height)

    def _note_lines(self) -> None:
        for key, begin, end in self._artefacts.lines:
            one, other = self._made.boxes.get(begin), self._made.boxes.get(end)
            if key not in self._made.lines and one is not None and other is not None:
                self._made.lines[key] = (border(one, other.centre), border(other, one.centre))


def _port_gap(nodes: list[FlowNode]) -> float:
    """Wide enough for the names beneath, which stand right of the lines."""
    return max(PORT_GAP, *(min(text_width(node.name), LABEL_WIDTH) + 14 for node in nodes))


def _inner(node: FlowNode) -> Scope:
    assert node.body is not None  # the caller looked
    return draw_scope(node.source, node.body, with_lanes=False)


def leaves(lanes: tuple[Lane, ...]) -> list[Lane]:
    """Lanes that no other lane divides, in the order of the file."""
    parents = {lane.parent for lane in lanes}
    return [lane for lane in lanes if lane.id not in parents]


def border(box: Box, towards: Point, *, shape: Shape = "box") -> Point:
    """Where the straight line from the middle of a box to a point leaves it, or the shape drawn in it."""
    x, y = box.centre
    dx, dy = towards[0] - x, towards[1] - y
    if not dx and not dy:
        return x, box.bottom
    across, down = abs(dx) / (box.width / 2), abs(dy) / (box.height / 2)
    reach = {"box": max(across, down), "diamond": across + down, "circle": math.hypot(across, down)}[shape]
    return x + dx / reach, y + dy / reach
