"""Lists that fields of requests choose from: people, departments, customers. They are read when a form is used."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, func, or_

from adapters.crm import catalogue, tables
from adapters.crm.records import access
from adapters.crm.records.lookups import offered as administrators_lists
from engine import organisation
from engine.organisation import Person
from engine.organisation.snapshot import snapshot
from forms.schema.lists import Offered
from processes.requests.fields import DEPARTMENTS, PEOPLE

SUGGESTED = 100  # customers that the browser offers; any other that one may see can be typed


def offered(connection: Connection, kinds: Collection[str]) -> Mapping[str, Offered]:
    """Lists by kind: ours, and those that administrators keep."""
    found: dict[str, Offered] = {}
    if PEOPLE in kinds:
        everyone = organisation.everyone(connection)
        found[PEOPLE] = Offered(
            active={one.login: _labels(one) for one in everyone if one.is_active},
            ever={one.login: _labels(one) for one in everyone},
        )
    if DEPARTMENTS in kinds:
        words = {one.code: (one.name, one.name_en) for one in _departments(connection)}
        found[DEPARTMENTS] = Offered(active=words, ever=words)
    rest = set(kinds) - found.keys()
    return {**found, **administrators_lists(connection, rest)} if rest else found


def customers(connection: Connection, person: Person) -> Sequence[str]:
    """What a person may type into a field for a customer: the latest ones he sees, as number and name."""
    account = tables.account
    query = access.readable(connection, person, catalogue.entity("account"))
    rows = connection.execute(query.order_by(account.c.id.desc()).limit(SUGGESTED))
    return [called(row) for row in rows]


def customer(connection: Connection, person: Person, typed: str) -> str | None:
    """The one customer that a text names, by number or name, among those a person may see; None for none."""
    text = typed.strip()
    number = text.partition(" · ")[0].strip()
    account = tables.account
    query = access.readable(connection, person, catalogue.entity("account")).where(
        or_(
            account.c.code == number,
            func.lower(account.c.name) == text.lower(),
            func.lower(account.c.name_en) == text.lower(),
            account.c.short_name == text,
        )
    )
    rows = connection.execute(query.order_by(account.c.id).limit(2)).all()
    exact = [row for row in rows if row.code == number]
    return called((exact or rows)[0]) if len(exact or rows) == 1 else None


def called(row: Any) -> str:
    """Number and name."""
    return f"{row.code} · {row.short_name or row.name}"


def _labels(one: Person) -> tuple[str, str]:
    return one.full_label("zh"), one.full_label("en")


def _departments(connection: Connection) -> list[organisation.Department]:
    return sorted(snapshot(connection).departments.values(), key=lambda one: one.code)
