"""Approver rules as they are typed into the grid, in both languages, and as they are written and read back."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from engine.organisation import Person, Position
from engine.organisation.standard import POSITIONS
from forms.shell.grid import GridRow
from processes.approval.approver_rule import Limit, Rule, StandIn
from processes.approval.check import check
from processes.approval.content import dump, load
from processes.approval.defaults import QUOTE
from processes.approval.model import Flow
from processes.approval.naming import Naming
from processes.approval.quotes import QUOTES
from processes.approval.rule_reading import CELLS, read_rules, shown_rules
from processes.approval.rule_words import rules_words

TITLES = {
    code: Position(code=code, name=zh, name_en=en, short_name=zh, kind=kind, rank=rank, can_approve=True)
    for code, zh, en, _, kind, rank in POSITIONS
}
PEOPLE = {
    login: Person(
        id=number,
        login=login,
        name=name,
        name_en=name_en,
        department_id=None,
        superior_id=None,
        title_zh="财务",
        title_en="Finance officer",
    )
    for number, (login, name, name_en) in enumerate(
        [("zhou", "周岚", "Zhou Lan"), ("li1", "李伟", "Li Wei"), ("li2", "李伟", "Li Wei")], start=1
    )
}
TABLE = (
    Limit(up_to=Decimal(100_000), position="sales_manager"),
    Limit(up_to=Decimal(500_000), position="sales_director"),
    Limit(up_to=None, position="general_manager"),
)
EVERY_KIND = (
    Rule(position="finance"),
    Rule(position="finance", near=False, rank=50, holders="round_robin", fresh=True),
    Rule(kind="department", position="sales_manager", fallback=StandIn(position="legal")),
    Rule(kind="superior", levels=3, holders="any"),
    Rule(kind="person", person="li2", fallback=StandIn(person="zhou")),
    Rule(kind="amount", fact="total", limits=TABLE),
    Rule(
        kind="amount", fact="max_discount", limits=(Limit(up_to=Decimal("0.1"), position="finance"), TABLE[2])
    ),
)


def names(lang="zh"):
    return Naming(positions=TITLES, people=PEOPLE, lang=lang, document=QUOTES)


def read(lang="zh", **cells):
    faults = []
    row = GridRow(values={**dict.fromkeys(CELLS, ""), "kind": "position", **cells}, index=0)
    rules = read_rules([row], names(lang), faults)
    return rules, [(fault.place, fault.zh) for fault in faults]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_the_grid_shows_is_read_as_the_same_rules(lang):
    faults = []
    assert read_rules(shown_rules(EVERY_KIND, names(lang)), names(lang), faults) == EVERY_KIND
    assert faults == []


def test_every_kind_survives_being_written_and_is_sound():
    flow = Flow(points=(QUOTE.points[0].with_rules(EVERY_KIND),))
    assert load(dump(flow)) == flow
    assert check(flow, QUOTES, set(TITLES), set(PEOPLE)) == []


def test_plain_rules_are_kept_in_the_short_form():
    point = QUOTE.points[0].with_rules(
        (Rule(position="finance"), Rule(kind="superior"), Rule(position="legal"))
    )
    assert point.positions == ("finance",)
    assert [rule.kind for rule in point.approver_rules] == ["position", "superior", "position"]
    assert '"rules"' not in dump(Flow(points=(QUOTE.points[0],)))


@pytest.mark.parametrize(
    "typed", ["销售经理", "sales_manager", " Sales  Manager ", "ＳＡＬＥＳ＿ＭＡＮＡＧＥＲ"]
)
def test_a_position_is_known_by_code_and_title_in_either_language(typed):
    assert read(who=typed) == ((Rule(position="sales_manager"),), [])


def test_a_row_in_which_nothing_was_said_is_left_out():
    assert read() == ((), [])


@pytest.mark.parametrize(
    ("cells", "place", "says"),
    [
        ({"who": "巫师"}, "who", "没有职位“巫师”"),
        ({"kind": "department"}, "who", "请填写职位"),
        ({"kind": "superior", "who": "零"}, "who", "1 到 20"),
        ({"kind": "superior", "who": "21"}, "who", "1 到 20"),
        ({"kind": "person", "who": "李伟"}, "who", "一位在职人员"),  # two are called so
        ({"kind": "person"}, "who", "一位在职人员"),
        ({"kind": "amount:colour", "who": "财务"}, "kind", "请选择方式"),
        ({"kind": "amount:total", "who": ""}, "who", "分档填写"),
        ({"kind": "amount:total", "who": "≤ 10万 财务"}, "who", "只有最后一档不写上限"),
        ({"kind": "amount:total", "who": "财务; 总经理"}, "who", "只有最后一档不写上限"),
        ({"kind": "amount:total", "who": "≤ 5万 财务; ≤ 1万 财务; 总经理"}, "who", "从小到大"),
        ({"kind": "amount:total", "who": "≤ 5万 巫师; 总经理"}, "who", "没有职位“巫师”"),
        ({"who": "财务", "rank": "高"}, "rank", "整数"),
        ({"who": "财务", "fallback": "巫师"}, "fallback", "没有职位或人员"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_cell(cells, place, says):
    _, faults = read(**cells)
    [(where, zh)] = faults
    assert where == f"rules-0-{place}"
    assert says in zh


@pytest.mark.parametrize(
    ("rule", "place"),
    [
        (Rule(kind="department", position="wizard"), "position"),
        (Rule(kind="superior", levels=0), "levels"),
        (Rule(kind="person", person="gone"), "person"),
        (Rule(kind="amount", fact="owner_name", limits=TABLE), "fact"),
        (Rule(kind="amount", fact="total"), "limits"),
        (Rule(kind="amount", fact="total", limits=TABLE[:1]), "limits"),
        (Rule(kind="amount", fact="total", limits=(TABLE[1], TABLE[0], TABLE[2])), "limits"),
        (Rule(kind="superior", fallback=StandIn(position="wizard")), "fallback"),
        (Rule(kind="superior", fallback=StandIn(person="gone")), "fallback"),
    ],
)
def test_a_rule_that_cannot_work_is_found(rule, place):
    flow = Flow(points=(replace(QUOTE.points[0], positions=(), rules=(rule,)),))
    faults = check(flow, QUOTES, set(TITLES), set(PEOPLE))
    assert [fault.place for fault in faults] == [f"points/0/rules/0/{place}"]


def test_rules_are_read_aloud():
    assert rules_words(EVERY_KIND[:1], names()) == "财务"
    assert rules_words((EVERY_KIND[5],), names("en")) == (
        "by quote total: ≤ ¥100,000 Sales manager; ≤ ¥500,000 Sales director; above every limit General manager"
    )
    assert (
        rules_words(EVERY_KIND[2:4], names())
        == "申请人部门的销售经理（备用：法务）、申请人的第 3 级上级（其中任一人）"
    )
