"""Substitutes at approval points: who never decides, up to which amount, and what counts for the one who decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from adapters.crm import facts
from engine import organisation
from engine.organisation import Terms
from engine.service import Actor
from processes.approval import decisions
from processes.approval.approver_rule import Rule
from processes.approval.model import Flow, Point
from processes.approval.standing import acting
from tests.integration.approval.conftest import open_office
from worklist import queries

FIRST = Point(number=1, name="经理", name_en="Manager", positions=("sales_manager",))


@pytest.fixture
def office(quick_office):
    return quick_office


def stand_in(office, absent, substitute, **terms):
    with office.store.begin(by=None, action="test.substitute") as tx:
        said = Terms(substitute_id=office.people[substitute], valid_from=tx.now - timedelta(days=1), **terms)
        return organisation.add_substitution(tx, office.people[absent], said)


def for_whom(office, root, login):
    """For whom somebody may do the open items of a process."""
    items = [one.id for one in office.open_items(root)]
    with office.store.read() as connection:
        found = acting.for_whom(connection, office.person(login), items, office.store.clock.now())
    return [one.principal.login for one in found.values()]


def agree(office, root, by, behalf_of=None):
    [item] = [one for one in office.open_items(root) if one.assignee in (by, behalf_of)]
    actor = Actor(by, office.people[by], behalf_of=behalf_of)
    office.engine.complete(item.id, {"action": "agree", "opinion": ""}, by=actor)


def test_a_substitute_may_decide_but_never_about_his_own_request(office):
    stand_in(office, "manager", "salesperson")
    stand_in(office, "manager", "finance")
    root = office.submit(office.quote("0.03"))
    assert for_whom(office, root, "finance") == ["manager"]
    assert for_whom(office, root, "salesperson") == []


def test_documents_above_the_limit_stay_with_the_absent_person_or_go_to_the_superior(office):
    quote = office.quote("0.03")
    root = office.submit(quote)
    total = _total(office, quote)
    stand_in(office, "manager", "finance", up_to=total)
    stand_in(office, "manager", "service", up_to=total - 1, above="superior")
    assert for_whom(office, root, "finance") == ["manager"]
    assert for_whom(office, root, "service") == []
    assert for_whom(office, root, "director") == ["manager"]


def test_a_rule_for_other_documents_shows_nothing(office):
    root = office.submit(office.quote("0.03"))
    stand_in(office, "manager", "finance", kinds=frozenset({"document:contract"}))
    stand_in(office, "manager", "service", kinds=frozenset({"document:quote", "document:order"}))
    assert for_whom(office, root, "finance") == []
    assert for_whom(office, root, "service") == ["manager"]


def test_whoever_decided_as_a_substitute_is_no_pair_of_fresh_eyes(office):
    second = replace(
        FIRST,
        number=2,
        name="复核",
        id="",
        positions=(),
        rules=(Rule(kind="person", person="director", fresh=True),),
    )
    office.release(Flow(points=(FIRST, second)))
    stand_in(office, "manager", "finance")
    stand_in(office, "director", "finance")
    root = office.submit(office.quote("0.03"))
    agree(office, root, "finance", "manager")
    assert office.waits_for(root) == ["director"]
    assert for_whom(office, root, "finance") == []


def test_a_rule_with_fresh_eyes_leaves_out_whoever_really_decided(office):
    fresh = Rule(position="finance", fresh=True)
    office.release(
        Flow(points=(FIRST, replace(FIRST, number=2, name="复核", id="", positions=(), rules=(fresh,))))
    )
    stand_in(office, "manager", "finance")
    root = office.submit(office.quote("0.03"))
    agree(office, root, "finance", "manager")
    assert office.waits_for(root) == ["general"]


def test_deciding_once_counts_for_whoever_really_decided(office):
    same = replace(FIRST, number=2, name="复核", id="")
    by_finance = replace(FIRST, number=3, name="财务", id="", positions=("finance",))
    office.release(Flow(points=(FIRST, same, by_finance), once=True))
    stand_in(office, "manager", "finance")
    quote = office.quote("0.03")
    root = office.submit(quote)
    agree(office, root, "finance", "manager")
    assert office.waits_for(root) == ["manager"]
    agree(office, root, "manager")
    assert office.state(quote) == "approved"
    with office.store.read() as connection:
        rows = decisions.of_root(connection, root)
    assert [(row.person, row.on_behalf_of) for row in rows] == [("finance", "manager"), ("manager", None)]
    assert office.breaches() == []


def test_turns_pass_over_whoever_is_away_while_others_are_there(office):
    with office.store.begin(by=None, action="test.post") as tx:
        organisation.assign_position(tx, office.people["service"], "sales_manager", is_main=False)
    turns = Rule(position="sales_manager", near=False, holders="round_robin")
    office.release(Flow(points=(replace(FIRST, positions=(), rules=(turns,)),)))
    stand_in(office, "manager", "finance")
    asked = [office.waits_for(office.submit(office.quote("0.03")))[0] for _ in range(3)]
    assert "manager" not in asked
    stand_in(office, "service", "finance")
    with office.store.read() as connection:
        others = {one.login for one in organisation.holders(connection, "sales_manager")} - {
            "manager",
            "service",
        }
    for login in others:
        stand_in(office, login, "finance")
    asked = {office.waits_for(office.submit(office.quote("0.03")))[0] for _ in range(len(others) + 2)}
    assert asked == {"manager", "service", *others}


def test_a_reminder_goes_to_the_substitute_with_both_names(office):
    office.release(Flow(points=(replace(FIRST, deadline="PT8H", remind="PT4H"),)))
    stand_in(office, "manager", "finance")
    office.submit(office.quote("0.03"))
    office.store.clock.advance(timedelta(hours=7))
    office.come_to_rest()
    with office.store.read() as connection:
        rows = connection.exec_driver_sql("SELECT to_id, text FROM crm_message").all()
    told = {row[0]: row[1] for row in rows}
    assert told[office.people["manager"]] in told[office.people["finance"]]
    assert told[office.people["finance"]].endswith("（代 陈静）")


@pytest.mark.postgres
def test_it_means_the_same_on_postgresql(postgresql_store):
    office = open_office(postgresql_store)
    quote = office.quote("0.03")
    root = office.submit(quote)
    limit = {"up_to": _total(office, quote) - 1, "above": "superior"}
    stand_in(office, "manager", "finance", kinds=frozenset({"document:quote"}), **limit)
    stand_in(office, "manager", "service", kinds=frozenset({"process:quote_approval"}))
    stand_in(office, "manager", "salesperson")
    asked = ("finance", "service", "director", "salesperson")
    assert [for_whom(office, root, login) for login in asked] == [[], ["manager"], ["manager"], []]
    with office.store.read() as connection:
        reader = queries.reader(connection, office.person("service"), office.store.clock.now(), "others")
        page = queries.page(connection, reader, "mine")
    assert list(page.ids) == [one.id for one in office.open_items(root)]


def _total(office, quote) -> Decimal:
    with office.store.read() as connection:
        return Decimal(facts.read(connection, quote)["total"])
