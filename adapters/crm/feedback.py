"""Service cases: registering, classifying, handling, answering and closing them, each step with its record.

Complaints are led by their process; whoever acts for it names its `root`. Repeating a step does nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select

from adapters.crm import changes, tables
from adapters.crm.catalogue.feedback_words import STATES
from adapters.crm.errors import CaseStateRefused, OtherInstance
from adapters.crm.numbering import next_number
from adapters.crm.parameters import parameter
from adapters.crm.words import word
from engine.calendar.lookup import calendars
from engine.calendar.reckoning import WorkingTime
from engine.errors import NotFound
from engine.store.uow import Transaction

feedback, action = tables.feedback, tables.feedback_action
#: What goes through the complaint process; the rest is answered at the desk.
LED_BY_PROCESS = frozenset({"complaint", "dispute", "defective"})
OPEN = frozenset({"new", "assigned", "in_progress", "waiting_customer", "solved", "confirmed", "reopened"})
DONE = frozenset({"closed", "rejected"})
#: Levels 1 to 3 handle a case; on the fourth the general manager decides.
TOP_LEVEL = 4
_AT_HOME = ("", "中国", "China", "CN")


def row(connection: Connection, feedback_id: int, *, lock: bool = False) -> Row[Any]:
    """One case. Raises NotFound."""
    found = changes.row_of(connection, feedback, feedback_id, lock=lock)
    if found is None or found.deleted_at is not None:
        raise NotFound(what="service case", what_zh="服务反馈", id=feedback_id)
    return found


def register(tx: Transaction, *, root: int | None = None, **values: Any) -> int:
    """A new case; its id. Needs account_id, type, channel, subject and content."""
    given = {"received_at": tx.now, "received_by_id": tx.by, "state": "new", **values}
    feedback_id = changes.add(tx, feedback, root=root, no=next_number(tx, "feedback"), **given)
    note(tx, feedback_id, "registered", given["content"], root=root)
    return feedback_id


def adopt(tx: Transaction, feedback_id: int, instance_id: int, *, root: int | None) -> Row[Any]:
    """The case belongs to this process from now on. Raises OtherInstance."""
    found = row(tx.connection, feedback_id, lock=True)
    if found.instance_id not in (None, instance_id):
        raise OtherInstance(no=found.no, instance=found.instance_id)
    changes.edit(tx, feedback, feedback_id, root=root, instance_id=instance_id)
    return row(tx.connection, feedback_id)


def note(
    tx: Transaction,
    feedback_id: int,
    kind: str,
    text: str,
    *,
    root: int | None = None,
    by_id: int | None = None,
) -> None:
    """Add to the record of a case: by whom the transaction is, else by whoever received the case."""
    case = row(tx.connection, feedback_id)
    who = by_id or tx.by or case.handler_id or case.received_by_id
    if who is None:  # came in by itself and nobody has it yet: the customer's owner answers for it
        who = _owner(tx.connection, case.account_id)
    if who is not None:
        changes.add(
            tx, action, root=root, feedback_id=feedback_id, at=tx.now, by_id=who, kind=kind, text=text or "–"
        )


def actions(connection: Connection, feedback_id: int) -> Sequence[Row[Any]]:
    """The record of a case, the oldest first."""
    query = select(action).where(action.c.feedback_id == feedback_id, action.c.deleted_at.is_(None))
    return connection.execute(query.order_by(action.c.at, action.c.id)).all()


def open_case_like(connection: Connection, case: Row[Any], now: datetime) -> Row[Any] | None:
    """An older open case of the same customer about the same product, order or unit (or the same subject)."""
    days = int(parameter(connection, "feedback.duplicate_days", 30))
    query = select(feedback).where(
        feedback.c.account_id == case.account_id,
        feedback.c.id != case.id,
        feedback.c.state.in_(OPEN),
        feedback.c.deleted_at.is_(None),
        feedback.c.type.in_(LED_BY_PROCESS),
        feedback.c.duplicate_of_id.is_(None),
        feedback.c.received_at >= now - timedelta(days=days),
        feedback.c.received_at <= case.received_at,
    )
    for other in connection.execute(query.order_by(feedback.c.id)):
        if other.id < case.id and _same_matter(case, other):
            return other
    return None


def _same_matter(case: Row[Any], other: Row[Any]) -> bool:
    for name in ("archive_id", "order_id", "product_id"):
        mine, theirs = getattr(case, name), getattr(other, name)
        if mine is not None and theirs is not None:
            return bool(mine == theirs)
    return bool(case.subject.strip().casefold() == other.subject.strip().casefold())


def merge(tx: Transaction, feedback_id: int, into_id: int, *, root: int | None = None) -> None:
    """Close a case as one that another already deals with; what was said is kept there too."""
    case, other = row(tx.connection, feedback_id, lock=True), row(tx.connection, into_id)
    if case.duplicate_of_id == into_id:
        return
    changes.edit(
        tx, feedback, feedback_id, root=root, state="closed", duplicate_of_id=into_id, closed_at=tx.now
    )
    note(tx, feedback_id, "merged", other.no, root=root)
    note(tx, into_id, "customer", f"{case.no}: {case.content}", root=root)


def change(tx: Transaction, feedback_id: int, *, root: int | None = None, **values: Any) -> bool:
    """Set columns of a case; whether anything differed."""
    return changes.edit(tx, feedback, feedback_id, root=root, **values)


def promise(
    tx: Transaction, feedback_id: int, *, respond_in: str, solve_in: str, position: str, root: int | None
) -> Row[Any]:
    """What is promised from now on, in working time (ISO 8601 durations), and who has to keep it."""
    working = WorkingTime(calendars(tx.connection).default)
    changes.edit(
        tx,
        feedback,
        feedback_id,
        root=root,
        state="assigned",
        respond_due_at=working.after(tx.now, respond_in),
        solve_due_at=working.after(tx.now, solve_in),
        responded_at=None,
        solved_at=None,
        handler_position=position,
    )
    return row(tx.connection, feedback_id)


def promise_at_desk(tx: Transaction, feedback_id: int) -> None:
    """What is promised of a request that needs no process, in working time as the company set it."""
    working = WorkingTime(calendars(tx.connection).default)
    respond_in = str(parameter(tx.connection, "feedback.request_respond", "PT8H"))
    solve_in = str(parameter(tx.connection, "feedback.request_solve", "P3D"))
    change(
        tx,
        feedback_id,
        respond_due_at=working.after(tx.now, respond_in),
        solve_due_at=working.after(tx.now, solve_in),
    )


def respond_again(tx: Transaction, feedback_id: int, respond_in: str, *, root: int | None) -> Row[Any]:
    """A new handler gets the whole time to respond."""
    working = WorkingTime(calendars(tx.connection).default)
    changes.edit(tx, feedback, feedback_id, root=root, respond_due_at=working.after(tx.now, respond_in))
    return row(tx.connection, feedback_id)


def accept(
    tx: Transaction,
    feedback_id: int,
    *,
    plan: str,
    first_answer: str,
    departments: Sequence[str],
    root: int | None,
) -> None:
    """The handler takes the case on, says what he will do and answers the customer for the first time."""
    case = row(tx.connection, feedback_id, lock=True)
    changes.edit(
        tx,
        feedback,
        feedback_id,
        root=root,
        state="in_progress",
        plan=plan,
        departments=list(departments),
        handler_id=tx.by or case.handler_id,
        responded_at=case.responded_at or tx.now,
    )
    note(tx, feedback_id, "plan", plan, root=root)
    if first_answer:
        note(tx, feedback_id, "first_answer", first_answer, root=root)


def answered(tx: Transaction, feedback_id: int, answer: str, *, root: int | None = None) -> None:
    """The customer has the answer; now he is to say whether it helps."""
    changes.edit(
        tx,
        feedback,
        feedback_id,
        root=root,
        state="waiting_customer",
        answer=answer,
        solved_at=tx.now,
    )
    note(tx, feedback_id, "answer", answer, root=root)


def reopen(tx: Transaction, feedback_id: int, *, said: str, round_no: int, root: int | None) -> Row[Any]:
    """The customer is not satisfied: one level higher. `round_no` is the count it comes to, so that repeating
    the step does nothing."""
    case = row(tx.connection, feedback_id, lock=True)
    if case.reopen_count >= round_no:
        return case
    changes.edit(
        tx,
        feedback,
        feedback_id,
        root=root,
        state="reopened",
        reopen_count=round_no,
        level=min(case.level + 1, TOP_LEVEL),
        handler_id=None,
        closed_at=None,
        breached_at=None,
    )
    note(tx, feedback_id, "reopened", said, root=root)
    return row(tx.connection, feedback_id)


def breach(tx: Transaction, feedback_id: int, *, root: int | None) -> bool:
    """Mark a case whose promised time has passed; False if it is solved or was marked before."""
    case = row(tx.connection, feedback_id, lock=True)
    if case.breached_at is not None or case.state in DONE or case.solved_at is not None:
        return False
    changes.edit(tx, feedback, feedback_id, root=root, breached_at=tx.now)
    note(tx, feedback_id, "breach", "", root=root)
    return True


def close(tx: Transaction, feedback_id: int, *, root: int | None = None, **values: Any) -> None:
    """Nothing is left to do."""
    case = row(tx.connection, feedback_id, lock=True)
    if case.state in DONE:
        return
    changes.edit(tx, feedback, feedback_id, root=root, state="closed", closed_at=tx.now, **values)
    note(tx, feedback_id, "closed", "", root=root)


def demand_state(case: Row[Any], *states: str) -> None:
    """Raise CaseStateRefused where a case is in none of these states."""
    if case.state not in states:
        raise CaseStateRefused(
            no=case.no, state_zh=word(STATES, case.state, "zh"), state_en=word(STATES, case.state, "en")
        )


def facts(connection: Connection, case: Row[Any]) -> Mapping[str, Any]:
    """What titles, mails and decisions need to know of a case."""
    party = changes.row_of(connection, tables.account, case.account_id)
    assert party is not None
    contact = changes.row_of(connection, tables.contact, case.contact_id) if case.contact_id else None
    service = select(tables.contract.c.id).where(
        tables.contract.c.account_id == party.id,
        tables.contract.c.kind == "service",
        tables.contract.c.state.in_(("signed", "active")),
    )
    return {
        "feedback_id": case.id,
        "feedback_no": case.no,
        "feedback_type": case.type,
        "subject": case.subject,
        "account_id": case.account_id,
        "customer": party.short_name or party.name,
        "customer_en": party.name_en or party.name,
        "customer_level": party.level,
        "contract": connection.execute(service.limit(1)).first() is not None,
        "contact_name": (contact.name if contact else "") or case.caller,
        "contact_email": case.email or (contact.email if contact else "") or party.email,
        "language": "zh" if party.country in _AT_HOME else "en",
        "order_id": case.order_id,
        "archive_id": case.archive_id,
    }


def _owner(connection: Connection, account_id: int) -> int | None:
    found: int | None = connection.scalar(
        select(tables.account.c.owner_id).where(tables.account.c.id == account_id)
    )
    return found
