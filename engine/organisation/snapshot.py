"""The organisation as one immutable value, remembered per database and read again when its stamp changed.

Rights are asked for on every request, often many times; the answers change a few times a week. So a process
keeps the whole organisation (10,000 people are a few megabytes) and looks at the stamp at most once a second.
Its own changes it sees at once; those of other processes after at most `STALE_AFTER` seconds.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from weakref import WeakKeyDictionary, WeakSet
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, RootTransaction, select

from engine.organisation import tables
from engine.organisation.person import Department, Person, Position, Scope

STALE_AFTER = 1.0
#: Posts begin and end with the company's days, not with those of UTC.
COMPANY_ZONE = ZoneInfo("Asia/Shanghai")
GrantKey = tuple[str, str, str]  # position code, resource, action


@dataclass(frozen=True, kw_only=True, slots=True)
class Snapshot:
    """Everything about people and rights that holds on `day`."""

    stamp: int
    day: date
    persons: Mapping[int, Person]
    logins: Mapping[str, int]
    positions: Mapping[str, Position]
    departments: Mapping[int, Department]
    holders: Mapping[str, tuple[int, ...]]
    allowed: Mapping[GrantKey, frozenset[Scope]]
    denied: frozenset[GrantKey]

    def chain(self, person_id: int) -> Iterator[Person]:
        """The superiors of a person, nearest first; a circle in the data ends it."""
        seen = {person_id}
        current = self.persons.get(person_id)
        while current and current.superior_id and current.superior_id not in seen:
            seen.add(current.superior_id)
            current = self.persons.get(current.superior_id)
            if current:
                yield current

    def department_tree(self, department_id: int | None) -> frozenset[int]:
        """A department with all that lie below it."""
        if department_id is None:
            return frozenset()
        found, todo = {department_id}, [department_id]
        while todo:
            parent = todo.pop()
            below = {d.id for d in self.departments.values() if d.parent_id == parent} - found
            found |= below
            todo.extend(below)
        return frozenset(found)

    def plate_of(self, person: Person) -> int | None:
        """The plate of a person's department; a department without one belongs to its parent's."""
        seen: set[int] = set()
        department_id = person.department_id
        while department_id is not None and department_id not in seen:
            seen.add(department_id)
            department = self.departments[department_id]
            if department.plate_id is not None:
                return department.plate_id
            department_id = department.parent_id
        return None


@dataclass(slots=True)
class _Memory:
    snapshot: Snapshot | None = None
    checked_at: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)


_memories: WeakKeyDictionary[Engine, _Memory] = WeakKeyDictionary()
_memories_lock = threading.Lock()
_writing: WeakSet[RootTransaction] = WeakSet()


def snapshot(connection: Connection) -> Snapshot:
    """The organisation as this connection may see it."""
    if connection.get_transaction() in _writing:  # it sees its own uncommitted changes; nobody else may
        return _load(connection)
    memory = _memory(connection.engine)
    with memory.lock:
        if memory.snapshot is None or not _is_fresh(memory, connection):
            memory.snapshot = _load(connection)
            memory.checked_at = time.monotonic()
        return memory.snapshot


def mark_changed(connection: Connection) -> None:
    """This transaction wrote organisation rows: until it ends, do not share what its connection reads."""
    transaction = connection.get_transaction()
    assert isinstance(transaction, RootTransaction), "organisation rows are written in a transaction"
    _writing.add(transaction)


def forget(engine: Engine) -> None:
    """Read everything again at the next question."""
    memory = _memory(engine)
    with memory.lock:
        memory.snapshot = None


def _memory(engine: Engine) -> _Memory:
    with _memories_lock:
        return _memories.setdefault(engine, _Memory())


def company_today() -> date:
    """The day it is at the company."""
    return datetime.now(COMPANY_ZONE).date()


def _is_fresh(memory: _Memory, connection: Connection) -> bool:
    assert memory.snapshot is not None
    if memory.snapshot.day != company_today():
        return False
    if time.monotonic() - memory.checked_at < STALE_AFTER:
        return True
    memory.checked_at = time.monotonic()
    return memory.snapshot.stamp == _stamp(connection)


def _stamp(connection: Connection) -> int:
    return connection.scalar(select(tables.version.c.stamp).where(tables.version.c.id == 1)) or 0


def _load(connection: Connection) -> Snapshot:
    # The stamp first: a change that commits while we read makes us read once more, never once too little.
    stamp, day = _stamp(connection), company_today()
    positions, codes = _positions(connection)
    persons = _persons(connection, positions, codes, day)
    allowed, denied = _grants(connection, codes)
    holders: dict[str, list[int]] = defaultdict(list)
    for person in persons.values():
        for code in person.positions:
            holders[code].append(person.id)
    return Snapshot(
        stamp=stamp,
        day=day,
        persons=persons,
        logins={person.login.casefold(): person.id for person in persons.values()},
        positions=positions,
        departments=_departments(connection),
        holders={code: tuple(sorted(ids)) for code, ids in holders.items()},
        allowed=allowed,
        denied=denied,
    )


def _positions(connection: Connection) -> tuple[dict[str, Position], dict[int, str]]:
    rows = connection.execute(select(tables.position).where(tables.position.c.active)).all()
    found = {
        row.code: Position(
            code=row.code,
            name=row.name,
            name_en=row.name_en,
            short_name=row.short_name,
            kind=row.kind,
            rank=row.rank,
            can_approve=row.can_approve,
        )
        for row in rows
    }
    return found, {row.id: row.code for row in rows}


def _departments(connection: Connection) -> dict[int, Department]:
    return {
        row.id: Department(
            id=row.id,
            code=row.code,
            name=row.name,
            name_en=row.name_en,
            parent_id=row.parent_id,
            plate_id=row.plate_id,
            manager_id=row.manager_id,
        )
        for row in connection.execute(select(tables.department))
    }


def _persons(
    connection: Connection, positions: Mapping[str, Position], codes: Mapping[int, str], day: date
) -> dict[int, Person]:
    persons = {
        row.id: Person(
            id=row.id,
            login=row.login,
            name=row.name,
            name_en=row.name_en,
            department_id=row.department_id,
            superior_id=row.superior_id,
            language=row.language,
            status=row.status,
            email=row.email,
        )
        for row in connection.execute(select(tables.person))
    }
    for person_id, (held, main) in _posts(connection, codes, day).items():
        persons[person_id] = _with_posts(persons[person_id], held, positions.get(main or ""))
    return persons


def _posts(
    connection: Connection, codes: Mapping[int, str], day: date
) -> dict[int, tuple[frozenset[str], str | None]]:
    """person → position codes valid on `day`, and the code of the main one."""
    table = tables.person_position
    valid = (table.c.valid_from <= day) & (table.c.valid_to.is_(None) | (table.c.valid_to >= day))
    held: dict[int, set[str]] = defaultdict(set)
    main: dict[int, str] = {}
    for row in connection.execute(select(table).where(valid).order_by(table.c.id)):
        code = codes.get(row.position_id)
        if code is None:  # an inactive position gives nothing
            continue
        held[row.person_id].add(code)
        if row.is_main:
            main[row.person_id] = code
    return {person_id: (frozenset(found), main.get(person_id)) for person_id, found in held.items()}


def _with_posts(person: Person, held: frozenset[str], main: Position | None) -> Person:
    return replace(
        person,
        positions=held,
        main_position=main.code if main else None,
        short_title=main.short_name if main else "",
        title_zh=main.name if main else "",
        title_en=main.name_en if main else "",
    )


def _grants(
    connection: Connection, codes: Mapping[int, str]
) -> tuple[dict[GrantKey, frozenset[Scope]], frozenset[GrantKey]]:
    allowed: dict[GrantKey, set[Scope]] = defaultdict(set)
    denied: set[GrantKey] = set()
    for row in connection.execute(select(tables.grant)):
        if row.position_id not in codes:
            continue
        key = (codes[row.position_id], row.resource, row.action)
        if row.allow:
            allowed[key].add(Scope(row.scope))
        else:
            denied.add(key)
    return {key: frozenset(scopes) for key, scopes in allowed.items()}, frozenset(denied)
