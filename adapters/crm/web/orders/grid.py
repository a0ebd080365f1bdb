"""The lines of an order as a grid: what is typed, and the prices that follow or were agreed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from flask import render_template
from markupsafe import Markup
from sqlalchemy import Connection, Row

from adapters.crm import pricing, products
from adapters.crm.orders import reading
from adapters.crm.web.lines import Shown, bounds, called, shown_line
from adapters.crm.web.orders.typed import PREFIX, Typed
from forms.shell import formats, lang
from forms.shell import gettext as _
from forms.shell.grid import Grid, GridColumn, GridRow

_UNDECIDED = ("in_approval", "rejected")


def priced(
    connection: Connection,
    party: Row[Any],
    done: pricing.Pricing,
    indices: Sequence[int],
    positions: frozenset[str],
    today: date,
) -> dict[int, Shown]:
    """row index → a line that was just priced."""
    names = products.names(connection, [line.product.id for line in done.lines])
    rules = products.rules(connection, pricing.Buyer(account_id=party.id), today)
    at = 0 if lang() == "zh" else 1
    return {
        index: shown_line(line, names[line.product.id][at], rules, positions)
        for index, line in zip(indices, done.lines, strict=True)
    }


def stored(connection: Connection, order: Row[Any], positions: frozenset[str]) -> dict[int, Shown]:
    """row index → a line at the price that was agreed, whatever the list says today."""
    lines = reading.lines(connection, order.id)
    known = products.products(connection, [line.product_id for line in lines])
    rules = products.rules(connection, pricing.Buyer(account_id=order.account_id), order.ordered_on)
    return {
        index: replace(
            _stored(line, known[line.product_id], bounds(rules, positions, known[line.product_id])),
            approver="" if order.state in _UNDECIDED else called(connection, line.approved_by_id),
        )
        for index, line in enumerate(lines)
    }


def _stored(line: Row[Any], product: pricing.Product, limits: tuple[Decimal, Decimal]) -> Shown:
    rule, given = line.rule_ratio or Decimal(0), line.given_ratio or Decimal(0)
    return Shown(
        name=line.name if lang() == "zh" else line.name_en or line.name,
        list_price=line.list_price,
        by_kind={used["kind"]: Decimal(used["ratio"]) for used in line.rules_used},
        rule=rule,
        discount=rule + given,
        price=line.price,
        amount=line.amount,
        margin=None,
        below_minimum=product.min_price is not None and line.price < product.min_price,
        limit=limits[0],
        next_limit=limits[1],
    )


def grid(
    typed: Typed, shown: Mapping[int, Shown], errors: Mapping[str, str], *, read_only: bool, recalculate: str
) -> Grid:
    """The grid with its computed cells."""
    columns = [
        GridColumn(key="code", label=_("Product"), suggest="crm-products", required=True),
        GridColumn(key="name", label=_("Name"), kind="output"),
        GridColumn(key="quantity", label=_("Quantity"), kind="number", width="narrow"),
        GridColumn(key="list", label=_("List price"), kind="output"),
        GridColumn(key="given", label=_("Granted"), kind="number", width="narrow"),
        GridColumn(key="reason", label=_("Reason")),
        GridColumn(key="discount", label=_("Discount / limit"), kind="output"),
        GridColumn(key="price", label=_("Unit price"), kind="output"),
        GridColumn(key="amount", label=_("Amount"), kind="output"),
        GridColumn(key="special_request", label=_("Special request"), width="wide"),
    ]
    return Grid(
        prefix=PREFIX,
        columns=columns,
        rows=[
            _filled(row, shown.get(row.index if row.index is not None else -1), errors) for row in typed.rows
        ],
        label=_("Lines"),
        read_only=read_only,
        recalculate=recalculate,
        add_label=_("Type a product code or name, or paste from a spreadsheet"),
    )


def _filled(row: GridRow, line: Shown | None, errors: Mapping[str, str]) -> GridRow:
    told = {key: errors[name] for key in row.values if (name := f"{PREFIX}-{row.index}-{key}") in errors}
    if line is None:
        return replace(row, errors=told)
    here = formats()
    outputs = {
        "name": Markup('<span title="{0}">{0}</span>').format(line.name),
        "list": here.money(line.list_price, style="list").removeprefix("¥"),
        "discount": Markup(render_template("crm/limit_bar.html", line=line)),  # noqa: S704 - our own template
        "price": here.number(line.price),
        "amount": here.number(line.amount),
    }
    return replace(row, errors=told, outputs=outputs)
