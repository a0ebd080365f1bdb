"""What somebody typed and has not sent yet: one draft per person and work item, kept by the server."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, Column, Connection, Table, Text, delete, insert, select, update

from engine.errors import TooLarge
from engine.store.metadata import metadata
from engine.store.types import Instant
from engine.store.uow import Transaction

LARGEST = 64 * 1024

worklist_draft = Table(
    "worklist_draft",
    metadata,
    Column("person_id", BigInteger, primary_key=True, autoincrement=False),
    Column("work_item_id", BigInteger, primary_key=True, autoincrement=False, index=True),
    Column("body", Text, nullable=False),  # JSON: [[name, text], …] as the browser sent it
    Column("saved_at", Instant, nullable=False),
)

Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Draft:
    """The fields as typed, in their order."""

    pairs: Pairs
    saved_at: datetime


def load(connection: Connection, person_id: int, item_id: int) -> Draft | None:
    """A person's draft for an item."""
    draft = worklist_draft.c
    row = connection.execute(
        select(draft.body, draft.saved_at).where(draft.person_id == person_id, draft.work_item_id == item_id)
    ).first()
    if row is None:
        return None
    return Draft([(name, text) for name, text in json.loads(row.body)], row.saved_at)


def save(tx: Transaction, person_id: int, item_id: int, pairs: Iterable[tuple[str, str]]) -> None:
    """Keep a draft; the last one wins. Raises TooLarge."""
    body = json.dumps(list(pairs), ensure_ascii=False)
    if len(body.encode("utf-8", "surrogatepass")) > LARGEST:
        raise TooLarge(what="the draft", what_zh="草稿", size=len(body), limit=LARGEST)
    draft = worklist_draft.c
    mine = (draft.person_id == person_id) & (draft.work_item_id == item_id)
    values = {"body": body, "saved_at": tx.now}
    if not tx.connection.execute(update(worklist_draft).where(mine).values(**values)).rowcount:
        tx.connection.execute(
            insert(worklist_draft).values(person_id=person_id, work_item_id=item_id, **values)
        )


def forget(tx: Transaction, person_id: int, item_id: int) -> None:
    """It was sent. Drafts of others for the same item stay: what they typed is theirs."""
    draft = worklist_draft.c
    tx.connection.execute(
        delete(worklist_draft).where(draft.person_id == person_id, draft.work_item_id == item_id)
    )
