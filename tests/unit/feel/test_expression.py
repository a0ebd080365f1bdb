from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from engine.feel import (
    FeelError,
    FeelEvaluationError,
    FeelSyntaxError,
    YearsMonths,
    compile_expression,
    compile_unary,
    evaluate,
    unary_tests,
)

FACTS = {
    "amount": 2000,
    "discount": 0.12,
    "customer": {"level": "VIP", "city": None},
    "合同 金额": 10,
    "lines": [{"qty": 1, "price": 5}, {"qty": 3, "price": 7}],
    "since": date(2024, 2, 29),
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('amount > 1000 and customer.level = "VIP"', True),
        ("discount > 0.10", True),
        ("合同 金额 + 1", Decimal(11)),
        ("1 + 2 * 3 ** 2", Decimal(19)),
        ("0.1 + 0.2", Decimal("0.3")),
        ("-(2 - 5)", Decimal(3)),
        ("lines.qty", [1, 3]),
        ("lines[qty > 1].price", [7]),
        ("lines[-1].price", Decimal(7)),
        ("sum(for line in lines return line.qty * line.price)", Decimal(26)),
        ("some line in lines satisfies line.qty > 2", True),
        ("every line in lines satisfies line.qty > 2", False),
        ('if amount > 1 then "a" else "b"', "a"),
        ("amount between 1 and 2000", True),
        ("amount in (1, [10..2000])", True),
        ("amount in > 5000", False),
        ("null and false", False),
        ("null or true", True),
        ("null = null", True),
        ('since + duration("P1Y")', date(2025, 2, 28)),
        ('duration("P1Y") * 2', YearsMonths(24)),
        ('@"PT90M"', timedelta(minutes=90)),
        ('date and time("2024-02-29T10:00:00Z")', datetime(2024, 2, 29, 10, tzinfo=UTC)),
        ("{a: 1, b: a + 1}.b", Decimal(2)),
        ("(function(x, y) x - y)(y: 1, x: 5)", Decimal(4)),
        ("5 in [1..5[", False),
        ("amount instance of number", True),
        ('"张" + "三"', "张三"),
        ("for i in 1..3 return i // the first three", [1, 2, 3]),
        ("/* nothing */ 1", Decimal(1)),
    ],
)
def test_it_evaluates(text: str, value: object) -> None:
    assert evaluate(text, FACTS) == value


def test_numbers_are_decimals_even_if_they_came_as_int_or_float() -> None:
    assert type(evaluate("amount", FACTS)) is Decimal
    assert evaluate("discount", FACTS) == Decimal("0.12")
    assert type(evaluate("lines", FACTS)[0]["qty"]) is Decimal  # type: ignore[index]


def test_a_boolean_is_not_a_number() -> None:
    assert evaluate("flag + 1", {"flag": True}) is None


def test_an_unknown_variable_is_null_and_named() -> None:
    value, diagnostics = compile_expression("amuont > 1").evaluate_with_diagnostics({"amount": 5})
    assert value is None
    assert "'amuont'" in diagnostics[0].text("en")
    assert "“amuont”" in diagnostics[0].text("zh")


def test_a_null_operand_is_named() -> None:
    _, diagnostics = compile_expression("customer.city > 1").evaluate_with_diagnostics(FACTS)
    assert diagnostics[0].severity == "note"
    assert "customer.city" in diagnostics[0].text("en")


def test_strict_evaluation_raises_for_an_unknown_variable() -> None:
    with pytest.raises(FeelEvaluationError, match="amuont") as caught:
        evaluate("amuont > 1", {}, strict=True)
    assert isinstance(caught.value, FeelError)


def test_strict_evaluation_lets_null_through() -> None:
    assert evaluate("customer.city = null", FACTS, strict=True) is True


def test_names_are_the_variables_from_outside() -> None:
    expression = compile_expression("sum(for x in items return x * rate) > limit and count(items) > 0")
    assert expression.names == {"items", "rate", "limit"}


def test_attributes_of_python_objects_are_out_of_reach() -> None:
    class Secret:
        password = "x"

    assert evaluate("secret.password", {"secret": Secret()}) is None
    assert evaluate('"".__class__', {}) is None
    assert evaluate("lines.__class__", {"lines": [1]}) == [None]


def test_the_context_is_not_changed() -> None:
    facts = {"lines": [{"qty": 1}], "item": 5}
    evaluate("lines[item.qty > 0]", facts)
    assert facts == {"lines": [{"qty": 1}], "item": 5}


@pytest.mark.parametrize(
    ("text", "value", "passes"),
    [
        ("-", None, True),
        ("> 10, [1..5]", 3, True),
        ("> 10, [1..5]", 7, False),
        ('"a", "b"', "b", True),
        ('not("a", "b")', "c", True),
        ("? > 5 and ? < 7", 6, True),
        ("[limit..100]", 50, True),
        ("> limit", 5, False),
        ("true", True, True),
        ("null", None, True),
        ('starts with(?, "A")', "Ab", True),
        ("-5", -5, True),
        ("", "anything", True),
    ],
)
def test_unary_tests(text: str, value: object, passes: bool) -> None:
    context = {"limit": 10}
    if text == "":
        assert compile_unary(text).matches(value, context) is True
        return
    assert unary_tests(text, value, context) is passes


def test_a_unary_test_without_answer_is_none() -> None:
    assert compile_unary("> 5").matches(None, {}) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1 +",
        "(1",
        "[1, 2",
        "{a: 1",
        '"open',
        "if a then b",
        "for x in",
        "1 2",
        "f(a: 1, 2)",
        "/* open",
        "@x",
    ],
)
def test_broken_texts_are_refused(text: str) -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        compile_expression(text)
    assert caught.value.line == 1
    assert caught.value.column == caught.value.start + 1
    assert caught.value.text("zh") != caught.value.text("en")


def test_line_and_column_count_from_one() -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        compile_expression("1 +\n  * 2")
    assert (caught.value.line, caught.value.column, caught.value.found) == (2, 3, "*")


def test_now_is_given_from_outside() -> None:
    moment = datetime(2026, 1, 1, 8, tzinfo=UTC)
    assert compile_expression("today()").evaluate({}, now=moment) == date(2026, 1, 1)
    assert compile_expression("now()").evaluate({}, now=moment) == moment
