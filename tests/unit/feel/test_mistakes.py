"""What people type who are no programmers: each mistake gets its place, its reason, and what to write instead."""

from __future__ import annotations

import random
import re
import time

import pytest

from engine.feel.advice import ADVICE, FINDINGS
from engine.feel.facts import Fact, names_in
from engine.feel.names import odd
from engine.feel.parser import parse_expression, parse_tests
from engine.feel.review import Advice, review, review_cell
from engine.feel.texts import MESSAGES
from tests.support.random_feel import ALPHABET, expression

LEVELS = {"A": ("重要客户", "Key account"), "B": ("普通客户", "Standard"), "C": ("潜在客户", "Prospect")}
FACTS = {
    fact.name: fact
    for fact in (
        Fact(name="amount", zh="金额", en="Amount", unit="CNY", kind="number"),
        Fact(name="discount", zh="折扣", en="Discount", unit="percent", kind="number"),
        Fact(name="level", zh="客户等级", en="Customer level", kind="string", values=LEVELS),
        Fact(name="region", zh="地区", en="Region", kind="string"),
        Fact(name="due", zh="到期日", en="Due date", kind="date"),
        Fact(name="created", zh="创建时间", en="Created", kind="date and time"),
        Fact(name="overdue", zh="是否逾期", en="Overdue", kind="boolean"),
        Fact(name="lines", zh="明细", en="Lines", kind="list<context>"),
        Fact(name="lines.discount", zh="行折扣", en="Line discount", kind="number"),
        Fact(name="lines.price", zh="单价", en="Price", kind="number"),
        Fact(name="customer", zh="客户", en="Customer", kind="context"),
        Fact(name="customer.level", zh="客户级别", en="Level of the customer", kind="string", values=LEVELS),
        Fact(name="customer.name", zh="客户名称", en="Name of the customer", kind="string"),
        Fact(name="credit limit", zh="信用额度", en="Credit limit", unit="CNY", kind="number"),
    )
}
NAMES = odd(names_in(FACTS))

