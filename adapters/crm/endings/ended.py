"""An instance that was ended from outside, and what every ending of a record needs of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, select

from adapters.crm import notices
from engine import organisation
from engine.service.facts import InstanceEnded
from engine.store.schema.definitions import definition
from engine.store.schema.runtime import instance, scope, variable
from engine.store.uow import Transaction
from engine.store.values import decode


@dataclass(frozen=True, kw_only=True, slots=True)
class Ended:
    """An instance that did not come to its end by itself, and why in both languages."""

    tx: Transaction
    instance_id: int
    root_id: int
    why_zh: str
    why_en: str

    @property
    def why(self) -> str:
        """For a column that people of both languages read."""
        return f"{self.why_zh} · {self.why_en}"

    def records(self, table: Table, *conditions: ColumnElement[bool]) -> Sequence[Row[Any]]:
        """The living rows that this instance holds, locked."""
        mine = (table.c.instance_id == self.instance_id, table.c.deleted_at.is_(None), *conditions)
        query = select(table).where(*mine).order_by(table.c.id).with_for_update(key_share=True)
        return self.tx.connection.execute(query).all()

    def variable(self, name: str) -> Any:
        """What the process knew; None where it did not."""
        query = (
            select(variable.c.value)
            .join(scope, scope.c.id == variable.c.scope_id)
            .where(
                scope.c.instance_id == self.instance_id, scope.c.parent_id.is_(None), variable.c.name == name
            )
        )
        found = self.tx.connection.scalar(query)
        return None if found is None else decode(found)

    def tell(self, person_id: int | None, what: tuple[str, str], about: tuple[str, int]) -> None:
        """Tell the one who answers for the record what became of it (zh, en), and why."""
        person = organisation.person(self.tx.connection, person_id) if person_id else None
        if person is None:
            return
        zh, en = f"{what[0]}：{self.why_zh}", f"{what[1]}: {self.why_en}"
        notices.tell_all(self.tx, [person], zh=zh, en=en, about=about, root=self.root_id)


def ended(tx: Transaction, fact: InstanceEnded) -> Ended:
    """The instance of a fact, with the reason in words."""
    why_zh, why_en = _why(tx.connection, fact)
    return Ended(tx=tx, instance_id=fact.id, root_id=fact.root_id, why_zh=why_zh, why_en=why_en)


def _why(connection: Connection, fact: InstanceEnded) -> tuple[str, str]:
    if fact.order is not None:
        by = fact.order.by or "–"
        return f"流程被 {by} 终止：{fact.order.reason}", f"the process was ended by {by}: {fact.order.reason}"
    caller = _went_on(connection, fact.callers)
    if caller is None:
        return "流程因未处理的错误终止", "the process ended with an error that nobody caught"
    zh, en = caller.title_zh or caller.name, caller.title_en or caller.name
    key = caller.business_key or ""
    return f"上级流程「{zh}」{key} 已转入其他步骤", f"“{en}” {key} went on without it"


def _went_on(connection: Connection, callers: Sequence[int]) -> Row[Any] | None:
    """The nearest caller that was not ended from outside itself; None where all were."""
    query = (
        select(instance, definition.c.name, definition.c.title_zh, definition.c.title_en)
        .join(definition, definition.c.id == instance.c.definition_id)
        .where(instance.c.id.in_(callers), instance.c.state.not_in(("terminated", "failed")))
        .order_by(instance.c.depth.desc())
    )
    return connection.execute(query).first()
