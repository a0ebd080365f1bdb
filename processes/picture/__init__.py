"""A diagram as SVG, drawn on the server from the positions in the file: for cards, findings, pages without script."""

from __future__ import annotations

from processes.picture.draw import draw
from processes.picture.layout import Layout, lay_out

__all__ = ["Layout", "draw", "lay_out"]
