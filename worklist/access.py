"""What a person may see of a work item or an instance, and do with it. Denied by default."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, exists, or_, select

from engine import organisation
from engine.organisation import Person
from engine.organisation.tables import person as people
from engine.store.hot import Hot, marks
from engine.store.schema.runtime import candidate, instance, work_item
from engine.store.uow import Transaction
from processes.approval.circulation.reading import copied_to, has_copy
from worklist.items import Candidate, Item
from worklist.signers import WAITING


@dataclass(frozen=True, kw_only=True, slots=True)
class Rights:
    """One person and one item. Whoever sees nothing may do nothing."""

    see: bool
    claim: bool = False
    release: bool = False
    complete: bool = False
    transfer: bool = False


NOTHING = Rights(see=False)


def rights(connection: Connection, person: Person, item: Item, offered: Sequence[Candidate]) -> Rights:
    """What `person` may do with `item`, which is or was offered to `offered`."""
    mine = item.assignee == person.login
    could = _is_offered(person, offered)
    supervises = _supervises(connection, person, item.started_by)
    took_part = person.login in (item.closed_by, item.started_by)
    took_part = took_part or mine or could or supervises or has_worked_in(connection, person, item.root_id)
    if not (took_part or has_copy(connection, person, item.root_id)):
        return NOTHING
    is_open = item.is_open
    free = is_open and item.assignee is None and item.state != WAITING
    ready = is_open and item.state != WAITING
    return Rights(
        see=True,
        claim=free and could,
        release=ready and mine and bool(offered),
        complete=ready and (mine or (free and could)),
        transfer=is_open and (mine or (free and could) or may_assign(connection, person, item.started_by)),
    )


def may_assign(connection: Connection, person: Person, started_by: str | None) -> bool:
    """Whether a person may give away what others have to do, in instances of this starter."""
    return _reaches(connection, person, "work_item", "assign", started_by)


def sees_instance(connection: Connection, person: Person, root_id: int, started_by: str | None) -> bool:
    """The starter, whoever supervises the starter, everybody who works or worked in it, and who has a copy of it."""
    return (
        started_by == person.login
        or _supervises(connection, person, started_by)
        or has_worked_in(connection, person, root_id)
        or _is_asked_in(connection, person, root_id)
        or has_copy(connection, person, root_id)
    )


def may_in_instance(connection: Connection, person: Person, action: str, started_by: str | None) -> bool:
    """Whether a person may `suspend`, `resume`, `cancel` … instances of this starter."""
    return _reaches(connection, person, "instance", action, started_by)


def seen_instances(connection: Connection, person: Person) -> ColumnElement[bool]:
    """The roots a person may see, as a condition on `engine_instance`: for lists."""
    scope = organisation.may(connection, person, "instance", "view")
    own = instance.c.started_by == person.login
    if scope is organisation.Scope.ALL:
        return instance.c.parent_token.is_(None)
    owner = organisation.condition(person, scope, owner=_person_id())
    worked = exists().where(work_item.c.root_id == instance.c.id, work_item.c.closed_by == person.login)
    copied = copied_to(person, instance.c.id)
    return instance.c.parent_token.is_(None) & or_(own, owner, worked, copied)


def _person_id() -> ColumnElement[int]:
    from_login = people.c
    return select(from_login.id).where(from_login.login == instance.c.started_by).scalar_subquery()


def may_still_complete(tx: Transaction, person: Person, item_id: int) -> bool:
    """Whether a person has an open item, or it is free and offered to him: asked under the lock, so kept short."""
    groups = sorted(person.positions) or [""]  # an empty list is no SQL
    row = Hot(tx).one(
        "SELECT assignee, closed_at, state, EXISTS (SELECT 1 FROM engine_candidate c WHERE c.work_item_id = w.id AND"
        f" (c.kind = 'user' AND c.name = ? OR c.kind = 'group' AND c.name IN ({marks(len(groups))})))"
        " FROM engine_work_item w WHERE id = ?",
        (person.login, *groups, item_id),
    )
    if row is None or row[1] is not None or row[2] == WAITING:
        return False
    return bool(row[3]) if row[0] is None else bool(row[0] == person.login)


def _is_offered(person: Person, offered: Sequence[Candidate]) -> bool:
    return any(
        one.name == person.login if one.kind == "user" else one.name in person.positions for one in offered
    )


def _supervises(connection: Connection, person: Person, started_by: str | None) -> bool:
    return _reaches(connection, person, "instance", "view", started_by)


def _reaches(
    connection: Connection, person: Person, resource: str, action: str, started_by: str | None
) -> bool:
    scope = organisation.may(connection, person, resource, action)
    if scope is None:
        return False
    starter = organisation.by_login(connection, started_by) if started_by else None
    return organisation.sees(connection, person, scope, None if starter is None else starter.id)


def has_worked_in(connection: Connection, person: Person, root_id: int) -> bool:
    """Whether a person completed something in this root instance."""
    query = select(work_item.c.id).where(
        work_item.c.root_id == root_id, work_item.c.closed_by == person.login
    )
    return connection.execute(query.limit(1)).first() is not None


def _is_asked_in(connection: Connection, person: Person, root_id: int) -> bool:
    """Whether something in this root instance waits for the person, or was his by name until it was cancelled."""
    names = or_(
        (candidate.c.kind == "user") & (candidate.c.name == person.login),
        (candidate.c.kind == "group") & candidate.c.name.in_(sorted(person.positions)),
    )
    offered = exists().where(candidate.c.work_item_id == work_item.c.id, names)
    query = select(work_item.c.id).where(
        work_item.c.root_id == root_id,
        or_(work_item.c.assignee == person.login, offered),
        or_(work_item.c.closed_at.is_(None), work_item.c.state == "cancelled"),
    )
    return connection.execute(query.limit(1)).first() is not None
