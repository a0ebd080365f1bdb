"""What payment plans, receipts and payments refuse, in words."""

from __future__ import annotations

from engine.errors import EngineError


class PlanTotals(EngineError):
    """The instalments add up to {sum}, the order to {total}: {rest} is missing."""

    zh = "各期合计 {sum}，订单金额 {total}，还差 {rest}。"
    status = 422


class InstalmentLocked(EngineError):
    """Instalment {seq} has received {received}; it can no longer be changed or removed."""

    zh = "第 {seq} 期已收款 {received}，不能再修改或删除。"
    status = 423


class OrderWithoutPlan(EngineError):
    """Order {no} is {state}; it has no payment plan now."""

    zh = "订单 {no} 状态为「{state}」，现在不能制定回款计划。"
    status = 409


class AllocationTooLarge(EngineError):
    """{amount} cannot be allocated: {room} is open."""

    zh = "不能核销 {amount}：只剩 {room}。"
    status = 409


class AllocationElsewhere(EngineError):
    """The instalment belongs to another customer or is in another currency."""

    zh = "该期回款属于其他客户或币种不同。"
    status = 409


class ReceiptAllocated(EngineError):
    """Receipt {no} is allocated to instalments; undo that first."""

    zh = "收款 {no} 已核销到回款计划，请先撤销核销。"
    status = 409


class BooksClosed(EngineError):
    """The books are closed up to {until}; {day} can no longer be changed."""

    zh = "{until} 及以前的账期已关闭，{day} 的账目不能再变动。"
    status = 423


class AlreadyRefunded(EngineError):
    """{refunded} of order {no} was paid back; the allocation keeps covering that."""

    zh = "订单 {no} 已退款 {refunded}，该核销不能撤销。"
    status = 409


class StatementUnreadable(EngineError):
    """The statement needs columns for the date and the amount received; found: {found}."""

    zh = "对账单需要日期和收入金额两列；找到的列：{found}。"
    status = 422


class PaymentState(EngineError):
    """Payment {no} is {state_en}; this step is not possible now."""

    zh = "付款 {no} 状态为「{state_zh}」，现在不能执行这一步。"
    status = 409


class PaymentTooLarge(EngineError):
    """{amount} is more than can still be paid out: {room}."""

    zh = "{amount} 超过可付金额 {room}。"
    status = 422


class NotOpen(EngineError):
    """There is nothing open to pay here."""

    zh = "这里没有待付的款项。"
    status = 409


class AppendOnly(EngineError):
    """Entries of the ledger are never changed; a mistake is corrected by a new entry."""

    zh = "账目只能追加，不能修改；更正请登记新的账目。"
    status = 423


class CommissionPaid(EngineError):
    """A payment pays this commission: it stays as it is."""

    zh = "已有付款支付此佣金，不能再改。"
    status = 423


class InTheBooks(EngineError):
    """What is in the books is changed on its own page, not here."""

    zh = "已入账的数据请在其专用页面处理。"
    status = 423
