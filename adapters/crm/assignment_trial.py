"""Assignment rules before they are switched on: on one lead, and on those of the last months."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from adapters.crm import assignment, tables
from adapters.crm.assignment import Asked

lead, account = tables.lead, tables.account
MOST = 5_000  # leads that are played through


@dataclass(frozen=True, kw_only=True, slots=True)
class Trial:
    """Who would get a lead: `owner` of its customer, else whom the last of `asked` names; None: by hand."""

    lead: Row[Any]
    owner: int | None
    asked: Sequence[Asked]
    chosen: int | None
    loads: dict[int, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Split:
    """How past leads are spread: person → number. None stands for nobody."""

    total: int
    was: Counter[int | None]
    now: Counter[int | None]
    then: Counter[int | None]  # with the rules that are switched off too
    hits: Counter[int]  # rule → leads that it would take

    def people(self) -> list[int | None]:
        """Everybody who has a share, the largest first; nobody last."""
        found = {*self.was, *self.now, *self.then} - {None}
        ranked: list[int | None] = [
            *sorted(found, key=lambda one: (-self.then[one], -self.was[one], one or 0))
        ]
        return [*ranked, None] if None in {*self.was, *self.now, *self.then} else ranked


def one(connection: Connection, row: Row[Any]) -> Trial:
    """A lead as it is now, with every rule that is asked until one fits; nothing is written."""
    party = assignment.customer_of(connection, row)
    owner = assignment.owner_of_customer(connection, party)
    facts, asked = assignment.facts_of_lead(row, party), list[Asked]()
    for known in assignment.rules(connection, "lead", off_too=True):
        asked.append(assignment.ask(connection, known, facts))
        if asked[-1].gives and known.active:
            break
    last = asked[-1] if asked and asked[-1].gives and asked[-1].row.active else None
    loads = {person: assignment.load(connection, person) for person in (last.people if last else ())}
    chosen = assignment.turn(last, last.row.last_person_id, loads.__getitem__) if last else None
    return Trial(lead=row, owner=owner, asked=asked, chosen=owner or chosen, loads=loads)


def split(connection: Connection, since: datetime) -> Split:
    """The leads since a moment, given out anew one after the other from the beginning."""
    query = (
        select(lead, account.c.id.label("known"))
        .outerjoin(account, account.c.id == lead.c.account_id)
        .where(lead.c.created_at >= since, lead.c.deleted_at.is_(None))
        .order_by(lead.c.created_at, lead.c.id)
        .limit(MOST)
    )
    leads = connection.execute(query).all()
    ids = {row.account_id for row in leads if row.account_id}
    found = connection.execute(select(account).where(account.c.id.in_(sorted(ids))))
    parties = {row.id: row for row in found}
    every = assignment.rules(connection, "lead", off_too=True)
    now, _hits = _played(connection, leads, parties, [row for row in every if row.active])
    then, hits = _played(connection, leads, parties, every)
    was = Counter(row.owner_id for row in leads)
    return Split(total=len(leads), was=was, now=now, then=then, hits=hits)


def _played(
    connection: Connection, leads: Sequence[Row[Any]], parties: dict[int, Row[Any]], rules: Sequence[Row[Any]]
) -> tuple[Counter[int | None], Counter[int]]:
    """Person → leads, rule → leads. Customers' owners are not asked: this is what the rules do by themselves."""
    given, hits, last = Counter[int | None](), Counter[int](), dict[int, int]()
    for row in leads:
        facts = assignment.facts_of_lead(row, parties.get(row.account_id))
        found = assignment.first(connection, rules, facts)
        if found is None:
            given[None] += 1
            continue
        chosen = assignment.turn(found, last.get(found.row.id), given.__getitem__)
        given[chosen] += 1
        hits[found.row.id] += 1
        last[found.row.id] = chosen
    return given, hits
