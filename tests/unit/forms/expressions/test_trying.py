"""Trying a text over typed values: the value, whether it passes, why it came to nothing; and laying texts out."""

from __future__ import annotations

from typing import Any

import pytest

from forms.expressions.contexts import read_context, with_context
from forms.expressions.errors import ExpressionRefused, QuestionUnreadable, ValuesRefused
from forms.expressions.formatting import formatted
from forms.expressions.question import read_question
from forms.expressions.trying import tried


def run(
    text: str, values: dict[str, str] | None = None, kinds: dict[str, str] | None = None, **more: Any
) -> Any:
    names = [{"name": name, "kind": kind} for name, kind in (kinds or {}).items()]
    question = read_question({"text": text, "values": values or {}, "names": names, **more})
    return tried(question, {}).as_json()


@pytest.mark.parametrize(
    ("kind", "typed", "shown"),
    [
        ("number", "10%", "0.1"),
        ("number", "¥1,200.50", "1200.50"),
        ("number", "１２", "12"),
        ("string", " A ", '" A "'),
        ("boolean", "是", "true"),
        ("date", "2026-03-02", "2026-03-02"),
        ("date and time", "2026-03-02T09:30", "2026-03-02T09:30:00"),
        ("time", "09:30", "09:30:00"),
        ("days and time duration", "PT8H", "PT8H"),
        ("list", '["A", "B"]', '["A", "B"]'),
        ("context", '{level: "A"}', '{level: "A"}'),
        ("", "12", "12"),
        ("", "A", '"A"'),
        ("", "[1, 2]", "[1, 2]"),
    ],
)
def test_a_value_is_read_by_its_kind(kind: str, typed: str, shown: str) -> None:
    assert run("x", {"x": typed}, {"x": kind})["value"] == shown


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("number", "ten"),
        ("number", "NaN"),
        ("number", "Infinity"),
        ("boolean", "perhaps"),
        ("date", "2026-02-30"),
        ("time", "25:00"),
        ("list", "{}"),
        ("context", "[1]"),
        ("days and time duration", "8 hours"),
        ("string", "x" * 20_001),
    ],
)
def test_a_value_of_another_kind_is_refused_at_its_field(kind: str, typed: str) -> None:
    with pytest.raises(ValuesRefused) as refused:
        run("x", {"x": typed}, {"x": kind})
    assert set(refused.value.faults["x"]) == {"zh", "en"}


def test_a_condition_without_an_answer_says_why() -> None:
    found = run("amount > 3", kinds={"amount": "number"}, mode="condition")
    assert (found["value"], found["passes"], found["is_test"]) == ("null", None, True)
    assert found["why"][0]["en"] == "'amount' is null, so '>' has no answer."


def test_a_path_takes_a_value_of_its_own() -> None:
    assert run('account.level = "A"', {"account.level": "A"})["value"] == "true"


def test_a_test_of_a_cell_passes_or_fails() -> None:
    kinds = {"?": "number"}
    assert run("[1..10]", {"?": "5"}, kinds, mode="tests")["passes"] is True
    assert run("[1..10]", {"?": "50"}, kinds, mode="tests")["passes"] is False


def test_juel_is_tried_as_well() -> None:
    assert (
        run("${amount > 3 ? 'a' : 'b'}", {"amount": "5"}, {"amount": "number"}, diagram=True)["value"]
        == '"a"'
    )


@pytest.mark.parametrize(
    "text",
    ["", "1 +", "for i in 1..1000000 return i", "${a.b(1)}"],
)
def test_what_cannot_be_evaluated_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ExpressionRefused) as refused:
        run(text, diagram=True)
    assert refused.value.text("zh") != refused.value.text("en")


def test_a_context_may_be_json_or_feel_and_makes_its_names_known() -> None:
    for text in (
        '{"credit limit": 5, "lines": [{"unit price": 2}]}',
        "{credit limit: 5, lines: [{unit price: 2}]}",
    ):
        given = read_context(text)
        question = with_context(read_question({"text": "sum(lines.unit price) < credit limit"}), given)
        assert tried(question, given).value == "true"


@pytest.mark.parametrize("text", ["[1]", "{a: }", "x"])
def test_a_context_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(QuestionUnreadable):
        read_context(text)


@pytest.mark.parametrize(
    ("text", "laid_out"),
    [
        ("a>1   and b", "a > 1 and b"),
        (" =a>1", "=a > 1"),
        (
            "customer_level = 1 and receivable > credit_limit and owner_position = 2 and line_count > 5",
            "customer_level = 1\nand receivable > credit_limit\nand owner_position = 2\nand line_count > 5",
        ),
    ],
)
def test_a_text_is_laid_out(text: str, laid_out: str) -> None:
    assert formatted(read_question({"text": text, "diagram": True})) == laid_out
    assert formatted(read_question({"text": laid_out, "diagram": True})) == laid_out


@pytest.mark.parametrize("text", ["", "a >", "a // why", "${a}", "/* why */ a"])
def test_what_would_lose_something_is_left_alone(text: str) -> None:
    with pytest.raises(ExpressionRefused):
        formatted(read_question({"text": text, "diagram": True}))
