"""Payments whose process was ended from outside."""

from __future__ import annotations

from datetime import timedelta

from adapters.crm import payments, tables
from adapters.crm.endings.ended import Ended
from adapters.crm.todo import add_todo

payment = tables.payment_out


def outgoing(ended: Ended) -> None:
    """It is not paid. Where the bank has the order already, somebody must stop it there: he gets a task."""
    for row in ended.records(payment, payment.c.state.not_in(("paid", "rejected"))):
        payments.give_up(ended.tx, row.id, ended.why, root=ended.root_id)
        if row.state == "ordered" and row.handler_id is not None:
            add_todo(
                ended.tx,
                owner_id=row.handler_id,
                subject=f"付款 {row.no} 已提交银行，请撤回 · Payment {row.no} is at the bank: stop it there",
                due_at=ended.tx.now + timedelta(days=1),
                account_id=row.account_id,
                root=ended.root_id,
            )
        what = (f"付款 {row.no} 已取消", f"Payment {row.no} was given up")
        ended.tell(row.handler_id, what, ("payment", row.id))
