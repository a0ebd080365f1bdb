"""The line grid of a quote: what the seller types, what the rules give, and how far the limit reaches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from flask import render_template
from markupsafe import Markup
from sqlalchemy import Connection, Row

from adapters.crm import pricing
from adapters.crm.pricing import PricedLine, Rule
from adapters.crm.web.quote_typed import PREFIX, Typed
from adapters.crm.web.typed import share
from engine import organisation
from forms.shell import formats, lang
from forms.shell import gettext as _
from forms.shell.grid import Grid, GridColumn, GridRow

KINDS = ("volume", "customer", "agent")


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """The computed half of a line. `bounds` are the discounts up to which the seller, and the next one up, decide."""

    name: str
    list_price: Decimal
    by_kind: Mapping[str, Decimal | None]
    notes: Mapping[str, str] = field(default_factory=dict)  # kind → what the rule is called
    rule: Decimal
    discount: Decimal
    price: Decimal
    amount: Decimal
    margin: Decimal | None
    below_minimum: bool
    limit: Decimal
    next_limit: Decimal
    approver: str = ""  # who granted what is above the seller's limit

    @property
    def tone(self) -> str:
        """Whose decision the discount is: ok = the seller's, warn = the next one's, bad = further up."""
        if self.below_minimum or self.discount > max(self.limit, self.next_limit):
            return "bad"
        return "warn" if self.discount > self.limit else "ok"


def shown_line(line: PricedLine, name: str, rules: Iterable[Rule], positions: frozenset[str]) -> Shown:
    """A line as just priced."""
    limit, next_limit = bounds(rules, positions, line.product)
    return Shown(
        name=name,
        list_price=line.product.list_price,
        by_kind={kind: line.ratio_of(kind) for kind in pricing.AUTOMATIC},
        notes={kind: hit.note if lang() == "zh" else hit.note_en for kind, hit in line.hits.items()},
        rule=line.rule,
        discount=line.discount,
        price=line.price,
        amount=line.amount,
        margin=line.margin,
        below_minimum=line.below_minimum,
        limit=limit,
        next_limit=next_limit,
    )


def stored_line(
    row: Row[Any],
    product: pricing.Product,
    rules: Iterable[Rule],
    positions: frozenset[str],
    approver: str = "",
) -> Shown:
    """A line of a locked quote: as it was priced then."""
    limit, next_limit = bounds(rules, positions, product)
    return Shown(
        name=row.name if lang() == "zh" else row.name_en or row.name,
        list_price=row.list_price,
        by_kind={"volume": row.volume_ratio, "customer": row.customer_ratio, "agent": row.agent_ratio},
        rule=row.rule_ratio,
        discount=row.discount,
        price=row.price,
        amount=row.amount,
        margin=row.margin,
        below_minimum=product.min_price is not None and row.price < product.min_price,
        limit=limit,
        next_limit=next_limit,
        approver=approver,
    )


def called(connection: Connection, person_id: int | None) -> str:
    """The name of a person; nothing for nobody."""
    found = None if person_id is None else organisation.person(connection, person_id)
    return found.label(lang()) if found is not None else ""


def grid(
    rows: Sequence[GridRow], shown: Mapping[int, Shown], *, read_only: bool, sees_cost: bool, recalculate: str
) -> Grid:
    """The grid with its computed cells filled in."""
    filled = [_filled(row, shown.get(row.index if row.index is not None else -1)) for row in rows]
    return Grid(
        prefix=PREFIX,
        columns=_columns(sees_cost),
        rows=filled,
        label=_("Lines"),
        read_only=read_only,
        recalculate=recalculate,
        add_label=_("Type a product code or name, or paste from a spreadsheet"),
    )


def with_faults(typed: Typed, errors: Mapping[str, str]) -> list[GridRow]:
    """The typed rows with the sentences that belong to their cells."""
    return [
        GridRow(
            values=row.values,
            id=row.id,
            index=row.index,
            is_new=row.is_new,
            errors={
                key: errors[name] for key in row.values if (name := f"{PREFIX}-{row.index}-{key}") in errors
            },
        )
        for row in typed.rows
    ]


def stored_rows(lines: Sequence[Row[Any]]) -> list[GridRow]:
    """The stored lines as the form shows them."""
    return [
        GridRow(
            index=number,
            id=str(line.id),
            values={
                "code": line.code,
                "quantity": formats().number(line.quantity),
                "given": share(line.given_ratio),
                "reason": line.reason,
            },
        )
        for number, line in enumerate(lines)
    ]


def _columns(sees_cost: bool) -> list[GridColumn]:
    automatic, granted = _("Automatic (the highest)"), _("Granted")
    columns = [
        GridColumn(key="code", label=_("Product"), suggest="crm-products", required=True),
        GridColumn(key="name", label=_("Name"), kind="output"),
        GridColumn(key="quantity", label=_("Quantity"), kind="number", width="narrow"),
        GridColumn(key="list", label=_("List price"), kind="output"),
        GridColumn(key="volume", label=_("Volume"), kind="output", group=automatic),
        GridColumn(key="customer", label=_("Customer"), kind="output", group=automatic),
        GridColumn(key="agent", label=_("Agent"), kind="output", group=automatic),
        GridColumn(key="given", label=_("Position"), kind="number", group=granted, width="narrow"),
        GridColumn(key="reason", label=_("Reason"), group=granted),
        GridColumn(key="discount", label=_("Discount / limit"), kind="output"),
        GridColumn(key="price", label=_("Unit price"), kind="output"),
        GridColumn(key="amount", label=_("Amount"), kind="output"),
        GridColumn(key="margin", label=_("Margin"), kind="output"),
    ]
    return columns if sees_cost else columns[:-1]


def _filled(row: GridRow, line: Shown | None) -> GridRow:
    if line is None:
        return row
    here = formats()
    outputs = {
        "name": Markup('<span title="{0}">{0}</span>').format(line.name),
        "list": here.money(line.list_price, style="list").removeprefix("¥"),
        "discount": Markup(render_template("crm/limit_bar.html", line=line)),  # noqa: S704 - our own template
        "price": here.number(line.price),
        "amount": here.number(line.amount),
        "margin": here.percent(line.margin, 1),
        **{kind: _rule_cell(line, kind) for kind in KINDS},
    }
    return GridRow(
        values=row.values,
        id=row.id,
        index=row.index,
        is_new=row.is_new,
        errors=row.errors,
        was=row.was,
        outputs=outputs,
    )


def _rule_cell(line: Shown, kind: str) -> Any:
    """The share a kind of rule gives; the adopted one stands out."""
    ratio = line.by_kind.get(kind)
    if not ratio:
        return "–"
    adopted = ratio == line.rule and all(line.by_kind.get(k) != ratio for k in KINDS[: KINDS.index(kind)])
    note = line.notes.get(kind, "")
    mark = "b" if adopted else "span"
    css = "gx-ok" if adopted else "gx-muted"
    title = " · ".join(part for part in (note, _("adopted") if adopted else "") if part)
    return Markup('<{0} class="{1}" title="{2}">{3}</{0}>').format(mark, css, title, formats().percent(ratio))


def bounds(
    rules: Iterable[Rule], positions: frozenset[str], product: pricing.Product
) -> tuple[Decimal, Decimal]:
    """What the seller may grant, and what the next one up may."""
    by_position = pricing.limits(rules, product)
    own = max((ratio for code, ratio in by_position.items() if code in positions), default=pricing.ZERO)
    above = sorted(ratio for ratio in by_position.values() if ratio > own)
    return own, above[0] if above else own
