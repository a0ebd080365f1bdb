"""Who is given a new record: the rules of `crm_assignment_rule`, in turns or to whoever has least."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select

from adapters.crm import changes, tables
from engine import feel, organisation
from engine.organisation.snapshot import snapshot
from engine.store.uow import Transaction

rule, lead = tables.assignment_rule, tables.lead
#: column of a rule → the fact it is compared with
LISTS = {"channels": "channel", "regions": "region", "industries": "industry", "products": "product"}
#: These are words within a text; the others are codes.
WORDS = frozenset({"regions", "products"})
Facts = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A rule that was asked: the column that did not fit (`condition` for the expression), or who stands for it."""

    row: Row[Any]
    misfit: str = ""
    people: Sequence[int] = ()

    @property
    def gives(self) -> bool:
        """Whether it names somebody."""
        return not self.misfit and bool(self.people)


def choose(tx: Transaction, entity: str, facts: Facts, *, name: str = "") -> int | None:
    """The person that the first fitting rule names, who is active; None without one. Takes turns when asked to.

    `name`: the rule that a decision chose, where there is one of that name; else they are gone through in order.
    """
    known = rules(tx.connection, entity)
    named = [row for row in known if row.name == name] if name else []
    found = first(tx.connection, named or known, facts)
    if found is None:
        return None
    chosen = turn(found, found.row.last_person_id, lambda one: load(tx.connection, one))
    if found.row.way == "round_robin":
        changes.edit(tx, rule, found.row.id, last_person_id=chosen)
    return chosen


def rules(connection: Connection, entity: str, *, off_too: bool = False) -> Sequence[Row[Any]]:
    """The rules in order; `off_too` with those that are switched off."""
    query = select(rule).where(rule.c.entity == entity, rule.c.deleted_at.is_(None))
    if not off_too:
        query = query.where(rule.c.active)
    return connection.execute(query.order_by(rule.c.sort, rule.c.id)).all()


def first(connection: Connection, known: Sequence[Row[Any]], facts: Facts) -> Asked | None:
    """The first rule that fits and names somebody."""
    asked = (ask(connection, row, facts) for row in known)
    return next((one for one in asked if one.gives), None)


def ask(connection: Connection, row: Row[Any], facts: Facts) -> Asked:
    """Whether a rule fits, and who stands for it. A condition that cannot be computed does not fit."""
    for column, fact in LISTS.items():
        wanted, given = row._mapping[column], str(facts.get(fact) or "")
        fits = any(one in given for one in wanted) if column in WORDS else given in wanted
        if wanted and not fits:
            return Asked(row=row, misfit=column)
    if not _holds(row.condition, facts):
        return Asked(row=row, misfit="condition")
    return Asked(row=row, people=people_of(connection, row))


def people_of(connection: Connection, row: Row[Any]) -> list[int]:
    """The active people that a rule names, then those below the leader it names, each once."""
    known = snapshot(connection)
    named = list(row.people)
    if row.team_of_id is not None:
        below = (
            one for one in known.persons.values() if any(p.id == row.team_of_id for p in known.chain(one.id))
        )
        named += sorted(one.id for one in below)
    return [one for one in dict.fromkeys(named) if one in known.persons and known.persons[one].is_active]


def turn(asked: Asked, last: int | None, load_of: Callable[[int], int]) -> int:
    """Whose turn it is: the next after the last one, or whoever has least."""
    people = list(asked.people)
    if asked.row.way == "least_loaded":
        return min(people, key=lambda one: (load_of(one), people.index(one)))
    after = people.index(last) + 1 if last in people else 0
    return people[after % len(people)]


def load(connection: Connection, person_id: int) -> int:
    """Open leads and opportunities of a person."""
    open_ones = tables.opportunity
    new = select(func.count()).where(
        lead.c.owner_id == person_id, lead.c.state.in_(("new", "contacted")), lead.c.deleted_at.is_(None)
    )
    running = select(func.count()).where(
        open_ones.c.owner_id == person_id, open_ones.c.state == "open", open_ones.c.deleted_at.is_(None)
    )
    return int(connection.scalar(new) or 0) + int(connection.scalar(running) or 0)


def facts_of_lead(row: Row[Any], party: Row[Any] | None = None) -> dict[str, Any]:
    """What rules are asked about: the lead, and the customer it is from where he is known."""
    return {
        "channel": row.channel,
        "source": row.source,
        "region": row.region or (f"{party.province} {party.city}".strip() if party else ""),
        "product": row.product_interest,
        "campaign": row.campaign,
        "budget": row.budget,
        "industry": party.industry if party else "",
        "level": party.level if party else "",
    }


def customer_of(connection: Connection, row: Row[Any]) -> Row[Any] | None:
    """The customer a lead is from."""
    return None if row.account_id is None else changes.row_of(connection, tables.account, row.account_id)


def owner_of_customer(connection: Connection, party: Row[Any] | None) -> int | None:
    """Known customers stay with whoever looks after them."""
    person = organisation.person(connection, party.owner_id) if party and party.owner_id else None
    return person.id if person is not None and person.is_active else None


def _holds(condition: str, facts: Facts) -> bool:
    """Whether the expression of a rule is true. One that cannot be computed is not: somebody assigns by hand."""
    if not condition.strip():
        return True
    try:
        return feel.compile_expression(condition).evaluate(facts) is True
    except feel.FeelError:
        return False
