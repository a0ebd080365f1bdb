"""Repeated timers as ISO 8601 writes them: R3/PT10M."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.feel.durations import MixedDuration, YearsMonths, parse_duration
from engine.feel.errors import FeelError
from engine.feel.iso import read_date_time
from engine.feel.wide import coarse


@dataclass(frozen=True, kw_only=True, slots=True)
class Cycle:
    """A repeated timer: `repetitions` is None for endless; `start` and `end` may be absent."""

    repetitions: int | None
    duration: YearsMonths | timedelta | MixedDuration
    start: datetime | None = None
    end: datetime | None = None


def parse_cycle(text: str) -> Cycle:
    """The cycle of R3/PT10M, R/P1D, R2/2024-01-01T00:00:00Z/P1D. Raises FeelError if it is none."""
    head, *parts = text.strip().split("/")
    match = re.fullmatch(r"R(\d{0,9})", head, re.ASCII)
    durations = [part for part in parts if part.startswith("P")]
    if match is None or len(durations) != 1 or len(parts) > 2:
        raise FeelError("bad_literal", value=text)
    start = _moment(parts[0], text) if len(parts) == 2 and parts[1] == durations[0] else None
    end = _moment(parts[1], text) if len(parts) == 2 and start is None else None
    return Cycle(
        repetitions=int(match[1]) if match[1] else None,
        duration=parse_duration(durations[0]),
        start=start,
        end=end,
    )


def _moment(text: str, whole: str) -> datetime:
    value = coarse(read_date_time(text))
    if not isinstance(value, datetime):
        raise FeelError("bad_literal", value=whole)
    return value
