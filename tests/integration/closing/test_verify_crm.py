"""`verify` finds every disagreement between records, their processes and sums, and names the record."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection

from adapters.crm.verify import INVARIANTS, verify_crm
from engine.store.uow import Store
from tests.support.application import Application
from tests.support.business import STARTS, Business
from tests.support.company.events import money_comes

#: What is broken on purpose, and the rule that sees it.
DAMAGES = {
    "QUOTE_APPROVAL_MISSING": "UPDATE crm_quote SET instance_id = NULL WHERE state = 'in_approval'",
    "QUOTE_APPROVAL_ENDED": "UPDATE engine_instance SET ended_at = 1 WHERE id IN (SELECT instance_id FROM crm_quote)",
    "QUOTE_APPROVAL_RECORD": "UPDATE crm_quote SET state = 'withdrawn' WHERE state = 'in_approval'",
    "ORDER_FULFILMENT_RECORD": "UPDATE crm_order SET state = 'cancelled' WHERE instance_id IS NOT NULL",
    "COMPLAINT_HANDLING_ENDED": "UPDATE crm_feedback SET instance_id = 1 WHERE state = 'new'",
    "RETURN_REFUND_RECORD": "UPDATE crm_return_order SET deleted_at = 1 WHERE instance_id IS NOT NULL",
    "PAYMENT_OUT_MISSING": "UPDATE crm_payment_out SET instance_id = NULL WHERE state = 'approved'",
    "PAYMENT_COLLECTION_RECORD": "UPDATE crm_payment_plan SET instance_id = NULL",
    "PAYMENT_PLAN_ENDED": "UPDATE crm_payment_plan SET instance_id = 1 WHERE received < amount",
    "LEAD_TO_ORDER_RECORD": "UPDATE crm_lead SET state = 'disqualified'",
    "LEAD_ENDED": "UPDATE crm_lead SET instance_id = 1",
    "NEW_CUSTOMER_ENDED": "UPDATE crm_account SET instance_id = 1",
    "APPROVAL_OF_QUOTE": "UPDATE crm_quote SET state = 'approved' WHERE state = 'in_approval'",
    "QUOTE_NOT_ASKED": "UPDATE engine_instance SET ended_at = 1 WHERE definition_id IN"
    " (SELECT id FROM engine_definition WHERE key = 'approval')",
    "ORDER_TOTAL": "UPDATE crm_order_line SET amount = amount + 1",
    "ORDER_BOOKED": "UPDATE crm_ledger_entry SET debit = debit + 1 WHERE kind = 'order'",
    "PLAN_TOTAL": "UPDATE crm_payment_plan SET amount = amount + 1",
    "PLAN_RECEIVED": "UPDATE crm_payment_plan SET received = received + 1",
    "RECEIPT_ALLOCATED": "UPDATE crm_receipt_allocation SET amount = amount * 2",
    "RECEIPT_BOOKED": "UPDATE crm_ledger_entry SET credit = credit + 1 WHERE kind = 'receipt'",
    "PAYMENT_BOOKED": "UPDATE crm_payment_out SET state = 'paid'",
    "ACCOUNT_BALANCE": "UPDATE crm_account SET receivable = receivable + 1",
    "STOCK_ON_HAND": "UPDATE crm_stock SET on_hand = on_hand + 1",
    "STOCK_RESERVED": "UPDATE crm_stock SET reserved = reserved + 1",
}


@pytest.fixture(scope="module")
def business(demo: Application) -> Business:
    """One of everything, begun, and money for one instalment."""
    made = Business(demo.platform, 2)
    for process in STARTS:
        made.begin(process)
    made.run()
    assert money_comes(made)
    made.run()
    return made


@contextmanager
def undone(store: Store) -> Iterator[Connection]:
    """A connection whose changes do not stay."""
    with store.engine.connect() as connection:
        try:
            yield connection
        finally:
            connection.rollback()


@pytest.mark.parametrize("code", DAMAGES)
def test_what_is_broken_on_purpose_is_found(business: Business, code: str) -> None:
    with undone(business.store) as connection:
        connection.exec_driver_sql(DAMAGES[code])
        [found] = [one for one in verify_crm(connection) if one.code == code]
    assert found.rows != ()
    assert found.zh != found.en


def test_what_is_sound_is_left_alone(business: Business) -> None:
    with business.store.snapshot() as connection:
        assert verify_crm(connection) == []


@pytest.mark.postgres
def test_every_rule_is_a_query_that_postgresql_understands(postgresql_store: Store) -> None:
    with postgresql_store.snapshot() as connection:
        assert verify_crm(connection) == []
    assert len({one.code for one in INVARIANTS}) == len(INVARIANTS)
