"""What the forms of quotes and orders read alike: numbers as people type them, texts, a day, and lines."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row

from adapters.crm import products
from adapters.crm.errors import Fault
from forms.shell import formats
from forms.shell.grid import GridRow

MOST_LINES = 200
LONGEST_CELL = 200
_NUMBER = re.compile(r"\d{1,9}(\.\d{1,4})?")
_SHARE_STEP = Decimal("0.0001")


@dataclass(frozen=True, kw_only=True, slots=True)
class TypedLine:
    """A sound line; `given` is a fraction, `notes` the texts of its free cells."""

    product_id: int
    quantity: Decimal
    given: Decimal
    notes: Mapping[str, str] = field(default_factory=dict)


def decimal(text: str) -> Decimal | None:
    """A number as people type it (1,200 · ２０ · 7 % · 7.5%); None for anything else."""
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace("%", "").replace(" ", "")
    return Decimal(plain) if _NUMBER.fullmatch(plain) and plain.isascii() else None


def share(fraction: Decimal | None) -> str:
    """A stored share as it can be typed again: 0.1234 → `12.34%`; never rounded, or saving would change it."""
    return f"{formats().number(fraction * 100)}%" if fraction else ""


def text_faults(header: Mapping[str, str], lengths: Mapping[str, int]) -> list[Fault]:
    """The texts that are too long."""
    return [
        Fault(field=name, zh=f"最多 {most} 个字", en=f"at most {most} characters")
        for name, most in lengths.items()
        if len(header[name]) > most
    ]


def day(name: str, text: str, faults: list[Fault]) -> date | None:
    """A date; a fault and None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        faults.append(Fault(field=name, zh="请填写日期，例如 2026-12-18", en="Enter a date: 2026-12-18"))
        return None


def chosen(text: str) -> int | None:
    """The id of something chosen; None for none."""
    return int(text) if text.isdecimal() and len(text) < 19 else None


def lines(
    rows: Sequence[GridRow], prefix: str, notes: Sequence[str], connection: Connection, faults: list[Fault]
) -> dict[int, TypedLine]:
    """row index → the sound lines; what is wrong with the others is added to `faults`."""
    if len(rows) > MOST_LINES:
        faults.append(Fault(field="lines", zh=f"最多 {MOST_LINES} 行明细", en=f"at most {MOST_LINES} lines"))
        return {}
    found = products.by_words(connection, [row.values["code"] for row in rows])
    sound: dict[int, TypedLine] = {}
    for row in rows:
        assert row.index is not None
        wrong, line = _line(row, prefix, notes, found.get(row.values["code"].casefold()))
        faults += wrong
        if line is not None:
            sound[row.index] = line
    return sound


def _line(
    row: GridRow, prefix: str, notes: Sequence[str], product: Row[Any] | None
) -> tuple[list[Fault], TypedLine | None]:
    faults = []

    def fault(key: str, zh: str, en: str) -> None:
        faults.append(Fault(field=f"{prefix}-{row.index}-{key}", zh=zh, en=en))

    quantity, given = decimal(row.values["quantity"] or "1"), decimal(row.values["given"] or "0")
    if product is None:
        fault("code", "没有这个在售产品", "no such product on sale")
    if quantity is None or not 0 < quantity <= 1_000_000:
        fault("quantity", "数量要大于 0，最多 1,000,000", "more than 0, at most 1,000,000")
    if given is None or given > 100:
        fault("given", "折扣在 0% 到 100% 之间", "between 0% and 100%")
    for key in notes:
        if len(row.values[key]) > LONGEST_CELL:
            fault(key, f"最多 {LONGEST_CELL} 个字", f"at most {LONGEST_CELL} characters")
    if faults or product is None or quantity is None or given is None:
        return faults, None
    return [], TypedLine(
        product_id=product.id,
        quantity=quantity,
        given=(given / 100).quantize(_SHARE_STEP),
        notes={key: row.values[key] for key in notes},
    )
