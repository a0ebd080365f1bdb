"""What a person leaves behind in running processes: open work items, and data that name him by his login.

A leaver's tasks go to somebody else; and because later tasks are given out by what the data say (`owner`,
`applicant`), the data name the successor from then on. What happened before stays as it is in the audit trail.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, or_, select

from engine.ports import Actor
from engine.service.giving import WORK_ITEM_REASSIGNED, give, note, read_item, root_of_item
from engine.service.locking import lock_root
from engine.store.hot import Hot
from engine.store.schema.definitions import definition
from engine.store.schema.runtime import candidate, instance, scope, variable, work_item
from engine.store.uow import Transaction
from engine.store.values import decode, encode

ATTRIBUTES_ASSIGNED = 11


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenItem:
    """A work item that only this person can do: he has it, or nobody else is offered it."""

    id: int
    root_id: int
    name: str
    title: str
    business_key: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Naming:
    """A running process whose data name the person."""

    root_id: int
    process: str  # the key of its definition
    business_key: str
    names: tuple[str, ...]


def items_of(connection: Connection, login: str, *, groups: Collection[str] = ()) -> Sequence[OpenItem]:
    """The open items that wait for this person, the oldest first. `groups`: positions that he alone holds."""
    mine = (candidate.c.kind == "user") & (candidate.c.name == login)
    only = (candidate.c.kind == "group") & candidate.c.name.in_(sorted(groups))
    offered = select(candidate.c.work_item_id).where(or_(mine, only))
    others = select(candidate.c.work_item_id).where(
        candidate.c.work_item_id == work_item.c.id, ~or_(mine, only)
    )
    query = select(work_item).where(
        work_item.c.closed_at.is_(None),
        or_(
            work_item.c.assignee == login,
            and_(work_item.c.assignee.is_(None), work_item.c.id.in_(offered), ~others.exists()),
        ),
    )
    return [
        OpenItem(
            id=row.id,
            root_id=row.root_id,
            name=row.name or row.element,
            title=row.title or row.name or row.element,
            business_key=row.business_key or "",
        )
        for row in connection.execute(query.order_by(work_item.c.id))
    ]


def processes_naming(
    connection: Connection, login: str, *, people: Collection[str], but: Collection[int] = ()
) -> Sequence[Naming]:
    """Running processes whose data name this person, the oldest first; `but` those roots.

    `people`: what data are called that hold logins, also as parts of others (`customer.owner`).
    """
    found: dict[int, list[str]] = {}
    for row in connection.execute(_naming(login)):
        if row.root_id not in but and _names({row.name: decode(row.value)}, login, people):
            found.setdefault(row.root_id, []).append(row.name)
    query = (
        select(instance.c.id, instance.c.business_key, definition.c.key)
        .join(definition, definition.c.id == instance.c.definition_id)
        .where(instance.c.id.in_(list(found)))
    )
    return [
        Naming(
            root_id=row.id,
            process=row.key,
            business_key=row.business_key or "",
            names=tuple(dict.fromkeys(found[row.id])),
        )
        for row in connection.execute(query.order_by(instance.c.id))
    ]


def hand_item(
    tx: Transaction, item_id: int, *, former: str, to: str, by: Actor | None, reason: str = ""
) -> bool:
    """Give an open item of `former` to somebody else, also in a suspended instance; False if it is not his."""
    hot = Hot(tx)
    lock_root(hot, root_of_item(hot, item_id))
    item = read_item(hot, item_id)
    if item.closed_at is not None or item.assignee not in (former, None):
        return False
    said = {"by": None if by is None else by.login, "from": former, "to": to, "reason": reason}
    give(tx, hot, item, to, WORK_ITEM_REASSIGNED, said)
    return True


def rename_in(
    tx: Transaction,
    root_id: int,
    *,
    former: str,
    to: str,
    by: Actor | None,
    people: Collection[str],
    reason: str = "",
    only: Collection[str] = (),
) -> Sequence[str]:
    """Let the data of a running process name `to` where they named `former`; the names of what changed.

    `only`: no other variables than these (to take a former change back).
    """
    hot = Hot(tx)
    lock_root(hot, root_id)
    changed: list[str] = []
    for row in tx.connection.execute(_naming(former).where(variable.c.root_id == root_id)).all():
        value = {row.name: decode(row.value)}
        if _names(value, former, people) and (not only or row.name in only):
            hot.run(
                "UPDATE engine_variable SET value = ? WHERE scope_id = ? AND name = ?",
                (encode(_renamed(value, former, to, people)[row.name]), row.scope_id, row.name),
            )
            changed.append(row.name)
    _rename_offers(tx, hot, root_id, former=former, to=to, by=by, reason=reason)
    names = list(dict.fromkeys(changed))
    if names:
        said = {"by": None if by is None else by.login, "from": former, "to": to, "names": names}
        tx.audit(ATTRIBUTES_ASSIGNED, root=root_id, instance=root_id, payload={**said, "reason": reason})
    return names


def _rename_offers(
    tx: Transaction, hot: Hot, root_id: int, *, former: str, to: str, by: Actor | None, reason: str
) -> None:
    """Open items that were offered to the person among others are offered to the successor in his place."""
    offered = (
        select(candidate.c.work_item_id)
        .join(work_item, work_item.c.id == candidate.c.work_item_id)
        .where(
            work_item.c.root_id == root_id,
            work_item.c.closed_at.is_(None),
            candidate.c.kind == "user",
            candidate.c.name == former,
        )
    )
    for item_id in tx.connection.scalars(offered).all():
        hot.run(
            "DELETE FROM engine_candidate WHERE work_item_id = ? AND kind = 'user' AND name = ?",
            (item_id, to),
        )
        hot.run(
            "UPDATE engine_candidate SET name = ? WHERE work_item_id = ? AND kind = 'user' AND name = ?",
            (to, item_id, former),
        )
        said = {"by": None if by is None else by.login, "from": former, "to": to, "reason": reason}
        note(tx, read_item(hot, item_id), WORK_ITEM_REASSIGNED, said)


def _naming(login: str) -> Any:
    """Variables of running instances whose text holds the login; whether it is a whole value is told later."""
    return (
        select(variable)
        .join(scope, scope.c.id == variable.c.scope_id)
        .join(instance, instance.c.id == scope.c.instance_id)
        .where(instance.c.ended_at.is_(None), variable.c.value.contains(encode(login), autoescape=True))
    )


def _names(value: Any, login: str, people: Collection[str]) -> bool:
    return bool(_renamed(value, login, None, people) != value)


def _renamed(value: Any, former: str, to: str | None, people: Collection[str]) -> Any:
    """A value with `to` in the place of `former`, wherever its name says that it is a person."""
    if isinstance(value, list):
        return [_renamed(one, former, to, people) for one in value]
    if isinstance(value, dict):
        return {
            name: _person(one, former, to) if name in people else _renamed(one, former, to, people)
            for name, one in value.items()
        }
    return value


def _person(value: Any, former: str, to: str | None) -> Any:
    if isinstance(value, list):
        return [to if one == former else one for one in value]
    return to if value == former else value
