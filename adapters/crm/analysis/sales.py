"""Sales by time, product, kind of customer and seller; the seasonal index. An order counts once it is effective."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, extract, func, select

from adapters.crm import tables
from adapters.crm.analysis.measures import growth, months, seasons, share
from adapters.crm.analysis.report import Chart, Column, Frame, Report, Row
from adapters.crm.records.lookups import Codebook
from engine import organisation
from engine.organisation.tables import person as people

order, line, product, account = tables.order, tables.order_line, tables.product, tables.account
SALES = ("销售", "Sales")
YEARS = 3  # of the seasonal index


def sold(frame: Frame, since: date, until: date) -> ColumnElement[bool]:
    """The orders that count in a period: effective, not cancelled, within the reader's reach."""
    return (
        frame.within("order")
        & order.c.effective_at.is_not(None)
        & order.c.state.not_in(("cancelled", "rejected"))
        & order.c.ordered_on.between(since, until)
    )


def by_month(frame: Frame, since: date, until: date) -> dict[tuple[int, int], tuple[Decimal, int]]:
    """(year, month) → amount, number of orders."""
    year, month = extract("year", order.c.ordered_on), extract("month", order.c.ordered_on)
    query = select(year, month, func.sum(order.c.total), func.count()).where(sold(frame, since, until))
    rows = frame.connection.execute(query.group_by(year, month))
    return {(int(y), int(m)): (amount, count) for y, m, amount, count in rows}


def _months(frame: Frame) -> Sequence[Row]:
    year_before = frame.since.replace(year=frame.since.year - 1, day=1)
    found = by_month(frame, year_before, frame.until)
    rows = []
    for year, month in months(frame.since, frame.until):
        amount, count = found.get((year, month), (Decimal(0), 0))
        before = found.get((year - 1, month), (Decimal(0), 0))[0]
        rows.append(
            {
                "name": f"{year}-{month:02d}",
                "amount": amount,
                "count": count,
                "before": before,
                "growth": growth(amount, before),
                "url": _orders_of(year, month),
            }
        )
    return rows


def _orders_of(year: int, month: int) -> str:
    first = date(year, month, 1)
    last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return f"/crm/records/orders/?f.ordered_on.min={first}&f.ordered_on.max={last}"


def _products(frame: Frame) -> Sequence[Row]:
    name = frame.name_of(product)
    query = (
        select(product.c.code, name.label("name"), func.sum(line.c.quantity), func.sum(line.c.amount))
        .join(order, order.c.id == line.c.order_id)
        .join(product, product.c.id == line.c.product_id)
        .where(sold(frame, frame.since, frame.until), line.c.deleted_at.is_(None))
        .group_by(product.c.id, product.c.code, name)
        .order_by(func.sum(line.c.amount).desc())
    )
    rows = frame.connection.execute(query).all()
    total = sum((amount for *_, amount in rows), Decimal(0))
    return [
        {"code": code, "name": called, "quantity": quantity, "amount": amount, "share": share(amount, total)}
        for code, called, quantity, amount in rows
    ]


def _grouped(
    by: ColumnElement[Any], word: Callable[[Frame, Any], str], filter_name: str
) -> Callable[[Frame], Sequence[Row]]:
    """Amount, orders and customers by something about the customer or the order."""

    def read(frame: Frame) -> Sequence[Row]:
        query = (
            select(by, func.sum(order.c.total), func.count(), func.count(order.c.account_id.distinct()))
            .join(account, account.c.id == order.c.account_id)
            .where(sold(frame, frame.since, frame.until))
            .group_by(by)
            .order_by(func.sum(order.c.total).desc())
        )
        rows = frame.connection.execute(query).all()
        total = sum((row[1] for row in rows), Decimal(0))
        return [
            {
                "name": word(frame, code),
                "amount": amount,
                "count": count,
                "customers": customers,
                "share": share(amount, total),
                "url": f"/crm/accounts/?f.{filter_name}={code}" if filter_name and code else "",
            }
            for code, amount, count, customers in rows
        ]

    return read


def _lookup(kind: str) -> Callable[[Frame, Any], str]:
    def word(frame: Frame, code: Any) -> str:
        return Codebook(frame.connection).word(kind, code, frame.lang) or frame.word(
            ("未填写", "Not filled in")
        )

    return word


