"""Codes of plans, receipts, payments and the ledger, with their words: code → Chinese, English."""

from __future__ import annotations

from adapters.crm.words import Words

EVENTS: Words = {
    "date": ("固定日期", "On a date"),
    "signing": ("签约后", "After signing"),
    "delivery": ("交货后", "After delivery"),
    "acceptance": ("验收后", "After acceptance"),
    "retention": ("质保期满", "Retention, after warranty"),
}
PLAN_STATES: Words = {
    "pending": ("未到期", "Not due"),
    "due_soon": ("即将到期", "Due soon"),
    "due": ("今日到期", "Due today"),
    "partly_paid": ("部分收款", "Partly paid"),
    "paid": ("已收清", "Paid"),
    "overdue": ("已逾期", "Overdue"),
    "written_off": ("已核销坏账", "Written off"),
    "set_off": ("退货抵减", "Set off by a return"),
}
PLAN_TONES = {
    "pending": "outline",
    "due_soon": "warn",
    "due": "warn",
    "partly_paid": "accent",
    "paid": "ok",
    "overdue": "bad",
    "written_off": "",
    "set_off": "",
}
RECEIPT_STATES: Words = {"posted": ("已入账", "Posted"), "void": ("已作废", "Void")}
RECEIPT_TONES = {"posted": "ok", "void": ""}
PAYMENT_KINDS: Words = {
    "refund": ("退款", "Refund"),
    "commission": ("佣金", "Commission"),
    "expense": ("费用", "Expense"),
    "other": ("其他", "Other"),
}
PAYMENT_STATES: Words = {
    "draft": ("草稿", "Draft"),
    "in_approval": ("审批中", "In approval"),
    "approved": ("待付款", "To be paid"),
    "ordered": ("等待银行回单", "Sent to the bank"),
    "paid": ("已付款", "Paid"),
    "rejected": ("已驳回", "Rejected"),
}
PAYMENT_TONES = {
    "draft": "outline",
    "in_approval": "accent",
    "approved": "warn",
    "ordered": "accent",
    "paid": "ok",
    "rejected": "bad",
}
METHODS: Words = {
    "transfer": ("银行转账", "Bank transfer"),
    "cash": ("现金", "Cash"),
    "cheque": ("支票", "Cheque"),
    "acceptance": ("承兑汇票", "Bill of exchange"),
    "card": ("刷卡", "Card"),
    "online": ("网上支付", "Online"),
    "other": ("其他", "Other"),
}
BANK_KINDS: Words = {
    "bank": ("银行", "Bank"),
    "cash": ("现金", "Cash"),
    "online": ("网上支付平台", "Payment service"),
}
LEDGER_KINDS: Words = {
    "order": ("订单", "Order"),
    "receipt": ("收款", "Receipt"),
    "return": ("退货", "Return"),
    "refund": ("退款", "Refund"),
    "charge": ("附加费用", "Charge"),
    "write_off": ("坏账核销", "Write-off"),
    "expense": ("支出", "Expense"),
}
CHANNELS: Words = {
    "notice": ("站内提醒", "Notice"),
    "mail": ("邮件", "Mail"),
    "letter": ("纸质信函", "Letter"),
    "call": ("电话联系", "Call"),
    "decision": ("决定", "Decision"),
}
#: What a step of the chain is called; −1 is the answer to the contact after the due date.
LEVELS: dict[int, tuple[str, str]] = {
    -1: ("到期联系", "Contact after the due date"),
    0: ("到期前提醒", "Reminder before the due date"),
    1: ("一级催款函", "First dunning letter"),
    2: ("二级催款函", "Second dunning letter"),
    3: ("三级催款函", "Third dunning letter"),
    4: ("处理决定", "Decision"),
}
