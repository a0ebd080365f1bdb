from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from adapters.crm.discounting import checks, sheet
from adapters.crm.pricing import Kind
from adapters.demo.company import build_company
from engine.store.uow import Store

D = Decimal
TODAY = date(2026, 3, 2)


def rule(ratio: str = "0.05", **what: Any) -> dict[str, Any]:
    base = {"id": 0, **dict.fromkeys(sheet.COLUMNS), "scope": "line", "currency": "CNY"}
    return {**base, "ratio": D(ratio), "valid_from": date(2026, 1, 1), **what}


def bracket(start: int, end: int | None, ratio: str = "0.05", **what: Any) -> dict[str, Any]:
    to_value = None if end is None else D(end)
    return rule(ratio, basis="quantity", from_value=D(start), to_value=to_value, product_id=1, **what)


def told(store: Store, kind: Kind, *rules: dict[str, Any], most: str | None = None) -> list[str]:
    limit = None if most is None else D(most)
    with store.read() as connection:
        found = checks.findings(connection, kind, rules, most=limit, today=TODAY)
    assert all(one.zh and one.en for one in found)
    return [f"{one.gravity} {one.rows} {one.en}" for one in found]


def test_brackets_that_meet_without_overlap_say_nothing(sqlite_store: Store) -> None:
    assert told(sqlite_store, "volume", bracket(10, 20, "0.04"), bracket(20, None, "0.08")) == []


def test_overlapping_brackets_must_be_corrected(sqlite_store: Store) -> None:
    found = told(sqlite_store, "volume", bracket(10, 21, "0.04"), bracket(20, None, "0.08"))
    assert found == ["bad (0, 1) The brackets of rows 1 and 2 overlap"]


def test_brackets_of_other_days_buyers_or_products_do_not_overlap(sqlite_store: Store) -> None:
    last = bracket(10, 21, valid_to=date(2026, 2, 1))
    others = (bracket(20, None, valid_from=date(2026, 2, 2)), bracket(20, None, level="A"))
    found = told(sqlite_store, "volume", last, *others)
    assert found == ["warn (0,) Rules that have expired: rows 1"]


def test_a_gap_between_brackets_and_a_falling_discount_are_pointed_out(sqlite_store: Store) -> None:
    found = told(sqlite_store, "volume", bracket(30, None, "0.03"), bracket(10, 20, "0.04"))
    assert found == [
        "warn (1, 0) There is a gap between rows 2 and 1: no discount from 20 to 30",
        "warn (1, 0) Row 1 begins higher, yet gives less than row 2",
    ]


def test_two_rules_for_the_same_customer_contradict_each_other(sqlite_store: Store) -> None:
    found = told(sqlite_store, "customer", rule("0.05", account_id=7), rule("0.08", account_id=7))
    assert len(found) == 1
    assert found[0].endswith("while both hold, only the higher one, row 2, counts")
    twice = told(sqlite_store, "customer", rule(account_id=7), rule(account_id=7))
    assert twice == ["bad (0, 1) Rows 1 and 2 say the same"]


def test_a_superior_with_a_lower_limit_is_pointed_out(sqlite_store: Store) -> None:
    with sqlite_store.begin(by=None, action="test") as tx:
        build_company(tx)
    found = told(
        sqlite_store,
        "position",
        rule("0.12", position_code="salesperson"),
        rule("0.10", position_code="sales_manager"),
        rule("0.02", position_code="finance"),
    )
    assert found == ["warn (0, 1) The position of row 2 is higher, yet may grant less than row 1"]


def test_a_discount_above_the_companys_highest_is_pointed_out(sqlite_store: Store) -> None:
    found = told(sqlite_store, "agent", rule("0.35"), most="0.3")
    assert found == [
        "warn (0,) Row 1 is above the company's highest discount of 30%: the general manager decides each time"
    ]
