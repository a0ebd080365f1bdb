"""Short messages (S2-1.0i): what processes and colleagues tell a person, until he has read it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, select

from adapters.crm import changes, tables
from adapters.crm.errors import Fault, InvalidFields
from engine import organisation
from engine.errors import NotFound
from engine.organisation import Person
from engine.store.uow import Transaction

message = tables.message
LONGEST = 1_000


def unread(connection: Connection, person: Person) -> int:
    """How many messages he has not read."""
    return connection.scalar(select(func.count()).where(*_mine(person), message.c.read_at.is_(None))) or 0


def received(connection: Connection, person: Person, *, limit: int) -> Sequence[Row[Any]]:
    """His messages, those not read first, then the newest."""
    query = select(message).where(*_mine(person))
    order = (message.c.read_at.is_not(None), message.c.at.desc(), message.c.id.desc())
    return connection.execute(query.order_by(*order).limit(limit)).all()


def read(tx: Transaction, person: Person, message_id: int) -> Row[Any]:
    """He has read it; which it is. Raises NotFound for another's."""
    row = tx.connection.execute(select(message).where(*_mine(person), message.c.id == message_id)).first()
    if row is None:
        raise NotFound(what="message", what_zh="短消息", id=message_id)
    if row.read_at is None:
        changes.edit(tx, message, message_id, read_at=tx.now)
    return row


def read_all(tx: Transaction, person: Person) -> None:
    """He has read them all."""
    waiting = select(message.c.id).where(*_mine(person), message.c.read_at.is_(None)).limit(1_000)
    for message_id in tx.connection.scalars(waiting).all():
        changes.edit(tx, message, message_id, read_at=tx.now)


def send(tx: Transaction, person: Person, to: str, text: str) -> int:
    """Tell a colleague (his login) something; the id. Raises InvalidFields."""
    text, colleague = text.strip(), organisation.by_login(tx.connection, to)
    faults = []
    if colleague is None or not colleague.is_active:
        faults.append(Fault(field="to", zh="请选择同事", en="choose a colleague"))
    if not 0 < len(text) <= LONGEST:
        faults.append(
            Fault(field="text", zh=f"请填写 1 到 {LONGEST} 个字", en=f"1 to {LONGEST} characters, please")
        )
    if faults or colleague is None:
        raise InvalidFields(faults)
    return changes.add(tx, message, from_id=person.id, to_id=colleague.id, text=text, at=tx.now)


def _mine(person: Person) -> tuple[Any, ...]:
    return message.c.to_id == person.id, message.c.deleted_at.is_(None)
