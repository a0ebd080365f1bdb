"""The lists of orders in execution, of deliveries and of stock."""

from __future__ import annotations

from sqlalchemy import ColumnElement, case, select

from adapters.crm import tables
from adapters.crm.orders.words import DELIVERY_STATES, DELIVERY_TONES, KINDS, STATES, TONES
from adapters.crm.words import Words, word
from engine.organisation import tables as organisation
from forms.shell import gettext as _
from forms.shell import lang
from forms.shell.listing import Chip, Column, Filter, ListSpec

order, delivery, stock, product, account = (
    tables.order,
    tables.delivery,
    tables.stock,
    tables.product,
    tables.account,
)


def order_list() -> ListSpec:
    """Orders in execution, the nearest delivery date first."""
    return ListSpec(
        key="crm_orders",
        title=_("Orders in execution"),
        id=order.c.id,
        default_sort="delivery_on",
        columns=[
            Column(key="no", label=_("Number"), expression=order.c.no, kind="link", strong=True),
            Column(key="customer", label=_("Customer"), expression=_named(account)),
            Column(
                key="state",
                label=_("State"),
                expression=order.c.state,
                kind="chip",
                chips=_chips(STATES, TONES),
            ),
            Column(
                key="kind", label=_("Kind"), expression=order.c.kind, kind="chip", chips=_chips(KINDS, {})
            ),
            Column(
                key="total", label=_("Total"), expression=order.c.total, kind="money", currency="currency"
            ),
            Column(key="owner", label=_("Owner"), expression=_person(), kind="person"),
            Column(key="ordered_on", label=_("Ordered on"), expression=order.c.ordered_on, kind="date"),
            Column(key="delivery_on", label=_("Delivery on"), expression=order.c.delivery_on, kind="date"),
        ],
        filters=[
            Filter(
                key="state",
                label=_("State"),
                expression=order.c.state,
                kind="choice",
                choices=_choices(STATES),
            ),
            Filter(key="delivery_on", label=_("Delivery on"), expression=order.c.delivery_on, kind="date"),
            Filter(key="total", label=_("Total"), expression=order.c.total, kind="number"),
        ],
        search=[order.c.no, order.c.customer_ref, account.c.name, account.c.name_en],
        extra={"id": order.c.id, "currency": order.c.currency},
        row_url=lambda row: f"/crm/orders/{row['id']}",
        cards=("no", "state", "customer", "delivery_on"),
        empty_title=_("No order is in execution."),
        empty_text=_("Orders appear here once finance has agreed."),
    )


def delivery_list() -> ListSpec:
    """Deliveries, the newest first."""
    return ListSpec(
        key="crm_deliveries",
        title=_("Deliveries"),
        id=delivery.c.id,
        default_sort="-no",
        columns=[
            Column(key="no", label=_("Number"), expression=delivery.c.no, kind="link", strong=True),
            Column(
                key="state",
                label=_("State"),
                expression=delivery.c.state,
                kind="chip",
                chips=_chips(DELIVERY_STATES, DELIVERY_TONES),
            ),
            Column(key="order", label=_("Order"), expression=order.c.no),
            Column(key="customer", label=_("Customer"), expression=_named(account)),
            Column(key="carrier", label=_("Carrier"), expression=delivery.c.carrier),
            Column(key="tracking_no", label=_("Tracking number"), expression=delivery.c.tracking_no),
            Column(key="station", label=_("Station"), expression=delivery.c.station),
            Column(
                key="shipped_at", label=_("Shipped at"), expression=delivery.c.shipped_at, kind="datetime"
            ),
        ],
        filters=[
            Filter(
                key="state",
                label=_("State"),
                expression=delivery.c.state,
                kind="choice",
                choices=_choices(DELIVERY_STATES),
            ),
        ],
        search=[delivery.c.no, delivery.c.tracking_no, order.c.no, account.c.name],
        extra={"id": delivery.c.id},
        row_url=lambda row: f"/crm/deliveries/{row['id']}",
        cards=("no", "state", "order", "customer"),
        empty_title=_("Nothing to deliver."),
        empty_text=_("A delivery is opened as soon as an order is released."),
    )


def stock_list() -> ListSpec:
    """What is in the warehouse."""
    return ListSpec(
        key="crm_stock",
        title=_("Stock"),
        id=stock.c.id,
        default_sort="code",
        columns=[
            Column(key="code", label=_("Product"), expression=product.c.code, kind="link", strong=True),
            Column(key="name", label=_("Name"), expression=_named(product)),
            Column(key="on_hand", label=_("On hand"), expression=stock.c.on_hand, kind="number"),
            Column(key="reserved", label=_("Reserved"), expression=stock.c.reserved, kind="number"),
            Column(
                key="free", label=_("Available"), expression=stock.c.on_hand - stock.c.reserved, kind="number"
            ),
        ],
        filters=[Filter(key="on_hand", label=_("On hand"), expression=stock.c.on_hand, kind="number")],
        search=[product.c.code, product.c.name, product.c.name_en],
        extra={"id": stock.c.id},
        row_url=lambda row: f"/crm/stock/{row['id']}",
        cards=("code", "name", "on_hand", "free"),
        empty_title=_("Nothing is kept in stock."),
        empty_text=_("A product is kept in stock once it was counted or returned."),
    )


def _named(table: object) -> ColumnElement[str]:
    columns = table.c  # type: ignore[attr-defined]  # one of the tables above
    name: ColumnElement[str] = columns.name
    if lang() == "zh":
        return name
    return case((columns.name_en != "", columns.name_en), else_=name)


def _person() -> ColumnElement[str]:
    person = organisation.person
    name = person.c.name if lang() == "zh" else person.c.name_en
    return select(name).where(person.c.id == order.c.owner_id).scalar_subquery()


def _chips(words: Words, tones: dict[str, str]) -> dict[str, Chip]:
    return {code: Chip(label=word(words, code, lang()), tone=tones.get(code, "")) for code in words}


def _choices(words: Words) -> list[tuple[str, str]]:
    return [(code, word(words, code, lang())) for code in words]