# what is typed, what of it is wrong ("" where something is missing), which advice, what to write instead
MISTAKES = [
    # signs of other languages
    ("amount == 5", "==", "equal", "amount = 5"),
    ("amount === 5", "===", "equal", "amount = 5"),
    ("amount <> 5", "<>", "not_equal", "amount != 5"),
    ("amount ≠ 5", "≠", "not_equal", "amount != 5"),
    ("amount ≥ 5", "≥", "at_least", "amount >= 5"),
    ("amount => 5", "=>", "at_least", "amount >= 5"),
    ("amount > = 5", "> =", "at_least", "amount >= 5"),
    ("amount =! 5", "=!", "not_equal", "amount != 5"),
    ("overdue && amount > 5", "&&", "and_sign", "overdue and amount > 5"),
    ("overdue||amount > 5", "||", "or_sign", "overdue or amount > 5"),
    ("!overdue", "!overdue", "negation_sign", "not(overdue)"),
    ("amount ^ 2 > 5", "^", "power", "amount ** 2 > 5"),
    ('customer->level = "A"', "->", "arrow", 'customer.level = "A"'),
    ('customer\'s level = "A"', "'s ", "possessive", 'customer.level = "A"'),
    ("amount := 5", ":=", "assignment", "amount = 5"),
    ("amount += 5", "+=", "no_assignment", "amount + 5"),
    ("overdue ? 1 : 2", "overdue ? 1 : 2", "ternary", "if overdue then 1 else 2"),
    ("amount > 5;", ";", "end_sign", "amount > 5"),
    ("= amount > 5", "= ", "leading", "amount > 5"),
    ("amount ≤ 5", "≤", "at_most", "amount <= 5"),
    ("{{amount}} > 5", "{{amount}}", "template", "amount > 5"),
    ("${amount} > 5", "${amount}", "template", "amount > 5"),
    ("amount % 2 = 0", "amount % 2", "remainder", "modulo(amount, 2) = 0"),
    ("level = 'A'", "'A'", "quotation_marks", 'level = "A"'),
    # Chinese keyboards and words
    ("level = “A”", "“A”", "quotation_marks", 'level = "A"'),
    ('level = "A”', '"A”', "quotation_marks", 'level = "A"'),
    ("（amount ＞ 5）", "（", "full_width", "(amount > 5)"),
    ('contains(region， "x")', "，", "full_width", 'contains(region, "x")'),
    ("amount 等于 5", "等于", "phrase", "amount = 5"),
    ("amount 大于 5 且 overdue", "大于", "phrase", "amount > 5 and overdue"),
    ("amount 不超过 5 或 overdue", "不超过", "phrase", "amount <= 5 or overdue"),
    ("折扣大于10%", "折扣大于10", "glued", "discount > 0.1"),
    ("如果 amount > 5 那么 1 否则 2", "如果", "keyword", "if amount > 5 then 1 else 2"),
    ("如果金额大于5那么1否则2", "如果金额大于5那么1否则2", "glued", "if amount > 5 then 1 else 2"),
    ('level 属于 ("A", "B")', "属于", "phrase", 'level in ("A", "B")'),
    ('region 包含 "x"', 'region 包含 "x"', "affix", 'contains(region, "x")'),
    ("region 不为空", "不为空", "phrase", "region != null"),
    ("amount × 2 > 5", "×", "full_width", "amount * 2 > 5"),
    ("amount > 5。", "。", "end_sign", "amount > 5"),
    ("amount > 5 但是 overdue", "但是", "and_sign", "amount > 5 and overdue"),
    ('level ∈ ("A", "B")', "∈", "phrase", 'level in ("A", "B")'),
    ("credit limit 低于 5万", "低于", "phrase", "credit limit < 50000"),
    # numbers, units, dates
    ("discount > 10%", "10%", "percent", "discount > 0.1"),
    ("discount between 5% and 10%", "5%", "percent", "discount between 0.05 and 0.1"),
    ("discount > 10", "10", "share", "discount > 0.1"),
    ("amount >= 1,000", "1,000", "grouping", "amount >= 1000"),
    ("amount in (1,000)", "1,000", "grouping", "amount in (1000)"),
    ("amount > ¥1000", "¥", "currency", "amount > 1000"),
    ("amount > 1万", "1万", "multiplier", "amount > 10000"),
    ("amount > 1.5万元", "1.5万元", "multiplier", "amount > 15000"),
    ("amount > 1000 元", "1000 元", "unit", "amount > 1000"),
    ('amount > "1,000"', '"1,000"', "text_for_number", "amount > 1000"),
    ('due < "2024-01-01"', '"2024-01-01"', "text_for_date", 'due < @"2024-01-01"'),
    ("due < 2024-01-01", "2024-01-01", "date_sum", 'due < @"2024-01-01"'),
    ("due < 2024/1/1", "2024/1/1", "date_sum", 'due < @"2024-01-01"'),
    ("due < 01.02.2024", "01.02.2024", "date_text", 'due < @"2024-02-01"'),
    ("due < 2024年2月1日", "2024年2月1日", "date_text", 'due < @"2024-02-01"'),
    ("due < @2024-02-01", "@2024-02-01", "date_quotes", 'due < @"2024-02-01"'),
    ("due < date(2024-1-1)", "date(2024-1-1)", "date_sum", "due < date(2024, 1, 1)"),
    ("due > today() + 30 days", "30 days", "duration_unit", 'due > today() + @"P30D"'),
    ("due > today() + 30天", "30天", "duration_unit", 'due > today() + @"P30D"'),
    ("due < today() - 30", "30", "number_for_duration", 'due < today() - @"P30D"'),
    ("due - today() > 30", "30", "number_for_duration", 'due - today() > @"P30D"'),
    ("due < now()", "now()", "date_and_moment", "due < today()"),
    ("created > today()", "created", "date_and_moment", "date(created) > today()"),
    # words
    ("IF overdue THEN 1 ELSE 2", "IF", "small_letters", "if overdue then 1 else 2"),
    ("overdue AND amount > 5", "AND", "small_letters", "overdue and amount > 5"),
    ("if overdue then 1", "", "missing_else", "if overdue then 1 else null"),
    (
        "if overdue then 1 else if amount > 5 then 2",
        "",
        "missing_else",
        "if overdue then 1 else if amount > 5 then 2 else null",
    ),
    ("if overdue, 1 else 2", ",", "missing_then", "if overdue then 1 else 2"),
    ("not overdue", "not overdue", "negation", "not(overdue)"),
    ("not overdue and amount > 5", "not overdue", "negation", "not(overdue) and amount > 5"),
    ("region is null", "is null", "phrase", "region = null"),
    ("region is not null", "is not null", "phrase", "region != null"),
    ("amount is greater than 5", "is greater than", "phrase", "amount > 5"),
    ('level equals "A"', "equals", "phrase", 'level = "A"'),
    ('region like "A%"', 'region like "A%"', "affix", 'starts with(region, "A")'),
    ('level not in ("A", "B")', 'not in ("A", "B")', "not_in", 'level in (not("A", "B"))'),
    ('level in "A", "B"', '"A", "B"', "in_brackets", 'level in ("A", "B")'),
    ("amount between 1..5", "..", "between", "amount between 1 and 5"),
    ("amount between 1, 5", ",", "between", "amount between 1 and 5"),
    ("amount between (1, 5)", "between (1, 5)", "between", "amount between 1 and 5"),
    ("count lines > 3", "count lines", "bare_call", "count(lines) > 3"),
    ("lines where discount > 0.1", " where discount > 0.1", "filter", "lines[discount > 0.1]"),
    ("amount > 10 and < 20", "", "subject", "amount > 10 and amount < 20"),
    ("amount > 5 and", " and", "trailing", "amount > 5"),
    ("and amount > 5", "and ", "leading", "amount > 5"),
    ("amount > > 5", "> ", "doubled", "amount > 5"),
    ("amount > 5, overdue", ", ", "and_sign", "amount > 5 and overdue"),
    ("(amount > 5", "", "unclosed", "(amount > 5)"),
    ('contains(region, "x"', "", "unclosed", 'contains(region, "x")'),
    ("amount > 5)", ")", "surplus", "amount > 5"),
    ("amount in [1 to 5]", " to ", "range_dots", "amount in [1..5]"),
    ("amount in [1 到 5]", " 到 ", "range_dots", "amount in [1..5]"),
    ('contains(region "x")', " ", "missing_comma", 'contains(region, "x")'),
    ('region = "x and amount > 5', '"x', "unclosed_text", 'region = "x" and amount > 5'),
    ("amount >", ">", "unfinished", None),
    # names and functions
    ("amuont > 5", "amuont", "unknown_variable", "amount > 5"),
    ("Amount > 5", "Amount", "unknown_variable", "amount > 5"),
    ('地区 = "East"', "地区", "label_for_name", 'region = "East"'),
    ('客户的级别 = "A"', "客户的级别", "label_for_name", 'customer.level = "A"'),
    ('customer.lvel = "A"', "customer.lvel", "unknown_member_near", 'customer.level = "A"'),
    (
        "some line in lines satisfies line.discont > 0.1",
        "line.discont",
        "unknown_member_near",
        "some line in lines satisfies line.discount > 0.1",
    ),
    ("Today() > due", "Today", "unknown_function", "today() > due"),
    ("SUM(lines.price) > 5", "SUM", "unknown_function", "sum(lines.price) > 5"),
    ("len(lines) > 3", "len(lines)", "foreign_function", "count(lines) > 3"),
    ("len(region) > 3", "len(region)", "foreign_function", "string length(region) > 3"),
    ("isBlank(region)", "isBlank(region)", "foreign_function", 'region = null or region = ""'),
    ("region.isEmpty()", "region.isEmpty()", "method", 'region = null or region = ""'),
    ("region.length > 2", "region.length", "unknown_member", "string length(region) > 2"),
    ('region.contains("a")', 'region.contains("a")', "method", 'contains(region, "a")'),
    (
        'customer.name.startsWith("A")',
        'customer.name.startsWith("A")',
        "method",
        'starts with(customer.name, "A")',
    ),
    ("lines.size() > 3", "lines.size()", "method", "count(lines) > 3"),
    (
        'IF(amount > 5, "a", "b") = "a"',
        'IF(amount > 5, "a", "b")',
        "foreign_function",
        '(if amount > 5 then "a" else "b") = "a"',
    ),
    ("AND(amount > 5, overdue)", "AND(amount > 5, overdue)", "foreign_function", "amount > 5 and overdue"),
    ("ROUND(amount, 2) > 5", "ROUND(amount, 2)", "foreign_function", "round half up(amount, 2) > 5"),
    ("year(due) = 2024", "year(due)", "foreign_function", "due.year = 2024"),
    (
        "datediff(due, today()) > 5",
        "datediff(due, today())",
        "foreign_function",
        '((due - today()) / @"P1D") > 5',
    ),
    ("contains(region)", "contains(region)", "arguments", None),
    ('substring(2, region) = "a"', "substring(2, region)", "argument_order", 'substring(region, 2) = "a"'),
    ("string length(amount) > 5", "amount", "argument_type", None),
    ("lines[0].price > 5", "0", "index_zero", "lines[1].price > 5"),
    (
        "isBlank(region) and overdue",
        "isBlank(region)",
        "foreign_function",
        '(region = null or region = "") and overdue',
    ),
    # values and conditions
    ("level = A", "A", "text_without_quotes", 'level = "A"'),
    ("level = A or B", "A", "text_without_quotes", 'level = "A" or level = "B"'),
    ('level = "A" or "B"', '"B"', "alternative", 'level = "A" or level = "B"'),
    ("level in [A, B]", "A", "text_without_quotes", 'level in ["A", "B"]'),
    ("level = 重要客户", "重要客户", "text_without_quotes", 'level = "A"'),
    ('level = "重要客户"', '"重要客户"', "value_not_allowed", 'level = "A"'),
    ('level = "D"', '"D"', "value_not_allowed", None),
    ("region = East", "East", "text_without_quotes", 'region = "East"'),
    ("overdue = yes", "yes", "foreign_constant", "overdue = true"),
    ("overdue = 是", "是", "foreign_constant", "overdue = true"),
    ("overdue = TRUE", "TRUE", "foreign_constant", "overdue = true"),
    ("region = NULL", "NULL", "foreign_constant", "region = null"),
    ("region = None", "None", "foreign_constant", "region = null"),
    ('overdue = "true"', '"true"', "text_for_boolean", "overdue = true"),
    ('amount > "1000"', '"1000"', "text_for_number", "amount > 1000"),
    ('string length(region) > "5"', '"5"', "text_for_number", "string length(region) > 5"),
    ('"Total " + amount = "x"', "amount", "text_and_value", '"Total " + string(amount) = "x"'),
    ("10 < amount < 20", "10 < amount < 20", "chained", "10 < amount and amount < 20"),
    ("amount = 5 = 6", "amount = 5 = 6", "chained", "amount = 5 and 5 = 6"),
    ("region > null", "region > null", "null_comparison", "region != null"),
    (
        "lines.discount > 0.1",
        "lines.discount > 0.1",
        "list_operand",
        "some each in lines.discount satisfies each > 0.1",
    ),
    ("amount", "amount", "not_boolean", None),
    ("5 in > 3", "5 in > 3", "constant", None),
    ("amount > 10 and amount < 5", "amount > 10 and amount < 5", "contradiction", None),
    ('level = "A" and level = "B"', 'level = "A" and level = "B"', "contradiction", None),
    ("if level then 1 else 2", "level", "not_boolean", None),
    ("amount > 5 or true", "true", "constant", None),
    # what else there is
    ("amount in 10..20", "in 10..20", "range", "amount in [10..20]"),
    ("amount in 10-20", "10-20", "cell_range", "amount in [10..20]"),
    ("amount from 10 to 20", "from 10 to 20", "range", "amount in [10..20]"),
    ("amount is between 5 and 10", "is between", "phrase", "amount between 5 and 10"),
    ('level = "A", "B"', '= "A", "B"', "in_brackets", 'level in ("A", "B")'),
    ("level = A, B", "= A, B", "in_brackets", 'level in ("A", "B")'),
    ("today > due", "today", "uncalled", "today() > due"),
    ("due < today - 30", "today", "uncalled", 'due < today() - @"P30D"'),
    ("amount > 1 million", "1 million", "multiplier", "amount > 1000000"),
    ("discount = 10 percent", "10 percent", "percent", "discount = 0.1"),
    (
        "any line in lines satisfies line.price > 5",
        "any",
        "keyword",
        "some line in lines satisfies line.price > 5",
    ),
    ("lines.count > 3", "lines.count", "unknown_member", "count(lines) > 3"),
    ("lines.sum(price) > 5", "lines.sum(price)", "method", "sum(lines.price) > 5"),
    ("lines.any(price > 5)", "lines.any(price > 5)", "method", "count(lines[price > 5]) > 0"),
    ("lines.every(price > 5)", "lines.every(price > 5)", "method", "count(lines[not(price > 5)]) = 0"),
    ("amount > 5 # big", "#", "comment", "amount > 5 // big"),
    (
        "lines.price > 5 and overdue",
        "lines.price > 5",
        "list_operand",
        "(some each in lines.price satisfies each > 5) and overdue",
    ),
]

