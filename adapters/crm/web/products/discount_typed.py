"""Reading a typed table of discount rules: values by column, and every fault at its cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, func, or_, select
from werkzeug.datastructures import MultiDict

from adapters.crm import tables
from adapters.crm.catalogue.discounts import DISCOUNT
from adapters.crm.discounting import checks, sheet
from adapters.crm.discounting.sheet import Values
from adapters.crm.errors import Fault
from adapters.crm.pricing import Kind
from adapters.crm.records import typed
from adapters.crm.records.lookups import Codebook
from adapters.crm.web.products.discount_grid import cells, positions
from forms.shell.grid import GridRow, read_rows

PREFIX = "rules"
#: A cell that names a record by its code or name → the tables it may be in, with the column each one fills.
_NAMED: Mapping[str, Sequence[tuple[Table, str]]] = {
    "what": ((tables.product, "product_id"), (tables.category, "category_id")),
    "account": ((tables.account, "account_id"),),
}
_NEEDED = ("note", "ratio", "valid_from")


@dataclass(frozen=True, kw_only=True, slots=True)
class TypedRules:
    """The rows as typed, the rules they mean (as far as sound), and what is wrong by input name."""

    rows: Sequence[GridRow]
    rules: Sequence[Values]
    faults: Sequence[Fault]


def read(form: MultiDict[str, str], connection: Connection, kind: Kind) -> TypedRules:
    """The posted table. What a row has beside its cells stays as it is stored."""
    rows = read_rows(form, PREFIX, cells(kind))
    known = {str(one["id"]): one for one in sheet.stored(connection, kind)}
    faults: list[Fault] = []
    rules = [_rule(connection, kind, row, known.get(row.id), faults) for row in rows]
    if not faults:
        for place, wrong in checks.faults(kind, rules).items():
            faults += [_at(rows[place], _cell_of(fault.field), fault) for fault in wrong]
    return TypedRules(rows=rows, rules=rules, faults=faults)


def _rule(
    connection: Connection, kind: Kind, row: GridRow, stored: Values | None, faults: list[Fault]
) -> dict[str, Any]:
    fresh = {"id": 0, **dict.fromkeys(sheet.COLUMNS), "scope": "line", "currency": "CNY", "note_en": ""}
    values: dict[str, Any] = dict(stored or fresh)
    codes = Codebook(connection)
    for cell in cells(kind):
        text = row.values[cell]
        if cell in _NAMED:
            values |= _named(connection, cell, text, row, faults)
            continue
        if cell == "ratio" and not text and row.values.get("unit_price"):
            text = "0"  # a unit price stands instead
        if cell == "position_code":
            values[cell] = text
            if text not in dict(positions(connection)):
                faults.append(
                    _at(row, cell, Fault(field=cell, zh="请从列表中选择", en="choose one from the list"))
                )
            continue
        field = DISCOUNT.field(cell)
        assert field is not None
        if cell in _NEEDED and not text:
            faults.append(
                _at(row, cell, Fault(field=cell, zh=f"请填写{field.zh}", en=f"{field.en} is needed"))
            )
            continue
        try:
            values[cell] = typed.value(field, [text], codes)
        except typed.Wrong as wrong:
            faults.append(_at(row, cell, Fault(field=cell, zh=wrong.zh, en=wrong.en)))
    return values


def _named(
    connection: Connection, cell: str, text: str, row: GridRow, faults: list[Fault]
) -> dict[str, int | None]:
    """The ids of what a cell names; all of its columns are set, so that emptying it means everything."""
    found: dict[str, int | None] = {column: None for _table, column in _NAMED[cell]}
    if not text:
        return found
    folded = text.casefold()
    for table, column in _NAMED[cell]:
        named = [func.lower(table.c[name]) == folded for name in ("code", "name", "name_en")]
        ids = connection.scalars(
            select(table.c.id).where(or_(*named), table.c.deleted_at.is_(None)).order_by(table.c.id).limit(2)
        ).all()
        if ids:
            return {**found, column: ids[0]}
    faults.append(_at(row, cell, Fault(field=cell, zh="没有这个编号或名称", en="no such code or name")))
    return found


def _cell_of(column: str) -> str:
    return {"product_id": "what", "category_id": "what", "account_id": "account"}.get(column, column)


def _at(row: GridRow, cell: str, fault: Fault) -> Fault:
    return Fault(field=f"{PREFIX}-{row.index}-{cell}", zh=fault.zh, en=fault.en)
