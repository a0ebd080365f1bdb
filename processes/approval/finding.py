"""What one approver rule finds: people in order, with how they were found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import Connection

from engine import organisation
from engine.organisation import Person
from processes.approval.approver_rule import Limit, Rule, StandIn
from processes.approval.errors import AmountMissing

FALLBACK = StandIn(position="general_manager")
How = Literal["superior", "holder", "department", "level", "person", "next_superior", "fallback", "stand_in"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Asking:
    """What rules look at. `left_out` gathers whom they would have found, and why not: keys of LEFT_OUT."""

    connection: Connection
    applicant: Person | None
    facts: Mapping[str, Any]
    decided: frozenset[str]
    left_out: dict[str, str] = field(default_factory=dict)

    @property
    def chain(self) -> list[Person]:
        """The superiors of the applicant, nearest first; those who may nothing are among them."""
        return organisation.superiors(self.connection, self.applicant.id) if self.applicant else []


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """Somebody who may decide. `pool` says of whom he is one, where turns are taken."""

    person: Person
    position: str = ""
    how: How = "holder"
    levels: int = 0
    limit: str | None = None
    fact: str = ""
    pool: str = ""


def find(asking: Asking, rule: Rule) -> list[Found]:
    """The people of a rule, or those who stand in for them; nobody where even those are not there.

    Raises AmountMissing for a table by amount without its number.
    """
    found = _find(asking, rule)
    if found:
        return found
    if _asks_the_applicant(asking, rule):
        above = _first(asking, rule, asking.chain)
        if above:
            return [Found(person=above, position=rule.position, how="next_superior")]
    return _standing_in(asking, rule)


def _find(asking: Asking, rule: Rule) -> list[Found]:
    match rule.kind:
        case "position":
            return _position(asking, rule)
        case "department":
            return _department(asking, rule)
        case "superior":
            above = _first(asking, rule, asking.chain[max(rule.levels, 1) - 1 :])
            return [Found(person=above, how="level", levels=rule.levels)] if above else []
        case "person":
            named = organisation.by_login(asking.connection, rule.person)
            return [Found(person=named, how="person")] if named and _may(asking, rule, named) else []
        case "amount":
            return _by_amount(asking, rule)


def _position(asking: Asking, rule: Rule) -> list[Found]:
    code = rule.position
    if rule.near:
        above = _first(asking, rule, (one for one in asking.chain if code in one.positions))
        if above is not None:
            return [Found(person=above, position=code, how="superior")]
    holders = organisation.holders(asking.connection, code)
    return _all(asking, rule, holders, Found(person=_ANYBODY, position=code, how="holder", pool=code))


def _department(asking: Asking, rule: Rule) -> list[Found]:
    """Up the tree of departments until one has somebody."""
    within = asking.applicant.department_id if asking.applicant else None
    passed: set[int] = set()
    while within is not None and within not in passed:
        passed.add(within)
        holders = organisation.holders(asking.connection, rule.position, department=within)
        pool = f"{rule.position}@{within}"
        found = _all(
            asking,
            rule,
            holders,
            Found(person=_ANYBODY, position=rule.position, how="department", pool=pool),
        )
        if found:
            return found
        here = organisation.department(asking.connection, within)
        within = here.parent_id if here else None
    return []


def limit_of(rule: Rule, facts: Mapping[str, Any]) -> Limit | None:
    """The line of a table by amount that a document falls under. Raises AmountMissing."""
    amount = facts.get(rule.fact)
    if isinstance(amount, bool) or not isinstance(amount, int | Decimal):
        raise AmountMissing(fact=rule.fact, fact_en=rule.fact)
    return next((one for one in rule.limits if one.up_to is None or amount <= one.up_to), None)


def _by_amount(asking: Asking, rule: Rule) -> list[Found]:
    line = limit_of(rule, asking.facts)
    if line is None:
        return []
    limit = "" if line.up_to is None else format(line.up_to, "f")
    return [
        replace(one, limit=limit, fact=rule.fact)
        for one in _position(asking, replace(rule, position=line.position))
    ]


def _asks_the_applicant(asking: Asking, rule: Rule) -> bool:
    """Whether the rule would have named the applicant himself: then his superior decides."""
    applicant = asking.applicant
    if applicant is None or rule.kind == "superior":
        return False
    if rule.kind == "person":
        return rule.person.casefold() == applicant.login.casefold()
    if rule.kind == "amount":
        line = limit_of(rule, asking.facts)
        return line is not None and line.position in applicant.positions
    return rule.position in applicant.positions


def _standing_in(asking: Asking, rule: Rule) -> list[Found]:
    stand_in = rule.fallback or FALLBACK
    how: How = "fallback" if rule.fallback is None else "stand_in"
    position = rule.position or stand_in.position
    if stand_in.person:
        named = organisation.by_login(asking.connection, stand_in.person)
        people = [named] if named else []
    else:
        people = organisation.holders(asking.connection, stand_in.position)
    without_rank = replace(rule, rank=0)
    pool = stand_in.position
    return _all(asking, without_rank, people, Found(person=_ANYBODY, position=position, how=how, pool=pool))


def _all(asking: Asking, rule: Rule, people: Iterable[Person], like: Found) -> list[Found]:
    return [replace(like, person=one) for one in people if _may(asking, rule, one)]


def _first(asking: Asking, rule: Rule, people: Iterable[Person]) -> Person | None:
    return next((one for one in people if _may(asking, rule, one)), None)


def _may(asking: Asking, rule: Rule, person: Person) -> bool:
    """Active, not the applicant, of the rank, and where four eyes are asked for, none who decided before."""
    why = _why_not(asking, rule, person)
    if why:
        asking.left_out.setdefault(person.login, why)
    return not why


def _why_not(asking: Asking, rule: Rule, person: Person) -> str:
    if asking.applicant is not None and person.id == asking.applicant.id:
        return "applicant"
    if not person.is_active:
        return "inactive"
    if rule.fresh and person.login in asking.decided:
        return "decided"
    return "rank" if rule.rank and rule.rank > _rank(asking.connection, person) else ""


def _rank(connection: Connection, person: Person) -> int:
    held = (organisation.position(connection, code) for code in person.positions)
    return max((one.rank for one in held if one is not None), default=0)


_ANYBODY = Person(id=0, login="", name="", name_en="", department_id=None, superior_id=None)
