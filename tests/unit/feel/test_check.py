from __future__ import annotations

import pytest

from engine.feel.check import check
from engine.feel.parser import parse_expression

KNOWN = {
    "amount": "number",
    "customer.level": "string",
    "since": "date",
    "vip": "boolean",
    "lines": "list",
    "other": "",
}


@pytest.mark.parametrize(
    "text",
    [
        'amount > 1000 and customer.level = "VIP"',
        "vip",
        "some line in lines satisfies line.price > amount",
        "count(lines[item.price > 1]) > 2",
        'other > 1 and other = "x"',
        "since < today()",
        'since + @"P1D" > @"2024-01-01"',
        "amount = null",
        'today() > @"2024-01-01"',
    ],
)
def test_good_conditions_have_no_faults(text: str) -> None:
    assert check(parse_expression(text), KNOWN, condition=True) == ()


@pytest.mark.parametrize(
    ("text", "code", "position", "word"),
    [
        ("amuont > 1", "unknown_variable", 0, "amount"),
        ("vip and Amount > 1", "unknown_variable", 8, "amount"),
        ("cuont(lines) > 1", "unknown_function", 0, "count"),
        ("customer.level > 100", "number_for_text", 17, "text"),
        ("since = 5", "operand_types", 0, "date"),
        ("vip > true", "operand_types", 0, "true or false"),
        ("amount + customer.level > 1", "text_and_value", 0, "string(amount)"),
        ("amount", "not_boolean", 0, "number"),
        ("amount + 1", "not_boolean", 0, "number"),
        ("1 < 2", "constant", 0, "always true"),
    ],
)
def test_faults_have_a_place_and_words(text: str, code: str, position: int, word: str) -> None:
    [found] = check(parse_expression(text), KNOWN, condition=True)
    assert (found.code, found.position) == (code, position)
    assert word in found.text("en")
    assert found.text("zh") != found.text("en")


def test_any_expression_may_have_any_kind() -> None:
    assert check(parse_expression("amount + 1"), KNOWN) == ()
