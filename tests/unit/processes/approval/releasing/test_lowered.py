"""What counts as less control, one by one, and that nothing that narrows a condition is missed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest

from processes.approval.approver_rule import Rule
from processes.approval.conditions import holds
from processes.approval.defaults import QUOTE
from processes.approval.flow_models import Limits
from processes.approval.model import Condition, Flow, Test
from processes.approval.quotes import QUOTES
from processes.approval.releasing.lowered import lowered

RANKS = {"sales_manager": 50, "sales_director": 70, "finance": 30, "general_manager": 90}


def above(limit: str) -> Condition:
    return Condition(rows=((Test(fact="max_discount", operator="gt", value=Decimal(limit)),),))


def changed(number: int = 2, **what) -> Flow:
    points = [replace(one, **what) if one.number == number else one for one in QUOTE.points]
    return QUOTE.with_points(tuple(points))


def codes(new: Flow, old: Flow = QUOTE) -> list[tuple[int, str]]:
    return [(one.point, one.code) for one in lowered(old, new, QUOTES, RANKS)]


@pytest.mark.parametrize(
    ("what", "code"),
    [
        ({"condition": above("0.12")}, "CONDITION"),
        ({"positions": ("sales_manager",)}, "RANK"),
        ({"actions": ("agree",)}, "ACTIONS"),
        ({"deadline": "P2D"}, "DEADLINE"),
        ({"deadline": "PT9H"}, "DEADLINE"),
        ({"deadline": None}, "DEADLINE"),
        ({"overdue": "agree"}, "OVERDUE"),
    ],
)
def test_less_control_at_a_point_is_noticed(what, code):
    assert codes(changed(**what)) == [(2, code)]


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ({}, {"entry": above("0.05")}, ["ENTRY"]),
        ({"entry": above("0.05")}, {"entry": above("0.04")}, []),
        ({"entry": above("0.05")}, {}, []),
        ({}, {"departments": ("sales",)}, ["SCOPE"]),
        ({"departments": ("sales",)}, {"departments": ("sales",), "positions": ("assistant",)}, []),
        ({"departments": ("sales", "east")}, {"departments": ("sales",)}, ["SCOPE"]),
        ({"positions": ("assistant",)}, {}, []),
        ({}, {"once": True}, ["ONCE"]),
        ({"once": True}, {}, []),
    ],
)
def test_less_control_by_the_flow_as_a_whole_is_noticed(before, after, found):
    old, new = replace(QUOTE, **before), replace(QUOTE, **after)
    assert codes(new, old) == [(0, code) for code in found]


@pytest.mark.parametrize(
    "what",
    [
        {"condition": above("0.08")},
        {"condition": Condition()},
        {"positions": ("general_manager",)},
        {"positions": (), "rules": (Rule(kind="superior", levels=2),)},
        {"mode": "all"},
        {"deadline": "PT8H"},
        {"deadline": "PT4H"},
        {"name": "总监", "name_en": "Director"},
        {"overdue": "remind"},
    ],
)
def test_as_much_control_or_more_is_none_less(what):
    assert codes(changed(**what)) == []


def test_a_point_less_is_less_and_a_point_more_is_not():
    fewer = QUOTE.with_points((QUOTE.points[0], *QUOTE.points[2:]))
    assert codes(fewer) == [(2, "REMOVED")]
    assert codes(QUOTE, fewer) == []


def test_fewer_who_must_agree_is_less():
    everybody, some = changed(mode="all"), changed(mode="vote", share=Decimal("0.5"))
    assert codes(changed(mode="any"), everybody) == [(2, "MODE")]
    assert codes(some, everybody) == [(2, "MODE")]
    assert codes(changed(mode="vote", share=Decimal("0.4")), some) == [(2, "MODE")]
    assert codes(changed(mode="vote", share=Decimal("0.6")), some) == []


def test_the_document_that_is_not_asked_about_any_more_is_told():
    [one] = lowered(QUOTE, changed(condition=above("0.12")), QUOTES, RANKS)
    assert one.zh == "2 销售总监：不再审批部分单据（例如 最大行折扣 11%）"
    assert (
        one.en == "2 Sales director is not asked about some any more (for example largest line discount 11%)"
    )


@pytest.mark.parametrize("seed", range(150))
def test_a_condition_is_narrower_exactly_if_some_document_falls_out(seed):
    random = Random(seed)

    def condition() -> Condition:
        rows = []
        for _ in range(random.randrange(0, 3)):
            operator = random.choice(("gt", "ge", "lt", "le"))
            test = Test(fact="max_discount", operator=operator, value=Decimal(random.randrange(1, 4)) / 10)
            flag = Test(fact="below_minimum", operator="eq", value=random.random() < 0.5)
            rows.append(random.choice(((test,), (test, flag), (flag,))))
        return Condition(rows=tuple(rows))

    old, new = condition(), condition()
    world = [
        {"max_discount": Decimal(tenth) / 20, "below_minimum": flag}
        for tenth in range(9)
        for flag in (True, False)
    ]
    lost = any(holds(old, facts) and not holds(new, facts) for facts in world)
    assert (codes(changed(condition=new), changed(condition=old)) != []) == lost


def test_transfers_where_there_were_none_are_less_control_and_fewer_operations_are_not():
    bound = changed(operations=("delegate", "urge"))
    assert codes(bound) == []
    assert codes(QUOTE, old=bound) == [(2, "TRANSFER")]


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ({}, {"model": "predefined"}, [(0, "MODEL")]),
        ({"model": "predefined"}, {"model": "self"}, [(0, "MODEL")]),
        ({"model": "self"}, {"model": "predefined"}, []),
        ({"model": "self"}, {"model": "self", "limits": Limits(steps=2, rank=60)}, []),
        ({"model": "self", "limits": Limits(steps=2)}, {"model": "self"}, [(0, "STEPS")]),
        ({"model": "self", "limits": Limits(rank=60)}, {"model": "self"}, [(0, "LIMIT_RANK")]),
        (
            {"model": "self", "limits": Limits(positions=("finance",))},
            {"model": "self", "limits": Limits(positions=("finance", "legal"))},
            [(0, "LIMIT_PEOPLE")],
        ),
    ],
)
def test_an_applicant_who_may_change_more_is_less_control(before, after, found):
    assert codes(replace(QUOTE, **after), replace(QUOTE, **before)) == found


@pytest.mark.parametrize(
    ("number", "what", "found"),
    [
        (2, {"skippable": True}, [(2, "SKIPPABLE")]),
        (2, {"choose": True}, [(2, "CHOOSE")]),
        (1, {"addable": True}, [(1, "OPTIONAL")]),
        (2, {"addable": True}, []),  # beside its condition, which still holds
    ],
)
def test_what_may_be_changed_about_a_point_is_less_control_in_a_predefined_flow_only(number, what, found):
    looser = changed(number, **what)
    assert codes(replace(looser, model="predefined"), replace(QUOTE, model="predefined")) == found
    assert codes(looser) == []


def test_beginning_at_the_returning_point_is_less_control_than_from_the_start():
    straight = changed(after_return="here")
    assert codes(straight) == [(2, "AFTER_RETURN")]
    assert codes(QUOTE, old=straight) == []
