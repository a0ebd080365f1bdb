"""Reading what people type into the quote form: every fault at once, and what was sound for live totals."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection
from werkzeug.datastructures import MultiDict

from adapters.crm.document_prices import DraftLine
from adapters.crm.errors import Fault, InvalidFields
from adapters.crm.quotes import Draft
from adapters.crm.web import typed
from forms.shell.grid import GridRow, read_rows

PREFIX = "lines"
CELLS = ("code", "quantity", "given", "reason")
TEXTS = {"title": 200, "payment_terms": 200, "delivery_terms": 200, "remark": 2000, "minimum_reason": 500}
CHOSEN = ("contact_id", "opportunity_id")
_OWN = {*TEXTS, *CHOSEN, "valid_to", "csrf_token", "revision", "action", "account_id", "quote_id"}
_CELL = re.compile(rf"{PREFIX}-(\d{{1,6}})-(code|quantity|given|reason|id)|{PREFIX}-(add|remove)_row")


@dataclass(frozen=True, kw_only=True, slots=True)
class Typed:
    """A posted quote: texts as typed, faults by input name, and the lines that can be priced (by row index)."""

    header: Mapping[str, str]
    rows: list[GridRow]
    faults: list[Fault]
    lines: dict[int, DraftLine] = field(default_factory=dict)
    valid_to: date | None = None
    contact_id: int | None = None
    opportunity_id: int | None = None

    def draft(self) -> Draft:
        """The checked draft. Raises InvalidFields with every fault."""
        if self.faults or self.valid_to is None:
            raise InvalidFields(self.faults)
        texts = {name: self.header[name] for name in TEXTS}
        lines = tuple(self.lines[row.index] for row in self.rows if row.index in self.lines)
        return Draft(
            valid_to=self.valid_to,
            contact_id=self.contact_id,
            opportunity_id=self.opportunity_id,
            lines=lines,
            **texts,
        )


def read(form: MultiDict[str, str], connection: Connection, today: date) -> Typed:
    """What a posted form says. Raises InvalidFields for names that this form does not have."""
    _refuse_strangers(form)
    header = {name: form.get(name, "").strip() for name in (*TEXTS, *CHOSEN, "valid_to")}
    faults = typed.text_faults(header, TEXTS)
    valid_to = _day(header["valid_to"], today, faults)
    rows = read_rows(form, PREFIX, CELLS)
    sound = typed.lines(rows, PREFIX, ("reason",), connection, faults)
    lines = {
        index: DraftLine(
            product_id=x.product_id, quantity=x.quantity, given=x.given, reason=x.notes["reason"]
        )
        for index, x in sound.items()
    }
    chosen = {name: typed.chosen(header[name]) for name in CHOSEN}
    return Typed(header=header, rows=rows, faults=faults, lines=lines, valid_to=valid_to, **chosen)


def _refuse_strangers(form: Mapping[str, str]) -> None:
    strange = [name for name in form if name not in _OWN and not _CELL.fullmatch(name)]
    if strange:
        raise InvalidFields(
            [
                Fault(field=name[:80], zh="表单中没有这个字段", en="this form has no such field")
                for name in strange[:20]
            ]
        )


def _day(text: str, today: date, faults: list[Fault]) -> date | None:
    day = typed.day("valid_to", text, faults)
    if day is None:
        return None
    if day < today:
        faults.append(Fault(field="valid_to", zh="有效期不能早于今天", en="It cannot lie in the past"))
    if (day - today).days > 730:
        faults.append(Fault(field="valid_to", zh="有效期最长两年", en="Two years at most"))
    return day
