"""Several flows of a type: the first that is for the document is taken; what happens where none is."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import select

from engine.store.schema import runtime
from processes.approval import administering, decisions, evaluations, policies, selecting
from processes.approval.content import dump, load
from processes.approval.defaults import QUOTE
from processes.approval.documents import Documents
from processes.approval.errors import FlowInUse, FlowUndecided, NameNeeded, NothingChanged
from processes.approval.model import Condition, Flow, Point, Test
from processes.approval.previewing import route_preview
from processes.approval.quotes import QUOTES

DOCUMENTS = Documents([QUOTES])
FINANCE = Flow(points=(Point(number=1, name="财务", name_en="Finance", positions=("finance",)),))
LOW = Condition(rows=((Test(fact="max_discount", operator="le", value=Decimal("0.10")),),))
NEVER = Condition(rows=((Test(fact="max_discount", operator="gt", value=Decimal("0.9")),),))


@pytest.fixture
def office(quick_office):
    return quick_office


def add(office, flow, *, first=True):
    with office.store.begin(by=office.people["admin"], action="test.add") as tx:
        key = administering.add(tx, "quote", name="小额报价", name_en="Small quotes")
        if first:
            administering.move(tx, key, -1)
    office.release(flow, key=key)
    return key


def considered(office, quote):
    with office.store.read() as connection:
        facts = QUOTES.read(connection, quote)
        found = selecting.consider(connection, QUOTES, "salesperson", lambda: facts, office.store.clock.now())
        return [(one.policy.key, one.fits, one.why_en) for one in found]


def preview(office, quote):
    with office.store.read() as connection:
        return route_preview(
            connection, DOCUMENTS, "quote", quote, "salesperson", at=office.store.clock.now()
        )


def test_the_first_whose_condition_holds_is_taken_and_the_others_say_why_not(office):
    add(office, replace(FINANCE, entry=LOW))
    small, large = office.quote("0.03"), office.quote("0.12")
    assert office.waits_for(office.submit(small)) == ["finance"]
    assert office.waits_for(office.submit(large)) == ["manager"]
    said = "Largest line discount is at most 10% (actually: largest line discount 17%)"
    assert considered(office, large) == [("quote_2", False, said), ("quote", True, "for every document")]
    assert [point.name for point in preview(office, small)] == ["财务"]


@pytest.mark.parametrize(
    ("scope", "taken"),
    [
        ({"positions": ("salesperson",)}, "finance"),
        ({"positions": ("assistant",)}, "manager"),
        ({"departments": ("sales",)}, "finance"),  # the seller is in a team below it
        ({"departments": ("finance",)}, "manager"),
        ({"departments": ("finance",), "positions": ("salesperson",)}, "finance"),
    ],
)
def test_a_flow_is_only_for_the_applicants_in_its_scope(office, scope, taken):
    add(office, replace(FINANCE, **scope))
    assert office.waits_for(office.submit(office.quote("0.03"))) == [taken]


def test_a_flow_that_is_off_or_later_in_the_list_is_not_taken(office):
    key = add(office, FINANCE, first=False)
    assert office.waits_for(office.submit(office.quote("0.03"))) == ["manager"]
    with office.store.begin(by=None, action="test.order") as tx:
        administering.move(tx, key, -1)
        administering.move(tx, key, -1)  # it is the first already
        administering.switch(tx, key, enabled=False)
    assert office.waits_for(office.submit(office.quote("0.03"))) == ["manager"]


@pytest.mark.parametrize(
    ("setting", "state"), [(None, "rejected"), ("refuse", "rejected"), ("approve", "approved")]
)
def test_without_a_flow_for_it_a_document_is_refused_or_approved_as_set_and_nobody_is_asked(
    office, setting, state
):
    office.release(replace(QUOTE, entry=NEVER))
    if setting:
        with office.store.begin(by=None, action="test.set") as tx:
            administering.set_without_flow(tx, "quote", "approve")
            administering.set_without_flow(tx, "quote", setting)
    quote = office.quote("0.03")
    [shown] = preview(office, quote)
    assert shown.why_en == f"Once submitted it is {state.replace('rejected', 'refused')}"
    root = office.submit(quote)
    assert office.state(quote) == state
    with office.store.read() as connection:
        instance = runtime.instance
        [child] = connection.scalars(
            select(instance.c.id).where(instance.c.root_id == root, instance.c.id != root)
        )
        assert (decisions.of_root(connection, root), evaluations.of_instance(connection, child)) == ([], [])
    assert ("没有适用" in office.variables(child)["opinion"]) is (state == "rejected")
    assert office.breaches() == []


def test_a_flow_that_cannot_be_decided_stops_at_an_incident_that_names_what_is_missing(office):
    margin = Condition(rows=((Test(fact="margin", operator="lt", value=Decimal("0.15")),),))
    add(office, replace(FINANCE, entry=margin))
    with office.store.read() as connection, pytest.raises(FlowUndecided, match="margin"):
        list(
            selecting.consider(
                connection, QUOTES, "salesperson", lambda: {"margin": None}, office.store.clock.now()
            )
        )


def test_what_a_flow_is_for_is_part_of_its_versions(office):
    flow = replace(FINANCE, entry=LOW, departments=("sales",), positions=("salesperson",), once=True)
    assert load(dump(flow)) == flow
    add(office, flow)
    with pytest.raises(NothingChanged):
        office.release(flow, key="quote_2")
    assert office.release(replace(flow, once=False), key="quote_2") == 2


def test_flows_are_copied_renamed_and_deleted_while_they_were_never_released(office):
    with office.store.begin(by=None, action="test.copy") as tx:
        key = administering.copy(tx, "quote", name="副本", name_en="Copy")
        administering.rename(tx, key, name="大额报价", name_en="Large quotes")
        copied = policies.draft(tx.connection, key)
        assert copied is not None
        assert copied.flow == QUOTE
        assert policies.policy(tx.connection, key).title("en") == "Large quotes"
        with pytest.raises(NameNeeded):
            administering.rename(tx, key, name=" ", name_en="x")
        administering.remove(tx, key)
        with pytest.raises(FlowInUse):
            administering.remove(tx, "quote")
        assert [one.key for one in policies.of_type(tx.connection, "quote")] == ["quote"]


def test_a_flow_that_was_released_cannot_be_deleted(office):
    key = add(office, FINANCE)
    with office.store.begin(by=None, action="test.delete") as tx, pytest.raises(FlowInUse):
        administering.remove(tx, key)


def test_a_diagram_that_names_another_flow_pins_it(office):
    key = add(office, replace(FINANCE, entry=NEVER))
    with office.store.read() as connection:
        found, passed = selecting.choose(
            connection, key, QUOTES, "salesperson", dict, office.store.clock.now()
        )
    assert (found.policy.key, passed) == (key, [])
