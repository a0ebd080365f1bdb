from __future__ import annotations

import pytest

from engine.feel import FeelSyntaxError, compile_unary
from engine.feel.sentence import Fact, sentence

FACTS = {
    "max_discount": Fact(name="max_discount", zh="最大折扣", en="largest discount", unit="percent"),
    "total": Fact(name="total", zh="总额", en="total", unit="CNY"),
    "customer.level": Fact(name="customer.level", zh="客户级别", en="customer level"),
    "customer": "客户",
    "urgent": Fact(name="urgent", zh="加急", en="urgent"),
    "term": Fact(name="term", zh="账期", en="payment term", unit="天"),
    "lines": Fact(name="lines", zh="明细", en="lines"),
}


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("max_discount > 0.10", "最大折扣大于 10%", "largest discount is greater than 10%"),
        ("max_discount >= 0.085", "最大折扣不低于 8.5%", "largest discount is at least 8.5%"),
        ("0.1 < max_discount", "最大折扣大于 10%", "largest discount is greater than 10%"),
        ("total <= 182000", "总额不超过 ¥182,000", "total is at most ¥182,000"),
        (
            'total > 1000 and customer.level = "VIP"',
            "总额大于 ¥1,000，并且客户级别等于“VIP”",
            "total is greater than ¥1,000 and customer level is “VIP”",
        ),
        (
            "urgent and (total > 5 or total < 1)",
            "加急为是，并且（总额大于 ¥5，或者总额小于 ¥1）",
            "urgent is true and (total is greater than ¥5 or total is less than ¥1)",
        ),
        ("not(urgent)", "加急为否", "urgent is false"),
        ("urgent = false", "加急为否", "urgent is false"),
        ("customer = null", "客户为空", "客户 is empty"),
        (
            "max_discount between 0.05 and 0.1",
            "最大折扣在 5% 到 10% 之间",
            "largest discount is between 5% and 10%",
        ),
        (
            'customer.level in ("VIP", "A")',
            "客户级别是“VIP”、“A”之一",
            "customer level is one of “VIP”, “A”",
        ),
        (
            "max_discount in (0.1..0.2]",
            "最大折扣在 10% 与 20% 之间（不含 10%）",
            "largest discount is between 10% and 20% (without 10%)",
        ),
        ("count(lines) > 3", "明细多于 3 项", "there are more than 3 lines"),
        ("total > max_discount * 2", "总额大于最大折扣 × 2", "total is greater than largest discount × 2"),
        ('contains(customer.name, "A")', "客户的 name 包含“A”", "name of 客户 contains “A”"),
        ("-", "", ""),
    ],
)
def test_it_reads_a_condition_aloud(text: str, zh: str, en: str) -> None:
    if text == "-":
        tree = compile_unary("> 0.1, 0.05").tree
        assert sentence(tree, "zh", {"?": FACTS["max_discount"]}) == "最大折扣大于 10%，或者最大折扣等于 5%"
        return
    assert sentence(text, "zh", FACTS) == zh
    assert sentence(text, "en", FACTS) == en


def test_durations_are_read_in_words() -> None:
    assert sentence('age > duration("P1Y")', "zh") == "age 大于 1 年"
    assert sentence('age > @"PT36H"', "en") == "age is greater than 36 hours"


def test_it_refuses_what_is_not_feel() -> None:
    with pytest.raises(FeelSyntaxError):
        sentence("total >", "zh")


