"""Quotes as documents of approval flows: their facts, and quotes to try a flow with."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, or_

from adapters.crm import facts, line_approvers, quotes, tables
from engine import organisation
from engine.organisation import Person
from processes.approval.calling import rows_of
from processes.approval.documents import DocumentType, Sample
from processes.approval.values import grouped

MOST_SAMPLES = 12


def samples(connection: Connection, person: Person, words: str, lang: str) -> Sequence[Sample]:
    """The latest quotes a person may see, by number or customer."""
    query = quotes.quotes(connection, person).order_by(tables.quote.c.id.desc()).limit(MOST_SAMPLES)
    for word in words.split()[:5]:
        query = query.where(
            or_(
                tables.quote.c.no.icontains(word, autoescape=True),
                tables.account.c.name.icontains(word, autoescape=True),
                tables.account.c.name_en.icontains(word, autoescape=True),
            )
        )
    found = []
    for row in connection.execute(query):
        owner = organisation.person(connection, row.owner_id)
        customer = row.name if lang == "zh" else row.name_en or row.name
        title = f"{row.no} · {customer} · ¥{grouped(row.total.quantize(1))}"
        found.append(Sample(id=row.id, title=title, applicant=owner.login if owner else ""))
    return found


QUOTES = DocumentType(
    key="quote",
    zh="报价",
    en="Quotes",
    facts=facts.QUOTE_FACTS,
    read=facts.read,
    samples=samples,
    called=rows_of("quote"),
    agreed=line_approvers.of_quote,
)
