"""Flows of a type: adding, copying, renaming, switching, ordering and deleting them, and what happens without one.

These take effect at once and for documents submitted from then on; what a flow asks is in its versions.
"""

from __future__ import annotations

from typing import Literal

from sqlalchemy import delete, select, update

from engine.store.uow import Transaction
from engine.store.upsert import insert_missing
from processes.approval import content, drafting, policies, tables
from processes.approval.errors import FlowInUse, NameNeeded
from processes.approval.model import Flow
from processes.approval.policies import Policy

LONGEST_NAME = 100
FIRST = 100  # the priority of the flow that a type came with


def add(
    tx: Transaction,
    document_type: str,
    *,
    name: str,
    name_en: str,
    flow: Flow | None = None,
    key: str | None = None,
) -> str:
    """A new flow of a type, asked after all others, with an empty draft or a copy of a flow; its key.

    `key`: one that no flow has; left out: the next free one of the type.
    """
    names = _names(name, name_en)
    existing = _lock_type(tx, document_type)
    keys = {one.key for one in existing}
    key = key or next(f"{document_type}_{n}" for n in range(2, 10_000) if f"{document_type}_{n}" not in keys)
    priority = max((one.priority for one in existing), default=FIRST) + 10
    drafting.create(tx, key=key, document_type=document_type, name=names[0], name_en=names[1])
    tx.connection.execute(update(tables.policy).where(tables.policy.c.key == key).values(priority=priority))
    drafting.save_draft(tx, key, flow or Flow(points=()), seen=None)
    return key


def copy(tx: Transaction, key: str, *, name: str, name_en: str) -> str:
    """A new flow with what the draft of another one says, or its version in force; its key."""
    policy = policies.policy(tx.connection, key)
    shown = policies.draft(tx.connection, key) or policies.released(tx.connection, key, tx.now)
    flow = content.load(shown.text) if shown else None
    return add(tx, policy.document_type, name=name, name_en=name_en, flow=flow)


def rename(tx: Transaction, key: str, *, name: str, name_en: str) -> None:
    """Call a flow otherwise."""
    zh, en = _names(name, name_en)
    _change(tx, key, "renamed", name=zh, name_en=en)


def switch(tx: Transaction, key: str, *, enabled: bool) -> None:
    """Take a flow into use or out of it. Running approvals go on."""
    _change(tx, key, "switched", enabled=enabled)


def move(tx: Transaction, key: str, by: Literal[-1, 1]) -> None:
    """Ask a flow earlier or later than its neighbour; at the end of the list nothing happens."""
    order = _lock_type(tx, policies.policy(tx.connection, key).document_type)
    place = next(at for at, one in enumerate(order) if one.key == key)
    other = place + by
    if not 0 <= other < len(order):
        return
    order[place], order[other] = order[other], order[place]
    table = tables.policy
    for at, one in enumerate(order):
        tx.connection.execute(update(table).where(table.c.key == one.key).values(priority=FIRST + 10 * at))
    tx.audit("policy.moved", payload={"policy": key, "order": [one.key for one in order]})


def remove(tx: Transaction, key: str) -> None:
    """Delete a flow that was never released. Raises FlowInUse for any other, and for the one its type came with."""
    policy = policies.policy(tx.connection, key)
    _lock_type(tx, policy.document_type)
    if policy.is_first or policies.versions(tx.connection, key):
        raise FlowInUse(name=policy.name, name_en=policy.name_en)
    tx.connection.execute(delete(tables.policy_version).where(tables.policy_version.c.policy == key))
    tx.connection.execute(delete(tables.policy).where(tables.policy.c.key == key))
    tx.audit("policy.deleted", payload={"policy": key})


def set_without_flow(tx: Transaction, document_type: str, what: Literal["approve", "refuse"]) -> None:
    """Say what happens to documents of a type that none of its flows is for."""
    table = tables.policy_type
    if not insert_missing(tx.connection, table, document_type=document_type, without_flow=what):
        tx.connection.execute(
            update(table).where(table.c.document_type == document_type).values(without_flow=what)
        )
    tx.audit("policy.without_flow", payload={"document_type": document_type, "without_flow": what})


def _change(tx: Transaction, key: str, what: str, **values: object) -> None:
    policy = policies.policy(tx.connection, key)
    table = tables.policy
    tx.connection.execute(update(table).where(table.c.key == policy.key).values(**values))
    tx.audit(f"policy.{what}", payload={"policy": key, **values})


def _lock_type(tx: Transaction, document_type: str) -> list[Policy]:
    """The flows of a type, while nobody else adds or orders any."""
    table = tables.policy
    mine = select(table.c.key).where(table.c.document_type == document_type)
    tx.connection.execute(mine.order_by(table.c.key).with_for_update())
    return policies.of_type(tx.connection, document_type)


def _names(name: str, name_en: str) -> tuple[str, str]:
    zh, en = name.strip()[:LONGEST_NAME], name_en.strip()[:LONGEST_NAME]
    if not zh or not en:
        raise NameNeeded
    return zh, en
