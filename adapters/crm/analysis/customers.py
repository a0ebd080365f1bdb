"""Customers and agents by what they buy: ABC, RFM, contribution; customers that were lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import func, select

from adapters.crm import tables
from adapters.crm.analysis.measures import abc, quintiles, share
from adapters.crm.analysis.report import Chart, Column, Frame, Report, Row
from adapters.crm.analysis.sales import account, counted, line, order, product, sold, worth

GROUP = ("客户与代理", "Customers and agents")
LOST_AFTER = 180  # days without an order, of a customer that used to order


@dataclass(frozen=True, kw_only=True, slots=True)
class Buyer:
    """What one customer bought in a period."""

    id: int
    name: str
    amount: Decimal
    orders: int
    last: date
    margin: Decimal


def buyers(frame: Frame, since: date, until: date) -> list[Buyer]:
    """Everybody who bought something, the largest amount first."""
    called = frame.name_of(account)
    query = (
        select(account.c.id, called, func.sum(worth(frame)), func.count(), func.max(order.c.ordered_on))
        .join_from(order, account, account.c.id == order.c.account_id)
        .where(sold(frame, since, until))
        .group_by(account.c.id, called)
    )
    margins = _margins(frame, since, until)
    found = [
        Buyer(id=one, name=name, amount=amount, orders=count, last=last, margin=margins.get(one, Decimal(0)))
        for one, name, amount, count, last in frame.connection.execute(query)
    ]
    return sorted(found, key=lambda one: (-one.amount, one.name))


def _margins(frame: Frame, since: date, until: date) -> dict[int, Decimal]:
    """account → what was earned on lines whose product has a cost."""
    query = (
        select(order.c.account_id, line.c.amount, line.c.quantity, product.c.cost)
        .join(order, order.c.id == line.c.order_id)
        .join(product, product.c.id == line.c.product_id)
        .where(sold(frame, since, until), counted(frame), product.c.cost.is_not(None))
    )
    found: dict[int, Decimal] = {}
    for customer, amount, quantity, cost in frame.connection.execute(query):
        found[customer] = found.get(customer, Decimal(0)) + amount - quantity * cost
    return found


def _url(buyer: Buyer) -> str:
    return f"/crm/accounts/{buyer.id}"


def _abc(frame: Frame) -> Sequence[Row]:
    found = buyers(frame, frame.since, frame.until)
    total = sum((one.amount for one in found), Decimal(0))
    classes = abc([one.amount for one in found])
    return [
        {
            "name": one.name,
            "amount": one.amount,
            "share": share(one.amount, total),
            "cumulative": cumulative,
            "class": letter,
            "url": _url(one),
        }
        for one, (letter, cumulative) in zip(found, classes, strict=True)
    ]


def _rfm(frame: Frame) -> Sequence[Row]:
    found = buyers(frame, frame.since, frame.until)
    days = [(frame.until - one.last).days for one in found]
    recency = quintiles([-one for one in days])
    frequency, monetary = quintiles([one.orders for one in found]), quintiles([one.amount for one in found])
    rows = [
        {
            "name": one.name,
            "days": ago,
            "orders": one.orders,
            "amount": one.amount,
            "rfm": f"{r}{f}{m}",
            "score": r + f + m,
            "url": _url(one),
        }
        for one, ago, r, f, m in zip(found, days, recency, frequency, monetary, strict=True)
    ]
    return sorted(rows, key=lambda row: (-int(str(row["score"])), str(row["name"])))


def _contribution(frame: Frame) -> Sequence[Row]:
    """Gross margin less the cost of serving (7.4, generalised): discounts are in the margin already."""
    feedback = tables.feedback
    spent = (
        select(feedback.c.account_id, func.sum(feedback.c.cost).label("cost"))
        .where(frame.within("feedback"), feedback.c.cost.is_not(None))
        .group_by(feedback.c.account_id)
    )
    service = {row.account_id: row.cost for row in frame.connection.execute(spent)}
    found = buyers(frame, frame.since, frame.until)
    worth = {one.id: one.margin - service.get(one.id, Decimal(0)) for one in found}
    total = sum((value for value in worth.values() if value > 0), Decimal(0))
    ordered = sorted(found, key=lambda one: (-worth[one.id], one.name))
    so_far, rows = Decimal(0), []
    for one in ordered:
        so_far += max(worth[one.id], Decimal(0))
        rows.append(
            {
                "name": one.name,
                "amount": one.amount,
                "margin": one.margin,
                "service": service.get(one.id, Decimal(0)),
                "contribution": worth[one.id],
                "cumulative": share(so_far, total),
                "url": _url(one),
            }
        )
    return rows


def _lost(frame: Frame) -> Sequence[Row]:
    """Who ordered in the year before the period's last half year and not since."""
    limit = frame.until - timedelta(days=LOST_AFTER)
    found = buyers(frame, limit - timedelta(days=365), frame.until)
    gone = sorted((one for one in found if one.last < limit), key=lambda one: -one.amount)
    return [
        {
            "name": one.name,
            "days": (frame.until - one.last).days,
            "orders": one.orders,
            "amount": one.amount,
            "url": _url(one),
        }
        for one in gone
    ]


