"""Leads, opportunities, quotes and contracts whose process was ended from outside."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from adapters.crm import changes, process_tasks, tables
from adapters.crm.endings.ended import Ended
from adapters.crm.todo import add_todo

lead, opportunity, quote, contract = tables.lead, tables.opportunity, tables.quote, tables.contract


def lead_and_opportunity(ended: Ended) -> None:
    """The lead is disqualified, the opportunity cancelled. What they became already stays what it is."""
    for row in ended.records(lead, lead.c.state.in_(("new", "contacted", "qualified"))):
        changes.edit(ended.tx, lead, row.id, root=ended.root_id, state="disqualified", reason=ended.why)
        ended.tell(row.owner_id, (f"线索 {row.no} 已关闭", f"Lead {row.no} was closed"), ("lead", row.id))
    open_opportunities(ended)
    process_tasks.end(ended.tx, ended.root_id, "", reason=ended.why)


def open_opportunities(ended: Ended) -> None:
    """The opportunity is cancelled and archived."""
    for row in ended.records(opportunity, opportunity.c.state == "open"):
        changes.edit(
            ended.tx,
            opportunity,
            row.id,
            root=ended.root_id,
            state="cancelled",
            close_note=ended.why,
            archived_at=ended.tx.now,
            probability=Decimal(0),
            next_step="",
            next_at=None,
        )
        what = (f"商机 {row.no} 已取消", f"Opportunity {row.no} was cancelled")
        ended.tell(row.owner_id, what, ("opportunity", row.id))


def quotes(ended: Ended) -> None:
    """What was submitted or sent is withdrawn; a draft stays one, and may be submitted again."""
    for row in ended.records(
        quote, quote.c.state.in_(("draft", "in_approval", "returned", "approved", "sent"))
    ):
        if row.state == "draft":
            changes.edit(ended.tx, quote, row.id, root=ended.root_id, instance_id=None)
            what = (f"报价 {row.no} 仍为草稿", f"Quote {row.no} stays a draft")
        else:
            values: dict[str, Any] = {
                "state": "withdrawn",
                "decided_at": ended.tx.now,
                "answer_note": ended.why,
            }
            changes.edit(ended.tx, quote, row.id, root=ended.root_id, **values)
            what = (f"报价 {row.no} 已撤回", f"Quote {row.no} was withdrawn")
        ended.tell(row.owner_id, what, ("quote", row.id))


def contracts(ended: Ended) -> None:
    """A contract that is not signed yet is a draft again."""
    for row in ended.records(contract, contract.c.state.in_(("draft", "in_approval", "approved"))):
        changes.edit(ended.tx, contract, row.id, root=ended.root_id, state="draft", instance_id=None)
        what = (f"合同 {row.no} 已退回草稿", f"Contract {row.no} is a draft again")
        ended.tell(row.owner_id, what, ("contract", row.id))


def terms(ended: Ended) -> None:
    """Nobody reminds of the end of a signed contract any more: its owner gets a task instead."""
    row = changes.row_of(ended.tx.connection, contract, ended.variable("contract_id") or 0)
    if row is None or row.state != "signed" or row.renewal:
        return
    on = row.end_on or "–"
    add_todo(
        ended.tx,
        owner_id=row.owner_id,
        subject=f"合同 {row.no} 将于 {on} 到期，到期流程已终止 · Contract {row.no} ends on {on}: decide about it",
        due_at=ended.tx.now + timedelta(days=7),
        account_id=row.account_id,
        root=ended.root_id,
    )


def letters(ended: Ended) -> None:
    """A mail that was on its way was not delivered."""
    letter = tables.communication
    for row in ended.records(letter, letter.c.delivery == "sending"):
        changes.edit(ended.tx, letter, row.id, root=ended.root_id, delivery="failed")
        what = (f"邮件「{row.subject}」未发送", f"The mail “{row.subject}” was not sent")
        ended.tell(row.by_id, what, ("communication", row.id))
