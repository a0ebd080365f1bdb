"""What every call of this API needs: the store, the types of documents, and who may."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection

from engine.errors import NotFound
from engine.organisation import Person, demand
from engine.store.uow import Store, Transaction
from forms.accounts import signed_in
from processes.approval import policies
from processes.approval.documents import Documents, DocumentType

#: Whether a person sees a document of a type; None where the type is not known to it.
Sees = Callable[[Connection, Person, str, int], bool | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Calls:
    """Opens what a call works on once its right is there. `sees` knows types beyond the CRM's."""

    store: Store
    documents: Documents
    sees: Sees

    @contextmanager
    def reading(self, action: str = "view") -> Iterator[Connection]:
        """A connection for whoever holds the right `action` on rules. Raises NotGranted."""
        person = signed_in()
        with self.store.read() as connection:
            demand(connection, person, "rules", action)
            yield connection

    @contextmanager
    def writing(self, right: str, action: str) -> Iterator[Transaction]:
        """A transaction of the person who calls, named `action`. Raises NotGranted before it begins."""
        person = signed_in()
        with self.store.read() as connection:
            demand(connection, person, "rules", right)
        with self.store.begin(by=person.id, action=action) as tx:
            yield tx

    def document(self, connection: Connection, key: str) -> DocumentType:
        """The type of document of a flow. Raises PolicyNotFound."""
        return self.documents.of(policies.policy(connection, key).document_type)

    def demand_seen(self, connection: Connection, document_type: str, document_id: int) -> None:
        """Raises NotFound for a document that the caller does not see."""
        person = signed_in()
        seen = self.sees(connection, person, document_type, document_id)
        if seen is None:
            document = self.documents.of(document_type)
            seen = document_id in document.called(connection, person, [document_id], "zh")
        if not seen:
            raise NotFound(what="document", what_zh="单据", id=document_id)
