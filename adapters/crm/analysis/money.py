"""What will come in and what is late, from payment plans."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, select

from adapters.crm import tables
from adapters.crm.analysis.measures import bracket, share
from adapters.crm.analysis.report import Chart, Column, Frame, Report, Row
from adapters.crm.analysis.sales import order

plan = tables.payment_plan
GROUP = ("回款", "Collections")
BRACKETS = ("1–30", "31–60", "61–90", ">90")


def _open(frame: Frame) -> Select[Any]:
    return (
        select(plan.c.due_on, plan.c.amount, plan.c.received, order.c.account_id)
        .join(order, order.c.id == plan.c.order_id)
        .where(
            frame.within("order"),
            order.c.effective_at.is_not(None),
            plan.c.deleted_at.is_(None),
            plan.c.due_on.is_not(None),
            plan.c.state != "written_off",
        )
    )


def _forecast(frame: Frame) -> Sequence[Row]:
    months: dict[str, list[Decimal]] = {}
    for due_on, amount, received, _customer in frame.connection.execute(
        _open(frame).where(plan.c.due_on.between(frame.since, frame.until)).order_by(plan.c.due_on)
    ):
        sums = months.setdefault(f"{due_on:%Y-%m}", [Decimal(0), Decimal(0)])
        sums[0] += amount
        sums[1] += received
    return [
        {
            "name": month,
            "due": due,
            "received": received,
            "open": due - received,
            "rate": share(received, due),
        }
        for month, (due, received) in months.items()
    ]


def _ageing(frame: Frame) -> Sequence[Row]:
    sums = dict.fromkeys(BRACKETS, Decimal(0))
    counts = dict.fromkeys(BRACKETS, 0)
    customers: dict[str, set[int]] = {name: set() for name in BRACKETS}
    late = _open(frame).where(plan.c.due_on < frame.today, plan.c.received < plan.c.amount)
    for due_on, amount, received, customer in frame.connection.execute(late):
        name = bracket((frame.today - due_on).days)
        sums[name] += amount - received
        counts[name] += 1
        customers[name].add(customer)
    total = sum(sums.values(), Decimal(0))
    return [
        {
            "name": frame.word((f"{name} 天", f"{name} days")),
            "amount": amount,
            "count": counts[name],
            "customers": len(customers[name]),
            "share": share(amount, total),
            "url": "/crm/arrears/",
        }
        for name, amount in sums.items()
    ]


FORECAST = Report(
    key="collections",
    zh="回款预测",
    en="Collections forecast",
    about_zh="期内到期的分期款：应收、已收与未收。",
    about_en="Instalments due in the period: due, received and open.",
    group=GROUP,
    resource="ledger",
    filters=("plate", "department", "person", "region", "level", "kind"),
    columns=(
        Column(key="name", zh="月份", en="Month", kind="text"),
        Column(key="due", zh="应收", en="Due", kind="money", total=True),
        Column(key="received", zh="已收", en="Received", kind="money", total=True),
        Column(key="open", zh="未收", en="Open", kind="money", total=True),
        Column(key="rate", zh="回款率", en="Rate", kind="ratio"),
    ),
    chart=Chart(kind="bar", by="name", bars=("received", "open"), lines=("rate",)),
    read=_forecast,
)
AGEING = Report(
    key="ageing",
    zh="欠款账龄",
    en="Ageing of arrears",
    about_zh="截至今天逾期未收的分期款，按逾期天数。",
    about_en="Instalments overdue today by days overdue.",
    group=GROUP,
    resource="ledger",
    filters=("plate", "department", "person", "region", "level", "kind"),
    columns=(
        Column(key="name", zh="账龄", en="Overdue", kind="text"),
        Column(key="amount", zh="欠款", en="Amount", kind="money", total=True),
        Column(key="share", zh="占比", en="Share", kind="ratio"),
        Column(key="count", zh="笔数", en="Instalments", total=True),
        Column(key="customers", zh="客户数", en="Customers"),
    ),
    chart=Chart(kind="bar", by="name", bars=("amount",)),
    read=_ageing,
)
