"""The kinds of request that are published, as the store has them now; versions never change, so each is read once."""

from __future__ import annotations

import threading
import time

from sqlalchemy import Connection

from engine.store.definitions import Definition, all_latest, get, latest, resources
from engine.store.uow import Store
from processes.approval.documents import DocumentType
from processes.requests.documents import document_of
from processes.requests.errors import KindUnknown
from processes.requests.head import GROUPS
from processes.requests.kind import RequestKind, kind_of
from processes.requests.packaging import PREFIX

#: How long a type of document is taken from memory before the store is asked again: another node may have published.
FRESH = 0.5  # seconds


class RequestKinds:
    """The kinds of request of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._by_definition: dict[int, RequestKind | None] = {}
        self._documents: dict[str, tuple[float, int, DocumentType]] = {}

    def all(self, connection: Connection) -> list[RequestKind]:
        """The latest version of every kind, by group and key."""
        found = (self._of(connection, one) for one in all_latest(connection) if one.key.startswith(PREFIX))
        return sorted(
            (one for one in found if one is not None),
            key=lambda one: (list(GROUPS).index(one.head.group), one.key),
        )

    def latest(self, connection: Connection, key: str) -> RequestKind:
        """The kind that new requests are of. Raises KindUnknown."""
        definition = latest(connection, key) if key.startswith(PREFIX) else None
        found = None if definition is None else self._of(connection, definition)
        if found is None:
            raise KindUnknown(key=key)
        return found

    def version(self, connection: Connection, definition_id: int) -> RequestKind:
        """The version that a request was filled in by. Raises KindUnknown."""
        known = self._by_definition.get(definition_id)
        found = known or self._of(connection, get(connection, definition_id))
        if found is None:
            raise KindUnknown(key=str(definition_id))
        return found

    def document(self, key: str) -> DocumentType | None:
        """The type of document of a kind, for approval flows; None where no such kind is published."""
        if not key.startswith(PREFIX):
            return None
        now = time.monotonic()
        kept = self._documents.get(key)
        if kept is not None and now - kept[0] < FRESH:
            return kept[2]
        with self._store.read() as connection:
            return self.document_in(connection, key)

    def document_in(self, connection: Connection, key: str) -> DocumentType | None:
        """The same on a connection that is open already."""
        try:
            kind = self.latest(connection, key)
        except KindUnknown:
            return None
        kept = self._documents.get(key)
        made = (
            kept[2] if kept is not None and kept[1] == kind.definition.id else document_of(kind, self.version)
        )
        self._documents[key] = (time.monotonic(), kind.definition.id, made)
        return made

    def forget(self) -> None:
        """Ask the store again: something was published here."""
        self._documents.clear()

    def _of(self, connection: Connection, definition: Definition) -> RequestKind | None:
        if definition.id not in self._by_definition:
            found = kind_of(definition, resources(connection, definition.id))
            with self._lock:
                self._by_definition[definition.id] = found
        return self._by_definition[definition.id]
