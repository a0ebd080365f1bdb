"""What documents that are rows of the CRM are called, for a person who may see them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import Connection

from adapters.crm import catalogue
from adapters.crm.records import access
from adapters.crm.web.records.titles import titles
from engine.organisation import Person
from processes.approval.documents import Calling
from processes.approval.naming import Lang


def rows_of(entity_key: str) -> Calling:
    """The names of rows of this entity with their customers."""
    entity = catalogue.entity(entity_key)

    def called(
        connection: Connection, person: Person, ids: Collection[int], lang: Lang
    ) -> Mapping[int, tuple[str, str]]:
        query = access.readable(connection, person, entity).where(entity.table.c.id.in_(ids))
        rows = connection.execute(query).all()
        accounts = {row.id: row._mapping.get("account_id") or 0 for row in rows}
        customers = titles(connection, catalogue.entity("account"), accounts.values())
        return {row.id: (entity.called(row, lang), customers.get(accounts[row.id], "")) for row in rows}

    return called
