"""Functions on numbers, and on lists of numbers."""

from __future__ import annotations

from engine.feel.handbook.rows.row import Rows, row

ROWS: Rows = {
    "min": row(
        "最小的值：一个列表或若干个值，也可用于文本和日期。",
        "The smallest value of a list or of the arguments; also of texts and dates.",
        "element",
        ("min(lines.price)", "300"),
        ("min(5, 3, 8)", "3"),
        ('min(due, @"2026-11-30")', '@"2026-11-30"'),
    ),
    "max": row(
        "最大的值：一个列表或若干个值，也可用于文本和日期。",
        "The largest value of a list or of the arguments; also of texts and dates.",
        "element",
        ("max(lines.discount)", "0.15"),
        ("max(5, 3, 8)", "8"),
    ),
    "sum": row(
        "合计：数字或时长的列表，或若干个值；空列表为空。",
        "The sum of a list or of the arguments: numbers or durations. An empty list gives null.",
        "element",
        ("sum(lines.quantity)", "130"),
        ("sum(1, 2, 3)", "6"),
        ("sum(for line in lines return line.quantity * line.price)", "128000"),
    ),
    "mean": row(
        "平均值。",
        "The average.",
        "number",
        ("mean(lines.price)", "1766.666666666666666666666666666667"),
        ("mean(1, 2, 6)", "3"),
    ),
    "median": row(
        "中位数：排序后正中间的数。",
        "The number in the middle once they are sorted.",
        "number",
        ("median([8, 2, 5, 3, 4])", "4"),
        ("median(6, 1, 2, 3)", "2.5"),
    ),
    "stddev": row(
        "样本标准差：数值的离散程度。",
        "The standard deviation of a sample: how far the numbers are spread.",
        "number",
        ("stddev([2, 4, 6])", "2"),
        ("stddev(47)", "null"),
        ("stddev(2, 4, 6)", "2"),
    ),
    "mode": row(
        "出现次数最多的数，可能不止一个。",
        "The numbers that occur most often; there may be several.",
        "list<number>",
        ("mode([6, 3, 9, 6, 6])", "[6]"),
        ("mode(6, 1, 9, 6, 1)", "[1, 6]"),
    ),
    "product": row(
        "连乘的积。",
        "All numbers multiplied.",
        "number",
        ("product([2, 3, 4])", "24"),
        ("product(2, 0.5)", "1.0"),
    ),
    "decimal": row(
        "保留若干位小数，正中间时取偶数。",
        "Rounded to so many decimal places, halves to the even digit.",
        "number",
        ("decimal(1 / 3, 2)", "0.33"),
        ("decimal(2.5, 0)", "2"),
    ),
    "floor": row(
        "向下取整，或向下取到若干位小数。",
        "Rounded down to a whole number, or to so many decimal places.",
        "number",
        ("floor(1.9)", "1"),
        ("floor(-1.56, 1)", "-1.6"),
    ),
    "ceiling": row(
        "向上取整，或向上取到若干位小数。",
        "Rounded up to a whole number, or to so many decimal places.",
        "number",
        ("ceiling(1.1)", "2"),
        ("ceiling(-1.56, 1)", "-1.5"),
    ),
    "round up": row(
        "按小数位数舍入，远离零。",
        "Rounded away from zero to so many decimal places.",
        "number",
        ("round up(5.21, 1)", "5.3"),
        ("round up(-5.21, 1)", "-5.3"),
    ),
    "round down": row(
        "按小数位数舍入，趋向零（截断）。",
        "Rounded towards zero to so many decimal places.",
        "number",
        ("round down(5.29, 1)", "5.2"),
    ),
    "round half up": row(
        "四舍五入到若干位小数。",
        "Rounded to so many decimal places, halves away from zero: as money is rounded.",
        "number",
        ("round half up(5.125, 2)", "5.13"),
        ("round half up(amount * discount / 7, 2)", "2194.29"),
    ),
    "round half down": row(
        "五舍六入到若干位小数。",
        "Rounded to so many decimal places, halves towards zero.",
        "number",
        ("round half down(5.125, 2)", "5.12"),
    ),
    "abs": row(
        "绝对值，也可用于时长。",
        "The value without its sign; also of a duration.",
        "first",
        ("abs(-10)", "10"),
        ('abs(@"-P3D")', '@"P3D"'),
    ),
    "modulo": row(
        "除法的余数。",
        "What remains of a division.",
        "number",
        ("modulo(17, 5)", "2"),
        ("modulo(lines[1].quantity, 10) = 0", "true"),
    ),
    "sqrt": row("平方根。", "The square root.", "number", ("sqrt(16)", "4")),
    "log": row("自然对数。", "The natural logarithm.", "number", ("round half up(log(10), 4)", "2.3026")),
    "exp": row("e 的若干次方。", "e raised to a power.", "number", ("round half up(exp(1), 4)", "2.7183")),
    "odd": row(
        "是否为奇数。", "Is it an odd whole number?", "boolean", ("odd(5)", "true"), ("odd(2)", "false")
    ),
    "even": row("是否为偶数。", "Is it an even whole number?", "boolean", ("even(4)", "true")),
}
