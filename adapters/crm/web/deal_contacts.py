"""The parts that contacts play in opportunities, for the page of the opportunity and of the customer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from adapters.crm import catalogue, tables
from adapters.crm.catalogue.opportunity_contacts import ATTITUDE_TONES, ATTITUDES, OPPORTUNITY_CONTACT
from adapters.crm.catalogue.sales import OPPORTUNITY
from adapters.crm.records import access
from adapters.crm.records.lookups import Codebook
from adapters.crm.words import word
from engine import organisation
from engine.organisation import Person
from forms.shell import lang

part, opportunity, contact = tables.opportunity_contact, tables.opportunity, tables.contact
MOST = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """What one contact is in one opportunity: the words of his role and attitude, and where it is changed."""

    role: str
    attitude: str
    tone: str
    remark: str
    url: str
    deal: str = ""
    deal_url: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Player:
    """A contact of the customer; `part` is None where he plays none yet, `usual` is his role elsewhere."""

    contact: Row[Any]
    part: Part | None
    usual: str


def of_opportunity(connection: Connection, person: Person, row: Row[Any]) -> Sequence[Player]:
    """The customer's people: those with a part in this opportunity first, then its contact, then the others."""
    if organisation.may(connection, person, "contact", "view") is None:
        return []
    book = Codebook(connection)
    mine = access.readable(connection, person, OPPORTUNITY_CONTACT).where(part.c.opportunity_id == row.id)
    parts = {one.contact_id: _part(book, one) for one in connection.execute(mine)}
    query = select(contact).where(contact.c.account_id == row.account_id, contact.c.deleted_at.is_(None))
    order = (
        contact.c.id.in_(parts).desc(),
        (contact.c.id == (row.contact_id or 0)).desc(),
        (contact.c.decision_role == "").asc(),
        contact.c.is_main.desc(),
        contact.c.id,
    )
    return [
        Player(
            contact=one,
            part=parts.get(one.id),
            usual=book.word("decision_role", one.decision_role, lang()),
        )
        for one in connection.execute(query.order_by(*order).limit(MOST))
    ]


def of_account(connection: Connection, person: Person, account_id: int) -> Mapping[int, Sequence[Part]]:
    """contact → his parts in the customer's open opportunities, the newest first."""
    if organisation.may(connection, person, OPPORTUNITY.right, "view") is None:
        return {}
    deals = access.readable(connection, person, catalogue.entity("opportunity"), few=True).where(
        opportunity.c.account_id == account_id, opportunity.c.state == "open"
    )
    named = {one.id: one for one in connection.execute(deals)}
    query = select(part).where(part.c.opportunity_id.in_(named), part.c.deleted_at.is_(None))
    book, found = Codebook(connection), defaultdict(list)
    for one in connection.execute(query.order_by(part.c.opportunity_id.desc())):
        deal = named[one.opportunity_id]
        found[one.contact_id].append(_part(book, one, deal=deal.name, deal_url=OPPORTUNITY.url(deal.id)))
    return found


def _part(book: Codebook, row: Row[Any], *, deal: str = "", deal_url: str = "") -> Part:
    return Part(
        role=book.word("decision_role", row.role, lang()),
        attitude=word(ATTITUDES, row.attitude, lang()),
        tone=ATTITUDE_TONES.get(row.attitude, ""),
        remark=row.remark,
        url=OPPORTUNITY_CONTACT.url(row.id),
        deal=deal,
        deal_url=deal_url,
    )
