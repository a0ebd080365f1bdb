"""Orders, with what belongs to them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from adapters.crm import tables
from adapters.crm.catalogue.earnings import COMMISSION, INVOICE
from adapters.crm.catalogue.order_parts import DELIVERY, ORDER_LINE
from adapters.crm.catalogue.stocks import STOCK, STOCK_ENTRY
from adapters.crm.orders.errors import OrderLocked
from adapters.crm.orders.words import BASES, CHANNELS, KINDS, PAY_METHODS, STATES, TONES
from adapters.crm.records import Child, Entity, Field
from engine.errors import EngineError

_PAYMENT, _DELIVERY = "付款|Payment", "交货|Delivery"


def _locked(row: Row[Any]) -> EngineError | None:
    if row.state == "draft":
        return None
    return OrderLocked(no=row.no, state_zh=STATES[row.state][0], state_en=STATES[row.state][1].lower())


ORDER = Entity(
    key="order",
    path="orders",
    table=tables.order,
    zh="订单",
    en="Order",
    many_zh="订单",
    many_en="Orders",
    icon="package",
    title=("no",),
    owner="owner_id",
    number=("no", "order"),
    state="state",
    order="-ordered_on",
    page="/crm/orders/{id}",
    creatable=False,  # from a customer or a quote, with lines
    locked=_locked,
    children=(
        Child(entity="order_line", column="order_id"),
        Child(entity="delivery", column="order_id"),
        Child(entity="invoice", column="order_id"),
    ),
    fields=(
        Field(name="no", zh="订单号", en="Number", typed=False, listed=True, searched=True),
        Field(
            name="account_id",
            zh="客户",
            en="Customer",
            kind="record",
            refers="account",
            typed=False,
            listed=True,
            filtered=True,
        ),
        Field(
            name="state",
            zh="状态",
            en="State",
            kind="choice",
            words=STATES,
            tones=TONES,
            typed=False,
            listed=True,
            filtered=True,
        ),
        Field(name="kind", zh="类型", en="Kind", kind="choice", words=KINDS, listed=True, filtered=True),
        Field(
            name="total",
            zh="金额",
            en="Total",
            kind="money",
            currency="currency",
            typed=False,
            listed=True,
            filtered=True,
        ),
        Field(
            name="owner_id", zh="负责人", en="Owner", kind="person", typed=False, listed=True, filtered=True
        ),
        Field(
            name="ordered_on",
            zh="下单日期",
            en="Ordered on",
            kind="date",
            typed=False,
            listed=True,
            filtered=True,
        ),
        Field(name="delivery_on", zh="交货日期", en="Delivery on", kind="date", listed=True, filtered=True),
        Field(name="contact_id", zh="联系人", en="Contact", kind="record", refers="contact"),
        Field(name="agent_id", zh="代理", en="Agent", kind="record", refers="account"),
        Field(name="quote_id", zh="报价", en="Quote", kind="record", refers="quote", typed=False),
        Field(
            name="opportunity_id",
            zh="业务机会",
            en="Opportunity",
            kind="record",
            refers="opportunity",
            typed=False,
        ),
        Field(name="contract_id", zh="合同", en="Contract", kind="record", refers="contract"),
        Field(name="plate_id", zh="版块", en="Plate", kind="plate", typed=False),
        Field(name="basis", zh="依据", en="Basis", kind="choice", words=BASES, filtered=True),
        Field(name="customer_ref", zh="客户单号", en="Customer's number", length=64, searched=True),
        Field(
            name="pay_method",
            zh="付款方式",
            en="Payment",
            kind="choice",
            words=PAY_METHODS,
            group=_PAYMENT,
            filtered=True,
        ),
        Field(name="online", zh="在线支付", en="Paid online", kind="boolean", group=_PAYMENT),
        Field(
            name="delivery_fee",
            zh="配送费",
            en="Delivery fee",
            kind="money",
            currency="currency",
            typed=False,
            group=_PAYMENT,
        ),
        Field(name="currency", zh="币种", en="Currency", length=3, typed=False),
        Field(
            name="list_total",
            zh="目录价合计",
            en="List total",
            kind="money",
            currency="currency",
            typed=False,
        ),
        Field(
            name="discount_total",
            zh="折扣合计",
            en="Discount",
            kind="money",
            currency="currency",
            typed=False,
        ),
        Field(name="tax_total", zh="税额", en="Tax", kind="money", currency="currency", typed=False),
        Field(name="max_discount", zh="最大行折扣", en="Largest discount", kind="ratio", typed=False),
        Field(name="ship_city", zh="收货城市", en="City of delivery", length=64, group=_DELIVERY),
        Field(name="ship_to", zh="收货地址", en="Delivery address", length=300, group=_DELIVERY),
        Field(name="terms", zh="条款", en="Terms", kind="long", length=2000),
        Field(name="remark", zh="备注", en="Remark", kind="long", length=2000),
        Field(name="review_result", zh="评审结果", en="Order review", kind="json", typed=False),
        Field(name="effective_at", zh="生效时间", en="In effect since", kind="moment", typed=False),
        Field(name="external_ref", zh="外部编号", en="External number", length=64),
        Field(
            name="channel", zh="渠道", en="Channel", kind="choice", words=CHANNELS, typed=False, filtered=True
        ),
        Field(name="cancel_reason", zh="取消原因", en="Reason for cancelling", kind="long", typed=False),
    ),
)

ENTITIES: tuple[Entity, ...] = (ORDER, ORDER_LINE, DELIVERY, INVOICE, COMMISSION, STOCK, STOCK_ENTRY)
