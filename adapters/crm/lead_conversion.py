"""A lead becomes a customer, a contact and an opportunity by hand: through its process where it has one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row

from adapters.crm import changes, lead_answers, leads, opportunities, parties, tables
from adapters.crm.catalogue.accounts import ACCOUNT
from adapters.crm.catalogue.leads import LEAD
from adapters.crm.duplicates import Candidate, finding
from adapters.crm.duplicates.errors import AlreadyThere
from adapters.crm.errors import NobodyWaits
from adapters.crm.ownership.validity import refuse_invalid
from adapters.crm.processes import Processes
from adapters.crm.records import access, commands
from engine import organisation
from engine.errors import Conflict
from engine.organisation import Person
from engine.store.uow import Transaction

PROCESS = "lead_to_order"


def twins(connection: Connection, row: Row[Any]) -> Sequence[Candidate]:
    """Customers that the lead may be from, the likeliest first: what it is matched with, and what looks the same."""
    names = ("phone", "email", "tax_no")
    values = {"name": row.company or row.contact_name, **{name: getattr(row, name) for name in names}}
    return finding.candidates(connection, values)


def convert(
    tx: Transaction,
    person: Person,
    processes: Processes,
    lead_id: int,
    account_id: int | None,
    *,
    confirmed: bool = False,
) -> int:
    """The opportunity of a lead. `account_id`: the customer it is from; None makes a new one.

    Raises LeadClosed, AlreadyThere for a customer that is there, NobodyWaits where the process is at a step of
    somebody else, NotFound, NotGranted.
    """
    if (root := leads.row_of(tx.connection, lead_id).instance_id) is not None:
        processes.lock_in(tx, root)  # two at once: the second sees what the first did
    row = access.find(tx.connection, person, LEAD, lead_id, "edit")
    commands.refuse_locked(LEAD, row)
    organisation.demand(tx.connection, person, "opportunity", "add")
    if account_id is None and row.account_id is None:
        _refuse_twin(tx, person, row, confirmed)
    elif account_id is not None:
        chosen = access.find(tx.connection, person, ACCOUNT, account_id)
        refuse_invalid(tx.connection, {"account_id": chosen.id})
        changes.edit(tx, tables.lead, lead_id, root=root, account_id=chosen.id)
        _add_contact(tx, row, chosen.id, root)
    if row.owner_id is None:
        changes.edit(tx, tables.lead, lead_id, root=root, owner_id=person.id)
    if root is not None and processes.places(tx.connection, root):
        _through_process(tx, person, processes, row, root)
    else:
        _without_process(tx, person, processes, lead_id)
    made = leads.row_of(tx.connection, lead_id).opportunity_id
    if made is None:
        raise Conflict(
            what="the process of the lead waits for something else", what_zh="该线索的流程正在等待其他事项"
        )
    return int(made)


def _add_contact(tx: Transaction, row: Row[Any], account_id: int, root: int | None) -> None:
    """The person of the lead is a contact of the customer, unless the customer has him."""
    if not row.contact_name:
        return
    known = parties.contacts(tx.connection, account_id)
    if any(one.name == row.contact_name or (row.phone and one.mobile == row.phone) for one in known):
        return
    values = {"name": row.contact_name, "mobile": row.phone, "email": row.email, "is_main": not known}
    changes.add(tx, tables.contact, root=root, account_id=account_id, **values)


def _refuse_twin(tx: Transaction, person: Person, row: Row[Any], confirmed: bool) -> None:
    found = next((one for one in twins(tx.connection, row) if one.exact), None)
    if found is None or (
        confirmed and organisation.may(tx.connection, person, "account", "approve") is not None
    ):
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


def _through_process(tx: Transaction, person: Person, processes: Processes, row: Row[Any], root: int) -> None:
    """The lead is qualified: its process does the rest. Raises NobodyWaits, Forbidden for another's task."""
    waiting = {one.element for one in processes.items(tx.connection, [root])}
    if "assign_by_hand" in waiting:
        processes.complete_in(tx, root, "assign_by_hand", {"owner": person.login}, by=person)
    elif "first_contact" not in waiting:
        processes.message_in(tx, root, lead_answers.MESSAGE, {})
    if not processes.complete_in(tx, root, "first_contact", {"qualified": "yes"}, by=person):
        raise NobodyWaits(no=row.no)


def _without_process(tx: Transaction, person: Person, processes: Processes, lead_id: int) -> None:
    """An imported lead, or one whose process was ended: the opportunity gets a process of its own."""
    account_id = leads.to_account(tx, lead_id)
    opportunity_id = leads.to_opportunity(tx, lead_id, account_id)
    row = opportunities.row_of(tx.connection, opportunity_id)
    processes.start_in(tx, PROCESS, {"opportunity_id": opportunity_id}, business_key=row.no, by=person)