# the cell, its input, what is wrong, which advice, what to write instead
CELLS = [
    ("> 10 and < 20", "amount", "> 10 and < 20", "range", "(10..20)"),
    ("10-20", "amount", "10-20", "cell_range", "[10..20]"),
    ("10..20", "amount", "10..20", "range", "[10..20]"),
    ("-5..5", "amount", "-5..5", "range", "[-5..5]"),
    ("10 to 20", "amount", "10 to 20", "range", "[10..20]"),
    ("between 10 and 20", "amount", "between 10 and 20", "range", "[10..20]"),
    ("≥ 10", "amount", "≥", "at_least", ">= 10"),
    ("大于10", "amount", "大于10", "glued", "> 10"),
    ("amount > 5", "amount", "amount > 5", "cell_subject", "> 5"),
    ('"5"', "amount", '"5"', "text_for_number", "5"),
    ("5%", "discount", "5%", "percent", "0.05"),
    ("1,000", "amount", "1,000", "grouping", "1000"),
    ("A;B", "level", ";", "semicolon", '"A","B"'),
    ('"A" or "B"', "level", '"A" or "B"', "cell_alternatives", '"A", "B"'),
    ('"A"、"B"', "level", "、", "full_width", '"A","B"'),
    ("A, B", "level", "A", "text_without_quotes", '"A", "B"'),
    ("重要客户", "level", "重要客户", "text_without_quotes", '"A"'),
    ('"Z"', "level", '"Z"', "value_not_allowed", None),
    ('not "A"', "level", 'not "A"', "negation", 'not("A")'),
    ('!"A"', "level", '!"A"', "negation_sign", 'not("A")'),
    ("not(A)", "level", "A", "text_without_quotes", 'not("A")'),
    ("2024-01-01", "due", "2024-01-01", "date_sum", '@"2024-01-01"'),
    ('< "2024-01-01"', "due", '"2024-01-01"', "text_for_date", '< @"2024-01-01"'),
    ("yes", "overdue", "yes", "foreign_constant", "true"),
    ("是", "overdue", "是", "foreign_constant", "true"),
]


