"""Messages to people inside the CRM: reminders and warnings that processes send."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from adapters.crm import changes, tables
from engine import organisation
from engine.organisation import Person
from engine.store.uow import Transaction

message = tables.message


def tell(
    tx: Transaction,
    to_id: int,
    text: str,
    *,
    about: tuple[str, int],
    root: int | None = None,
    once: bool = True,
) -> None:
    """Leave somebody a message about a record (entity key and id).

    With `once`, one that says the same and was not read yet is not repeated.
    """
    entity, row_id = about
    if once:
        same = select(message.c.id).where(
            message.c.to_id == to_id,
            message.c.text == text,
            message.c.ref_type == entity,
            message.c.ref_id == row_id,
            message.c.read_at.is_(None),
        )
        if tx.connection.execute(same.limit(1)).first() is not None:
            return
    changes.add(tx, message, root=root, to_id=to_id, text=text, at=tx.now, ref_type=entity, ref_id=row_id)


def tell_all(
    tx: Transaction,
    people: Iterable[Person],
    *,
    zh: str,
    en: str,
    about: tuple[str, int],
    root: int | None = None,
) -> None:
    """Leave each of them the message in his language."""
    for person in {one.id: one for one in people}.values():
        tell(tx, person.id, en if person.language == "en" else zh, about=about, root=root)


def holders(tx: Transaction, positions: Iterable[str]) -> list[Person]:
    """Everybody in these positions."""
    return [person for code in positions for person in organisation.holders(tx.connection, code)]
