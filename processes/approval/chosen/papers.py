"""The records of the CRM whose routes are chosen on a page of their own: whose they are, and where they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from adapters.crm import catalogue
from adapters.crm.records import access
from engine import organisation
from engine.errors import NotFound
from engine.organisation import Language, Person

#: Type of document → the record that its id is of.
ENTITIES: Mapping[str, str] = {
    "quote": "quote",
    "opportunity": "opportunity",
    "order": "order",
    "new_customer": "account",
    "payment_plan": "order",
    "write_off": "payment_plan",
    "payment": "payment",
    "complaint_compensation": "feedback",
    "contract": "contract",
    "return": "return",
    "handover": "handover",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """A document: what it is called, its page, and for whom its approval would be."""

    title: str
    url: str
    applicant: Person


def owner_of(connection: Connection, document_type: str, document_id: int) -> Person | None:
    """Whose document it is, whoever asks; None where nobody is named or there is no such document."""
    table = catalogue.entity(ENTITIES[document_type]).table
    if "owner_id" not in table.c:
        return None
    owner = connection.scalar(select(table.c.owner_id).where(table.c.id == document_id))
    return None if owner is None else organisation.person(connection, owner)


def find(
    connection: Connection, person: Person, document_type: str, document_id: int, lang: Language
) -> Record:
    """A document that a person may change. Raises NotFound, NotGranted."""
    key = ENTITIES.get(document_type)
    if key is None:
        raise NotFound(what="document", what_zh="单据", id=document_id)
    entity = catalogue.entity(key)
    row = access.find(connection, person, entity, document_id, "edit")
    owner = organisation.person(connection, getattr(row, "owner_id", None) or 0)
    return Record(title=entity.called(row, lang), url=entity.url(document_id), applicant=owner or person)
