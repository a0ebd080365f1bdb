"""The grid of a kind of discount: its columns, and stored rules as its rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, select

from adapters.crm import tables
from adapters.crm.discounting.sheet import Values
from adapters.crm.discounts import BASES, SCOPES
from adapters.crm.pricing import Kind
from adapters.crm.web.typed import share
from adapters.crm.words import LEVELS, Words
from engine.organisation import tables as organisation
from forms.shell import formats, lang
from forms.shell import gettext as _
from forms.shell.grid import GridColumn, GridRow

_CELLS: Mapping[Kind, tuple[str, ...]] = {
    "volume": (
        "note", "note_en", "what", "account", "level", "basis", "scope", "from_value", "to_value", "ratio",
        "unit_price", "valid_from", "valid_to",
    ),
    "position": ("position_code", "what", "ratio", "valid_from", "valid_to", "note", "note_en"),
    "customer": ("note", "note_en", "account", "level", "what", "ratio", "valid_from", "valid_to"),
    "agent": ("note", "note_en", "account", "level", "what", "ratio", "valid_from", "valid_to"),
}  # fmt: skip


def cells(kind: Kind) -> tuple[str, ...]:
    """The columns of a kind, in order."""
    return _CELLS[kind]


def columns(connection: Connection, kind: Kind) -> list[GridColumn]:
    """The columns with their words and choices in the reader's language."""
    for_whom, for_what, bracket = _("For whom"), _("For what"), _("Bracket")
    most = kind == "position"
    made = {
        "note": GridColumn(key="note", label=_("Called"), required=True),
        "note_en": GridColumn(key="note_en", label=_("Called in English")),
        "position_code": GridColumn(
            key="position_code",
            label=_("Position"),
            kind="choice",
            options=positions(connection),
            required=True,
        ),
        "account": GridColumn(
            key="account",
            label=_("Agent") if kind == "agent" else _("Customer"),
            suggest="discount-accounts",
            group=for_whom,
            placeholder=_("everybody"),
        ),
        "level": GridColumn(
            key="level",
            label=_("Level"),
            kind="choice",
            options=[("", "–"), *_said(LEVELS)],
            group=for_whom,
        ),
        "what": GridColumn(
            key="what",
            label=_("Product or category"),
            suggest="discount-wares",
            group=for_what,
            placeholder=_("every product"),
        ),
        "basis": GridColumn(
            key="basis", label=_("Measured in"), kind="choice", options=_said(BASES), group=bracket
        ),
        "scope": GridColumn(
            key="scope", label=_("Measured on"), kind="choice", options=_said(SCOPES), group=bracket
        ),
        "from_value": GridColumn(
            key="from_value", label=_("From"), kind="number", group=bracket, required=True
        ),
        "to_value": GridColumn(key="to_value", label=_("Below"), kind="number", group=bracket),
        "ratio": GridColumn(
            key="ratio", label=_("At most") if most else _("Discount"), kind="number", required=True
        ),
        "unit_price": GridColumn(key="unit_price", label=_("or unit price"), kind="number"),
        "valid_from": GridColumn(
            key="valid_from", label=_("Valid from"), required=True, placeholder="2026-01-01"
        ),
        "valid_to": GridColumn(key="valid_to", label=_("Last day")),
    }
    return [made[cell] for cell in cells(kind)]


def rows(connection: Connection, kind: Kind, rules: Sequence[Values]) -> list[GridRow]:
    """Stored rules as they could be typed."""
    wares = _codes(connection, tables.product, (one["product_id"] for one in rules))
    kinds = _codes(connection, tables.category, (one["category_id"] for one in rules))
    accounts = _codes(connection, tables.account, (one["account_id"] for one in rules))
    return [
        GridRow(
            index=place,
            id=str(one["id"]),
            values={cell: _text(cell, one) for cell in cells(kind) if cell not in ("what", "account")}
            | {
                "what": wares.get(one["product_id"], "") or kinds.get(one["category_id"], ""),
                "account": accounts.get(one["account_id"], ""),
            },
        )
        for place, one in enumerate(rules)
    ]


def _text(cell: str, one: Values) -> str:
    value: Any = one[cell]
    if cell == "ratio":
        return "" if one["unit_price"] is not None else share(value) or "0%"
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return formats().number(value)
    return str(value)


def _codes(connection: Connection, table: Any, ids: Iterable[int | None]) -> dict[int | None, str]:
    wanted = {one for one in ids if one is not None}
    if not wanted:
        return {}
    found = connection.execute(select(table.c.id, table.c.code).where(table.c.id.in_(wanted)))
    return {row.id: row.code for row in found}


def positions(connection: Connection) -> list[tuple[str, str]]:
    """The positions in use, the lowest first."""
    position = organisation.position
    found = connection.execute(select(position).where(position.c.active).order_by(position.c.rank))
    return [(row.code, row.name if lang() == "zh" else row.name_en) for row in found]


def _said(words: Words | Mapping[str, tuple[str, str]]) -> list[tuple[str, str]]:
    return [(code, both[0] if lang() == "zh" else both[1]) for code, both in words.items()]
