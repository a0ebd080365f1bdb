"""The package `follow_up`: an opportunity is advanced step by step until something is decided."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from adapters.crm import tables
from tests.support.paths import Paths
from tests.support.selling import BPMN, Selling


def a_quote_is_decided(selling):
    opportunity = selling.opportunity()
    root = selling.start("follow_up", opportunity_id=opportunity, owner="salesperson")
    assert selling.incidents(root) == []
    selling.do(
        root,
        "advance",
        {"decision": "continue", "result": "介绍了方案", "to_stage": "proposal", "amount": 120000},
    )
    row = selling.row(tables.opportunity, opportunity)
    assert (row.stage, row.probability, row.expected_amount) == ("proposal", Decimal("0.45"), 120000)
    assert [(one.from_stage, one.to_stage) for one in selling.rows(tables.opportunity_stage_log)] == [
        ("", "develop"),
        ("develop", "proposal"),
    ]
    selling.do(root, "advance", {"decision": "quote"})
    assert (selling.state(root), selling.variable(root, "decision")) == ("completed", "quote")
    assert [one.result for one in selling.rows(tables.progress)] == ["介绍了方案", ""]
    assert selling.breaches() == []


def giving_up_needs_a_reason(selling):
    opportunity = selling.opportunity()
    root = selling.start("follow_up", opportunity_id=opportunity, owner="salesperson")
    selling.do(root, "advance", {"decision": "lost"})
    assert selling.state(root) == "running"
    selling.do(root, "advance", {"decision": "lost", "reason": "price"})
    assert (selling.state(root), selling.variable(root, "reason")) == ("completed", "price")


def the_agreed_date_reminds(selling):
    opportunity = selling.opportunity()
    root = selling.start("follow_up", opportunity_id=opportunity, owner="salesperson")
    selling.do(root, "advance", {"decision": "continue", "next_on": "2026-03-05", "next_step": "回访"})
    selling.wait(timedelta(days=2))
    assert selling.rows(tables.message) == []
    selling.wait(timedelta(days=2))
    [told] = selling.rows(tables.message)
    assert (told.to_id, told.ref_type, told.ref_id) == (
        selling.people["salesperson"],
        "opportunity",
        opportunity,
    )
    assert [one.element for one in selling.items(root)] == ["advance"]


def a_large_one_is_approved_before_it_is_pursued(selling):
    opportunity = selling.opportunity(expected_amount=Decimal(600000))
    root = selling.start("follow_up", opportunity_id=opportunity, owner="salesperson")
    assert selling.items(root, "advance") == []
    selling.do(root, "together_approve", {"action": "agree", "opinion": ""}, by="manager")
    assert selling.row(tables.opportunity, opportunity).approved_amount == 600000
    selling.do(root, "advance", {"decision": "continue", "amount": 400000})
    assert [one.element for one in selling.items(root)] == ["advance"]  # less than what was approved
    selling.do(root, "advance", {"decision": "quote", "amount": 2500000})
    selling.do(root, "together_approve", {"action": "agree", "opinion": ""}, by="manager")
    assert selling.state(root) == "running"
    selling.do(root, "together_approve", {"action": "agree", "opinion": ""}, by="general")
    assert (selling.state(root), selling.variable(root, "decision")) == ("completed", "quote")
    assert selling.row(tables.opportunity, opportunity).approved_amount == 2500000
    assert selling.breaches() == []


def one_that_is_returned_is_submitted_again(selling):
    opportunity = selling.opportunity(expected_amount=Decimal(600000))
    root = selling.start("follow_up", opportunity_id=opportunity, owner="salesperson")
    selling.do(root, "together_approve", {"action": "return", "opinion": "先谈一期"}, by="manager")
    assert selling.variable(root, "opinion") == "先谈一期"
    selling.do(root, "revise", {"decision": "continue", "amount": 550000, "result": "只谈一期"})
    assert selling.row(tables.opportunity, opportunity).expected_amount == 550000
    selling.do(root, "together_approve", {"action": "agree", "opinion": ""}, by="manager")
    assert [one.element for one in selling.items(root)] == ["advance"]


def one_that_is_rejected_is_given_up(selling):
    opportunity = selling.opportunity(expected_amount=Decimal(600000))
    root = selling.start("follow_up", opportunity_id=opportunity, owner="salesperson")
    selling.do(root, "together_approve", {"action": "reject", "opinion": "客户没有预算"}, by="manager")
    assert (selling.state(root), selling.variable(root, "decision")) == ("completed", "lost")
    assert [one.result for one in selling.rows(tables.progress)] == ["未获批准 · Not approved: 客户没有预算"]
    [told] = selling.rows(tables.message)
    assert told.to_id == selling.people["salesperson"]
    assert selling.breaches() == []


PATHS = Paths(
    package=BPMN / "follow_up",
    world=lambda: Selling.open(["follow_up"]),
    stories=[
        a_quote_is_decided,
        giving_up_needs_a_reason,
        the_agreed_date_reminds,
        a_large_one_is_approved_before_it_is_pursued,
        one_that_is_returned_is_submitted_again,
        one_that_is_rejected_is_given_up,
    ],
)


@pytest.mark.parametrize("story", PATHS.names)
def test_an_opportunity_is_followed_up(story):
    PATHS.walk(story)


def test_every_flow_is_taken_and_the_table_says_by_which_story():
    PATHS.check()


def test_an_opportunity_out_of_reach_is_refused_to_whoever_starts_its_process():
    selling = Selling.open(["follow_up"])
    opportunity = selling.opportunity()
    root = selling.start("follow_up", by="salesperson2", opportunity_id=opportunity, owner="salesperson2")
    assert selling.items(root) == []
    assert [one.element for one in selling.incidents(root)] == ["read"]
    selling.store.close()
