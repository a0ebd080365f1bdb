"""Flows of a type together, compared with asking them about documents one by one."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest

from engine.organisation import Person
from processes.approval.conditions import holds
from processes.approval.findings.among import InType, among
from processes.approval.model import ALWAYS, Condition, Flow, Point, Test
from processes.approval.quotes import QUOTES
from tests.support import random_flows

POINT = Point(number=1, name="审批", name_en="Approval", positions=("finance",))
PEOPLE = [
    Person(id=n, login=name, name=name, name_en=name, department_id=None, superior_id=None)
    for n, name in enumerate(("li", "wang", "he"), start=1)
]
EVERYBODY = frozenset({1, 2, 3})


def above(limit: int) -> Condition:
    return Condition(rows=((Test(fact="max_discount", operator="gt", value=Decimal(limit) / 100),),))


def of(key: str, entry: Condition = ALWAYS, people: frozenset[int] = EVERYBODY) -> InType:
    return InType(
        key=key, name=f"流程{key}", name_en=key, flow=Flow(points=(POINT,), entry=entry), people=people
    )


def said(*flows: InType, refuses: bool = True) -> list[tuple[str, str]]:
    return [(key, one.code) for key, one in among(flows, QUOTES, PEOPLE, refuses=refuses)]


def test_a_flow_behind_one_that_takes_all_its_documents_is_never_taken():
    assert said(of("a", above(5)), of("b", above(10)), of("c")) == [("b", "FLOW_NEVER"), ("c", "FLOWS_MEET")]
    assert said(of("a"), of("b", above(10))) == [("b", "FLOW_NEVER")]


def test_a_flow_for_other_people_is_not_behind():
    salesmen = frozenset({1})
    assert said(of("a", people=salesmen), of("b")) == [("b", "FLOWS_MEET")]
    assert said(of("a", people=salesmen), of("b", people=frozenset({2, 3}))) == []


def test_who_wins_where_two_match_is_said_with_a_document():
    [(_key, found), *_rest] = among([of("a", above(5)), of("b")], QUOTES, PEOPLE, refuses=True)
    assert found.zh == "“流程a”与“流程b”都适用，例如 最大行折扣 6%：走排在前面的“流程a”"
    assert found.en == (
        "“a” and “b” are both for some documents, for example largest line discount 6%: the first, “a”, takes them"
    )


def test_documents_that_no_flow_is_for_are_named_with_what_becomes_of_them():
    [(key, found)] = among([of("a", above(5))], QUOTES, PEOPLE, refuses=True)
    assert (key, found.code) == ("", "NO_FLOW")
    assert "最大行折扣 " in found.zh
    assert "refused" in found.en
    [(_key, scoped)] = among([of("a", people=frozenset({1}))], QUOTES, PEOPLE, refuses=False)
    assert "wang" in scoped.zh
    assert "nobody is asked" in scoped.en


def test_nothing_is_concluded_from_a_condition_in_feel():
    text = Condition(text="max_discount > 0.05")
    assert said(of("a", text), of("b", above(10))) == [("a", "FLOW_UNPLACED")]


@pytest.mark.parametrize("seed", range(40))
def test_what_is_said_holds_for_every_document(seed):
    random = Random(seed)
    flows = [
        of(
            key,
            random_flows.condition(random, always=0.2),
            frozenset(random.sample([1, 2, 3], random.randrange(1, 4))),
        )
        for key in "abc"
    ]
    found = among(flows, QUOTES, PEOPLE, refuses=True)
    never = {key for key, one in found if one.code == "FLOW_NEVER"}
    left_out = any(one.code == "NO_FLOW" for _key, one in found)
    for _ in range(400):
        facts, person = random_flows.facts(random, holes=0), random.choice(PEOPLE)
        fitting = [one.key for one in flows if person.id in one.people and holds(one.flow.entry, facts)]
        assert not fitting or fitting[0] not in never
        assert fitting or left_out
