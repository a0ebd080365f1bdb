"""What the search box finds in the CRM."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, or_

from adapters.crm import catalogue, quotes, tables
from adapters.crm.index import finding
from adapters.crm.records import Entity
from adapters.crm.words import STATE_LABELS, word
from engine import organisation
from engine.store.uow import Store
from forms.shell import formats, lang
from forms.shell import gettext as _
from forms.shell.identity import Person
from forms.shell.search import Hit


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
            rows = finding.find(connection, reader, entity, text, limit)
            return [
                Hit(
                    title=entity.called(row, lang()),
                    note=entity.note(row, lang()),
                    url=entity.url(row.id),
                    icon=entity.icon,
                )
                for row in rows
            ]


def record_searches(store: Store) -> list[RecordSearch]:
    """One for each entity with searched fields, in the order of the catalogue."""
    searched = (one for one in catalogue.entities() if any(field.searched for field in one.fields))
    return [RecordSearch(store=store, entity=one) for one in searched]


class QuoteSearch:
    """Quotes by number, title or customer."""

    icon = "file-text"

    def __init__(self, *, store: Store) -> None:
        self._store = store

    def label(self) -> str:
        """The kind's name."""
        return str(_("Quotes"))

    def search(self, text: str, person: Person, limit: int) -> Iterable[Hit]:
        """Quotes the person may see, the newest first."""
        table, party = tables.quote, tables.account
        wanted = _contains(text, table.c.no, table.c.title, party.c.name, party.c.name_en)
        with self._store.read() as connection:
            reader = organisation.person(connection, person.id)
            if reader is None:
                return []
            query = quotes.quotes(connection, reader).where(wanted).order_by(table.c.id.desc())
            rows = connection.execute(query.limit(limit)).all()
        return [
            Hit(
                title=f"{row.no} · {row.name if lang() == 'zh' else row.name_en or row.name}",
                note=f"{formats().money(row.total, row.currency)} · {word(STATE_LABELS, row.state, lang())}",
                url=f"/crm/quotes/{row.id}",
                icon=self.icon,
            )
            for row in rows
        ]


def _contains(text: str, *columns: ColumnElement[str]) -> ColumnElement[bool]:
    return or_(*(column.icontains(text, autoescape=True) for column in columns))
