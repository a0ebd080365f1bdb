"""Expressions that begin with a word, filters and calls."""

from __future__ import annotations

from engine.feel.handbook.rows.row import Rows, row

ROWS: Rows = {
    "if": row(
        "如果……则……否则……；否则不可省略，条件为空时取否则。",
        "if … then … else …; the else may not be left out, and is taken when the condition is null.",
        "",
        ('if amount > 100000 then "director" else "manager"', '"director"'),
        ('if note > 5 then "yes" else "no"', '"no"'),
        ("if discount > 0.2 then 3 else if discount > 0.1 then 2 else 1", "2"),
    ),
    "for": row(
        "对每个元素计算，得到列表；可有几个列表或数字区间，partial 是之前的结果。",
        "A list of what is computed for each element; over several lists or whole numbers, too. "
        "partial holds the results so far.",
        "list",
        ("for line in lines return line.quantity * line.price", "[32000, 72000, 24000]"),
        ("for i in 1..3 return i * i", "[1, 4, 9]"),
        ("for x in [1, 2], y in [10, 20] return x + y", "[11, 21, 12, 22]"),
        ("for i in 1..5 return if i = 1 then 1 else i * partial[-1]", "[1, 2, 6, 24, 120]"),
    ),
    "some": row(
        "是否至少有一个元素符合条件。",
        "Does at least one element meet the condition?",
        "boolean",
        ("some line in lines satisfies line.discount > 0.1", "true"),
        ("some line in [] satisfies true", "false"),
    ),
    "every": row(
        "是否每个元素都符合条件；空列表为真。",
        "Does every element meet the condition? An empty list gives true.",
        "boolean",
        ("every line in lines satisfies line.quantity > 0", "true"),
    ),
    "list[condition]": row(
        "筛选：留下符合条件的元素；条件里直接写元素的字段，或用 item 指元素本身。",
        "A filter keeps the elements that meet the condition; it names the element's fields, or item for itself.",
        "",
        ("lines[discount > 0.1].product", '["阀门"]'),
        ("[5, 12, 30][item > 10]", "[12, 30]"),
        ("count(lines[quantity >= 10]) > 1", "true"),
    ),
    "list[1]": row(
        "第几个元素，从 1 数起；-1 是最后一个。",
        "The element at a position, counted from 1; -1 is the last one.",
        "",
        ("lines[1].product", '"水泵"'),
        ("lines[-1].product", '"轴承"'),
        ("[1, 2][3]", "null"),
    ),
    "f(a, b)": row(
        "调用函数；参数可按顺序，也可写明名称。",
        "Calls a function, with arguments in their order or by name.",
        "",
        ('contains("Guanxi", "xi")', "true"),
        ('contains(match: "xi", string: "Guanxi")', "true"),
        ('substring(string: "SO-17", start position: 4)', '"17"'),
    ),
    "function": row(
        "自己定义的函数，参数可说明类型。",
        "A function of one's own; its parameters may have types.",
        "function",
        ("(function(net: number, rate: number) net * (1 + rate))(100, 0.13)", "113.00"),
        ("{gross: function(net) net * 1.13, total: gross(200)}.total", "226.00"),
    ),
}