@pytest.mark.parametrize(("text", "wrong", "code", "correction"), MISTAKES)
def test_a_mistake_gets_its_place_its_reason_and_a_way_out(
    text: str, wrong: str, code: str, correction: str | None
) -> None:
    found = review(text, FACTS, condition=True)[0]
    assert (text[found.start : found.end], found.code, found.correction) == (wrong, code, correction)
    assert_it_is_said(found)
    if correction is not None:
        parse_expression(correction, NAMES)


@pytest.mark.parametrize(("text", "input", "wrong", "code", "correction"), CELLS)
def test_a_mistake_in_a_cell_gets_the_same(
    text: str, input: str, wrong: str, code: str, correction: str | None
) -> None:
    found = review_cell(text, FACTS, FACTS[input])[0]
    assert (text[found.start : found.end], found.code, found.correction) == (wrong, code, correction)
    assert_it_is_said(found)
    if correction is not None:
        parse_tests(correction, NAMES)


def assert_it_is_said(found: Advice) -> None:
    for lang in ("zh", "en"):
        said = found.text(lang)
        assert f"{found.line}" in said
        assert f"{found.column}" in said
        assert " ".join(found.source[found.start : found.end].split()) in said
        assert found.reason(lang) in said
        assert (found.correction or "") in said
    assert re.search("[\u4e00-\u9fff]", found.reason("zh"))
    assert not re.search(
        "[\u4e00-\u9fff]", found.reason("en").replace(found.source[found.start : found.end].strip('"'), "")
    )


