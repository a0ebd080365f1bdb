"""Codes of orders, deliveries and stock with their words: code → Chinese, English."""

from __future__ import annotations

from adapters.crm.words import Words

STATES: Words = {
    "draft": ("草稿", "Draft"),
    "in_approval": ("审批中", "In approval"),
    "approved": ("已生效", "In effect"),
    "executing": ("执行中", "In execution"),
    "delivered": ("已交付", "Delivered"),
    "closed": ("已关闭", "Closed"),
    "cancelled": ("已取消", "Cancelled"),
    "rejected": ("已驳回", "Rejected"),
}
TONES = {
    "draft": "outline",
    "in_approval": "accent",
    "approved": "ok",
    "executing": "accent",
    "delivered": "ok",
    "closed": "",
    "cancelled": "",
    "rejected": "bad",
}
KINDS: Words = {"stock": ("库存订单", "From stock"), "custom": ("定制订单", "Custom made")}
PAY_METHODS: Words = {
    "prepay": ("预付", "Prepaid"),
    "terms": ("账期", "On terms"),
    "cash_on_delivery": ("货到付款（现金）", "Cash on delivery"),
    "card_on_delivery": ("货到刷卡", "Card on delivery"),
}
CHANNELS: Words = {
    "staff": ("员工录入", "Staff"),
    "portal": ("自助门户", "Portal"),
    "call": ("电话", "Call"),
    "import": ("导入", "Import"),
}
#: Why the payment rules (`payment.dmn`) refuse a way to pay: their `reason`. A text of one's own shows as it is.
PAY_REASONS: Words = {
    "online_email": ("在线支付需要有效的邮箱", "paying online needs a valid e-mail address"),
    "too_large": ("金额过大，不能货到付款", "the order is too large to be paid on delivery"),
    "city": ("该城市不支持货到付款", "there is no payment on delivery in this city"),
}
BASES: Words = {
    "direct": ("直接下单", "Direct"),
    "quote": ("报价", "Quote"),
    "purchase_contract": ("客户采购合同", "Customer's purchase contract"),
}
ANSWERS: Words = {
    "feasible": ("可行", "Feasible"),
    "conditions": ("有条件可行", "With conditions"),
    "no": ("不可行", "Not feasible"),
}
DELIVERY_STATES: Words = {
    "picking": ("待拣货", "To be picked"),
    "packed": ("已打包", "Packed"),
    "shipped": ("已发货", "Shipped"),
    "at_station": ("已到站点", "At the station"),
    "out": ("派送中", "Out for delivery"),
    "accepted": ("已签收", "Accepted"),
    "refused": ("已拒收", "Refused"),
}
DELIVERY_TONES = {
    "picking": "outline",
    "packed": "",
    "shipped": "accent",
    "at_station": "accent",
    "out": "accent",
    "accepted": "ok",
    "refused": "bad",
}
STOCK_KINDS: Words = {
    "count": ("盘点", "Count"),
    "reserve": ("预留", "Reserved"),
    "release": ("释放", "Released"),
    "ship": ("出库", "Shipped"),
    "restock": ("入库", "Restocked"),
    "scrap": ("报废", "Scrapped"),
    "repair": ("转维修", "To repair"),
}
INVOICE_STATES: Words = {"draft": ("草稿", "Draft"), "issued": ("已开具", "Issued"), "void": ("作废", "Void")}
COMMISSION_STATES: Words = {
    "draft": ("待确认", "To be confirmed"),
    "due": ("待支付", "Due"),
    "paid": ("已支付", "Paid"),
    "corrected": ("已冲减", "Corrected"),
}
