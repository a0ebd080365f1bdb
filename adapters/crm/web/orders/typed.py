"""Reading what people type into the order form: every fault at once, and what was sound for live totals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row
from werkzeug.datastructures import MultiDict

from adapters.crm import products
from adapters.crm.errors import Fault, InvalidFields
from adapters.crm.orders.drafts import OrderDraft, OrderLine
from adapters.crm.orders.words import BASES, KINDS, PAY_METHODS
from adapters.crm.web.typed import decimal
from forms.shell.grid import GridRow, read_rows

PREFIX = "items"
CELLS = ("code", "quantity", "given", "reason", "special_request")
TEXTS = {"customer_ref": 64, "ship_city": 64, "ship_to": 300, "terms": 2000, "remark": 2000}
CHOICES = {"kind": KINDS, "pay_method": PAY_METHODS, "basis": BASES}
MOST_LINES = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Typed:
    """A posted order: texts as typed, faults by input name, and the lines that can be priced (by row index)."""

    header: Mapping[str, str]
    rows: list[GridRow]
    faults: list[Fault] = field(default_factory=list)
    lines: dict[int, OrderLine] = field(default_factory=dict)
    delivery_on: date | None = None
    contact_id: int | None = None

    def draft(self) -> OrderDraft:
        """The checked draft. Raises InvalidFields with every fault."""
        if self.faults:
            raise InvalidFields(self.faults)
        texts: dict[str, Any] = {name: self.header[name] for name in (*TEXTS, *CHOICES)}
        return OrderDraft(
            lines=tuple(self.lines[row.index] for row in self.rows if row.index in self.lines),
            delivery_on=self.delivery_on,
            contact_id=self.contact_id,
            online=self.header["online"] == "1",
            **texts,
        )


def read(form: MultiDict[str, str], connection: Connection, today: date) -> Typed:
    """What a posted form says."""
    names = (*TEXTS, *CHOICES, "contact_id", "delivery_on", "online")
    header = {name: form.get(name, "").strip() for name in names}
    faults = [
        Fault(field=name, zh=f"最多 {most} 个字", en=f"at most {most} characters")
        for name, most in TEXTS.items()
        if len(header[name]) > most
    ]
    faults += [
        Fault(field=name, zh="请从列表中选择", en="choose one from the list")
        for name, words in CHOICES.items()
        if header[name] not in words
    ]
    rows = read_rows(form, PREFIX, CELLS)
    return Typed(
        header=header,
        rows=rows,
        lines=_lines(rows, connection, faults),
        delivery_on=_day(header["delivery_on"], today, faults),
        contact_id=int(header["contact_id"]) if header["contact_id"].isdecimal() else None,
        faults=faults,
    )


def _day(text: str, today: date, faults: list[Fault]) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        faults.append(
            Fault(field="delivery_on", zh="请填写日期，例如 2026-12-18", en="Enter a date: 2026-12-18")
        )
        return None
    if day < today:
        faults.append(Fault(field="delivery_on", zh="交货日期不能早于今天", en="It cannot lie in the past"))
    return day


def _lines(rows: list[GridRow], connection: Connection, faults: list[Fault]) -> dict[int, OrderLine]:
    if len(rows) > MOST_LINES:
        faults.append(Fault(field="lines", zh=f"最多 {MOST_LINES} 行明细", en=f"at most {MOST_LINES} lines"))
        return {}
    found = products.by_words(connection, [row.values["code"] for row in rows])
    lines: dict[int, OrderLine] = {}
    for row in rows:
        assert row.index is not None
        wrong, line = _line(row, found.get(row.values["code"].casefold()))
        faults += wrong
        if line is not None:
            lines[row.index] = line
    return lines


def _line(row: GridRow, product: Row[Any] | None) -> tuple[list[Fault], OrderLine | None]:
    faults = []

    def fault(key: str, zh: str, en: str) -> None:
        faults.append(Fault(field=f"{PREFIX}-{row.index}-{key}", zh=zh, en=en))

    quantity, given = decimal(row.values["quantity"] or "1"), decimal(row.values["given"] or "0")
    if product is None:
        fault("code", "没有这个在售产品", "no such product on sale")
    if quantity is None or not 0 < quantity <= 1_000_000:
        fault("quantity", "数量要大于 0，最多 1,000,000", "more than 0, at most 1,000,000")
    if given is None or given > 100:
        fault("given", "折扣在 0% 到 100% 之间", "between 0% and 100%")
    for key in ("reason", "special_request"):
        if len(row.values[key]) > 200:
            fault(key, "最多 200 个字", "at most 200 characters")
    if faults or product is None or quantity is None or given is None:
        return faults, None
    return [], OrderLine(
        product_id=product.id,
        quantity=quantity,
        given=(given / 100).quantize(Decimal("0.0001")),
        reason=row.values["reason"],
        special_request=row.values["special_request"],
    )
