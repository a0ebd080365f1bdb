"""What documents of the past are called, for a person who may see them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import Connection

from adapters.crm import catalogue
from adapters.crm.records import access
from adapters.crm.web.records.titles import titles
from engine.organisation import Person
from forms.shell import lang

#: type of document → entity whose rows they are
ENTITIES = {
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
    "repair": "repair",
    "handover": "handover",
}


def called(
    connection: Connection, person: Person, document_type: str, ids: Collection[int]
) -> Mapping[int, tuple[str, str]]:
    """id → (what it is called, its customer; empty for none), of the documents that the person may see."""
    if document_type not in ENTITIES or not ids:
        return {}
    entity = catalogue.entity(ENTITIES[document_type])
    query = access.readable(connection, person, entity).where(entity.table.c.id.in_(ids))
    rows = connection.execute(query).all()
    accounts = {row.id: row._mapping.get("account_id") or 0 for row in rows}
    customers = titles(connection, catalogue.entity("account"), accounts.values())
    return {row.id: (entity.called(row, lang()), customers.get(accounts[row.id], "")) for row in rows}
