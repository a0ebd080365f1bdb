"""Functions that compare points and ranges: numbers, dates, times."""

from __future__ import annotations

from engine.feel.handbook.rows.row import Rows, row

ROWS: Rows = {
    "before": row(
        "是否在另一个之前：点或区间。",
        "Does a point or range lie before the other?",
        "boolean",
        ('before(due, @"2027-01-01")', "true"),
        ("before(1, [2..5])", "true"),
        ("before([1..5], 6)", "true"),
        ("before([1..5), [5..9])", "true"),
    ),
    "after": row(
        "是否在另一个之后：点或区间。",
        "Does a point or range lie after the other?",
        "boolean",
        ("after(due, today())", "true"),
        ("after(6, [2..5])", "true"),
        ("after([6..9], 5)", "true"),
        ("after([6..9], [1..5])", "true"),
    ),
    "meets": row(
        "前一个区间的终点是否正好是后一个的起点。",
        "Does the first range end exactly where the second begins?",
        "boolean",
        ("meets([1..5], [5..10])", "true"),
        ("meets([1..5), [5..10])", "false"),
    ),
    "met by": row(
        "前一个区间的起点是否正好是后一个的终点。",
        "Does the first range begin exactly where the second ends?",
        "boolean",
        ("met by([5..10], [1..5])", "true"),
    ),
    "overlaps": row(
        "两个区间是否有公共部分。",
        "Do two ranges have anything in common?",
        "boolean",
        ("overlaps([1..5], [3..8])", "true"),
        ("overlaps([1..5], [6..8])", "false"),
    ),
    "overlaps before": row(
        "是否先开始，并延伸到另一个之中。",
        "Does the first range begin earlier and reach into the second?",
        "boolean",
        ("overlaps before([1..5], [3..8])", "true"),
    ),
    "overlaps after": row(
        "是否后开始，而开头在另一个之中。",
        "Does the first range begin within the second and end later?",
        "boolean",
        ("overlaps after([3..8], [1..5])", "true"),
    ),
    "finishes": row(
        "点或区间是否与另一个区间同时结束，且在其中。",
        "Does a point or range lie within the other range and end with it?",
        "boolean",
        ("finishes(10, [1..10])", "true"),
        ("finishes([5..10], [1..10])", "true"),
    ),
    "finished by": row(
        "区间是否以另一个点或区间结束。",
        "Does the range end with the other, which lies within it?",
        "boolean",
        ("finished by([1..10], 10)", "true"),
        ("finished by([1..10], [5..10])", "true"),
    ),
    "includes": row(
        "区间是否包含另一个点或区间。",
        "Does the range include the point or range?",
        "boolean",
        ("includes([100000..200000), amount)", "true"),
        ("includes([1..10], [4..6])", "true"),
    ),
    "during": row(
        "点或区间是否在另一个区间之中。",
        "Does the point or range lie within the range?",
        "boolean",
        ('during(due, [@"2026-10-01"..@"2026-12-31"])', "true"),
        ("during([4..6], [1..10])", "true"),
    ),
    "starts": row(
        "点或区间是否与另一个区间同时开始，且在其中。",
        "Does a point or range lie within the other range and begin with it?",
        "boolean",
        ("starts(1, [1..10])", "true"),
        ("starts([1..5], [1..10])", "true"),
    ),
    "started by": row(
        "区间是否以另一个点或区间开始。",
        "Does the range begin with the other, which lies within it?",
        "boolean",
        ("started by([1..10], 1)", "true"),
        ("started by([1..10], [1..5])", "true"),
    ),
    "coincides": row(
        "两个点或区间是否完全重合。",
        "Are the two points or ranges the same?",
        "boolean",
        ("coincides([1..5], [1..5])", "true"),
        ("coincides(3, 3)", "true"),
    ),
}
