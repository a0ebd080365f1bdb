"""The order within each layer: few crossings, lanes kept apart, the first branch on top."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterator
from typing import Final

from engine.definition.layout.sheet import Chain, Item, Sheet

SWEEPS: Final = 8
MANY: Final = 4_000
"""Segments from which on two sweeps must do."""

Neighbours = dict[Item, list[Item]]
Unit = list[Item]
"""A node with the rows beneath it, or a single row."""


def order_layers(sheet: Sheet) -> None:
    """Sort every layer; `place` says the result."""
    before, after = _neighbours(sheet.chains)
    layers = _seeded(sheet)
    _number(layers)
    best, fewest = _snapshot(layers), _crossings(sheet)
    many = sum(len(found) for found in after.values()) > MANY
    for number in range(2 if many else SWEEPS):
        downwards = number % 2 == 0
        _sweep(layers if downwards else layers[::-1], before if downwards else after)
        crossings = _crossings(sheet)
        if crossings < fewest:
            best, fewest = _snapshot(layers), crossings
    sheet.layers = [[item for unit in units for item in unit] for units in best]
    for layer in sheet.layers:
        for place, item in enumerate(layer):
            item.place = place


def _neighbours(chains: list[Chain]) -> tuple[Neighbours, Neighbours]:
    """(items one layer to the left, one layer to the right)."""
    before: Neighbours = {}
    after: Neighbours = {}
    for left, right in segments(chains):
        after.setdefault(left, []).append(right)
        before.setdefault(right, []).append(left)
    return before, after


def segments(chains: list[Chain]) -> Iterator[tuple[Item, Item]]:
    """Neighbours along the chains, the left one first; those of one layer are left out."""
    for chain in chains:
        if chain.outside:
            continue
        for one, other in zip(chain.items, chain.items[1:], strict=False):
            if one.layer + 1 == other.layer:
                yield one, other
            elif other.layer + 1 == one.layer:
                yield other, one


def _seeded(sheet: Sheet) -> list[list[Unit]]:
    """Layers in the order of a walk in depth, so that the first way out of a split stays on top."""
    following: Neighbours = {}
    for chain in sheet.chains:
        for one, other in zip(chain.items, chain.items[1:], strict=False):
            following.setdefault(one, []).append(other)
    rank: dict[Item, int] = {}
    nodes = [item for layer in sheet.layers for item in layer if not item.is_row]
    for root in nodes:
        work = [root]
        while work:
            item = work.pop()
            if item not in rank:
                rank[item] = len(rank)
                work.extend(reversed(following.get(item, [])))
    return [_units(layer, rank) for layer in sheet.layers]


def _units(layer: list[Item], rank: dict[Item, int]) -> list[Unit]:
    beneath: dict[Item, list[Item]] = {}
    for item in layer:
        if item.host is not None:
            beneath.setdefault(item.host, []).append(item)
    heads = sorted((item for item in layer if item.host is None), key=lambda i: (i.lane, rank[i]))
    # Rows of boundary events come first, the rightmost on top: so their lines do not cross.
    return [[head, *reversed(beneath.get(head, []))] for head in heads]


def _number(layers: list[list[Unit]]) -> None:
    for units in layers:
        place = 0
        for unit in units:
            for item in unit:
                item.place = place
                place += 1


def _sweep(layers: list[list[Unit]], fixed: Neighbours) -> None:
    for units in layers:
        wanted = {id(unit): _mean(unit, fixed) for unit in units}
        units.sort(key=lambda unit: (unit[0].lane, wanted[id(unit)]))
        _number([units])


def _mean(unit: Unit, fixed: Neighbours) -> float:
    places = [other.place for item in unit for other in fixed.get(item, ())]
    return sum(places) / len(places) if places else unit[0].place


def _crossings(sheet: Sheet) -> int:
    gaps: dict[int, list[tuple[int, int]]] = {}
    for left, right in segments(sheet.chains):
        gaps.setdefault(left.layer, []).append((left.place, right.place))
    total = 0
    for pairs in gaps.values():
        pairs.sort()
        seen: list[int] = []
        for _, right_place in pairs:
            total += len(seen) - bisect_right(seen, right_place)
            insort(seen, right_place)
    return total


def _snapshot(layers: list[list[Unit]]) -> list[list[Unit]]:
    return [list(units) for units in layers]
