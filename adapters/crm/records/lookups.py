"""The lists that administrators keep (13.2.3, 13.2.4): codes with their words, by kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, select

from adapters.crm import tables
from forms.schema.lists import Offered


def codes(connection: Connection, kind: str, *, in_use_too: bool = False) -> Mapping[str, tuple[str, str]]:
    """code → Chinese, English of the active entries in order.

    `in_use_too` adds those that were taken out of use or deleted: what names them keeps their word.
    """
    lookup = tables.lookup
    query = select(lookup.c.code, lookup.c.name, lookup.c.name_en).where(lookup.c.kind == kind)
    if not in_use_too:
        query = query.where(lookup.c.active, lookup.c.deleted_at.is_(None))
    rows = connection.execute(query.order_by(lookup.c.sort, lookup.c.id))
    return {row.code: (row.name, row.name_en or row.name) for row in rows}


def offered(connection: Connection, kinds: Iterable[str]) -> Mapping[str, Offered]:
    """Lists as fields of forms offer them, in one question."""
    book = Codebook(connection)
    wanted = set(kinds)
    book.read(wanted)
    return {kind: Offered(active=book(kind), ever=book.ever(kind)) for kind in wanted}


class Codebook:
    """Looks up lists once per page or command."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[str, Mapping[str, tuple[str, str]]] = {}

    def __call__(self, kind: str) -> Mapping[str, tuple[str, str]]:
        """The active codes of a kind."""
        if kind not in self._known:
            self._known[kind] = codes(self._connection, kind)
        return self._known[kind]

    def read(self, kinds: Iterable[str]) -> None:
        """Look up several lists at once, also what is no longer chosen."""
        lookup, wanted = tables.lookup, sorted(set(kinds))
        query = select(lookup).where(lookup.c.kind.in_(wanted))
        self._known |= {key: {} for kind in wanted for key in (kind, f"{kind}+")}
        for row in self._connection.execute(query.order_by(lookup.c.sort, lookup.c.id)):
            both = (row.name, row.name_en or row.name)
            self._known[f"{row.kind}+"] = {**self._known[f"{row.kind}+"], row.code: both}
            if row.active and row.deleted_at is None:
                self._known[row.kind] = {**self._known[row.kind], row.code: both}

    def ever(self, kind: str) -> Mapping[str, tuple[str, str]]:
        """The codes of a kind, also those taken out of use or deleted."""
        key = f"{kind}+"
        if key not in self._known:
            self._known[key] = codes(self._connection, kind, in_use_too=True)
        return self._known[key]

    def word(self, kind: str, code: Any, lang: str) -> str:
        """The word of a code, also of one taken out of use; an unknown code shows as itself."""
        zh, en = self.ever(kind).get(str(code or ""), (str(code or ""), str(code or "")))
        return zh if lang == "zh" else en
