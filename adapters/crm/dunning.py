"""Dunning: when each step comes, what a letter says, the log, and the credit hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, select

from adapters.crm import changes, ledger, tables
from adapters.crm.amounts import written
from adapters.crm.dunning_letters import LETTERS
from adapters.crm.parameters import parameter
from engine import organisation
from engine.organisation.snapshot import COMPANY_ZONE
from engine.store.uow import Transaction

plan, order, account, log = tables.payment_plan, tables.order, tables.account, tables.dunning
#: Days from the due date to each step, by class of customer ("" for all): parameter `collection.days`.
DAYS: Mapping[str, int] = {"remind": -7, "due": 1, "level1": 7, "level2": 15, "level3": 30, "decide": 60}
_HOUR = time(9)
HOLD_LEVEL = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Debt:
    """An instalment with everything that a letter, a form or a notice says about it."""

    plan: Row[Any]
    order: Row[Any]
    account: Row[Any]
    owner: organisation.Person | None

    @property
    def rest(self) -> Decimal:
        """What is open."""
        left: Decimal = self.plan.amount - self.plan.received - self.plan.written_off
        return left


def debt(connection: Connection, plan_id: int) -> Debt | None:
    """An instalment that still belongs to a plan."""
    row = changes.row_of(connection, plan, plan_id)
    if row is None or row.deleted_at is not None:
        return None
    of = changes.row_of(connection, order, row.order_id)
    assert of is not None
    party = changes.row_of(connection, account, of.account_id)
    assert party is not None
    return Debt(plan=row, order=of, account=party, owner=organisation.person(connection, of.owner_id))


def days_of(connection: Connection, level: str) -> Mapping[str, int]:
    """Days to each step for a class of customers."""
    kept = parameter(connection, "collection.days", {})
    return {**DAYS, **kept.get("", {}), **kept.get(level, {})}


def moments(connection: Connection, found: Debt) -> dict[str, datetime]:
    """When each step of an instalment's chain comes: `remind_at` … `decide_at`, in the morning."""
    days = days_of(connection, found.account.level)
    due_on: date = found.plan.due_on
    return {f"{step}_at": morning(due_on + timedelta(days=number)) for step, number in days.items()}


def morning(day: date) -> datetime:
    """When the company begins to work on a day."""
    return datetime.combine(day, _HOUR, COMPANY_ZONE)


def letter(connection: Connection, found: Debt, level: int, lang: str, on: date) -> tuple[str, str]:
    """Subject and text of a dunning letter on a day."""
    zh = lang == "zh"
    owner = found.owner.label("zh" if zh else "en") if found.owner else ""
    said = {
        "customer": found.account.name if zh else found.account.name_en or found.account.name,
        "order_no": found.order.no,
        "seq": str(found.plan.seq),
        "rest": written(found.rest, found.order.currency),
        "due_on": found.plan.due_on.isoformat() if found.plan.due_on else "–",
        "days": str(max((on - found.plan.due_on).days, 0)) if found.plan.due_on else "0",
        "owner": owner,
    }
    subject, body = LETTERS[(min(max(level, 1), 3), lang)]
    kept = _template(connection, level, lang)
    return _filled(subject, said), _filled(kept or body, said)


def note(
    tx: Transaction,
    plan_id: int,
    level: int,
    *,
    channel: str,
    recipient: str = "",
    subject: str = "",
    text: str = "",
    answer: str = "",
    next_at: datetime | None = None,
    root: int | None = None,
) -> bool:
    """Log a step of the chain; False where this level was logged since the instalment's terms last changed."""
    if level >= 0 and noted(tx.connection, plan_id, level) is not None:
        return False
    values = {"channel": channel, "recipient": recipient[:200], "subject": subject[:200], "text": text}
    changes.add(
        tx,
        log,
        root=root,
        plan_id=plan_id,
        level=level,
        at=tx.now,
        by_id=tx.by,
        answer=answer,
        next_at=next_at,
        **values,
    )
    row = changes.row_of(tx.connection, plan, plan_id)
    if row is not None and level > row.dunning_level:
        changes.edit(tx, plan, plan_id, root=root, dunning_level=level)
    return True


def noted(connection: Connection, plan_id: int, level: int) -> Row[Any] | None:
    """The latest entry of a level in an instalment's log."""
    query = select(log).where(log.c.plan_id == plan_id, log.c.level == level, log.c.deleted_at.is_(None))
    return connection.execute(query.order_by(log.c.id.desc()).limit(1)).first()


def of_plan(connection: Connection, plan_id: int) -> Sequence[Row[Any]]:
    """The log of an instalment, oldest first."""
    query = select(log).where(log.c.plan_id == plan_id, log.c.deleted_at.is_(None)).order_by(log.c.id)
    return connection.execute(query).all()


def tell(tx: Transaction, person_id: int, text: str, *, plan_id: int, root: int | None = None) -> None:
    """A notice to somebody of ours, once: the same words about the same instalment are not sent again."""
    message = tables.message
    same = (
        message.c.to_id == person_id,
        message.c.text == text,
        message.c.ref_type == "payment_plan",
    )
    if tx.connection.scalar(select(message.c.id).where(*same)) is not None:
        return
    changes.add(
        tx,
        message,
        root=root,
        to_id=person_id,
        text=text,
        at=tx.now,
        ref_type="payment_plan",
        ref_id=plan_id,
    )


def hold(tx: Transaction, account_id: int, *, root: int | None = None) -> bool:
    """Block a customer for new orders; whether he was not blocked before."""
    return changes.edit(tx, account, account_id, root=root, credit_hold=True)


def release_hold(tx: Transaction, account_id: int, *, root: int | None = None) -> bool:
    """Unblock a customer of whom no open instalment has come to the third letter; whether he was blocked."""
    row = changes.row_of(tx.connection, account, account_id)
    if row is None or not row.credit_hold:
        return False
    held = (
        select(plan.c.id)
        .join(order, order.c.id == plan.c.order_id)
        .where(
            order.c.account_id == account_id,
            order.c.state.not_in(ledger.VOID_ORDERS),
            plan.c.deleted_at.is_(None),
            plan.c.dunning_level >= HOLD_LEVEL,
            plan.c.received + plan.c.written_off < plan.c.amount,
        )
    )
    if tx.connection.scalar(held.limit(1)) is not None:
        return False
    return changes.edit(tx, account, account_id, root=root, credit_hold=False)


def _template(connection: Connection, level: int, lang: str) -> str:
    """The body of the kept template `dunning-1`, `dunning-1-en`."""
    table = tables.text_template
    name = f"dunning-{level}" + ("" if lang == "zh" else f"-{lang}")
    query = select(table.c.body).where(
        table.c.kind == "dunning", table.c.name == name, table.c.active, table.c.deleted_at.is_(None)
    )
    return connection.scalar(query) or ""


def _filled(text: str, said: Mapping[str, str]) -> str:
    """Placeholders replaced; unknown ones stay as they are (templates are typed by people)."""
    for name, value in said.items():
        text = text.replace(f"{{{name}}}", value)
    return text
