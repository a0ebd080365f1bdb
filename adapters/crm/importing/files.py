"""Tables of texts: CSV and XLSX read, columns guessed, the rows that were left out given back."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from adapters.crm.records.entity import Entity
from adapters.crm.records.errors import NotReadable
from adapters.crm.records.field import Field
from forms.shell.listing.export import read_cell, safe_cell

MOST_ROWS = 20_000
MOST_COLUMNS = 100
LONGEST = 8000
Rows = Sequence[Sequence[str]]


def read(name: str, data: bytes) -> tuple[list[str], list[list[str]]]:
    """Headings and rows of a CSV or XLSX file. Raises NotReadable."""
    rows = _xlsx(data) if name.lower().endswith(".xlsx") else _csv(data)
    full = [row for row in rows if any(row)]
    width = max((at for at, heading in enumerate(full[0], start=1) if heading), default=0) if full else 0
    if len(full) < 2 or len(full) - 1 > MOST_ROWS or not 0 < width <= MOST_COLUMNS:
        raise NotReadable(most=MOST_ROWS)
    return full[0][:width], [[*row[:width], *[""] * (width - len(row))] for row in full[1:]]


def guess(entity: Entity, fields: Sequence[Field], headings: Sequence[str]) -> list[str]:
    """The field of each column by its words in both languages; empty for none."""
    known = {word.casefold(): field.name for field in fields for word in (field.name, field.zh, field.en)}
    found = [known.get(heading.strip().strip("*").casefold(), "") for heading in headings]
    return [name if name not in found[:index] else "" for index, name in enumerate(found)]


def table(headings: Sequence[str], rows: Rows) -> bytes:
    """A CSV file that spreadsheets and `read` understand."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerows([safe_cell(cell) for cell in row] for row in (headings, *rows))
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")


def _csv(data: bytes) -> list[list[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        first = text.split("\n", 1)[0]
        mark = max(",;\t", key=first.count)
        try:
            return [[_text(cell) for cell in row] for row in csv.reader(io.StringIO(text), delimiter=mark)]
        except csv.Error:
            break
    raise NotReadable(most=MOST_ROWS)


def _xlsx(data: bytes) -> list[list[str]]:
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        found = sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS + 1, values_only=True)
        rows = [[_text(cell) for cell in row] for row in found]
        book.close()
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError, IndexError) as fault:
        raise NotReadable(most=MOST_ROWS) from fault
    return rows


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}" if cell.time().isoformat() != "00:00:00" else f"{cell:%Y-%m-%d}"
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return read_cell(str(cell)).strip()[:LONGEST]
