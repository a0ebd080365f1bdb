"""Cells of the grid: what people type in them, and that what is shown reads back as the same."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest

from processes.approval.condition_cells import can_be_shown, read_cell, show_cell
from processes.approval.model import Test
from processes.approval.operators import ALLOWED
from processes.approval.quotes import QUOTES
from processes.approval.values import Unreadable


def read(fact: str, text: str) -> list[tuple[str, object]]:
    found = QUOTES.fact(fact)
    assert found is not None
    return [(test.operator, test.value) for test in read_cell(found, text)]


@pytest.mark.parametrize(
    ("text", "tests"),
    [
        ("> 10 %", [("gt", "0.1")]),
        ("＞１０％", [("gt", "0.1")]),
        (">=10%", [("ge", "0.1")]),
        ("不超过 8%", [("le", "0.08")]),
        ("at least 8%", [("ge", "0.08")]),
        ("8%", [("eq", "0.08")]),
        ("≠ 8%", [("ne", "0.08")]),
        ("-5%", [("eq", "-0.05")]),
        ("> -5%", [("gt", "-0.05")]),
        ("8% 至 12%", [("between", ("0.08", "0.12"))]),
        ("介于 8% 和 12%", [("between", ("0.08", "0.12"))]),
        ("between 8% and 12%", [("between", ("0.08", "0.12"))]),
        ("[8%, 12%]", [("between", ("0.08", "0.12"))]),
        ("(8 %, 12 %]", [("gt", "0.08"), ("le", "0.12")]),
        ("（8%，12%）", [("gt", "0.08"), ("lt", "0.12")]),
        ("> 8% 且 < 12%", [("gt", "0.08"), ("lt", "0.12")]),
        ("> 8% and <= 12%", [("gt", "0.08"), ("le", "0.12")]),
    ],
)
def test_numbers_are_asked_with_plain_operators(text, tests):
    def number(value):
        return tuple(map(Decimal, value)) if isinstance(value, tuple) else Decimal(value)

    assert read("max_discount", text) == [(operator, number(value)) for operator, value in tests]


@pytest.mark.parametrize(
    ("fact", "text", "tests"),
    [
        ("total", "≥ 50 万", [("ge", Decimal(500_000))]),
        ("total", "(1,000, 2,000]", [("gt", Decimal(1000)), ("le", Decimal(2000))]),
        ("total", "[1,000,2,000]", [("between", (Decimal(1000), Decimal(2000)))]),
        ("customer_level", "A 级", [("eq", "A")]),
        ("customer_level", "B、C 级", [("in", ("B", "C"))]),
        ("customer_level", "在 A、B", [("in", ("A", "B"))]),
        ("customer_level", "not in A, B", [("not_in", ("A", "B"))]),
        ("customer_level", "≠ A", [("ne", "A")]),
        ("below_minimum", "是", [("eq", True)]),
        ("below_minimum", "= no", [("eq", False)]),
        ("owner_name", "王 小明", [("eq", "王 小明")]),
        ("owner_name", "王小明、李雷", [("in", ("王小明", "李雷"))]),
        ("owner_name", "= 在, 野", [("eq", "在, 野")]),
    ],
)
def test_every_kind_of_fact_has_its_own_values(fact, text, tests):
    assert read(fact, text) == tests


@pytest.mark.parametrize("text", ["", " ", "—", "-", "任意", "any", "＊"])
def test_a_dash_asks_nothing(text):
    assert read("max_discount", text) == []


@pytest.mark.parametrize(
    ("fact", "text", "why"),
    [
        ("max_discount", "> abc", "不是数字"),
        ("max_discount", "in 8%", "该字段可用"),
        ("max_discount", "12% 至 8%", "下限不能大于上限"),
        ("max_discount", "(8%]", "请填写两端"),
        ("customer_level", "Z", "没有这个取值"),
        ("customer_level", "> A", "该字段可用"),
        ("below_minimum", "≠ 是", "该字段可用"),
        ("max_discount", ">" * 600, "最多 500 个字"),
    ],
)
def test_what_cannot_be_read_says_what_would_be_right(fact, text, why):
    with pytest.raises(Unreadable) as refused:
        read(fact, text)
    assert why in refused.value.zh


@pytest.mark.parametrize("seed", range(40))
def test_what_is_shown_in_either_language_reads_back_as_the_same(seed):
    random = Random(seed)
    fact = random.choice(QUOTES.facts)
    tests = []
    for operator in random.sample(ALLOWED[fact.type], k=1 if fact.type != "number" else random.randint(1, 2)):
        if fact.type == "number":
            low, high = sorted(Decimal(random.randint(-400, 900_000)) / 100 for _ in range(2))
            value = (low, high) if operator == "between" else low
        elif fact.type == "boolean":
            value = random.random() < 0.5
        else:
            words = list(fact.choices or ("王小明", "over there", "in stock", "= x"))
            some = tuple(random.sample(words, k=2))
            value = some if operator in ("in", "not_in") else some[0]
        tests.append(Test(fact=fact.name, operator=operator, value=value))
    assert can_be_shown(fact, tests)
    for lang in ("zh", "en"):
        assert read_cell(fact, show_cell(fact, tests, lang)) == tuple(tests)


def test_a_text_that_no_cell_can_write_is_not_shown_in_one():
    fact = QUOTES.fact("owner_name")
    assert not can_be_shown(fact, [Test(fact="owner_name", operator="in", value=("a, b", "c"))])
