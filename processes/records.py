"""The process engine as the CRM's records see it (`adapters.crm.processes.Processes`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, exists, or_, select

from adapters.crm.processes import OpenItem, Place
from adapters.crm.settable import Group
from engine.errors import EngineError, Forbidden
from engine.organisation import Person
from engine.ports import Actor
from engine.service import Engine
from engine.store.schema.definitions import definition
from engine.store.schema.runtime import candidate, instance, token, work_item
from engine.store.uow import Transaction
from forms.shell import lang
from processes.approval.standing import acting
from processes.approval.withdrawal import may_withdraw, of_instance, withdraw_in
from processes.called import roots, with_called
from processes.names import Names
from processes.parameters import groups


class RecordProcesses:
    """Starts, continues and shows the processes of records, in the transaction that changes the record.

    Where an instance is named, it is the record's own: a root, or one that another process called.
    """

    def __init__(self, *, engine: Engine) -> None:
        self._engine = engine
        self._names = Names(engine)

    def start_in(
        self,
        tx: Transaction,
        process: str,
        variables: Mapping[str, Any],
        *,
        business_key: str,
        by: Person | None,
    ) -> int:
        """The id of the new instance."""
        actor = None if by is None else Actor(by.login, by.id)
        started: int = self._engine.start_in(
            tx, process, variables=dict(variables), business_key=business_key, by=actor, refusable=True
        )
        return started

    def complete_in(
        self, tx: Transaction, root_id: int, element: str, values: Mapping[str, Any], *, by: Person
    ) -> bool:
        """Complete the open task at this element; False where none waits. Raises Forbidden for another's task."""
        self._engine.lock_in(tx, root_id)
        open_at = select(work_item).where(
            work_item.c.instance_id.in_(with_called([root_id])),
            work_item.c.element == element,
            work_item.c.closed_at.is_(None),
        )
        rows = tx.connection.execute(open_at.order_by(work_item.c.id)).all()
        if not rows:
            return False
        own = next((row for row in rows if _may_complete(tx.connection, row, by)), None)
        stands_in = {} if own else acting.for_whom(tx.connection, by, [row.id for row in rows], tx.now)
        found = own.id if own else next(iter(stands_in), None)
        if found is None:
            asked = rows[0].assignee or "–"
            raise Forbidden(action=rows[0].name or element, who=asked)
        behalf_of = stands_in[found].principal.login if stands_in else None
        answer = self._engine.complete_in(
            tx, found, dict(values), by=Actor(by.login, by.id, behalf_of=behalf_of)
        )
        if isinstance(answer, EngineError):
            raise answer
        return True

    def message_in(self, tx: Transaction, root_id: int, name: str, values: Mapping[str, Any]) -> bool:
        """Whether somebody waited for it."""
        return self._engine.message_in(tx, root_id, name, variables=dict(values))

    def withdraw_in(self, tx: Transaction, instance_id: int, person: Person, reason: str = "") -> None:
        """Take back what is in approval in an instance. Raises why that cannot be: decided, another's, nothing."""
        withdraw_in(self._engine, tx, person, instance_id, reason)

    def may_withdraw(self, connection: Connection, instance_id: int | None, person: Person) -> bool:
        """Whether a person could take it back now."""
        return instance_id is not None and may_withdraw(
            connection, person, of_instance(connection, instance_id)
        )

    def lock_in(self, tx: Transaction, root_id: int) -> None:
        """Hold an instance until the end of the transaction."""
        self._engine.lock_in(tx, root_id)

    def items(self, connection: Connection, root_ids: Sequence[int]) -> Sequence[OpenItem]:
        """What waits in these instances and those they called, the oldest first."""
        if not root_ids:
            return []
        waiting = select(work_item).where(
            work_item.c.instance_id.in_(with_called(root_ids)), work_item.c.closed_at.is_(None)
        )
        return [
            OpenItem(
                id=row.id,
                root_id=row.root_id,
                element=row.element,
                name=(name := self.named(connection, row.definition_id, row.element)),
                title=row.title or name,
                assignee=row.assignee,
                due_at=row.due_at,
                created_at=row.created_at,
                url=f"/worklist/{row.id}",
            )
            for row in connection.execute(waiting.order_by(work_item.c.id))
        ]

    def places(self, connection: Connection, root_id: int) -> Sequence[Place]:
        """Where the tokens of an instance and of those it called stand."""
        standing = (
            select(token.c.element, definition.c.key, instance.c.definition_id)
            .join(instance, instance.c.id == token.c.instance_id)
            .join(definition, definition.c.id == instance.c.definition_id)
            .where(token.c.root_id.in_(roots([root_id])), token.c.instance_id.in_(with_called([root_id])))
            .order_by(token.c.id)
        )
        found = []
        for row in connection.execute(standing):
            name = self.named(connection, row.definition_id, row.element)
            found.append(Place(process=row.key, element=row.element, name=name))
        return found

    def named(self, connection: Connection, definition_id: int, element: str) -> str:
        """What an element of a diagram is called, in the reader's language."""
        return self._names.element(connection, definition_id, element, lang())

    def running(self, connection: Connection, process: str, business_key: str) -> int | None:
        """The instance of this process for this document that has not ended."""
        query = (
            select(instance.c.id)
            .join(definition, definition.c.id == instance.c.definition_id)
            .where(
                definition.c.key == process,
                instance.c.business_key == business_key,
                instance.c.ended_at.is_(None),
            )
        )
        return connection.execute(query.order_by(instance.c.id.desc())).scalar()

    def parameters(self, connection: Connection, lang: str) -> Sequence[Group]:
        """What administrators may set, by process."""
        return groups(self._engine, connection, lang)

    def url(self, root_id: int) -> str:
        """The page of an instance."""
        return f"/monitor/{root_id}"


def _may_complete(connection: Connection, row: Row[Any], person: Person) -> bool:
    """An assigned item is its assignee's; a free one that of everybody it is offered to."""
    if row.assignee is not None:
        return bool(row.assignee == person.login)
    offered = exists().where(
        candidate.c.work_item_id == row.id,
        or_(
            (candidate.c.kind == "user") & (candidate.c.name == person.login),
            (candidate.c.kind == "group") & candidate.c.name.in_(sorted(person.positions)),
        ),
    )
    return bool(connection.execute(select(offered)).scalar())
