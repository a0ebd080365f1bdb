"""What the explanations say: on tasks, on passed points, and about documents that are not submitted yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import organisation
from engine.organisation import Terms
from processes.approval import evaluations
from processes.approval.approver_rule import Rule
from processes.approval.documents import Documents
from processes.approval.history import History
from processes.approval.model import Condition, Flow, Point, Test
from processes.approval.previewing import ahead
from processes.approval.quotes import QUOTES
from processes.routes import route_steps
from worklist.items import candidates

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
        first, second = route_steps(connection, DOCUMENTS, "quote", quote, "salesperson")
        own = route_steps(connection, DOCUMENTS, "quote", quote, "finance")
    assert first.flow["en"][0].startswith("Quote approval, version ")
    assert [person.login for person in first.people] == ["manager"]
    assert first.substitutes["en"][0].startswith("Zhou Lan for Chen Jing, until ")
    assert (first.passed, second.passed, second.needed) == (False, True, False)
    assert second.details["en"][0].endswith("agreed at point 1; nothing has changed since")
    assert own[0].substitutes["en"] == []


CONDITIONS = st.sampled_from(
    [
        Condition(),
        Condition(rows=((Test(fact="line_count", operator="ge", value=Decimal(1)),),)),
        Condition(rows=((Test(fact="line_count", operator="gt", value=Decimal(5)),),)),
    ]
)
RULES = st.sampled_from(
    [
        Rule(position="sales_manager"),
        Rule(position="sales_director"),
        Rule(position="finance", fresh=True),
        Rule(position="sales_manager", fresh=True),
        Rule(kind="superior", levels=1),
        Rule(kind="superior", levels=2),
        Rule(kind="person", person="salesperson"),
        Rule(position="service_manager", holders="any"),
    ]
)
POINTS = st.lists(
    st.tuples(CONDITIONS, st.lists(RULES, min_size=1, max_size=2), st.sampled_from(["all", "sequential"])),
    min_size=1,
    max_size=4,
)


def _flow(drawn, once):
    points = [
        Point(
            number=number, name=f"点{number}", name_en=f"Point {number}", condition=condition, mode=mode
        ).with_rules(tuple(rules))
        for number, (condition, rules, mode) in enumerate(drawn, start=1)
    ]
    return Flow(points=tuple(points), once=once)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(POINTS, st.booleans())
def test_the_people_who_are_announced_are_those_who_get_the_tasks(office, drawn, once):
    office.release(_flow(drawn, once))
    quote = office.quote("0.03")
    with office.store.read() as connection:
        told = ahead(connection, DOCUMENTS, "quote", quote, "salesperson", at=office.store.clock.now())
    announced = [
        (point.number, sorted(one.login for one in point.approvers))
        for point in told.points
        if point.entered and not point.passed
    ]
    assert announced == _asked(office, office.submit(quote))


def _asked(office, root):
    """(point, people) of each point that was asked, while everybody agrees."""
    found = {}
    while items := office.open_items(root):
        for item in items:
            point = _point(office, item)
            people = [item.assignee] if item.assignee else _offered(office, item)
            found.setdefault(point, set()).update(people)
        office.engine.complete(
            items[0].id,
            {"action": "agree", "opinion": ""},
            by=items[0].assignee or _offered(office, items[0])[0],
        )
        office.come_to_rest()
    return [(point, sorted(people)) for point, people in sorted(found.items())]


def _point(office, item):
    return office.variables(item.instance_id)["point"]["number"]


def _offered(office, item):
    with office.store.read() as connection:
        return [one.name for one in candidates(connection, item.id)]
