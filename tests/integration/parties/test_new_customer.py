"""P-02: until a new customer is approved there is no order."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.support.parties import BPMN, SLIP, Office
from tests.support.paths import Paths


def prospect(office: Office, **slip: object) -> int:
    return office.add_account(
        **{
            "code": "K-00002",
            "kind": "prospect",
            "name": "朔方材料",
            "owner_id": office.people["salesperson"],
            "approved": False,
            **slip,
        }
    )


def apply(office: Office, account_id: int) -> int:
    return office.start("new_customer", "salesperson", account_id=account_id, applicant="salesperson")


def within_the_rules_the_manager_is_enough(office: Office) -> None:
    account = prospect(office, **SLIP)
    root = apply(office, account)
    office.decide(root, "manager")
    row = office.account(account)
    assert (row.approved, row.kind, row.instance_id) == (True, "customer", None)
    assert row.joined_on is not None
    assert office.ended(root)


def outside_of_the_rules_finance_decides_too(office: Office) -> None:
    account = prospect(office, **{**SLIP, "min_discount": Decimal("0.3")})
    root = apply(office, account)
    office.decide(root, "manager")
    assert office.account(account).approved is False
    office.decide(root, "finance", "reject", "折扣过高")
    row = office.account(account)
    assert (row.approved, row.kind) == (False, "prospect")
    assert office.ended(root)


def gaps_are_filled_before_anybody_is_asked(office: Office) -> None:
    account = prospect(office)
    root = apply(office, account)
    office.complete(root, "complete", "salesperson")
    office.change(account, **SLIP)
    office.complete(root, "complete", "salesperson")
    office.decide(root, "manager", "return", "请核对地址")
    office.complete(root, "complete", "salesperson")
    office.decide(root, "manager")
    assert office.account(account).approved is True


def the_applicant_takes_it_back(office: Office) -> None:
    account = prospect(office, **SLIP)
    root = apply(office, account)
    with office.store.begin(by=office.people["salesperson"], action="test") as tx:
        assert office.engine.message_in(tx, root, "new_customer.withdraw")
    assert office.account(account).approved is False
    assert office.account(account).instance_id is None
    assert office.ended(root)


def a_second_application_waits_for_the_first_and_finds_a_customer(office: Office) -> None:
    account = prospect(office)
    first = apply(office, account)
    assert office.account(account).instance_id == first  # while it waits for data too
    second = office.start("new_customer", "manager", account_id=account, applicant="manager")
    assert set(office.items(second)) == {"complete"}
    assert office.account(account).instance_id == first
    office.change(account, **SLIP)
    office.complete(first, "complete", "salesperson")
    office.complete(second, "complete", "manager")
    assert set(office.items(second)) == {"complete"}
    office.decide(first, "manager")
    office.complete(second, "complete", "manager")
    assert office.ended(second)
    assert office.account(account).instance_id is None


PATHS = Paths(
    package=BPMN / "new_customer",
    world=Office.open,
    stories=[
        within_the_rules_the_manager_is_enough,
        outside_of_the_rules_finance_decides_too,
        gaps_are_filled_before_anybody_is_asked,
        the_applicant_takes_it_back,
        a_second_application_waits_for_the_first_and_finds_a_customer,
    ],
)


@pytest.mark.parametrize("story", PATHS.names)
def test_a_new_customer_is_approved_refused_completed_or_taken_back(story: str) -> None:
    PATHS.walk(story)


def test_every_flow_is_taken_by_a_story() -> None:
    PATHS.check()
