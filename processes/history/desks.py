"""What people do with the tasks of processes: who, how long it lies on his desk, and what he answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from random import Random
from typing import Any

from sqlalchemy import Connection, Row, select

from engine.errors import EngineError
from engine.organisation import Person
from engine.store.schema import definitions, runtime
from engine.store.uow import Transaction
from engine.store.values import decode
from processes.history.agenda import Agenda
from processes.history.company import Company

item, candidate = runtime.work_item, runtime.candidate
#: One task is asked for again at most so often: what nobody can settle stays open.
MOST_VISITS = 14


@dataclass(frozen=True, kw_only=True)
class Turn:
    """Somebody at an open task: what the process knows, and the dice of this very visit."""

    company: Company
    tx: Transaction
    person: Person
    item: Row[Any]
    facts: Mapping[str, Any]
    dice: Random
    visit: int  # the first one is 1


Values = Mapping[str, Any]
Act = Callable[[Turn], Values | None]
"""What the task is completed with; None: not yet. May write records in the same transaction."""
#: How much longer everything takes in the last days, so that today there is something to do on every desk.
BUSY = 5
#: Working hours until somebody looks again at a task that could not be done.
LATER = 40


@dataclass(frozen=True, kw_only=True)
class Answer:
    """How a task is dealt with: working hours until then, from … to, and what is answered."""

    act: Act
    hours: tuple[float, float] = (0.5, 8)


class Desks:
    """Sees every task that comes up and plans who completes it when."""

    def __init__(
        self, *, company: Company, answers: Mapping[tuple[str, str], Answer], busy_from: datetime
    ) -> None:
        self._company = company
        self._answers = answers
        self._busy_from = busy_from
        self._keys: dict[int, str] = {}
        self._last = 0
        self._visits: Counter[tuple[int, str]] = Counter()
        self.unanswered: Counter[tuple[str, str]] = Counter()

    def look(self, agenda: Agenda) -> None:
        """Plan what came up since the last look."""
        with self._company.store.read() as connection:
            query = select(item).where(item.c.id > self._last, item.c.closed_at.is_(None)).order_by(item.c.id)
            for row in connection.execute(query).all():
                self._last = row.id
                self._plan(agenda, row, self._process(connection, row.definition_id))

    def _plan(self, agenda: Agenda, row: Row[Any], process: str) -> None:
        answer = self._answers.get((process, row.element))
        place = (row.root_id, f"{process}.{row.element} {row.title}")
        self._visits[place] += 1
        visit = self._visits[place]
        if answer is None or visit > MOST_VISITS:
            self.unanswered[(process, row.element)] += 1
            return
        dice = self._company.dice(process, row.element, row.title, visit)
        hours = dice.uniform(*answer.hours) * (BUSY if row.created_at > self._busy_from else 1)
        at = self._company.working(row.created_at, hours)
        what = f"{process}.{row.element} {row.title}"
        agenda.plan(at, what, partial(self._complete, agenda, what, row, answer, dice, visit))

    def _complete(
        self, agenda: Agenda, what: str, row: Row[Any], answer: Answer, dice: Random, visit: int
    ) -> None:
        with self._company.store.read() as connection:
            now = connection.execute(select(item).where(item.c.id == row.id)).one()
            login = self._who(connection, now, dice)
            facts = _facts(connection, now.token_id)
        if now.closed_at is not None or login is None:
            return
        late: Any = None
        with self._company.begin(login, "task") as tx:
            turn = Turn(
                company=self._company,
                tx=tx,
                person=self._company.person(login),
                item=now,
                facts=facts,
                dice=dice,
                visit=visit,
            )
            values = answer.act(turn)
            if values is not None:
                late = self._company.engine.complete_in(
                    tx, now.id, dict(values), by=self._company.actor(login)
                )
        if isinstance(late, EngineError):
            raise late
        if values is None:
            again = partial(self._complete, agenda, what, row, answer, dice, visit)
            agenda.plan(self._company.working(self._company.now, LATER), what, again)

    def _who(self, connection: Connection, row: Row[Any], dice: Random) -> str | None:
        if row.assignee is not None:
            return str(row.assignee)
        query = select(candidate).where(candidate.c.work_item_id == row.id).order_by(candidate.c.kind)
        found: list[str] = []
        for one in connection.execute(query.order_by(candidate.c.name)):
            found += [one.name] if one.kind == "user" else self._company.holders(one.name)
        return dice.choice(found) if found else None

    def _process(self, connection: Connection, definition_id: int) -> str:
        if definition_id not in self._keys:
            known = definitions.definition
            query = select(known.c.key).where(known.c.id == definition_id)
            self._keys[definition_id] = str(connection.scalar(query))
        return self._keys[definition_id]


def _facts(connection: Connection, token_id: int) -> dict[str, Any]:
    """The variables that the token of a task sees, those near to it first."""
    token, scope, variable = runtime.token, runtime.scope, runtime.variable
    here = connection.scalar(select(token.c.scope_id).where(token.c.id == token_id))
    values: dict[str, Any] = {}
    while here is not None:
        row = connection.execute(select(scope.c.local, scope.c.parent_id).where(scope.c.id == here)).one()
        rows = connection.execute(
            select(variable.c.name, variable.c.value).where(variable.c.scope_id == here)
        )
        known = {name: decode(value) for name, value in rows if not name.startswith("$")}
        values = {**(decode(row.local) if row.local else {}), **known} | values
        here = row.parent_id
    return {name: int(value) if _is_id(name, value) else value for name, value in values.items()}


def _is_id(name: str, value: object) -> bool:
    """Ids come back from the process as numbers of its expression language."""
    return name.endswith("_id") and isinstance(value, Decimal)


def merged(groups: Sequence[Mapping[tuple[str, str], Answer]]) -> dict[tuple[str, str], Answer]:
    """All answers; one task has one."""
    found: dict[tuple[str, str], Answer] = {}
    for group in groups:
        assert not found.keys() & group.keys()
        found.update(group)
    return found
