"""Where things are drawn: boxes and lines by element id, in pixels, y growing downwards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def centre(self) -> Point:
        return self.x + self.width / 2, self.y + self.height / 2

    def moved(self, dx: float, dy: float) -> Box:
        return Box(self.x + dx, self.y + dy, self.width, self.height)

    def overlaps(self, other: Box) -> bool:
        """Whether the insides have a point in common."""
        beside = self.right <= other.x or other.right <= self.x
        return not beside and self.y < other.bottom and other.y < self.bottom

    def holds(self, other: Box) -> bool:
        inside = self.x <= other.x and other.right <= self.right
        return inside and self.y <= other.y and other.bottom <= self.bottom


def around(boxes: Iterable[Box], margin: float = 0) -> Box:
    """The smallest box that holds them all, with a margin; an empty one for none."""
    found = list(boxes)
    if not found:
        return Box(0, 0, 0, 0)
    left, top = min(box.x for box in found) - margin, min(box.y for box in found) - margin
    right, bottom = max(box.right for box in found) + margin, max(box.bottom for box in found) + margin
    return Box(left, top, right - left, bottom - top)


@dataclass(slots=True)
class Drawing:
    """The drawing of a file or of a part of it."""

    boxes: dict[str, Box] = field(default_factory=dict)
    lines: dict[str, tuple[Point, ...]] = field(default_factory=dict)
    labels: dict[str, Box] = field(default_factory=dict)
    """Places of names that stand outside their element."""
    folded: set[str] = field(default_factory=set)
    """Sub-processes drawn without their contents."""

    def add(self, other: Drawing, dx: float = 0, dy: float = 0) -> None:
        """Take over another drawing, moved."""
        self.boxes |= {key: box.moved(dx, dy) for key, box in other.boxes.items()}
        self.labels |= {key: box.moved(dx, dy) for key, box in other.labels.items()}
        self.lines |= {key: tuple((x + dx, y + dy) for x, y in points) for key, points in other.lines.items()}
        self.folded |= other.folded

    def extent(self) -> Box:
        """What everything together covers."""
        points = (Box(x, y, 0, 0) for line in self.lines.values() for x, y in line)
        return around([*self.boxes.values(), *self.labels.values(), *points])
