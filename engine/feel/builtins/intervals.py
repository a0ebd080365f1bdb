"""Allen's relations between points and ranges."""

from __future__ import annotations

from engine.feel.compare import order
from engine.feel.functions import BadArgument
from engine.feel.ranges import contains
from engine.feel.run import Run
from engine.feel.values import Range


def as_range(value: object) -> Range:
    """A point is the range of itself alone."""
    return value if isinstance(value, Range) else Range(value, value, True, True)


def _side(left: object, right: object) -> int:
    side = order(left, right)
    if side is None:
        raise BadArgument()
    return side


def before(run: Run, first: object, second: object) -> object:
    one, two = as_range(first), as_range(second)
    side = _side(one.high, two.low)
    return side < 0 or (side == 0 and not (one.high_closed and two.low_closed))


def after(run: Run, first: object, second: object) -> object:
    return before(run, second, first)


def meets(run: Run, one: Range, two: Range) -> object:
    return one.high_closed and two.low_closed and _side(one.high, two.low) == 0


def met_by(run: Run, one: Range, two: Range) -> object:
    return meets(run, two, one)


def overlaps(run: Run, one: Range, two: Range) -> object:
    return not before(run, one, two) and not before(run, two, one)


def overlaps_before(run: Run, one: Range, two: Range) -> object:
    starts_earlier = _lower(one, two) < 0
    ends_earlier = _upper(one, two) <= 0
    return starts_earlier and ends_earlier and bool(overlaps(run, one, two))


def overlaps_after(run: Run, one: Range, two: Range) -> object:
    return overlaps_before(run, two, one)


def _lower(one: Range, two: Range) -> int:
    """Which range starts first: -1, 0 or 1."""
    return _side(one.low, two.low) or (two.low_closed - one.low_closed)


def _upper(one: Range, two: Range) -> int:
    """Which range ends first: -1, 0 or 1."""
    return _side(one.high, two.high) or (one.high_closed - two.high_closed)


def finishes(run: Run, first: object, two: Range) -> object:
    one = as_range(first)
    if not isinstance(first, Range):
        return two.high_closed and _side(first, two.high) == 0
    return _upper(one, two) == 0 and _lower(one, two) >= 0


def finished_by(run: Run, one: Range, second: object) -> object:
    return finishes(run, second, one)


def includes(run: Run, one: Range, second: object) -> object:
    if not isinstance(second, Range):
        inside = contains(one, second)
        if inside is None:
            raise BadArgument()
        return inside
    return _lower(one, second) <= 0 and _upper(one, second) >= 0


def during(run: Run, first: object, two: Range) -> object:
    return includes(run, two, first)


def starts(run: Run, first: object, two: Range) -> object:
    one = as_range(first)
    if not isinstance(first, Range):
        return two.low_closed and _side(first, two.low) == 0
    return _lower(one, two) == 0 and _upper(one, two) <= 0


def started_by(run: Run, one: Range, second: object) -> object:
    return starts(run, second, one)


def coincides(run: Run, first: object, second: object) -> object:
    one, two = as_range(first), as_range(second)
    return _lower(one, two) == 0 and _upper(one, two) == 0
