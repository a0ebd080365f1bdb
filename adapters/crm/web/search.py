"""What the search box finds in the CRM."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, or_

from adapters.crm import parties, quotes, tables
from adapters.crm.words import LEVELS, STATE_LABELS, word
from engine import organisation
from engine.store.uow import Store
from forms.shell import formats, lang
from forms.shell import gettext as _
from forms.shell.identity import Person
from forms.shell.search import Hit


class AccountSearch:
    """Customers by name or number."""

    icon = "address-book"

    def __init__(self, *, store: Store) -> None:
        self._store = store

    def label(self) -> str:
        """The kind's name."""
        return str(_("Customers"))

    def search(self, text: str, person: Person, limit: int) -> Iterable[Hit]:
        """Customers the person may see."""
        table = tables.account
        wanted = _contains(text, table.c.name, table.c.name_en, table.c.short_name, table.c.code)
        with self._store.read() as connection:
            reader = organisation.person(connection, person.id)
            if reader is None:
                return []
            query = parties.accounts(connection, reader).where(wanted).order_by(table.c.code)
            rows = connection.execute(query.limit(limit)).all()
        return [
            Hit(
                title=row.name if lang() == "zh" else row.name_en or row.name,
                note=f"{row.code} {word(LEVELS, row.level, lang())}".strip(),
                url=f"/crm/accounts/{row.id}",
                icon=self.icon,
            )
            for row in rows
        ]


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