def called(frame: Frame, person_id: Any) -> str:
    """How a person is called."""
    found = organisation.person(frame.connection, person_id) if person_id else None
    return found.label(frame.lang) if found else "–"


def _seasons(frame: Frame) -> Sequence[Row]:
    last = frame.today.year - 1
    years = list(range(last - YEARS + 1, last + 1))
    found = by_month(frame, date(years[0], 1, 1), date(last, 12, 31))
    amounts = {key: amount for key, (amount, _count) in found.items()}
    return [
        {"name": f"{month:02d}", "mean": mean, "index": index, "share": part}
        for month, (mean, index, part) in enumerate(seasons(amounts, years), start=1)
    ]


_AMOUNT = Column(key="amount", zh="销售额", en="Sales", kind="money", total=True)
_COUNT = Column(key="count", zh="订单数", en="Orders", total=True)
_SHARE = Column(key="share", zh="占比", en="Share", kind="ratio")
_CUSTOMERS = Column(key="customers", zh="客户数", en="Customers")


def _composition(
    key: str, zh: str, en: str, name: tuple[str, str], read: Callable[[Frame], Sequence[Row]]
) -> Report:
    return Report(
        key=key,
        zh=zh,
        en=en,
        about_zh=f"已生效订单按{name[0]}的构成。",
        about_en=f"Effective orders by {name[1].lower()}.",
        group=SALES,
        columns=(
            Column(key="name", zh=name[0], en=name[1], kind="text"),
            _AMOUNT,
            _SHARE,
            _COUNT,
            _CUSTOMERS,
        ),
        chart=Chart(kind="share", by="name", bars=("amount",)),
        read=read,
    )


BY_MONTH = Report(
    key="sales-by-time",
    zh="销售时间分析",
    en="Sales by time",
    about_zh="每月已生效订单的金额，与上年同月比较。",
    about_en="Effective orders by month, compared with the same month a year before.",
    group=SALES,
    columns=(
        Column(key="name", zh="月份", en="Month", kind="text"),
        _AMOUNT,
        _COUNT,
        Column(key="before", zh="上年同月", en="Year before", kind="money", total=True),
        Column(key="growth", zh="同比", en="Growth", kind="ratio"),
    ),
    chart=Chart(kind="bar", by="name", bars=("amount", "before"), lines=("growth",)),
    read=_months,
)
BY_PRODUCT = Report(
    key="sales-by-product",
    zh="产品销售分布",
    en="Sales by product",
    about_zh="已生效订单的明细按产品汇总。",
    about_en="Lines of effective orders by product.",
    group=SALES,
    columns=(
        Column(key="name", zh="产品", en="Product", kind="text"),
        Column(key="code", zh="编号", en="Number", kind="text"),
        Column(key="quantity", zh="数量", en="Quantity", total=True),
        _AMOUNT,
        _SHARE,
    ),
    chart=Chart(kind="bar", by="name", bars=("amount",), across=True),
    read=_products,
)
BY_LEVEL = _composition(
    "sales-by-level",
    "销售构成：客户级别",
    "Composition by level",
    ("客户级别", "Customer level"),
    _grouped(account.c.level, _lookup("customer_level"), "level"),
)
BY_INDUSTRY = _composition(
    "sales-by-industry",
    "销售构成：行业",
    "Composition by industry",
    ("行业", "Industry"),
    _grouped(account.c.industry, _lookup("industry"), "industry"),
)
BY_SELLER = _composition(
    "sales-by-seller",
    "销售构成：销售员",
    "Composition by seller",
    ("销售员", "Seller"),
    _grouped(select(people.c.id).where(people.c.id == order.c.owner_id).scalar_subquery(), called, ""),
)
SEASONS = Report(
    key="seasons",
    zh="季节指数",
    en="Seasonal index",
    about_zh="前三个完整年度各月平均与月均值之比；其十二分之一是该月在年度目标中的份额。",
    about_en="Each month's mean of three whole years to the mean month; a twelfth of it is its share of a target.",
    group=SALES,
    columns=(
        Column(key="name", zh="月", en="Month", kind="text"),
        Column(key="mean", zh="三年平均", en="Mean of three years", kind="money", total=True),
        Column(key="index", zh="季节指数", en="Index", kind="ratio"),
        Column(key="share", zh="年度份额", en="Share of the year", kind="ratio", total=True),
    ),
    chart=Chart(kind="bar", by="name", bars=("mean",), lines=("index",)),
    read=_seasons,
)
