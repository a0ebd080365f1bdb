"""Returns, repairs, service cases and knowledge whose process was ended from outside."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Row

from adapters.crm import changes, feedback, tables
from adapters.crm.endings.ended import Ended
from adapters.crm.returns import correction, disposal, replacement
from adapters.crm.todo import add_todo
from engine.errors import EngineError

back, repair = tables.return_order, tables.repair_registration


def returns(ended: Ended) -> None:
    """Its bookings are taken back and it is cancelled; one whose money was paid, or goods sold again, is closed."""
    done = ("closed", "cancelled", "rejected")
    for row in ended.records(back, back.c.state.not_in(done)):
        state = "closed" if row.state == "refunded" or not _taken_back(ended, row) else "cancelled"
        values: dict[str, Any] = {"state": state, "ended_reason": ended.why}
        changes.edit(ended.tx, back, row.id, root=ended.root_id, **values)
        if row.goods_received_at is not None:
            add_todo(
                ended.tx,
                owner_id=row.owner_id,
                subject=f"退货 {row.no} 的流程已终止，货物在我方 · Return {row.no} was ended: we have the goods",
                due_at=ended.tx.now + timedelta(days=1),
                account_id=row.account_id,
                root=ended.root_id,
            )
        zh, en = {"closed": ("已关闭", "closed"), "cancelled": ("已取消", "cancelled")}[state]
        ended.tell(row.owner_id, (f"退货 {row.no} {zh}", f"Return {row.no} was {en}"), ("return", row.id))


def _taken_back(ended: Ended, row: Row[Any]) -> bool:
    """Whether what the return had booked could be reversed, as its process would have: the latest first."""
    try:
        with ended.tx.savepoint():
            correction.undo(ended.tx, row.id, root=ended.root_id)
            replacement.call_off(ended.tx, row.id, root=ended.root_id)
            disposal.undo(ended.tx, row.id, root=ended.root_id)
    except EngineError:
        return False
    return True


def repairs(ended: Ended) -> None:
    """It is cancelled; the unit is the customer's as it is."""
    for row in ended.records(repair, repair.c.state.not_in(("closed", "cancelled", "refused"))):
        unit = changes.row_of(ended.tx.connection, tables.product_archive, row.archive_id)
        if unit is not None and unit.state == "in_repair":
            changes.edit(ended.tx, tables.product_archive, unit.id, root=ended.root_id, state="in_use")
        changes.edit(ended.tx, repair, row.id, root=ended.root_id, state="cancelled", closed_at=ended.tx.now)
        what = (f"维修 {row.no} 已取消", f"Repair {row.no} was cancelled")
        ended.tell(row.engineer_id or row.created_by_id, what, ("repair", row.id))


def cases(ended: Ended) -> None:
    """The case is closed, its clocks stand still, and its record says why."""
    table = tables.feedback
    for row in ended.records(table, table.c.state.in_(feedback.OPEN)):
        values: dict[str, Any] = {"state": "closed", "closed_at": ended.tx.now}
        changes.edit(ended.tx, table, row.id, root=ended.root_id, **values)
        feedback.note(ended.tx, row.id, "ended", ended.why, root=ended.root_id)
        what = (f"服务单 {row.no} 已关闭", f"Case {row.no} was closed")
        ended.tell(row.handler_id or row.received_by_id, what, ("feedback", row.id))


def articles(ended: Ended) -> None:
    """What is in review is a draft again."""
    table = tables.knowledge
    for row in ended.records(table, table.c.state.in_(("draft", "review"))):
        values: dict[str, Any] = {"state": "draft", "instance_id": None, "review_note": ended.why}
        changes.edit(ended.tx, table, row.id, root=ended.root_id, **values)
        what = (f"知识「{row.title}」已退回草稿", f"“{row.title}” is a draft again")
        ended.tell(row.author_id, what, ("knowledge", row.id))


def validity(ended: Ended) -> None:
    """A published article stays; nobody asks any more whether it is still right, so its author is told."""
    row = changes.row_of(ended.tx.connection, tables.knowledge, ended.variable("knowledge_id") or 0)
    if row is not None and row.state == "published":
        what = (f"知识「{row.title}」不再定期复核", f"“{row.title}” is not looked at again by itself")
        ended.tell(row.author_id, what, ("knowledge", row.id))
