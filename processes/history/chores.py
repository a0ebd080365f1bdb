"""Tasks that people gave each other are worked on and done, some late, some never. Looked at every morning."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import Row, select

from adapters.crm import changes, tables, tasks
from adapters.demo.texts import work
from engine.organisation.snapshot import COMPANY_ZONE
from processes.history.agenda import Agenda
from processes.history.company import Company

#: action of a progress entry for each kind of task
ACTIONS = {
    "sales": ("phone", "visit", "demo"),
    "market": ("phone", "mail"),
    "service": ("visit", "phone"),
    "other": ("note",),
}
GIVEN_UP, FORGOTTEN = 0.05, 0.12
_RESULTS = {subject: (content, result) for _kind, subject, content, result in work.TASKS}


class Doers:
    """Reports on a task once, then brings it to its end."""

    def __init__(self, *, company: Company) -> None:
        self._company = company
        self._seen: set[int] = set()

    def look(self, agenda: Agenda) -> None:
        """Plan the work on tasks that came up since the last look."""
        task = tables.task
        query = select(task).where(task.c.done_at.is_(None), task.c.deleted_at.is_(None))
        with self._company.store.read() as connection:
            found = connection.execute(query.order_by(task.c.id)).all()
        for row in found:
            if row.id not in self._seen:
                self._seen.add(row.id)
                self._plan(agenda, row)

    def _plan(self, agenda: Agenda, row: Row[Any]) -> None:
        dice = self._company.dice("task", row.no)
        if dice.random() < FORGOTTEN:
            return
        login = self._company.login_of(row.owner_id)
        content, result = _RESULTS.get(row.subject.partition(" · ")[0], ("已联系客户", "已处理"))
        days = dice.uniform(6, 70)
        if row.account_id is not None:
            at = self._company.working(row.created_at, days / 2)
            code = dice.choice(ACTIONS[row.kind])
            agenda.plan(at, row.subject, partial(self._report, row.id, login, code, content))
        gives_up = dice.random() < GIVEN_UP
        at = self._company.working(row.created_at, days)
        agenda.plan(at, row.subject, partial(self._finish, row.id, login, result, gives_up=gives_up))

    def _report(self, task_id: int, login: str, code: str, content: str) -> None:
        action, entry = tables.action_def, tables.progress
        with self._company.begin(login, "progress") as tx:
            known = tx.connection.scalar(select(entry.c.id).where(entry.c.task_id == task_id).limit(1))
            if known is not None:
                return
            action_id = tx.connection.scalar(select(action.c.id).where(action.c.code == code))
            later = self._company.working(tx.now, 16).astimezone(COMPANY_ZONE)
            typed = {
                "action_id": [str(action_id)],
                "at": [f"{tx.now.astimezone(COMPANY_ZONE):%Y-%m-%dT%H:%M}"],
                "content": [content],
                "result": ["进行中"],
                "minutes": [str(self._company.dice("minutes", task_id).choice((15, 30, 60, 120)))],
                "next_at": [f"{later:%Y-%m-%dT%H:%M}"],
            }
            tasks.record(tx, self._company.person(login), task_id, typed)

    def _finish(self, task_id: int, login: str, result: str, *, gives_up: bool) -> None:
        with self._company.begin(login, "task.done") as tx:
            row = changes.row_of(tx.connection, tables.task, task_id)
            if row is None or row.done_at is not None:
                return
            wanted = "abandoned" if gives_up else "done"
            state = next(one for one in tasks.onward(tx.connection, row) if one.state_class == wanted)
            reason = "客户计划变更" if gives_up else ""
            tasks.move(tx, self._company.person(login), task_id, state.id, result=result, reason=reason)
