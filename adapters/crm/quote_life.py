"""What happens to a quote around its approval: drafted for an opportunity, sent, answered, expired."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, select

from adapters.crm import changes, opportunities, orders_from_quotes, quotes, tables
from adapters.crm.numbering import next_number
from adapters.crm.parameters import parameter
from adapters.crm.todo import add_todo
from engine.errors import NotFound
from engine.organisation.snapshot import COMPANY_ZONE
from engine.store.uow import Transaction

REMIND_DAYS, VALID_DAYS = "quote.remind_days", "quote.valid_days"
_DEFAULTS = {REMIND_DAYS: 3, VALID_DAYS: 30}
_MORNING = time(9, tzinfo=COMPANY_ZONE)
#: Stages of a customer who has never bought; the first accepted quote makes him a lead customer (S28-B1.2).
_NEW = frozenset({"", "unknown", "contacted", "interested", "negotiating"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Deadlines:
    """When to remind of an open quote, and when it is over."""

    remind_at: datetime
    expires_at: datetime


def draft(
    tx: Transaction, *, opportunity_id: int | None, account_id: int | None, instance_id: int, root: int
) -> Row[Any]:
    """An empty quote for an opportunity or a customer, to be written by its owner. Repeating finds the same."""
    quote = tables.quote
    known = tx.connection.scalar(select(quote.c.id).where(quote.c.instance_id == instance_id))
    if known is not None:
        return _row(tx, known)
    opportunity = (
        changes.row_of(tx.connection, tables.opportunity, opportunity_id) if opportunity_id else None
    )
    if opportunity_id and opportunity is None:
        raise NotFound(what="opportunity", what_zh="销售机会", id=opportunity_id)
    wanted = opportunity.account_id if opportunity is not None else account_id
    party = changes.row_of(tx.connection, tables.account, wanted) if wanted else None
    if party is None:
        raise NotFound(what="account", id=wanted)
    owner = opportunity.owner_id if opportunity is not None else party.owner_id or tx.by
    if owner is None:
        raise NotFound(what="owner of the customer", what_zh="客户负责人", id=party.name)
    today = tx.now.astimezone(COMPANY_ZONE).date()
    quote_id = changes.add(
        tx,
        quote,
        root=root,
        no=next_number(tx, "quote"),
        account_id=party.id,
        contact_id=opportunity.contact_id if opportunity is not None else None,
        opportunity_id=opportunity_id,
        owner_id=owner,
        title=opportunity.name if opportunity is not None else "",
        quoted_on=today,
        valid_to=today + timedelta(days=_days(tx, VALID_DAYS)),
        payment_terms=party.payment_terms,
        instance_id=instance_id,
    )
    return _row(tx, quote_id)


def sent(tx: Transaction, quote_id: int, how: str, *, instance_id: int | None, root: int | None) -> Deadlines:
    """The customer has it; until when his answer is awaited."""
    row = quotes.mark(tx, quote_id, "sent", instance_id=instance_id, root=root)
    changes.edit(tx, tables.quote, quote_id, root=root, sent_how=how)
    remind_on = row.valid_to - timedelta(days=_days(tx, REMIND_DAYS))
    return Deadlines(
        remind_at=max(datetime.combine(remind_on, _MORNING), tx.now + timedelta(hours=1)),
        expires_at=_midnight(row.valid_to + timedelta(days=1)),
    )


def remind(tx: Transaction, quote_id: int, what: str, *, root: int | None) -> datetime:
    """Ask the owner to write the quote (`prepare`) or to ask the customer (`answer`); when to ask again."""
    row = _row(tx, quote_id)
    subject = {
        "prepare": f"完成报价 {row.no} · Finish quote {row.no}",
        "answer": f"报价 {row.no} 即将过期，请联系客户 · Quote {row.no} expires soon, ask the customer",
    }[what]
    _todo(tx, row, subject, root)
    return tx.now + timedelta(days=1)


def accept(tx: Transaction, quote_id: int, note: str, *, instance_id: int | None, root: int | None) -> int:
    """The customer takes it: the draft of the order is made; its id."""
    row = quotes.mark(tx, quote_id, "accepted", instance_id=instance_id, root=root)
    _answered(tx, row, "accepted", note, root)
    if row.opportunity_id is not None:
        opportunities.accepted(tx, row.opportunity_id, note or row.no, root=root)
    party = changes.row_of(tx.connection, tables.account, row.account_id)
    assert party is not None
    if party.kind == "prospect" and party.stage in _NEW:
        changes.edit(tx, tables.account, party.id, root=root, stage="lead")
    return orders_from_quotes.draft_from_quote(tx, quote_id, root=root)


def refuse(
    tx: Transaction,
    quote_id: int,
    reason: str,
    *,
    competitor: str = "",
    price_gap: Decimal | None = None,
    instance_id: int | None,
    root: int | None,
) -> None:
    """The customer does not take it; why, and to whom it was lost (a name that we do not know joins the reason)."""
    row = quotes.mark(tx, quote_id, "refused", instance_id=instance_id, root=root)
    rival = tables.competitor
    known = tx.connection.scalar(
        select(rival.c.id).where(rival.c.name == competitor.strip(), rival.c.deleted_at.is_(None)).limit(1)
    )
    note = f"{reason} ({competitor.strip()})" if competitor.strip() and known is None else reason
    _answered(tx, row, "refused", note, root)
    changes.edit(tx, tables.quote, quote_id, root=root, competitor_id=known, price_gap=price_gap)


def reopen(
    tx: Transaction, quote_id: int, answer: str, note: str, *, instance_id: int | None, root: int | None
) -> Row[Any]:
    """The next version: the customer negotiates (`answer`), or we change the quote ourselves (empty)."""
    row = quotes.mark(tx, quote_id, "draft", instance_id=instance_id, root=root)
    if answer:
        _answered(tx, row, answer, note, root)
    return _row(tx, quote_id)


def expire(tx: Transaction, quote_id: int, *, instance_id: int | None, root: int | None) -> None:
    """Nobody answered in time: the owner gets a task."""
    row = quotes.mark(tx, quote_id, "expired", instance_id=instance_id, root=root)
    _todo(tx, row, f"报价 {row.no} 已过期，请跟进 · Quote {row.no} has expired, follow up", root)


def _answered(tx: Transaction, row: Row[Any], answer: str, note: str, root: int | None) -> None:
    if (row.answer, row.answer_note) != (answer, note):
        changes.edit(tx, tables.quote, row.id, root=root, answer=answer, answered_at=tx.now, answer_note=note)


def _todo(tx: Transaction, row: Row[Any], subject: str, root: int | None) -> None:
    add_todo(
        tx,
        owner_id=row.owner_id,
        subject=subject,
        due_at=tx.now + timedelta(days=1),
        account_id=row.account_id,
        opportunity_id=row.opportunity_id,
        root=root,
    )


def _days(tx: Transaction, key: str) -> int:
    return int(parameter(tx.connection, key, _DEFAULTS[key]))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0, tzinfo=COMPANY_ZONE))


def _row(tx: Transaction, quote_id: int) -> Row[Any]:
    row = changes.row_of(tx.connection, tables.quote, quote_id)
    if row is None:
        raise NotFound(what="quote", id=quote_id)
    return row
