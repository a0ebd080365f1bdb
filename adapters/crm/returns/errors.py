"""What returns and repairs refuse, in words."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from adapters.crm.returns.words import STATES
from adapters.crm.words import word
from engine.errors import EngineError


class ReturnEmpty(EngineError):
    """Return {no} has no lines; choose what comes back before submitting."""

    zh = "退货单 {no} 没有明细，请先选择退回的产品。"
    status = 422


class ReturnState(EngineError):
    """Return {no} is “{state_en}”; this is not possible now."""

    zh = "退货单 {no} 的状态是「{state_zh}」，现在不能这样做。"
    status = 409


class OtherReturnInstance(EngineError):
    """Return {no} belongs to another process instance ({instance})."""

    zh = "退货单 {no} 属于另一个流程实例（{instance}）。"
    status = 409


class NotInspected(EngineError):
    """Return {no}: every line needs what was received, its condition and what happens to it."""

    zh = "退货单 {no}：每一行都要登记实收数量、状态和处置方式。"
    status = 422


class AmountRefused(EngineError):
    """The accepted amount must lie between 0 and {most} ({currency})."""

    zh = "认可金额必须在 0 到 {most}（{currency}）之间。"
    status = 422


class AlreadyPaid(EngineError):
    """The refund of return {no} was paid; it cannot be undone any more."""

    zh = "退货单 {no} 的退款已经付出，不能再撤销。"
    status = 409


class RepairState(EngineError):
    """Repair {no} is “{state_en}”; this is not possible now."""

    zh = "维修单 {no} 的状态是「{state_zh}」，现在不能这样做。"
    status = 409


def state_refused(row: Row[Any]) -> ReturnState:
    """The refusal that names the state a return is in."""
    return ReturnState(
        no=row.no, state_zh=word(STATES, row.state, "zh"), state_en=word(STATES, row.state, "en")
    )
