"""Bank statements: read once, matched by number, name or amount, booked by choice; what closed books refuse."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from adapters.crm import bank_statement, books, changes, parameter_setting, receipts, tables
from adapters.crm.money_errors import AlreadyRefunded, BooksClosed, StatementUnreadable
from tests.support.application import Application

D = Decimal
HEADINGS = ["交易日期", "对方户名", "收入", "支出", "摘要", "流水号"]


@pytest.fixture
def site(demo: Application, demo_template: Path) -> Application:
    """The demo company with a bank account; no test sees the lines of another."""
    demo.restore(demo_template)
    bank = tables.bank_account
    if demo.one(select(bank.c.id)) is None:
        with demo.store.begin(by=None, action="test.bank") as tx:
            changes.add(tx, bank, name="基本户", currency="CNY", opening=0)
    return demo


def _debt(site: Application, no: str, *amounts: str, account: int | None = None) -> int:
    """An order in effect of the salesperson's customer, with these instalments; the order's id."""
    today = site.store.clock.now().date()
    with site.store.begin(by=None, action="test.debt") as tx:
        order = changes.add(
            tx,
            tables.order,
            no=no,
            kind="stock",
            account_id=account or site.account(),
            owner_id=site.person("salesperson"),
            ordered_on=today,
            pay_method="terms",
            currency="CNY",
            total=sum(D(one) for one in amounts),
            state="executing",
            effective_at=tx.now,
        )
        for seq, amount in enumerate(amounts, start=1):
            changes.add(
                tx,
                tables.payment_plan,
                order_id=order,
                seq=seq,
                event="date",
                due_on=today + timedelta(days=seq),
                amount=D(amount),
                state="pending",
            )
    return order


def _bank(site: Application) -> int:
    return int(site.one(select(tables.bank_account.c.id).where(tables.bank_account.c.currency == "CNY")))


def _name(site: Application) -> str:
    return str(site.one(select(tables.account.c.name).where(tables.account.c.id == site.account())))


def _lines(site: Application) -> dict[str, int]:
    with site.store.read() as connection:
        return {row.bank_ref: row.id for row in bank_statement.waiting(connection)}


def _match(site: Application, ref: str) -> bank_statement.Match | None:
    with site.store.read() as connection:
        row = next(one for one in bank_statement.waiting(connection) if one.bank_ref == ref)
        return bank_statement.match(connection, row)


def _upload(site: Application, *rows: tuple[str, ...]) -> None:
    table = "\n".join(",".join(row) for row in (tuple(HEADINGS), *rows))
    answer = site.as_("finance").upload(
        {"statement.csv": table.encode("utf-8-sig")}, "/crm/receipts/bank", bank_account_id=str(_bank(site))
    )
    assert answer.status_code == 303


def test_a_statement_read_twice_gives_each_line_once_and_two_equal_payments_twice(site: Application) -> None:
    rows = (
        ("2026-03-02", "某公司", "100.00", "", "货款", "A1"),
        ("2026-03-02", "某公司", "50", "", "货款", ""),
        ("2026-03-02", "某公司", "50", "", "货款", ""),
        ("20260303", "银行", "", "12.00", "手续费", "A2"),
        ("soon", "某公司", "7", "", "", "A3"),
    )
    _upload(site, *rows)
    _upload(site, *rows)
    with site.store.read() as connection:
        found = [(row.bank_ref, row.amount) for row in bank_statement.waiting(connection)]
    assert found == [("A1", D(100)), ("", D(50)), ("", D(50))]


def _four_lines(site: Application) -> int:
    """Two customers with debts, and lines that name an order, a customer, an amount, nothing; the other customer."""
    _debt(site, "DD-BANK-1", "1111.11", "2222.22")
    other = site.account("salesperson2")
    _debt(site, "DD-BANK-2", "3333.33", account=other)
    _upload(
        site,
        ("2026-03-02", "陌生人", "1500", "", "货款 dd-bank-1", "N"),
        ("2026-03-02", _name(site), "10", "", "货款", "M"),
        ("2026-03-02", "陌生人", "3333.33", "", "货款", "S"),
        ("2026-03-02", "陌生人", "4.44", "", "", "X"),
    )
    return other


def _book(site: Application) -> None:
    """The line that names an order becomes a receipt; what names nothing stays."""
    lines = _lines(site)
    ticked = {"line": [str(lines["N"]), str(lines["X"])], f"account-{lines['N']}": _name(site)}
    answer = site.as_("finance").post("/crm/receipts/bank/book", ticked)
    assert answer.status_code == 422
    assert "number or name" in answer.text


def test_a_line_is_known_by_a_number_before_a_name_before_an_amount(site: Application) -> None:
    other = _four_lines(site)
    by_number, by_name, by_amount = (_match(site, ref) for ref in ("N", "M", "S"))
    assert by_number is not None
    assert by_name is not None
    assert by_amount is not None
    assert (by_number.why, by_number.certain, by_number.account.id) == ("number", True, site.account())
    assert [amount for _plan, amount in by_number.pairs] == [D("1111.11"), D("388.89")]
    assert (by_name.why, by_name.certain) == ("name", True)
    assert (by_amount.why, by_amount.certain, by_amount.account.id) == ("amount", False, other)
    assert _match(site, "X") is None
    page = site.as_("finance", "en").get("/crm/receipts/bank").text
    assert "DD-BANK-1 · 2 (part)" in page


def test_ticked_lines_become_receipts_once_and_the_others_stay(site: Application) -> None:
    _four_lines(site)
    lines, browser = _lines(site), site.as_("finance")
    _book(site)
    ticked = {"line": [str(lines["N"]), str(lines["X"])], f"account-{lines['N']}": _name(site)}
    browser.post("/crm/receipts/bank/book", ticked)
    found = site.one(select(tables.bank_line).where(tables.bank_line.c.id == lines["N"]))
    assert found
    receipt = site.one(select(tables.bank_line.c.receipt_id).where(tables.bank_line.c.id == lines["N"]))
    with site.store.read() as connection:
        settled = receipts.allocations(connection, receipt)
    assert [(one.order_no, one.amount) for one in settled] == [
        ("DD-BANK-1", D("1111.11")),
        ("DD-BANK-1", D("388.89")),
    ]
    assert "X" in _lines(site)
    assert browser.post(f"/crm/receipts/bank/{lines['X']}/aside", {"note": "利息"}).status_code == 303
    assert "X" not in _lines(site)


def test_what_was_paid_back_stays_covered_and_closed_books_stay_closed(site: Application) -> None:
    _four_lines(site)
    _book(site)
    with site.store.begin(by=site.person("finance"), action="test.refund") as tx:
        order = tx.connection.scalar(select(tables.order.c.id).where(tables.order.c.no == "DD-BANK-1"))
        given_back = changes.add(
            tx,
            tables.return_order,
            no="TH-BANK",
            order_id=order,
            account_id=site.account(),
            owner_id=site.person("salesperson"),
            kind="refund",
            amount=D(1200),
            state="refund_due",
        )
        payment = changes.add(
            tx,
            tables.payment_out,
            no="FK-BANK",
            kind="refund",
            return_id=given_back,
            account_id=site.account(),
            payee="客户",
            amount=D(1200),
            currency="CNY",
            state="paid",
        )
        plan, given = tables.payment_plan, tables.receipt_allocation
        first, paid = tx.connection.execute(
            select(given.c.id, given.c.receipt_id)
            .join(plan, plan.c.id == given.c.plan_id)
            .where(plan.c.order_id == order)
            .order_by(given.c.amount.desc())
        ).first()
        with pytest.raises(AlreadyRefunded):
            receipts.undo_allocation(tx, first)
        changes.edit(tx, tables.payment_out, payment, state="rejected")
        parameter_setting.set_parameter(tx, books.CLOSED_UNTIL, "2026-03-31")
        with pytest.raises(BooksClosed):
            receipts.undo_allocation(tx, first)
        with pytest.raises(BooksClosed):
            receipts.void(tx, _free_receipt(tx, paid))
        parameter_setting.set_parameter(tx, books.CLOSED_UNTIL, "2026-02-28")
        assert receipts.undo_allocation(tx, first) == order


def _free_receipt(tx: object, paid: int) -> int:
    """A receipt of the same day that settles nothing."""
    row = changes.row_of(tx.connection, tables.receipt, paid)  # type: ignore[attr-defined]
    assert row is not None
    values = {
        name: row._mapping[name]
        for name in ("account_id", "received_on", "bank_account_id", "amount", "currency", "handler_id")
    }
    return changes.add(tx, tables.receipt, no="SK-FREE", state="posted", **values)  # type: ignore[arg-type]


@pytest.mark.parametrize("headings", [["日期", "户名"], ["收入"], ["a", "b"]])
def test_a_table_without_date_or_amount_is_refused_with_what_was_found(headings: list[str]) -> None:
    with pytest.raises(StatementUnreadable) as refused:
        bank_statement.read(headings, [["1"] * len(headings)])
    assert headings[0] in str(refused.value)
