"""What the tasks of an approval are about, kept where it can be asked by the page: type, amount, applicant."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import update

from engine.ports import AdapterCall
from engine.store.upsert import insert_missing
from processes.approval.documents import DocumentType
from processes.approval.evaluations import Subject
from processes.approval.model import Point
from processes.approval.tables import subject as table

CURRENCY: Final = "CNY"
"""The company's: limits of substitutes are in it."""
DOCUMENT: Final = "document:"
PROCESS: Final = "process:"


def document_kind(key: str) -> str:
    """What a rule of substitution calls a type of document."""
    return DOCUMENT + key


def process_kind(key: str) -> str:
    """What a rule of substitution calls a process with all its tasks."""
    return PROCESS + key


def amount_of(document: DocumentType, facts: Mapping[str, Any]) -> tuple[Decimal | None, bool]:
    """The amount of a document, and whether it is in the company's currency."""
    fact = document.amount_fact
    value = None if fact is None else facts.get(fact.name)
    amount = Decimal(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None
    return amount, facts.get("currency", CURRENCY) in (CURRENCY, None, "")


def note(
    call: AdapterCall, subject: Subject, point: Point, document: DocumentType, facts: Mapping[str, Any]
) -> None:
    """Keep what the tasks of this point are about."""
    connection = call.tx.connection
    amount, comparable = amount_of(document, facts)
    values = {
        "document_type": subject.document_type,
        "document_id": subject.document_id,
        "applicant": subject.applicant,
        "amount": amount,
        "comparable": comparable,
        "fresh": any(rule.fresh for rule in point.rules),
    }
    if not insert_missing(connection, table, instance_id=call.instance_id, **values):
        connection.execute(update(table).where(table.c.instance_id == call.instance_id).values(**values))
