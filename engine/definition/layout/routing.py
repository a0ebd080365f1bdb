"""Lines between placed items: level along rows, upright only in the gaps between layers or beside a gateway."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from engine.definition.layout.drawing import Point
from engine.definition.layout.sheet import Chain, Item, Sheet

GAP: Final = 50.0
TRACK: Final = 12.0
SIDE: Final = 15.0
"""How far from the middle of a border lines of a round leave and arrive."""


@dataclass(slots=True, eq=False)
class Rise:
    """An upright piece of a line in a gap, with the track it gets."""

    gap: int
    start: float
    end: float
    share: tuple[object, ...]
    track: int = 0


class Router:
    """Finds the points of every line of a sheet; sets `x` of its items."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._sides: dict[tuple[Item, str], str] = {}
        self._rises: dict[int, list[Rise]] = {}
        self._plans: list[tuple[Chain, str, list[Rise], str]] = []
        self._corridor = 0
        self._first_left = 0.0
        self._edges: list[float] = []
        """Right end of every layer."""
        self._names: dict[int, float] = {}
        """Per gap the width of the longest name of a line that begins there."""

    def route(self) -> dict[str, tuple[Point, ...]]:
        """Points by link key."""
        for chain in self._sheet.chains:
            self._plan(chain)
            if chain.link.label and not chain.backward:
                gap = chain.link.source.layer
                self._names[gap] = max(self._names.get(gap, 0), min(chain.link.label, 90.0) + 30)
        self._set_columns()
        return {
            chain.link.key: self._points(chain, out, rises, into) for chain, out, rises, into in self._plans
        }

    # --- which way a line goes

    def _plan(self, chain: Chain) -> None:
        if chain.outside:
            self._plan_outside(chain)
            return
        items, source, target = chain.items, chain.link.source, chain.link.target
        out = self._way_out(chain)
        into = self._way_in(chain, out)
        rises: list[Rise] = []
        start = 1 if items[1].host is source else 0
        end = len(items) - (2 if len(items) > 2 and items[-2].host is target else 1)
        if start == 1 and out == "right":
            rises.append(self._rise(source.layer, source.y, items[1].y, ("out", source)))
        for one, other in zip(items[start:end], items[start + 1 : end + 1], strict=False):
            rises += self._step(chain, one, other, out, into)
        if end < len(items) - 1 and into == "left":
            rises.append(self._rise(target.layer - 1, items[end].y, target.y, ("in", target)))
        self._plans.append((chain, out, rises, into))

    def _step(self, chain: Chain, one: Item, other: Item, out: str, into: str) -> list[Rise]:
        link = chain.link
        turned = (one is link.source and out != "right") or (other is link.target and into != "left")
        if one.y == other.y or turned:
            return []
        share = ("out", one) if not one.is_row else ("in", other) if not other.is_row else ("own", chain)
        return [self._rise(min(one.layer, other.layer), one.y, other.y, share)]

    def _rise(self, gap: int, start: float, end: float, share: tuple[object, ...]) -> Rise:
        rise = Rise(gap, start, end, (*share, end > start))
        self._rises.setdefault(gap, []).append(rise)
        return rise

    def _plan_outside(self, chain: Chain) -> None:
        source, target = chain.link.source, chain.link.target
        self._corridor += 1
        level = self._sheet.height + self._corridor * TRACK
        first = chain.items[1] if len(chain.items) > 2 else source
        rises = [
            self._rise(source.layer, first.y, level, ("own", chain)),
            self._rise(target.layer - 1, level, target.y, ("own", chain, "up")),
        ]
        out = "bottom" if len(chain.items) > 2 else "right"
        self._plans.append((chain, out, rises, "left"))

    def _way_out(self, chain: Chain) -> str:
        """Where the line leaves its source: right, bottom, top."""
        source, following = chain.link.source, chain.items[1]
        if chain.link.port is not None:
            return "bottom"
        if following.host is source:  # a round goes back beneath its node
            return self._claim(source, "bottom", "out") or "right"
        if chain.link.target is following and following.is_pointed and not source.is_pointed:
            return "right"
        if source.is_pointed and self._is_free(source, following.y):
            side = "bottom" if following.y > source.y else "top"
            return self._claim(source, side, "out") or "right"
        return "right"

    def _way_in(self, chain: Chain, out: str) -> str:
        """Where it arrives: left, bottom, top."""
        target, before = chain.link.target, chain.items[-2]
        if before.host is target and (before is not chain.items[1] or before.host is not chain.link.source):
            return self._claim(target, "bottom", "in") or "left"
        if target is chain.link.source:
            return "left"
        straight_out = before is not chain.link.source or out == "right"
        if target.is_pointed and straight_out and self._is_free(target, before.y):
            side = "bottom" if before.y > target.y else "top"
            return self._claim(target, side, "in") or "left"
        return "left"

    def _claim(self, item: Item, side: str, use: str) -> str | None:
        """The side, if it is not used the other way round; rectangles have room for both at the bottom."""
        if side == "bottom" and not item.plain_bottom:
            return None
        if not item.is_pointed and not item.is_round:
            return side
        return side if self._sides.setdefault((item, side), use) == use else None

    def _is_free(self, item: Item, y: float) -> bool:
        """Whether the height is above or below the item, and the column empty up to there."""
        if abs(y - item.y) < item.height / 2 + 4:
            return False
        layer = self._sheet.layers[item.layer]
        step = 1 if y > item.y else -1
        beside = item.place + step
        if not 0 <= beside < len(layer):
            return True
        other = layer[beside]
        return other.y - other.above > y + 4 if step > 0 else other.y + other.below < y - 4

    # --- columns and tracks

    def _set_columns(self) -> None:
        sheet = self._sheet
        widths = [max((max(i.width, i.span) for i in layer), default=0) for layer in sheet.layers]
        x = self._first_left = self._gap_width(-1) if -1 in self._rises else 0.0
        for number, layer in enumerate(sheet.layers):
            for item in layer:
                item.x = x + widths[number] / 2
            x += widths[number]
            self._edges.append(x)
            x += self._gap_width(number)
        last = self._gap_width(len(sheet.layers) - 1)
        if len(sheet.layers) - 1 not in self._rises:
            x -= last
        sheet.width = max(sheet.width, x)
        if self._corridor:
            sheet.height += (self._corridor + 1) * TRACK

    def _gap_width(self, gap: int) -> float:
        tracks = self._assign_tracks(gap)
        return max(GAP, self._names.get(gap, 0)) + max(0, tracks - 2) * TRACK

    def _assign_tracks(self, gap: int) -> int:
        """Upright pieces of one gap side by side; those of one source or target share a track."""
        groups: dict[tuple[object, ...], list[Rise]] = {}
        for rise in self._rises.get(gap, ()):
            groups.setdefault(rise.share, []).append(rise)

        def span(rises: list[Rise]) -> tuple[float, float]:
            ends = [y for rise in rises for y in (rise.start, rise.end)]
            return min(ends), max(ends)

        def turn(rises: list[Rise]) -> tuple[bool, float]:
            down = rises[0].end > rises[0].start
            # Lines going down: the lower one turns first; going up: the upper one. So they do not cross.
            return down, -rises[0].start if down else rises[0].start

        tracks: list[list[tuple[float, float]]] = []
        for rises in sorted(groups.values(), key=turn):
            low, high = span(rises)
            free = len(tracks)
            while free > 0 and all(end < low - 4 or begin > high + 4 for begin, end in tracks[free - 1]):
                free -= 1
            if free == len(tracks):
                tracks.append([])
            tracks[free].append((low, high))
            for rise in rises:
                rise.track = free
        return len(tracks)

    def _x_of(self, rise: Rise) -> float:
        if rise.gap < 0:
            return -GAP / 2 - rise.track * TRACK + self._first_left
        return self._edges[rise.gap] + (GAP - TRACK) / 2 + rise.track * TRACK

    # --- the points

    def _points(self, chain: Chain, out: str, rises: list[Rise], into: str) -> tuple[Point, ...]:
        link, items = chain.link, chain.items
        source, target = link.source, link.target
        points: list[Point] = []
        level = source.y
        if out == "right":
            points.append((source.right, source.y))
        else:
            level = items[1].y
            x, drop = self._exit_x(chain), link.port_drop if link.port is not None else 0
            points += [(x, source.bottom + drop if out == "bottom" else source.top), (x, level)]
        for rise in rises:
            x = self._x_of(rise)
            points += [(x, rise.start), (x, rise.end)]
            level = rise.end
        if into == "left":
            points.append((target.left, target.y))
        else:
            x = self._entry_x(chain)
            points += [(x, items[-2].y), (x, target.bottom if into == "bottom" else target.top)]
        return _without_repeats(points)

    def _exit_x(self, chain: Chain) -> float:
        link = chain.link
        if link.port is not None:
            return link.source.x + link.port
        sided = chain.backward and not link.source.is_pointed and not link.source.is_round
        return link.source.x + (SIDE if sided else 0)

    def _entry_x(self, chain: Chain) -> float:
        target = chain.link.target
        sided = chain.backward and not target.is_pointed and not target.is_round
        return target.x - (SIDE if sided else 0)


def _without_repeats(points: list[Point]) -> tuple[Point, ...]:
    """No point twice, none in the middle of a straight piece."""
    found: list[Point] = []
    for point in points:
        if found and found[-1] == point:
            continue
        while len(found) > 1 and _in_line(found[-2], found[-1], point):
            found.pop()
        found.append(point)
    return tuple(found)


def _in_line(one: Point, middle: Point, other: Point) -> bool:
    level = one[1] == middle[1] == other[1] and (middle[0] - one[0]) * (other[0] - middle[0]) >= 0
    upright = one[0] == middle[0] == other[0] and (middle[1] - one[1]) * (other[1] - middle[1]) >= 0
    return level or upright
