"""What a decision requires, as a picture: decisions above what they require, by the notation of DMN."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import atan2, degrees

from markupsafe import Markup

from engine.dmn.analysis.places import tables
from engine.dmn.model import (
    Decision,
    DecisionService,
    Definitions,
    DrgElement,
    InputData,
    KnowledgeModel,
)
from processes.picture.labels import text_lines
from processes.picture.layout import Box

WIDTH, HEIGHT, BESIDE, BELOW, MARGIN = 148.0, 46.0, 22.0, 46.0, 10.0
MOST = 120
"""Elements that are drawn; a larger model is only listed."""

Words = Callable[[str], str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Node:
    """`key` is the id, else the name. `kind`: decision, input, undeclared, knowledge, service."""

    key: str
    name: str
    kind: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Edge:
    """From what is required to who requires it."""

    source: str
    target: str
    kind: str


def graph(definitions: Definitions) -> tuple[list[Node], list[Edge]]:
    """Nodes and edges of a model; variables that columns read without declaring them are inputs too."""
    nodes = {each.id or each.name: _node(each) for each in definitions.elements}
    names = {each.name for each in definitions.elements}
    edges: list[Edge] = []
    for element in definitions.elements:
        for href in _required(element):
            key = href.rpartition("#")[2]
            nodes.setdefault(key, Node(key=key, name=key, kind="decision"))
            edges.append(Edge(source=key, target=element.id or element.name, kind=nodes[key].kind))
    keys = {each.name: each.id or each.name for each in definitions.elements}
    for place in tables(definitions):
        for clause in place.table.inputs:
            text = clause.expression.text.strip()
            if text.isidentifier() and text not in names and place.decision in keys:
                key = f"?{text}"
                nodes.setdefault(key, Node(key=key, name=text, kind="undeclared"))
                edge = Edge(source=key, target=keys[place.decision], kind="undeclared")
                if edge not in edges:
                    edges.append(edge)
    return list(nodes.values()), edges


def _node(element: DrgElement) -> Node:
    kinds = {
        InputData: "input",
        Decision: "decision",
        KnowledgeModel: "knowledge",
        DecisionService: "service",
    }
    return Node(key=element.id or element.name, name=element.name, kind=kinds[type(element)])


def _required(element: DrgElement) -> tuple[str, ...]:
    if isinstance(element, (Decision, KnowledgeModel)):
        return element.requirements
    if isinstance(element, DecisionService):
        return (*element.outputs, *element.input_decisions, *element.input_data)
    return ()


def draw_graph(
    definitions: Definitions, *, title: str, current: str, links: Mapping[str, str], words: Words = str
) -> Markup | None:
    """The picture; None where there is nothing to draw or too much. `current`: key of the decision that is shown,
    `links`: key → address."""
    nodes, edges = graph(definitions)
    if not nodes or len(nodes) > MOST:
        return None
    boxes = _placed(nodes, edges)
    right = max(box.x + box.width for box in boxes.values())
    low = max(box.y + box.height for box in boxes.values())
    view = f"{-MARGIN:g} {-MARGIN:g} {right + 2 * MARGIN:g} {low + 2 * MARGIN:g}"
    parts = [_edge(edge, boxes) for edge in edges]
    parts += [_shape(node, boxes[node.key], current=current, links=links, words=words) for node in nodes]
    head = Markup(
        '<svg class="df-picture dd-graph" viewBox="{}" width="{}" height="{}" role="img"><title>{}</title>'
    )
    return (
        head.format(view, f"{right + 2 * MARGIN:g}", f"{low + 2 * MARGIN:g}", title)
        + Markup("").join(parts)
        + Markup("</svg>")
    )


def _placed(nodes: list[Node], edges: list[Edge]) -> dict[str, Box]:
    """Layers: who is required by nobody stands on top; each layer in the order of those above it."""
    layers: dict[int, list[str]] = {}
    for key, depth in _depths(nodes, edges).items():
        layers.setdefault(depth, []).append(key)
    widest = max(len(layer) for layer in layers.values()) * (WIDTH + BESIDE) - BESIDE
    boxes: dict[str, Box] = {}
    for depth in sorted(layers):
        order = {key: number for number, key in enumerate(layers[depth])}
        layer = sorted(layers[depth], key=lambda key: (_above(key, edges, boxes), order[key]))
        start = (widest - (len(layer) * (WIDTH + BESIDE) - BESIDE)) / 2
        for number, key in enumerate(layer):
            boxes[key] = Box(start + number * (WIDTH + BESIDE), depth * (HEIGHT + BELOW), WIDTH, HEIGHT)
    return boxes


def _depths(nodes: list[Node], edges: list[Edge]) -> dict[str, int]:
    """How far below the top each one is; a circle of requirements is cut where it closes."""
    depths = {node.key: 0 for node in nodes}
    for _round in nodes:
        moved = False
        for edge in edges:
            wanted = depths[edge.target] + 1
            if edge.source in depths and depths[edge.source] < wanted < len(nodes):
                depths[edge.source], moved = wanted, True
        if not moved:
            break
    return depths


def _above(key: str, edges: list[Edge], boxes: Mapping[str, Box]) -> float:
    places = [boxes[edge.target].x for edge in edges if edge.source == key and edge.target in boxes]
    return sum(places) / len(places) if places else 0.0


def _edge(edge: Edge, boxes: Mapping[str, Box]) -> Markup:
    source, target = boxes[edge.source], boxes[edge.target]
    x1, y1 = source.x + source.width / 2, source.y
    x2, y2 = target.x + target.width / 2, target.y + target.height
    return Markup(
        '<g class="df-edge dd-{}"><polyline points="{:g},{:g} {:g},{:g}"/>'
        '<path class="df-head" d="M{:g} {:g}l-4 8h8z" transform="rotate({:g} {:g} {:g})"/></g>'
    ).format(edge.kind, x1, y1, x2, y2, x2, y2, _turn(x1 - x2, y1 - y2), x2, y2)


def _turn(across: float, down: float) -> float:
    """Degrees by which an arrow that points up is turned to come from there."""
    return -degrees(atan2(across, down))


def _shape(node: Node, box: Box, *, current: str, links: Mapping[str, str], words: Words) -> Markup:
    round_ = {"input": box.height / 2, "undeclared": box.height / 2, "service": 14}.get(node.kind, 0)
    body = Markup('<rect x="{:g}" y="{:g}" width="{:g}" height="{:g}" rx="{:g}"/>').format(
        box.x, box.y, box.width, box.height, round_
    )
    if node.kind == "knowledge":
        right, low = box.x + box.width, box.y + box.height
        body = Markup(
            '<polygon points="{:g},{:g} {:g},{:g} {:g},{:g} {:g},{:g} {:g},{:g} {:g},{:g}"/>'
        ).format(
            *(box.x + 12, box.y, right, box.y, right, low - 12),
            *(right - 12, low, box.x, low, box.x, box.y + 12),
        )
    mark = " dd-current" if node.key == current else ""
    drawn = Markup('<g class="df-node dd-{}{}">{}{}</g>').format(
        node.kind, mark, body, text_lines(words(node.name), box, place="middle")
    )
    link = links.get(node.key)
    return Markup('<a href="{}">{}</a>').format(link, drawn) if link else drawn
