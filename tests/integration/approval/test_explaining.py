"""What the explanations say: on tasks, on passed points, and about documents that are not submitted yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from engine import organisation
from engine.organisation import Terms
from processes.approval import evaluations
from processes.approval.approver_rule import Rule
from processes.approval.documents import Documents
from processes.approval.history import History
from processes.approval.model import Condition, Flow, Point, Test
from processes.approval.quotes import QUOTES
from processes.routes import route_steps

DOCUMENTS = Documents([QUOTES])
HISTORY = History(DOCUMENTS)
FIRST = Point(number=1, name="经理", name_en="Manager", positions=("sales_manager",))


@pytest.fixture
def office(quick_office):
    return quick_office


def reasons(office, root, lang="en"):
    [item] = office.open_items(root)
    with office.store.read() as connection:
        return HISTORY.reasons(connection, item.activity_id, lang)


def test_a_task_names_its_flow_the_row_that_held_and_the_superiors_between(office):
    rows = (
        (Test(fact="max_discount", operator="gt", value=Decimal(5)),),
        (Test(fact="line_count", operator="ge", value=Decimal(1)),),
    )
    asked = replace(FIRST, positions=("sales_director",), condition=Condition(rows=rows))
    office.release(Flow(points=(asked,)))
    root = office.submit(office.quote("0.03"))
    rule, person, following = reasons(office, root)
    assert rule.note.startswith("Quote approval, version ")
    assert rule.details[0].startswith("Row 2 of the condition holds: Number of lines")
    assert person.text.endswith("Wang Haifeng")
    assert person.details == (
        "Superiors: the applicant → Sales manager Chen Jing → Sales director Wang Haifeng",
    )
    assert following.text == "If agreed, it is approved"


def test_a_task_tells_whom_the_rule_left_out_and_why(office):
    with office.store.begin(by=None, action="test.post") as tx:
        organisation.assign_position(tx, office.people["salesperson"], "finance", is_main=False)
    fresh = Rule(position="finance", near=False, fresh=True)
    second = replace(FIRST, number=2, name="财务", id="", positions=(), rules=(fresh,))
    office.release(Flow(points=(FIRST, second)))
    root = office.submit(office.quote("0.03"))
    office.decide(root, "manager")
    person = reasons(office, root)[1]
    assert any(line.startswith("Not ") and "asked for it himself" in line for line in person.details)
    with office.store.read() as connection:
        [item] = office.open_items(root)
        kept = evaluations.latest_entered(connection, item.instance_id, item.activity_id)
    assert ("salesperson", "applicant") in kept.approvers[0].left_out


def test_the_route_ahead_names_its_flow_what_is_passed_and_who_stands_in(office):
    office.release(Flow(points=(FIRST, replace(FIRST, number=2, name="复核", id="")), once=True))
    quote = office.quote("0.03")
    with office.store.begin(by=None, action="test.substitute") as tx:
        office_rule = Terms(
            substitute_id=office.people["finance"],
            valid_from=tx.now - timedelta(days=999),
            valid_to=tx.now + timedelta(days=9999),
        )
        organisation.add_substitution(tx, office.people["manager"], office_rule)
    with office.store.read() as connection:
        first, second = route_steps(
            connection, DOCUMENTS, "quote", quote, "salesperson", at=office.store.clock.now()
        )
        own = route_steps(connection, DOCUMENTS, "quote", quote, "finance", at=office.store.clock.now())
    assert first.flow["en"][0].startswith("Quote approval, version ")
    assert [person.login for person in first.people] == ["manager"]
    assert first.substitutes["en"][0].startswith("Zhou Lan for Chen Jing, until ")
    assert (first.passed, second.passed, second.needed) == (False, True, False)
    assert "Not asked again" in second.why["en"]
    assert own[0].substitutes["en"] == []
