"""What lists at addresses of their own show: the common list of the entity, with other columns and filters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Column as SqlColumn
from sqlalchemy import ColumnElement, Connection, case, func, select

from adapters.crm import plans, tables
from adapters.crm.catalogue.accounts import ACCOUNT
from adapters.crm.money_words import PLAN_STATES, PLAN_TONES
from adapters.crm.ownership.conversions import WAYS
from adapters.crm.records import access
from adapters.crm.web.records.columns import arranged
from adapters.crm.web.records.titles import person_of, title_of
from adapters.crm.web.spoken import choices
from adapters.crm.words import KINDS, word
from engine.organisation import Person
from forms.shell import gettext as _
from forms.shell import lang
from forms.shell.listing import Act, Chip, Column, Filter, ListSpec, Row

delivery, order, plan = tables.delivery, tables.order, tables.payment_plan
receipt, allocation, stock, product = (
    tables.receipt,
    tables.receipt_allocation,
    tables.stock,
    tables.product,
)


def accounts(spec: ListSpec, connection: Connection, person: Person) -> ListSpec:
    """Customers (6.2) with what may be done with each of them (PT-1); invalid ones are marked."""
    marked = case((tables.account.c.invalid, "invalid"))
    chips = {"invalid": Chip(label=_("Invalid"), tone="bad")}
    return arranged(
        spec,
        shown=_names("code name level kind industry city invalid owner_id credit_limit receivable overdue"),
        asked=_names("level kind industry city invalid owner_id overdue"),
        columns=[
            Column(key="invalid", label=_("Invalid"), expression=marked, kind="chip", chips=chips, sort=False)
        ],
        cards=("name", "level", "owner_id", "receivable"),
        extra={
            **spec.extra,
            "of_kind": tables.account.c.kind,
            "is_invalid": tables.account.c.invalid,
            **{f"may_{name}": _may(connection, person, name) for name in ("edit", "convert", "delete")},
        },
        acts=_account_acts,
        empty_title=_("No customers here yet."),
        empty_text=_("Customers that you own or may see appear here."),
    )


def _may(connection: Connection, person: Person, action: str) -> ColumnElement[bool]:
    """Whether the person may do this with the customer of a row."""
    return case((access.reach(connection, person, ACCOUNT, action, few=True), True), else_=False)


def _account_acts(row: Row) -> list[Act]:
    """Edit, convert and delete, as far as the reader may."""
    one, owned = row["id"], f"/crm/accounts/{row['id']}/ownership"
    if row["is_invalid"]:
        return []
    found = []
    if row["may_edit"]:
        url = f"/crm/records/accounts/{one}/edit?next=/crm/accounts/"
        found.append(Act(label=_("Edit"), icon="pencil", url=url))
    for kind in WAYS.get(row["of_kind"], ()) if row["may_convert"] else ():
        label = _("Convert to %(kind)s", kind=word(KINDS, kind, lang()))
        found.append(Act(label=label, icon="transform", url=f"{owned}#convert"))
    if row["may_delete"]:
        found.append(Act(label=_("Delete…"), icon="trash", url=f"{owned}#give-back"))
    return found


def quotes(spec: ListSpec) -> ListSpec:
    """Quotes, newest first."""
    return arranged(
        spec,
        shown=_names("no account_id title total max_discount state owner_id quoted_on valid_to"),
        asked=_names("state account_id owner_id total max_discount quoted_on"),
        cards=("no", "state", "account_id", "total"),
        empty_title=_("No quotes here yet."),
        empty_text=_("Open a customer and start one there."),
    )


def orders(spec: ListSpec) -> ListSpec:
    """Orders in execution, the nearest delivery date first."""
    return arranged(
        spec,
        shown=_names("no account_id state kind total owner_id ordered_on delivery_on"),
        asked=_names("state account_id owner_id delivery_on total"),
        key="crm_orders_in_execution",
        title=_("Orders in execution"),
        default_sort="delivery_on",
        cards=("no", "state", "account_id", "delivery_on"),
        empty_title=_("No order is in execution."),
        empty_text=_("Orders appear here once finance has agreed."),
    )


def deliveries(spec: ListSpec) -> ListSpec:
    """Deliveries with their customers."""
    return arranged(
        spec,
        shown=_names("no state order_id customer carrier tracking_no station shipped_at"),
        asked=("state",),
        columns=[_customer(_of_order(order.c.account_id, delivery.c.order_id))],
        title=_("Deliveries"),
        default_sort="-no",
        cards=("no", "state", "order_id", "customer"),
        empty_title=_("Nothing to deliver."),
        empty_text=_("A delivery is opened as soon as an order is released."),
    )


def in_stock(spec: ListSpec) -> ListSpec:
    """What is in the warehouse."""
    free = stock.c.on_hand - stock.c.reserved
    code = select(product.c.code).where(product.c.id == stock.c.product_id).scalar_subquery()
    return arranged(
        spec,
        shown=_names("code product_id on_hand reserved free"),
        asked=("on_hand",),
        columns=[
            Column(key="code", label=_("Product"), expression=code, strong=True),
            Column(key="free", label=_("Available"), expression=free, kind="number"),
        ],
        default_sort="code",
        cards=("product_id", "on_hand", "code", "free"),
        empty_title=_("Nothing is kept in stock."),
        empty_text=_("A product is kept in stock once it was counted or returned."),
    )


def instalments(spec: ListSpec, today: date) -> ListSpec:
    """Instalments across orders (6.3): their states are those of today, not of when the row was last touched."""
    state, rest = plans.state_on(today), plan.c.amount - plan.c.received - plan.c.written_off
    chips = {
        code: Chip(label=word(PLAN_STATES, code, lang()), tone=PLAN_TONES.get(code, ""))
        for code in PLAN_STATES
    }
    return arranged(
        spec,
        shown=_names("order_id seq customer due_on amount received rest state owner"),
        asked=_names("state due_on rest"),
        columns=[
            _customer(_of_order(order.c.account_id, plan.c.order_id)),
            _money("amount", _("Amount"), plan.c.amount),
            _money("received", _("Received"), plan.c.received),
            _money("rest", _("Still open"), rest),
            Column(key="state", label=_("State"), expression=state, kind="chip", chips=chips),
            Column(
                key="owner",
                label=_("Owner"),
                expression=person_of(_of_order(order.c.owner_id, plan.c.order_id)),
                kind="person",
                sort=False,
            ),
        ],
        filters=[
            Filter(
                key="state", label=_("State"), expression=state, kind="choice", choices=choices(PLAN_STATES)
            ),
            Filter(key="rest", label=_("Still open"), expression=rest, kind="number"),
        ],
        title=_("Payment plans"),
        default_sort="-due_on",
        extra={**spec.extra, "currency": _of_order(order.c.currency, plan.c.order_id)},
        cards=("order_id", "state", "customer", "rest"),
        empty_title=_("No instalments here yet."),
        empty_text=_("They come from the payment plans of orders."),
    )


def receipts(spec: ListSpec) -> ListSpec:
    """Receipts, newest first, with what they do not settle yet (7.1)."""
    settled = (
        select(func.coalesce(func.sum(allocation.c.amount), 0))
        .where(allocation.c.receipt_id == receipt.c.id, allocation.c.deleted_at.is_(None))
        .scalar_subquery()
    )
    free = case((receipt.c.state == "void", 0), else_=receipt.c.amount - settled)
    free.type = receipt.c.amount.type
    return arranged(
        spec,
        shown=_names("no received_on account_id amount free method state handler_id"),
        asked=_names("received_on free state account_id"),
        columns=[_money("free", _("Not allocated"), free)],
        filters=[Filter(key="free", label=_("Not allocated"), expression=free, kind="number")],
        extra={**spec.extra, "currency": receipt.c.currency},
        cards=("no", "state", "account_id", "amount"),
        empty_title=_("No receipts here yet."),
        empty_text=_("Record the first one with the button above."),
    )


def payments(spec: ListSpec) -> ListSpec:
    """Payments out, newest first (7.2.1)."""
    return arranged(
        spec,
        shown=_names("no kind payee amount paid_on state"),
        asked=_names("state kind paid_on"),
        default_sort="-no",
        cards=("no", "state", "payee", "amount"),
        empty_title=_("No payments here yet."),
        empty_text=_("Start with an approved return, a commission or an expense."),
    )


def _names(text: str) -> Sequence[str]:
    return text.split()


def _customer(account_id: ColumnElement[Any]) -> Column:
    called = title_of(ACCOUNT, account_id)
    return Column(key="customer", label=_("Customer"), expression=called, sort=False)


def _of_order(column: ColumnElement[Any], order_id: SqlColumn[Any]) -> ColumnElement[Any]:
    """A column of the order that a row names; of that row, however deep in other queries it is asked."""
    return select(column).where(order.c.id == order_id).correlate(order_id.table).scalar_subquery()


def _money(key: str, label: str, expression: ColumnElement[Any]) -> Column:
    return Column(key=key, label=label, expression=expression, kind="money", currency="currency")
