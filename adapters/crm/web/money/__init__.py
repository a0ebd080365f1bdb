"""Pages of payment plans, receipts, payments, the ledger and arrears."""

from __future__ import annotations

from flask import Blueprint

from adapters.crm.web.money.arrears import ArrearsPages
from adapters.crm.web.money.bank_pages import BankPages
from adapters.crm.web.money.commission_pages import CommissionPages
from adapters.crm.web.money.ledger_pages import LedgerPages
from adapters.crm.web.money.payment_pages import PaymentPages
from adapters.crm.web.money.plan_pages import PlanPages
from adapters.crm.web.money.receipt_pages import ReceiptPages
from adapters.crm.web.site import Site

POST = ("POST",)


def register(crm: Blueprint, site: Site) -> None:
    """Add the addresses of this area."""
    _add_plans(crm, PlanPages(site))
    _add_receipts(crm, ReceiptPages(site))
    payments = PaymentPages(site)
    crm.add_url_rule("/payments/", "payments", payments.index)
    crm.add_url_rule("/payments/new", "new_payment", payments.new)
    crm.add_url_rule("/payments/new", "create_payment", payments.create, methods=POST)
    crm.add_url_rule("/payments/<int:payment_id>", "payment", payments.show)
    earned = CommissionPages(site)
    crm.add_url_rule("/commissions/", "commissions", earned.index)
    crm.add_url_rule("/commissions/rule", "set_commission_rule", earned.set_rule, methods=POST)
    crm.add_url_rule("/commissions/file.<kind>", "commission_file", earned.file)
    accounts = LedgerPages(site)
    crm.add_url_rule("/orders/<int:order_id>/account", "order_account", accounts.order)
    crm.add_url_rule("/accounts/<int:account_id>/statement", "statement", accounts.statement)
    crm.add_url_rule(
        "/accounts/<int:account_id>/statement/print", "statement_sheet", accounts.statement_sheet
    )
    crm.add_url_rule("/banks/", "banks", accounts.banks)
    crm.add_url_rule("/banks/<int:bank_id>", "bank", accounts.bank)
    banking = BankPages(site)
    crm.add_url_rule("/receipts/bank", "bank_lines", banking.index)
    crm.add_url_rule("/receipts/bank", "upload_statement", banking.upload, methods=POST)
    crm.add_url_rule("/receipts/bank/book", "book_lines", banking.book, methods=POST)
    crm.add_url_rule("/receipts/bank/<int:line_id>/aside", "set_line_aside", banking.put_aside, methods=POST)
    arrears = ArrearsPages(site)
    crm.add_url_rule("/arrears/", "arrears", arrears.index)
    crm.add_url_rule("/arrears/file.<kind>", "arrears_file", arrears.file)


def _add_plans(crm: Blueprint, pages: PlanPages) -> None:
    crm.add_url_rule("/plans/", "plans", pages.index)
    crm.add_url_rule("/plans/<int:plan_id>", "plan", pages.show)
    crm.add_url_rule("/plans/<int:plan_id>/letter/<int:level>", "dunning_letter", pages.letter)
    crm.add_url_rule("/orders/<int:order_id>/plan", "order_plan", pages.edit)
    crm.add_url_rule("/orders/<int:order_id>/plan", "save_order_plan", pages.save, methods=POST)
    crm.add_url_rule("/orders/<int:order_id>/plan/live", "order_plan_live", pages.live, methods=POST)


def _add_receipts(crm: Blueprint, pages: ReceiptPages) -> None:
    crm.add_url_rule("/receipts/", "receipts", pages.index)
    crm.add_url_rule("/receipts/new", "new_receipt", pages.new)
    crm.add_url_rule("/receipts/new", "create_receipt", pages.create, methods=POST)
    crm.add_url_rule("/receipts/suggest", "suggest_allocation", pages.suggest, methods=POST)
    crm.add_url_rule("/receipts/<int:receipt_id>", "receipt", pages.show)
    crm.add_url_rule("/receipts/<int:receipt_id>/allocate", "allocate_receipt", pages.allocate, methods=POST)
    crm.add_url_rule(
        "/receipts/<int:receipt_id>/allocations/<int:allocation_id>/undo",
        "undo_allocation",
        pages.undo,
        methods=POST,
    )
    crm.add_url_rule("/receipts/<int:receipt_id>/void", "void_receipt", pages.void, methods=POST)
