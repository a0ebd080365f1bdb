"""Mails to customers: written from a template, kept as communications, sent by their process."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from adapters.crm import activities, changes, tables
from adapters.crm.catalogue.accounts import ACCOUNT
from adapters.crm.errors import Fault, InvalidFields
from adapters.crm.processes import Processes
from adapters.crm.records import access
from engine import organisation
from engine.errors import NotFound
from engine.organisation import Person, demand
from engine.organisation.snapshot import COMPANY_ZONE
from engine.store.uow import Transaction

PROCESS = "customer_mail"
communication, template = tables.communication, tables.text_template
_ADDRESS = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")
LONGEST = {"to": 200, "subject": 200, "text": 8_000}


def templates(connection: Connection) -> Sequence[Row[Any]]:
    """The texts for mails that are in use."""
    query = select(template).where(
        template.c.kind == "mail", template.c.active, template.c.deleted_at.is_(None)
    )
    return connection.execute(query.order_by(template.c.name)).all()


def filled(
    connection: Connection,
    person: Person,
    party: Row[Any],
    contact: Row[Any] | None,
    body: str,
    lang: str,
    today: str,
) -> str:
    """A text with its placeholders filled in; what is no placeholder stays as it is."""
    english = lang == "en"
    root = _company(connection)
    said: Mapping[str, str] = {
        "customer": party.name_en or party.name if english else party.name,
        "contact": "" if contact is None else (contact.name_en or contact.name if english else contact.name),
        "person": person.label("en" if english else "zh"),
        "company": "" if root is None else root.title(lang),
        "date": today,
    }
    return re.sub(r"\{(\w+)\}", lambda match: said.get(match[1], match[0]), body)


def _company(connection: Connection) -> Any:
    """The department at the top: the company itself."""
    table = organisation.tables.department
    top = connection.scalar(select(table.c.id).where(table.c.parent_id.is_(None)).order_by(table.c.id))
    return organisation.department(connection, top) if top is not None else None


def send(
    tx: Transaction,
    person: Person,
    processes: Processes,
    account_id: int,
    typed: Mapping[str, str],
    *,
    submission: str,
) -> int:
    """Keep a mail and let its process send it; the id of the communication. Sent twice it is sent once.

    `typed`: to, subject, text, language, contact_id, next_step. Raises InvalidFields, NotFound, NotGranted.
    """
    demand(tx.connection, person, "contact", "add")
    access.find(tx.connection, person, ACCOUNT, account_id)
    known = tx.connection.scalar(select(communication.c.id).where(communication.c.submission == submission))
    if known is not None:
        return int(known)
    values = {name: typed.get(name, "").strip() for name in ("to", "subject", "text", "language")}
    if faults := _faults(values):
        raise InvalidFields(faults)
    if step := typed.get("next_step", "").strip():
        activities.next_step(tx, person, subject=step, due_at=None, account_id=account_id)
    changes.edit(tx, tables.account, account_id, last_contact_at=tx.now)
    letter = changes.add(
        tx,
        communication,
        account_id=account_id,
        contact_id=_contact(tx.connection, account_id, typed.get("contact_id", "")),
        type="mail",
        at=tx.now,
        direction="out",
        subject=values["subject"],
        content=values["text"],
        by_id=person.id,
        channel_ref=values["to"],
        delivery="sending",
        submission=submission,
        attrs={"language": "en" if values["language"] == "en" else "zh"},
    )
    root = processes.start_in(
        tx, PROCESS, {"communication_id": letter}, business_key=f"mail-{letter}", by=person
    )
    changes.edit(tx, communication, letter, root=root, instance_id=root)
    return letter


def row_of(connection: Connection, letter: int) -> Row[Any]:
    """One mail, whoever asks. Raises NotFound."""
    row = changes.row_of(connection, communication, letter)
    if row is None or row.deleted_at is not None or not row.delivery:
        raise NotFound(what="mail", what_zh="邮件", id=letter)
    return row


def _faults(values: Mapping[str, str]) -> list[Fault]:
    found = [
        Fault(field=name, zh=f"请填写 1 到 {most} 个字", en=f"1 to {most} characters, please")
        for name, most in LONGEST.items()
        if not 0 < len(values[name]) <= most
    ]
    if not found and not _ADDRESS.fullmatch(values["to"]):
        found.append(Fault(field="to", zh="这不是邮箱地址", en="this is no e-mail address"))
    return found


def _contact(connection: Connection, account_id: int, text: str) -> int | None:
    """A contact of this customer."""
    if not text.isdecimal() or len(text) > 18:
        return None
    row = changes.row_of(connection, tables.contact, int(text))
    return row.id if row is not None and row.account_id == account_id else None


def day(tx_now: Any) -> str:
    """The day as letters write it."""
    return f"{tx_now.astimezone(COMPANY_ZONE):%Y-%m-%d}"
