"""Analyses as people see them: numbers of what they may see, a picture of the same numbers, a file."""

from __future__ import annotations

import io
import itertools
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from adapters.crm import analysis, changes, standard, tables
from adapters.crm.analysis.asked import Asked
from adapters.crm.analysis.report import Frame
from adapters.demo.company import build_company
from engine import organisation
from engine.store.uow import Store

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


def rows(site: Any, login: str, key: str, way: str = "", **asked: Any) -> list[dict[str, Any]]:
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
            way=way,
            asked=Asked(**asked),
        )
        return [dict(row) for row in analysis.report(key).rows(frame)]


def test_sales_by_month_count_effective_orders_one_may_see(sold: Any) -> None:
    mine = {row["name"]: (row["amount"], row["count"]) for row in rows(sold, "salesperson", "sales-by-time")}
    assert mine == {"2026-01": (D(1000), 1), "2026-02": (D(3000), 1), "2026-03": (D(0), 0)}
    all_of_them = {row["name"]: row["amount"] for row in rows(sold, "manager", "sales-by-time")}
    assert all_of_them["2026-02"] == D(3500)


def test_sales_are_summed_by_day_week_quarter_and_year(sold: Any) -> None:
    def amounts(way: str) -> dict[str, Decimal]:
        found = rows(sold, "manager", "sales-by-time", way)
        return {row["name"]: row["amount"] for row in found if row["amount"]}

    assert amounts("day") == {"2026-01-15": D(1000), "2026-02-03": D(3000), "2026-02-04": D(500)}
    assert amounts("week") == {"2026-W03": D(1000), "2026-W06": D(3500)}
    assert amounts("quarter") == {"2026-Q1": D(4500)}
    assert amounts("year") == {"2026": D(4500)}
    february = rows(sold, "manager", "sales-by-time", "month")[1]
    assert february["prior"] == D("2.5000")  # 3500 after 1000


def test_sales_are_divided_by_what_is_known_of_customer_and_seller(sold: Any) -> None:
    by_seller = {row["name"]: row["amount"] for row in rows(sold, "manager", "sales-composition", "seller")}
    assert sorted(by_seller.values()) == [D(500), D(4000)]
    for way in ("kind", "type", "industry", "source", "region", "new", "department", "level"):
        assert sum(row["amount"] for row in rows(sold, "manager", "sales-composition", way)) == D(4500), way


def test_the_numbers_are_narrowed_to_people_customers_and_products(sold: Any) -> None:
    with sold.store.begin(by=None, action="test.second") as tx:
        seller = organisation.by_login(tx.connection, "salesperson2")
        assert seller is not None
        first, second = tx.connection.scalars(select(tables.product.c.id).limit(2)).all()
        order = tx.connection.scalars(select(tables.order.c.id).where(tables.order.c.no == "A-2")).one()
        line = tx.connection.scalars(
            select(tables.order_line.c.id).where(tables.order_line.c.order_id == order)
        ).one()
        changes.edit(tx, tables.order_line, line, product_id=second)
        changes.edit(tx, tables.account, sold.account(), kind="agent", province="江苏", level="A")

    def total(**asked: Any) -> Decimal:
        found: Decimal = sum(
            (row["amount"] for row in rows(sold, "manager", "sales-by-time", "year", **asked)), D(0)
        )
        return found

    assert total(person=seller.id) == D(500)
    assert total(department=seller.department_id) >= D(500)
    assert total(product=second) == D(3000)
    assert total(product=first) == D(1500)
    assert total(kind="agent") == total(region="江苏", level="A") == D(4000)
    assert total(kind="agent", product=first, person=seller.id) == D(0)
    assert [row["amount"] for row in rows(sold, "manager", "sales-by-product", product=second)] == [D(3000)]


def test_other_analyses_of_the_group_keep_period_and_filters(sold: Any) -> None:
    url = "/crm/analysis/sales-by-time?from=2026-01-01&to=2026-03-31&by=week&level=A"
    page = sold.client("director").get(url).text
    assert "/crm/analysis/losses?from=2026-01-01&amp;to=2026-03-31&amp;level=A" in page
    assert 'name="person"' in page
    own = sold.client("salesperson").get(url).text
    assert 'name="person"' not in own  # he sees nobody else's numbers
    assert 'name="level"' in own


def test_customers_show_growth_and_what_they_owe(sold: Any) -> None:
    [mine] = rows(sold, "salesperson", "customers")
    assert (mine["amount"], mine["orders"], mine["class"], mine["growth"]) == (D(4000), 2, "A", None)
    assert "信用额度" in sold.client("director").get("/crm/analysis/customers?from=2026-01-01").text


@pytest.mark.parametrize("key", [one.key for one in analysis.REPORTS])
def test_every_analysis_opens_in_both_languages_with_and_without_numbers(sold: Any, key: str) -> None:
    for lang in ("zh", "en"):
        client = sold.client("director", lang)
        ways = [f"from=2026-01-01&to=2026-03-31&by={way}" for way in analysis.report(key).ways or ("",)]
        for query in (*ways, "from=2001-01-01&to=2001-12-31"):
            answer = client.get(f"/crm/analysis/{key}?{query}")
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
    assert client.get("/crm/analysis/sales-by-time?product=something").status_code == 422


def test_a_file_needs_its_right_and_is_logged(sold: Any) -> None:
    url = "/crm/analysis/sales-composition/file.xlsx?by=seller&from=2026-01-01&to=2026-03-31"
    assert sold.client("salesperson").get(url).status_code == 403
    answer = sold.client("director").get(url)
    assert answer.status_code == 200
    sheet = load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]][:2] == ["销售员", "销售额"]
    assert sheet.max_row == 3
    with sold.store.read() as connection:
        logged = connection.execute(select(tables.export_log)).one()
    assert (logged.list, logged.row_count) == ("analysis sales-composition", 2)


def test_contribution_is_for_those_who_may_see_costs(sold: Any) -> None:
    assert "客户贡献分析" not in sold.client("service").get("/crm/analysis/").text
    assert sold.client("service").get("/crm/analysis/contribution").status_code == 403


def test_every_way_and_filter_is_understood_by_both_databases(store: Store) -> None:
    with store.begin(by=None, action="test.company") as tx:
        build_company(tx)
    narrowed = Asked(
        plate=1, department=1, person=1, category=1, product=1, region="江苏", level="A", kind="agent"
    )
    with store.read() as connection:
        boss = organisation.by_login(connection, "general")
        assert boss is not None
        days = {"since": date(2026, 1, 1), "until": date(2026, 3, 1), "today": date(2026, 3, 2)}
        for report in analysis.REPORTS:
            for way, asked in itertools.product(report.ways or ("",), (Asked(), narrowed)):
                frame = Frame(connection=connection, person=boss, lang="en", way=way, asked=asked, **days)
                assert report.rows(frame) is not None
