"""The approval flows that a new installation starts with; administrators redefine them afterwards."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select

from engine.store.uow import Transaction
from processes.approval import drafting, tables
from processes.approval.documents import DocumentType
from processes.approval.model import Condition, Flow, Point, Test
from processes.approval.releasing import gate

#: A quote: the manager always, the director for high discounts, finance for thin margins or overdue customers,
#: the general manager for large amounts.
QUOTE = Flow(
    points=(
        Point(
            number=1,
            name="销售经理",
            name_en="Sales manager",
            positions=("sales_manager",),
            deadline="P1D",
        ),
        Point(
            number=2,
            name="销售总监",
            name_en="Sales director",
            positions=("sales_director",),
            condition=Condition(rows=((Test(fact="max_discount", operator="gt", value=Decimal("0.10")),),)),
            deadline="P1D",
        ),
        Point(
            number=3,
            name="财务",
            name_en="Finance",
            positions=("finance",),
            condition=Condition(
                rows=(
                    (Test(fact="margin", operator="lt", value=Decimal("0.22")),),
                    (Test(fact="overdue", operator="gt", value=Decimal(0)),),
                )
            ),
            deadline="P2D",
        ),
        Point(
            number=4,
            name="总经理",
            name_en="General manager",
            positions=("general_manager",),
            condition=Condition(
                rows=(
                    (Test(fact="total", operator="ge", value=Decimal(500_000)),),
                    (Test(fact="below_minimum", operator="eq", value=True),),
                )
            ),
            deadline="P2D",
        ),
    )
)
REASON = "初始审批流程 · Initial approval flow"


def install_flow(
    tx: Transaction, document: DocumentType, *, key: str, name: str, name_en: str, flow: Flow
) -> None:
    """A flow with its first version released; one that exists stays as it is."""
    if tx.connection.scalar(select(tables.policy.c.key).where(tables.policy.c.key == key)) is not None:
        return
    drafting.create(tx, key=key, document_type=document.key, name=name, name_en=name_en)
    drafting.save_draft(tx, key, flow, seen=None)
    gate.install(tx, key, document, reason=REASON)
