"""Reading what people type into the order form: every fault at once, and what was sound for live totals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection
from werkzeug.datastructures import MultiDict

from adapters.crm.errors import Fault, InvalidFields
from adapters.crm.orders.drafts import OrderDraft, OrderLine
from adapters.crm.orders.words import BASES, KINDS, PAY_METHODS
from adapters.crm.web import typed
from forms.shell.grid import GridRow, read_rows

PREFIX = "items"
NOTES = ("reason", "special_request")
CELLS = ("code", "quantity", "given", *NOTES)
TEXTS = {"customer_ref": 64, "ship_city": 64, "ship_to": 300, "terms": 2000, "remark": 2000}
CHOICES = {"kind": KINDS, "pay_method": PAY_METHODS, "basis": BASES}
CHOSEN = ("contact_id", "agent_id", "contract_id")


@dataclass(frozen=True, kw_only=True, slots=True)
class Typed:
    """A posted order: texts as typed, faults by input name, and the lines that can be priced (by row index)."""

    header: Mapping[str, str]
    rows: list[GridRow]
    faults: list[Fault] = field(default_factory=list)
    lines: dict[int, OrderLine] = field(default_factory=dict)
    delivery_on: date | None = None

    def draft(self) -> OrderDraft:
        """The checked draft. Raises InvalidFields with every fault."""
        if self.faults:
            raise InvalidFields(self.faults)
        given: dict[str, Any] = {name: self.header[name] for name in (*TEXTS, *CHOICES)}
        given |= {name: typed.chosen(self.header[name]) for name in CHOSEN}
        return OrderDraft(
            lines=tuple(self.lines[row.index] for row in self.rows if row.index in self.lines),
            delivery_on=self.delivery_on,
            online=self.header["online"] == "1",
            **given,
        )


def read(form: MultiDict[str, str], connection: Connection, today: date) -> Typed:
    """What a posted form says."""
    names = (*TEXTS, *CHOICES, *CHOSEN, "delivery_on", "online")
    header = {name: form.get(name, "").strip() for name in names}
    faults = typed.text_faults(header, TEXTS)
    faults += [
        Fault(field=name, zh="请从列表中选择", en="choose one from the list")
        for name, words in CHOICES.items()
        if header[name] not in words
    ]
    rows = read_rows(form, PREFIX, CELLS)
    sound = typed.lines(rows, PREFIX, NOTES, connection, faults)
    return Typed(
        header=header,
        rows=rows,
        lines={
            index: OrderLine(product_id=x.product_id, quantity=x.quantity, given=x.given, **x.notes)
            for index, x in sound.items()
        },
        delivery_on=_day(header["delivery_on"], today, faults),
        faults=faults,
    )


def _day(text: str, today: date, faults: list[Fault]) -> date | None:
    day = typed.day("delivery_on", text, faults) if text else None
    if day is not None and day < today:
        faults.append(Fault(field="delivery_on", zh="交货日期不能早于今天", en="It cannot lie in the past"))
    return day
