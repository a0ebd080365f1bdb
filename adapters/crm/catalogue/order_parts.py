"""What belongs to an order: its lines and its deliveries."""

from __future__ import annotations

from adapters.crm import tables
from adapters.crm.orders.words import DELIVERY_STATES, DELIVERY_TONES
from adapters.crm.records import Entity, Field

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
        Field(name="approved_by_id", zh="折扣批准人", en="Discount granted by", kind="person", typed=False),
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
