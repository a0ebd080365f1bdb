"""The instance that is read along with: who may see it, and what its approval points permit now."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Connection, Row, select

from engine.errors import NotFound
from engine.organisation import Person
from engine.store.schema.runtime import instance
from processes.approval.operations import WORDS, Operation
from processes.approval.withdrawal import Running, of_root
from worklist import access
from worklist.errors import NotPermittedHere

CIRCULATING: Final[tuple[Operation, ...]] = ("copy", "comment")


def root_seen(connection: Connection, person: Person, instance_id: int) -> Row[Any]:
    """The root of an instance that a person may see. Raises NotFound, also for what he may not see."""
    named = select(instance.c.root_id).where(instance.c.id == instance_id).scalar_subquery()
    row = connection.execute(select(instance).where(instance.c.id == named)).first()
    if row is None or not access.sees_instance(connection, person, row.id, row.started_by):
        raise NotFound(what="instance", id=instance_id)
    return row


def permitted(running: list[Running]) -> frozenset[str]:
    """Which of copying and commenting all points permit that are asked now; after the end everything."""
    points = [one.point for one in running if one.point is not None]
    return frozenset(name for name in CIRCULATING if all(name in point.operations for point in points))


def demand(connection: Connection, root_id: int, operation: Operation) -> None:
    """Raises NotPermittedHere."""
    if operation not in permitted(of_root(connection, root_id)):
        zh, en = WORDS[operation]
        raise NotPermittedHere(action_zh=zh, action_en=en.lower())
