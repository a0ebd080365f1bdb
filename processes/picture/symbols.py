"""The shapes of BPMN as SVG, simplified to what a small picture can show."""

from __future__ import annotations

import math

from markupsafe import Markup

from engine.definition.element import Element
from processes.picture.layout import Box

THROWING = frozenset({"endEvent", "intermediateThrowEvent"})
_EVENT_SIGNS = {
    "timerEventDefinition": "M0 -8 A8 8 0 1 0 .01 -8 M0 -5 V0 L4 2",
    "messageEventDefinition": "M-8 -5.5 H8 V5.5 H-8 Z M-8 -5.5 L0 1 L8 -5.5",
    "errorEventDefinition": "M-7 7 L-3 -6 L2 2 L7 -7 L3 6 L-2 -2 Z",
    "signalEventDefinition": "M0 -8 L8 6 H-8 Z",
    "escalationEventDefinition": "M0 -8 L6 7 L0 1 L-6 7 Z",
    "conditionalEventDefinition": "M-6 -8 H6 V8 H-6 Z M-4 -4 H4 M-4 0 H4 M-4 4 H4",
    "linkEventDefinition": "M-8 -3 H1 V-7 L8 0 L1 7 V3 H-8 Z",
    "compensateEventDefinition": "M0 -6 V6 L-8 0 Z M8 -6 V6 L0 0 Z",
    "cancelEventDefinition": "M-6 -6 L6 6 M6 -6 L-6 6",
    "terminateEventDefinition": "M0 -8 A8 8 0 1 0 .01 -8 Z",
}
_GATEWAY_SIGNS = {
    "exclusiveGateway": "M-8 -8 L8 8 M8 -8 L-8 8",
    "parallelGateway": "M0 -11 V11 M-11 0 H11",
    "inclusiveGateway": "M0 -10 A10 10 0 1 0 .01 -10",
    "complexGateway": "M0 -11 V11 M-11 0 H11 M-8 -8 L8 8 M8 -8 L-8 8",
    "eventBasedGateway": "M0 -12 A12 12 0 1 0 .01 -12 M0 -7 L7 -2 L4 6 H-4 L-7 -2 Z",
}
_TASK_SIGNS = {
    "userTask": "M8 5 A3 3 0 1 0 8.01 5 M2 17 V15 A6 5 0 0 1 14 15 V17 Z",
    "serviceTask": "M8 4 A5 5 0 1 0 8.01 4 M8 7 A2 2 0 1 0 8.01 7 M8 1 V4 M8 14 V17 M0 9 H3 M13 9 H16",
    "scriptTask": "M3 3 H13 V16 H3 Z M5 6 H11 M5 9 H11 M5 12 H11",
    "businessRuleTask": "M2 4 H15 V15 H2 Z M2 8 H15 M7 8 V15",
    "sendTask": "M2 5 H15 V14 H2 Z M2 5 L8.5 10 L15 5",
    "receiveTask": "M2 5 H15 V14 H2 Z M2 5 L8.5 10 L15 5",
    "manualTask": "M2 9 L7 4 H14 V7 H9 L14 8 V15 H6 L2 11 Z",
}


def rectangle(box: Box, radius: float) -> Markup:
    """A plain rectangle."""
    return Markup('<rect x="{}" y="{}" width="{}" height="{}" rx="{}"/>').format(
        _n(box.x), _n(box.y), _n(box.width), _n(box.height), _n(radius)
    )


def activity(box: Box, kind: str, element: Element | None, *, collapsed: bool) -> Markup:
    """A task, call activity or sub-process with its signs."""
    made = rectangle(box, 10)
    if kind in _TASK_SIGNS:
        made += _sign(_TASK_SIGNS[kind], box.x + 5, box.y + 4)
    foot = box.x + box.width / 2, box.y + box.height - 10
    if collapsed:
        made += _sign("M-6 -6 H6 V6 H-6 Z M0 -3 V3 M-3 0 H3", *foot)
    loop = element.child("multiInstanceLoopCharacteristics") if element is not None else None
    if loop is not None:
        sign = (
            "M-5 -3 H5 M-5 1 H5 M-5 5 H5"
            if loop.get("isSequential") == "true"
            else "M-4 -5 V5 M0 -5 V5 M4 -5 V5"
        )
        made += _sign(sign, foot[0] + (16 if collapsed else 0), foot[1])
    return made


def event(box: Box, element: Element) -> Markup:
    """A circle, doubled in between, thick at the end (by class), with the sign of what it waits for."""
    x, y, radius = box.x + box.width / 2, box.y + box.height / 2, min(box.width, box.height) / 2
    made = _circle(x, y, radius)
    if element.name not in ("startEvent", "endEvent"):
        made += _circle(x, y, radius - 3)
    for child in element.children:
        if child.name in _EVENT_SIGNS:
            filled = element.name in THROWING
            return made + _sign(_EVENT_SIGNS[child.name], x, y, filled=filled)
    return made


def gateway(box: Box, kind: str) -> Markup:
    """A diamond with its sign."""
    x, y = box.x + box.width / 2, box.y + box.height / 2
    corners = ((x, box.y), (box.x + box.width, y), (x, box.y + box.height), (box.x, y))
    points = " ".join(f"{_n(a)},{_n(b)}" for a, b in corners)
    return Markup('<polygon points="{}"/>').format(points) + _sign(_GATEWAY_SIGNS.get(kind, ""), x, y)


def annotation(box: Box) -> Markup:
    """The bracket of a note."""
    path = f"M{_n(box.x + 10)} {_n(box.y)} H{_n(box.x)} V{_n(box.y + box.height)} H{_n(box.x + 10)}"
    return Markup('<path d="{}"/>').format(path)


def data(box: Box, kind: str) -> Markup:
    """A sheet or a drum."""
    x, y, right, foot = box.x, box.y, box.x + box.width, box.y + box.height
    middle = _n((x + right) / 2)
    if kind == "dataStoreReference":
        low, high = _n(foot - 6), _n(y + 6)
        path = f"M{_n(x)} {high} V{low} Q{middle} {_n(foot + 6)} {_n(right)} {low} V{high}"
        path += f" Q{middle} {_n(y - 6)} {_n(x)} {high} Q{middle} {_n(y + 18)} {_n(right)} {high}"
    else:
        path = f"M{_n(x)} {_n(y)} H{_n(right - 10)} L{_n(right)} {_n(y + 10)} V{_n(foot)} H{_n(x)} Z"
    return Markup('<path d="{}"/>').format(path)


def arrow_head(points: tuple[tuple[float, float], ...]) -> Markup:
    """A filled triangle at the last point."""
    (x1, y1), (x2, y2) = points[-2], points[-1]
    angle = math.degrees(math.atan2(y2 - y1, x2 - x1))
    return Markup(
        '<path class="df-head" d="M0 0 L-9 -4 V4 Z" transform="translate({} {}) rotate({})"/>'
    ).format(_n(x2), _n(y2), f"{angle:.0f}")


def _circle(x: float, y: float, radius: float) -> Markup:
    return Markup('<circle cx="{}" cy="{}" r="{}"/>').format(_n(x), _n(y), _n(max(radius, 1)))


def _sign(path: str, x: float, y: float, *, filled: bool = False) -> Markup:
    css = "df-sign df-sign-full" if filled else "df-sign"
    return Markup('<path class="{}" d="{}" transform="translate({} {})"/>').format(css, path, _n(x), _n(y))


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
