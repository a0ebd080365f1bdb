"""Who is calling: contacts and customers by a phone number, with what is open for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, or_, select

from adapters.crm import feedback, tables
from adapters.crm.catalogue import entity
from adapters.crm.records import access
from engine.organisation import Person

account, contact, case = tables.account, tables.contact, tables.feedback
LEAST_DIGITS, MOST = 5, 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Caller:
    """A customer who may be on the phone, and the contact if one has the number."""

    account: Row[Any]
    contact: Row[Any] | None
    open_cases: int


def by_phone(connection: Connection, person: Person, number: str) -> list[Caller]:
    """Contacts with this number, then customers; within the person's reach."""
    digits = "".join(char for char in number if char.isdecimal())
    if len(digits) < LEAST_DIGITS:
        return []
    of_contact = or_(
        *(_ends(column, digits) for column in (contact.c.mobile, contact.c.phone, contact.c.home_phone))
    )
    people = connection.execute(
        access.readable(connection, person, entity("contact")).where(of_contact).limit(MOST)
    ).all()
    of_account = or_(_ends(account.c.phone, digits), account.c.id.in_([one.account_id for one in people]))
    query = access.readable(connection, person, entity("account")).where(of_account).limit(MOST)
    parties = {row.id: row for row in connection.execute(query)}
    return _callers(connection, parties, people)


def by_name(connection: Connection, person: Person, words: str) -> list[Caller]:
    """Customers by name, short name or number."""
    query = access.readable(connection, person, entity("account"))
    for one in words.split()[:5]:
        columns = (account.c.name, account.c.name_en, account.c.short_name, account.c.code)
        query = query.where(or_(*(column.icontains(one, autoescape=True) for column in columns)))
    rows = connection.execute(query.order_by(account.c.code).limit(MOST)).all()
    return _callers(connection, {row.id: row for row in rows}, [])


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


def _ends(column: ColumnElement[str], digits: str) -> ColumnElement[bool]:
    """Numbers are written with spaces, dashes and country codes: what counts is how they end."""
    plain: ColumnElement[str] = column
    for mark in (" ", "-", "(", ")"):
        plain = func.replace(plain, mark, "")
    return plain.endswith(digits[-11:], autoescape=True)
