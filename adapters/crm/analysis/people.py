"""What each employee brought about (12.5): sales, receipts, new customers, contacts, tasks, answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, func, select

from adapters.crm import tables
from adapters.crm.analysis.pipeline import begin_of, end_of
from adapters.crm.analysis.report import Chart, Column, Frame, Report, Row
from adapters.crm.analysis.sales import called, order, orders_url, sold
from engine import organisation
from engine.organisation.snapshot import COMPANY_ZONE, snapshot

account, receipt, progress = tables.account, tables.receipt, tables.progress
communication, task, feedback = tables.communication, tables.task, tables.feedback


@dataclass(kw_only=True, slots=True)
class Work:
    """The figures of one person, or of a department."""

    amount: Decimal = Decimal(0)
    count: int = 0
    receipts: Decimal = Decimal(0)
    customers: int = 0
    contacts: int = 0
    visits: int = 0
    calls: int = 0
    overdue: int = 0
    answered: list[Decimal] = field(default_factory=list)  # hours until each first answer

    def add(self, other: Work) -> None:
        """Take in the figures of somebody."""
        for name in ("amount", "count", "receipts", "customers", "contacts", "visits", "calls", "overdue"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.answered += other.answered

    def row(self, name: str, url: str) -> Row:
        """As a row of the table."""
        hours = sum(self.answered, Decimal(0)) / len(self.answered) if self.answered else None
        return {
            "name": name,
            "amount": self.amount,
            "count": self.count,
            "receipts": self.receipts,
            "customers": self.customers,
            "contacts": self.contacts,
            "visits": self.visits,
            "calls": self.calls,
            "overdue": self.overdue,
            "hours": hours.quantize(Decimal("0.1")) if hours is not None else None,
            "url": url,
        }


def _performance(frame: Frame) -> Sequence[Row]:
    found: dict[int, Work] = defaultdict(Work)
    for name, numbers in _figures(frame):
        for person_id, value in numbers.items():
            setattr(found[person_id], name, value)
    _answers(frame, found)
    if frame.way == "department":
        rows = _by_department(frame, found)
    else:
        rows = [
            one.row(called(frame, person_id), orders_url(frame, owner_id=f"#{person_id}"))
            for person_id, one in found.items()
        ]
    return sorted(rows, key=lambda row: (-row["amount"], row["name"]))


def _by_department(frame: Frame, found: Mapping[int, Work]) -> list[Row]:
    known, sums = snapshot(frame.connection), defaultdict[str, Work](Work)
    for person_id, one in found.items():
        person = organisation.person(frame.connection, person_id)
        place = known.departments.get(person.department_id or 0) if person is not None else None
        sums[place.title(frame.lang) if place is not None else "–"].add(one)
    return [one.row(name, "") for name, one in sums.items()]


def _figures(frame: Frame) -> Iterator[tuple[str, dict[int, Any]]]:
    """Figure → its value by person."""
    begin, end = begin_of(frame), end_of(frame)
    mine = sold(frame, frame.since, frame.until)
    yield "amount", _by(frame, order.c.owner_id, func.sum(order.c.total), mine)
    yield "count", _by(frame, order.c.owner_id, func.count(), mine)
    received = (
        select(account.c.owner_id, func.sum(receipt.c.amount).label("amount"))
        .join(account, account.c.id == receipt.c.account_id)
        .where(
            frame.within("account"),
            receipt.c.deleted_at.is_(None),
            receipt.c.state != "void",
            receipt.c.received_on.between(frame.since, frame.until),
            account.c.owner_id.is_not(None),
        )
        .group_by(account.c.owner_id)
    )
    yield "receipts", {one.owner_id: one.amount for one in frame.connection.execute(received)}
    joined = account.c.joined_on.between(frame.since, frame.until)
    yield (
        "customers",
        _by(
            frame,
            account.c.owner_id,
            func.count(),
            frame.within("account") & joined & account.c.owner_id.is_not(None),
        ),
    )
    met = frame.within("progress") & _during(progress.c.at, begin, end)
    yield "contacts", _by(frame, progress.c.by_id, func.count(), met)
    spoken = frame.within("communication") & _during(communication.c.at, begin, end)
    for name, way in (("visits", "visit"), ("calls", "call")):
        wanted = spoken & (communication.c.type == way)
        yield name, _by(frame, communication.c.by_id, func.count(), wanted)
    late = task.c.done_at.is_(None) & _during(task.c.due_at, begin, min(end, _today(frame)))
    open_ones = task.c.state_id.in_(
        select(tables.task_state_def.c.id).where(
            tables.task_state_def.c.state_class.not_in(("done", "abandoned"))
        )
    )
    yield "overdue", _by(frame, task.c.owner_id, func.count(), frame.within("task") & late & open_ones)


def _by(frame: Frame, person: Any, figure: Any, condition: ColumnElement[bool]) -> dict[int, Any]:
    query = select(person, figure).where(condition).group_by(person)
    return {one: value for one, value in frame.connection.execute(query) if one is not None}


def _during(column: Any, begin: datetime, end: datetime) -> ColumnElement[bool]:
    during: ColumnElement[bool] = (column >= begin) & (column < end)
    return during


def _today(frame: Frame) -> datetime:
    """The first moment of the day on which the report is read: what is due today is not late yet."""
    return datetime.combine(frame.today, time(), COMPANY_ZONE)


def _answers(frame: Frame, found: dict[int, Work]) -> None:
    """The hours until each case of the period got its first answer."""
    received = frame.within("feedback") & _during(feedback.c.received_at, begin_of(frame), end_of(frame))
    query = select(feedback.c.handler_id, feedback.c.received_at, feedback.c.responded_at).where(
        received, feedback.c.responded_at.is_not(None), feedback.c.handler_id.is_not(None)
    )
    for handler, at, answered in frame.connection.execute(query):
        found[handler].answered.append(Decimal((answered - at).total_seconds()) / 3600)


PERFORMANCE = Report(
    key="performance",
    zh="员工业绩分析",
    en="Performance",
    about_zh="期内各员工的订单、客户回款、新客户、跟进、拜访、电话、首次响应时间与逾期未完成的任务。",
    about_en="What each employee sold, received and won as new customers; contacts, visits, calls, hours to the "
    "first answer, and tasks of the period that are late.",
    group=("员工", "Employees"),
    filters=("plate", "department", "person", "region", "level", "kind"),
    ways={"person": ("员工", "Employee"), "department": ("部门", "Department")},
    columns=(
        Column(key="name", zh="员工", en="Employee", kind="text"),
        Column(key="amount", zh="销售额", en="Sales", kind="money", total=True),
        Column(key="count", zh="订单数", en="Orders", total=True),
        Column(key="receipts", zh="回款", en="Received", kind="money", total=True),
        Column(key="customers", zh="新客户", en="New customers", total=True),
        Column(key="contacts", zh="跟进次数", en="Contacts", total=True),
        Column(key="visits", zh="拜访", en="Visits", total=True),
        Column(key="calls", zh="电话", en="Calls", total=True),
        Column(key="hours", zh="平均响应（小时）", en="Hours to respond"),
        Column(key="overdue", zh="逾期任务", en="Late tasks", total=True),
    ),
    chart=Chart(kind="bar", by="name", bars=("amount", "receipts")),
    read=_performance,
)