DEEPER = {
    fact.name: fact
    for fact in (
        Fact(name="amount", zh="金额", en="amount", unit="CNY", kind="number"),
        Fact(name="due", zh="到期日", en="due date", kind="date"),
        Fact(name="since", zh="签约日", en="contract date", kind="date"),
        Fact(name="overdue", zh="逾期", en="overdue", kind="boolean"),
        Fact(name="level", zh="客户级别", en="customer level", kind="string"),
        Fact(name="lines", zh="明细", en="lines", kind="list"),
        Fact(name="lines.discount", zh="行折扣", en="line discount", unit="percent", kind="number"),
        Fact(name="lines.price", zh="单价", en="price", unit="CNY", kind="number"),
        Fact(name="lines.quantity", zh="数量", en="quantity", kind="number"),
        Fact(name="days since order", zh="下单天数", en="days since the order", kind="number"),
    )
}


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("count(lines) > 0", "明细至少有一项", "there are lines"),
        ("count(lines) = 0", "明细没有任何项", "there are no lines"),
        (
            "count(lines[discount > 0.1]) >= 2",
            "明细中行折扣大于 10% 的项至少有 2 项",
            "there are at least 2 entries of lines where line discount is greater than 10%",
        ),
        (
            "some line in lines satisfies line.discount > 0.1",
            "明细中至少有一项满足：其行折扣大于 10%",
            "for at least one entry of lines, its line discount is greater than 10%",
        ),
        (
            "every each in lines satisfies each.unheard > 1",
            "明细中每一项都满足：其 unheard 大于 1",
            "for every entry of lines, its unheard is greater than 1",
        ),
        (
            "sum(for line in lines return line.quantity * line.price) > 5000",
            "明细每一项（数量 × 单价）的合计大于 ¥5,000",
            "the sum of quantity × price for each entry of lines is greater than ¥5,000",
        ),
        ("lines[1].price > 5", "明细的第 1 项的单价大于 5", "price of entry 1 of lines is greater than 5"),
        ("lines[-1] = null", "明细的最后一项为空", "the last entry of lines is empty"),
        ('not(contains(level, "x"))', "客户级别不包含“x”", "customer level does not contain “x”"),
        ('due < today() - @"P30D"', "到期日早于 30 天前", "due date is before 30 days ago"),
        ('due <= today() + @"P1D"', "到期日不晚于 1 天后", "due date is not after 1 day from now"),
        (
            'due >= since + @"P1Y"',
            "到期日不早于签约日之后 1 年",
            "due date is not before 1 year after contract date",
        ),
        ('due = @"2026-12-01"', "到期日是 2026-12-01", "due date is 2026-12-01"),
        (
            'due - today() > @"P30D"',
            "从今天到到期日的时间大于 30 天",
            "the time from today to due date is greater than 30 days",
        ),
        (
            '(today() - since) / @"P1D" > 30',
            "从签约日到今天的天数大于 30",
            "the number of days from contract date to today is greater than 30",
        ),
        ("days since order > 30", "下单天数大于 30", "days since the order is greater than 30"),
        ('list contains(["A", "B"], level)', "客户级别是“A”、“B”之一", "customer level is one of “A”, “B”"),
        (
            'overdue and (level = null or level = "")',
            "逾期为是，并且客户级别为空白",
            "overdue is true and customer level is blank",
        ),
        ("overdue != true", "逾期不为是", "overdue is not true"),
        ("true", "总是成立", "always"),
        (
            "abs(amount - 5) > 3",
            "（金额 - 5）的绝对值大于 ¥3",
            "the absolute value of amount - 5 is greater than ¥3",
        ),
        ("(amount + 5) * 2 > 10", "（金额 + 5） × 2 大于 ¥10", "(amount + 5) × 2 is greater than ¥10"),
        ("amount instance of number", "金额的类型是数字", "amount is a number"),
        (
            "if overdue then amount > 5 else amount > 10",
            "如果逾期为是，则金额大于 ¥5，否则金额大于 ¥10",
            "if overdue is true then amount is greater than ¥5, otherwise amount is greater than ¥10",
        ),
        (
            "[1, 2][item > 1] = [2]",
            "1、2 中该项大于 1 的项等于 2",
            "entries of 1, 2 where the entry is greater than 1 is 2",
        ),
        (
            "some x in lines, y in lines satisfies x = y",
            "some x in 明细, y in 明细 satisfies x = y",
            "some x in lines, y in lines satisfies x = y",
        ),
    ],
)
def test_it_reads_lists_dates_and_functions_aloud(text: str, zh: str, en: str) -> None:
    assert sentence(text, "zh", DEEPER) == zh
    assert sentence(text, "en", DEEPER) == en


def test_parts_of_a_duration_are_read_one_by_one() -> None:
    assert sentence('age > @"P1DT2H30M"', "zh") == "age 大于 1 天 2 小时 30 分钟"
    assert sentence('age > @"P1Y2M"', "en") == "age is greater than 14 months"


def test_a_number_of_thousands_of_digits_is_still_read() -> None:
    assert sentence("x > 1E6000", "en").startswith("x is greater than 1,000,000")
