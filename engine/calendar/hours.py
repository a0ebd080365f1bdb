"""Working hours of one day: spans between two minutes, written as `09:00-12:00 13:30-18:00`."""

from __future__ import annotations

import re
from dataclasses import dataclass

MINUTES_A_DAY = 24 * 60
MAX_SPANS = 12

_SPAN = re.compile(r"(\d{1,2}):(\d\d)\s*[-–—~～至]\s*(\d{1,2}):(\d\d)", re.ASCII)
_BETWEEN = re.compile(r"[\s,;，；、/]*")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From one minute of the day until before another one; 1440 is the midnight that ends the day."""

    start: int
    end: int

    def __str__(self) -> str:
        return f"{_clock(self.start)}-{_clock(self.end)}"


Hours = tuple[Span, ...]
"""The spans of a day in order, without overlap; what lies between them is a break. Empty: no work."""


class HoursUnreadable(ValueError):
    """The text is no list of spans, or they overlap; the argument is the part that is wrong."""


def read_hours(text: str) -> Hours:
    """The hours of a text; empty text means a day off. Raises HoursUnreadable."""
    spans: list[Span] = []
    rest = text.strip()
    while rest:
        match = _SPAN.match(rest)
        if match is None or len(spans) == MAX_SPANS:
            raise HoursUnreadable(rest[:40])
        spans.append(_span(match))
        rest = rest[match.end() :]
        rest = rest[_end_of_gap(rest) :]
    return _in_order(spans)


def write_hours(hours: Hours) -> str:
    """As `read_hours` reads it."""
    return " ".join(map(str, hours))


def minutes_of(hours: Hours) -> int:
    """How many minutes of work a day has on the clock on the wall."""
    return sum(span.end - span.start for span in hours)


def _end_of_gap(rest: str) -> int:
    match = _BETWEEN.match(rest)
    return match.end() if match else 0


def _span(match: re.Match[str]) -> Span:
    first, last = _minute(match[1], match[2], match[0]), _minute(match[3], match[4], match[0])
    if first >= last:
        raise HoursUnreadable(match[0])
    return Span(first, last)


def _minute(hour: str, minute: str, whole: str) -> int:
    value = int(hour) * 60 + int(minute)
    if int(minute) > 59 or value > MINUTES_A_DAY:
        raise HoursUnreadable(whole)
    return value


def _in_order(spans: list[Span]) -> Hours:
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start < found[-1].end:
            raise HoursUnreadable(str(span))
        if found and span.start == found[-1].end:
            span = Span(found.pop().start, span.end)  # noqa: PLW2901 - 9-12 and 12-18 is 9-18
        found.append(span)
    return tuple(found)


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