@pytest.mark.parametrize("row", MISTAKES, ids=lambda row: row[0])
def test_what_is_offered_is_no_mistake_again(row: tuple[str, str, str, str | None]) -> None:
    if row[3] is not None:
        assert [each.code for each in review(row[3], FACTS) if each.severity == "error"] == []


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        (
            "discount > 10%",
            "第 1 行第 12 列，“10%”：百分比要写成小数。应写作：discount > 0.1",
            "Line 1, column 12, at '10%': A percentage is written as a decimal. Write: discount > 0.1",
        ),
        (
            "amount > 5\n and overdue = yes",
            "第 2 行第 16 列，“yes”：FEEL 用小写的 true、false、null。应写作：amount > 5\n and overdue = true",
            (
                "Line 2, column 16, at 'yes': FEEL has true, false and null, in small letters. "
                "Write: amount > 5\n and overdue = true"
            ),
        ),
        (
            "if overdue then 1",
            "第 1 行第 18 列，结尾：if 要有 then 和 else。应写作：if overdue then 1 else null",
            "Line 1, column 18, at the end: if needs then and else. Write: if overdue then 1 else null",
        ),
        (
            "due - today() > 30",
            '第 1 行第 17 列，“30”：数字不是时长，30 天写作 @"P30D"。应写作：due - today() > @"P30D"',
            (
                "Line 1, column 17, at '30': A number is not a duration; 30 days are @\"P30D\". "
                'Write: due - today() > @"P30D"'
            ),
        ),
        (
            "contains(region)",
            "第 1 行第 1 列，“contains(region)”：函数 contains() 的参数不对，应为 (string, match)。",
            (
                "Line 1, column 1, at 'contains(region)': "
                "contains() does not take these arguments; it takes (string, match)."
            ),
        ),
    ],
)
def test_the_whole_message(text: str, zh: str, en: str) -> None:
    found = review(text, FACTS)[0]
    assert (found.text("zh"), found.text("en")) == (zh, en)


