"""Dates, times and durations in one place: reading, writing, moving, and the texts of timers."""

from __future__ import annotations

from engine.feel.durations import (
    DaysTime,
    MixedDuration,
    YearsMonths,
    feel_duration,
    format_days_time,
    parse_duration,
    read_duration,
)
from engine.feel.iso import (
    MAX_OFFSET,
    at_literal,
    fixed_zone,
    format_date,
    format_date_time,
    format_time,
    join,
    named_zone,
    read_date,
    read_date_time,
    read_time,
)
from engine.feel.moving import add_days_time, add_duration, add_months
from engine.feel.timers import Cycle, parse_cycle

__all__ = [
    "MAX_OFFSET",
    "Cycle",
    "DaysTime",
    "MixedDuration",
    "YearsMonths",
    "add_days_time",
    "add_duration",
    "add_months",
    "at_literal",
    "feel_duration",
    "fixed_zone",
    "format_date",
    "format_date_time",
    "format_days_time",
    "format_time",
    "join",
    "named_zone",
    "parse_cycle",
    "parse_duration",
    "read_date",
    "read_date_time",
    "read_duration",
    "read_time",
]
