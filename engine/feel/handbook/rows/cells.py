"""Unary tests: what stands in a cell of a decision table. Examples are pairs of cell and input."""

from __future__ import annotations

from engine.feel.handbook.rows.row import Rows, row

#: The examples ask whether the input 12 passes the test.
INPUT = "12"

ROWS: Rows = {
    "-": row("任意值都符合。", "Anything passes.", "boolean", ("-", "true")),
    "5": row(
        "等于该值；几个值用逗号分开，符合一个即可。",
        "Equal to the value; of several, separated by commas, one is enough.",
        "boolean",
        ("12", "true"),
        ("5, 12", "true"),
    ),
    "> 5": row(
        "与输入值比较；不写输入值。",
        "Compares the input, which is not written.",
        "boolean",
        ("> 5", "true"),
        ("<= 11", "false"),
        ("< 5, > 10", "true"),
    ),
    "[1..20]": row(
        "在区间之中。",
        "Within the range.",
        "boolean",
        ("[1..20]", "true"),
        ("[1..12)", "false"),
    ),
    "not(5)": row(
        "以外的值。", "Anything but these.", "boolean", ("not(5, 6)", "true"), ("not(> 10)", "false")
    ),
    "?": row(
        "问号代表输入值，用于任意条件。",
        "The question mark is the input, for any other condition.",
        "boolean",
        ("? > 10 and ? < 20", "true"),
        ("odd(?)", "false"),
        ("modulo(?, 5) = 0", "false"),
    ),
}
