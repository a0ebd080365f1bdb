"""Leads: somebody may want something. They are matched with customers, given to somebody, and end somewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, or_, select

from adapters.crm import changes, opportunities, tables
from adapters.crm.duplicates import keys
from adapters.crm.numbering import next_number
from adapters.crm.parameters import parameter
from engine import organisation
from engine.errors import NotFound
from engine.organisation.snapshot import COMPANY_ZONE, snapshot
from engine.store.uow import Transaction

lead, account, contact = tables.lead, tables.account, tables.contact
key = tables.match_key
#: What proves that a lead is from a customer, the surest first.
_PROVING = ("tax", "email", "phone")


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """Whether the customer is known. `possible`: the name is, nothing proves that it is the same."""

    kind: str  # none possible exact
    account_id: int | None = None


def row_of(connection: Connection, lead_id: int) -> Row[Any]:
    """One living lead, whoever asks. Raises NotFound."""
    row = changes.row_of(connection, lead, lead_id)
    if row is None or row.deleted_at is not None:
        raise NotFound(what="lead", what_zh="线索", id=lead_id)
    return row


def of_instance(connection: Connection, instance_id: int) -> Row[Any] | None:
    """The lead that a process made."""
    return connection.execute(select(lead).where(lead.c.instance_id == instance_id)).first()


def enter(tx: Transaction, values: Mapping[str, Any], *, root: int | None = None) -> int:
    """A new lead; its id."""
    title = str(values.get("company") or values.get("contact_name") or values.get("phone") or "?")[:200]
    plate = _plate(tx.connection, values.get("owner_id") or tx.by)
    complete = {"title": title, "state": "new", "last_progress_at": tx.now, "plate_id": plate, **values}
    return changes.add(tx, lead, root=root, no=next_number(tx, "lead"), **complete)


def match(connection: Connection, row: Row[Any]) -> Match:
    """The customer a lead is probably from: tax number, e-mail and phone prove it, the name only suggests it."""
    alive = account.c.deleted_at.is_(None)
    for proof in _proofs(row):
        found = connection.scalar(select(account.c.id).where(alive, proof).order_by(account.c.id).limit(1))
        if found is not None:
            return Match(kind="exact", account_id=found)
    name = row.company.strip()
    if not name:
        return Match(kind="none")
    same = or_(func.lower(account.c.name) == name.lower(), func.lower(account.c.short_name) == name.lower())
    like = account.c.name.contains(name, autoescape=True) if len(name) > 3 else same
    found = connection.scalar(
        select(account.c.id).where(alive, or_(same, like)).order_by(account.c.id).limit(1)
    )
    return Match(kind="none") if found is None else Match(kind="possible", account_id=found)


def _proofs(row: Row[Any]) -> list[ColumnElement[bool]]:
    """What each identifying value of a lead says of a customer, himself or through one of his contacts."""
    found = keys.keys_of(account.name, row._asdict())
    return [
        account.c.id.in_(_holders(kind, value))
        for proving in _PROVING
        for kind, value in sorted(found)
        if kind == proving
    ]


def _holders(kind: str, value: str) -> Select[int]:
    here = and_(contact.c.id == key.c.row_id, key.c.source == "contact")
    return (
        select(key.c.account_id)
        .outerjoin(contact, here)
        .where(key.c.kind == kind, key.c.value == value, contact.c.deleted_at.is_(None))
    )


def assign(tx: Transaction, lead_id: int, owner_id: int, *, root: int | None = None) -> None:
    """Give a lead to somebody: it belongs to his plate from now on."""
    row = row_of(tx.connection, lead_id)
    plate = _plate(tx.connection, owner_id)
    changes.edit(tx, lead, row.id, root=root, owner_id=owner_id, plate_id=plate or row.plate_id)


def _plate(connection: Connection, person_id: int | None) -> int | None:
    """The plate of a person's department; None for nobody, as with an enquiry from the web."""
    person = organisation.person(connection, person_id) if person_id else None
    return snapshot(connection).plate_of(person) if person is not None else None


def contacted(tx: Transaction, lead_id: int, values: Mapping[str, Any], *, root: int | None = None) -> None:
    """Write down what a contact brought."""
    state = "qualified" if values.get("state") == "qualified" else "contacted"
    kept = {name: value for name, value in values.items() if value not in (None, "") and name != "state"}
    changes.edit(tx, lead, lead_id, root=root, state=state, last_progress_at=tx.now, **kept)


def ask_again_at(tx: Transaction, on: date | None) -> datetime:
    """Nine in the morning of the day that was agreed, else some days from now. Never before now."""
    if on is None:
        return tx.now + timedelta(days=int(parameter(tx.connection, "lead.next_days", 7)))
    return max(datetime.combine(on, time(9), COMPANY_ZONE), tx.now)


def close(tx: Transaction, lead_id: int, reason: str, *, root: int | None = None) -> None:
    """Nothing came of it; closing it twice is harmless."""
    changes.edit(
        tx, lead, row_of(tx.connection, lead_id).id, root=root, state="disqualified", reason=reason.strip()
    )


def to_account(tx: Transaction, lead_id: int, *, root: int | None = None) -> int:
    """The customer of a lead: the one it was matched with, or a new prospect that belongs to the lead's owner."""
    row = row_of(tx.connection, lead_id)
    if row.account_id is not None:
        return int(row.account_id)
    account_id = changes.add(
        tx,
        account,
        root=root,
        code=next_number(tx, "account"),
        kind="prospect",
        name=row.company or row.contact_name or row.title,
        form="company" if row.company else "person",
        phone=row.phone,
        email=row.email,
        tax_no=row.tax_no,
        source=row.source,
        owner_id=row.owner_id,
        approved=False,
    )
    if row.contact_name:
        changes.add(
            tx,
            contact,
            root=root,
            account_id=account_id,
            name=row.contact_name,
            mobile=row.phone,
            email=row.email,
            is_main=True,
        )
    changes.edit(tx, lead, lead_id, root=root, account_id=account_id)
    return account_id


def to_opportunity(tx: Transaction, lead_id: int, account_id: int, *, root: int | None = None) -> int:
    """The opportunity of a lead, made the first time."""
    row = row_of(tx.connection, lead_id)
    if row.opportunity_id is not None:
        return int(row.opportunity_id)
    assert row.owner_id is not None, "a lead is assigned before it becomes an opportunity"
    main = tx.connection.scalar(
        select(contact.c.id)
        .where(contact.c.account_id == account_id, contact.c.deleted_at.is_(None))
        .order_by(contact.c.is_main.desc(), contact.c.id)
        .limit(1)
    )
    values = {
        "name": (row.product_interest or row.need or row.title)[:200],
        "account_id": account_id,
        "contact_id": main,
        "owner_id": row.owner_id,
        "plate_id": row.plate_id,
        "expected_amount": row.budget,
        "expected_close_on": row.decision_on,
        "instance_id": row.instance_id,
    }
    opportunity_id = opportunities.enter(tx, values, root=root)
    changes.edit(
        tx, lead, lead_id, root=root, state="converted", opportunity_id=opportunity_id, account_id=account_id
    )
    return opportunity_id
