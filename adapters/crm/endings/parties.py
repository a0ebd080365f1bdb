"""Customers in approval, disputed or asked for, and hand-overs, whose process was ended from outside."""

from __future__ import annotations

from adapters.crm import changes, tables
from adapters.crm.endings.ended import Ended
from adapters.crm.handover import carrying
from adapters.crm.handover.words import OPEN_STATES
from engine import organisation

account, case, handover = tables.account, tables.duplicate_case, tables.handover


def new_customers(ended: Ended) -> None:
    """The customer stays as it is, not approved, and may be submitted again; its history says why."""
    for row in ended.records(account):
        changes.edit(ended.tx, account, row.id, root=ended.root_id, instance_id=None)
        changes.add(
            ended.tx,
            tables.account_event,
            root=ended.root_id,
            account_id=row.id,
            event_type="approval",
            at=ended.tx.now,
            title="新客户审批已终止 · Approval ended",
            text=ended.why,
            actor_id=ended.tx.by,
        )
        what = (f"客户 {row.name} 的审批已终止", f"The approval of {row.name_en or row.name} ended")
        ended.tell(row.owner_id, what, ("account", row.id))


def duplicate_cases(ended: Ended) -> None:
    """Nothing is decided: both customers stay as they are."""
    for row in ended.records(case, case.c.state != "decided"):
        changes.edit(ended.tx, case, row.id, root=ended.root_id, state="cancelled", reason=ended.why)
        what = (f"重复客户单 {row.no} 已取消", f"Duplicate case {row.no} was cancelled")
        ended.tell(row.claimant_id, what, ("duplicate_case", row.id))


def pool_claims(ended: Ended) -> None:
    """The customer stays in the pool; whoever asked for it is told."""
    claimant = organisation.by_login(ended.tx.connection, ended.variable("claimant") or "")
    row = changes.row_of(ended.tx.connection, account, ended.variable("account_id") or 0)
    if claimant is None or row is None or row.owner_id == claimant.id:
        return
    what = (f"领用 {row.name} 的申请已终止", f"Your claim of {row.name_en or row.name} ended")
    ended.tell(claimant.id, what, ("account", row.id))


def handovers(ended: Ended) -> None:
    """Nothing more changes hands. What did stays where it is; then a frozen account stays frozen too."""
    for row in ended.records(handover, handover.c.state.in_(OPEN_STATES)):
        if row.moved_at is None:
            carrying.refuse(ended.tx, row, "withdrawn")
        else:
            carrying.move_to(ended.tx, row, "done")
        what = (f"交接单 {row.no} 的流程已终止", f"The process of hand-over {row.no} ended")
        ended.tell(row.chooser_id, what, ("handover", row.id))
