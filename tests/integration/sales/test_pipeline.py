"""The pipeline is governed by the process: what each column answers, and what a drop does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from adapters.crm import changes, intake, moves, pipeline, tables
from adapters.crm.errors import InvalidFields, MoveRefused, ReasonMissing
from engine.errors import Conflict, Invalid, NotFound
from tests.support.selling import Selling

CALLED = ("duplicate_case", "quote_approval", "new_customer", "order_fulfilment")


@pytest.fixture
def selling():
    made = Selling.open(["follow_up", "lead_to_order"], CALLED)
    yield made
    made.store.close()


def _begin(selling, **typed):
    person = selling.person("salesperson")
    texts = {"name": ["测厚仪"], "account_id": [str(selling.customer)], "expected_amount": ["120000"]}
    with selling.store.begin(by=person.id, action="test.begin") as tx:
        return intake.begin_opportunity(
            tx, person, selling.processes, texts | {name: [text] for name, text in typed.items()}
        )


def _answers(selling, opportunity, login="salesperson"):
    row = selling.row(tables.opportunity, opportunity)
    with selling.store.read() as connection:
        found = moves.answers(connection, selling.person(login), selling.processes, row)
    return {code: one.kind for code, one in found.items()}, found


def test_a_large_one_waits_for_its_approval_and_says_so_when_it_has_grown(selling):
    opportunity = _begin(selling, expected_amount="600000")
    root = selling.row(tables.opportunity, opportunity).instance_id
    kinds, found = _answers(selling, opportunity)
    assert set(kinds.values()) == {"refused"}
    assert found["enter"].zh == f"流程在「审批」，等待{selling.person('manager').label('zh')}"
    selling.do(root, "together_approve", {"action": "agree", "opinion": ""}, by="manager")
    selling.edit(tables.opportunity, opportunity, expected_amount=900000)
    row = selling.row(tables.opportunity, opportunity)
    with selling.store.read() as connection:
        person = selling.person("salesperson")
        found = moves.answers(connection, person, selling.processes, row, is_large=True)
    assert [code for code, one in found.items() if one.kind == "approval"] == ["enter", "proposal", "bid"]
    assert found["enter"].en == "Needs approval: 900,000 CNY has not been approved; dropping submits it"
    _move(selling, opportunity, "enter")
    assert [one.element for one in selling.items(root)] == ["together_approve"]
    selling.do(root, "together_approve", {"action": "agree", "opinion": ""}, by="manager")
    row = selling.row(tables.opportunity, opportunity)
    assert (row.stage, row.approved_amount) == ("enter", 900000)
    assert _answers(selling, opportunity)[0]["proposal"] == "allowed"


def _move(selling, opportunity, to, *, login="salesperson", revision=None, **said):
    person = selling.person(login)
    known = selling.row(tables.opportunity, opportunity).revision
    with selling.store.begin(by=person.id, action="test.move") as tx:
        return moves.move(tx, person, selling.processes, opportunity, to, revision=revision or known, **said)


def _quote(selling, opportunity, state="draft"):
    with selling.store.begin(by=None, action="test.quote") as tx:
        return changes.add(
            tx,
            tables.quote,
            no=f"Q-{state}",
            account_id=selling.customer,
            owner_id=selling.people["salesperson"],
            opportunity_id=opportunity,
            quoted_on=tx.now.date(),
            valid_to=tx.now.date() + timedelta(days=30),
            state=state,
        )


def test_a_new_opportunity_comes_with_its_process_and_its_first_stage(selling):
    row = selling.row(tables.opportunity, _begin(selling))
    assert (row.stage, row.state, str(row.probability)) == ("develop", "open", "0.1000")
    [item] = selling.items(row.instance_id)
    assert (item.element, item.assignee) == ("advance", "salesperson")


def test_an_opportunity_without_a_name_is_refused_and_starts_nothing(selling):
    with pytest.raises(InvalidFields):
        _begin(selling, name="")
    assert selling.rows(tables.opportunity) == []


def test_every_column_answers_before_the_drop(selling):
    opportunity = _begin(selling)
    kinds, found = _answers(selling, opportunity)
    assert kinds == {
        "develop": "allowed",
        "enter": "allowed",
        "proposal": "allowed",
        "bid": "allowed",
        "negotiate": "refused",
        "implement": "refused",
        "won": "refused",
        "lost": "allowed",
    }
    assert found["negotiate"].url.startswith("/crm/quotes/new")
    assert found["won"].url == f"/monitor/{selling.row(tables.opportunity, opportunity).instance_id}"


def test_dropping_completes_the_task_and_moves_the_stage(selling):
    opportunity = _begin(selling)
    _move(selling, opportunity, "bid")
    row = selling.row(tables.opportunity, opportunity)
    assert (row.stage, str(row.probability)) == ("bid", "0.6000")
    assert [one.to_stage for one in selling.rows(tables.opportunity_stage_log)] == ["develop", "bid"]
    assert [one.element for one in selling.items(row.instance_id)] == ["advance"]
    assert selling.breaches() == []


def test_an_amount_that_was_edited_is_not_put_back_by_the_next_move(selling):
    opportunity = _begin(selling)
    selling.do(
        selling.row(tables.opportunity, opportunity).instance_id,
        "advance",
        {"decision": "continue", "amount": 5},
    )
    selling.edit(tables.opportunity, opportunity, expected_amount=777)
    _move(selling, opportunity, "enter")
    assert selling.row(tables.opportunity, opportunity).expected_amount == 777


def test_a_draft_quote_goes_into_approval_by_dropping_and_then_nothing_moves(selling):
    opportunity = _begin(selling)
    quote = _quote(selling, opportunity)
    kinds, found = _answers(selling, opportunity)
    assert (kinds["negotiate"], found["negotiate"].quote_id) == ("approval", quote)
    _move(selling, opportunity, "negotiate")
    root = selling.row(tables.opportunity, opportunity).instance_id
    assert [one.element for one in selling.items(root)] == ["answer_quote_approval"]
    kinds, found = _answers(selling, opportunity)
    assert set(kinds.values()) == {"refused"}
    assert "answer_quote_approval" in found["lost"].en
    with pytest.raises(MoveRefused):
        _move(selling, opportunity, "develop")


def test_won_starts_the_order_and_is_won_when_the_order_is_closed(selling):
    opportunity = _begin(selling)
    _quote(selling, opportunity, "accepted")
    _move(selling, opportunity, "won")
    row = selling.row(tables.opportunity, opportunity)
    assert (row.state, row.stage) == ("open", "implement")
    selling.do(row.instance_id, "answer_order_fulfilment", {"order_state": "closed", "order_id": 1})
    assert selling.row(tables.opportunity, opportunity).state == "won"
    assert set(_answers(selling, opportunity)[0].values()) == {"refused"}


def test_lost_needs_a_reason_and_closes_the_process(selling):
    opportunity = _begin(selling)
    with pytest.raises(ReasonMissing):
        _move(selling, opportunity, "lost")
    _move(selling, opportunity, "lost", reason="price", note="贵")
    row = selling.row(tables.opportunity, opportunity)
    assert (row.state, row.close_reason, row.close_note) == ("lost", "price", "贵")
    assert selling.state(row.instance_id) == "completed"


def test_an_unknown_reason_moves_nothing(selling):
    opportunity = _begin(selling)
    with pytest.raises(Invalid, match="weather"):
        _move(selling, opportunity, "lost", reason="weather")
    assert selling.row(tables.opportunity, opportunity).state == "open"


def test_the_second_of_two_who_move_a_card_is_told_so(selling):
    opportunity = _begin(selling)
    seen = selling.row(tables.opportunity, opportunity).revision
    _move(selling, opportunity, "enter")
    with pytest.raises(Conflict):
        _move(selling, opportunity, "bid", revision=seen)
    assert selling.row(tables.opportunity, opportunity).stage == "enter"


def test_a_superior_sees_who_is_asked_and_a_colleague_sees_nothing(selling):
    opportunity = _begin(selling)
    kinds, found = _answers(selling, opportunity, "manager")
    assert set(kinds.values()) == {"refused"}
    assert "Li Wei" in found["enter"].en
    with pytest.raises(NotFound):
        _move(selling, opportunity, "enter", login="salesperson2")


def test_early_warnings_name_what_is_late(selling):
    opportunity = selling.opportunity(
        expected_close_on=selling.clock.now().date() - timedelta(days=2),
        valid_to=selling.clock.now().date() - timedelta(days=1),
    )
    selling.clock.advance(timedelta(days=15))
    row = selling.row(tables.opportunity, opportunity)
    now = selling.clock.now()
    with selling.store.read() as connection:
        found = pipeline.early_warnings(connection, row, now, now.date(), limits=pipeline.limits(connection))
    assert {one.code for one in found} == {"validity", "close_date", "no_progress"}


def test_a_competitor_that_joins_is_warned_about(selling):
    opportunity = selling.opportunity()
    with selling.store.begin(by=None, action="test.competitor") as tx:
        changes.edit(tx, tables.opportunity, opportunity, competitor_ids=[7])
    now = selling.clock.now()
    with selling.store.read() as connection:
        row = connection.execute(
            select(tables.opportunity).where(tables.opportunity.c.id == opportunity)
        ).one()
        found = pipeline.early_warnings(connection, row, now, now.date(), limits=pipeline.limits(connection))
    assert [one.code for one in found] == ["competitor"]


def test_the_forecast_weighs_open_ones_and_counts_won_ones_whole(selling):
    opportunity = _begin(selling)
    _begin(selling, expected_amount="1000")
    assert sum(map(pipeline.weighted, selling.rows(tables.opportunity))) == 12100
    selling.edit(tables.opportunity, opportunity, state="won")
    assert sum(map(pipeline.weighted, selling.rows(tables.opportunity))) == 120100


def _lead(selling, submission="5", **typed):
    person = selling.person("salesperson")
    with selling.store.begin(by=person.id, action="test.lead") as tx:
        return intake.begin_lead(tx, person, selling.processes, {"channel": "call", **typed}, submission)


def test_entering_a_lead_twice_enters_it_once(selling):
    first = _lead(selling, company="北岬食品", phone="021 5555 9999")
    assert _lead(selling, company="北岬食品", phone="021 5555 9999") == first
    [lead] = selling.rows(tables.lead)
    assert (lead.company, lead.state, lead.channel) == ("北岬食品", "new", "call")


def test_a_lead_of_nobody_names_the_fields_and_enters_nothing(selling):
    with pytest.raises(InvalidFields) as refused:
        _lead(selling, channel="smoke")
    assert set(refused.value.by_field("en")) == {"company", "channel"}
    assert selling.rows(tables.lead) == []