@pytest.mark.parametrize(
    "text",
    [
        'amount > 1000 and customer.level = "A"',
        "overdue",
        "not(overdue) and discount between 0.05 and 0.1",
        "some line in lines satisfies line.discount > 0.1 and line.anything = 5",
        "count(lines[price > 100 and other = 1]) > 2",
        "(amount > 5) = overdue",
        "(amount = 5) != (discount = 1)",
        'due + @"P3D" < today() and day of week(due) = "Monday"',
        '(due - today()) / @"P1D" > 30',
        "due - today() > duration(region)",
        'if overdue then region = null else region in ("x", "y")',
        'level in ("A", "B") or level = null',
        "discount > 1",
        "credit limit - amount < 5000",
        "{total: sum(lines.price), rate: 0.1}.total > 5",
        "(function(x: number) x > 5)(amount)",
        "for i in 1..3 return i * amount",
        "max(amount, discount) > min(lines.price)",
        'string join(lines.name, ", ") = "x"',
        "amount > 10 and amount < 50",
        "max(1, 100, amount) > 5",
        "amount in (1,100)",
        'get value(customer, "x") > 5',
        'created > date and time(due, @"00:00:00")',
        "customer.rating > 5",
        'region < "b"',
        "// 备注：大客户\noverdue",
    ],
)
def test_what_may_be_meant_so_is_no_mistake(text: str) -> None:
    assert [each.code for each in review(text, FACTS)] == []


@pytest.mark.parametrize(
    "text", ["", "-", "> 5", "[1..5)", "5, 6, > 100", "null", "not(5)", "? > 5 and ? < 9"]
)
def test_a_good_cell_is_no_mistake(text: str) -> None:
    assert review_cell(text, FACTS, FACTS["amount"]) == ()


def test_every_advice_is_in_both_languages_and_known_to_the_messages() -> None:
    for code, said in {**ADVICE, **FINDINGS}.items():
        assert set(said) == {"zh", "en"}, code
        assert re.search("[\u4e00-\u9fff]", said["zh"]), code
        assert not re.search("[\u4e00-\u9fff]", said["en"]), code
    assert FINDINGS.items() <= MESSAGES.items()


def test_a_text_that_is_too_long_is_refused_with_words() -> None:
    [found] = review("1" * 60_000, FACTS)
    assert (found.code, found.correction) == ("limit_text", None)
    assert "60" not in found.text("en")


@pytest.mark.parametrize(
    "text",
    [
        "（" * 2000,
        "not " * 490,
        "count of " * 220,
        "'a' " * 490,
        "1,000 " * 330,
        "a > 1 && " * 220,
        "IF a THEN " * 190,
        "1.2.2024 " * 200,
        "a ? b : " * 240,
        "?" * 2000,
        "金额大于10并且" * 250,
        "[" * 2000,
    ],
)
def test_no_mistake_takes_long_to_look_at(text: str) -> None:
    start = time.process_time()
    for found in (*review(text, FACTS), *review_cell(text, FACTS)):
        found.text("zh")
    assert time.process_time() - start < 2


def test_random_texts_are_looked_at_and_what_is_offered_can_be_read() -> None:
    chance = random.Random(11)
    known = {
        "a": "number",
        "b": Fact(name="b", zh="乙", en="B", kind="string", values=LEVELS),
        "list": "list<number>",
    }
    offered = 0
    for number in range(500):
        text = expression(chance, 3) if number % 3 else " ".join(chance.choices([*ALPHABET, "%", "万"], k=7))
        for found in (*review(text, known, condition=True), *review_cell(text, known, known["b"])):
            assert 0 <= found.start <= found.end <= len(text) or not text.strip()
            found.text("en")
            offered += found.correction is not None
        for found in review(text, known):
            if found.correction is not None:
                parse_expression(found.correction, odd(names_in(known)))
    assert offered > 60
