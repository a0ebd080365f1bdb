"""The lists of instalments, receipts, payments and arrears."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, case, func, select

from adapters.crm import plans, tables
from adapters.crm.money_words import (
    METHODS,
    PAYMENT_KINDS,
    PAYMENT_STATES,
    PAYMENT_TONES,
    PLAN_STATES,
    PLAN_TONES,
    RECEIPT_STATES,
    RECEIPT_TONES,
)
from adapters.crm.words import Words, word
from engine.organisation import tables as organisation
from forms.shell import gettext as _
from forms.shell import lang
from forms.shell.listing import Chip, Column, Filter, ListSpec

account, order, plan = tables.account, tables.order, tables.payment_plan
receipt, payment, allocation = tables.receipt, tables.payment_out, tables.receipt_allocation


def plan_list(today: date) -> ListSpec:
    """Instalments across orders (6.3)."""
    state, rest = plans.state_on(today), plan.c.amount - plan.c.received - plan.c.written_off
    return ListSpec(
        key="crm_plans",
        title=_("Payment plans"),
        id=plan.c.id,
        default_sort="due_on",
        columns=[
            Column(key="order", label=_("Order"), expression=order.c.no, kind="link", strong=True),
            Column(key="seq", label=_("No."), expression=plan.c.seq, kind="number"),
            Column(key="customer", label=_("Customer"), expression=name_of(account)),
            Column(key="due_on", label=_("Due"), expression=plan.c.due_on, kind="date"),
            _money("amount", _("Amount"), plan.c.amount),
            _money("received", _("Received"), plan.c.received),
            _money("rest", _("Still open"), rest),
            Column(key="state", label=_("State"), expression=state, kind="chip", chips=plan_chips()),
            Column(key="owner", label=_("Owner"), expression=person(order.c.owner_id), kind="person"),
            Column(
                key="promised_on",
                label=_("Promised for"),
                expression=plan.c.promised_on,
                kind="date",
                hidden=True,
            ),
            Column(
                key="level",
                label=_("Dunning level"),
                expression=plan.c.dunning_level,
                kind="number",
                hidden=True,
            ),
        ],
        filters=[
            Filter(
                key="state", label=_("State"), expression=state, kind="choice", choices=choices(PLAN_STATES)
            ),
            Filter(key="due_on", label=_("Due"), expression=plan.c.due_on, kind="date"),
            Filter(key="rest", label=_("Still open"), expression=rest, kind="number"),
        ],
        search=[order.c.no, account.c.name, account.c.name_en],
        extra={"id": plan.c.id, "currency": order.c.currency},
        row_url=lambda row: f"/crm/plans/{row['id']}",
        cards=("order", "state", "customer", "rest"),
        empty_title=_("No instalments here yet."),
        empty_text=_("They come from the payment plans of orders."),
    )


def receipt_list() -> ListSpec:
    """Receipts, newest first, with what they do not settle yet (7.1)."""
    settled = (
        select(func.coalesce(func.sum(allocation.c.amount), 0))
        .where(allocation.c.receipt_id == receipt.c.id, allocation.c.deleted_at.is_(None))
        .scalar_subquery()
    )
    free = case((receipt.c.state == "void", 0), else_=receipt.c.amount - settled)
    free.type = receipt.c.amount.type
    return ListSpec(
        key="crm_receipts",
        title=_("Receipts"),
        id=receipt.c.id,
        default_sort="-received_on",
        columns=[
            Column(key="no", label=_("Number"), expression=receipt.c.no, kind="link", strong=True),
            Column(key="received_on", label=_("Received on"), expression=receipt.c.received_on, kind="date"),
            Column(key="customer", label=_("Customer"), expression=name_of(account)),
            _money("amount", _("Amount"), receipt.c.amount),
            _money("free", _("Not allocated"), free),
            Column(
                key="method",
                label=_("Method"),
                expression=receipt.c.method,
                kind="chip",
                chips=chips(METHODS),
            ),
            Column(
                key="state",
                label=_("State"),
                expression=receipt.c.state,
                kind="chip",
                chips=chips(RECEIPT_STATES, RECEIPT_TONES),
            ),
            Column(
                key="handler", label=_("Handled by"), expression=person(receipt.c.handler_id), kind="person"
            ),
        ],
        filters=[
            Filter(key="received_on", label=_("Received on"), expression=receipt.c.received_on, kind="date"),
            Filter(key="free", label=_("Not allocated"), expression=free, kind="number"),
            Filter(
                key="state",
                label=_("State"),
                expression=receipt.c.state,
                kind="choice",
                choices=choices(RECEIPT_STATES),
            ),
        ],
        search=[receipt.c.no, receipt.c.bank_ref, account.c.name, account.c.name_en],
        extra={"id": receipt.c.id, "currency": receipt.c.currency},
        row_url=lambda row: f"/crm/receipts/{row['id']}",
        cards=("no", "state", "customer", "amount"),
        empty_title=_("No receipts here yet."),
        empty_text=_("Record the first one with the button above."),
    )


def payment_list() -> ListSpec:
    """Payments out, newest first (7.2.1)."""
    return ListSpec(
        key="crm_payments",
        title=_("Payments"),
        id=payment.c.id,
        default_sort="-no",
        columns=[
            Column(key="no", label=_("Number"), expression=payment.c.no, kind="link", strong=True),
            Column(
                key="kind",
                label=_("Kind"),
                expression=payment.c.kind,
                kind="chip",
                chips=chips(PAYMENT_KINDS),
            ),
            Column(key="payee", label=_("Payee"), expression=payment.c.payee),
            _money("amount", _("Amount"), payment.c.amount),
            Column(key="paid_on", label=_("Paid on"), expression=payment.c.paid_on, kind="date"),
            Column(
                key="state",
                label=_("State"),
                expression=payment.c.state,
                kind="chip",
                chips=chips(PAYMENT_STATES, PAYMENT_TONES),
            ),
        ],
        filters=[
            Filter(
                key="state",
                label=_("State"),
                expression=payment.c.state,
                kind="choice",
                choices=choices(PAYMENT_STATES),
            ),
            Filter(
                key="kind",
                label=_("Kind"),
                expression=payment.c.kind,
                kind="choice",
                choices=choices(PAYMENT_KINDS),
            ),
            Filter(key="paid_on", label=_("Paid on"), expression=payment.c.paid_on, kind="date"),
        ],
        search=[payment.c.no, payment.c.payee],
        extra={"id": payment.c.id, "currency": payment.c.currency},
        row_url=lambda row: f"/crm/payments/{row['id']}",
        cards=("no", "state", "payee", "amount"),
        empty_title=_("No payments here yet."),
        empty_text=_("Start with an approved return, a commission or an expense."),
    )


def name_of(party: Any) -> ColumnElement[str]:
    """A customer's name in the reader's language."""
    if lang() == "zh":
        name: ColumnElement[str] = party.c.name
        return name
    return case((party.c.name_en != "", party.c.name_en), else_=party.c.name)


def person(column: ColumnElement[int]) -> ColumnElement[str]:
    """A person's name in the reader's language."""
    people = organisation.person
    name = people.c.name if lang() == "zh" else people.c.name_en
    return select(name).where(people.c.id == column).scalar_subquery()


def chips(words: Words, tones: Mapping[str, str] | None = None) -> dict[str, Chip]:
    """The words of codes as chips."""
    shades = tones or {}
    return {code: Chip(label=word(words, code, lang()), tone=shades.get(code, "")) for code in words}


def plan_chips() -> dict[str, Chip]:
    """The states of instalments."""
    return chips(PLAN_STATES, PLAN_TONES)


def choices(words: Words) -> list[tuple[str, str]]:
    """The words of codes as choices."""
    return [(code, word(words, code, lang())) for code in words]


def _money(key: str, label: str, expression: ColumnElement[Any]) -> Column:
    return Column(key=key, label=label, expression=expression, kind="money", currency="currency")
