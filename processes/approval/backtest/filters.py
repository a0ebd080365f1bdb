"""Which approvals of the past are looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import Connection

from engine import organisation
from processes.approval.backtest.runs import Run
from processes.approval.documents import DocumentType, FactField

DAYS: tuple[int, ...] = (30, 90, 180, 365, 730)
_AMOUNTS = ("amount", "total")


@dataclass(frozen=True, kw_only=True, slots=True)
class Filters:
    """The last `days` days; of a department with those below it, of one applicant, between two amounts.

    `facts`: fact → the value it has, for facts with few values; `true` and `false` for those that hold or not.
    """

    days: int = 365
    department: int | None = None
    applicant: str = ""
    least: Decimal | None = None
    most: Decimal | None = None
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def period(self) -> timedelta:
        """How far back."""
        return timedelta(days=self.days)


def amount_fact(document: DocumentType) -> FactField | None:
    """The fact that says how much a document is about."""
    named = (document.fact(name) for name in _AMOUNTS)
    return next((fact for fact in named if fact is not None and fact.unit == "money"), None)


def amount_of(run: Run, fact: FactField | None) -> Decimal | None:
    """How much it was about, as it was known at last."""
    value = None if fact is None else run.facts.get(fact.name)
    return Decimal(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None


def chosen(
    connection: Connection, runs: Sequence[Run], filters: Filters, document: DocumentType
) -> list[Run]:
    """The approvals that pass all filters."""
    people = None
    if filters.department is not None:
        people = _people(connection, (run.applicant for run in runs), filters.department)
    fact = amount_fact(document)
    return [run for run in runs if _passes(run, filters, people, fact)]


def choice_facts(document: DocumentType) -> list[FactField]:
    """The facts that approvals can be filtered by: those with few values."""
    return [fact for fact in document.facts if fact.choices or fact.type == "boolean"]


def _passes(run: Run, filters: Filters, people: frozenset[str] | None, fact: FactField | None) -> bool:
    if people is not None and run.applicant not in people:
        return False
    if filters.applicant and run.applicant != filters.applicant:
        return False
    if filters.least is not None or filters.most is not None:
        amount = amount_of(run, fact)
        if amount is None or not _between(amount, filters.least, filters.most):
            return False
    return all(_written(run.facts.get(name)) == value for name, value in filters.facts.items())


def _between(amount: Decimal, least: Decimal | None, most: Decimal | None) -> bool:
    return (least is None or amount >= least) and (most is None or amount <= most)


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _people(connection: Connection, logins: Iterable[str], department: int) -> frozenset[str]:
    """Those who belong to a department or to one below it, as of today."""
    return frozenset(login for login in set(logins) if _belongs(connection, login, department))


def _belongs(connection: Connection, login: str, department: int) -> bool:
    person = organisation.by_login(connection, login)
    above = None if person is None else organisation.department(connection, person.department_id)
    while above is not None and above.id != department:
        above = organisation.department(connection, above.parent_id)
    return above is not None
