"""Records from a table of texts: columns guessed, rows checked, all sound ones added in one transaction, undone."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from sqlalchemy import Connection, select, update

from adapters.crm import catalogue, changes, parties, tables
from adapters.crm.errors import Fault, InvalidFields
from adapters.crm.records import access, commands
from adapters.crm.records.entity import Entity
from adapters.crm.records.errors import NotReadable
from adapters.crm.records.field import Field
from engine import organisation
from engine.errors import Conflict, NotFound
from engine.organisation import Person
from engine.store.uow import Transaction
from forms.shell.listing.export import read_cell

MOST_ROWS = 20_000
MOST_COLUMNS = 100
LONGEST = 8000
Rows = Sequence[Sequence[str]]
Add = Callable[[Transaction, Person, Mapping[str, Sequence[str]]], int]

#: Entities that are added by a command of their own.
_OWN: Mapping[str, Add] = {"account": parties.add_account}


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What became of a row (numbered as in the file, the heading is 1): an id, or what is wrong with it."""

    number: int
    row_id: int | None = None
    faults: tuple[Fault, ...] = ()


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


def try_all(
    connection: Connection, person: Person, entity: Entity, mapping: Sequence[str], rows: Rows
) -> list[Outcome]:
    """What would become of each row; nothing is written."""
    asked = Resolver(connection, person, entity)
    seen: set[str] = set()
    outcomes = []
    for number, row in enumerate(rows, start=2):
        posted, faults = asked.posted(mapping, row)
        if not faults:
            faults = [*commands.faults_of_new(connection, person, entity, posted)]
        faults = [*faults, *_duplicate(connection, person, entity, posted, seen)]
        outcomes.append(Outcome(number=number, faults=tuple(faults)))
    return outcomes


def add_all(
    tx: Transaction, person: Person, entity: Entity, mapping: Sequence[str], rows: Rows
) -> list[Outcome]:
    """Add every sound row exactly as by hand; those with faults are left out."""
    organisation.demand(tx.connection, person, entity.right, "import")
    asked = Resolver(tx.connection, person, entity)
    add = _OWN.get(entity.key) or (lambda tx, person, posted: commands.add(tx, person, entity, posted))
    seen: set[str] = set()
    outcomes = []
    for number, row in enumerate(rows, start=2):
        posted, faults = asked.posted(mapping, row)
        faults = [*faults, *_duplicate(tx.connection, person, entity, posted, seen)]
        if faults:
            outcomes.append(Outcome(number=number, faults=tuple(faults)))
            continue
        try:
            outcomes.append(Outcome(number=number, row_id=add(tx, person, posted)))
        except InvalidFields as refusal:
            outcomes.append(Outcome(number=number, faults=tuple(refusal.faults)))
    return outcomes


def undo(tx: Transaction, person: Person, entity: Entity, ids: Sequence[int]) -> tuple[int, list[int]]:
    """Recycle what an import added; how many, and the ids of those that were changed or used since."""
    organisation.demand(tx.connection, person, entity.right, "import")
    gone, kept = 0, []
    for row_id in ids:
        row = changes.row_of(tx.connection, entity.table, row_id, lock=True)
        if row is None or row.deleted_at is not None:
            continue
        if row.revision != 1 or _used(tx.connection, entity, row_id):
            kept.append(row_id)
            continue
        changes.edit(tx, entity.table, row_id, deleted_at=tx.now)
        gone += 1
    return gone, kept


def close(tx: Transaction, job_id: int, state: str, **values: Any) -> None:
    """Move a job on, once: of two who press the button at once the second is told."""
    job = tables.import_job
    before = {"done": "draft", "undone": "done"}[state]
    moved = tx.connection.execute(
        update(job).where(job.c.id == job_id, job.c.state == before).values(state=state, **values)
    )
    if moved.rowcount != 1:
        raise Conflict(what="this import went on meanwhile", what_zh="该导入已被处理")


