"""What all applications about returns have in common."""

from __future__ import annotations

from adapters.crm.errors import InvalidFields
from adapters.crm.operations.declaring import Area
from adapters.crm.orders.errors import OutOfStock
from adapters.crm.returns.errors import (
    AlreadyPaid,
    AmountRefused,
    NotInspected,
    OtherReturnInstance,
    ReturnEmpty,
    ReturnState,
)
from engine.errors import EngineError, NotFound

ERRORS = {
    "RETURN_NOT_FOUND": ("退货单或订单不存在", "the return or its order does not exist"),
    "RETURN_EMPTY": ("退货单没有明细", "the return has no lines"),
    "RETURN_STATE": ("退货单的状态不允许这一步", "the return's state does not allow this step"),
    "RETURN_OTHER_INSTANCE": ("退货单属于另一个流程实例", "the return belongs to another process instance"),
    "RETURN_NOT_INSPECTED": ("还有明细没有验收", "lines are not inspected yet"),
    "RETURN_AMOUNT": ("认可金额超出范围", "the accepted amount is out of range"),
    "RETURN_NO_STOCK": ("库存不足", "too few in stock"),
    "RETURN_PAID": ("退款已经付出", "the refund was paid"),
}
CODES: dict[type[EngineError], str] = {
    NotFound: "RETURN_NOT_FOUND",
    ReturnEmpty: "RETURN_EMPTY",
    ReturnState: "RETURN_STATE",
    OtherReturnInstance: "RETURN_OTHER_INSTANCE",
    NotInspected: "RETURN_NOT_INSPECTED",
    InvalidFields: "RETURN_NOT_INSPECTED",
    AmountRefused: "RETURN_AMOUNT",
    OutOfStock: "RETURN_NO_STOCK",
    AlreadyPaid: "RETURN_PAID",
}

RETURNS = Area(prefix="crm.return", errors=ERRORS, codes=CODES)
