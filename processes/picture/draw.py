"""From a layout to SVG. Colours come from CSS classes (`static/definitions.css`), texts are escaped."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from markupsafe import Markup, escape

from engine.definition import Diagram
from engine.definition.element import Element
from processes.picture import symbols
from processes.picture.labels import place_beside, text_lines
from processes.picture.layout import Box, Edge, Shape, lay_out

MARGIN = 12.0
SMALLEST = (480.0, 160.0)
FRAMES = frozenset({"participant", "lane"})
EVENTS = frozenset(
    {"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"}
)
OUTSIDE = frozenset({"dataObjectReference", "dataStoreReference", "dataObject", "dataInput", "dataOutput"})
HOLLOW = frozenset({"subProcess", "transaction", "adHocSubProcess"})

Words = Callable[[str], str]


def draw(
    diagram: Diagram,
    *,
    title: str,
    words: Words = str,
    marks: Mapping[str, str] | None = None,
) -> Markup | None:
    """The picture, None if the file has none. `words` translates names, `marks`: element → error, warning."""
    layout = lay_out(diagram)
    if layout is None:
        return None
    marked = marks or {}
    frames = [shape for shape in layout.shapes if _kind(diagram, shape.element) in FRAMES | HOLLOW]
    others = [shape for shape in layout.shapes if shape not in frames]
    parts = [_shape(diagram, shape, words, marked) for shape in frames]
    parts += [_edge(diagram, edge, words, marked) for edge in layout.edges]
    parts += [_shape(diagram, shape, words, marked) for shape in others]
    box = _roomy(layout.extent())
    view = f"{_n(box.x - MARGIN)} {_n(box.y - MARGIN)} {_n(box.width + 2 * MARGIN)} {_n(box.height + 2 * MARGIN)}"
    head = Markup(
        '<svg class="df-picture" viewBox="{}" role="img" preserveAspectRatio="xMidYMid meet">'
    ).format(view)
    return head + Markup("<title>{}</title>").format(title) + Markup("").join(parts) + Markup("</svg>")


def _roomy(box: Box) -> Box:
    """At least as wide and high as a few elements: a single event is not blown up to a page."""
    width, height = max(box.width, SMALLEST[0]), max(box.height, SMALLEST[1])
    return Box(box.x - (width - box.width) / 2, box.y - (height - box.height) / 2, width, height)


def _shape(diagram: Diagram, shape: Shape, words: Words, marks: Mapping[str, str]) -> Markup:
    element = diagram.elements.get(shape.element)
    kind = element.name if element is not None else ""
    body = _body(diagram, shape, element, kind)
    return Markup('<g class="df-node df-{}{}">{}{}</g>').format(
        kind or "unknown", _mark(marks, shape.element), body, _label(shape, element, kind, words)
    )


def _body(diagram: Diagram, shape: Shape, element: Element | None, kind: str) -> Markup:
    if kind in EVENTS and element is not None:
        return symbols.event(shape.box, element)
    if kind.endswith("Gateway"):
        return symbols.gateway(shape.box, kind)
    if kind == "textAnnotation":
        return symbols.annotation(shape.box)
    if kind in OUTSIDE:
        return symbols.data(shape.box, kind)
    if kind in FRAMES:
        return symbols.rectangle(shape.box, 0)
    collapsed = kind == "callActivity" or (kind in HOLLOW and not shape.expanded)
    return symbols.activity(shape.box, kind, element, collapsed=collapsed)


def _label(shape: Shape, element: Element | None, kind: str, words: Words) -> Markup:
    text = _name(element)
    if not text:
        return Markup("")
    said = words(text)
    if kind in FRAMES:
        return text_lines(said, shape.box, turned=shape.horizontal, place="head")
    if kind in EVENTS or kind.endswith("Gateway") or kind in OUTSIDE:
        below = Box(shape.box.x - 30, shape.box.y + shape.box.height + 4, shape.box.width + 60, 28)
        return text_lines(said, place_beside(said, shape.box, shape.label or below), place="top")
    return text_lines(said, shape.box, place="top" if kind in HOLLOW and shape.expanded else "middle")


def _edge(diagram: Diagram, edge: Edge, words: Words, marks: Mapping[str, str]) -> Markup:
    element = diagram.elements.get(edge.element)
    kind = element.name if element is not None else "unknown"
    points = " ".join(f"{_n(x)},{_n(y)}" for x, y in edge.points)
    line = Markup('<polyline points="{}"/>').format(points)
    head = symbols.arrow_head(edge.points) if kind in ("sequenceFlow", "messageFlow") else Markup("")
    text = _name(element)
    label = text_lines(words(text), edge.label or _middle(edge), place="top") if text else Markup("")
    return Markup('<g class="df-edge df-{}{}">{}{}{}</g>').format(
        kind, _mark(marks, edge.element), line, head, label
    )


def _middle(edge: Edge) -> Box:
    number = (len(edge.points) - 1) // 2
    (x1, y1), (x2, y2) = edge.points[number], edge.points[number + 1]
    beside = 24 if abs(x2 - x1) < abs(y2 - y1) else 0  # of an upright line, above a level one
    return Box((x1 + x2) / 2 - 45 + beside, (y1 + y2) / 2 - (8 if beside else 18), 90, 14)


def _name(element: Element | None) -> str:
    if element is None:
        return ""
    note = element.child("text") if element.name == "textAnnotation" else None
    return (note.text if note is not None else element.get("name") or "").strip()


def _kind(diagram: Diagram, element: str) -> str:
    found = diagram.elements.get(element)
    return "" if found is None else found.name


def _mark(marks: Mapping[str, str], element: str) -> str:
    return f" df-has-{escape(marks[element])}" if element in marks else ""


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
