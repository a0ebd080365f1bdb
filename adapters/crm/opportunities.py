"""Opportunities: from the first mention to won, lost or given up. Each change of stage is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, select

from adapters.crm import changes, pipeline, tables
from adapters.crm.errors import OpportunityClosed, ReasonMissing
from adapters.crm.numbering import next_number
from adapters.crm.parameters import parameter
from adapters.crm.records.lookups import codes
from adapters.crm.todo import add_todo
from engine.errors import Invalid, NotFound
from engine.organisation.snapshot import COMPANY_ZONE
from engine.store.uow import Transaction

opportunity, stage_log = tables.opportunity, tables.opportunity_stage_log
_ACTION = "advance"


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """What a salesperson reports of an opportunity. None leaves a value as it is."""

    result: str = ""
    stage: str | None = None
    amount: Decimal | None = None
    probability: Decimal | None = None
    close_on: date | None = None
    next_step: str = ""
    next_at: datetime | None = None


def row_of(connection: Connection, opportunity_id: int) -> Row[Any]:
    """One living opportunity, whoever asks. Raises NotFound."""
    row = changes.row_of(connection, opportunity, opportunity_id)
    if row is None or row.deleted_at is not None:
        raise NotFound(what="opportunity", what_zh="销售机会", id=opportunity_id)
    return row


def enter(tx: Transaction, values: Mapping[str, Any], *, root: int | None = None) -> int:
    """A new opportunity of values that are right already, at the first stage unless one is given; its id."""
    known = pipeline.stages(tx.connection)
    stage = values.get("stage") or (known[0].code if known else "")
    odds = next((one.probability for one in known if one.code == stage), None)
    complete = {
        "currency": "CNY",
        **values,
        "no": values.get("no") or next_number(tx, "opportunity"),
        "stage": stage,
        "state": "open",
        "stage_since": tx.now,
        "last_progress_at": tx.now,
    }
    if complete.get("probability") is None:
        complete["probability"] = odds
    opportunity_id = changes.add(tx, opportunity, root=root, **complete)
    _log_stage(tx, opportunity_id, "", stage, complete["owner_id"], root)
    return opportunity_id


def report(tx: Transaction, opportunity_id: int, step: Step, *, root: int | None = None) -> Row[Any]:
    """Write down a step: stage (logged, with its probability unless one is given), amount, next date, progress."""
    row = _open(tx, opportunity_id)
    values: dict[str, Any] = {
        "last_progress_at": tx.now,
        "next_step": step.next_step,
        "next_at": step.next_at,
    }
    given = {"expected_amount": step.amount, "probability": step.probability}
    values |= {name: value for name, value in given.items() if value is not None}
    if step.close_on is not None:
        values["expected_close_on"] = step.close_on
    if step.stage and step.stage != row.stage:
        values |= {"stage": step.stage, "stage_since": tx.now}
        odds = _probability(tx.connection, step.stage)
        if step.probability is None and odds is not None:
            values["probability"] = odds
        _log_stage(tx, row.id, row.stage, step.stage, row.owner_id, root)
    changes.edit(tx, opportunity, row.id, root=root, **values)
    _progress(tx, row, step, root)
    return row_of(tx.connection, opportunity_id)


def is_covered(row: Row[Any]) -> bool:
    """Whether what is expected of it was approved already, or there is nothing to approve."""
    expected = row.expected_amount or Decimal(0)
    return expected <= (row.approved_amount or Decimal(0))


def approve(
    tx: Transaction, opportunity_id: int, amount: Decimal | None, *, root: int | None = None
) -> Row[Any]:
    """It may be pursued up to this amount."""
    row = row_of(tx.connection, opportunity_id)
    covered = max(amount or Decimal(0), row.approved_amount or Decimal(0))
    changes.edit(tx, opportunity, row.id, root=root, approved_amount=covered)
    return row_of(tx.connection, opportunity_id)


def decline(tx: Transaction, opportunity_id: int, opinion: str, *, root: int | None = None) -> None:
    """The company will not pursue it: what was said stays among its steps."""
    row = row_of(tx.connection, opportunity_id)
    _progress(tx, row, Step(result=f"未获批准 · Not approved: {opinion}".rstrip(": ")), root)


def accepted(tx: Transaction, opportunity_id: int, note: str, *, root: int | None = None) -> None:
    """The customer has taken an offer: the opportunity comes to the stage of its order, where there is one."""
    row = row_of(tx.connection, opportunity_id)
    known = {one.code for one in pipeline.stages(tx.connection)}
    if row.state == "open" and row.stage != pipeline.ORDERED and pipeline.ORDERED in known:
        report(tx, opportunity_id, Step(result=note, stage=pipeline.ORDERED), root=root)


def close(
    tx: Transaction,
    opportunity_id: int,
    state: str,
    *,
    reason: str,
    note: str = "",
    competitor_id: int | None = None,
    win_back_on: date | None = None,
    root: int | None = None,
) -> Row[Any]:
    """Close and archive it as `won`, `lost` or `cancelled`, with a reason. Doing it again changes nothing."""
    row = row_of(tx.connection, opportunity_id)
    if row.state == state:
        return row
    if row.state != "open":
        raise OpportunityClosed(no=row.no, **_state_words(row.state))
    if not reason.strip():
        raise ReasonMissing(no=row.no)
    if reason not in codes(tx.connection, "close_reason", in_use_too=True):
        raise Invalid(
            field="reason", message=f"unknown reason {reason}", message_zh=f"没有这个原因：{reason}"
        )
    values: dict[str, Any] = {"win_back_on": win_back_on} if win_back_on else {}
    if competitor_id is not None and competitor_id not in row.competitor_ids:
        values["competitor_ids"] = [*row.competitor_ids, competitor_id]
    changes.edit(
        tx,
        opportunity,
        row.id,
        root=root,
        state=state,
        close_reason=reason,
        close_note=note,
        archived_at=tx.now,
        probability=Decimal(1) if state == "won" else Decimal(0),
        next_step="",
        next_at=None,
        **values,
    )
    closed = row_of(tx.connection, opportunity_id)
    _ask_again(tx, closed, root)
    return closed


def _ask_again(tx: Transaction, row: Row[Any], root: int | None) -> None:
    """Who bought is called on some time later, who did not is asked again (L18, P-07): a task of the owner."""
    kept, days, zh, en = _CARE[row.state]
    days = int(parameter(tx.connection, kept, days))
    if days <= 0:
        return
    asked = row.win_back_on if row.state != "won" else None
    due_at = tx.now + timedelta(days=days)
    if asked is not None:
        due_at = max(datetime.combine(asked, time(9), COMPANY_ZONE), tx.now)
    add_todo(
        tx,
        owner_id=row.owner_id,
        subject=f"{row.no} · {row.name}：{zh} · {en}",
        due_at=due_at,
        account_id=row.account_id,
        opportunity_id=row.id,
        root=root,
    )


#: state → parameter with the days until somebody asks again (0: nobody does), its default, what is to be done
_CARE: Mapping[str, tuple[str, int, str, str]] = {
    "won": ("opportunity.care_after_won", 30, "回访成交客户", "call on the customer"),
    "lost": ("opportunity.care_after_lost", 90, "再次联系", "ask again"),
    "cancelled": ("opportunity.care_after_lost", 90, "再次联系", "ask again"),
}


def draft_quote(connection: Connection, opportunity_id: int) -> int | None:
    """The newest quote of an opportunity that can still be submitted."""
    quote = tables.quote
    query = select(quote.c.id).where(
        quote.c.opportunity_id == opportunity_id,
        quote.c.state.in_(("draft", "returned", "withdrawn")),
        quote.c.deleted_at.is_(None),
    )
    found: int | None = connection.scalar(query.order_by(quote.c.id.desc()).limit(1))
    return found


def log_stage(tx: Transaction, opportunity_id: int, stage: str, owner_id: int) -> None:
    """The first stage of one that was entered by hand."""
    _log_stage(tx, opportunity_id, "", stage, owner_id, None)


def adopt(tx: Transaction, opportunity_id: int, instance_id: int, *, root: int | None = None) -> Row[Any]:
    """The process that carries an opportunity from now on."""
    row = _open(tx, opportunity_id)
    changes.edit(tx, opportunity, row.id, root=root, instance_id=instance_id)
    return row_of(tx.connection, opportunity_id)


def _open(tx: Transaction, opportunity_id: int) -> Row[Any]:
    row = row_of(tx.connection, opportunity_id)
    if row.state != "open":
        raise OpportunityClosed(no=row.no, **_state_words(row.state))
    return row


def _probability(connection: Connection, stage: str) -> Decimal | None:
    known = {one.code: one.probability for one in pipeline.stages(connection)}
    if stage not in known:
        raise Invalid(field="stage", message=f"unknown stage {stage}", message_zh=f"没有这个阶段：{stage}")
    return known[stage]


def _log_stage(
    tx: Transaction, opportunity_id: int, before: str, after: str, owner_id: int, root: int | None
) -> None:
    changes.add(
        tx,
        stage_log,
        root=root,
        opportunity_id=opportunity_id,
        from_stage=before,
        to_stage=after,
        at=tx.now,
        by_id=tx.by or owner_id,
    )


def _progress(tx: Transaction, row: Row[Any], step: Step, root: int | None) -> None:
    changes.add(
        tx,
        tables.progress,
        root=root,
        opportunity_id=row.id,
        account_id=row.account_id,
        contact_id=row.contact_id,
        action_id=_action(tx),
        at=tx.now,
        content=step.next_step,
        result=step.result,
        next_at=step.next_at,
        by_id=tx.by or row.owner_id,
    )


def _action(tx: Transaction) -> int:
    """The action "advance an opportunity"; made where administrators have none of this code."""
    table = tables.action_def
    found = tx.connection.scalar(select(table.c.id).where(table.c.code == _ACTION))
    if found is not None:
        return int(found)
    return changes.add(
        tx, table, code=_ACTION, name="推进机会", name_en="Advance an opportunity", task_kinds=["sales"]
    )


def _state_words(state: str) -> dict[str, str]:
    zh, en = STATES.get(state, (state, state))
    return {"state_zh": zh, "state_en": en.lower()}


STATES = {
    "open": ("进行中", "Open"),
    "won": ("已赢单", "Won"),
    "lost": ("已输单", "Lost"),
    "cancelled": ("已取消", "Cancelled"),
}
