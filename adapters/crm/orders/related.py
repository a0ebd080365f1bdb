"""The records an order may name: a contact and a contract of its customer, and an agent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

from sqlalchemy import Connection, Row

from adapters.crm import changes, tables
from adapters.crm.errors import Fault, InvalidFields


class Naming(Protocol):
    """The part of a draft that names other records."""

    @property
    def contact_id(self) -> int | None: ...
    @property
    def agent_id(self) -> int | None: ...
    @property
    def contract_id(self) -> int | None: ...


def demand_related(
    connection: Connection, account_id: int, draft: Naming, *, stored: Row[Any] | None = None
) -> None:
    """Raises InvalidFields for records an order of this customer cannot name; what is stored may stay."""
    found = list(_faults(connection, account_id, draft, {} if stored is None else stored._mapping))
    if found:
        raise InvalidFields(found)


def _faults(connection: Connection, account_id: int, draft: Naming, stored: Any) -> Iterator[Fault]:
    for name, table in (("contact_id", tables.contact), ("contract_id", tables.contract)):
        row_id = getattr(draft, name)
        if row_id is None or row_id == stored.get(name):
            continue
        row = changes.row_of(connection, table, row_id)
        if row is None or row.deleted_at is not None or row.account_id != account_id:
            yield Fault(field=name, zh="不是这个客户的", en="it is not one of this customer's")
    if draft.agent_id is not None and draft.agent_id != stored.get("agent_id"):
        agent = changes.row_of(connection, tables.account, draft.agent_id)
        if agent is None or agent.deleted_at is not None or agent.kind != "agent":
            yield Fault(field="agent_id", zh="这不是代理", en="this is no agent")