_NAME = Column(key="name", zh="客户", en="Customer", kind="text")
_AMOUNT = Column(key="amount", zh="销售额", en="Sales", kind="money", total=True)
_ORDERS = Column(key="orders", zh="订单数", en="Orders", total=True)
_CUMULATIVE = Column(key="cumulative", zh="累计占比", en="Cumulative", kind="ratio")

ABC = Report(
    key="abc",
    zh="客户 ABC 分析",
    en="ABC of customers",
    about_zh="按期内销售额排序：累计 75% 以内为 A，其后 20% 为 B，其余为 C。",
    about_en="By sales in the period: A up to 75% of the cumulative amount, B the next 20%, C the rest.",
    group=GROUP,
    columns=(
        _NAME,
        _AMOUNT,
        Column(key="share", zh="占比", en="Share", kind="ratio"),
        _CUMULATIVE,
        Column(key="class", zh="类别", en="Class", kind="text"),
    ),
    chart=Chart(kind="bar", by="name", bars=("amount",), lines=("cumulative",)),
    read=_abc,
)
RFM = Report(
    key="rfm",
    zh="客户 RFM 分析",
    en="RFM of customers",
    about_zh="最近一次、次数与金额各评 1 到 5 分（五等分）。",
    about_en="Recency, frequency and amount, each scored 1 to 5 by fifths.",
    group=GROUP,
    columns=(
        _NAME,
        Column(key="days", zh="距上次订单（天）", en="Days since the last order", kind="days"),
        _ORDERS,
        _AMOUNT,
        Column(key="rfm", zh="RFM", en="RFM", kind="text"),
        Column(key="score", zh="总分", en="Score"),
    ),
    chart=Chart(kind="bar", by="name", bars=("score",), across=True),
    read=_rfm,
)
CONTRIBUTION = Report(
    key="contribution",
    zh="客户贡献分析",
    en="Contribution of customers",
    about_zh="贡献＝毛利－服务成本。按贡献而不是按规模分级。",
    about_en="Contribution = gross margin − cost of service. Customers are graded by it, not by size.",
    group=GROUP,
    resource="cost",
    columns=(
        _NAME,
        _AMOUNT,
        Column(key="margin", zh="毛利", en="Margin", kind="money", total=True),
        Column(key="service", zh="服务成本", en="Cost of service", kind="money", total=True),
        Column(key="contribution", zh="贡献", en="Contribution", kind="money", total=True),
        _CUMULATIVE,
    ),
    chart=Chart(kind="bar", by="name", bars=("contribution",), lines=("cumulative",)),
    read=_contribution,
)
LOST = Report(
    key="lost-customers",
    zh="客户流失分析",
    en="Lost customers",
    about_zh="曾有订单、截至期末已 180 天没有订单的客户。",
    about_en="Customers that used to order and have not for 180 days at the end of the period.",
    group=GROUP,
    columns=(
        _NAME,
        Column(key="days", zh="距上次订单（天）", en="Days since the last order", kind="days"),
        _ORDERS,
        _AMOUNT,
    ),
    chart=Chart(kind="bar", by="name", bars=("amount",), across=True),
    read=_lost,
)
