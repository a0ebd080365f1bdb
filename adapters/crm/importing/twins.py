"""Rows of a table that are there already, or stand in it twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from adapters.crm import tables
from adapters.crm.duplicates import finding
from adapters.crm.duplicates.finding import EXACT, KINDS
from adapters.crm.duplicates.keys import keys_of
from adapters.crm.errors import Fault
from adapters.crm.records import attributes
from adapters.crm.records.entity import Entity
from adapters.crm.records.field import Field

Values = Mapping[str, Any]
Numbered = Sequence[tuple[int, Values]]


class Twins:
    """What stands in a table so far; asked chunk by chunk, in the order of the file."""

    def __init__(self, entity: Entity) -> None:
        self._entity = entity
        self._seen: dict[Any, int] = {}

    def faults(self, connection: Connection, rows: Numbered) -> dict[int, Fault]:
        """Row number → why it is left out."""
        unique = [field for field in attributes.fields_of(connection, self._entity) if field.unique]
        found = {number: fault for field in unique for number, fault in self._taken(connection, field, rows)}
        if self._entity.table is tables.account:
            return {**found, **self._customers(connection, rows)}
        return {**found, **self._called(connection, rows)}

    def _taken(self, connection: Connection, field: Field, rows: Numbered) -> Iterator[tuple[int, Fault]]:
        """Values of an administrators' field that only one record may have."""
        given = {number: text for number, values in rows if (text := _text(field, values))}
        table = self._entity.table
        stored = table.c.attrs[field.attribute].as_string()
        query = select(stored).where(table.c.deleted_at.is_(None), stored.in_(sorted(given.values())))
        there = set(connection.scalars(query)) if given else set()
        for number, text in given.items():
            if text in there or (field.name, text) in self._seen:
                yield (
                    number,
                    Fault(field=field.name, zh="已有记录使用此值", en="another record has this value"),
                )
            self._seen.setdefault((field.name, text), number)

    def _customers(self, connection: Connection, rows: Numbered) -> dict[int, Fault]:
        """By what also refuses them by hand: the same name or tax number."""
        there = finding.exact(connection, [values for _number, values in rows])
        found: dict[int, Fault] = {}
        for (number, values), twin in zip(rows, there, strict=True):
            keys = sorted(key for key in keys_of("crm_account", values) if key[0] in EXACT)
            before = next((key for key in keys if key in self._seen), None)
            if twin is not None:
                zh, en = twin.why("zh"), twin.why("en")
                found[number] = Fault(
                    field="name",
                    zh=f"重复：{zh}与 {twin.row.code} {twin.row.name} 相同",
                    en=f"duplicate: the same {en} as {twin.row.code} {twin.row.name}",
                )
            elif before is not None:
                row, (zh, en) = self._seen[before], KINDS[before[0]]
                found[number] = Fault(
                    field="name",
                    zh=f"重复：{zh}与第 {row} 行相同",
                    en=f"duplicate: the same {en} as row {row}",
                )
            for key in keys:
                self._seen.setdefault(key, number)
        return found

    def _called(self, connection: Connection, rows: Numbered) -> dict[int, Fault]:
        """By what they are called, with the same parent."""
        names = [*self._entity.title, *([self._entity.parent[0]] if self._entity.parent else [])]
        known = {
            number: tuple(values.get(name) for name in names)
            for number, values in rows
            if all(values.get(name) not in (None, "") for name in names)
        }
        there = self._stored(connection, names, known)
        found: dict[int, Fault] = {}
        for number, key in known.items():
            if key in there or key in self._seen:
                found[number] = Fault(
                    field=names[0], zh="重复：已有同名记录", en="duplicate: one is called so"
                )
            self._seen.setdefault(key, number)
        return found

    def _stored(self, connection: Connection, names: Sequence[str], known: Mapping[int, Any]) -> set[Any]:
        if not known:
            return set()
        table = self._entity.table
        last = len(names) - 1  # the parent, where there is one: it has an index
        query = select(*(table.c[name] for name in names)).where(
            table.c[names[last]].in_({key[last] for key in known.values()}), table.c.deleted_at.is_(None)
        )
        return {tuple(row) for row in connection.execute(query)}


def _text(field: Field, values: Values) -> str:
    """The value of an attribute as the store compares it; by field or, once folded, in `attrs`."""
    if field.name in values:
        given = attributes.to_json(values[field.name])
    else:
        given = (values.get("attrs") or {}).get(field.attribute)
    return "" if given in (None, "", []) else str(given)
