"""Which layer every item stands in, and the rows that long lines need in the layers between."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from engine.definition.layout.sheet import Chain, Item, Link, Sheet

LONGEST: Final = 40
"""Layers a line may cross with a row in each; longer ones go round outside."""
ROW: Final = 10.0
PORT_ROW: Final = 16.0


def assign_layers(sheet: Sheet) -> None:
    """Fill `layers`, `chains` and `loose`."""
    linked = {item for link in sheet.links for item in (link.source, link.target)}
    sheet.loose = [item for item in sheet.items if item not in linked]
    items = [item for item in sheet.items if item in linked]
    backward = _backward(items, sheet.links)
    forward = [link for link in sheet.links if link not in backward]
    for item in _in_order(items, forward):
        item.layer = 0
    _longest_paths(items, forward)
    count = max((item.layer for item in items), default=-1) + 1
    sheet.layers = [[] for _ in range(count)]
    for item in items:
        sheet.layers[item.layer].append(item)
    budget = 10 * len(items) + 2_000
    for link in sheet.links:
        chain = _chain(link, link in backward, budget)
        budget -= len(chain.items)
        sheet.chains.append(chain)
        for row in chain.items[1:-1]:
            sheet.layers[row.layer].append(row)


def _following(items: list[Item], links: list[Link]) -> dict[Item, list[Link]]:
    found: dict[Item, list[Link]] = {item: [] for item in items}
    for link in links:
        found[link.source].append(link)
    return found


def _roots(items: list[Item], links: list[Link]) -> list[Item]:
    """Where to begin: what nothing leads to, then the rest in the order of the file."""
    reached = {link.target for link in links if link.source is not link.target}
    return [*(item for item in items if item not in reached), *items]


def _backward(items: list[Item], links: list[Link]) -> set[Link]:
    """The links that close a round, found by walking in depth."""
    following = _following(items, links)
    state: dict[Item, int] = {}
    found: set[Link] = set()

    def enter(item: Item) -> tuple[Item, Iterator[Link]]:
        state[item] = 1
        return item, iter(following[item])

    for root in _roots(items, links):
        work = [] if root in state else [enter(root)]
        while work:
            item, rest = work[-1]
            link = next(rest, None)
            if link is None:
                state[item] = 2
                work.pop()
            elif link.target not in state:
                work.append(enter(link.target))
            elif state[link.target] == 1:
                found.add(link)
    return found


def _in_order(items: list[Item], links: list[Link]) -> list[Item]:
    """Every item after all that lead to it."""
    following = _following(items, links)
    waiting = dict.fromkeys(items, 0)
    for link in links:
        waiting[link.target] += 1
    ready = [item for item in items if not waiting[item]]
    for item in ready:  # grows while it is walked
        for link in following[item]:
            waiting[link.target] -= 1
            if not waiting[link.target]:
                ready.append(link.target)
    return ready


def _longest_paths(items: list[Item], links: list[Link]) -> None:
    following = _following(items, links)
    order = _in_order(items, links)
    for item in order:
        for link in following[item]:
            link.target.layer = max(link.target.layer, item.layer + 1)
    # What nothing leads to stands right before what it leads to.
    reached = {link.target for link in links}
    for item in reversed(order):
        if item not in reached and following[item]:
            item.layer = min(link.target.layer for link in following[item]) - 1


def _chain(link: Link, backward: bool, budget: int) -> Chain:
    source, target = link.source, link.target
    if abs(target.layer - source.layer) > max(1, min(LONGEST, budget)):
        first = [_row(link, source, source.layer)] if link.port is not None else []
        return Chain(link=link, items=[source, *first, target], backward=backward, outside=True)
    rows = list(_rows(link, backward))
    return Chain(link=link, items=[source, *rows, target], backward=backward)


def _rows(link: Link, backward: bool) -> Iterator[Item]:
    source, target = link.source, link.target
    step = -1 if backward else 1
    for layer in range(source.layer, target.layer + step, step):
        host = source if layer == source.layer else target if layer == target.layer else None
        if host is source and not backward and link.port is None:
            continue
        if host is target and not backward:
            continue
        yield _row(link, host, layer)


def _row(link: Link, host: Item | None, layer: int) -> Item:
    ported = host is link.source and link.port is not None
    return Item(
        key=f"{link.key}@{layer}",
        above=PORT_ROW if ported else ROW,
        below=ROW,
        lane=link.target.lane if host is link.target else link.source.lane,
        is_row=True,
        host=host,
        layer=layer,
    )
