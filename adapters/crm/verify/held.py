"""Which records which process holds, and in which of their states."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """Records that a process holds.

    `fits`: the states a record may be in while its instance runs. `bound`: the states that only a running
    process leaves again, so that a record in one of them must have one. `root`: the record names the root of
    the process, which another process may have started.
    """

    process: str
    table: str
    number: str
    zh: str
    en: str
    fits: tuple[str, ...]
    bound: tuple[str, ...] = ()
    condition: str = ""
    root: bool = False

    @property
    def holder(self) -> str:
        """The column of the instance that the record names."""
        return "root_id" if self.root else "id"


KINDS: tuple[Held, ...] = (
    Held(
        process="quote_approval",
        table="crm_quote",
        number="no",
        zh="报价",
        en="quote",
        fits=("draft", "in_approval", "returned", "approved", "sent"),
        bound=("in_approval",),
    ),
    Held(
        process="order_fulfilment",
        table="crm_order",
        number="no",
        zh="订单",
        en="order",
        fits=("draft", "in_approval", "approved", "executing", "delivered"),
        bound=("in_approval",),
        root=True,
    ),
    Held(
        process="contract",
        table="crm_contract",
        number="no",
        zh="合同",
        en="contract",
        fits=("draft", "in_approval", "approved"),
        bound=("in_approval", "approved"),
    ),
    Held(
        process="payment_out",
        table="crm_payment_out",
        number="no",
        zh="付款",
        en="payment",
        fits=("draft", "in_approval", "approved", "ordered"),
        bound=("in_approval", "approved", "ordered"),
    ),
    Held(
        process="return_refund",
        table="crm_return_order",
        number="no",
        zh="退货",
        en="return",
        # closed: the customer is asked whether he is satisfied
        fits=(
            "draft",
            "in_approval",
            "approved",
            "awaiting_goods",
            "received",
            "inspected",
            "refund_due",
            "refunded",
            "closed",
        ),
        bound=(
            "in_approval",
            "approved",
            "awaiting_goods",
            "received",
            "inspected",
            "refund_due",
            "refunded",
        ),
    ),
    Held(
        process="repair",
        table="crm_repair_registration",
        number="no",
        zh="维修",
        en="repair",
        fits=("registered", "quoted", "accepted", "repaired"),
        bound=("quoted", "accepted", "repaired"),
    ),
    Held(
        process="complaint_handling",
        table="crm_feedback",
        number="no",
        zh="服务单",
        en="case",
        # closed: the revisits follow
        fits=(
            "new",
            "assigned",
            "in_progress",
            "waiting_customer",
            "solved",
            "confirmed",
            "reopened",
            "closed",
        ),
        bound=("in_progress", "waiting_customer", "confirmed", "reopened"),
        condition="r.type IN ('complaint', 'dispute', 'defective')",
    ),
    Held(
        process="knowledge_review",
        table="crm_knowledge",
        number="title",
        zh="知识",
        en="article",
        fits=("draft", "review"),
        bound=("review",),
    ),
    Held(
        process="duplicate_case",
        table="crm_duplicate_case",
        number="no",
        zh="重复客户单",
        en="duplicate case",
        fits=("open",),
        bound=("open",),
    ),
    Held(
        process="handover",
        table="crm_handover",
        number="no",
        zh="交接单",
        en="hand-over",
        fits=("in_approval", "choosing", "confirming"),
        bound=("in_approval", "choosing", "confirming"),
    ),
)
