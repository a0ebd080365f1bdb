"""What the reference page says beyond single functions: kinds of values, null, logic, and conditions of a CRM."""

from __future__ import annotations

from typing import Final, NamedTuple


class Topic(NamedTuple):
    """A section: prose in both languages, and examples (expression, value)."""

    title: str
    en: str
    zh: str
    examples: tuple[tuple[str, str], ...]


#: kind → how it is written, what it is, in Chinese and English.
TYPES: Final[dict[str, tuple[str, str, str]]] = {
    "number": (
        "1234.5",
        "十进制数，34 位有效数字，0.1 + 0.2 正好是 0.3",
        "decimal, 34 digits: 0.1 + 0.2 is 0.3",
    ),
    "string": ('"A"', "文本", "text"),
    "boolean": ("true", "真或假", "true or false"),
    "date": ('@"2026-12-01"', "日期", "a day"),
    "time": ('@"18:00:00"', "一天中的时间，可带时区", "a time of day, with or without zone"),
    "date and time": ('@"2026-12-01T18:00:00"', "时刻，可带时区", "a moment, with or without zone"),
    "days and time duration": (
        '@"P1DT8H"',
        "以天、时、分、秒计的时长",
        "a duration in days, hours, minutes, seconds",
    ),
    "years and months duration": ('@"P1Y6M"', "以年、月计的时长", "a duration in years and months"),
    "list": ("[1, 2]", "列表", "a list"),
    "context": ('{level: "A"}', "带名称的值", "values with names"),
    "range": ("[1..5)", "区间", "a range"),
    "function": ("function(x) x + 1", "函数", "a function"),
}

TOPICS: Final[tuple[Topic, ...]] = (
    Topic(
        "Typical conditions 常见条件",
        "How conditions of a CRM are written.",
        "客户关系管理中常见的条件写法。",
        (
            ("amount > 100000 and discount > 0.1", "true"),
            ('customer.level in ("A", "B") and not(customer.overdue)', "true"),
            ("some line in lines satisfies line.discount > 0.1", "true"),
            ("max(lines.discount) > 0.1", "true"),
            ("sum(for line in lines return line.quantity * line.price) > credit limit", "false"),
            ('due <= today() + @"P30D"', "true"),
            ('(today() - customer.since) / @"P1D" > 365', "true"),
            ('customer.since < today() - @"P1Y"', "true"),
            ("note = null", "true"),
            ('if customer.level = "A" then 0.15 else 0.1', "0.15"),
        ),
    ),
    Topic(
        "Null 空值",
        "What is not filled in is null. A comparison by size, arithmetic and most functions give null with a null "
        "operand, and so do operands whose kinds do not fit; only `=` and `!=` compare with null. An unknown "
        "variable is null too. Nothing raises: the value is null and a diagnostic says why. A condition that "
        "ends in null is neither true nor false: whoever asked decides, and a gateway makes an incident of it.",
        "没有填写的就是空值（null）。空值参与大小比较、计算和大多数函数，结果仍为空；类型不合也为空；只有 = 与 != "
        "可以和空值比较。出错时结果为空并说明原因。条件的结果为空时，既不是真也不是假。",
        (
            ("note > 5", "null"),
            ("note = null", "true"),
            ("note + 1", "null"),
            ("amount > 1000 or note > 5", "true"),
            ("if note > 5 then 1 else 2", "2"),
            ("count(lines[note > 5])", "0"),
            ("sum([1, null])", "null"),
            ("customer.rating", "null"),
        ),
    ),
    Topic(
        "Differences to the standard 与标准的差异",
        "External functions (Java, PMML) are not run: they give null. Full-width punctuation such as ， （ ） is "
        "never part of a name, so that the message can say which sign was meant. Work, size and depth are limited, "
        "see below. No other difference is known; `make conformance` prints the share of the DMN TCK that passes.",
        "不执行外部函数（Java、PMML），结果为空。全角标点不能出现在名称里。计算量、大小与嵌套深度有上限，见下文。"
        "没有其他已知差异；make conformance 会给出 DMN TCK 的通过率。",
        (('(function(x) external {java: {class: "A", method signature: "b(int)"}})(1)', "null"),),
    ),
)
