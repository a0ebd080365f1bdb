"""The customer pool: claim, release, recycle and recover (requirements 3.8, P-04)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, Row, and_, func, or_, select

from adapters.crm import changes, tables
from adapters.crm.catalogue.accounts import ACCOUNT
from adapters.crm.ownership import documents
from adapters.crm.ownership.errors import NotInPool, StillOpen, TooSoon
from adapters.crm.ownership.owner import change_owner, record
from adapters.crm.parameters import parameter
from adapters.crm.records import access
from engine import organisation
from engine.errors import NotFound
from engine.organisation import Person
from engine.organisation.snapshot import COMPANY_ZONE
from engine.store.uow import Transaction

account, owner_history = tables.account, tables.account_owner_history


@dataclass(frozen=True, kw_only=True, slots=True)
class ClaimRule:
    """How a claim is decided: `limit` customers at most, `held` are the person's. Why a superior is asked."""

    held: int
    limit: int
    way: Literal["automatic", "superior"]
    why_zh: str = ""
    why_en: str = ""


def claim_rule(connection: Connection, person_id: int, row: Row[Any], now: datetime) -> ClaimRule:
    """Whether a claim passes by itself. Raises NotInPool, TooSoon."""
    names = {"name_zh": row.name, "name_en": row.name_en or row.name}
    if row.pool_state != "public" or row.owner_id is not None or row.deleted_at is not None:
        raise NotInPool(**names)
    days = timedelta(days=int(parameter(connection, "pool.cooling_days", 30)))
    released = _released_at(connection, person_id, row.id)
    if released is not None and now < released + days:
        since, until = (at.astimezone(COMPANY_ZONE).date() for at in (released, released + days))
        raise TooSoon(since=f"{since}", until=f"{until}", **names)
    held = _held(connection, person_id)
    limit = int(parameter(connection, "pool.claim_limit", 50))
    if held >= limit:
        return ClaimRule(
            held=held,
            limit=limit,
            way="superior",
            why_zh=f"已有 {held} 个客户，上限 {limit}",
            why_en=f"{held} customers already, the limit is {limit}",
        )
    levels = parameter(connection, "pool.approve_levels", ["A"])
    if row.level in levels:
        return ClaimRule(
            held=held,
            limit=limit,
            way="superior",
            why_zh=f"{row.level} 级客户",
            why_en=f"a customer of level {row.level}",
        )
    return ClaimRule(held=held, limit=limit, way="automatic")


def claim(tx: Transaction, person_id: int, account_id: int, *, root: int | None = None) -> bool:
    """Take a customer out of the pool; False if it is the person's already. Raises NotInPool."""
    row = changes.row_of(tx.connection, account, account_id, lock=True)
    if row is None or row.deleted_at is not None:
        raise NotFound(what="customer", what_zh="客户", id=account_id)
    if row.owner_id == person_id:
        return False
    if row.pool_state != "public" or row.owner_id is not None:
        raise NotInPool(name_zh=row.name, name_en=row.name_en or row.name)
    return change_owner(tx, account_id, person_id, "claim", root=root)


def release(tx: Transaction, person: Person, account_id: int) -> None:
    """Give a customer back to the pool. Raises StillOpen while opportunities or orders are open."""
    row = access.find(tx.connection, person, ACCOUNT, account_id, "edit")
    refuse_bound(tx.connection, row)
    change_owner(tx, account_id, None, "release")


def recycle(tx: Transaction, person: Person, account_id: int) -> None:
    """Put a customer into the recycle bin. Raises StillOpen, NotGranted."""
    row = access.find(tx.connection, person, ACCOUNT, account_id, "delete")
    refuse_bound(tx.connection, row)
    changes.edit(tx, account, account_id, owner_id=None, pool_state="recycled", deleted_at=tx.now)
    record(tx, row, None, "recycle")


def recover(tx: Transaction, person: Person, account_id: int) -> None:
    """Take a customer out of the recycle bin: it comes back to the pool (S16-4)."""
    organisation.demand(tx.connection, person, "account", "restore")
    row = changes.row_of(tx.connection, account, account_id, lock=True)
    if row is None or row.deleted_at is None or row.merged_into_id is not None:
        raise NotFound(what="customer", what_zh="客户", id=account_id)
    changes.edit(tx, account, account_id, owner_id=None, pool_state="public", deleted_at=None)
    record(tx, row, None, "recover")


def recycled(connection: Connection) -> Sequence[Row[Any]]:
    """The recycle bin, the latest first."""
    query = select(account).where(account.c.deleted_at.is_not(None), account.c.merged_into_id.is_(None))
    return connection.execute(query.order_by(account.c.deleted_at.desc()).limit(500)).all()


def idle(connection: Connection, now: datetime, *, warned: bool, limit: int = 200) -> Sequence[Row[Any]]:
    """Owned customers without contact for longer than their level allows, with nothing binding open.

    `warned`: those whose owner was warned and whose days of grace are over; else those not warned yet.
    """
    idle_days = dict(parameter(connection, "pool.idle_days", {"": 60}))
    grace = timedelta(days=int(parameter(connection, "pool.warning_days", 7)))
    default = int(idle_days.pop("", 60))
    last = func.coalesce(account.c.last_contact_at, account.c.claimed_at, account.c.created_at)
    ways = [
        and_(account.c.level == level, last < now - timedelta(days=int(days)))
        for level, days in idle_days.items()
    ]
    other = and_(account.c.level.not_in(list(idle_days)), last < now - timedelta(days=default))
    today = now.astimezone(COMPANY_ZONE).date()
    when = account.c.idle_warned_on <= today - grace if warned else account.c.idle_warned_on.is_(None)
    query = select(account).where(
        account.c.pool_state == "claimed",
        account.c.owner_id.is_not(None),
        account.c.deleted_at.is_(None),
        account.c.invalid.is_(False),
        or_(*ways, other),
        when,
        ~documents.bound_accounts(),
    )
    return connection.execute(query.order_by(account.c.id).limit(limit)).all()


def refuse_bound(connection: Connection, row: Row[Any]) -> None:
    """Raise StillOpen while opportunities or orders of a customer are open."""
    found = documents.binding(connection, row.id)
    if found is None:
        return
    entity, count = found
    *_, zh, en = documents.OPEN[entity]
    raise StillOpen(name_zh=row.name, name_en=row.name_en or row.name, count=count, what_zh=zh, what_en=en)


def _held(connection: Connection, person_id: int) -> int:
    query = select(func.count()).where(account.c.owner_id == person_id, account.c.deleted_at.is_(None))
    return connection.scalar(query) or 0


def _released_at(connection: Connection, person_id: int, account_id: int) -> datetime | None:
    """When the person himself gave the customer back last."""
    ended = owner_history.alias("ended")
    query = (
        select(func.max(owner_history.c.to_at))
        .join(
            ended,
            and_(
                ended.c.account_id == owner_history.c.account_id,
                ended.c.from_at == owner_history.c.to_at,
                ended.c.reason == "release",
            ),
        )
        .where(owner_history.c.account_id == account_id, owner_history.c.person_id == person_id)
    )
    found: datetime | None = connection.scalar(query)
    return found
