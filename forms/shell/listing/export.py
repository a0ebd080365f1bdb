"""CSV and XLSX of a filtered list. Cells that a spreadsheet would take for a formula are made text (S16)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils.exceptions import IllegalCharacterError
from sqlalchemy import Connection, Select

from forms.shell.listing.pages import ordered, selected
from forms.shell.listing.spec import Column, Row
from forms.shell.listing.state import ListState

MOST_ROWS = 50_000
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MARK = "'"


def safe_cell(text: str) -> str:
    """`=cmd|…` → `'=cmd|…`: a leading apostrophe makes every spreadsheet show it as text."""
    return MARK + text if text.startswith(FORMULA_STARTS) else text


def read_cell(text: str) -> str:
    """The opposite of `safe_cell`, for reading an export back in."""
    return text[1:] if text.startswith(MARK) and text[1:].startswith(FORMULA_STARTS) else text


def rows_of(connection: Connection, query: Select[Any], state: ListState) -> Iterator[Row]:
    """All rows of the filtered list in its order, at most 50,000."""
    statement = ordered(selected(query, state), state).limit(MOST_ROWS)
    for row in connection.execution_options(yield_per=500).execute(statement):
        yield row._mapping  # type: ignore[misc]  # str keys: we labelled every column


def as_csv(rows: Iterator[Row], columns: Sequence[Column], zone: tzinfo) -> bytes:
    """UTF-8 with a mark, so that spreadsheets read Chinese right; every cell quoted."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow([safe_cell(str(column.label)) for column in columns])
    for row in rows:
        writer.writerow([_csv_text(value(row, column, zone)) for column in columns])
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")


def as_xlsx(rows: Iterator[Row], columns: Sequence[Column], title: str, zone: tzinfo) -> bytes:
    """A workbook with one sheet; numbers and dates stay numbers and dates."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(title))
    sheet.freeze_panes = "A2"
    sheet.append([_text_cell(sheet, str(column.label)) for column in columns])
    for row in rows:
        sheet.append([_xlsx_cell(sheet, value(row, column, zone)) for column in columns])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def value(row: Row, column: Column, zone: tzinfo) -> Any:
    """What the cell says: chips as their word, moments in the reader's zone (naive, for spreadsheets)."""
    raw = row[column.key]
    if column.words is not None:
        return "" if raw is None else column.words(raw)
    if column.kind == "chip" and raw is not None:
        chip = column.chips.get(str(raw))
        return str(chip.label) if chip else str(raw)
    if isinstance(raw, datetime):
        return raw.astimezone(zone).replace(tzinfo=None, microsecond=0)
    return raw


def _csv_text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, int | float | Decimal):
        return str(cell)
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    return safe_cell(str(cell))


def _xlsx_cell(sheet: Any, cell: Any) -> Any:
    if cell is None or isinstance(cell, int | float | Decimal | datetime | date):
        return cell
    return _text_cell(sheet, str(cell))


def _text_cell(sheet: Any, text: str) -> Any:
    shown = safe_cell(text)[:32_000]
    try:
        cell = WriteOnlyCell(sheet, value=shown)
    except IllegalCharacterError:
        cell = WriteOnlyCell(sheet, value="".join(letter for letter in shown if letter.isprintable()))
    cell.data_type = "s"  # never a formula, whatever it begins with
    return cell


def _sheet_name(title: str) -> str:
    return "".join("-" if letter in "[]:*?/\\'" else letter for letter in title)[:31] or "Guanxi"
