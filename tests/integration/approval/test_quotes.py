"""What the CRM's quote page can do with an approval: submit, take back, show who is asked."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace

import pytest
from sqlalchemy import select

from adapters.crm import tables
from engine import organisation
from engine.errors import Conflict, EngineError, StartRefused
from engine.ports import Actor
from engine.store.schema.runtime import instance
from processes.approval.defaults import QUOTE
from processes.approval.documents import Documents
from processes.approval.model import Flow
from processes.approval.quotes import QUOTES
from processes.approval.withdrawal.errors import OnlyTheApplicant
from processes.quotes import QuoteApproval
from tests.support.at_once import together


def approval(office):
    return QuoteApproval(engine=office.engine, documents=Documents([QUOTES]))


def submitted(office, quote, by="salesperson"):
    approval(office).submit(quote, office.person(by))
    with office.store.read() as connection:
        return connection.execute(
            select(tables.quote.c.instance_id).where(tables.quote.c.id == quote)
        ).scalar_one()


def test_its_owner_takes_a_quote_back_as_long_as_nobody_has_decided(office):
    seller, manager = office.person("salesperson"), office.person("manager")
    quote = office.quote("0.12")
    root = submitted(office, quote)
    assert approval(office).may_withdraw(quote, seller)
    assert not approval(office).may_withdraw(quote, manager)
    with pytest.raises(OnlyTheApplicant):
        approval(office).withdraw(quote, manager, "not mine")
    approval(office).withdraw(quote, seller, "wrong customer")
    assert (office.state(quote), office.instance_state(root)) == ("withdrawn", "completed")
    assert office.variables(root)["withdraw_reason"] == "wrong customer"
    assert not approval(office).may_withdraw(quote, seller)
    assert office.breaches() == []


def test_after_a_decision_it_is_too_late(office):
    quote = office.quote("0.12")
    root = submitted(office, quote)
    office.decide(root, "manager")
    with pytest.raises(Conflict, match="decided"):
        approval(office).withdraw(quote, office.person("salesperson"), "too late")
    assert (office.state(quote), office.waits_for(root)) == ("in_approval", ["director"])


@pytest.mark.parametrize("_round", range(3))
def test_of_a_decision_and_a_withdrawal_at_once_exactly_one_counts(office, _round):
    quote = office.quote("0.12")
    root = submitted(office, quote)
    seller = office.person("salesperson")
    decision, withdrawal = together(
        lambda: office.decide(root, "manager"),
        lambda: approval(office).withdraw(quote, seller, "wrong customer"),
    )
    outcomes = (decision, withdrawal)
    [refusal] = [outcome for outcome in outcomes if isinstance(outcome, EngineError)]
    assert (refusal.status, refusal.text("en").endswith(".")) == (409, True)
    if refusal is decision:
        assert (office.state(quote), office.record(root)) == ("withdrawn", [])
    else:
        assert (office.state(quote), office.waits_for(root)) == ("in_approval", ["director"])
    assert office.breaches() == []


def test_a_withdrawal_waits_for_a_decision_that_is_being_written_and_is_refused(office):
    quote = office.quote("0.12")
    root = submitted(office, quote)
    seller, manager = office.person("salesperson"), office.person("manager")
    [item] = office.open_items(root)
    assert approval(office).may_withdraw(quote, seller)
    with ThreadPoolExecutor(1) as pool:
        with office.store.begin(by=manager.id, action="test.decide") as tx:
            by = Actor("manager", manager.id)
            office.engine.complete_in(tx, item.id, {"action": "agree", "opinion": ""}, by=by)
            withdrawal = pool.submit(approval(office).withdraw, quote, seller, "wrong customer")
            assert wait([withdrawal], timeout=0.5).not_done
        with pytest.raises(Conflict, match="decided"):
            withdrawal.result(30)
    assert (office.state(quote), office.waits_for(root)) == ("in_approval", ["director"])


def test_a_withdrawal_reaches_the_approval_of_its_own_quote_only(office):
    quote, other = office.quote("0.12"), office.quote("0.12")
    root = submitted(office, quote)
    with office.store.read() as connection:
        name = connection.scalar(select(tables.quote.c.no).where(tables.quote.c.id == quote))
    variables = {"quote_id": other, "applicant": "salesperson"}
    namesake = office.engine.start("quote_approval", variables=variables, business_key=name, by="salesperson")
    approval(office).withdraw(quote, office.person("salesperson"), "wrong customer")
    assert (office.instance_state(root), office.instance_state(namesake)) == ("completed", "running")


def test_a_start_that_the_quote_refuses_leaves_nothing(office):
    quote = office.quote("0.12")
    with office.store.begin(by=None, action="test.leave") as tx:
        organisation.set_status(tx, office.people["general"], "left")
        organisation.set_status(tx, office.people["service_manager"], "left")
    office.release(Flow(points=(replace(QUOTE.points[0], positions=("service_manager",)),)))
    with pytest.raises(StartRefused) as refusal:
        approval(office).submit(quote, office.person("salesperson"))
    assert "nobody holds the position" in refusal.value.text("en")
    assert "没有人担任" in refusal.value.text("zh")
    with office.store.read() as connection:
        assert connection.execute(select(instance.c.id)).all() == []
    assert office.state(quote) == "draft"


def test_an_empty_first_quote_comes_back_to_who_submitted_it(office):
    quote = office.quote("0.05")
    office.take_lines_away(quote)
    submitted(office, quote)
    with office.store.read() as connection:
        [root] = connection.scalars(select(instance.c.id).where(instance.c.depth == 0))
    assert office.waits_for(root) == ["salesperson"]
    submitted(office, quote)  # the same approval goes on
    assert office.waits_for(root) == ["salesperson"]
    with office.store.read() as connection:
        assert list(connection.scalars(select(instance.c.id).where(instance.c.depth == 0))) == [root]


def test_a_quote_in_approval_is_not_submitted_again(office):
    quote = office.quote("0.05")
    submitted(office, quote)
    with pytest.raises(Conflict):
        approval(office).submit(quote, office.person("salesperson"))
    with office.store.read() as connection:
        roots = connection.execute(select(instance.c.id).where(instance.c.depth == 0)).all()
    assert len(roots) == 1


def test_an_approval_started_by_itself_decides_nothing_about_anybodys_document(office):
    quote = office.quote("0.12")
    variables = {
        "policy": "quote",
        "document_type": "quote",
        "document_id": quote,
        "applicant": "salesperson",
    }
    root = office.engine.start("approval", variables=variables, by=Actor("colleague", 1))
    [incident] = office.incidents(root)
    assert "NotCalled" in incident.args or "called by the process" in incident.args
    assert (office.open_items(root), office.record(root), office.state(quote)) == ([], [], "draft")
