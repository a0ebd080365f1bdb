from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from engine.organisation import Position
from engine.organisation.standard import POSITIONS
from processes.approval.comparing import compare
from processes.approval.defaults import QUOTE
from processes.approval.model import Condition, Flow, Point, Test
from processes.approval.naming import Naming
from processes.approval.quotes import QUOTES

TITLES = {
    code: Position(code=code, name=zh, name_en=en, short_name=zh, kind=kind, rank=rank, can_approve=True)
    for code, zh, en, _, kind, rank in POSITIONS
}
MANAGER, DIRECTOR, FINANCE, GENERAL = QUOTE.points


def _names(lang="zh"):
    return Naming(positions=TITLES, people={}, lang=lang, document=QUOTES)


def _told(new, lang="zh"):
    changes = compare(QUOTE, new, _names(lang))
    return [(change.point, change.aspect, change.before, change.after) for change in changes]


def test_the_same_flow_differs_in_nothing():
    assert _told(QUOTE) == []


def test_a_changed_condition_is_told_as_two_sentences():
    at_eight = Condition(rows=((Test(fact="max_discount", operator="gt", value=Decimal("0.08")),),))
    new = QUOTE.with_points((MANAGER, replace(DIRECTOR, condition=at_eight), FINANCE, GENERAL))
    assert _told(new) == [("2 销售总监", "入口条件", "最大行折扣大于 10%", "最大行折扣大于 8%")]
    assert _told(new, "en") == [
        (
            "2 Sales director",
            "Entry condition",
            "Largest line discount is greater than 10%",
            "Largest line discount is greater than 8%",
        )
    ]


def test_every_aspect_of_a_point_is_told():
    other = replace(
        MANAGER, positions=("finance",), mode="all", deadline="P3D", actions=("agree",), name_en="Boss"
    )
    new = QUOTE.with_points((other, DIRECTOR, FINANCE, GENERAL))
    assert [aspect for _, aspect, _, _ in _told(new)] == ["名称", "审批人", "方式", "时限", "允许的决定"]


def test_an_inserted_point_says_nothing_about_those_behind_it():
    legal = Point(number=9, name="法务", name_en="Legal", positions=("finance",))
    new = QUOTE.with_points((MANAGER, legal, DIRECTOR, FINANCE, GENERAL))
    assert [(point, aspect) for point, aspect, _, _ in _told(new)] == [("2 法务", "新增审批点")]


def test_a_removed_point_and_a_new_order_are_told():
    new = QUOTE.with_points((DIRECTOR, MANAGER, GENERAL))
    order, gone = _told(new)
    assert order == ("", "顺序", "销售经理 → 销售总监 → 总经理", "销售总监 → 销售经理 → 总经理")
    assert gone[:2] == ("3 财务", "删除审批点")


def test_a_renamed_point_is_not_taken_for_another():
    new = QUOTE.with_points((replace(MANAGER, name="区域经理"), DIRECTOR, FINANCE, GENERAL))
    assert [(point, aspect) for point, aspect, _, _ in _told(new)] == [("1 区域经理", "名称")]


def test_the_first_version_consists_of_new_points():
    changes = compare(Flow(points=()), QUOTE, _names())
    assert [change.aspect for change in changes] == ["新增审批点"] * 4


def test_operations_that_are_not_permitted_any_more_are_told_in_words():
    fewer = replace(DIRECTOR, operations=("transfer", "urge"))
    told = _told(QUOTE.with_points((MANAGER, fewer, FINANCE, GENERAL)))
    assert [(aspect, after) for _, aspect, _, after in told] == [("允许的操作", "转办、催办")]
