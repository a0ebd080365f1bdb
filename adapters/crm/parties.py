"""Customers and contacts: finding them within a person's reach, and the commands that make and change them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from adapters.crm import changes, tables
from adapters.crm.catalogue.accounts import ACCOUNT
from adapters.crm.catalogue.contacts import CONTACT
from adapters.crm.duplicates import candidates
from adapters.crm.duplicates.errors import AlreadyThere
from adapters.crm.records import access, commands
from adapters.crm.records.commands import Posted
from engine import organisation
from engine.errors import NotFound
from engine.organisation import Person, may
from engine.store.uow import Transaction

contact = tables.contact
#: No order before a customer was approved (S28-A1).
NEW: Mapping[str, Any] = {"kind": "prospect", "approved": False}


def accounts(connection: Connection, person: Person) -> Select[Any]:
    """The customers a person may see."""
    return access.readable(connection, person, ACCOUNT)


def find_account(connection: Connection, person: Person, account_id: int, action: str = "view") -> Row[Any]:
    """One customer. `NotFound` outside the person's reach, `NotGranted` when only the action is missing."""
    return access.find(connection, person, ACCOUNT, account_id, action)


def contacts(connection: Connection, account_id: int) -> Sequence[Row[Any]]:
    """The contacts of a customer, the main one first."""
    query = select(contact).where(contact.c.account_id == account_id, contact.c.deleted_at.is_(None))
    return connection.execute(query.order_by(contact.c.is_main.desc(), contact.c.id)).all()


def add_account(tx: Transaction, person: Person, posted: Posted, *, confirmed: bool = False) -> int:
    """A new prospect owned by the person; its id. No order before it was approved (S28-A1).

    Raises AlreadyThere for a company that is there, unless it is `confirmed` by one who may approve customers.
    """
    _refuse_duplicate(tx, person, posted, confirmed)
    account_id = commands.add(tx, person, ACCOUNT, posted, **NEW)
    note_first_owners(tx, [account_id], person)
    return account_id


def note_first_owners(tx: Transaction, account_ids: Sequence[int], person: Person) -> None:
    """The history of owners begins with who entered the customers."""
    born = {"person_id": person.id, "from_at": tx.now, "reason": "create"}
    changes.add_many(tx, tables.account_owner_history, [{"account_id": one, **born} for one in account_ids])


def _refuse_duplicate(tx: Transaction, person: Person, posted: Posted, confirmed: bool) -> None:
    values = {name: texts[-1] for name, texts in posted.items() if texts}
    found = next((one for one in candidates(tx.connection, values) if one.exact), None)
    if found is None or (confirmed and may(tx.connection, person, "account", "approve") is not None):
        return
    owner = None if found.row.owner_id is None else organisation.person(tx.connection, found.row.owner_id)
    raise AlreadyThere(
        account_id=found.row.id,
        name_zh=found.row.name,
        name_en=found.row.name_en or found.row.name,
        code=found.row.code,
        what_zh=found.why("zh"),
        what_en=found.why("en"),
        owner_zh=owner.name if owner else "（公共池）",
        owner_en=(owner.name_en or owner.name) if owner else "nobody (the pool)",
    )


def edit_account(
    tx: Transaction, person: Person, account_id: int, posted: Posted, *, revision: int | None = None
) -> bool:
    """Change typed fields of a customer; whether anything differed."""
    return commands.edit(tx, person, ACCOUNT, account_id, posted, revision=revision)


def add_contact(tx: Transaction, person: Person, account_id: int, posted: Posted) -> int:
    """A new contact; the first one of a customer is the main one."""
    commands.refuse_locked(ACCOUNT, find_account(tx.connection, person, account_id))
    return commands.add(tx, person, CONTACT, posted, account_id=account_id)


def set_main_contact(tx: Transaction, person: Person, account_id: int, contact_id: int) -> None:
    """Make one contact the main one; the former main one steps back."""
    commands.refuse_locked(ACCOUNT, find_account(tx.connection, person, account_id, "edit"))
    found = contacts(tx.connection, account_id)
    if contact_id not in [row.id for row in found]:
        raise NotFound(what="contact", what_zh="联系人", id=contact_id)
    for other in found:
        if other.id != contact_id and other.is_main:
            changes.edit(tx, contact, other.id, is_main=False)
    changes.edit(tx, contact, contact_id, is_main=True)
