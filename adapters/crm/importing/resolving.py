"""Names of records and people in a table, turned into ids: many at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, select

from adapters.crm import catalogue
from adapters.crm.errors import Fault
from adapters.crm.importing.files import Rows
from adapters.crm.records import access
from adapters.crm.records.field import Field
from engine import organisation
from engine.organisation import Person

Posted = dict[str, list[str]]


class Resolver:
    """Turns the texts of rows into what a form would post. Remembers what it found."""

    def __init__(self, fields: Iterable[Field], mapping: Sequence[str], person: Person) -> None:
        known = {one.name: one for one in fields}
        self._columns = [known.get(name) for name in mapping]
        self._person = person
        self._found: dict[str, dict[str, int]] = {}

    def posted(self, connection: Connection, rows: Rows) -> list[tuple[Posted, list[Fault]]]:
        """For each row field → texts, and a fault for every name that nothing is called by."""
        for at, field in enumerate(self._columns):
            if field is not None and field.kind in ("record", "person"):
                self._look_up(connection, field, {row[at] for row in rows if row[at]})
        return [self._row(row) for row in rows]

    def _row(self, row: Sequence[str]) -> tuple[Posted, list[Fault]]:
        posted: Posted = {}
        faults: list[Fault] = []
        for field, text in zip(self._columns, row, strict=False):
            if field is None or not text:
                continue
            if field.kind not in ("record", "person"):
                posted[field.name] = [text]
                continue
            found = self._found[field.name].get(text)
            posted[field.name] = [str(found)] if found else []
            if found is None:
                shown = text[:60]
                faults.append(
                    Fault(field=field.name, zh=f"找不到「{shown}」", en=f"nothing is called “{shown}”")
                )
        return posted, faults

    def _look_up(self, connection: Connection, field: Field, texts: set[str]) -> None:
        known = self._found.setdefault(field.name, {})
        new = sorted(texts - known.keys())
        if not new:
            return
        if field.kind == "person":
            known.update(_people(connection, new))
        else:
            known.update(self._records(connection, field, new))

    def _records(self, connection: Connection, field: Field, texts: Sequence[str]) -> Mapping[str, int]:
        """The only row that is called so, by the first column in which one is."""
        entity = catalogue.entity(field.refers)
        names = [*entity.title, *(f"{name}_en" for name in entity.title), "no", "code"]
        found: dict[str, int] = {}
        for name in dict.fromkeys(names):
            left = [text for text in texts if text not in found]
            if name not in entity.table.c or not left:
                continue
            column, table = entity.table.c[name], entity.table
            query = select(table.c.id, column.label("called")).where(column.in_(left))
            seen: dict[str, list[int]] = {}
            for row in connection.execute(access.visible(query, connection, self._person, entity, few=True)):
                seen.setdefault(row.called, []).append(row.id)
            found |= {called: ids[0] for called, ids in seen.items() if len(ids) == 1}
        return found


def _people(connection: Connection, texts: Sequence[str]) -> Mapping[str, int]:
    everyone = organisation.everyone(connection)
    found: dict[str, int] = {}
    for text in texts:
        wanted = text.casefold()
        ids = [one.id for one in everyone if wanted in (one.login, one.name, one.name_en.casefold())]
        if len(ids) == 1:
            found[text] = ids[0]
    return found
