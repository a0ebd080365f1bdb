"""Values as they are written, and names."""

from __future__ import annotations

from engine.feel.handbook.rows.row import Rows, row

ROWS: Rows = {
    "1234.5": row(
        "数字：不带千位分隔符、货币和单位，10% 写作 0.1。",
        "A number: without thousands separators, currency or unit; 10% is 0.1.",
        "number",
        ("1234.5", "1234.5"),
        ("-0.1", "-0.1"),
        ("0.1 + 0.2 = 0.3", "true"),
    ),
    '"…"': row(
        '文本，用英文双引号；里面的引号写作 \\"。',
        'A text, in straight double quotation marks; one inside it is written \\".',
        "string",
        ('"宏达机械"', '"宏达机械"'),
        (r'"2\" pipe"', r'"2\" pipe"'),
    ),
    "true": row("真（是）。", "Yes.", "boolean", ("true", "true"), ("customer.overdue = false", "true")),
    "false": row("假（否）。", "No.", "boolean", ("false", "false"), ("true and false", "false")),
    "null": row(
        "空值：没有填写。与空值比较大小，结果仍是空。",
        "No value. A comparison by size with null has no answer.",
        "null",
        ("note = null", "true"),
        ("note != null", "false"),
        ("note > 5", "null"),
    ),
    '@"…"': row(
        "日期、时间、时刻或时长，用 ISO 8601 写法。",
        "A date, time, date and time or duration, as ISO 8601 writes it.",
        "",
        ('due = @"2026-12-01"', "true"),
        ('@"2026-12-01T08:30:00" < @"2026-12-01T18:00:00"', "true"),
        ('@"18:00:00" > @"08:30:00"', "true"),
        ('@"P1M" < @"P1Y"', "true"),
    ),
    "[a, b]": row(
        "列表。",
        "A list.",
        "list",
        ('["A", "B", "C"]', '["A", "B", "C"]'),
        ("[1, 2][2]", "2"),
        ("[]", "[]"),
    ),
    "{a: b}": row(
        "上下文：带名称的值；后面的可以引用前面的。",
        "A context: values with names; each may read those before it.",
        "context",
        ('{level: "A", limit: 200000}.limit', "200000"),
        ("{net: 100, gross: net * 1.13}.gross", "113.00"),
    ),
    "name": row(
        "变量：可用中文，可含空格；大小写要一致。",
        "A variable: also with Chinese letters and with spaces; capitals count.",
        "",
        ("amount", "128000"),
        ("折扣率 > 0.1", "true"),
        ("credit limit - amount", "72000"),
    ),
    "a.b": row(
        "对象中的值；对列表则取每一个元素的值。",
        "A value within another; of a list, that of each element.",
        "",
        ("customer.level", '"A"'),
        ("lines.price", "[3200, 1800, 300]"),
        ("due.year", "2026"),
        ('@"P3DT4H".hours', "4"),
    ),
    "// …": row(
        "注释，到行末；/* … */ 之间也是注释。",
        "A comment, to the end of the line; also between /* and */.",
        "",
        ("amount > 100000 // needs the director", "true"),
        ("amount /* 含税 */ > 100000", "true"),
    ),
}
