"""Findings about conditions, against looking at every document of a small world."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.crm.words import LEVELS
from processes.approval.conditions import holds
from processes.approval.defaults import QUOTE
from processes.approval.findings import of_flow, of_point
from processes.approval.model import Condition, Flow, Test
from processes.approval.quotes import QUOTES

LIMITS = [Decimal(0), Decimal("0.08"), Decimal("0.10")]
BETWEEN = [Decimal("-0.5"), Decimal("0.04"), Decimal("0.09"), Decimal(2)]
WORLD = [
    {"max_discount": discount, "below_minimum": below, "customer_level": level, "owner_login": login}
    for discount, below, level, login in product(LIMITS + BETWEEN, (True, False), LEVELS, ("x", "y"))
]
few = settings(max_examples=60, deadline=None)
tests = st.one_of(
    st.builds(
        Test,
        fact=st.just("max_discount"),
        operator=st.sampled_from(("gt", "ge", "lt", "le", "eq", "ne")),
        value=st.sampled_from(LIMITS),
    ),
    st.builds(
        lambda ends: Test(fact="max_discount", operator="between", value=(min(ends), max(ends))),
        st.tuples(st.sampled_from(LIMITS), st.sampled_from(LIMITS)),
    ),
    st.builds(Test, fact=st.just("below_minimum"), operator=st.just("eq"), value=st.booleans()),
    st.builds(
        Test,
        fact=st.just("customer_level"),
        operator=st.sampled_from(("in", "not_in")),
        value=st.lists(st.sampled_from(sorted(LEVELS)), min_size=1, max_size=4, unique=True).map(tuple),
    ),
    st.builds(Test, fact=st.just("owner_login"), operator=st.sampled_from(("eq", "ne")), value=st.just("x")),
)
rows = st.lists(tests, min_size=1, max_size=3).map(tuple)
conditions = st.lists(rows, min_size=1, max_size=4).map(lambda found: Condition(rows=tuple(found)))


def point(condition: Condition, number: int = 1) -> Any:
    return replace(QUOTE.points[0], number=number, condition=condition)


def met(condition: Condition, world: Any = None) -> list[int]:
    return [number for number, facts in enumerate(world or WORLD) if holds(condition, facts)]


def codes(found: Any) -> list[tuple[str, int | None]]:
    return [(one.code, one.row) for one in found]


@few
@given(conditions)
def test_a_row_is_called_impossible_exactly_if_no_document_meets_it(condition):
    found = [row for code, row in codes(of_point(point(condition), QUOTES)) if code == "ROW_NEVER"]
    assert found == [n for n, row in enumerate(condition.rows) if not met(Condition(rows=(row,)))]


@few
@given(conditions)
def test_rows_called_superfluous_can_all_go_and_no_other_can(condition):
    found = of_point(point(condition), QUOTES)
    gone = {one.row for one in found if one.code in ("ROW_COVERED", "ROW_NEVER")}
    kept = [row for number, row in enumerate(condition.rows) if number not in gone]
    if not kept:
        assert met(condition) == []
        return
    assert met(Condition(rows=tuple(kept))) == met(condition)
    for number in range(len(kept)):
        rest = Condition(rows=tuple(kept[:number] + kept[number + 1 :]))
        assert (met(rest) if rest.rows else []) != met(condition)


@few
@given(conditions)
def test_tests_called_superfluous_can_all_go(condition):
    gone = {(one.row, one.test) for one in of_point(point(condition), QUOTES) if one.code == "TEST_REDUNDANT"}
    kept = tuple(
        tuple(test for index, test in enumerate(row) if (number, index) not in gone)
        for number, row in enumerate(condition.rows)
    )
    assert all(kept)
    assert met(Condition(rows=kept)) == met(condition)


@few
@given(conditions, st.one_of(st.just(Condition()), conditions))
def test_a_point_is_entered_never_or_always_by_the_documents_of_its_flow(condition, entry):
    world = [facts for facts in WORLD if holds(entry, facts)]
    inside = met(condition, world) if world else []
    found = {code for code, _ in codes(of_point(point(condition), QUOTES, entry))}
    assert ("POINT_NEVER" in found) == (not inside)
    assert ("POINT_ALWAYS" in found) == (bool(world) and len(inside) == len(world))


@few
@given(st.lists(conditions, min_size=1, max_size=3))
def test_nobody_is_asked_exactly_if_some_document_enters_no_point(several):
    flow = Flow(points=tuple(point(each, number) for number, each in enumerate(several, start=1)))
    left = [facts for facts in WORLD if not any(holds(each, facts) for each in several)]
    found = [one for one in of_flow(flow, QUOTES) if one.code == "NOBODY_ASKED"]
    assert bool(found) == (len(left) > 0 and any(met(each) for each in several))


def test_a_gap_is_told_as_a_rule_and_as_a_document_in_the_readers_units():
    discount = Condition(rows=((Test(fact="max_discount", operator="gt", value=Decimal("0.12")),),))
    rest = Condition(
        rows=(
            (Test(fact="max_discount", operator="le", value=Decimal("0.08")),),
            (Test(fact="customer_level", operator="in", value=("B", "C", "D")),),
            (Test(fact="total", operator="lt", value=Decimal(120_000)),),
        )
    )
    [gap] = of_flow(Flow(points=(point(discount), point(rest, 2))), QUOTES)
    assert gap.zh.startswith(
        "无人审批：最大行折扣大于 8%，并且最大行折扣不超过 12%，并且客户级别等于“A 级”，并且报价总额不低于 ¥120,000"
    )
    assert gap.zh.endswith("（例如 最大行折扣 10%、客户级别 A 级、报价总额 ¥120,000）")
    assert "largest line discount 10%, customer level Level A, quote total ¥120,000" in gap.en


@pytest.mark.parametrize("operator", ["ge", "gt"])
def test_amounts_below_nothing_are_no_gap(operator):
    found = of_flow(
        Flow(points=(point(Condition(rows=((Test(fact="total", operator=operator, value=Decimal(0)),),))),)),
        QUOTES,
    )
    assert [one.code for one in found] == ([] if operator == "ge" else ["NOBODY_ASKED"])


def test_a_condition_about_an_unknown_fact_is_left_to_its_fault():
    odd = Condition(rows=((Test(fact="colour", operator="eq", value="red"),),))
    assert of_flow(Flow(points=(point(odd),)), QUOTES) == []
