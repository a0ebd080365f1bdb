"""Copying what is in work to people who need not do anything about it (抄送)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, or_, select

from engine import organisation
from engine.errors import NotFound
from engine.organisation import Person
from engine.store.schema.runtime import candidate, work_item
from processes.approval.circulation import copying
from processes.approval.circulation.copying import Giving
from processes.approval.field_rights import hidden_from
from worklist.circulation.errors import HasACopy, HasTheTask, NobodyToCopy
from worklist.circulation.seeing import demand, root_seen
from worklist.errors import CannotReceive, NobodyChosen
from worklist.service import Worklist

LONGEST_NOTE = 500


class Copies:
    """Commands on copies."""

    def __init__(self, worklist: Worklist) -> None:
        self._worklist = worklist
        self._store = worklist.store

    def give(
        self,
        person: Person,
        instance_id: int,
        *,
        people: Sequence[str] = (),
        positions: Sequence[str] = (),
        note: str = "",
    ) -> list[Person]:
        """Copy an instance to people (logins) and to everybody in positions (codes); who got one.

        Raises NotFound, NotPermittedHere, NobodyChosen, CannotReceive, HasTheTask, HasACopy, NobodyToCopy.
        """
        if not people and not positions:
            raise NobodyChosen
        with self._store.begin(by=person.id, action="copy") as tx:
            connection = tx.connection
            root = root_seen(connection, person, instance_id)
            self._worklist.engine.lock_in(tx, root.id)  # two who copy at once give one copy
            demand(connection, root.id, "copy")
            named = [_receiver(connection, root.id, login) for login in dict.fromkeys(people)]
            others = [one for code in dict.fromkeys(positions) for one in _holders(connection, code)]
            busy = at_work(connection, root.id)
            chosen = [*named, *(one for one in others if one.login not in busy and one.id != person.id)]
            giving = Giving(
                root_id=root.id,
                by=person,
                note=note.strip()[:LONGEST_NOTE],
                hidden=hidden_from(connection, person, root.id),
            )
            given = copying.give(tx, giving, chosen)
            if not given:
                raise NobodyToCopy
            return given

    def read(self, person: Person, root_id: int | None = None) -> int:
        """Note that somebody has read his copies of a root, or all of them; how many."""
        with self._store.begin(by=person.id, action="copy.read") as tx:
            return copying.read(tx, person, root_id)


def at_work(connection: Connection, root_id: int) -> set[str]:
    """Logins of those who have an open task of a root, or are offered one."""
    item = work_item.c
    open_ = (item.root_id == root_id) & item.closed_at.is_(None)
    query = select(item.assignee).where(open_, item.assignee.is_not(None))
    found = {str(login) for login in connection.scalars(query)}
    offered = (
        select(candidate.c.kind, candidate.c.name)
        .join(work_item, item.id == candidate.c.work_item_id)
        .where(open_, item.assignee.is_(None), or_(candidate.c.kind == "user", candidate.c.kind == "group"))
    )
    for row in connection.execute(offered):
        if row.kind == "user":
            found.add(row.name)
        else:
            found |= {one.login for one in organisation.holders(connection, row.name)}
    return found


def _receiver(connection: Connection, root_id: int, login: str) -> Person:
    found = organisation.by_login(connection, login.strip())
    if found is None or not found.is_active:
        raise CannotReceive(name=login if found is None else found.name)
    if found.login in at_work(connection, root_id):
        raise HasTheTask(name=found.name)
    if found.id in copying.unread(connection, root_id):
        raise HasACopy(name=found.name)
    return found


def _holders(connection: Connection, code: str) -> list[Person]:
    if organisation.position(connection, code) is None:
        raise NotFound(what="position", id=code)
    return organisation.holders(connection, code)
