"""The packages of money: every end and every flow, by stories."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from adapters.crm import collection, dunning, ledger, plan_events, plans, tables
from adapters.crm.plans import Instalment
from tests.support.paths import Paths
from tests.support.till import BPMN, Till, new_till


def _late(till: Till, days: int, amount: str = "5000") -> tuple[int, int, int]:
    """An order with one instalment that is so many days late: order, instalment, process."""
    order = till.order(amount)
    [one] = till.plan(order, (8, amount))
    root = till.collect(order)
    till.to_day(till.instalment(one).due_on + timedelta(days=days))
    return order, one, root


def _to_the_decision(till: Till) -> tuple[int, int]:
    _order, one, root = _late(till, 8)
    due = till.instalment(one).due_on
    for days in (16, 31, 61):
        till.to_day(due + timedelta(days=days))
    assert till.items(root) == ["decide"]
    return one, root


def paid_in_time(till: Till) -> None:
    _order, one, root = _late(till, -6)
    till.receive("5000")
    assert (till.state(root), till.instalment(one).state) == ("completed", "paid")
    assert till.outbox.sent == []


def a_promise_is_broken_and_the_letters_follow(till: Till) -> None:
    _order, one, root = _late(till, 2)
    assert till.asked(root) == ["salesperson"]
    promised = (till.today + timedelta(days=3)).isoformat()
    till.do(root, "contact", "salesperson", result="promise", promised_on=promised, note="月底付")
    assert till.instalment(one).promised_on.isoformat() == promised
    due = till.instalment(one).due_on
    for days in (6, 8, 16):
        till.to_day(due + timedelta(days=days))
    till.do(root, "superior_plan", "manager", plan_text="约见")
    till.to_day(due + timedelta(days=31))
    assert (len(till.outbox.sent), till.account().credit_hold) == (3, True)
    till.receive("5000")
    assert (till.state(root), till.account().credit_hold) == ("completed", False)


def a_dispute_is_answered_and_the_customer_says_he_paid(till: Till) -> None:
    _order, _one, root = _late(till, 2)
    till.do(root, "contact", "salesperson", result="dispute", note="货有问题")
    assert till.items(root) == []
    complaint = till.running("complaint_handling")
    till.do(complaint, "handle", "service")
    assert till.waits(root, "step_due")  # the revisit of the complaint holds nothing up
    till.receive("5000")
    assert (till.state(root), till.items(complaint)) == ("completed", ["revisit"])


def a_dispute_that_nobody_answers_does_not_stop_the_letters(till: Till) -> None:
    _order, one, root = _late(till, 2)
    till.do(root, "contact", "salesperson", result="dispute", note="货有问题")
    till.to_day(till.today + timedelta(days=29))
    assert (till.outbox.sent, till.waits(root, "step_due")) == ([], False)
    till.to_day(till.today + timedelta(days=2))
    assert till.outbox.sent != []
    till.receive("5000")
    assert till.instalment(one).state == "paid"
    assert till.items(till.running("complaint_handling")) == ["handle"]  # money is no answer


def the_customer_says_he_paid(till: Till) -> None:
    _order, one, root = _late(till, 2)
    till.do(root, "contact", "salesperson", result="paid")
    till.change_plan(till.instalment(one).order_id, 3)
    till.to_day(till.instalment(one).due_on + timedelta(days=2))
    assert till.items(root) == []  # he was asked before: nobody asks again
    till.receive("5000")


def a_letter_that_cannot_be_mailed_is_printed(till: Till) -> None:
    till.edit(tables.account, till.customer, email="")
    _order, one, _root = _late(till, 8)
    with till.store.read() as connection:
        noted = dunning.noted(connection, one, 1)
    assert noted is not None
    assert noted.channel == "letter"


def money_that_nobody_told_the_chain_about_ends_it_at_the_next_step(till: Till) -> None:
    _order, one, root = _late(till, 2)
    till.receive("5000", told=False)
    till.to_day(till.instalment(one).due_on + timedelta(days=8))
    assert (till.state(root), till.outbox.sent) == ("completed", [])


def finance_lets_it_be_paid_in_parts(till: Till) -> None:
    one, root = _to_the_decision(till)
    first = (till.today + timedelta(days=20)).isoformat()
    values = {"parts": 2, "first_on": first, "every_days": 30, "reason": "周转困难"}
    till.do(root, "decide", "finance_manager", decision="instalments", **values)
    with till.store.read() as connection:
        rows = plans.of_order(connection, till.instalment(one).order_id)
    assert [row.amount for row in rows] == [Decimal(2500)] * 2
    till.receive("5000")
    assert till.state(root) == "completed"


def the_general_manager_refuses_and_then_accepts_a_write_off(till: Till) -> None:
    one, root = _to_the_decision(till)
    till.do(root, "decide", "finance_manager", decision="write_off", reason="破产")
    till.approve(root, "finance_manager")
    till.approve(root, "general", "reject")
    assert till.items(root) == ["decide"]
    till.do(root, "decide", "finance_manager", decision="write_off", reason="已破产")
    till.approve(root, "finance_manager")
    till.approve(root, "general")
    assert (till.state(root), till.instalment(one).state) == ("completed", "written_off")
    assert till.account().receivable == 0


def legal_action_ends_in_parts(till: Till) -> None:
    _one, root = _to_the_decision(till)
    till.do(root, "decide", "finance_manager", decision="legal", reason="起诉")
    till.do(root, "legal", "legal", legal_result="parts", parts=1, first_on="2026-12-01")
    till.receive("5000")
    assert till.state(root) == "completed"


def legal_action_is_lost(till: Till) -> None:
    _one, root = _to_the_decision(till)
    till.do(root, "decide", "finance_manager", decision="legal", reason="起诉")
    till.do(root, "legal", "legal", legal_result="lost")
    till.approve(root, "finance_manager")
    till.approve(root, "general")
    assert till.state(root) == "completed"


def a_plan_beyond_the_standard_is_approved(till: Till) -> None:
    order = till.order("5000")
    till.plan(order, (200, "5000"))
    root = till.collect(order)
    till.approve(root, "manager")
    till.approve(root, "finance", "reject")
    assert till.items(root) == ["make_plan"]
    till.do(root, "make_plan", "salesperson")
    till.approve(root, "manager")
    till.approve(root, "finance")
    till.receive("5000")
    assert till.state(root) == "completed"


def an_order_whose_plan_does_not_add_up_is_planned_first(till: Till) -> None:
    order = till.order("5000")
    till.plan(order, (8, "5000"))
    till.edit(tables.order, order, total=Decimal(6000))
    root = till.collect(order)
    assert till.items(root) == ["make_plan"]
    till.do(root, "make_plan", "salesperson")
    assert till.items(root) == ["make_plan"]
    till.plan_and_tell(order, (8, "6000"))
    assert till.items(root) == []
    till.receive("6000")


def an_instalment_without_a_date_waits_for_its_event(till: Till) -> None:
    order = till.order("5000")
    [one] = till.save(order, [Instalment(event="delivery", amount=Decimal(5000))])
    root = till.collect(order)
    with till.store.begin(by=None, action="test.delivered") as tx:
        plan_events.happened(tx, order, "delivery", till.today)
        collection.changed(tx, till.processes, order, by=till.person("salesperson"))
    till.run()
    assert till.instalment(one).due_on == till.today
    till.receive("5000")
    assert till.state(root) == "completed"


def an_undated_instalment_is_paid_early(till: Till) -> None:
    order = till.order("5000")
    till.save(order, [Instalment(event="delivery", amount=Decimal(5000))])
    root = till.collect(order)
    till.receive("5000")
    assert till.state(root) == "completed"


def an_expense_is_paid(till: Till) -> None:
    payment, root = till.pay("60000")
    till.approve(root, "finance_manager")
    till.approve(root, "general")
    assert till.row(tables.payment_out, payment).handler_id is None
    till.do(root, "detail", "finance", bank_account_id=till.bank, method="transfer")
    assert till.row(tables.payment_out, payment).handler_id == till.people["finance"]
    till.do(root, "bank", "finance", bank_result="refused")
    chosen = {"handler": till.person("finance_manager").login}
    till.do(root, "detail", "finance", bank_account_id=till.bank, method="transfer", **chosen)
    assert till.row(tables.payment_out, payment).handler_id == till.people["finance_manager"]
    till.do(root, "bank", "finance", bank_result="paid", bank_ref="W-1")
    assert (till.row(tables.payment_out, payment).state, till.state(root)) == ("paid", "completed")
    with till.store.read() as connection:
        assert ledger.bank_balance(connection, till.bank) == Decimal(-59000)


def the_bank_says_so_itself(till: Till) -> None:
    payment, root = till.pay("500")
    till.do(root, "detail", "finance", bank_account_id=5, method="transfer")
    assert till.items(root) == ["detail"]  # no such account
    till.do(root, "detail", "finance", bank_account_id=till.bank, method="transfer")
    with till.store.begin(by=None, action="test.bank") as tx:
        assert till.processes.message_in(tx, root, "bank.confirmed", {"bank_ref": "W-2"})
    assert till.row(tables.payment_out, payment).bank_ref == "W-2"


def a_payment_is_rejected(till: Till) -> None:
    payment, root = till.pay("5000")
    till.approve(root, "finance_manager", "reject")
    assert (till.row(tables.payment_out, payment).state, till.state(root)) == ("rejected", "completed")


def a_payment_is_returned_submitted_again_and_withdrawn(till: Till) -> None:
    payment, root = till.pay("5000")
    till.approve(root, "finance_manager", "return")
    better = {"amount": Decimal("4800.50"), "payee": "顺达物流园", "payee_no": "6222", "remark": ""}
    till.do(root, "revise", "finance", next_step="submit", **better)
    row = till.row(tables.payment_out, payment)
    assert (row.amount, row.payee, row.payee_no) == (Decimal("4800.50"), "顺达物流园", "6222")
    till.approve(root, "finance_manager", "return")
    till.do(root, "revise", "finance", next_step="withdraw")
    assert (till.row(tables.payment_out, payment).state, till.state(root)) == ("rejected", "completed")


ENDS = [
    finance_lets_it_be_paid_in_parts,
    the_general_manager_refuses_and_then_accepts_a_write_off,
    the_customer_says_he_paid,
]
INSTALMENT = Paths(
    package=BPMN / "instalment_collection",
    world=new_till,
    stories=[
        paid_in_time,
        a_promise_is_broken_and_the_letters_follow,
        a_dispute_is_answered_and_the_customer_says_he_paid,
        a_dispute_that_nobody_answers_does_not_stop_the_letters,
        a_letter_that_cannot_be_mailed_is_printed,
        money_that_nobody_told_the_chain_about_ends_it_at_the_next_step,
        legal_action_ends_in_parts,
        legal_action_is_lost,
        *ENDS,
    ],
)
COLLECTION = Paths(
    package=BPMN / "payment_collection",
    world=new_till,
    stories=[
        a_plan_beyond_the_standard_is_approved,
        an_order_whose_plan_does_not_add_up_is_planned_first,
        an_instalment_without_a_date_waits_for_its_event,
        an_undated_instalment_is_paid_early,
        the_general_manager_refuses_and_then_accepts_a_write_off,
        the_customer_says_he_paid,
    ],
)
PAYMENT = Paths(
    package=BPMN / "payment_out",
    world=new_till,
    stories=[
        an_expense_is_paid,
        the_bank_says_so_itself,
        a_payment_is_rejected,
        a_payment_is_returned_submitted_again_and_withdrawn,
    ],
)
STORIES = [(paths, name) for paths in (INSTALMENT, COLLECTION, PAYMENT) for name in paths.names]


@pytest.mark.parametrize(
    ("paths", "story"), STORIES, ids=lambda one: one if isinstance(one, str) else one.key
)
def test_money_comes_to_its_end(paths: Any, story: str) -> None:
    paths.walk(story)


@pytest.mark.parametrize("paths", [INSTALMENT, COLLECTION, PAYMENT], ids=lambda one: one.key)
def test_every_flow_is_taken_and_the_table_says_by_which_story(paths: Any) -> None:
    paths.check()
