"""A condition without an answer stops the approval and names the field in both languages: it is never "no"."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from processes.approval import types
from processes.approval.approver_rule import Limit, Rule
from processes.approval.approvers import approvers_of
from processes.approval.check import check
from processes.approval.conditions import Undecided, holds
from processes.approval.documents import FactField
from processes.approval.errors import AmountMissing, ConditionUndecided
from processes.approval.model import Condition, Flow, Point, Test
from processes.approval.operators import ALLOWED
from processes.approval.quotes import QUOTES
from processes.approval.route import next_points
from tests.support.request_kinds import shipped

DOCUMENTS = {one.key: one for one in (*(document for document, *_ in types.TYPES), *shipped())}
CASES = [
    (key, fact.name, operator)
    for key, document in DOCUMENTS.items()
    for fact in document.facts
    for operator in ALLOWED[fact.type]
]


def value_for(fact: FactField, operator: str) -> Any:
    if fact.type == "boolean":
        return True
    one = Decimal(1) if fact.type == "number" else next(iter(fact.choices or ("A",)))
    if operator == "between":
        return (Decimal(0), Decimal(1))
    return (one,) if operator in ("in", "not_in") else one


def test_every_fact_of_every_type_set_to_null_is_an_incident_that_names_it():
    assert {"quote", "order", "repair", "request_leave", "request_expense"} <= DOCUMENTS.keys()
    for key, name, operator in CASES:
        document = DOCUMENTS[key]
        fact = document.fact(name)
        assert fact is not None
        test = Test(fact=name, operator=operator, value=value_for(fact, operator))
        flow = Flow(
            points=(Point(number=1, name="审批", name_en="Approval", condition=Condition(rows=((test,),))),)
        )
        for facts in ({}, {name: None}):
            with pytest.raises(ConditionUndecided) as refused:
                next_points(flow, 0, facts, document)
            assert fact.label("zh") in refused.value.text("zh"), (key, name)
            assert fact.label("en") in refused.value.text("en"), (key, name)
            assert f"({name})" in refused.value.text("en"), (key, name)


@pytest.mark.parametrize("wrong", ["12", True, [Decimal(1)], {"amount": 1}])
@pytest.mark.parametrize("operator", ["gt", "eq", "ne", "between"])
def test_a_value_of_another_kind_is_named_and_nothing_else(wrong, operator):
    value: Any = (Decimal(0), Decimal(5)) if operator == "between" else Decimal(5)
    row = (
        Test(fact="total", operator=operator, value=value),
        Test(fact="below_minimum", operator="eq", value=True),
    )
    with pytest.raises(Undecided) as refused:
        holds(Condition(rows=(row,)), {"total": wrong, "below_minimum": True})
    assert refused.value.missing == ("total",)


def test_a_comparison_with_a_value_that_its_list_does_not_have_any_more_is_refused_before_release():
    condition = Condition(rows=((Test(fact="customer_level", operator="not_in", value=("A", "Z")),),))
    one = Point(number=1, name="审批", name_en="Approval", positions=("finance",), condition=condition)
    [fault] = check(Flow(points=(one,)), QUOTES, ["finance"])
    assert fault.place == "points/0/condition/0/0/value"


@pytest.mark.parametrize("text", ["total / list_total > 0.5", "total > list_total / 0", "customer_level"])
def test_a_text_without_an_answer_names_its_facts(text):
    facts = {"total": Decimal(5), "list_total": Decimal(0), "customer_level": "A"}
    with pytest.raises(Undecided) as refused:
        holds(Condition(text=text), facts)
    assert set(refused.value.missing) <= facts.keys()
    assert refused.value.missing


def test_rows_that_hold_need_no_other_fact_and_a_row_that_cannot_hold_neither():
    level = Test(fact="customer_level", operator="eq", value="A")
    large, small = (Test(fact="total", operator=sign, value=Decimal(5)) for sign in ("gt", "le"))
    facts = {"customer_level": None, "total": Decimal(9)}
    assert holds(Condition(rows=((level,), (large,))), facts)
    assert not holds(Condition(rows=((level, small),)), facts)
    with pytest.raises(Undecided):
        holds(Condition(rows=((level, large),)), facts)


def test_an_amount_that_chooses_the_approver_is_named_in_both_languages(sqlite_store):
    rule = Rule(kind="amount", fact="total", limits=(Limit(up_to=None, position="finance"),))
    point = Point(number=1, name="审批", name_en="Approval", rules=(rule,))
    with sqlite_store.read() as connection, pytest.raises(AmountMissing) as refused:
        approvers_of(connection, point, "li", facts={}, document=QUOTES)
    total = QUOTES.fact("total")
    assert total is not None
    assert total.label("zh") in refused.value.text("zh")
    assert total.label("en") in refused.value.text("en")
