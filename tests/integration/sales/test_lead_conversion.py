"""A lead that somebody converts by hand: through its process, wherever that stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from adapters.crm import lead_conversion, leads, tables
from adapters.crm.duplicates.errors import AlreadyThere
from adapters.crm.errors import LeadClosed
from engine.errors import Forbidden
from tests.support.selling import Selling

CALLED = ("duplicate_case", "quote_approval", "new_customer", "order_fulfilment")


@pytest.fixture
def selling() -> Iterator[Selling]:
    world = Selling.open(["follow_up", "lead_to_order"], CALLED)
    yield world
    world.store.close()


def lead(selling: Selling, **values: str) -> tuple[Any, int]:
    """A lead that waits for its first contact, and its process."""
    root = selling.start("lead_to_order", channel="fair", person="张敏", **{"company": "云帆电气", **values})
    if any(one.element == "assign_by_hand" for one in selling.items(root)):
        selling.do(root, "assign_by_hand", {"owner": "salesperson"}, by="manager")
    return selling.rows(tables.lead)[-1], root


def convert(
    selling: Selling, lead_id: int, account_id: int | None = None, by: str = "salesperson", **more: Any
) -> int:
    person = selling.person(by)
    with selling.store.begin(by=person.id, action="test.convert") as tx:
        return lead_conversion.convert(tx, person, selling.processes, lead_id, account_id, **more)


def test_a_lead_becomes_a_customer_with_contact_and_opportunity_in_its_process(selling: Selling) -> None:
    row, root = lead(selling)
    made = selling.row(tables.opportunity, convert(selling, row.id))
    after = selling.row(tables.lead, row.id)
    assert (after.state, after.opportunity_id, made.instance_id) == ("converted", made.id, root)
    assert selling.row(tables.account, made.account_id).name == "云帆电气"
    [contact] = [one for one in selling.rows(tables.contact) if one.account_id == made.account_id]
    assert contact.name == "张敏"
    assert [one.element for one in selling.items(root)] == ["advance"]
    with pytest.raises(LeadClosed):
        convert(selling, row.id)


def test_a_lead_of_a_known_customer_goes_to_him_with_its_contact(selling: Selling) -> None:
    row, _root = lead(selling, company="青屿精密")
    made = selling.row(tables.opportunity, convert(selling, row.id, selling.customer))
    assert made.account_id == selling.customer
    assert [one.name for one in selling.rows(tables.contact) if one.account_id == selling.customer] == [
        "张敏"
    ]


def test_a_customer_who_is_there_is_not_made_again(selling: Selling) -> None:
    with selling.store.begin(by=selling.people["salesperson"], action="test") as tx:
        lead_id = leads.enter(
            tx, {"company": "青屿精工", "channel": "import", "owner_id": selling.people["salesperson"]}
        )
    with pytest.raises(AlreadyThere):
        convert(selling, lead_id)
    made = selling.row(tables.opportunity, convert(selling, lead_id, selling.customer))
    assert made.instance_id is not None  # an imported lead has no process: its opportunity gets one
    assert selling.row(tables.lead, lead_id).state == "converted"


def test_a_lead_that_waits_until_later_is_converted_at_once(selling: Selling) -> None:
    row, root = lead(selling)
    selling.do(root, "first_contact", {"action": "call", "result": "reached", "qualified": "later"})
    selling.wait(timedelta(hours=1))
    assert convert(selling, row.id)


def test_somebody_elses_lead_is_converted_by_nobody_else(selling: Selling) -> None:
    row, _root = lead(selling)
    with pytest.raises(Exception, match=r"does not exist|不存在|not found"):
        convert(selling, row.id, by="salesperson2")
    with pytest.raises(Forbidden):
        convert(selling, row.id, by="manager")  # sees it, but the first contact is the seller's task
