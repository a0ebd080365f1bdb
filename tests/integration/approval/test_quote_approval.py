"""The shipped packages with the shipped flow: a quote goes from person to person and comes out decided."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from processes.approval import policies
from processes.approval.defaults import QUOTE
from processes.approval.model import Condition, Test


def test_a_high_discount_needs_manager_and_director(office):
    quote = office.quote("0.12")
    root = office.submit(quote)
    assert office.incidents(root) == []
    assert (office.state(quote), office.waits_for(root)) == ("in_approval", ["manager"])
    office.decide(root, "manager", opinion="可以")
    assert (office.state(quote), office.waits_for(root)) == ("in_approval", ["director"])
    office.decide(root, "director")
    assert office.state(quote) == "approved"
    office.come_to_rest()
    assert (office.state(quote), office.instance_state(root)) == ("sent", "running")
    assert office.record(root) == [(1, "manager", "agree", "可以"), (2, "director", "agree", "")]
    assert office.breaches() == []


def test_a_low_discount_needs_the_manager_only(office):
    quote = office.quote("0.03")
    root = office.submit(quote)
    office.decide(root, "manager")
    assert office.state(quote) == "approved"


def test_the_work_item_is_titled_with_number_customer_and_amount(office):
    root = office.submit(office.quote("0.02", quantity="5"))
    [item] = office.open_items(root)
    number, customer, amount = item.title.split(" · ")
    assert number.startswith("Q-")
    assert customer == "青屿精工"
    assert amount.startswith("¥1")
    assert amount[4] == ","


def test_the_applicant_is_told_by_mail_in_his_language(office):
    root = office.submit(office.quote("0.03"))
    office.decide(root, "manager")
    office.engine.run_due()
    mail = office.outbox.sent[0]
    assert mail["To"] == "salesperson@demo.guanxi.example"
    assert "已批准" in mail["Subject"]


def test_a_returned_quote_is_changed_and_submitted_again(office):
    quote = office.quote("0.12")
    root = office.submit(quote)
    office.decide(root, "manager", "return", "折扣太高")
    assert (office.state(quote), office.waits_for(root)) == ("returned", ["salesperson"])
    assert office.variables(root)["opinion"] == "折扣太高"
    assert office.variables(root)["returned_at"] == 1
    office.change_quote(quote, "0.05")
    [item] = office.open_items(root)
    office.engine.complete(item.id, {}, by="salesperson")
    assert (office.state(quote), office.waits_for(root)) == ("in_approval", ["manager"])
    office.decide(root, "manager")
    office.come_to_rest()
    assert (office.state(quote), office.instance_state(root)) == ("sent", "running")
    assert [action for _, _, action, _ in office.record(root)] == ["return", "agree"]
    assert office.breaches() == []


def test_a_rejected_quote_ends(office):
    quote = office.quote("0.12")
    root = office.submit(quote)
    office.decide(root, "manager")
    office.decide(root, "director", "reject", "毛利不足")
    office.engine.run_due()
    assert (office.state(quote), office.instance_state(root)) == ("rejected", "completed")
    [mail] = office.outbox.sent
    assert "已驳回" in mail["Subject"]


def test_a_quote_is_withdrawn_while_it_is_in_approval(office):
    quote = office.quote("0.12")
    root = office.submit(quote)
    delivery = office.engine.message("quote.withdraw", correlation={"business_key": f"quote-{quote}"})
    assert delivery.root_id == root
    assert (office.state(quote), office.instance_state(root)) == ("withdrawn", "completed")
    assert office.open_items(root) == []
    assert office.breaches() == []


def test_an_empty_quote_comes_back_to_its_seller(office):
    quote = office.quote("0.05")
    office.take_lines_away(quote)
    root = office.submit(quote)
    [item] = office.open_items(root)
    assert (item.element, item.assignee) == ("revise", "salesperson")


@pytest.mark.parametrize("action", ["return", "reject"])
def test_saying_no_without_an_opinion_stops_at_an_incident_and_decides_nothing(office, action):
    quote = office.quote("0.03")
    root = office.submit(quote)
    office.decide(root, "manager", action)
    [incident] = office.incidents(root)
    assert incident.element == "together_record"
    assert (office.state(quote), office.record(root)) == ("in_approval", [])


def test_the_applicant_cannot_decide_even_if_the_item_is_handed_to_him(office):
    quote = office.quote("0.03")
    root = office.submit(quote)
    [item] = office.open_items(root)
    office.engine.assign(item.id, to="salesperson", by="manager")
    office.decide(root, "salesperson")
    assert (office.state(quote), office.record(root)) == ("in_approval", [])
    assert len(office.incidents(root)) == 1


def test_a_manager_who_applies_is_decided_about_by_his_superior(office):
    root = office.submit(office.quote("0.03", login="manager"), by="manager")
    assert office.waits_for(root) == ["director"]


def test_redefining_a_condition_takes_effect_for_the_next_quote_and_leaves_the_running_one(office):
    running = office.quote("0.04")  # five more by the customer's agreement
    first = office.submit(running)
    at_eight = Condition(rows=((Test(fact="max_discount", operator="gt", value=Decimal("0.08")),),))
    manager, director, *others = QUOTE.points
    changed = replace(director, condition=at_eight)
    assert (
        office.release(QUOTE.with_points((manager, changed, *others)), "总监从 8% 起审批", running="new") == 2
    )
    following = office.quote("0.04")  # five more by the customer's agreement
    second = office.submit(following)
    office.decide(first, "manager")
    office.decide(second, "manager")
    assert office.state(running) == "approved"
    assert (office.state(following), office.waits_for(second)) == ("in_approval", ["director"])
    with office.store.read() as connection:
        assert policies.running(connection, "quote") == {2: 1}
