"""Cases about a customer that two people claim (S8-3.1, P-03): one open case per pair."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Row, or_, select

from adapters.crm import changes, tables
from adapters.crm.duplicates.errors import CaseDecided, CaseOpen
from adapters.crm.duplicates.merging import merge_in
from adapters.crm.numbering import next_number
from adapters.crm.ownership.owner import change_owner
from engine import organisation
from engine.errors import NotFound
from engine.store.uow import Transaction

case, share = tables.duplicate_case, tables.account_share

DECISIONS = {
    "keep": ("维持现状", "Keep as it is"),
    "transfer": ("转移归属", "Transfer"),
    "share": ("共享", "Share"),
    "merge": ("合并", "Merge"),
}
#: So often in vain that it was no mistake (S8-3.1.4).
MALICIOUS_ATTEMPTS = 2


def open_case(
    tx: Transaction,
    *,
    account_a_id: int,
    account_b_id: int | None,
    claimant_id: int | None,
    evidence: str = "",
    instance_id: int | None = None,
    root: int | None = None,
) -> Row[Any]:
    """A new case; that of the same instance again. Raises CaseOpen for a pair that is in one already."""
    mine = select(case).where(case.c.instance_id == instance_id, case.c.instance_id.is_not(None))
    known = tx.connection.execute(mine).first()
    if known is not None:
        return known
    for account_id in filter(None, (account_a_id, account_b_id)):
        if changes.row_of(tx.connection, tables.account, account_id, lock=True) is None:
            raise NotFound(what="customer", what_zh="客户", id=account_id)
    other = open_about(tx.connection, account_a_id, account_b_id)
    if other is not None:
        raise CaseOpen(no=other.no)
    case_id = changes.add(
        tx,
        case,
        root=root,
        no=next_number(tx, "duplicate_case"),
        account_a_id=account_a_id,
        account_b_id=account_b_id,
        claimant_id=claimant_id,
        evidence=evidence,
        malicious=attempts(tx, account_a_id, claimant_id) >= MALICIOUS_ATTEMPTS,
        state="open",
        instance_id=instance_id,
    )
    row = changes.row_of(tx.connection, case, case_id)
    assert row is not None
    return row


def note(
    tx: Transaction, case_id: int, *, evidence: str = "", owner_comment: str = "", root: int | None = None
) -> None:
    """What the claimant or the owner says about it; what is empty stays as it was."""
    said = {"evidence": evidence, "owner_comment": owner_comment}
    values: dict[str, Any] = {name: text for name, text in said.items() if text}
    changes.edit(tx, case, case_id, root=root, **values)


def decide(
    tx: Transaction,
    case_id: int,
    decision: str,
    *,
    by_id: int | None,
    reason: str = "",
    taken: Collection[str] = (),
    root: int | None = None,
) -> int:
    """Do what was decided; the id of the customer that remains. The same decision again does nothing."""
    row = changes.row_of(tx.connection, case, case_id, lock=True)
    if row is None:
        raise NotFound(what="duplicate case", what_zh="重复客户单", id=case_id)
    account_id: int = row.account_a_id
    if row.state == "decided":
        if row.decision != decision:
            raise CaseDecided(no=row.no)
        return account_id
    if decision == "transfer" and row.claimant_id is not None:
        change_owner(tx, account_id, row.claimant_id, "dispute", root=root)
    elif decision == "share" and row.claimant_id is not None:
        _share(tx, account_id, row.claimant_id, by_id or row.claimant_id, root)
    elif decision == "merge" and row.account_b_id is not None:
        merge_in(tx, account_id, row.account_b_id, taken=taken, root=root)
    changes.edit(
        tx,
        case,
        case_id,
        root=root,
        decision=decision,
        reason=reason,
        decided_by_id=by_id,
        state="decided",
    )
    return account_id


def attempted(tx: Transaction, account_id: int, person_id: int) -> None:
    """Somebody tried to enter a customer that is there: recorded with it (S8-3.1.4)."""
    person = organisation.person(tx.connection, person_id)
    changes.add(
        tx,
        tables.account_event,
        account_id=account_id,
        event_type="duplicate",
        at=tx.now,
        title=f"重复建档被拦截：{person.name if person else person_id}",
        actor_id=person_id,
    )


def attempts(tx: Transaction, account_id: int, person_id: int | None) -> int:
    """How often a person tried to enter this customer again."""
    event = tables.account_event
    query = select(event.c.id).where(
        event.c.account_id == account_id,
        event.c.event_type == "duplicate",
        event.c.actor_id == person_id,
    )
    return len(tx.connection.execute(query).all())


def open_about(connection: Connection, first: int, second: int | None) -> Row[Any] | None:
    """The open case about a customer, or about a pair in either order."""
    same = (case.c.account_a_id == first) & (
        case.c.account_b_id.is_(None) if second is None else case.c.account_b_id == second
    )
    ways = [same]
    if second is not None:
        ways.append((case.c.account_a_id == second) & (case.c.account_b_id == first))
    query = select(case).where(or_(*ways), case.c.state == "open", case.c.deleted_at.is_(None))
    return connection.execute(query).first()


def _share(tx: Transaction, account_id: int, person_id: int, by_id: int, root: int | None) -> None:
    known = select(share.c.id).where(
        share.c.account_id == account_id, share.c.person_id == person_id, share.c.deleted_at.is_(None)
    )
    if tx.connection.execute(known).first() is None:
        changes.add(
            tx,
            share,
            root=root,
            account_id=account_id,
            person_id=person_id,
            level="edit",
            granted_by_id=by_id,
        )
