"""Giving copies: the rows, and the message that tells of them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select, update

from adapters.crm.notices import tell_all
from engine.ids import new_id
from engine.organisation import Person
from engine.store.schema.runtime import work_item
from engine.store.uow import Transaction
from processes.approval.circulation.tables import copy


@dataclass(frozen=True, kw_only=True, slots=True)
class Giving:
    """What is copied, and who does: a person, or the rules of a point (its names in Chinese and English)."""

    root_id: int
    by: Person | None = None
    point: tuple[str, str] = ("", "")
    note: str = ""
    hidden: Collection[str] = ()


def unread(connection: Connection, root_id: int) -> set[int]:
    """The ids of people who have a copy of it that they have not read."""
    query = select(copy.c.to_id).where(copy.c.root_id == root_id, copy.c.read_at.is_(None))
    return set(connection.scalars(query))


def give(tx: Transaction, giving: Giving, people: Iterable[Person]) -> list[Person]:
    """Give each of them a copy, and a message in his language; who got one.

    Whoever has an unread copy of it keeps that one. Call it with the root locked: two at once give one.
    """
    before = unread(tx.connection, giving.root_id)
    new = {one.id: one for one in people if one.is_active and one.id not in before}
    if not new:
        return []
    common = {
        "root_id": giving.root_id,
        "by_id": giving.by.id if giving.by else None,
        "point": json.dumps(giving.point, ensure_ascii=False) if any(giving.point) else "",
        "note": giving.note,
        "hidden": json.dumps(sorted(giving.hidden)),
        "at": tx.now,
    }
    tx.connection.execute(insert(copy), [{"id": new_id(), "to_id": one, **common} for one in new])
    told = list(new.values())
    tx.audit(
        "approval.copied",
        root=giving.root_id,
        payload={
            "by": giving.by.login if giving.by else None,
            "people": [one.login for one in told],
            "note": giving.note,
        },
    )
    _tell(tx, giving, told)
    return told


def read(tx: Transaction, person: Person, root_id: int | None = None) -> int:
    """Note that somebody has read his copies, of one process or all of them; how many."""
    mine = (copy.c.to_id == person.id) & copy.c.read_at.is_(None)
    if root_id is not None:
        mine &= copy.c.root_id == root_id
    return tx.connection.execute(update(copy).where(mine).values(read_at=tx.now)).rowcount


def unread_count(connection: Connection, person: Person) -> int:
    """How many copies somebody has not read."""
    mine = (copy.c.to_id == person.id) & copy.c.read_at.is_(None)
    return int(connection.scalar(select(func.count()).where(mine)) or 0)


def _tell(tx: Transaction, giving: Giving, people: list[Person]) -> None:
    title = tx.connection.scalar(
        select(work_item.c.title)
        .where(work_item.c.root_id == giving.root_id, work_item.c.title.is_not(None))
        .order_by(work_item.c.id.desc())
        .limit(1)
    )
    who_zh, who_en = (giving.by.label("zh"), giving.by.label("en")) if giving.by else giving.point
    tell_all(
        tx,
        people,
        zh=f"{who_zh}抄送给您：{title or ''}{f'（{giving.note}）' if giving.note else ''}",
        en=f"{who_en} sent you a copy: {title or ''}{f' ({giving.note})' if giving.note else ''}",
        about=("case", giving.root_id),
        root=giving.root_id,
    )
