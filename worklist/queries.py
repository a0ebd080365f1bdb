"""The boxes of the worklist, as unions of index-ordered branches (`docs/adr`: never OR, never OFFSET).

Every branch reads one range of one index and stops after `limit` rows, so that a page costs the same at a
thousand and at a million items. What has a due time comes first, by due time; the rest by age.

Whom a person stands in for is asked once per page; each of them adds branches of the same kind (docs/adr/0018).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Select, Subquery, and_, func, select, tuple_, union

from engine import organisation
from engine.organisation import Person, Standing
from engine.store.schema.runtime import candidate, instance, work_item
from processes.approval.standing.reach import by_principal, covered, held_by
from worklist.cursor import Cursor

Box = Literal["mine", "claim", "started", "done"]
Whose = Literal["all", "own", "others"]
WHOSE: tuple[Whose, ...] = ("all", "own", "others")
BOXES: tuple[Box, ...] = ("mine", "claim", "started", "done")
COUNTED = 1000


@dataclass(frozen=True, slots=True)
class Found:
    """Ids of one page (work items, or instances in the box `started`), and where to go on."""

    ids: tuple[int, ...]
    next: Cursor | None


@dataclass(frozen=True, slots=True)
class Count:
    """How many, counted up to 1,000; `more`: there are more."""

    number: int
    more: bool = False

    def __str__(self) -> str:
        return f"{self.number}+" if self.more else str(self.number)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reader:
    """Who looks, for whom he stands in, and whose items he wants to see."""

    person: Person
    standings: Sequence[Standing] = ()
    whose: Whose = "all"


def reader(connection: Connection, person: Person, now: datetime, whose: Whose = "all") -> Reader:
    """The person with those he stands in for at this moment."""
    standings = organisation.principals(connection, person.id, now)
    return Reader(person=person, standings=standings, whose=whose)


def page(
    connection: Connection, reader: Reader, box: Box, *, after: Cursor | None = None, limit: int = 50
) -> Found:
    """One page of a box."""
    query = page_query(reader, box, after=after, limit=limit + 1)
    rows = connection.execute(query).all()
    shown = rows[:limit]
    last = shown[-1] if len(rows) > limit else None
    return Found(tuple(row.id for row in shown), None if last is None else Cursor(last.moment, last.id))


def page_query(reader: Reader, box: Box, *, after: Cursor | None, limit: int) -> Select[Any]:
    """(moment, id) of a page, in order."""
    if box == "done":
        return _done(reader, after).limit(limit)
    if box == "started":
        return _started(reader.person, after).limit(limit)
    merged = _merged(_branches(reader, box, after), limit)
    return select(merged).order_by(merged.c.moment.is_(None), merged.c.moment, merged.c.id).limit(limit)


def count(connection: Connection, reader: Reader, box: Box) -> Count:
    """How many a box holds, up to 1,000."""
    if box in ("mine", "claim"):
        some = _merged(_branches(reader, box, None), COUNTED + 1)
        inner = select(some.c.id).limit(COUNTED + 1).subquery()
    else:
        whole = _done(reader, None) if box == "done" else _started(reader.person, None)
        inner = whole.limit(COUNTED + 1).subquery()
    found = connection.execute(select(func.count()).select_from(inner)).scalar_one()
    return Count(min(found, COUNTED), found > COUNTED)


def overdue(connection: Connection, person: Person, now: Any) -> Count:
    """How many of a person's own items are past their due time, up to 1,000: the red number of the rail."""
    late = [branch.where(due < now) for branch, due in _own(person, "mine")]
    some = _merged(late, COUNTED + 1)
    inner = select(some.c.id).limit(COUNTED + 1).subquery()
    found = connection.execute(select(func.count()).select_from(inner)).scalar_one()
    return Count(min(found, COUNTED), found > COUNTED)


def _branches(reader: Reader, box: Box, after: Cursor | None) -> list[Select[Any]]:
    """One per index range: with a due time from the cursor on, then those without."""
    found: list[Select[Any]] = []
    for branch, due in _due_branches(reader, box):
        identity = branch.selected_columns.id
        if after is None or after.moment is not None:
            dated = branch.where(due.is_not(None))
            if after is not None:
                dated = dated.where(tuple_(due, identity) > (after.moment, after.id))
            found.append(dated.order_by(due, identity))
        undated = branch.where(due.is_(None))
        if after is not None and after.moment is None:
            undated = undated.where(identity > after.id)
        found.append(undated.order_by(identity))
    return found


def _due_branches(reader: Reader, box: Box) -> Iterable[tuple[Select[Any], ColumnElement[Any]]]:
    if reader.whose != "others":
        yield from _own(reader.person, box)
    for principal, ways in by_principal(() if reader.whose == "own" else reader.standings):
        allowed = and_(covered(reader.person, ways), ~held_by(reader.person))
        for branch, due in _own(principal, box):
            if due is work_item.c.due_at:
                yield branch.where(allowed), due
            else:
                item = branch.join(work_item, work_item.c.id == candidate.c.work_item_id)
                yield item.where(allowed), due


def _own(person: Person, box: Box) -> Iterable[tuple[Select[Any], ColumnElement[Any]]]:
    """What somebody has, or is offered."""
    if box == "mine":
        moment, identity = work_item.c.due_at, work_item.c.id
        yield (
            select(moment.label("moment"), identity.label("id")).where(
                work_item.c.assignee == person.login, work_item.c.closed_at.is_(None)
            ),
            moment,
        )
        yield _offered("user", person.login), candidate.c.due_at
        return
    for position in sorted(person.positions):
        yield _offered("group", position), candidate.c.due_at


def _offered(kind: str, name: str) -> Select[Any]:
    return select(candidate.c.due_at.label("moment"), candidate.c.work_item_id.label("id")).where(
        candidate.c.kind == kind, candidate.c.name == name, candidate.c.open
    )


def _merged(branches: Sequence[Select[Any]], limit: int) -> Subquery:
    """Each branch stops by itself; the same item offered twice counts once."""
    parts = [branch.limit(limit).subquery() for branch in branches]
    if not parts:
        nothing = select(work_item.c.due_at.label("moment"), work_item.c.id).where(work_item.c.id < 0)
        return nothing.subquery()
    return union(*(select(part.c.moment, part.c.id) for part in parts)).subquery()


def _done(reader: Reader, after: Cursor | None) -> Select[Any]:
    moment, identity = work_item.c.closed_at, work_item.c.id
    query = select(moment.label("moment"), identity.label("id")).where(
        work_item.c.closed_by == reader.person.login
    )
    if reader.whose != "all":
        for_others = work_item.c.behalf_of.is_not(None)
        query = query.where(for_others if reader.whose == "others" else ~for_others)
    if after is not None and after.moment is not None:
        query = query.where(moment <= after.moment, tuple_(moment, identity) < (after.moment, after.id))
    return query.order_by(moment.desc(), identity.desc())


def _started(person: Person, after: Cursor | None) -> Select[Any]:
    query = select(instance.c.ended_at.label("moment"), instance.c.id).where(
        instance.c.started_by == person.login, instance.c.parent_token.is_(None)
    )
    if after is not None:
        query = query.where(instance.c.id < after.id)
    return query.order_by(instance.c.id.desc())
