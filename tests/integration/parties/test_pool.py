"""P-04: customers come out of the pool and go back to it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from engine.store.schema import runtime
from tests.support.parties import BPMN, Office
from tests.support.paths import Paths


def free(office: Office, **values: object) -> None:
    office.change(owner_id=None, pool_state="public", **values)


def claim(office: Office, by: str = "salesperson2") -> int:
    return office.start("pool_claim", by, account_id=office.customer, claimant=by)


def an_ordinary_customer_is_claimed_at_once(office: Office) -> None:
    free(office)
    root = claim(office)
    assert office.account().owner_id == office.people["salesperson2"]
    assert office.ended(root)


def the_superior_agrees_to_an_important_one(office: Office) -> None:
    free(office, level="A")
    root = claim(office)
    assert office.account().owner_id is None
    office.complete(root, "approve", "manager", action="agree")
    assert office.account().owner_id == office.people["salesperson2"]


def the_superior_refuses(office: Office) -> None:
    free(office, level="A")
    root = claim(office)
    office.complete(root, "approve", "manager", action="reject", opinion="先做好现有客户")
    assert office.account().pool_state == "public"
    assert any("未获同意" in text for text in office.messages("salesperson2"))


def somebody_else_was_faster(office: Office) -> None:
    free(office, level="A")
    root = claim(office)
    office.change(owner_id=office.people["salesperson3"], pool_state="claimed")
    office.complete(root, "approve", "manager", action="agree")
    assert office.account().owner_id == office.people["salesperson3"]
    assert any("已被他人领用" in text for text in office.messages("salesperson2"))


def the_owner_contacts_an_idle_customer(office: Office) -> None:
    root = idle(office)
    office.complete(root, "contact", "salesperson", note="已电话沟通")
    assert office.account().idle_warned_on is None
    assert office.account().owner_id == office.people["salesperson"]
    assert office.ended(root)


def nobody_contacts_it_and_it_goes_back(office: Office) -> None:
    root = idle(office)
    office.wait(days=8)
    assert office.account().pool_state == "public"
    assert any("长期未联系" in text for text in office.messages("salesperson"))
    assert office.ended(root)


def idle(office: Office) -> int:
    """Seventy days later: the instance of that morning's run, which warned the owner."""
    office.wait(days=70)
    item = runtime.work_item
    with office.store.read() as connection:
        roots = list(connection.scalars(select(item.c.root_id).where(item.c.closed_at.is_(None))))
    assert len(roots) == 1
    root: int = roots[0]
    return root


CLAIMS = Paths(
    package=BPMN / "pool_claim",
    world=Office.open,
    stories=[
        an_ordinary_customer_is_claimed_at_once,
        the_superior_agrees_to_an_important_one,
        the_superior_refuses,
        somebody_else_was_faster,
    ],
)
RELEASES = Paths(
    package=BPMN / "pool_release",
    world=Office.open,
    stories=[the_owner_contacts_an_idle_customer, nobody_contacts_it_and_it_goes_back],
)


@pytest.mark.parametrize("story", CLAIMS.names)
def test_a_claim_comes_to_its_end(story: str) -> None:
    CLAIMS.walk(story)


@pytest.mark.parametrize("story", RELEASES.names)
def test_an_idle_customer_is_kept_or_released(story: str) -> None:
    RELEASES.walk(story)


@pytest.mark.parametrize("paths", [CLAIMS, RELEASES], ids=["pool_claim", "pool_release"])
def test_every_flow_is_taken_by_a_story(paths: Paths) -> None:
    paths.check()
