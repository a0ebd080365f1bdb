"""The invoked applications of `bpmn/approval`, and whether it is needed at all, all in the step's transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from marshmallow import Schema

from adapters.contract import Adapter
from engine.ports import AdapterCall
from processes.approval.documents import Documents
from processes.approval.schemas import (
    Begun,
    DocumentInputs,
    LateInputs,
    Needed,
    NextPoint,
    NextPointInputs,
    Nothing,
    Recorded,
    RecordInputs,
    WentOn,
)
from processes.approval.steps import ApprovalSteps

NOBODY = {
    "NO_APPROVER": ("审批点没有审批人", "an approval point has nobody who could decide"),
}

NOT_ALLOWED = {
    "ROUTE_REFUSED": ("所选审批路线有误", "the route that the applicant chose is not allowed"),
}


def adapters(documents: Documents) -> dict[str, Adapter]:
    """name → adapter, for the registry."""
    steps = ApprovalSteps(documents)
    found = (
        _step(
            "asked", "判断是否需要审批", "Ask whether it needs approval", DocumentInputs, Needed, steps.asked
        ),
        _step(
            "begin", "开始审批", "Begin an approval", DocumentInputs, Begun, steps.begin, errors=NOT_ALLOWED
        ),
        _step(
            "next_point",
            "确定下一审批点",
            "Find the next approval point",
            NextPointInputs,
            NextPoint,
            steps.next_point,
            errors=NOBODY,
        ),
        _step("record", "记录审批意见", "Record a decision", RecordInputs, Recorded, steps.record),
        _step("remind", "提醒审批人", "Remind the approvers", LateInputs, Nothing, steps.remind),
        _step("overdue", "审批超时处理", "Act on a passed deadline", LateInputs, WentOn, steps.overdue),
    )
    return {one.name: one for one in found}


def _step(
    name: str,
    zh: str,
    en: str,
    inputs: type[Schema],
    outputs: type[Schema],
    run: Callable[[AdapterCall], dict[str, Any]],
    *,
    errors: Mapping[str, tuple[str, str]] | None = None,
) -> Adapter:
    return Adapter(
        name=f"approval.{name}",
        zh=zh,
        en=en,
        kind="transactional",
        inputs=inputs,
        outputs=outputs,
        run=run,
        errors=errors or {},
    )
