"""How large things are drawn, in pixels."""

from __future__ import annotations

import math
from typing import Final

from engine.definition.model import FlowNode
from engine.definition.reading.nodes import EVENTS, GATEWAYS

TASK: Final = (100.0, 80.0)
EVENT: Final = (36.0, 36.0)
GATEWAY: Final = (50.0, 50.0)
DATA_OBJECT: Final = (36.0, 50.0)
DATA_STORE: Final = (50.0, 50.0)
NOTE_WIDTH: Final = 120.0
LINE: Final = 14.0
LABEL_WIDTH: Final = 90.0


def size_of(node: FlowNode) -> tuple[float, float]:
    """Of a node without contents."""
    if node.kind in EVENTS:
        return EVENT
    return GATEWAY if node.kind in GATEWAYS else TASK


def text_width(text: str | None) -> float:
    """About how wide a text is on one line."""
    return sum(12.0 if char >= "\u2e80" else 6.6 for char in " ".join((text or "").split()))


def label_height(text: str | None, width: float = LABEL_WIDTH) -> float:
    """Of a name outside its element, wrapped; 0 for none."""
    return min(4, math.ceil(text_width(text) / width)) * LINE if text and text.strip() else 0.0


def note_size(text: str | None) -> tuple[float, float]:
    """Of a text annotation."""
    lines = math.ceil(text_width(text) / (NOTE_WIDTH - 20))
    return NOTE_WIDTH, max(30.0, min(lines, 12) * LINE + 12)
