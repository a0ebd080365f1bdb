"""Assignment rules: which one takes a lead, whose turn it is, and what a trial says beforehand."""

from __future__ import annotations

from datetime import timedelta

import pytest

from adapters.crm import assignment, assignment_trial, changes, leads, tables
from tests.support.selling import Selling

SELLERS = ("salesperson", "salesperson2", "salesperson3")


@pytest.fixture
def selling():
    made = Selling.open([])
    yield made
    made.store.close()


def _rule(selling, name, *people, **values):
    with selling.store.begin(by=None, action="test.rule") as tx:
        ids = [selling.people[login] for login in people]
        return changes.add(tx, tables.assignment_rule, entity="lead", name=name, **{"people": ids, **values})


def _lead(selling, **values):
    with selling.store.begin(by=None, action="test.lead") as tx:
        return leads.enter(tx, {"company": "新客户", "channel": "web", **values})


def _given(selling, **facts):
    login = {number: login for login, number in selling.people.items()}
    with selling.store.begin(by=None, action="test.choose") as tx:
        return login.get(assignment.choose(tx, "lead", {"channel": "web", **facts}))


def _trial(selling, lead):
    with selling.store.read() as connection:
        return assignment_trial.one(connection, leads.row_of(connection, lead))


def test_the_first_rule_whose_lists_and_expression_fit_gives_in_turns(selling):
    _rule(selling, "介绍", "salesperson3", channels=["referral", "visit"], sort=1)
    _rule(selling, "华东大单", "salesperson2", regions=["苏州", "上海"], condition="budget > 1000", sort=2)
    _rule(selling, "测厚", "salesperson", "salesperson2", products=["测厚"], sort=3)
    assert _given(selling, channel="visit", product="测厚仪") == "salesperson3"
    assert _given(selling, region="江苏苏州", budget=2000) == "salesperson2"
    assert _given(selling, region="江苏苏州", budget=10) is None
    assert [_given(selling, product="在线测厚仪") for _ in range(3)] == [
        "salesperson", "salesperson2", "salesperson",
    ]  # fmt: skip


def test_rules_that_are_off_broken_or_without_anybody_are_passed_over(selling):
    _rule(selling, "停用", "salesperson", active=False, sort=1)
    _rule(selling, "无人", sort=2)
    _rule(selling, "写错", "salesperson", condition="budget >", sort=3)
    _rule(selling, "团队", team_of_id=selling.people["manager"], sort=4)
    assert _given(selling) in SELLERS
    selling.edit(tables.assignment_rule, _rule(selling, "末位", "salesperson"), active=False)


def test_a_trial_says_why_and_writes_nothing(selling):
    first = _rule(selling, "介绍", "salesperson3", channels=["referral"], sort=1)
    second = _rule(selling, "停用", "salesperson3", active=False, sort=2)
    third = _rule(selling, "最少", "salesperson", "salesperson2", way="least_loaded", sort=3)
    _lead(selling, owner_id=selling.people["salesperson"])
    trial = _trial(selling, _lead(selling))
    assert [(one.row.id, one.misfit, one.gives) for one in trial.asked] == [
        (first, "channels", False),
        (second, "", True),
        (third, "", True),
    ]
    assert (trial.chosen, trial.owner) == (selling.people["salesperson2"], None)
    own = _trial(selling, _lead(selling, account_id=selling.customer))
    assert own.chosen == own.owner == selling.people["salesperson"]
    assert selling.row(tables.assignment_rule, third).last_person_id is None


def test_past_leads_are_spread_as_they_were_as_rules_are_and_as_they_would_be(selling):
    _rule(selling, "介绍", "salesperson", channels=["referral"], sort=1)
    off = _rule(selling, "其余", "salesperson2", "salesperson3", active=False, sort=2)
    _lead(selling, channel="referral", owner_id=selling.people["salesperson3"])
    selling.clock.set(selling.clock.now() + timedelta(days=100))
    for channel in ("referral", "web", "call", "fair"):
        _lead(selling, channel=channel, owner_id=selling.people["salesperson"])
    with selling.store.read() as connection:
        found = assignment_trial.split(connection, selling.clock.now() - timedelta(days=90))
    one, two, three = (selling.people[login] for login in SELLERS)
    assert found.total == 4
    assert (found.was, found.now) == ({one: 4}, {one: 1, None: 3})
    assert found.then == {one: 1, two: 2, three: 1}
    assert found.hits[off] == 3
    assert found.people() == [two, one, three, None]
