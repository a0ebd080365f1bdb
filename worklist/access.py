"""What a person may see of a work item or an instance, and do with it. Denied by default."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, and_, exists, or_, select

from engine import organisation
from engine.organisation import Person, Standing
from engine.organisation.tables import person as people
from engine.store.hot import Hot, marks
from engine.store.schema.runtime import instance, work_item
from engine.store.uow import Transaction
from processes.approval.circulation.reading import copied_to, has_copy
from processes.approval.standing import acting
from processes.approval.standing.reach import held_by, of_principals
from worklist.items import Candidate, Item
from worklist.signers import WAITING


@dataclass(frozen=True, kw_only=True, slots=True)
class Rights:
    """One person and one item. Whoever sees nothing may do nothing.

    `stands_in`: how it is that he may do it in the place of somebody else. `stood_in`: for whom he could have done
    it until lately: he may still look at it.
    """

    see: bool
    claim: bool = False
    release: bool = False
    complete: bool = False
    transfer: bool = False
    stands_in: Standing | None = None
    stood_in: Person | None = None

    @property
    def behalf_of(self) -> str | None:
        """The login of whom he stands in for."""
        return None if self.stands_in is None else self.stands_in.principal.login


NOTHING = Rights(see=False)


def rights(
    connection: Connection, person: Person, item: Item, offered: Sequence[Candidate], now: datetime
) -> Rights:
    """What `person` may do with `item`, which is or was offered to `offered`."""
    mine = item.assignee == person.login
    could = _is_offered(person, offered)
    stands_in = stood_in = None
    if not (mine or (could and item.assignee is None)):
        stands_in = acting.for_item(connection, person, item.id, now)
        if stands_in is None:
            stood_in = acting.stood_in(connection, person, item.id, item.created_at, now)
        elif item.closed_at is not None:  # somebody was faster: he may look, as long as it was his to do
            stood_in = stands_in.principal if item.closed_at >= (stands_in.since or now) else None
            stands_in = None
    supervises = _supervises(connection, person, item.started_by)
    took_part = person.login in (item.closed_by, item.started_by, item.behalf_of)
    sees = mine or could or stands_in or stood_in or took_part or supervises
    sees = sees or has_worked_in(connection, person, item.root_id)
    if not (sees or has_copy(connection, person, item.root_id)):
        return NOTHING
    ready = item.is_open and item.state != WAITING
    free = ready and item.assignee is None
    takes = mine or (item.assignee is None and could) or stands_in is not None
    return Rights(
        see=True,
        claim=free and (could or stands_in is not None),
        release=ready and mine and bool(offered),
        complete=ready and takes,
        transfer=item.is_open
        and (
            mine
            or (free and could)
            or stands_in is not None
            or may_assign(connection, person, item.started_by)
        ),
        stands_in=stands_in,
        stood_in=stood_in,
    )


def may_assign(connection: Connection, person: Person, started_by: str | None) -> bool:
    """Whether a person may give away what others have to do, in instances of this starter."""
    return _reaches(connection, person, "work_item", "assign", started_by)


def sees_instance(
    connection: Connection, person: Person, root_id: int, started_by: str | None, now: datetime | None = None
) -> bool:
    """The starter, whoever supervises the starter, everybody who works or worked in it, and who has a copy of it."""
    return (
        started_by == person.login
        or _supervises(connection, person, started_by)
        or has_worked_in(connection, person, root_id)
        or _is_asked_in(connection, person, root_id, now)
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
    """Whether a person completed something in this root instance, or somebody did in his place."""
    done = or_(work_item.c.closed_by == person.login, work_item.c.behalf_of == person.login)
    query = select(work_item.c.id).where(work_item.c.root_id == root_id, done)
    return connection.execute(query.limit(1)).first() is not None


def _is_asked_in(connection: Connection, person: Person, root_id: int, now: datetime | None) -> bool:
    """Whether something here waits for the person, or one he stands in for, or was his until it was cancelled."""
    standings = organisation.principals(connection, person.id, now or datetime.now(UTC))
    asked = or_(held_by(person), of_principals(person, standings))
    query = select(work_item.c.id).where(
        work_item.c.root_id == root_id,
        or_(
            and_(work_item.c.closed_at.is_(None), asked),
            and_(work_item.c.state == "cancelled", held_by(person)),
        ),
    )
    return connection.execute(query.limit(1)).first() is not None
