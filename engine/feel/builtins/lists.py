"""Functions on lists. Positions count from 1, from the end when negative."""

from __future__ import annotations

from decimal import Decimal
from functools import cmp_to_key

from engine.feel.builtins.texts import whole
from engine.feel.compare import order, same
from engine.feel.functions import BadArgument, call
from engine.feel.run import Run
from engine.feel.values import adopt

List = list[object]


def list_contains(run: Run, items: List, element: object) -> object:
    run.tick(len(items))
    return any(same(item, element, run) for item in items)


def count(run: Run, items: List) -> object:
    return Decimal(len(items))


def minimum(run: Run, items: List) -> object:
    return _extreme(run, items, -1)


def maximum(run: Run, items: List) -> object:
    return _extreme(run, items, 1)


def minimum_of(run: Run, *items: object) -> object:
    return _extreme(run, list(items), -1)


def maximum_of(run: Run, *items: object) -> object:
    return _extreme(run, list(items), 1)


def _extreme(run: Run, items: List, direction: int) -> object:
    run.tick(len(items))
    best: object = None
    for index, item in enumerate(map(adopt, items)):
        if index == 0:
            best = item
            if order(item, item) is None:
                raise BadArgument()
            continue
        side = order(item, best)
        if side is None:
            raise BadArgument()
        if side == direction:
            best = item
    return best


def all_of(run: Run, items: List) -> object:
    return _quantify(run, items, decides=False)


def any_of(run: Run, items: List) -> object:
    return _quantify(run, items, decides=True)


def all_of_many(run: Run, *items: object) -> object:
    return _quantify(run, list(items), decides=False)


def any_of_many(run: Run, *items: object) -> object:
    return _quantify(run, list(items), decides=True)


def _quantify(run: Run, items: List, *, decides: bool) -> object:
    run.tick(len(items))
    if any(item is decides for item in items):
        return decides
    return (not decides) if all(item is (not decides) for item in items) else None


def sublist(run: Run, items: List, start: Decimal, length: Decimal | None = None) -> object:
    begin = _position(items, start)
    if length is None:
        return items[begin:]
    number = whole(length)
    if number < 1 or begin + number > len(items):
        raise BadArgument(length)
    return items[begin : begin + number]


def _position(items: List, position: Decimal) -> int:
    """The index of a position; refused outside the list."""
    number = whole(position)
    if number == 0 or abs(number) > len(items):
        raise BadArgument(position)
    return number - 1 if number > 0 else len(items) + number


def append(run: Run, items: List, *more: object) -> object:
    return _sized(run, [*items, *more])


def concatenate(run: Run, *lists: List) -> object:
    return _sized(run, [item for each in lists for item in each])


def _sized(run: Run, items: List) -> List:
    run.check_length(len(items))
    run.tick(len(items))
    return items


def insert_before(run: Run, items: List, position: Decimal, item: object) -> object:
    index = _position(items, position)
    return _sized(run, [*items[:index], item, *items[index:]])


def remove(run: Run, items: List, position: Decimal) -> object:
    index = _position(items, position)
    return _sized(run, [*items[:index], *items[index + 1 :]])


def reverse(run: Run, items: List) -> object:
    return _sized(run, items[::-1])


def index_of(run: Run, items: List, match: object) -> object:
    run.tick(len(items))
    return [Decimal(index) for index, item in enumerate(items, 1) if same(item, match, run)]


def union(run: Run, *lists: List) -> object:
    return distinct_values(run, [item for each in lists for item in each])


def distinct_values(run: Run, items: List) -> object:
    found: List = []
    for item in map(adopt, items):
        run.tick(1 + len(found))
        if not any(same(item, each, run) for each in found):
            found.append(item)
    return found


def flatten(run: Run, items: List) -> object:
    flat: List = []
    stack = [iter(items)]
    while stack:
        for item in stack[-1]:
            run.tick()
            adopted = adopt(item)
            if isinstance(adopted, list):
                stack.append(iter(adopted))
                break
            flat.append(adopted)
        else:
            stack.pop()
    return flat


def sort(run: Run, items: List, precedes: object) -> object:
    def compare(left: object, right: object) -> int:
        # Sorting only asks which of two goes first, never which goes last.
        return -1 if call(precedes, [left, right], run) is True else 0

    return sorted(map(adopt, items), key=cmp_to_key(compare))


def sort_plain(run: Run, items: List) -> object:
    def compare(left: object, right: object) -> int:
        side = order(left, right)
        if side is None:
            raise BadArgument()
        return side

    run.tick(len(items))
    return sorted(map(adopt, items), key=cmp_to_key(compare))


def replace_at(run: Run, items: List, position: Decimal, item: object) -> object:
    index = _position(items, position)
    return _sized(run, [*items[:index], item, *items[index + 1 :]])


def replace_matching(run: Run, items: List, match: object, new: object) -> object:
    replaced: List = []
    for item in map(adopt, items):
        result = call(match, [item, new], run)
        if not isinstance(result, bool):
            raise BadArgument()
        replaced.append(new if result else item)
    return replaced
