"""Who is calling: contacts and customers by a phone number, with what is open for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Connection, Row, func, select, union_all

from adapters.crm import feedback, tables
from adapters.crm.catalogue import entity
from adapters.crm.duplicates.keys import SHORTEST_PHONE, phone_key
from adapters.crm.index.finding import find
from adapters.crm.index.terms import LAST
from adapters.crm.records import access
from engine.organisation import Person

account, contact, case = tables.account, tables.contact, tables.feedback
match_key = tables.match_key
LEAST_DIGITS, MOST = 5, 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Caller:
    """A customer who may be on the phone, and the contact if one has the number."""

    account: Row[Any]
    contact: Row[Any] | None
    open_cases: int


def by_phone(connection: Connection, person: Person, number: str) -> list[Caller]:
    """Contacts with this number, then customers; within the person's reach.

    Numbers are written with and without country and area code: what counts is how they end.
    """
    digits = phone_key(number, LEAST_DIGITS)
    if not digits:
        return []
    backwards = digits[::-1]
    whole = match_key.c.value.between(backwards, backwards + LAST)
    shorter = [backwards[:length] for length in range(SHORTEST_PHONE, len(backwards))]
    return _having(connection, person, whole) or _having(connection, person, match_key.c.value.in_(shorter))


def by_name(connection: Connection, person: Person, words: str) -> list[Caller]:
    """Customers by name, short name or number."""
    rows = find(connection, person, entity("account"), words, MOST)
    return _callers(connection, {row.id: row for row in rows}, [])


def _having(connection: Connection, person: Person, number: ColumnElement[bool]) -> list[Caller]:
    """Those with a number in the index of what identifies somebody."""
    people = connection.execute(
        access.readable(connection, person, entity("contact"), few=True)
        .where(contact.c.id.in_(_rows("contact", number)))
        .limit(MOST)
    ).all()
    theirs = account.c.id.in_([one.account_id for one in people])
    parties: dict[int, Row[Any]] = {}
    for condition in (theirs, account.c.id.in_(_rows("account", number))):
        query = access.readable(connection, person, entity("account"), few=True).where(condition).limit(MOST)
        parties |= {row.id: row for row in connection.execute(query)}
    return _callers(connection, parties, people)


def _rows(source: str, number: ColumnElement[bool]) -> CompoundSelect[int]:
    """One SELECT for each kind of number: the index is entered by the kind."""
    return union_all(
        *(
            select(match_key.c.row_id).where(match_key.c.kind == kind, number, match_key.c.source == source)
            for kind in ("phone", "home")
        )
    )


def _callers(
    connection: Connection, parties: dict[int, Row[Any]], people: Sequence[Row[Any]]
) -> list[Caller]:
    counted = (
        select(case.c.account_id, func.count())
        .where(case.c.account_id.in_(parties), case.c.state.in_(feedback.OPEN), case.c.deleted_at.is_(None))
        .group_by(case.c.account_id)
    )
    waiting = {row[0]: row[1] for row in connection.execute(counted)}
    known = [
        Caller(account=parties[one.account_id], contact=one, open_cases=waiting.get(one.account_id, 0))
        for one in people
        if one.account_id in parties
    ]
    told = {one.account.id for one in known}
    rest = [
        Caller(account=row, contact=None, open_cases=waiting.get(row.id, 0))
        for row in parties.values()
        if row.id not in told
    ]
    return known + rest
