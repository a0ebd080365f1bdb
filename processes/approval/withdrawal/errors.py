"""Why a document cannot be taken back, in words."""

from __future__ import annotations

from engine.errors import Conflict, Forbidden


class NothingToWithdraw(Conflict):
    """No approval of this document is running: there is nothing to take back."""

    zh = "该单据没有进行中的审批，无可撤回。"


class DecidedAlready(Conflict):
    """{who_en} decided about it at {at}: it cannot be taken back any more. Ask for it to be returned instead."""

    zh = "{who_zh} 已于 {at} 审批，无法再撤回；如需修改，请审批人退回。"


class OnlyTheApplicant(Forbidden):
    """Only {who_en}, who asked for this approval, can take the document back."""

    zh = "只有申请人 {who_zh} 可以撤回该单据。"


class WithdrawalNotPermitted(Forbidden):
    """The approval point “{point_en}” does not permit taking the document back. An administrator of the rules can."""

    zh = "审批点“{point}”不允许撤回，可由规则管理员放开。"
