from __future__ import annotations

from decimal import Decimal

import pytest

from adapters.crm.facts import QUOTE_FACTS
from processes.approval.values import Unreadable, read_value, show_value

FACTS = {fact.name: fact for fact in QUOTE_FACTS}


@pytest.mark.parametrize(
    ("fact", "operator", "text", "value"),
    [
        ("max_discount", "gt", "10%", Decimal("0.10")),
        ("max_discount", "gt", "10", Decimal("0.10")),
        ("max_discount", "gt", "８％", Decimal("0.08")),
        ("max_discount", "gt", "12.5%", Decimal("0.125")),
        ("max_discount", "between", "8% 至 12%", (Decimal("0.08"), Decimal("0.12"))),
        ("max_discount", "between", "8..12", (Decimal("0.08"), Decimal("0.12"))),
        ("total", "ge", "¥500,000", Decimal(500_000)),
        ("total", "ge", "50 万", Decimal(500_000)),
        ("total", "ge", "-3", Decimal(-3)),
        ("valid_days", "lt", "30 天", Decimal(30)),
        ("valid_days", "lt", "30 days", Decimal(30)),
        ("customer_level", "eq", "B 级", "B"),
        ("customer_level", "in", "level a、B", ("A", "B")),
        ("below_minimum", "eq", "是", True),
        ("below_minimum", "eq", "No", False),
        ("owner_login", "in", "li, wang", ("li", "wang")),
    ],
)
def test_it_reads_what_people_type(fact, operator, text, value):
    assert read_value(FACTS[fact], operator, text) == value


@pytest.mark.parametrize(
    ("fact", "operator", "text", "en"),
    [
        ("max_discount", "gt", "abc %", "Not a number; for example 10%"),
        ("max_discount", "gt", "", "Enter a value"),
        ("max_discount", "between", "12% 至 8%", "The lower end is above the upper end"),
        ("max_discount", "between", "8%", "Enter two numbers, for example 8% to 12%"),
        ("customer_level", "eq", "Z", "No such value; choose from Level A, Level B, Level C"),
        ("below_minimum", "eq", "maybe", "Enter yes or no"),
        ("total", "gt", "1e9", "Not a number; for example ¥10"),
        ("total", "gt", "NaN", "Not a number; for example ¥10"),
    ],
)
def test_it_says_what_would_be_a_value(fact, operator, text, en):
    with pytest.raises(Unreadable) as refused:
        read_value(FACTS[fact], operator, text)
    assert refused.value.en == en
    assert refused.value.zh


@pytest.mark.parametrize(
    ("fact", "value", "zh", "en"),
    [
        ("max_discount", Decimal("0.1000"), "10%", "10%"),
        ("total", Decimal("188288.50"), "¥188,288.5", "¥188,288.5"),
        ("valid_days", Decimal(30), "30 天", "30 days"),
        ("customer_level", ("A", "B"), "A 级、B 级", "Level A, Level B"),
        ("max_discount", (Decimal("0.08"), Decimal("0.12")), "8% 至 12%", "8% to 12%"),
        ("below_minimum", True, "是", "yes"),
        ("margin", None, "–", "–"),
    ],
)
def test_it_shows_values_with_their_unit(fact, value, zh, en):
    assert (show_value(FACTS[fact], value, "zh"), show_value(FACTS[fact], value, "en")) == (zh, en)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("fact", "operator", "value"),
    [
        ("max_discount", "gt", Decimal("0.125")),
        ("max_discount", "between", (Decimal("0.08"), Decimal("0.12"))),
        ("total", "le", Decimal("1234567.89")),
        ("valid_days", "eq", Decimal(30)),
        ("customer_level", "not_in", ("A", "C")),
        ("below_minimum", "eq", False),
    ],
)
def test_what_it_shows_it_reads_again(fact, operator, value, lang):
    shown = show_value(FACTS[fact], value, lang)
    assert read_value(FACTS[fact], operator, shown) == value
