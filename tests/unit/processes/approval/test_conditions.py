from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processes.approval.conditions import Undecided, explain, feel_text, holds, read_aloud
from processes.approval.model import ALWAYS, Condition, Test
from processes.approval.quotes import QUOTES

EIGHT = Test(fact="max_discount", operator="gt", value=Decimal("0.08"))
LEVELS = Test(fact="customer_level", operator="in", value=("B", "C"))
BIG = Test(fact="total", operator="ge", value=Decimal(500_000))
RULE = Condition(rows=((EIGHT, LEVELS), (BIG,)))


def test_it_is_written_as_feel():
    assert feel_text(RULE) == 'max_discount > 0.08 and customer_level in ("B", "C") or total >= 500000'


def test_it_is_read_aloud_in_both_languages():
    assert read_aloud(RULE, QUOTES, "zh") == (
        "（最大行折扣大于 8%，并且客户级别是“B 级”、“C 级”之一），或者报价总额不低于 ¥500,000"
    )
    assert read_aloud(RULE, QUOTES, "en") == (
        "(largest line discount is greater than 8% and customer level is one of “Level B”, “Level C”)"
        " or quote total is at least ¥500,000"
    )


def test_it_explains_with_the_values_it_was_asked_about():
    condition = Condition(rows=((EIGHT,),))
    facts = {"max_discount": Decimal("0.12")}
    assert explain(condition, facts, QUOTES, "zh") == "最大行折扣大于 8%（实际：最大行折扣 12%）"
    assert explain(condition, facts, QUOTES, "en") == (
        "Largest line discount is greater than 8% (actually: largest line discount 12%)"
    )


def test_without_rows_it_always_holds():
    assert holds(ALWAYS, {})
    assert read_aloud(ALWAYS, QUOTES, "zh") == "总是进入"
    assert feel_text(ALWAYS) == ""


@pytest.mark.parametrize("facts", [{}, {"margin": None}, {"margin": "a text"}])
def test_a_missing_fact_is_never_taken_for_false(facts):
    condition = Condition(rows=((Test(fact="margin", operator="lt", value=Decimal("0.15")),),))
    with pytest.raises(Undecided) as undecided:
        holds(condition, facts)
    assert undecided.value.missing == ("margin",)


def test_a_row_that_holds_needs_no_other_fact():
    margin = Test(fact="margin", operator="lt", value=Decimal("0.15"))
    condition = Condition(rows=((margin,), (BIG,)))
    assert holds(condition, {"margin": None, "total": Decimal(600_000)})
    with pytest.raises(Undecided):
        holds(condition, {"margin": None, "total": Decimal(1)})


_COMPARE = {
    "gt": lambda a, b: a > b,
    "ge": lambda a, b: a >= b,
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
    "between": lambda a, b: b[0] <= a <= b[1],
    "in": lambda a, b: a in b,
    "not_in": lambda a, b: a not in b,
}
_numbers = st.decimals("-2", "2", places=2)
_levels = st.sampled_from(["A", "B", "C"])
_number_tests = st.one_of(
    st.builds(
        Test,
        fact=st.sampled_from(["max_discount", "margin"]),
        operator=st.sampled_from(["gt", "ge", "lt", "le", "eq", "ne"]),
        value=_numbers,
    ),
    st.builds(
        Test,
        fact=st.just("margin"),
        operator=st.just("between"),
        value=st.tuples(_numbers, _numbers).map(lambda pair: tuple(sorted(pair))),
    ),
)
_text_tests = st.one_of(
    st.builds(Test, fact=st.just("customer_level"), operator=st.sampled_from(["eq", "ne"]), value=_levels),
    st.builds(
        Test,
        fact=st.just("customer_level"),
        operator=st.sampled_from(["in", "not_in"]),
        value=st.lists(_levels, min_size=1, unique=True).map(tuple),
    ),
)
_rows = st.lists(st.one_of(_number_tests, _text_tests), min_size=1, max_size=4).map(tuple)


@settings(max_examples=200, deadline=None)
@given(
    rows=st.lists(_rows, min_size=1, max_size=4).map(tuple),
    facts=st.fixed_dictionaries({"max_discount": _numbers, "margin": _numbers, "customer_level": _levels}),
)
def test_it_answers_as_the_rows_compared_one_by_one(rows, facts):
    expected = any(all(_COMPARE[t.operator](facts[t.fact], t.value) for t in row) for row in rows)
    assert holds(Condition(rows=rows), facts) is expected


def test_a_test_against_no_is_not_answered_from_one_against_nought():
    against_no, against_nought = (
        Condition(rows=((Test(fact="max_discount", operator="ne", value=value),),))
        for value in (False, Decimal(0))
    )
    assert against_no != against_nought
    assert feel_text(against_no) != feel_text(against_nought)
