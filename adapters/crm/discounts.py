"""What makes a discount rule sound: the fields of its kind, and brackets that do not overlap."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select

from adapters.crm import tables
from adapters.crm.errors import Fault
from adapters.crm.records.field import Words

BASES: Words = {"quantity": ("数量", "Quantity"), "amount": ("金额", "Amount")}
SCOPES: Words = {
    "line": ("单行", "The line"),
    "order": ("整单", "The whole document"),
    "period": ("一年累计", "A year's purchases"),
}
#: kind → the fields that only it has
_OWN = {
    "volume": ("basis", "from_value", "to_value", "unit_price"),
    "position": ("position_code",),
    "customer": (),
    "agent": (),
}
_ZH = {"basis": "按什么计", "from_value": "从", "position_code": "职位"}
_EN = {"basis": "Measured in", "from_value": "From", "position_code": "Position"}


def faults(connection: Connection, values: dict[str, Any]) -> list[Fault]:
    """What is wrong with a rule as it would be, also beside the others."""
    found = own_faults(values)
    if values.get("kind") == "volume" and not found:
        found += _overlaps(connection, values)
    return found


def own_faults(values: Mapping[str, Any]) -> list[Fault]:
    """What is wrong with a rule by itself."""
    kind = values.get("kind") or ""
    found = [*_missing(kind, values), *_strange(kind, values), *_targets(kind, values)]
    first, last = values.get("valid_from"), values.get("valid_to")
    if first is not None and last is not None and first > last:
        found.append(Fault(field="valid_to", zh="不能早于生效日期", en="it cannot lie before the first day"))
    low, high = values.get("from_value"), values.get("to_value")
    if low is not None and high is not None and low >= high:
        found.append(Fault(field="to_value", zh="要大于「从」", en="it must be more than “from”"))
    if values.get("unit_price") is not None and values.get("ratio"):
        found.append(
            Fault(field="unit_price", zh="折扣和单价只填一项", en="a share or a unit price, not both")
        )
    return found


def _missing(kind: str, values: Mapping[str, Any]) -> Iterable[Fault]:
    needed = {"volume": ("basis", "from_value"), "position": ("position_code",)}.get(kind, ())
    for name in needed:
        if values.get(name) in (None, ""):
            yield Fault(field=name, zh=f"请填写{_ZH[name]}", en=f"{_EN[name]} is needed")


def _strange(kind: str, values: Mapping[str, Any]) -> Iterable[Fault]:
    """Fields of another kind would be kept and never be looked at."""
    for other, names in _OWN.items():
        for name in names:
            if other != kind and values.get(name) not in (None, ""):
                yield Fault(field=name, zh="这种折扣没有此项", en="this kind of discount has no such thing")


def _targets(kind: str, values: Mapping[str, Any]) -> Iterable[Fault]:
    if values.get("product_id") is not None and values.get("category_id") is not None:
        yield Fault(field="category_id", zh="产品和类别只填一项", en="a product or a category, not both")
    if values.get("account_id") is not None and values.get("level"):
        yield Fault(field="level", zh="客户和级别只填一项", en="a customer or a level, not both")
    if kind == "position" and (values.get("account_id") is not None or values.get("level")):
        yield Fault(field="account_id", zh="职位限额不分客户", en="limits of positions know no customers")


def _overlaps(connection: Connection, values: Mapping[str, Any]) -> Iterable[Fault]:
    """Brackets for the same buyers and products, measured alike, must not cover the same value on the same day."""
    rule = tables.discount_rule
    same: list[ColumnElement[bool]] = [
        rule.c[name].is_(None) if not values.get(name) else rule.c[name] == values[name]
        for name in ("account_id", "product_id", "category_id")
    ]
    query = select(rule).where(
        rule.c.kind == "volume",
        rule.c.basis == values["basis"],
        rule.c.scope == (values.get("scope") or "line"),
        rule.c.id != values.get("id", 0),
        rule.c.deleted_at.is_(None),
        *same,
    )
    for other in connection.execute(query.order_by(rule.c.from_value)):
        alike = (other.level or "") == (values.get("level") or "")
        if alike and _meets(values, other):
            bounds = _bounds(other)
            yield Fault(
                field="from_value",
                zh=f"与阶梯「{other.note or bounds}」（{bounds}）重叠",
                en=f"overlaps with the bracket “{other.note_en or other.note or bounds}” ({bounds})",
            )
            return


def _meets(values: Mapping[str, Any], other: Row[Any]) -> bool:
    ends = (values.get("to_value"), other.to_value)
    apart = (ends[0] is not None and other.from_value >= ends[0]) or (
        ends[1] is not None and values["from_value"] >= ends[1]
    )
    before = values.get("valid_to") is not None and values["valid_to"] < other.valid_from
    after = other.valid_to is not None and values["valid_from"] > other.valid_to
    return not (apart or before or after)


def _bounds(row: Row[Any]) -> str:
    def shown(value: Decimal) -> str:
        return f"{value.normalize():f}"

    return f"≥ {shown(row.from_value)}" + (f", < {shown(row.to_value)}" if row.to_value is not None else "")
