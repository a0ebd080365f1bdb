"""How sales are made up: of products, categories and regions (12.2.2), of kinds of customers and sellers (12.2.3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, case, func, select

from adapters.crm import tables
from adapters.crm.analysis.measures import share
from adapters.crm.analysis.report import Chart, Column, Frame, Report, Row
from adapters.crm.analysis.sales import (
    AMOUNT,
    COUNT,
    SALES,
    SHARE,
    account,
    called,
    counted,
    line,
    order,
    orders_url,
    product,
    sold,
    worth,
)
from adapters.crm.records.lookups import Codebook
from adapters.crm.words import KINDS
from engine.organisation.snapshot import snapshot
from engine.organisation.tables import person as people

category = tables.category
UNKNOWN = ("未填写", "Not filled in")
NEW = {"new": ("新客户", "New customers"), "old": ("老客户", "Old customers")}


def _products(frame: Frame) -> Sequence[Row]:
    """Lines of orders by product, by category of the product or by province of the customer."""
    by, name, code = {
        "product": (product.c.id, frame.name_of(product), product.c.code),
        "category": (category.c.id, frame.name_of(category), category.c.code),
        "region": (account.c.province, account.c.province, account.c.province),
    }[frame.way]
    query = (
        select(by, name, code, func.sum(line.c.quantity), func.sum(line.c.amount))
        .join(order, order.c.id == line.c.order_id)
        .join(account, account.c.id == order.c.account_id)
        .join(product, product.c.id == line.c.product_id)
        .join(category, category.c.id == product.c.category_id, isouter=True)
        .where(sold(frame, frame.since, frame.until), counted(frame))
        .group_by(by, name, code)
        .order_by(func.sum(line.c.amount).desc(), name)
    )
    rows = frame.connection.execute(query).all()
    total = sum((amount for *_, amount in rows), Decimal(0))
    return [
        {
            "code": code or "",
            "name": called or frame.word(UNKNOWN),
            "quantity": quantity,
            "amount": amount,
            "share": share(amount, total),
            "url": _goods_url(frame.way, identity),
        }
        for identity, called, code, quantity, amount in rows
    ]


def _goods_url(way: str, identity: Any) -> str:
    if way == "region":
        return f"/crm/accounts/?{urlencode({'f.province': identity})}" if identity else ""
    return f"/crm/products/{identity}" if way == "product" else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One way to divide sales: by an expression over order and customer; `filtered`: the filter of customers."""

    by: ColumnElement[Any]
    word: Callable[[Frame, Any], str]
    filtered: str = ""


def _looked_up(kind: str) -> Callable[[Frame, Any], str]:
    def word(frame: Frame, code: Any) -> str:
        return Codebook(frame.connection).word(kind, code, frame.lang) or frame.word(UNKNOWN)

    return word


def _department(frame: Frame, identity: Any) -> str:
    found = snapshot(frame.connection).departments.get(identity)
    return found.title(frame.lang) if found is not None else "–"


def _parts(frame: Frame) -> Mapping[str, Part]:
    fresh = case((account.c.joined_on >= frame.since, "new"), else_="old")
    return {
        "level": Part(by=account.c.level, word=_looked_up("customer_level"), filtered="level"),
        "kind": Part(by=account.c.kind, word=lambda at, code: at.word(KINDS.get(code, (code, code)))),
        "type": Part(by=account.c.type, word=_looked_up("customer_type"), filtered="type"),
        "industry": Part(by=account.c.industry, word=_looked_up("industry"), filtered="industry"),
        "source": Part(by=account.c.source, word=_looked_up("customer_source"), filtered="source"),
        "region": Part(
            by=account.c.province, word=lambda at, name: name or at.word(UNKNOWN), filtered="province"
        ),
        "new": Part(by=fresh, word=lambda at, code: at.word(NEW[code])),
        "seller": Part(by=order.c.owner_id, word=called),
        "department": Part(by=people.c.department_id, word=_department),
    }


def _composition(frame: Frame) -> Sequence[Row]:
    """Amount, orders and customers by something about the customer or the seller."""
    way = frame.way
    part = _parts(frame)[way]
    query = (
        select(part.by, func.sum(worth(frame)), func.count(), func.count(order.c.account_id.distinct()))
        .join_from(order, account, account.c.id == order.c.account_id)
        .join(people, people.c.id == order.c.owner_id)
        .where(sold(frame, frame.since, frame.until))
        .group_by(part.by)
    )
    rows = frame.connection.execute(query).all()
    total = sum((row[1] for row in rows), Decimal(0))
    found = [
        {
            "name": part.word(frame, code),
            "amount": amount,
            "count": count,
            "customers": customers,
            "share": share(amount, total),
            "url": _customers_url(frame, way, part, code),
        }
        for code, amount, count, customers in rows
    ]
    return sorted(found, key=lambda row: (-row["amount"], row["name"]))


def _customers_url(frame: Frame, way: str, part: Part, code: Any) -> str:
    if way == "seller":
        return orders_url(frame, owner_id=f"#{code}")
    asked = {"f.kind": code} if way == "kind" else {f"f.{part.filtered}": code}
    return f"/crm/accounts/?{urlencode(asked)}" if code and (part.filtered or way == "kind") else ""


BY_PRODUCT = Report(
    key="sales-by-product",
    zh="产品销售分布",
    en="Sales by product",
    about_zh="已生效订单的明细按产品、产品类别或客户省份汇总。",
    about_en="Lines of effective orders by product, its category or the customer's province.",
    group=SALES,
    ways={
        "product": ("产品", "Product"),
        "category": ("产品类别", "Category"),
        "region": ("省份", "Province"),
    },
    columns=(
        Column(key="name", zh="产品", en="Product", kind="text"),
        Column(key="code", zh="编号", en="Number", kind="text", ways=("product", "category")),
        Column(key="quantity", zh="数量", en="Quantity", total=True),
        AMOUNT,
        SHARE,
    ),
    chart=Chart(kind="bar", by="name", bars=("amount",), across=True),
    read=_products,
)
COMPOSITION = Report(
    key="sales-composition",
    zh="销售构成分析",
    en="Composition of sales",
    about_zh="已生效订单按客户或销售员的构成。新客户：期内成为客户的。",
    about_en="Effective orders by customers and sellers. New customers: those since the period began.",
    group=SALES,
    ways={
        "level": ("客户级别", "Customer level"),
        "kind": ("客户/代理", "Customer or agent"),
        "type": ("客户类型", "Customer type"),
        "industry": ("行业", "Industry"),
        "source": ("来源", "Source"),
        "region": ("省份", "Province"),
        "new": ("新老客户", "New and old"),
        "seller": ("销售员", "Seller"),
        "department": ("部门", "Department"),
    },
    columns=(
        Column(key="name", zh="客户级别", en="Customer level", kind="text"),
        AMOUNT,
        SHARE,
        COUNT,
        Column(key="customers", zh="客户数", en="Customers"),
    ),
    chart=Chart(kind="share", by="name", bars=("amount",)),
    read=_composition,
)
