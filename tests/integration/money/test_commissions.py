"""The page of commissions: what money or invoices of a period earned, by the rule, for whoever may see it."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest
from sqlalchemy import select

from adapters.crm import changes, commissions, tables
from adapters.crm.orders import aftermath
from engine.organisation.snapshot import company_today
from tests.support.money_desk import Desk

NONE = Decimal(0)


@pytest.fixture
def sold(desk: Desk) -> Desk:
    """The order has 100 of tax in its 900, is delivered, and its commission of 2 % is booked."""
    with desk.site.platform.store.begin(by=None, action="test.commission") as tx:
        changes.edit(tx, tables.order, desk.order, tax_total=Decimal(100), delivery_fee=Decimal(0))
        row = changes.row_of(tx.connection, tables.order, desk.order)
        assert row is not None
        aftermath.add_commission(tx, row)
    return desk


def _owner(desk: Desk) -> int:
    with desk.site.platform.store.read() as connection:
        row = changes.row_of(connection, tables.order, desk.order)
        assert row is not None
        return int(row.owner_id)


def _open(desk: Desk) -> list[Decimal]:
    with desk.site.platform.store.read() as connection:
        return [row.amount for row in commissions.open_rows(connection) if row.order_id == desk.order]


def _file(desk: Desk, login: str, **asked: str) -> list[dict[str, str]]:
    query = "&".join(f"{key}={value}" for key, value in asked.items())
    answer = desk.site.as_(login).get(f"/crm/commissions/file.csv?{query}")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    with desk.site.platform.store.read() as connection:
        order = changes.row_of(connection, tables.order, desk.order)
    assert order is not None
    rows = csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig")))
    return [row for row in rows if row["Order"] == order.no]


def test_a_receipt_earns_its_share_of_the_amount_without_tax(sold: Desk) -> None:
    sold.receive("450")
    [line] = _file(sold, "finance", by="receipts")
    assert (Decimal(line["Amount with tax"]), Decimal(line["Base"])) == (450, 400)
    assert Decimal(line["Commission"]) == Decimal("8.00")
    page = sold.site.as_("finance").get(f"/crm/commissions/?person={_owner(sold)}").get_data(as_text=True)
    assert "400.00" in page
    assert "2%" in page


def test_an_invoice_earns_when_the_page_is_measured_in_invoices(sold: Desk) -> None:
    with sold.site.platform.store.begin(by=None, action="test.invoice") as tx:
        row = changes.row_of(tx.connection, tables.order, sold.order)
        assert row is not None
        aftermath.add_invoice(tx, row, no=f"INV-{row.no}", on=company_today(), amount=Decimal(180))
    [line] = _file(sold, "finance", by="invoices")
    assert (line["Document"][:4], Decimal(line["Commission"])) == ("INV-", Decimal("3.20"))
    assert _file(sold, "finance", by="receipts") == []
    assert _file(sold, "finance", by="invoices", since="2001-01-01", until="2001-12-31") == []


def test_a_commission_may_be_paid_once_the_order_is_paid_in_full(sold: Desk) -> None:
    sold.receive("500")
    assert _open(sold) == []
    with sold.site.platform.store.begin(by=None, action="test.rule") as tx:
        commissions.set_rule(tx, commissions.Rule(ratio=Decimal("0.02"), payable="delivered"))
    assert _open(sold) == [Decimal("16.00")]
    with sold.site.platform.store.begin(by=None, action="test.rule") as tx:
        commissions.set_rule(tx, commissions.Rule(ratio=Decimal("0.02"), payable="settled"))
    finance = sold.site.as_("finance")
    rest = sold.receipt(amount="400", submission="rest", **{f"part-{sold.plans[1]}": "400"})
    assert finance.post("/crm/receipts/new", rest).status_code == 303
    assert _open(sold) == [Decimal("16.00")]


def test_what_a_return_took_back_is_taken_off_the_payment(sold: Desk) -> None:
    sold.receive("500", "400")
    with sold.site.platform.store.begin(by=None, action="test.back") as tx:
        values = {"person_id": _owner(sold), "order_id": sold.order, "ratio": Decimal("0.02"), "state": "due"}
        back = changes.add(
            tx,
            tables.return_order,
            no=f"RT-T{sold.order}",
            order_id=sold.order,
            account_id=sold.customer,
            kind="refund",
            amount=Decimal(450),
            state="closed",
            owner_id=_owner(sold),
        )
        changes.add(tx, tables.commission, return_id=back, base=Decimal(-400), amount=Decimal(-8), **values)
    assert sorted(_open(sold)) == [Decimal(-8), Decimal(16)]
    assert Decimal("-8.00") in [Decimal(one["Commission"].lstrip("'")) for one in _file(sold, "finance")]
    form = {"person_id": str(_owner(sold)), "currency": "CNY", "submission": f"c-{sold.order}"}
    answer = sold.site.as_("finance").post("/crm/payments/new", form)
    assert answer.status_code == 303
    assert _open(sold) == []
    paid = int(answer.location.rsplit("/", 1)[-1])
    with sold.site.platform.store.read() as connection:
        table = tables.commission
        mine = list(connection.scalars(select(table.c.payment_id).where(table.c.order_id == sold.order)))
    assert mine == [paid, paid]


def test_a_salesperson_sees_his_own_and_takes_no_file(sold: Desk) -> None:
    sold.receive("500")
    mine = sold.site.as_("salesperson").get("/crm/commissions/").get_data(as_text=True)
    assert f"person={_owner(sold)}" in mine
    other = sold.site.as_("salesperson2").get("/crm/commissions/").get_data(as_text=True)
    assert f"person={_owner(sold)}" not in other
    assert sold.site.as_("salesperson").get("/crm/commissions/file.csv").status_code == 403
    assert sold.site.as_("service").get("/crm/commissions/").status_code == 403


def test_finance_sets_the_rule_and_a_wrong_share_comes_back(sold: Desk) -> None:
    finance, path = sold.site.as_("finance"), "/crm/commissions/rule"
    refused = finance.post(path, {"ratio": "150", "payable": "settled"})
    assert refused.status_code == 422
    assert 'value="150"' in refused.get_data(as_text=True)
    assert finance.post(path, {"ratio": "2.5 %", "payable": "delivered"}).status_code == 303
    with sold.site.platform.store.read() as connection:
        assert commissions.rule(connection) == commissions.Rule(ratio=Decimal("0.025"), payable="delivered")
    assert sold.site.as_("manager").post(path, {"ratio": "9", "payable": "settled"}).status_code == 403
    assert finance.post(path, {"ratio": "2", "payable": "settled"}).status_code == 303


def test_a_commission_adds_up_and_one_that_is_paid_stays(sold: Desk) -> None:
    table = tables.commission
    with sold.site.platform.store.read() as connection:
        row = connection.execute(select(table).where(table.c.order_id == sold.order)).one()
    path = f"/crm/records/commissions/{row.id}/edit"
    finance = sold.site.as_("finance")
    form = {"ratio": "3", "amount": "16", "state": "due", "revision": str(row.revision)}
    refused = finance.post(path, form)
    assert refused.status_code == 422
    assert "24.00" in refused.get_data(as_text=True)
    assert finance.post(path, {**form, "amount": "24"}).status_code == 303
    assert sold.site.one(select(table.c.amount).where(table.c.id == row.id)) == Decimal(24)
