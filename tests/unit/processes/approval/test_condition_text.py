"""Conditions written in FEEL: what the grid can show, what stays a text, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from processes.approval import content
from processes.approval.condition_text import condition_of, text_faults
from processes.approval.conditions import Undecided, explain, feel_text, holds, read_aloud
from processes.approval.defaults import QUOTE
from processes.approval.findings import of_flow
from processes.approval.model import ALWAYS, Condition
from processes.approval.quotes import QUOTES
from processes.approval.releasing.lowered import lowered

AGAINST_TOTAL = "overdue > total * 0.1"
FACTS = {"overdue": Decimal(200), "total": Decimal(1000)}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("max_discount > 0.10", "max_discount > 0.10"),
        ("0.1 < max_discount", "max_discount > 0.10"),
        ("(max_discount > 0.1 or overdue > 0) and below_minimum",
         "max_discount > 0.1 and below_minimum = true or overdue > 0 and below_minimum = true"),
        ("max_discount in (0.08..0.12]", "max_discount > 0.08 and max_discount <= 0.12"),
        ('customer_level in ("A", "B") and not(below_minimum)',
         'customer_level in ("A", "B") and below_minimum = false'),
        ('customer_level in (not("A"))', 'customer_level in (not("A"))'),
        ("margin between -0.1 and 0.2", "margin between -0.1 and 0.2"),
    ],
)  # fmt: skip
def test_what_rows_can_say_becomes_rows(text, shown):
    condition = condition_of(text, QUOTES)
    assert condition.rows
    assert feel_text(condition) == shown


@pytest.mark.parametrize(
    "text",
    [
        AGAINST_TOTAL,
        "overdue > receivable",
        "sum([overdue, receivable]) > 1000",
        'if customer_level = "A" then max_discount > 0.12 else max_discount > 0.08',
        "not(max_discount > 0.1 and overdue > 0)",
        "line_count in (1, 2)",
    ],
)
def test_what_they_cannot_stays_a_text_and_is_kept_in_a_version(text):
    condition = condition_of(text, QUOTES)
    assert condition == Condition(text=text)
    flow = QUOTE.with_points((*QUOTE.points[:1],))
    flow = flow.with_points((flow.points[0], _with(flow.points[0], condition)))
    assert content.load(content.dump(flow)) == flow


def _with(point, condition):
    return replace(point, condition=condition)


def test_nothing_and_true_ask_nothing():
    assert condition_of("  ", QUOTES) == condition_of("true", QUOTES) == ALWAYS


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("total", "条件的结果应为真或假"),
        ("colour = 1", "没有名为“colour”的变量"),
        ("total >", "后面缺少内容"),
        ("max_discount > 8%", "应写作：max_discount > 0.08"),
        ('total > overdue and today() > date("2026-01-01")', "不能读取当前时间"),
        ("1 < 2", "没有用到任何字段"),
        ("total > " + "1 + " * 600 + "1", "最多 2000 个字符"),
    ],
)
def test_a_text_that_is_no_condition_is_refused_with_the_reason(text, why):
    assert why in next(text_faults(text, "condition_text", QUOTES)).zh


def test_a_text_is_asked_like_any_condition():
    condition = condition_of(AGAINST_TOTAL, QUOTES)
    assert holds(condition, FACTS)
    assert not holds(condition, {**FACTS, "overdue": Decimal(100)})
    assert read_aloud(condition, QUOTES, "zh") == "客户逾期款大于报价总额 × 0.1"
    assert explain(condition, FACTS, QUOTES, "en").endswith(
        "(actually: customer's overdue amount ¥200, quote total ¥1,000)"
    )


@pytest.mark.parametrize(
    "text",
    [AGAINST_TOTAL, "if total > 10 then false else overdue > total", "sum([overdue, total]) > 5"],
)
def test_a_missing_fact_is_never_an_answer_but_named(text):
    with pytest.raises(Undecided) as undecided:
        holds(condition_of(text, QUOTES), {"overdue": Decimal(200), "total": None})
    assert undecided.value.missing == ("total",)


def test_findings_say_that_boxes_cannot_be_told_and_claim_nothing_else():
    asked = [_with(point, condition_of(AGAINST_TOTAL, QUOTES)) for point in QUOTE.points]
    found = of_flow(QUOTE.with_points(tuple(asked)), QUOTES)
    assert {one.code for one in found} == {"TEXT_UNPLACED"}


def test_a_condition_that_becomes_a_text_needs_a_second_person():
    changed = _with(QUOTE.points[1], condition_of(AGAINST_TOTAL, QUOTES))
    new = QUOTE.with_points((QUOTE.points[0], changed, *QUOTE.points[2:]))
    assert [one.code for one in lowered(QUOTE, new, QUOTES, {})] == ["CONDITION"]
    assert lowered(new, new, QUOTES, {}) == []
