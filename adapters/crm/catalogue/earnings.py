"""What orders bring: invoices and the commission of who sold them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row

from adapters.crm import tables
from adapters.crm.errors import Fault
from adapters.crm.money_errors import CommissionPaid
from adapters.crm.orders.words import COMMISSION_STATES, INVOICE_STATES
from adapters.crm.pricing import money
from adapters.crm.records import Entity, Field
from engine.errors import EngineError


def _paid(row: Row[Any]) -> EngineError | None:
    """What a payment pays stays as it is."""
    return None if row.payment_id is None else CommissionPaid()


def _adds_up(_connection: Connection, values: dict[str, Any]) -> list[Fault]:
    """Base × share; and only a payment pays."""
    faults = []
    due = money(values["base"] * values["ratio"]) if values.get("ratio") is not None else None
    if due is not None and values.get("amount") != due:
        faults.append(Fault(field="amount", zh=f"基数 × 比例 = {due:,.2f}", en=f"base × share = {due:,.2f}"))
    if values.get("state") not in ("draft", "due"):
        faults.append(Fault(field="state", zh="付款后自动变更", en="a payment brings it there"))
    return faults


INVOICE = Entity(
    key="invoice",
    path="invoices",
    table=tables.invoice,
    zh="发票",
    en="Invoice",
    many_zh="发票",
    many_en="Invoices",
    icon="receipt",
    resource="receipt",
    title=("no",),
    parent=("order_id", "order"),
    creatable=False,
    fields=(
        Field(name="no", zh="发票号", en="Number", length=64, typed=False, listed=True, searched=True),
        Field(
            name="order_id", zh="订单", en="Order", kind="record", refers="order", typed=False, listed=True
        ),
        Field(name="date", zh="开票日期", en="Date", kind="date", typed=False, listed=True, filtered=True),
        Field(name="amount", zh="金额", en="Amount", kind="money", typed=False, listed=True),
        Field(name="tax", zh="税额", en="Tax", kind="money", typed=False, listed=True),
        Field(
            name="state",
            zh="状态",
            en="State",
            kind="choice",
            words=INVOICE_STATES,
            listed=True,
            filtered=True,
            default="issued",
        ),
        Field(name="external_ref", zh="外部编号", en="External number", length=64),
    ),
)

COMMISSION = Entity(
    key="commission",
    path="commissions",
    table=tables.commission,
    zh="佣金",
    en="Commission",
    many_zh="佣金",
    many_en="Commissions",
    icon="coins",
    title=("base",),
    owner="person_id",
    creatable=False,
    menu=False,  # the page of commissions leads there
    locked=_paid,
    check=_adds_up,
    fields=(
        Field(
            name="person_id", zh="员工", en="Employee", kind="person", typed=False, listed=True, filtered=True
        ),
        Field(
            name="order_id", zh="订单", en="Order", kind="record", refers="order", typed=False, listed=True
        ),
        Field(name="base", zh="计提基数", en="Base", kind="money", typed=False, listed=True),
        Field(
            name="ratio",
            zh="比例",
            en="Share",
            kind="ratio",
            required=True,
            least="0",
            most="1",
            listed=True,
        ),
        Field(name="amount", zh="金额", en="Amount", kind="money", required=True, listed=True),
        Field(
            name="state",
            zh="状态",
            en="State",
            kind="choice",
            words=COMMISSION_STATES,
            listed=True,
            filtered=True,
        ),
        Field(name="return_id", zh="退货单", en="Return", kind="record", refers="return", typed=False),
        Field(name="payment_id", zh="付款", en="Payment", kind="record", refers="payment", typed=False),
    ),
)
