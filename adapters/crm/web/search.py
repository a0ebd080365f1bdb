"""What the search box finds in the CRM."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row

from adapters.crm import catalogue
from adapters.crm.catalogue.accounts import ACCOUNT
from adapters.crm.catalogue.files import FILE
from adapters.crm.catalogue.quotes import QUOTE
from adapters.crm.index import finding
from adapters.crm.index.writing import is_indexed
from adapters.crm.records import Entity
from adapters.crm.web.records.titles import titles
from adapters.crm.words import STATE_LABELS, word
from engine import organisation
from engine.organisation import Person as Reader
from engine.store.uow import Store
from forms.shell import formats, lang
from forms.shell.identity import Person
from forms.shell.search import Hit, SearchProvider


class RecordSearch:
    """Records of one entity by any of their words, Chinese, Latin or pinyin."""

    def __init__(self, *, store: Store, entity: Entity) -> None:
        self._store = store
        self._entity = entity
        self.icon = entity.icon

    def label(self) -> str:
        """The kind's name."""
        return self._entity.words(lang())

    def search(self, text: str, person: Person, limit: int) -> Iterable[Hit]:
        """Records the person may see."""
        entity = self._entity
        with self._store.read() as connection:
            reader = organisation.person(connection, person.id)
            if reader is None or organisation.may(connection, reader, entity.right, "view") is None:
                return []
            return self._hits(connection, self._rows(connection, reader, text, limit))

    def _rows(self, connection: Connection, reader: Reader, text: str, limit: int) -> Sequence[Row[Any]]:
        return finding.find(connection, reader, self._entity, text, limit)

    def _hits(self, _connection: Connection, rows: Sequence[Row[Any]]) -> list[Hit]:
        entity = self._entity
        return [
            Hit(
                title=entity.called(row, lang()),
                note=entity.note(row, lang()),
                url=entity.url(row.id),
                icon=entity.icon,
            )
            for row in rows
        ]


def record_searches(store: Store) -> list[SearchProvider]:
    """One for each entity with searched fields, in the order of the catalogue; then the files of records."""
    searched = (one for one in catalogue.entities() if is_indexed(one))
    records = [
        QuoteSearch(store=store) if one is QUOTE else RecordSearch(store=store, entity=one)
        for one in searched
    ]
    return [*records, FileSearch(store=store)]


class FileSearch:
    """Files by the words of their names, within the reach of their records."""

    icon = FILE.icon

    def __init__(self, *, store: Store) -> None:
        self._store = store

    def label(self) -> str:
        """The kind's name."""
        return FILE.words(lang())

    def search(self, text: str, person: Person, limit: int) -> Iterable[Hit]:
        """Files the person may read; each leads to the card of files of its record."""
        with self._store.read() as connection:
            reader = organisation.person(connection, person.id)
            found = finding.files(connection, reader, text, limit) if reader is not None else []
        return [_file_hit(row, record) for row, record in found]


def _file_hit(row: Row[Any], record: Row[Any]) -> Hit:
    entity = catalogue.entity(row.owner_type)
    called = entity.called(record, lang())
    return Hit(
        title=row.name,
        note=" · ".join(part for part in (entity.word(lang()), called) if part),
        url=f"{entity.url(row.owner_id)}#files",
        icon=FILE.icon,
    )


class QuoteSearch(RecordSearch):
    """Quotes by their own words or their customer's."""

    def __init__(self, *, store: Store) -> None:
        super().__init__(store=store, entity=QUOTE)

    def _rows(self, connection: Connection, reader: Reader, text: str, limit: int) -> Sequence[Row[Any]]:
        own = super()._rows(connection, reader, text, limit)
        theirs = finding.of_customers(connection, reader, QUOTE, text, limit) if len(own) < limit else []
        return list({row.id: row for row in (*own, *theirs)}.values())[:limit]

    def _hits(self, connection: Connection, rows: Sequence[Row[Any]]) -> list[Hit]:
        names = titles(connection, ACCOUNT, [row.account_id for row in rows])
        return [
            Hit(
                title=f"{row.no} · {names.get(row.account_id, '')}",
                note=f"{formats().money(row.total, row.currency)} · {word(STATE_LABELS, row.state, lang())}",
                url=QUOTE.url(row.id),
                icon=self.icon,
            )
            for row in rows
        ]
