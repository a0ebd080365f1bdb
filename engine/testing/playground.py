"""The playground: deploy, start, click, wait, look. Everything goes through `engine.service`."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from engine.clock import ManualClock
from engine.service import Answer, Engine
from engine.service.ad_hoc import Chosen
from engine.service.messages import Delivery
from engine.store.definitions import Definition, all_latest
from engine.store.schema import runtime
from engine.store.uow import Store
from engine.store.values import decode
from engine.store.verify import Breach, verify
from engine.testing import policies as stand_ins
from engine.testing.adapters import as_adapters
from engine.testing.traces import Trace, read_trace

File = str | Path | tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class WorkItem:
    """An open work item, as a participant sees it."""

    id: int
    instance: int
    element: str
    name: str | None
    assignee: str | None
    candidates: tuple[str, ...]
    due_at: datetime | None
    revision: int
    variables: dict[str, Any]


class Playground:
    """An engine to play with. `people` maps logins to position codes: who may claim what a group is offered."""

    def __init__(
        self,
        files: Iterable[File] = (),
        *,
        now: datetime | None = None,
        database: str | None = None,
        adapters: Mapping[str, Any] | None = None,
        scripts: Mapping[str, Callable[[dict[str, Any]], Any]] | None = None,
        conditions: Mapping[str, Callable[[dict[str, Any]], Any]] | None = None,
        policies: Mapping[str, stand_ins.Policy] | None = None,
        people: Mapping[str, Iterable[str]] | None = None,
        parameters: Mapping[str, Any] | None = None,
    ) -> None:
        self.clock = ManualClock(now or datetime(2026, 1, 5, 9, 0, tzinfo=UTC))
        self.store = Store(database or "sqlite://", clock=self.clock)
        self.store.create()
        weakref.finalize(self, self.store.close)
        given = as_adapters(adapters or {})
        if policies:
            given[stand_ins.ADAPTER] = stand_ins.policy_adapter(policies)
        self.people = {login: frozenset(groups) for login, groups in (people or {}).items()}
        self.parameters = dict(parameters or {})
        """What was set for parameters of packages, by full name; may be changed in between."""
        self.engine = Engine(
            store=self.store,
            adapters=given,
            scripts=scripts,
            conditions=conditions,
            parameters=lambda _, names: {n: v for n, v in self.parameters.items() if n in names},
        )
        if policies:
            self.deploy([("approval.bpmn", stand_ins.PROCESS)])
        given_files = list(files)
        if given_files:
            self.deploy(given_files)

    def deploy(self, files: Iterable[File]) -> list[Definition]:
        """Publish files as one deployment. Raises Refused."""
        return self.engine.deploy(dict(map(_file, files)), name="playground")

    def start(
        self,
        process_id: str | None = None,
        variables: Mapping[str, Any] | None = None,
        business_key: str | None = None,
        by: str | None = None,
    ) -> int:
        """Start a process; without an id the only one, or the one nobody calls."""
        key = process_id or self._main_process()
        return self.engine.start(key, variables=variables, business_key=business_key, by=by)

    def start_by_message(self, name: str, variables: Mapping[str, Any] | None = None) -> int | None:
        """Send a message that starts an instance; returns the instance."""
        return self.engine.message(name, variables=variables).root_id

    def work_items(self, i: int | None = None) -> list[WorkItem]:
        """Open work items, of one root instance and what it called, or of all."""
        item = runtime.work_item
        query = select(item).where(item.c.closed_at.is_(None)).order_by(item.c.id)
        if i is not None:
            query = query.where(item.c.root_id == self._root(i))
        with self.store.read() as connection:
            rows = connection.execute(query).all()
        return [self._work_item(row) for row in rows]

    def claim(self, item: WorkItem | int, by: str) -> int:
        """Take an item; returns its new revision."""
        return self.engine.claim(_id(item), by=by)

    def release(self, item: WorkItem | int, by: str) -> int:
        """Give an item back; returns its new revision."""
        return self.engine.release(_id(item), by=by)

    def complete(
        self,
        item: WorkItem | int,
        variables: Mapping[str, Any] | None = None,
        by: str | None = None,
        submission: str | None = None,
    ) -> Answer:
        """Complete an item as it was shown: with a WorkItem, its revision is checked."""
        revision = item.revision if isinstance(item, WorkItem) and by is not None else None
        return self.engine.complete(_id(item), variables, by=by, revision=revision, submission=submission)

    def throw_error(self, item: WorkItem | int, code: str, message: str = "") -> None:
        """Report a business error at a user task."""
        self.engine.throw_error(_id(item), code, message)

    def advance(self, by: timedelta) -> None:
        """Let time pass: due timers fire in order, each at its moment, and jobs are done."""
        end = self.clock.now() + by
        while True:
            self._settle()
            due = self._next_due(self.clock.now())
            if due is None or due > end:
                break
            self.clock.set(due)
        self.clock.set(end)
        self._settle()

    def run_jobs(self, limit: int | None = None) -> int:
        """Do jobs that are due, until none is left or `limit` are done."""
        done = 0
        while limit is None or done < limit:
            batch = self.engine.run_jobs(limit=100 if limit is None else limit - done)
            if batch == 0:
                break
            done += batch
        return done

    def message(
        self,
        name: str,
        variables: Mapping[str, Any] | None = None,
        correlation: Mapping[str, Any] | None = None,
        dedupe: str | None = None,
        ttl: timedelta | None = None,
    ) -> Delivery:
        """Send a message."""
        return self.engine.message(name, variables=variables, correlation=correlation, dedupe=dedupe, ttl=ttl)

    def signal(self, name: str, variables: Mapping[str, Any] | None = None) -> None:
        """Broadcast a signal and deliver it."""
        self.engine.signal(name, variables=variables)
        self.run_jobs()

    def suspend(self, i: int, reason: str) -> None:
        """Hold an instance."""
        self.engine.suspend(i, reason=reason)

    def resume(self, i: int) -> None:
        """Let it go on."""
        self.engine.resume(i)

    def cancel(self, i: int, reason: str) -> None:
        """End it."""
        self.engine.cancel(i, reason=reason)

    def add_item(self, i: int, element: str, value: Any) -> None:
        """Add an item to a running multi-instance activity."""
        self.engine.add_item(i, element, value)

    def remove_item(self, i: int, element: str, value: Any) -> None:
        """Remove an open item of a running multi-instance activity."""
        self.engine.remove_item(i, element, value)

    def begin_activity(self, i: int, element: str, *, again: bool = False) -> None:
        """Begin an activity of an open ad-hoc sub-process, for the first time or once more."""
        self.engine.begin_activity(Chosen(instance_id=i, element=element, again=again))

    def skip_activity(self, i: int, element: str) -> None:
        """Say that an activity of an ad-hoc sub-process is not needed."""
        self.engine.skip_activity(Chosen(instance_id=i, element=element))

    def trace(self, i: int) -> list[Trace]:
        """What happened, in order: (element, entered | completed | interrupted | thrown | caught)."""
        root = self._root(i)
        with self.store.read() as connection:
            return read_trace(connection, root, i)

    def tokens(self, i: int) -> list[tuple[int, str, str]]:
        """Open tokens of an instance: (id, element, why it waits)."""
        token = runtime.token
        query = select(token.c.id, token.c.element, token.c.wait).where(token.c.instance_id == i)
        with self.store.read() as connection:
            return [tuple(row) for row in connection.execute(query.order_by(token.c.id))]

    def children(self, i: int) -> list[int]:
        """Instances that this one called, in order."""
        root = self._root(i)
        child = runtime.instance
        query = (
            select(child.c.id)
            .where(child.c.root_id == root, child.c.id != i, child.c.parent_token.is_not(None))
            .order_by(child.c.id)
        )
        with self.store.read() as connection:
            return [row.id for row in connection.execute(query)]

    def variables(self, i: int) -> dict[str, Any]:
        """The variables of the instance itself."""
        variable, scope = runtime.variable, runtime.scope
        query = (
            select(variable.c.name, variable.c.value)
            .join(scope, scope.c.id == variable.c.scope_id)
            .where(scope.c.instance_id == i, scope.c.parent_id.is_(None))
        )
        with self.store.read() as connection:
            return {row.name: decode(row.value) for row in connection.execute(query)}

    def incidents(self, i: int) -> list[dict[str, Any]]:
        """Open incidents of the root instance: id, element, code and facts."""
        incident = runtime.incident
        root = self._root(i)
        query = select(incident).where(incident.c.root_id == root, incident.c.resolved_at.is_(None))
        with self.store.read() as connection:
            return [
                {"id": row.id, "element": row.element, "code": row.code, **decode(row.args)}
                for row in connection.execute(query.order_by(incident.c.id))
            ]

    def retry(self, incident: int) -> None:
        """Try again what an incident stopped."""
        self.engine.retry(incident)

    def state(self, i: int) -> str:
        """running | waiting | suspended | completed | terminated | failed."""
        with self.store.read() as connection:
            query = select(runtime.instance.c.state).where(runtime.instance.c.id == i)
            state: str = connection.execute(query).scalar_one()
        if state != "running":
            return state
        waits = {wait for _, _, wait in self.tokens(i)}
        return "running" if "job" in waits else "waiting"

    def reload(self) -> None:
        """Drop every cache and read everything back from the store."""
        self.engine.programs.forget()

    def verify(self) -> list[Breach]:
        """What breaks an invariant of the store; empty when all is well."""
        with self.store.read() as connection:
            return verify(connection)

    def _work_item(self, row: Any) -> WorkItem:
        candidate = runtime.candidate
        with self.store.read() as connection:
            names = connection.execute(
                select(candidate.c.name).where(candidate.c.work_item_id == row.id).order_by(candidate.c.name)
            ).scalars()
            return WorkItem(
                id=row.id,
                instance=row.instance_id,
                element=row.element,
                name=row.name,
                assignee=row.assignee,
                candidates=tuple(names),
                due_at=row.due_at,
                revision=row.revision,
                variables=self._visible_variables(connection, row.token_id),
            )

    def _visible_variables(self, connection: Any, token_id: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        scope_id = connection.execute(
            select(runtime.token.c.scope_id).where(runtime.token.c.id == token_id)
        ).scalar()
        while scope_id is not None:
            scope = connection.execute(select(runtime.scope).where(runtime.scope.c.id == scope_id)).one()
            here = decode(scope.local) if scope.local else {}
            rows = connection.execute(
                select(runtime.variable.c.name, runtime.variable.c.value).where(
                    runtime.variable.c.scope_id == scope_id
                )
            )
            here |= {name: decode(value) for name, value in rows if not name.startswith("$")}
            values = here | values
            scope_id = scope.parent_id
        return values

    def _settle(self) -> None:
        """Do all that is due now, and what follows from it at once."""
        while self.engine.run_due():
            pass

    def _next_due(self, after: datetime) -> datetime | None:
        moments = []
        with self.store.read() as connection:
            for table in (runtime.timer, runtime.start_timer, runtime.job):
                query = select(func.min(table.c.due_at)).where(table.c.due_at > after)
                moments.append(connection.execute(query).scalar())
        return min(filter(None, moments), default=None)

    def _main_process(self) -> str:
        with self.store.read() as connection:
            keys = [definition.key for definition in all_latest(connection)]
            programs = [
                loaded.program
                for key in keys
                if (loaded := self.engine.programs.latest(connection, key)) is not None
            ]
        called = {node.call.key for program in programs for node in program.nodes if node.call is not None}
        startable = [program.key for program in programs if program.scopes[0].starts] or keys
        mains = [key for key in startable if key not in called] or startable
        if not mains:
            raise LookupError("nothing is deployed")
        return mains[0]

    def _root(self, i: int) -> int:
        with self.store.read() as connection:
            query = select(runtime.instance.c.root_id).where(runtime.instance.c.id == i)
            root: int = connection.execute(query).scalar_one()
        return root


def _file(file: File) -> tuple[str, bytes]:
    if isinstance(file, tuple):
        return file
    path = Path(file)
    return path.name, path.read_bytes()


def _id(item: WorkItem | int) -> int:
    return item if isinstance(item, int) else item.id
