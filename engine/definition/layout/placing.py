"""The height of every item: straight chains, nothing on top of each other, lanes as bands."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from statistics import median
from typing import Final

from engine.definition.layout.ordering import segments
from engine.definition.layout.sheet import Item, Sheet

GAP: Final = 30.0
ROW_GAP: Final = 4.0
LANE_PADDING: Final = 20.0
EMPTY_LANE: Final = 80.0
SHELF_WIDTH: Final = 900.0
SWEEPS: Final = 4


class _Block:
    """Items that stand on one line, from left to right."""

    __slots__ = ("above", "below", "items", "order", "y")

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.above: dict[_Block, float] = {}
        self.below: dict[_Block, float] = {}
        self.y = 0.0
        self.order = 0


def place_rows(sheet: Sheet) -> None:
    """Set every `y`, and the bands of the lanes."""
    blocks = _blocks(sheet)
    home = {item: block for block in blocks for item in block.items}
    for layer in sheet.layers:
        for upper, lower in itertools.pairwise(layer):
            if upper.lane == lower.lane:
                _keep_apart(home[upper], home[lower], _distance(upper, lower))
    pulls = _pulls(sheet, home)
    top = 0.0
    for lane in range(sheet.lanes):
        mine = _sorted([block for block in blocks if block.items[0].lane == lane])
        _stack(mine, top + LANE_PADDING)
        for _ in range(SWEEPS):
            _settle(mine, pulls, top + LANE_PADDING)
        bottom = _shelve(sheet, lane, mine, top)
        sheet.lane_tops.append(top)
        sheet.lane_bottoms.append(bottom)
        top = bottom
    sheet.height = top
    for block in blocks:
        for item in block.items:
            item.y = block.y


def _distance(upper: Item, lower: Item) -> float:
    tight = upper.is_row or lower.is_row
    return upper.below + lower.above + (ROW_GAP if tight else GAP)


def _keep_apart(upper: _Block, lower: _Block, distance: float) -> None:
    distance = max(distance, upper.below.get(lower, 0))
    upper.below[lower] = distance
    lower.above[upper] = distance


def _blocks(sheet: Sheet) -> list[_Block]:
    """Chains of items joined from layer to layer, no two joints crossing each other."""
    straight: dict[Item, Item] = {}
    gaps: dict[int, list[tuple[Item, Item]]] = {}
    for left, right in segments(sheet.chains):
        if left.lane == right.lane:
            gaps.setdefault(left.layer, []).append((left, right))
    for layer in sorted(gaps):
        straight |= _joints(gaps[layer])
    found: list[_Block] = []
    taken: set[Item] = set()
    for layer_items in sheet.layers:
        for item in layer_items:
            if item not in taken:
                block = _Block()
                found.append(block)
                current: Item | None = item
                while current is not None:
                    block.items.append(current)
                    taken.add(current)
                    current = straight.get(current)
    return found


def _joints(pairs: list[tuple[Item, Item]]) -> dict[Item, Item]:
    ways_out: dict[Item, int] = {}
    ways_in: dict[Item, int] = {}
    for left, right in pairs:
        ways_out[left] = ways_out.get(left, 0) + 1
        ways_in[right] = ways_in.get(right, 0) + 1

    def weight(pair: tuple[Item, Item]) -> tuple[int, int, int]:
        left, right = pair
        through = 0 if left.is_row and right.is_row else 1 if ways_out[left] + ways_in[right] == 2 else 2
        return through, right.place, left.place

    chosen: dict[Item, Item] = {}
    used: set[Item] = set()
    places: list[tuple[int, int]] = []
    for left, right in sorted(pairs, key=weight):
        if left in chosen or right in used:
            continue
        at = bisect_left(places, (left.place, right.place))
        crosses_upper = at > 0 and places[at - 1][1] > right.place
        crosses_lower = at < len(places) and places[at][1] < right.place
        if not crosses_upper and not crosses_lower:
            chosen[left] = right
            used.add(right)
            places.insert(at, (left.place, right.place))
    return chosen


def _sorted(blocks: list[_Block]) -> list[_Block]:
    """Every block after all that stand above it."""
    waiting = {block: len(block.above) for block in blocks}
    ready = [block for block in blocks if not waiting[block]]
    for block in ready:  # grows while it is walked
        for lower in block.below:
            waiting[lower] -= 1
            if not waiting[lower]:
                ready.append(lower)
    return ready


def _stack(blocks: list[_Block], top: float) -> None:
    for block in blocks:
        own = max(item.above for item in block.items)
        block.y = max([top + own, *(upper.y + gap for upper, gap in block.above.items())])


def _pulls(sheet: Sheet, home: dict[Item, _Block]) -> dict[_Block, list[_Block]]:
    found: dict[_Block, list[_Block]] = {}
    for left, right in segments(sheet.chains):
        one, other = home[left], home[right]
        if one is not other:
            found.setdefault(one, []).append(other)
            found.setdefault(other, []).append(one)
    return found


def _settle(blocks: list[_Block], pulls: dict[_Block, list[_Block]], top: float) -> None:
    """Down, then up, towards what they are joined to, as far as the others leave room."""
    for block in reversed(blocks):
        wanted = _wanted(block, pulls)
        if wanted is not None and wanted > block.y:
            room = min((lower.y - gap for lower, gap in block.below.items()), default=wanted)
            block.y = max(block.y, min(wanted, room))
    for block in blocks:
        wanted = _wanted(block, pulls)
        if wanted is not None and wanted < block.y:
            own = max(item.above for item in block.items)
            room = max([top + own, *(upper.y + gap for upper, gap in block.above.items())])
            block.y = min(block.y, max(wanted, room))


def _wanted(block: _Block, pulls: dict[_Block, list[_Block]]) -> float | None:
    lane = block.items[0].lane
    near = [other.y for other in pulls.get(block, ()) if other.items[0].lane == lane]
    # A row that bends is better kept close than a node moved out of its line.
    return median(near) if near and len(near) <= 2 else None


def _shelve(sheet: Sheet, lane: int, blocks: list[_Block], top: float) -> float:
    """Loose items side by side beneath the rest; the bottom of the lane."""
    lows = [block.y + max(item.below for item in block.items) for block in blocks]
    bottom = max(lows, default=top) + LANE_PADDING
    x, row_height = 0.0, 0.0
    for item in (item for item in sheet.loose if item.lane == lane):
        if x > 0 and x + item.width > SHELF_WIDTH:
            x, bottom, row_height = 0.0, bottom + row_height, 0.0
        item.x = x + item.width / 2
        item.y = bottom + item.above
        x += item.width + GAP
        row_height = max(row_height, item.above + item.below + GAP)
        sheet.width = max(sheet.width, x - GAP)
    bottom += row_height
    return max(bottom, top + EMPTY_LANE) if sheet.lanes > 1 else bottom
