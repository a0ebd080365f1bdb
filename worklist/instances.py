"""Supervising: seeing instances; holding, resuming, ending and repairing them, each by right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select

from engine.errors import Invalid, NotFound
from engine.organisation import NotGranted, Person, may, sees
from engine.organisation import by_login as person_by_login
from engine.service import Actor, Engine
from engine.service.ad_hoc import Choice, Chosen
from engine.service.ad_hoc import choices as ad_hoc_choices
from engine.store.schema.runtime import incident, instance, job, timer, work_item
from engine.store.uow import Store
from processes.names import Names
from worklist import access
from worklist.hooks import Hooks


@dataclass(frozen=True, kw_only=True, slots=True)
class Effects:
    """What an intervention touches: counted before it is done."""

    work_items: int
    timers: int
    jobs: int
    children: int


class Instances:
    """The instances and incidents of one store, as people may see and steer them."""

    def __init__(self, *, engine: Engine, hooks: Hooks | None = None) -> None:
        self.engine = engine
        self.store: Store = engine.store
        self.hooks = hooks or Hooks()
        self.names = Names(engine)

    def instance(self, connection: Connection, person: Person, instance_id: int) -> Row[Any]:
        """A row of `engine_instance`, root or called. Raises NotFound for what is not seen either."""
        row = connection.execute(select(instance).where(instance.c.id == instance_id)).first()
        if row is None or not self._sees(connection, person, row.root_id, row.started_by):
            raise NotFound(what="instance", id=instance_id)
        return row

    def allowed(self, connection: Connection, person: Person, root: Row[Any]) -> frozenset[str]:
        """Which of suspend, resume, cancel, retry this person may do here and now."""
        possible = {
            "suspend": root.state == "running",
            "resume": root.state == "suspended",
            "cancel": root.state in ("running", "suspended"),
        }
        found = {
            action
            for action, now in possible.items()
            if now and access.may_in_instance(connection, person, action, root.started_by)
        }
        if root.state == "running" and self._may_retry(connection, person, root.started_by):
            found.add("retry")
        return frozenset(found)

    def effects(self, connection: Connection, root_id: int) -> Effects:
        """What ends with an instance."""
        return Effects(
            work_items=_count(connection, work_item.c.root_id == root_id, work_item.c.closed_at.is_(None)),
            timers=_count(connection, timer.c.root_id == root_id),
            jobs=_count(connection, job.c.root_id == root_id, job.c.kind == "invoke"),
            children=_count(
                connection,
                instance.c.root_id == root_id,
                instance.c.id != root_id,
                instance.c.ended_at.is_(None),
            ),
        )

    def suspend(self, person: Person, instance_id: int, *, reason: str) -> int:
        """Hold the whole tree; the root's id. Raises NotFound, NotGranted, Invalid, Conflict, Suspended."""
        root_id = self._demand(person, instance_id, "suspend")
        self.engine.suspend(root_id, reason=_reason(reason), by=_actor(person))
        return root_id

    def resume(self, person: Person, instance_id: int) -> int:
        """Let it go on; the root's id."""
        root_id = self._demand(person, instance_id, "resume")
        self.engine.resume(root_id, by=_actor(person))
        return root_id

    def cancel(self, person: Person, instance_id: int, *, reason: str) -> int:
        """End the whole tree; the root's id."""
        root_id = self._demand(person, instance_id, "cancel")
        self.engine.cancel(root_id, reason=_reason(reason), by=_actor(person))
        return root_id

    def choices(self, connection: Connection, root_id: int) -> list[Choice]:
        """What may be begun or skipped in the open ad-hoc sub-processes of a tree."""
        return ad_hoc_choices(self.engine.programs, connection, root_id)

    def begin_activity(self, person: Person, chosen: Chosen) -> int:
        """Begin an activity that waits for a choice; the root's id. Who may end an instance may choose in it."""
        root_id = self._demand(person, chosen.instance_id, "cancel")
        self.engine.begin_activity(chosen, by=_actor(person))
        return root_id

    def skip_activity(self, person: Person, chosen: Chosen) -> int:
        """Say that an activity is not needed; the root's id."""
        root_id = self._demand(person, chosen.instance_id, "cancel")
        self.engine.skip_activity(chosen, by=_actor(person))
        return root_id

    def retry(self, person: Person, incident_id: int) -> int:
        """Try again what an incident stopped; the root's id. Raises NotFound, NotGranted, Conflict."""
        with self.store.read() as connection:
            row = connection.execute(select(incident.c.root_id).where(incident.c.id == incident_id)).first()
            if row is None:
                raise NotFound(what="incident", id=incident_id)
            root = self._seen_root(connection, person, row.root_id, what="incident", shown=incident_id)
            if not self._may_retry(connection, person, root.started_by):
                raise NotGranted.of(connection, "incident", "retry")
        self.engine.retry(incident_id, by=_actor(person))
        root_id: int = root.id
        return root_id

    def _demand(self, person: Person, instance_id: int, action: str) -> int:
        with self.store.read() as connection:
            root_id: int = self.instance(connection, person, instance_id).root_id
            root = self._seen_root(connection, person, root_id, what="instance", shown=instance_id)
            if not access.may_in_instance(connection, person, action, root.started_by):
                raise NotGranted.of(connection, "instance", action)
        return root_id

    def _seen_root(
        self, connection: Connection, person: Person, root_id: int, *, what: str, shown: int
    ) -> Row[Any]:
        root = connection.execute(select(instance).where(instance.c.id == root_id)).one()
        if not self._sees(connection, person, root_id, root.started_by):
            raise NotFound(what=what, id=shown)
        return root

    def _sees(self, connection: Connection, person: Person, root_id: int, started_by: str | None) -> bool:
        return access.sees_instance(connection, person, root_id, started_by, self.store.clock.now())

    def _may_retry(self, connection: Connection, person: Person, started_by: str | None) -> bool:
        scope = may(connection, person, "incident", "retry")
        starter = person_by_login(connection, started_by) if started_by else None
        return scope is not None and sees(connection, person, scope, None if starter is None else starter.id)


def _count(connection: Connection, *where: Any) -> int:
    found: int = connection.execute(select(func.count()).where(*where)).scalar_one()
    return found


def _reason(text: str) -> str:
    reason = text.strip()
    if len(reason) < 2:
        raise Invalid(field="reason", message="at least two characters", message_zh="请填写原因，至少两个字")
    return reason[:500]


def _actor(person: Person) -> Actor:
    return Actor(person.login, person.id)
