"""Changing a flow: one draft of the next version, saved against the one that was seen."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from engine import organisation
from engine.ids import new_id
from engine.organisation.snapshot import snapshot
from engine.store.uow import Transaction
from processes.approval import content, policies, tables
from processes.approval.check import check
from processes.approval.documents import DocumentType
from processes.approval.errors import (
    DraftChanged,
    Fault,
    FlowRefused,
    NoDraft,
    NothingChanged,
    PolicyNotFound,
    ReasonNeeded,
)
from processes.approval.findings.flows import impossible
from processes.approval.findings.limits import unmet
from processes.approval.model import Flow
from processes.approval.policies import Version

SHORTEST_REASON, LONGEST_REASON = 2, 500


def create(tx: Transaction, *, key: str, document_type: str, name: str, name_en: str) -> None:
    """A new flow without any version."""
    tx.connection.execute(
        insert(tables.policy).values(key=key, document_type=document_type, name=name, name_en=name_en)
    )
    tx.audit("policy.created", payload={"policy": key, "document_type": document_type})


def save_draft(tx: Transaction, key: str, flow: Flow, *, seen: str | None) -> None:
    """Keep what was typed. `seen` is the token of the draft that was shown, None where there was none.

    Raises DraftChanged when somebody saved or published meanwhile.
    """
    lock(tx, key)
    current = policies.draft(tx.connection, key)
    if (current.token if current else None) != seen:
        raise _changed(key)
    if current is None:
        _open_draft(tx, key, flow)
        return
    table = tables.policy_version
    tx.connection.execute(
        update(table)
        .where(table.c.policy == key, table.c.version == current.version)
        .values(content=content.dump(flow), revision=current.revision + 1, by=tx.by, at=tx.now)
    )


def discard_draft(tx: Transaction, key: str, *, seen: str) -> None:
    """Throw the draft away. Raises NoDraft, DraftChanged."""
    current = _draft(tx, key, seen)
    table = tables.policy_version
    tx.connection.execute(delete(table).where(table.c.policy == key, table.c.version == current.version))
    tx.audit("policy.draft_discarded", payload={"policy": key, "version": current.version})


def releasable(
    tx: Transaction, key: str, document: DocumentType, *, seen: str, reason: str, effective: datetime | None
) -> Version:
    """The draft, if it could be in force from a moment on (None: now).

    Raises NoDraft, DraftChanged, ReasonNeeded, NothingChanged, FlowRefused with every fault.
    """
    if len(reason.strip()) < SHORTEST_REASON:
        raise ReasonNeeded
    current = _draft(tx, key, seen)
    before = policies.before(tx.connection, key, effective or tx.now, tx.now)
    if before is not None and before.flow == current.flow:
        raise NothingChanged(version=before.version)
    faults = check(current.flow, document, _position_codes(tx), _logins(tx), _department_codes(tx))
    faults = faults or impossible(current.flow, document, current.flow.entry)
    if not faults and tx.by is not None:  # what ships is there before anybody works here
        faults = [Fault(place="limits", zh=one.zh, en=one.en) for one in unmet(tx.connection, current.flow)]
    if faults:
        raise FlowRefused(faults)
    return current


def restore(tx: Transaction, key: str, number: int, *, seen: str | None) -> None:
    """Open a draft that says what a former version said, and that tells so. Raises VersionNotFound, DraftChanged."""
    save_draft(tx, key, policies.version(tx.connection, key, number).flow, seen=seen)
    table = tables.policy_version
    tx.connection.execute(
        update(table).where(table.c.policy == key, table.c.state == "draft").values(restored_from=number)
    )
    tx.audit("policy.restored", payload={"policy": key, "from": number})


def _open_draft(tx: Transaction, key: str, flow: Flow) -> None:
    past = policies.versions(tx.connection, key)
    try:
        tx.connection.execute(
            insert(tables.policy_version).values(
                id=new_id(),
                policy=key,
                version=past[0].version + 1 if past else 1,
                content=content.dump(flow),
                state="draft",
                revision=1,
                by=tx.by,
                at=tx.now,
            )
        )
    except IntegrityError as error:
        raise _changed(key) from error


def _draft(tx: Transaction, key: str, seen: str) -> Version:
    lock(tx, key)
    current = policies.draft(tx.connection, key)
    if current is None:
        raise NoDraft(key=key)
    if current.token != seen:
        raise _changed(key)
    return current


def _changed(key: str) -> DraftChanged:
    return DraftChanged(key=key, what="the draft was changed", what_zh="草稿已被修改")


def lock(tx: Transaction, key: str) -> None:
    """Editors of one flow come one after the other."""
    row = tables.policy
    if tx.connection.scalar(select(row.c.key).where(row.c.key == key).with_for_update()) is None:
        raise PolicyNotFound(key=key)


def _position_codes(tx: Transaction) -> Collection[str]:
    return {position.code for position in organisation.positions(tx.connection)}


def _logins(tx: Transaction) -> Collection[str]:
    return {person.login for person in organisation.everyone(tx.connection)}


def _department_codes(tx: Transaction) -> Collection[str]:
    return {department.code for department in snapshot(tx.connection).departments.values()}
