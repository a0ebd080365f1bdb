"""Errors of the applications about money."""

from __future__ import annotations

from collections.abc import Mapping

from adapters.crm.errors import InvalidFields
from adapters.crm.money_errors import (
    NotOpen,
    OrderWithoutPlan,
    PaymentState,
    PaymentTooLarge,
    PlanTotals,
)
from adapters.crm.operations.declaring import Area
from engine.errors import EngineError, NotFound

ERRORS: Mapping[str, tuple[str, str]] = {
    "MONEY_NOT_FOUND": ("订单、回款计划或付款不存在", "the order, instalment or payment does not exist"),
    "MONEY_INVALID": ("数据不完整或不正确", "the values are incomplete or wrong"),
    "PLAN_STATE": ("订单现在不能有回款计划", "the order can have no payment plan now"),
    "PAYMENT_STATE": ("付款的状态不允许这一步", "the payment's state does not allow this step"),
    "PAYMENT_TOO_LARGE": ("超过可付金额", "more than can still be paid out"),
    "NOT_OPEN": ("没有待付的款项", "nothing is open to pay"),
}
_CODES: Mapping[type[EngineError], str] = {
    NotFound: "MONEY_NOT_FOUND",
    InvalidFields: "MONEY_INVALID",
    PlanTotals: "MONEY_INVALID",
    OrderWithoutPlan: "PLAN_STATE",
    PaymentState: "PAYMENT_STATE",
    PaymentTooLarge: "PAYMENT_TOO_LARGE",
    NotOpen: "NOT_OPEN",
}


def money(prefix: str) -> Area:
    """The area of one kind of record: what the records refuse is an error that the diagram may catch."""
    return Area(prefix=prefix, errors=ERRORS, codes=_CODES)
