"""The package `lead_to_order`: from the first word of somebody to an order, or to a reason why not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from adapters.crm import changes, tables
from engine.service import Actor
from tests.support.paths import Paths
from tests.support.selling import BPMN, Selling

CALLED = ("duplicate_case", "quote_approval", "new_customer", "order_fulfilment")
CONTACT = {"action": "call", "result": "reached"}
YES = {**CONTACT, "qualified": "yes", "product_interest": "测厚仪", "budget": 80000}


def _world():
    selling = Selling.open(["follow_up", "lead_to_order"], CALLED)
    with selling.store.begin(by=None, action="test.rule") as tx:
        changes.add(
            tx,
            tables.assignment_rule,
            entity="lead",
            name="介绍",
            condition='channel = "referral"',
            people=[selling.people["salesperson"], selling.people["salesperson2"]],
        )
    return selling


def _message(selling, name, **values):
    delivery = selling.engine.message(name, variables=values)
    assert delivery.root_id is not None
    assert selling.incidents(delivery.root_id) == []
    return delivery.root_id


def _opportunity(selling):
    opportunity = selling.opportunity()
    root = selling.start("lead_to_order", opportunity_id=opportunity)
    assert selling.incidents(root) == []
    return root, opportunity


def _elements(selling, root):
    return [one.element for one in selling.items(root)]


def won_from_a_web_form(selling):
    root = _message(
        selling, "lead.web", channel="web", company="北岬食品", person="刘洋", phone="138 0000 1111"
    )
    [item] = selling.items(root)
    assert item.element == "assign_by_hand"
    selling.do(root, "assign_by_hand", {"owner": "salesperson"}, by="manager")
    selling.do(root, "first_contact", YES)
    assert selling.incidents(root) == []
    [lead] = selling.rows(tables.lead)
    assert (lead.state, lead.company) == ("converted", "北岬食品")
    [opportunity] = selling.rows(tables.opportunity)
    assert (opportunity.expected_amount, opportunity.instance_id) == (80000, root)
    selling.do(root, "advance", {"decision": "quote"})
    selling.do(root, "answer_quote_approval", {"quote_state": "accepted", "quote_id": 1, "order_id": None})
    assert _elements(selling, root) == ["answer_new_customer"]  # a prospect is approved before any order
    selling.do(root, "answer_new_customer", {"approved": True})
    selling.do(root, "answer_order_fulfilment", {"order_state": "closed", "order_id": 2})
    [opportunity] = selling.rows(tables.opportunity)
    assert (opportunity.state, opportunity.close_reason) == ("won", "delivered")
    assert opportunity.archived_at is not None
    assert selling.state(root) == "completed"
    assert selling.breaches() == []


def a_known_caller_goes_to_his_salesperson(selling):
    root = _message(selling, "lead.call", channel="call", company="某某", phone="02155550101")
    [item] = selling.items(root)
    assert (item.element, item.assignee) == ("first_contact", "salesperson")
    selling.do(root, "first_contact", {**CONTACT, "qualified": "no", "reason": "只是询价"})
    [lead] = selling.rows(tables.lead)
    [lead] = selling.rows(tables.lead)
    assert (lead.state, lead.reason, lead.account_id) == ("disqualified", "只是询价", selling.customer)
    assert selling.state(root) == "completed"


def a_name_that_is_known_is_settled_first(selling):
    root = _message(selling, "lead.campaign", channel="campaign", company="青屿精工", campaign="春季")
    assert _elements(selling, root) == ["answer_duplicate_case"]
    selling.do(root, "answer_duplicate_case", {"account_id": selling.customer, "decision": "keep"})
    assert selling.rows(tables.lead)[0].campaign == "春季"
    assert len(selling.items(root)) == 1


def a_name_that_is_being_settled_is_assigned_meanwhile(selling):
    """The customer is in a case already: nobody waits for it twice."""
    root = _message(selling, "lead.campaign", channel="campaign", company="青屿精工")
    selling.do(root, "answer_duplicate_case", {"refused": True})
    assert selling.incidents(root) == []
    assert len(selling.items(root)) == 1


def a_rule_takes_turns(selling):
    owners = []
    for number in range(3):
        root = _message(selling, "lead.import", channel="referral", company=f"新公司{number}甲乙丙")
        [item] = selling.items(root)
        owners.append(item.assignee)
    assert owners == ["salesperson", "salesperson2", "salesperson"]


def nobody_contacts_in_time(selling):
    root = selling.start("lead_to_order", by="marketing", channel="fair", company="展会客户")
    selling.wait(timedelta(days=1))
    assert [one.to_id for one in selling.rows(tables.message)] == [selling.people["director"]]
    selling.do(root, "assign_by_hand", {"owner": "salesperson"}, by="manager")
    selling.wait(timedelta(days=2))
    assert [one.to_id for one in selling.rows(tables.message)][1:] == [selling.people["salesperson"]]
    selling.wait(timedelta(days=2))
    assert _elements(selling, root) == ["assign_by_hand"]


def later_and_again(selling):
    root = _message(selling, "lead.call", channel="call", company="某某", phone="02155550101")
    selling.do(root, "first_contact", {**CONTACT, "qualified": "later", "next_on": "2026-03-10"})
    assert _elements(selling, root) == []
    selling.wait(timedelta(days=9))
    assert _elements(selling, root) == ["first_contact"]
    selling.do(root, "first_contact", {**CONTACT, "qualified": "later", "next_on": "2026-05-10"})
    with selling.store.begin(by=None, action="test.answered") as tx:
        assert selling.processes.message_in(tx, root, "lead.answered", {})
    assert _elements(selling, root) == ["first_contact"]


def a_refused_quote_is_tried_again_and_then_given_up(selling):
    root, opportunity = _opportunity(selling)
    selling.do(root, "advance", {"decision": "quote"})
    selling.do(root, "answer_quote_approval", {"quote_state": "refused", "quote_id": 1, "order_id": None})
    selling.do(root, "after_refusal", {"go_on": "yes"})
    selling.do(root, "advance", {"decision": "quote"})
    selling.do(root, "answer_quote_approval", {"quote_state": "expired", "quote_id": 1, "order_id": None})
    selling.do(root, "after_refusal", {"go_on": "no"})
    selling.do(root, "close_lost", {"reason": "price", "note": "贵了 8%", "win_back_on": "2026-09-01"})
    row = selling.row(tables.opportunity, opportunity)
    assert (row.state, row.close_reason, row.close_note, str(row.win_back_on)) == (
        "lost",
        "price",
        "贵了 8%",
        "2026-09-01",
    )
    assert selling.state(root) == "completed"


def no_decision_is_cancelled(selling):
    root, opportunity = _opportunity(selling)
    selling.do(root, "advance", {"decision": "no_decision", "reason": "postponed"})
    selling.do(root, "close_lost", {"reason": "postponed"})
    assert selling.row(tables.opportunity, opportunity).state == "cancelled"


def an_order_that_fails_goes_back(selling):
    root, _opportunity_id = _opportunity(selling)
    selling.do(root, "advance", {"decision": "direct_order"})
    selling.do(root, "answer_order_fulfilment", {"order_state": "cancelled", "order_id": 2})
    assert _elements(selling, root) == ["advance"]


def an_order_that_cannot_begin_goes_back(selling):
    """His credit is on hold, say: the opportunity goes on, and no operator is asked."""
    root, _ = _opportunity(selling)
    selling.do(root, "advance", {"decision": "direct_order"})
    selling.do(root, "answer_order_fulfilment", {"refused": True})
    assert selling.incidents(root) == []
    assert _elements(selling, root) == ["advance"]


def a_customer_who_is_not_approved_is_lost(selling):
    selling.edit(tables.account, selling.customer, approved=False)
    root, _opportunity_id = _opportunity(selling)
    selling.do(root, "advance", {"decision": "direct_order"})
    selling.do(root, "answer_new_customer", {"approved": False})
    assert _elements(selling, root) == ["close_lost"]


def silence_is_noticed(selling):
    root, _opportunity_id = _opportunity(selling)
    selling.wait(timedelta(days=15))
    texts = [one.text for one in selling.rows(tables.message)]
    assert sum("14 天没有进展" in text for text in texts) == 1
    selling.wait(timedelta(days=17))
    assert selling.people["manager"] in [one.to_id for one in selling.rows(tables.message)]
    with selling.store.begin(by=None, action="test.churn") as tx:
        assert selling.processes.message_in(tx, root, "account.churn_risk", {"churn_note": "换了采购"})
    assert "换了采购" in selling.rows(tables.message)[-1].text
    assert _elements(selling, root) == ["advance"]


PATHS = Paths(
    package=BPMN / "lead_to_order",
    world=_world,
    stories=[
        won_from_a_web_form,
        a_known_caller_goes_to_his_salesperson,
        a_name_that_is_known_is_settled_first,
        a_name_that_is_being_settled_is_assigned_meanwhile,
        a_rule_takes_turns,
        nobody_contacts_in_time,
        later_and_again,
        a_refused_quote_is_tried_again_and_then_given_up,
        no_decision_is_cancelled,
        an_order_that_fails_goes_back,
        an_order_that_cannot_begin_goes_back,
        a_customer_who_is_not_approved_is_lost,
        silence_is_noticed,
    ],
)


@pytest.mark.parametrize("story", PATHS.names)
def test_a_lead_comes_to_its_end(story):
    PATHS.walk(story)


def test_every_flow_is_taken_and_the_table_says_by_which_story():
    PATHS.check()


def test_a_lead_that_names_nobody_is_refused_and_leaves_nothing():
    selling = _world()
    with pytest.raises(Exception, match="names no company"), selling.store.begin(by=None, action="t") as tx:
        selling.engine.start_in(
            tx, "lead_to_order", variables={}, by=Actor("manager", selling.people["manager"]), refusable=True
        )
    assert selling.rows(tables.lead) == []
    selling.store.close()


def test_whoever_has_the_lead_offers_though_a_colleague_entered_it() -> None:
    selling = Selling.open(
        ["follow_up", "lead_to_order", "quote_approval"],
        ("approval", "duplicate_case", "new_customer", "order_fulfilment"),
    )
    root = selling.start("lead_to_order", by="salesperson2", channel="fair", company="展会客户")
    selling.do(root, "assign_by_hand", {"owner": "salesperson"}, by="manager")
    selling.do(root, "first_contact", YES)
    selling.do(root, "advance", {"decision": "quote"})
    assert selling.incidents(root) == []
    assert [(one.element, one.assignee) for one in selling.items(root)] == [("revise", "salesperson")]
    [quote] = selling.rows(tables.quote)
    assert quote.owner_id == selling.people["salesperson"]
