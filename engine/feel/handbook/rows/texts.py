"""Functions on texts."""

from __future__ import annotations

from engine.feel.handbook.rows.row import Rows, row

ROWS: Rows = {
    "substring": row(
        "从某个位置起截取文本；位置从 1 数起，负数从末尾数起。",
        "A part of a text from a position on; positions count from 1, negative ones from the end.",
        "string",
        ('substring("SO-2026-0017", 4, 4)', '"2026"'),
        ('substring("SO-2026-0017", -4)', '"0017"'),
    ),
    "string length": row(
        "文本有多少个字符。",
        "How many characters a text has.",
        "number",
        ("string length(customer.name)", "4"),
        ('string length("")', "0"),
    ),
    "upper case": row(
        "把字母变成大写。", "The text in capital letters.", "string", ('upper case("vip")', '"VIP"')
    ),
    "lower case": row(
        "把字母变成小写。",
        "The text in small letters.",
        "string",
        ('lower case("VIP")', '"vip"'),
        ('lower case("East") = "east"', "true"),
    ),
    "substring before": row(
        "某段文本之前的部分；找不到时为空文本。",
        "What stands before another text; empty where that is not found.",
        "string",
        ('substring before("wang@example.com", "@")', '"wang"'),
        ('substring before("wang", "@")', '""'),
    ),
    "substring after": row(
        "某段文本之后的部分；找不到时为空文本。",
        "What stands after another text; empty where that is not found.",
        "string",
        ('substring after("wang@example.com", "@")', '"example.com"'),
    ),
    "replace": row(
        "把符合正则表达式的部分换成别的文本；标志 i 表示不分大小写。",
        "Replaces what a regular expression finds; the flag i ignores capitals.",
        "string",
        ('replace("138 0013 8000", " ", "")', '"13800138000"'),
        (r'replace("SO-17", "([A-Z]+)-(\d+)", "$2/$1")', '"17/SO"'),
        ('replace("Abc", "a", "x", "i")', '"xbc"'),
    ),
    "contains": row(
        "文本中是否出现另一段文本；区分大小写。",
        "Does a text contain another one? Capitals count.",
        "boolean",
        ('contains(customer.name, "机械")', "true"),
        ('contains("Guanxi", "crm")', "false"),
    ),
    "starts with": row(
        "文本是否以另一段文本开头。",
        "Does a text begin with another one?",
        "boolean",
        ('starts with("SO-2026-0017", "SO-")', "true"),
    ),
    "ends with": row(
        "文本是否以另一段文本结尾。",
        "Does a text end with another one?",
        "boolean",
        ('ends with("quote.pdf", ".pdf")', "true"),
    ),
    "matches": row(
        "文本中是否有符合正则表达式的部分；用 ^ 与 $ 表示整段。",
        "Does a regular expression find something in a text? ^ and $ stand for its two ends.",
        "boolean",
        (r'matches("13800138000", "^1\d{10}$")', "true"),
        ('matches("VIP", "vip", "i")', "true"),
    ),
    "split": row(
        "按分隔符（正则表达式）把文本拆成列表。",
        "The parts of a text between delimiters, which are a regular expression.",
        "list<string>",
        ('split("A;B;C", ";")', '["A", "B", "C"]'),
        (r'split("A, B", ",\s*")', '["A", "B"]'),
    ),
    "string join": row(
        "把列表中的文本连起来，可带分隔符；空值跳过。",
        "Joins the texts of a list, with a delimiter between them if wanted; nulls are left out.",
        "string",
        ('string join(lines.product, "、")', '"水泵、阀门、轴承"'),
        ('string join(["a", null, "b"])', '"ab"'),
    ),
}
