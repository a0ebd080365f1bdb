"""The types of documents with approval flows, and the flows they start with. A new type is listed here."""

from __future__ import annotations

from engine.store.uow import Store
from processes.approval import complaints
from processes.approval.contracts import CONTRACT, CONTRACTS
from processes.approval.defaults import QUOTE, install_flow
from processes.approval.documents import Documents, DocumentType, Further
from processes.approval.handovers import HANDOVER_FLOW, HANDOVERS
from processes.approval.model import Flow
from processes.approval.money import (
    PAYMENT_FLOW,
    PAYMENT_PLANS,
    PAYMENTS,
    PLAN_FLOW,
    WRITE_OFF_FLOW,
    WRITE_OFFS,
)
from processes.approval.new_customers import NEW_CUSTOMER, NEW_CUSTOMERS
from processes.approval.opportunities import OPPORTUNITIES, OPPORTUNITY
from processes.approval.orders import ORDER, ORDERS
from processes.approval.quotes import QUOTES
from processes.approval.repairs import REPAIR, REPAIRS
from processes.approval.returns import RETURN, RETURNS

#: type, name of its flow in Chinese and English, the flow of a new installation
TYPES: tuple[tuple[DocumentType, str, str, Flow], ...] = (
    (QUOTES, "报价审批", "Quote approval", QUOTE),
    (OPPORTUNITIES, "大额机会审批", "Approval of large opportunities", OPPORTUNITY),
    (ORDERS, "订单审批", "Order approval", ORDER),
    (NEW_CUSTOMERS, "新客户审批", "New customer approval", NEW_CUSTOMER),
    (PAYMENT_PLANS, "回款计划审批", "Payment plan approval", PLAN_FLOW),
    (WRITE_OFFS, "坏账核销审批", "Write-off approval", WRITE_OFF_FLOW),
    (PAYMENTS, "付款审批", "Payment approval", PAYMENT_FLOW),
    (
        complaints.COMPENSATIONS,
        "投诉补偿审批",
        "Approval of complaint compensations",
        complaints.FLOW,
    ),
    (CONTRACTS, "合同审批", "Contract approval", CONTRACT),
    (RETURNS, "退货审批", "Return approval", RETURN),
    (REPAIRS, "维修报价审批", "Approval of repair prices", REPAIR),
    (HANDOVERS, "交接审批", "Hand-over approval", HANDOVER_FLOW),
)


def documents(*, further: Further | None = None) -> Documents:
    """All types; `further` finds those of published packages."""
    listed = [document for document, *_ in TYPES]
    return Documents(listed) if further is None else Documents(listed, further=further)


def install(store: Store) -> None:
    """Add the flow of every type as version 1, unless there is one already."""
    with store.begin(by=None, action="policy.install") as tx:
        for document, name, name_en, flow in TYPES:
            install_flow(tx, document, key=document.key, name=name, name_en=name_en, flow=flow)
