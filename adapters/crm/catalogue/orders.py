"""Orders, their lines, deliveries, invoices, commissions and stock."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from adapters.crm import tables
from adapters.crm.orders.errors import OrderLocked
from adapters.crm.orders.words import (
    BASES,
    CHANNELS,
    COMMISSION_STATES,
    DELIVERY_STATES,
    DELIVERY_TONES,
    INVOICE_STATES,
    KINDS,
    PAY_METHODS,
    STATES,
    STOCK_KINDS,
    TONES,
)
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
        Field(name="plate_id", zh="板块", en="Plate", kind="integer", typed=False),
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

ORDER_LINE = Entity(
    key="order_line",
    path="order-lines",
    table=tables.order_line,
    zh="订单明细",
    en="Order line",
    many_zh="销售产品",
    many_en="Products sold",
    icon="list-details",
    resource="order",
    title=("seq",),
    parent=("order_id", "order"),
    creatable=False,
    fields=(
        Field(
            name="order_id", zh="订单", en="Order", kind="record", refers="order", typed=False, listed=True
        ),
        Field(name="seq", zh="行号", en="Line", kind="integer", typed=False),
        Field(
            name="product_id",
            zh="产品",
            en="Product",
            kind="record",
            refers="product",
            typed=False,
            listed=True,
            filtered=True,
        ),
        Field(name="quantity", zh="数量", en="Quantity", kind="number", typed=False, listed=True),
        Field(name="list_price", zh="目录价", en="List price", kind="money", typed=False, listed=True),
        Field(name="rule_ratio", zh="自动折扣", en="Automatic discount", kind="ratio", typed=False),
        Field(name="given_ratio", zh="职位折扣", en="Granted discount", kind="ratio", typed=False),
        Field(name="price", zh="单价", en="Unit price", kind="money", typed=False, listed=True),
        Field(name="amount", zh="金额", en="Amount", kind="money", typed=False, listed=True),
        Field(
            name="delivered_quantity", zh="已交付", en="Delivered", kind="number", typed=False, listed=True
        ),
        Field(name="returned_quantity", zh="已退货", en="Returned", kind="number", typed=False, listed=True),
        Field(name="reason", zh="折扣原因", en="Reason of the discount", typed=False),
        Field(name="special_request", zh="特殊要求", en="Special request", kind="long", typed=False),
    ),
)

DELIVERY = Entity(
    key="delivery",
    path="deliveries",
    table=tables.delivery,
    zh="交付单",
    en="Delivery",
    many_zh="交付单",
    many_en="Deliveries",
    icon="truck-delivery",
    title=("no",),
    parent=("order_id", "order"),
    number=("no", "delivery"),
    state="state",
    page="/crm/deliveries/{id}",
    creatable=False,
    fields=(
        Field(name="no", zh="交付单号", en="Number", typed=False, listed=True, searched=True),
        Field(
            name="order_id", zh="订单", en="Order", kind="record", refers="order", typed=False, listed=True
        ),
        Field(
            name="state",
            zh="状态",
            en="State",
            kind="choice",
            words=DELIVERY_STATES,
            tones=DELIVERY_TONES,
            typed=False,
            listed=True,
            filtered=True,
        ),
        Field(name="lines", zh="明细", en="Lines", kind="json", typed=False),
        Field(name="shipped_at", zh="发货时间", en="Shipped at", kind="moment", typed=False, listed=True),
        Field(name="carrier", zh="承运人", en="Carrier", length=100, listed=True),
        Field(name="tracking_no", zh="运单号", en="Tracking number", length=64, listed=True, searched=True),
        Field(name="station", zh="配送站点", en="Station", length=100),
        Field(name="route", zh="配送路线", en="Route", length=100),
        Field(name="courier", zh="配送员", en="Courier", length=100),
        Field(name="accepted_at", zh="签收时间", en="Accepted at", kind="moment", typed=False),
        Field(name="accepted_by", zh="签收人", en="Accepted by", length=100, typed=False),
        Field(name="remark", zh="备注", en="Remark", kind="long", length=2000),
    ),
)

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
    resource="payment",
    title=("base",),
    owner="person_id",
    creatable=False,
    fields=(
        Field(
            name="person_id", zh="员工", en="Employee", kind="person", typed=False, listed=True, filtered=True
        ),
        Field(
            name="order_id", zh="订单", en="Order", kind="record", refers="order", typed=False, listed=True
        ),
        Field(name="base", zh="计提基数", en="Base", kind="money", typed=False, listed=True),
        Field(name="ratio", zh="比例", en="Share", kind="ratio", least="0", most="1", listed=True),
        Field(name="amount", zh="金额", en="Amount", kind="money", listed=True),
        Field(
            name="state",
            zh="状态",
            en="State",
            kind="choice",
            words=COMMISSION_STATES,
            listed=True,
            filtered=True,
        ),
        Field(name="payment_id", zh="付款", en="Payment", kind="record", refers="payment", typed=False),
    ),
)

STOCK = Entity(
    key="stock",
    path="stock",
    table=tables.stock,
    zh="库存",
    en="Stock",
    many_zh="库存",
    many_en="Stock",
    icon="building-warehouse",
    title=("product_id",),
    page="/crm/stock/{id}",
    creatable=False,
    menu=False,
    fields=(
        Field(
            name="product_id",
            zh="产品",
            en="Product",
            kind="record",
            refers="product",
            typed=False,
            listed=True,
        ),
        Field(name="on_hand", zh="在库", en="On hand", kind="number", typed=False, listed=True),
        Field(name="reserved", zh="已预留", en="Reserved", kind="number", typed=False, listed=True),
    ),
)

STOCK_ENTRY = Entity(
    key="stock_entry",
    path="stock-movements",
    table=tables.stock_entry,
    zh="库存流水",
    en="Stock movement",
    many_zh="库存流水",
    many_en="Stock movements",
    icon="arrows-exchange",
    resource="stock",
    title=("kind",),
    creatable=False,
    fields=(
        Field(
            name="product_id",
            zh="产品",
            en="Product",
            kind="record",
            refers="product",
            typed=False,
            listed=True,
            filtered=True,
        ),
        Field(
            name="kind",
            zh="类型",
            en="Kind",
            kind="choice",
            words=STOCK_KINDS,
            typed=False,
            listed=True,
            filtered=True,
        ),
        Field(name="on_hand", zh="在库变动", en="On hand", kind="number", typed=False, listed=True),
        Field(name="reserved", zh="预留变动", en="Reserved", kind="number", typed=False, listed=True),
        Field(
            name="order_id", zh="订单", en="Order", kind="record", refers="order", typed=False, listed=True
        ),
        Field(name="return_id", zh="退货单", en="Return", kind="record", refers="return", typed=False),
        Field(name="remark", zh="备注", en="Remark", typed=False, listed=True),
    ),
)

ENTITIES: tuple[Entity, ...] = (ORDER, ORDER_LINE, DELIVERY, INVOICE, COMMISSION, STOCK, STOCK_ENTRY)
