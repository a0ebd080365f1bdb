"""What orders, deliveries and stock refuse, in words (docstring English, `zh` Chinese)."""

from __future__ import annotations

from engine.errors import EngineError


class OrderLocked(EngineError):
    """Order {no} is “{state_en}” and cannot be changed."""

    zh = "订单 {no} 处于「{state_zh}」，不能修改。"
    status = 423


class OrderMove(EngineError):
    """Order {no} is “{state_en}”; it cannot become “{wanted_en}” now."""

    zh = "订单 {no} 处于「{state_zh}」，现在不能变为「{wanted_zh}」。"
    status = 409


class OrderElsewhere(EngineError):
    """Order {no} belongs to another process instance ({instance}); this one may not decide about it."""

    zh = "订单 {no} 属于另一个流程实例（{instance}），本实例不能处理它。"
    status = 409


class OrderEmpty(EngineError):
    """Order {no} has no lines; add at least one product before submitting."""

    zh = "订单 {no} 没有明细，请至少添加一个产品后再提交。"
    status = 422


class BuyerRefused(EngineError):
    """No order for “{name_en}”: {why_en}."""

    zh = "不能为「{name_zh}」下单：{why_zh}。"
    status = 409


class ContractMissing(EngineError):
    """Order {no} comes from the customer's purchase contract: attach the signed contract first."""

    zh = "订单 {no} 来自客户采购合同：请先上传已签署的合同。"
    status = 422


class PaymentRefused(EngineError):
    """Order {no} cannot be paid like that: {why_en}."""

    zh = "订单 {no} 不能用这种付款方式：{why_zh}。"
    status = 422


class QuoteNotOrdered(EngineError):
    """Quote {no} cannot become an order: {why_en}."""

    zh = "报价 {no} 不能转为订单：{why_zh}。"
    status = 409


class OutOfStock(EngineError):
    """Not enough in stock: {missing_en}."""

    zh = "库存不足：{missing_zh}。"
    status = 409


class AlreadyShipped(EngineError):
    """Order {no} has left the warehouse (delivery {delivery}); what was shipped comes back by a return."""

    zh = "订单 {no} 已经发货（交付单 {delivery}）；已发出的货物请走退货流程。"
    status = 409


class BeingCancelled(EngineError):
    """Somebody has asked to cancel order {no}; nothing is shipped until that is decided."""

    zh = "订单 {no} 正在申请取消，决定之前不能发货。"
    status = 409


class DeliveryMove(EngineError):
    """Delivery {no} is “{state_en}”; it cannot become “{wanted_en}” now."""

    zh = "交付单 {no} 处于「{state_zh}」，现在不能变为「{wanted_zh}」。"
    status = 409


class InvoiceTooHigh(EngineError):
    """Invoices of order {no} would come to {sum}, more than the order's {total}."""

    zh = "订单 {no} 的发票合计将达到 {sum}，超过订单金额 {total}。"
    status = 422


class NoDeliveryDate(EngineError):
    """Order {no} has no delivery date; agree on one before submitting."""

    zh = "订单 {no} 没有交货日期，请约定后再提交。"
    status = 422


class WrongQuantity(EngineError):
    """The quantity must lie between {least} and {most}."""

    zh = "数量应在 {least} 和 {most} 之间。"
    status = 422
