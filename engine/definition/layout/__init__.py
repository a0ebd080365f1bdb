"""Automatic layout: a diagram without drawing information gets some, the same every time."""

from __future__ import annotations

from engine.definition.layout.complete import is_complete
from engine.definition.layout.drawing import Box, Drawing
from engine.definition.layout.pools import draw_all
from engine.definition.layout.writing import with_drawing, write_drawing

__all__ = ["Box", "Drawing", "draw_all", "is_complete", "with_drawing", "write_drawing"]
