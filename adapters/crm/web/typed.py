"""Reading what people type into the quote form: every fault at once, and what was sound for live totals."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row
from werkzeug.datastructures import MultiDict

from adapters.crm import products
from adapters.crm.errors import Fault, InvalidFields
from adapters.crm.quotes import Draft, DraftLine
from forms.shell.grid import GridRow, read_rows

PREFIX = "lines"
CELLS = ("code", "quantity", "given", "reason")
TEXTS = {"title": 200, "payment_terms": 200, "delivery_terms": 200, "remark": 2000, "minimum_reason": 500}
CHOSEN = ("contact_id", "opportunity_id")
_OWN = {*TEXTS, *CHOSEN, "valid_to", "csrf_token", "revision", "action", "account_id", "quote_id"}
_NUMBER = re.compile(r"\d{1,9}(\.\d{1,4})?")
_CELL = re.compile(rf"{PREFIX}-(\d{{1,6}})-(code|quantity|given|reason|id)|{PREFIX}-(add|remove)_row")
MOST_LINES = 200


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
    faults: list[Fault] = []
    header = {name: form.get(name, "").strip() for name in (*TEXTS, *CHOSEN, "valid_to")}
    faults += _text_faults(header)
    valid_to = _day(header["valid_to"], today, faults)
    chosen = {name: int(header[name]) if header[name].isdecimal() else None for name in CHOSEN}
    rows = read_rows(form, PREFIX, CELLS)
    lines = _lines(rows, connection, faults)
    return Typed(header=header, rows=rows, faults=faults, lines=lines, valid_to=valid_to, **chosen)


def decimal(text: str) -> Decimal | None:
    """A number as people type it (1,200 · ２０ · 7 % · 7.5%); None for anything else."""
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace("%", "").replace(" ", "")
    return Decimal(plain) if _NUMBER.fullmatch(plain) and plain.isascii() else None


def _refuse_strangers(form: Mapping[str, str]) -> None:
    strange = [name for name in form if name not in _OWN and not _CELL.fullmatch(name)]
    if strange:
        raise InvalidFields(
            [
                Fault(field=name[:80], zh="表单中没有这个字段", en="this form has no such field")
                for name in strange[:20]
            ]
        )


def _text_faults(header: Mapping[str, str]) -> list[Fault]:
    return [
        Fault(field=name, zh=f"最多 {most} 个字", en=f"at most {most} characters")
        for name, most in TEXTS.items()
        if len(header[name]) > most
    ]


def _day(text: str, today: date, faults: list[Fault]) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        faults.append(
            Fault(field="valid_to", zh="请填写日期，例如 2026-12-18", en="Enter a date: 2026-12-18")
        )
        return None
    if day < today:
        faults.append(Fault(field="valid_to", zh="有效期不能早于今天", en="It cannot lie in the past"))
    if (day - today).days > 730:
        faults.append(Fault(field="valid_to", zh="有效期最长两年", en="Two years at most"))
    return day


def _lines(rows: list[GridRow], connection: Connection, faults: list[Fault]) -> dict[int, DraftLine]:
    if len(rows) > MOST_LINES:
        faults.append(Fault(field="lines", zh=f"最多 {MOST_LINES} 行明细", en=f"at most {MOST_LINES} lines"))
        return {}
    found = products.by_words(connection, [row.values["code"] for row in rows])
    lines: dict[int, DraftLine] = {}
    for row in rows:
        assert row.index is not None
        wrong, line = _line(row, found.get(row.values["code"].casefold()))
        faults += wrong
        if line is not None:
            lines[row.index] = line
    return lines


def _line(row: GridRow, product: Row[Any] | None) -> tuple[list[Fault], DraftLine | None]:
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
    if len(row.values["reason"]) > 200:
        fault("reason", "最多 200 个字", "at most 200 characters")
    if faults or product is None or quantity is None or given is None:
        return faults, None
    share = (given / 100).quantize(Decimal("0.0001"))
    reason = row.values["reason"]
    return [], DraftLine(product_id=product.id, quantity=quantity, given=share, reason=reason)
