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
        ("count(lines) > 3", "明细的个数大于 3", "the number of lines is greater than 3"),
        ("total > max_discount * 2", "总额大于最大折扣 * 2", "total is greater than largest discount * 2"),
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
