"""Accounts: of an order, of a customer (with a printed statement), of the company's banks."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from flask import render_template, request
from sqlalchemy import Connection, Row, func, select
from werkzeug.wrappers import Response

from adapters.crm import catalogue, changes, ledger, receipts, tables
from adapters.crm.money_words import BANK_KINDS, LEDGER_KINDS
from adapters.crm.records import access
from adapters.crm.web.money.parties import balances_of_customers
from adapters.crm.web.site import Site
from adapters.crm.words import word
from engine import organisation
from engine.errors import NotFound
from engine.organisation import Scope
from engine.organisation.snapshot import COMPANY_ZONE
from forms.accounts import require, signed_in
from forms.shell import lang

entry = tables.ledger_entry
MOST = 500
MOST_CUSTOMERS = 200  # on the page; all of them stand in the list of customers
Moved = tuple[Row[Any], Decimal]


class LedgerPages:
    """The views of accounts and balances."""

    def __init__(self, site: Site) -> None:
        self._store = site.store

    @require("ledger", "view")
    def order(self, order_id: int) -> Response:
        """Order − returns + charges − receipts + refunds, with the entries (6.4)."""
        with self._store.read() as connection:
            row = access.find(connection, signed_in(), catalogue.entity("order"), order_id)
            return _page(
                "crm/money/order_account.html",
                order=row,
                party=changes.row_of(connection, tables.account, row.account_id),
                account=ledger.order_account(connection, order_id),
                moved=_running(connection, Decimal(0), 1, entry.c.order_id == order_id),
            )

    @require("ledger", "view")
    def statement(self, account_id: int) -> Response:
        """What a customer owes, entry by entry, in a period."""
        return self._statement(account_id, "crm/money/statement.html")

    @require("ledger", "view")
    def statement_sheet(self, account_id: int) -> Response:
        """The same as a sheet of paper."""
        return self._statement(account_id, "crm/money/statement_sheet.html")

    @require("ledger", "view")
    def banks(self) -> Response:
        """The company's accounts with their balances (7.3); `?of=customers` those of the customers."""
        asked = request.args.get("customer", "").strip()[:100]
        with self._store.read() as connection:
            self._demand_all(connection)
            if request.args.get("of") == "customers":
                found = balances_of_customers(connection, asked, MOST_CUSTOMERS + 1)
                return _page(
                    "crm/money/balances.html",
                    balances=found[:MOST_CUSTOMERS],
                    more=len(found) > MOST_CUSTOMERS,
                    asked=asked,
                )
            return _page("crm/money/banks.html", banks=ledger.bank_balances(connection))

    @require("ledger", "view")
    def bank(self, bank_id: int) -> Response:
        """The movements of one account in a period."""
        since, until = self._period()
        with self._store.read() as connection:
            self._demand_all(connection)
            row = changes.row_of(connection, tables.bank_account, bank_id)
            if row is None:
                raise NotFound(what="bank account", what_zh="银行账户", id=bank_id)
            mine = entry.c.bank_account_id == bank_id
            before = row.opening - _sum(connection, mine, entry.c.date < since)
            return _page(
                "crm/money/bank.html",
                bank=row,
                since=since,
                until=until,
                before=before,
                balance=ledger.bank_balance(connection, bank_id),
                moved=(moved := _running(connection, before, -1, mine, entry.c.date.between(since, until))),
                cut=len(moved) == MOST,
            )

    def _statement(self, account_id: int, template: str) -> Response:
        since, until = self._period()
        with self._store.read() as connection:
            party = access.find(connection, signed_in(), catalogue.entity("account"), account_id)
            mine = (entry.c.account_id == account_id) & _counted()
            before = _sum(connection, mine, entry.c.date < since)
            moved = _running(connection, before, 1, mine, entry.c.date.between(since, until))
            return _page(
                template,
                party=party,
                since=since,
                until=until,
                before=before,
                moved=moved,
                after=before + _sum(connection, mine, entry.c.date.between(since, until)),
                cut=len(moved) == MOST,
                credit=receipts.credit_of(connection, account_id),
                open=connection.execute(receipts.open_instalments(account_id)).all(),
                today=self._today(),
            )

    def _period(self) -> tuple[date, date]:
        """From `since` to `until` as asked for; else the last year."""
        until = _day(request.args.get("until", "")) or self._today()
        return _day(request.args.get("since", "")) or until - timedelta(days=365), until

    def _demand_all(self, connection: Connection) -> None:
        """The company's own accounts are not for people who see some customers only."""
        if organisation.may(connection, signed_in(), "ledger", "view") is not Scope.ALL:
            raise organisation.NotGranted.of(connection, "ledger", "view")

    def _today(self) -> date:
        return self._store.clock.now().astimezone(COMPANY_ZONE).date()


def _counted() -> Any:
    """Entries of a statement: moving credit to an order and back cancels out and says nothing to a customer."""
    moved = entry.c.once.startswith("to:") | entry.c.once.startswith("from:")
    return ~moved


def _running(connection: Connection, start: Decimal, sign: int, *conditions: Any) -> list[Moved]:
    """Entries with the balance after each; `sign` is −1 for accounts that money comes to as credit."""
    query = select(entry).where(entry.c.deleted_at.is_(None), *conditions)
    rows = connection.execute(query.order_by(entry.c.date, entry.c.id).limit(MOST))
    balance, found = start, []
    for row in rows:
        balance += sign * (row.debit - row.credit)
        found.append((row, balance))
    return found


def _sum(connection: Connection, *conditions: Any) -> Decimal:
    query = select(func.sum(entry.c.debit - entry.c.credit)).where(entry.c.deleted_at.is_(None), *conditions)
    return connection.scalar(query) or Decimal(0)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _page(template: str, **context: Any) -> Response:
    html = render_template(
        template,
        kind_of=lambda code: word(LEDGER_KINDS, code, lang()),
        bank_kind=lambda code: word(BANK_KINDS, code, lang()),
        **context,
    )
    return Response(html, mimetype="text/html")
