"""Errors of the applications about money, and notices that they write to people of ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from adapters.crm.errors import InvalidFields
from adapters.crm.money_errors import (
    NotOpen,
    OrderWithoutPlan,
    PaymentState,
    PaymentTooLarge,
    PlanTotals,
)
from engine.errors import BusinessError, EngineError, NotFound
from engine.ports import AdapterCall

Operation = Callable[[AdapterCall], dict[str, Any]]

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


def business(operation: Operation) -> Operation:
    """What the records refuse is an error that the diagram may catch."""

    def run(call: AdapterCall) -> dict[str, Any]:
        try:
            return operation(call)
        except tuple(_CODES) as error:
            raise BusinessError(_CODES[type(error)], error.text("en"), message_zh=error.text("zh")) from error

    return run
