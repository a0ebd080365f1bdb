"""Functions that make one kind of value of another."""

from __future__ import annotations

from engine.feel.handbook.rows.row import Rows, row

ROWS: Rows = {
    "number": row(
        "把文本变成数字；可说明千位分隔符与小数点。",
        "The number that a text writes; thousands separator and decimal point may be told.",
        "number",
        ('number("1200.50")', "1200.50"),
        ('number("1,200.50", ",", ".")', "1200.50"),
        ("number(42)", "42"),
    ),
    "string": row(
        "把任何值变成文本；空值仍为空。",
        "The text of any value; null stays null.",
        "string",
        ("string(0.15)", '"0.15"'),
        ('string(@"2026-12-01")', '"2026-12-01"'),
        ('"金额 " + string(amount)', '"金额 128000"'),
    ),
    "date": row(
        "由文本、年月日三个数字或一个时刻得到日期。",
        "A date: from a text, from year, month and day, or the day of a date and time.",
        "date",
        ('date("2026-12-01")', '@"2026-12-01"'),
        ("date(2026, 12, 1)", '@"2026-12-01"'),
        ('date(@"2026-12-01T08:30:00")', '@"2026-12-01"'),
    ),
    "date and time": row(
        "由文本、日期加时间或各个数字得到时刻；时区可以是偏移量或名称。",
        "A moment: from a text, from date and time, or from numbers; with an offset or a time zone if wanted.",
        "date and time",
        ('date and time("2026-12-01T08:30:00")', '@"2026-12-01T08:30:00"'),
        ("date and time(due)", '@"2026-12-01T00:00:00"'),
        ('date and time(due, @"18:00:00")', '@"2026-12-01T18:00:00"'),
        ('date and time(2026, 12, 1, 8, 30, 0, @"PT8H")', '@"2026-12-01T08:30:00+08:00"'),
        ('date and time(2026, 12, 1, 8, 30, 0, "Asia/Shanghai")', '@"2026-12-01T08:30:00@Asia/Shanghai"'),
    ),
    "time": row(
        "由文本、时刻或时、分、秒得到一天中的时间。",
        "A time of day: from a text, from a moment, or from hour, minute and second.",
        "time",
        ('time("18:00:00")', '@"18:00:00"'),
        ('time(@"2026-12-01T08:30:00")', '@"08:30:00"'),
        ("time(18, 30, 0)", '@"18:30:00"'),
        ('time(18, 30, 0, @"PT8H")', '@"18:30:00+08:00"'),
    ),
    "duration": row(
        "由 ISO 8601 文本得到时长：P30D 为 30 天，PT8H 为 8 小时，P1Y6M 为一年半。",
        "A duration from its ISO 8601 text: P30D is 30 days, PT8H is 8 hours, P1Y6M a year and a half.",
        "",
        ('duration("P30D")', '@"P30D"'),
        ('duration("P1Y6M")', '@"P1Y6M"'),
        ('duration(@"PT8H")', '@"PT8H"'),
    ),
    "years and months duration": row(
        "两个日期之间的整年整月数。",
        "The whole years and months between two dates.",
        "years and months duration",
        ("years and months duration(customer.since, due)", '@"P5Y8M"'),
        ('years and months duration(@"2026-01-31", @"2026-02-28")', '@"P0M"'),
    ),
    "range": row(
        "由文本得到区间，两端都是字面值。",
        "The range that a text writes; its ends are literals.",
        "range",
        ('range("[1..5]")', "[1..5]"),
        ('amount in range("[100000..200000)")', "true"),
    ),
}
