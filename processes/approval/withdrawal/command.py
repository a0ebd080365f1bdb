"""Taking a document back in the caller's transaction: what is recorded, and who is told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection, select

from adapters.crm.notices import tell_all
from engine import organisation
from engine.organisation import Person
from engine.organisation.snapshot import COMPANY_ZONE
from engine.service import Engine
from engine.store.schema.runtime import candidate, work_item
from engine.store.uow import Transaction
from processes.approval.withdrawal.asking import Running, decided, of_instance
from processes.approval.withdrawal.errors import (
    DecidedAlready,
    NothingToWithdraw,
    OnlyTheApplicant,
    WithdrawalNotPermitted,
)
from processes.approval.withdrawal.listening import listener

WITHDRAWN: Final = "approval.withdrawn"
"""The word of the audit event: `{by, reason}`."""
LONGEST_REASON: Final = 500


def withdraw_in(engine: Engine, tx: Transaction, person: Person, instance_id: int, reason: str = "") -> None:
    """Take back what is in approval in this instance or those it called; the process goes on from there.

    Raises NothingToWithdraw, OnlyTheApplicant, DecidedAlready, WithdrawalNotPermitted, Suspended.
    """
    engine.lock_in(tx, instance_id)  # a decision of this moment is either seen or comes too late
    one = _demand(tx.connection, person, instance_id)
    heard = listener(tx.connection, one)
    if heard is None:
        raise NothingToWithdraw
    reason = reason.strip()[:LONGEST_REASON]
    asked = list(_asked(tx.connection, one))
    title = _title(tx.connection, one)
    tx.audit(
        WITHDRAWN, root=one.root_id, instance=one.instance_id, payload={"by": person.login, "reason": reason}
    )
    if not engine.message_in(tx, heard[0], heard[1], variables={"withdraw_reason": reason}):
        raise NothingToWithdraw
    tell_all(
        tx,
        asked,
        zh=f"{person.label('zh')}撤回了 {title}{f'：{reason}' if reason else ''}。您的待办已取消。",
        en=f"{person.label('en')} took {title} back{f': {reason}' if reason else ''}. Your task is gone.",
        about=("case", one.root_id),
        root=one.root_id,
    )


def _demand(connection: Connection, person: Person, instance_id: int) -> Running:
    """The approval that this person can take back now."""
    found = of_instance(connection, instance_id)
    if not found:
        raise NothingToWithdraw
    one = next((each for each in found if each.applicant == person.login), None)
    if one is None:
        who = found[0].applicant
        raise OnlyTheApplicant(who_zh=_called(connection, who, "zh"), who_en=_called(connection, who, "en"))
    first = decided(connection, one)
    if first is not None:
        raise DecidedAlready(
            who_zh=_called(connection, first.person, "zh"),
            who_en=_called(connection, first.person, "en"),
            at=first.at.astimezone(COMPANY_ZONE).strftime("%Y-%m-%d %H:%M"),
        )
    if not one.permits:
        assert one.point is not None
        raise WithdrawalNotPermitted(point=one.point.name, point_en=one.point.name_en)
    return one


def _called(connection: Connection, login: str, lang: organisation.Language) -> str:
    if not login:
        return "系统（超时）" if lang == "zh" else "The system (deadline)"
    person = organisation.by_login(connection, login)
    return login if person is None else person.label(lang)


def _asked(connection: Connection, one: Running) -> Iterator[Person]:
    """Everybody who has, or is offered, a task of this approval."""
    open_ = select(work_item.c.id, work_item.c.assignee).where(
        work_item.c.instance_id == one.instance_id, work_item.c.closed_at.is_(None)
    )
    for row in connection.execute(open_).all():
        if row.assignee is not None:
            yield from _known(connection, row.assignee)
            continue
        offered = select(candidate.c.kind, candidate.c.name).where(candidate.c.work_item_id == row.id)
        for each in connection.execute(offered).all():
            if each.kind == "group":
                yield from organisation.holders(connection, each.name)
            else:
                yield from _known(connection, each.name)


def _known(connection: Connection, login: str) -> Iterator[Person]:
    person = organisation.by_login(connection, login)
    if person is not None and person.is_active:
        yield person


def _title(connection: Connection, one: Running) -> str:
    query = select(work_item.c.title).where(
        work_item.c.instance_id == one.instance_id, work_item.c.title.is_not(None)
    )
    return connection.scalar(query.order_by(work_item.c.id.desc()).limit(1)) or str(one.document_id)
