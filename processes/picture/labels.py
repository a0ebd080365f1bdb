"""Texts in a box: wrapped by estimated width, Chinese between any two characters, English between words."""

from __future__ import annotations

import re
from typing import Literal

from markupsafe import Markup

from processes.picture.layout import Box

SIZE = 12.0
LINE = 15.0
MOST_LINES = 4
ONE_LINE = 130.0
_PIECES = re.compile(r"[\u2e80-\uffef]|[^\s\u2e80-\uffef]+|\s+")


def text_lines(
    text: str, box: Box, *, place: Literal["middle", "top", "head"] = "middle", turned: bool = False
) -> Markup:
    """The text as SVG, centred in the box; `head` is the narrow strip of a pool or lane."""
    if place == "head":
        return _head(text, box, turned=turned)
    lines = wrap(text, box.width - 8 if place == "middle" else _room(text, box))
    height = len(lines) * LINE
    top = box.y + (box.height - height) / 2 if place == "middle" else box.y
    x = box.x + box.width / 2
    spans = Markup("").join(
        Markup('<tspan x="{}" y="{}">{}</tspan>').format(
            f"{x:.1f}", f"{top + LINE * number + SIZE - 1:.1f}", line
        )
        for number, line in enumerate(lines)
    )
    return Markup('<text text-anchor="middle">{}</text>').format(spans)


def place_beside(text: str, shape: Box, label: Box) -> Box:
    """The label's box, widened for the text: one that stands beside its shape grows away from it."""
    extra = min(measure(text), ONE_LINE) - label.width
    is_beside = label.y < shape.y + shape.height and label.y + label.height > shape.y
    if extra <= 0 or not is_beside:
        return label
    width = label.width + extra
    if label.x + label.width / 2 > shape.x + shape.width:
        return Box(max(label.x, shape.x + shape.width + 4), label.y, width, label.height)
    if label.x + label.width / 2 < shape.x:
        return Box(label.x - extra, label.y, width, label.height)
    return label


def _room(text: str, box: Box) -> float:
    """What fits on one short line gets it: files made for another font or language give too little room."""
    return max(box.width, 60, ONE_LINE if measure(text) <= ONE_LINE else 0)


def wrap(text: str, width: float) -> list[str]:
    """Lines no wider than `width`, at most four; the last one says when there was more."""
    lines: list[str] = []
    line = ""
    for piece in _PIECES.findall(" ".join(text.split())):
        if line and measure(line + piece) > width:
            lines.append(line.strip())
            line = ""
        line += piece
    lines = [one for one in (*lines, line.strip()) if one]
    return lines if len(lines) <= MOST_LINES else [*lines[: MOST_LINES - 1], lines[MOST_LINES - 1] + "…"]


def measure(text: str) -> float:
    """About how wide a text is."""
    return sum(SIZE if char >= "\u2e80" else SIZE * 0.56 for char in text)


def _head(text: str, box: Box, *, turned: bool) -> Markup:
    if not turned:
        return Markup('<text text-anchor="middle" x="{}" y="{}">{}</text>').format(
            f"{box.x + box.width / 2:.1f}", f"{box.y + 18:.1f}", text[:60]
        )
    x, y = box.x + 18, box.y + box.height / 2
    return Markup('<text text-anchor="middle" transform="translate({} {}) rotate(-90)">{}</text>').format(
        f"{x:.1f}", f"{y:.1f}", text[:60]
    )
