"""Analyses as people see them: numbers of what they may see, a picture of the same numbers, a file."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from adapters.crm import analysis, changes, standard, tables
from adapters.crm.analysis.report import Frame
from engine import organisation

D = Decimal


@pytest.fixture
def sold(site: Any) -> Any:
    """Two effective orders of the salesperson, one of a colleague, one that is only a draft."""
    store = site.store
    with store.begin(by=None, action="test.orders") as tx:
        standard.install(tx)
        people = {
            login: organisation.by_login(tx.connection, login).id  # type: ignore[union-attr]
            for login in ("salesperson", "salesperson2")
        }
        account = site.account()
        owners = select(tables.account.c.id).where(tables.account.c.owner_id == people["salesperson2"])
        other = tx.connection.scalars(owners.limit(1)).one()
        product = tx.connection.scalars(select(tables.product.c.id).limit(1)).one()
        for no, owner, day, total, effective in (
            ("A-1", "salesperson", date(2026, 1, 15), D(1000), True),
            ("A-2", "salesperson", date(2026, 2, 3), D(3000), True),
            ("A-3", "salesperson2", date(2026, 2, 4), D(500), True),
            ("A-4", "salesperson", date(2026, 2, 5), D(9999), False),
        ):
            order = changes.add(
                tx,
                tables.order,
                no=no,
                kind="stock",
                account_id=account if owner == "salesperson" else other,
                owner_id=people[owner],
                ordered_on=day,
                pay_method="terms",
                currency="CNY",
                total=total,
                state="executing" if effective else "draft",
                effective_at=tx.now if effective else None,
            )
            changes.add(
                tx,
                tables.order_line,
                order_id=order,
                seq=1,
                product_id=product,
                quantity=D(1),
                list_price=total,
                price=total,
                amount=total,
            )
    return site


def rows(site: Any, login: str, key: str) -> list[dict[str, Any]]:
    with site.store.read() as connection:
        person = organisation.by_login(connection, login)
        assert person is not None
        frame = Frame(
            connection=connection,
            person=person,
            since=date(2026, 1, 1),
            until=date(2026, 3, 1),
            today=date(2026, 3, 2),
            lang="zh",
        )
        return [dict(row) for row in analysis.report(key).read(frame)]


def test_sales_by_month_count_effective_orders_one_may_see(sold: Any) -> None:
    mine = {row["name"]: (row["amount"], row["count"]) for row in rows(sold, "salesperson", "sales-by-time")}
    assert mine == {"2026-01": (D(1000), 1), "2026-02": (D(3000), 1), "2026-03": (D(0), 0)}
    all_of_them = {row["name"]: row["amount"] for row in rows(sold, "manager", "sales-by-time")}
    assert all_of_them["2026-02"] == D(3500)


@pytest.mark.parametrize("key", [one.key for one in analysis.REPORTS])
def test_every_analysis_opens_in_both_languages_with_and_without_numbers(sold: Any, key: str) -> None:
    for lang in ("zh", "en"):
        client = sold.client("director", lang)
        for query in ("?from=2026-01-01&to=2026-03-31", "?from=2001-01-01&to=2001-12-31"):
            answer = client.get(f"/crm/analysis/{key}{query}")
            assert answer.status_code == 200
            assert analysis.report(key).title(lang) in answer.text


def test_the_picture_holds_the_numbers_of_the_table(sold: Any) -> None:
    text = sold.client("salesperson").get("/crm/analysis/sales-by-time?from=2026-01-01&to=2026-02-28").text
    assert "data-gx-chart" in text
    assert "1000.0, 3000.0" in text
    assert "4,000" in text  # the total of the table


def test_bad_days_and_unknown_analyses_are_told(sold: Any) -> None:
    client = sold.client("salesperson")
    assert client.get("/crm/analysis/sales-by-time?from=yesterday").status_code == 422
    assert client.get("/crm/analysis/sales-by-time?from=2026-05-01&to=2026-01-01").status_code == 422
    assert client.get("/crm/analysis/nothing").status_code == 404


def test_a_file_needs_its_right_and_is_logged(sold: Any) -> None:
    url = "/crm/analysis/sales-by-seller/file.xlsx?from=2026-01-01&to=2026-03-31"
    assert sold.client("salesperson").get(url).status_code == 403
    answer = sold.client("director").get(url)
    assert answer.status_code == 200
    sheet = load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]][:2] == ["销售员", "销售额"]
    assert sheet.max_row == 3
    with sold.store.read() as connection:
        logged = connection.execute(select(tables.export_log)).one()
    assert (logged.list, logged.row_count) == ("analysis sales-by-seller", 2)


def test_contribution_is_for_those_who_may_see_costs(sold: Any) -> None:
    assert "客户贡献分析" not in sold.client("service").get("/crm/analysis/").text
    assert sold.client("service").get("/crm/analysis/contribution").status_code == 403
