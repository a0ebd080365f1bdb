"""One field of a cron text: `*`, `5`, `1-5`, `*/10`, `MON-FRI`, and lists of these."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

ANY = ("*", "?")
NO_NAMES: Mapping[str, int] = {}


class CronUnreadable(ValueError):
    """The text is no cron text; the argument is the part that is wrong."""


def read_field(text: str, low: int, high: int, names: Mapping[str, int] = NO_NAMES) -> tuple[int, ...]:
    """The values of a field, in order, each once. Raises CronUnreadable."""
    found: set[int] = set()
    for part in text.split(","):
        found.update(_part(part, low, high, names))
    return tuple(sorted(found))


def number(text: str, low: int, high: int, names: Mapping[str, int] = NO_NAMES) -> int:
    """One value. Raises CronUnreadable."""
    value = names.get(text.upper())
    if value is None:
        if not (text.isascii() and text.isdigit() and len(text) <= 4):
            raise CronUnreadable(text)
        value = int(text)
    if not low <= value <= high:
        raise CronUnreadable(text)
    return value


def _part(part: str, low: int, high: int, names: Mapping[str, int]) -> Iterator[int]:
    span, slash, step_text = part.partition("/")
    step = number(step_text, 1, max(high, 1)) if slash else 1
    if span in ANY:
        first, last = low, high
    elif "-" in span:
        left, _, right = span.partition("-")
        first, last = number(left, low, high, names), number(right, low, high, names)
    else:
        first = number(span, low, high, names)
        last = high if slash else first
    if first <= last:
        yield from range(first, last + 1, step)
        return
    # FRI-MON, 22-2: around the end
    size = high - low + 1
    for offset in range(0, last + size - first + 1, step):
        yield low + (first - low + offset) % size
