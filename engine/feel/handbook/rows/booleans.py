"""Functions that answer true or false about any values."""

from __future__ import annotations

from engine.feel.handbook.rows.row import Rows, row

ROWS: Rows = {
    "not": row(
        "取反：真变假，假变真，空值仍为空。",
        "The opposite: true becomes false, false becomes true, null stays null.",
        "boolean",
        ("not(customer.overdue)", "true"),
        ('not(customer.level = "A")', "false"),
        ("not(null)", "null"),
    ),
    "is": row(
        "两个值是否完全相同，包括类型与时区的写法；从不为空。",
        "Are both exactly the same value, also by kind and by zone? It never gives null.",
        "boolean",
        ('is(@"2026-12-01", due)', "true"),
        ("is(note, null)", "true"),
        ('is(1, "1")', "false"),
    ),
}
