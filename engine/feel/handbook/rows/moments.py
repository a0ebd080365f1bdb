"""Functions on dates and the clock."""

from __future__ import annotations

from engine.feel.handbook.rows.row import Rows, row

ROWS: Rows = {
    "today": row(
        "今天的日期。",
        "The date of today.",
        "date",
        ("today()", '@"2026-11-23"'),
        ("due < today()", "false"),
        ('due <= today() + @"P30D"', "true"),
    ),
    "now": row(
        "现在的时刻，带时区。",
        "This very moment, with its time zone.",
        "date and time",
        ("now()", '@"2026-11-23T09:30:00+08:00"'),
        ("now().hour < 18", "true"),
    ),
    "day of week": row(
        "星期几，用英文表示：Monday 到 Sunday。",
        "The day of the week by its English name, Monday to Sunday.",
        "string",
        ("day of week(due)", '"Tuesday"'),
        ('day of week(today()) in ("Saturday", "Sunday")', "false"),
    ),
    "day of year": row(
        "一年中的第几天。", "Which day of the year it is.", "number", ("day of year(due)", "335")
    ),
    "week of year": row(
        "一年中的第几周（ISO 8601）。",
        "Which week of the year it is, by ISO 8601.",
        "number",
        ("week of year(due)", "49"),
    ),
    "month of year": row(
        "月份，用英文表示：January 到 December。",
        "The month by its English name, January to December.",
        "string",
        ("month of year(due)", '"December"'),
    ),
}
