"""Questions about people: who is this, who holds that position, who is above whom."""

from __future__ import annotations

from sqlalchemy import Connection

from engine.organisation.person import Department, Person, Position
from engine.organisation.snapshot import snapshot


def person(connection: Connection, person_id: int) -> Person | None:
    """The person with this id, whatever his status."""
    return snapshot(connection).persons.get(person_id)


def by_login(connection: Connection, login: str) -> Person | None:
    """The person with this login; upper and lower case are the same."""
    now = snapshot(connection)
    return now.persons.get(now.logins.get(login.casefold(), 0))


def position(connection: Connection, code: str) -> Position | None:
    """The position with this code, if it is in use."""
    return snapshot(connection).positions.get(code)


def positions(connection: Connection) -> list[Position]:
    """All positions in use, the highest rank first."""
    return sorted(snapshot(connection).positions.values(), key=lambda found: (-found.rank, found.code))


def department(connection: Connection, department_id: int | None) -> Department | None:
    """The department with this id."""
    return snapshot(connection).departments.get(department_id or 0)


def everyone(connection: Connection) -> list[Person]:
    """All active people, by id."""
    return sorted((p for p in snapshot(connection).persons.values() if p.is_active), key=lambda p: p.id)


def holders(connection: Connection, position_code: str, *, department: int | None = None) -> list[Person]:
    """Active people who hold a position today, optionally within a department and those below it."""
    now = snapshot(connection)
    found = [now.persons[person_id] for person_id in now.holders.get(position_code, ())]
    within = now.department_tree(department)
    return [p for p in found if p.is_active and (department is None or p.department_id in within)]


def superior(connection: Connection, person_id: int, levels: int = 1) -> Person | None:
    """The superior `levels` up; None when the chain is shorter."""
    for level, found in enumerate(snapshot(connection).chain(person_id), start=1):
        if level == levels:
            return found
    return None


def superiors(connection: Connection, person_id: int) -> list[Person]:
    """The whole chain, nearest first."""
    return list(snapshot(connection).chain(person_id))
