"""The pages of money: what is typed is booked once, refused with a reason at its field, and hidden from others."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from adapters.crm import changes, ledger, receipts, tables
from adapters.crm.receipts import Money
from engine.organisation.snapshot import company_today
from tests.support.money_desk import Desk


def test_a_receipt_is_recorded_and_allocated_once(desk: Desk) -> None:
    finance = desk.site.as_("finance")
    form = desk.receipt(**{f"part-{desk.plans[0]}": "500", f"part-{desk.plans[1]}": "60"})
    first, second = (finance.post("/crm/receipts/new", form) for _time in range(2))
    assert first.status_code == second.status_code == 303
    assert first.location == second.location
    assert desk.parts() == [Decimal(500), Decimal(60)]
    page = finance.get(first.location).get_data(as_text=True)
    assert "40.00" in page
    with desk.site.platform.store.read() as connection:
        assert ledger.bank_balance(connection, desk.bank) == Decimal(600)


def test_too_large_a_part_is_refused_and_what_was_typed_comes_back(desk: Desk) -> None:
    form = desk.receipt(remark="十月货款", **{f"part-{desk.plans[0]}": "500.01"})
    answer = desk.site.as_("finance").post("/crm/receipts/new", form)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "十月货款" in text
    assert "500.01" in text
    assert desk.parts() == [Decimal(0), Decimal(0)]


def test_a_receipt_without_customer_and_amount_says_so_at_the_fields(desk: Desk) -> None:
    answer = desk.site.as_("finance").post("/crm/receipts/new", desk.receipt(account="K-?", amount="viel"))
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'id="f-account-error"' in text
    assert 'id="f-amount-error"' in text


def test_the_oldest_instalments_are_proposed_for_an_amount(desk: Desk) -> None:
    answer = desk.site.as_("finance").post("/crm/receipts/suggest", desk.receipt(amount="1000000"))
    assert f'name="part-{desk.plans[0]}" value="500.00"' in answer.get_data(as_text=True)


def test_an_allocation_is_taken_back(desk: Desk) -> None:
    store = desk.site.platform.store
    with store.begin(by=None, action="test.receipt") as tx:
        owner = changes.row_of(tx.connection, tables.order, desk.order)
        assert owner is not None
        money = Money(
            account_id=desk.customer,
            received_on=company_today(),
            amount=Decimal(500),
            bank_account_id=desk.bank,
            handler_id=owner.owner_id,
        )
        done = receipts.record(tx, money, [(desk.plans[0], Decimal(500))])
        [given] = receipts.allocations(tx.connection, done.id)
    path = f"/crm/receipts/{done.id}/allocations/{given.id}/undo"
    assert desk.site.as_("salesperson").post(path, {}).status_code == 403
    assert desk.site.as_("finance").post(path, {}).status_code == 303
    assert desk.site.as_("finance").post(path, {}).status_code == 404
    assert desk.parts() == [Decimal(0), Decimal(0)]
    assert desk.site.as_("finance").post(f"/crm/receipts/{done.id}/void", {}).status_code == 303


def test_a_plan_that_does_not_add_up_is_refused_with_what_is_missing(desk: Desk) -> None:
    browser, path = desk.site.as_("salesperson"), f"/crm/orders/{desk.order}/plan"
    form = {"parts-0-event": "signing", "parts-0-amount": "800", "parts-0-id": "", "seen": ""}
    answer = browser.post(path, form)
    assert answer.status_code in (409, 422)
    assert "100.00" in answer.get_data(as_text=True)


@pytest.mark.parametrize("where", ["plan", "letter", "order_plan", "account"])
def test_a_colleague_finds_nothing_where_the_owner_reads(desk: Desk, where: str) -> None:
    path = {
        "plan": f"/crm/plans/{desk.plans[0]}",
        "letter": f"/crm/plans/{desk.plans[0]}/letter/1",
        "order_plan": f"/crm/orders/{desk.order}/plan",
        "account": f"/crm/orders/{desk.order}/account",
    }[where]
    assert desk.site.as_("salesperson").get(path).status_code == 200
    assert desk.site.as_("salesperson2").get(path).status_code == 404


def test_arrears_show_what_is_late_in_its_bracket(desk: Desk) -> None:
    page = desk.site.as_("finance").get("/crm/arrears/?bracket=1").get_data(as_text=True)
    assert f"/crm/plans/{desk.plans[0]}" in page
    assert f"/crm/plans/{desk.plans[1]}" not in page
    hidden = desk.site.as_("salesperson2").get("/crm/arrears/?bracket=1").get_data(as_text=True)
    assert f"/crm/plans/{desk.plans[0]}" not in hidden


def test_arrears_are_asked_for_by_due_days_and_customer_and_taken_as_a_file(desk: Desk) -> None:
    finance, mine = desk.site.as_("finance"), f"/crm/plans/{desk.plans[0]}"
    due = (company_today() - timedelta(days=40)).isoformat()
    code = desk.receipt()["account"]
    assert mine in finance.get(f"/crm/arrears/?bracket=1&since={due}&until={due}").get_data(as_text=True)
    assert mine in finance.get(f"/crm/arrears/?bracket=1&customer={code}").get_data(as_text=True)
    assert mine not in finance.get("/crm/arrears/?bracket=1&until=2001-01-01").get_data(as_text=True)
    assert mine not in finance.get("/crm/arrears/?bracket=1&customer=%25").get_data(as_text=True)
    with desk.site.platform.store.read() as connection:
        order = changes.row_of(connection, tables.order, desk.order)
    assert order is not None
    late = finance.get(f"/crm/arrears/file.csv?since={due}&until={due}").get_data(as_text=True)
    assert f'"{order.no}","1"' in late
    assert order.no not in finance.get("/crm/arrears/file.csv?until=2001-01-01").get_data(as_text=True)
    assert finance.get("/crm/arrears/file.pdf").status_code == 404


def test_balances_of_customers_say_who_owes_and_who_paid_ahead(desk: Desk) -> None:
    finance = desk.site.as_("finance")
    form = desk.receipt(amount="123.45", submission=f"ahead-{desk.order}")
    assert finance.post("/crm/receipts/new", form).status_code == 303
    page = finance.get(f"/crm/banks/?of=customers&customer={form['account']}").get_data(as_text=True)
    with desk.site.platform.store.read() as connection:
        ahead = receipts.credit_of(connection, desk.customer)
    assert f"{ahead:,.2f}" in page
    assert f"/crm/accounts/{desk.customer}/statement" in page
    assert desk.site.as_("salesperson").get("/crm/banks/?of=customers").status_code == 403


def test_who_handled_a_receipt_and_how_it_came_are_chosen_from_the_lists(desk: Desk) -> None:
    finance = desk.site.as_("finance")
    with desk.site.platform.store.begin(by=None, action="test.method") as tx:
        values = {
            "kind": "payment_method",
            "code": f"wallet{desk.order}",
            "name": "钱包",
            "name_en": "Wallet",
        }
        changes.add(tx, tables.lookup, **values)
    assert "Wallet" in finance.get("/crm/receipts/new").get_data(as_text=True)
    refused = finance.post("/crm/receipts/new", desk.receipt(handler="service", method="barter"))
    assert refused.status_code == 422
    assert all(f'id="f-{name}-error"' in refused.get_data(as_text=True) for name in ("handler", "method"))
    chosen = desk.receipt(handler="finance_manager", method=str(values["code"]))
    answer = finance.post("/crm/receipts/new", chosen)
    assert answer.status_code == 303
    page = finance.get(answer.location).get_data(as_text=True)
    assert "Wallet" in page
    assert "Finance manager" in page


def test_an_expense_is_asked_for_once_and_waits_for_approval(desk: Desk) -> None:
    form = {"kind": "expense", "payee": "顺达物流", "amount": "3000", "method": "transfer"}
    finance = desk.site.as_("finance")
    sent = [finance.post("/crm/payments/new", {**form, "submission": f"e-{desk.order}"}) for _ in range(2)]
    assert [one.status_code for one in sent] == [303, 303]
    assert sent[0].location == sent[1].location
    assert "顺达物流" in finance.get(sent[0].location).get_data(as_text=True)


def test_lists_name_the_customer_and_the_owner_of_each_row(desk: Desk) -> None:
    """Both stand with the order that a row names: every row has its own, not that of the first."""
    store = desk.site.platform.store
    with store.read() as connection:
        first = changes.row_of(connection, tables.order, desk.order)
        party = connection.execute(
            select(tables.account).where(tables.account.c.owner_id != first.owner_id).limit(1)
        ).one()
        mine = changes.row_of(connection, tables.account, first.account_id)
        instalment = changes.row_of(connection, tables.payment_plan, desk.plans[0])
    again = ("id", "revision", "created_at", "created_by_id", "updated_at", "updated_by_id", "instance_id")
    with store.begin(by=None, action="test.order") as tx:
        like = {name: value for name, value in first._mapping.items() if name not in again}
        other = changes.add(
            tx, tables.order, **{**like, "no": "SO-OTHER", "account_id": party.id, "owner_id": party.owner_id}
        )
        plan = {name: value for name, value in instalment._mapping.items() if name not in again}
        changes.add(tx, tables.payment_plan, **{**plan, "order_id": other})
        for no, order_id in (("DN-1", desk.order), ("DN-2", other)):
            changes.add(tx, tables.delivery, no=no, order_id=order_id, state="picking")
    reader = desk.site.as_("director", "zh")
    for address, number in (("/crm/plans/", first.no), ("/crm/deliveries/", "DN-1")):
        rows = re.findall(r"<tr.*?</tr>", reader.get(address).text, re.DOTALL)
        [own] = [row for row in rows if f">{number}<" in row][:1]
        [foreign] = [row for row in rows if "SO-OTHER" in row]
        assert mine.name in own
        assert party.name in foreign
        assert mine.name not in foreign
