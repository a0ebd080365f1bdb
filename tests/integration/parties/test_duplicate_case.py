"""P-03: whose customer is it, and is it one or two."""

from __future__ import annotations

import pytest

from adapters.crm.duplicates import cases
from tests.support.parties import BPMN, Office
from tests.support.paths import Paths


def twin(office: Office) -> int:
    return office.add_account(
        code="K-00009", name="青屿精工", phone="0532 8888 0000", owner_id=office.people["salesperson2"]
    )


def claim(office: Office, other: int | None = None) -> int:
    named = {"account_a_id": office.customer, "account_b_id": other, "claimant": "salesperson2"}
    return office.start("duplicate_case", "salesperson2", **named)


def both_are_heard_and_the_customers_become_one(office: Office) -> None:
    other = twin(office)
    office.change(phone="0532 1111 2222")
    root = claim(office, other)
    office.complete(root, "prove", "salesperson2", evidence="去年展会起跟进")
    office.complete(root, "comment", "salesperson", owner_comment="三年老客户")
    office.complete(root, "decide", "manager", decision="merge", reason="同一家公司")
    assert office.account(other).merged_into_id is None
    office.complete(root, "choose_fields", "manager", taken=["phone"])
    assert office.account().phone == "0532 8888 0000"
    assert office.account(other).merged_into_id == office.customer
    assert office.messages("salesperson2")
    assert office.ended(root)


def the_owner_says_nothing_and_loses_the_customer(office: Office) -> None:
    root = claim(office)
    office.complete(root, "prove", "salesperson2", evidence="x")
    office.wait(days=5)
    office.complete(root, "decide", "manager", decision="transfer", reason="未答复")
    assert office.account().owner_id == office.people["salesperson2"]


def nobody_owns_it_and_the_claimant_was_warned_before(office: Office) -> None:
    office.change(owner_id=None, pool_state="public")
    with office.store.begin(by=None, action="test") as tx:
        for _ in range(cases.MALICIOUS_ATTEMPTS):
            cases.attempted(tx, office.customer, office.people["salesperson2"])
    root = claim(office)
    assert any("多次重复建档" in text for text in office.messages("manager"))
    office.complete(root, "prove", "salesperson2", evidence="x")
    office.complete(root, "decide", "manager", decision="keep", reason="违规")
    assert office.account().owner_id is None


PATHS = Paths(
    package=BPMN / "duplicate_case",
    world=Office.open,
    stories=[
        both_are_heard_and_the_customers_become_one,
        the_owner_says_nothing_and_loses_the_customer,
        nobody_owns_it_and_the_claimant_was_warned_before,
    ],
)


@pytest.mark.parametrize("story", PATHS.names)
def test_a_case_is_decided(story: str) -> None:
    PATHS.walk(story)


def test_every_flow_is_taken_by_a_story() -> None:
    PATHS.check()