def job_of(connection: Connection, person: Person, entity: Entity, job_id: int) -> Any:
    """An import of this person. Raises NotFound."""
    job = tables.import_job
    own = (job.c.id == job_id, job.c.by_id == person.id, job.c.kind == entity.key)
    row = connection.execute(select(job).where(*own)).first()
    if row is None:
        raise NotFound(what="import", what_zh="导入", id=job_id)
    return row


class Resolver:
    """Turns the texts of a row into what a form would post: names of records and people into their ids."""

    def __init__(self, connection: Connection, person: Person, entity: Entity) -> None:
        self._connection = connection
        self._person = person
        self._fields = {one.name: one for one in access.seen_fields(connection, person, entity)}
        self._found: dict[tuple[str, str], int | None] = {}

    def posted(self, mapping: Sequence[str], row: Sequence[str]) -> tuple[dict[str, list[str]], list[Fault]]:
        """Field → texts, and a fault for every name that nothing is called by."""
        posted: dict[str, list[str]] = {}
        faults: list[Fault] = []
        for name, text in zip(mapping, row, strict=False):
            field = self._fields.get(name)
            if field is None or not text:
                continue
            if field.kind not in ("record", "person"):
                posted[name] = [text]
                continue
            found = self._called(field, text)
            posted[name] = [str(found)] if found else []
            if found is None:
                faults.append(
                    Fault(field=name, zh=f"找不到「{text[:60]}」", en=f"nothing is called “{text[:60]}”")
                )
        return posted, faults

    def _called(self, field: Field, text: str) -> int | None:
        key = (field.name, text)
        if key not in self._found:
            self._found[key] = self._person_of(text) if field.kind == "person" else self._record(field, text)
        return self._found[key]

    def _person_of(self, text: str) -> int | None:
        people = organisation.everyone(self._connection)
        wanted = text.casefold()
        found = [one.id for one in people if wanted in (one.login, one.name, one.name_en.casefold())]
        return found[0] if len(found) == 1 else None

    def _record(self, field: Field, text: str) -> int | None:
        entity = catalogue.entity(field.refers)
        columns = [*entity.title, *(f"{name}_en" for name in entity.title), "no", "code"]
        for name in dict.fromkeys(columns):
            if name in entity.table.c:
                mine = access.readable(self._connection, self._person, entity)
                rows = self._connection.execute(mine.where(entity.table.c[name] == text).limit(2)).all()
                if len(rows) == 1:
                    return int(rows[0].id)
        return None


def _duplicate(
    connection: Connection,
    person: Person,
    entity: Entity,
    posted: Mapping[str, Sequence[str]],
    seen: set[str],
) -> list[Fault]:
    """Rows that are called like one of the file or of the store (with the same parent) are not added again."""
    parent = entity.parent[0] if entity.parent else ""
    names = [*entity.title, *([parent] if parent else [])]
    words = [posted.get(name, [""])[-1] if posted.get(name) else "" for name in names]
    if not all(words):
        return []
    key = "\n".join(words)
    there = select(entity.table.c.id).where(
        entity.table.c.deleted_at.is_(None),
        *(
            entity.table.c[name] == (int(text) if name == parent else text)
            for name, text in zip(names, words, strict=True)
        ),
    )
    double = key in seen or connection.execute(there.limit(1)).first() is not None
    seen.add(key)
    return (
        [Fault(field=entity.title[0], zh="重复：已有同名记录", en="duplicate: one is called so")]
        if double
        else []
    )


def _used(connection: Connection, entity: Entity, row_id: int) -> bool:
    """Whether living records hang on a row."""
    for child in entity.children:
        below = catalogue.entity(child.entity).table
        found = select(below.c.id).where(below.c[child.column] == row_id, below.c.deleted_at.is_(None))
        if connection.execute(found.limit(1)).first() is not None:
            return True
    return False


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
