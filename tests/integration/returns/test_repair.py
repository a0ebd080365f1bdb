"""The shipped package of repairs: every way it can end."""

from __future__ import annotations

from datetime import date

import pytest

from adapters.crm import changes, tables
from engine.errors import BusinessError
from tests.support.paths import Paths
from tests.support.returns import BPMN, Counter


def _registered(office: Counter, *, warranty: bool) -> tuple[int, int]:
    unit = office.rows(tables.product_archive)[0]
    if not warranty:
        with office.store.begin(by=None, action="test.unit") as tx:
            changes.edit(tx, tables.product_archive, unit.id, warranty_end=date(2025, 1, 1))
    given = {"archive_id": unit.id, "fault": "读数漂移"}
    root = office.engine.start("repair", variables=given, business_key="RP", by=office.actor("service"))
    [repair] = office.rows(tables.repair_registration)
    assert repair.in_warranty is warranty
    return repair.id, root


def _quoted(office: Counter) -> tuple[int, int]:
    repair_id, root = _registered(office, warranty=False)
    values = {"diagnosis": "主板损坏", "parts_total": 800, "labour_total": 200}
    office.do(root, "diagnose", values, by="technical")
    office.engine.run_due()
    return repair_id, root


def it_is_repaired_for_nothing_in_warranty(office: Counter) -> None:
    repair_id, root = _registered(office, warranty=True)
    assert office.rows(tables.product_archive)[0].state == "in_repair"
    office.do(root, "diagnose", {"diagnosis": "零点漂移", "parts_total": 800}, by="technical")
    office.do(root, "work", {"result": "repaired", "work": "重新标定", "hours": 2}, by="technical")
    row = office.of(tables.repair_registration, repair_id)
    assert (row.state, row.amount, row.work, row.hours) == ("closed", 0, "重新标定", 2)
    assert office.rows(tables.product_archive)[0].state == "in_use"
    assert office.ended(root) == "completed"


def the_customer_agrees_and_pays(office: Counter) -> None:
    repair_id, root = _quoted(office)
    assert "维修报价" in office.outbox.sent[-1]["Subject"]
    office.do(root, "ask", {"answer": "accepted"}, by="service")
    office.do(root, "work", {"result": "repaired", "work": "更换主板"}, by="technical")
    owed = office.owed()
    office.do(root, "receive", {"received": 1000, "method": "bank"}, by="finance")
    row = office.of(tables.repair_registration, repair_id)
    assert (row.state, row.received, row.method) == ("closed", 1000, "bank")
    assert office.owed() == owed


def the_customer_refuses(office: Counter) -> None:
    office.outbox.deliver = _refuse  # type: ignore[method-assign]
    repair_id, root = _quoted(office)
    office.do(root, "ask", {"answer": "refused"}, by="service")
    assert (office.of(tables.repair_registration, repair_id).state, office.ended(root)) == (
        "refused",
        "completed",
    )
    assert office.rows(tables.product_archive)[0].state == "in_use"


def the_customer_never_answers(office: Counter) -> None:
    repair_id, root = _quoted(office)
    office.wait(days=15)
    assert (office.of(tables.repair_registration, repair_id).state, office.ended(root)) == (
        "refused",
        "completed",
    )


def a_high_price_is_found_anew_and_approved(office: Counter) -> None:
    repair_id, root = _registered(office, warranty=False)
    found = {"diagnosis": "传感器与主板损坏", "parts_total": 4000, "labour_total": 500}
    office.do(root, "diagnose", found, by="technical")
    decided(office, root, "service_manager", "return", "请先报旧件翻新价")
    office.do(root, "diagnose", {**found, "parts_total": 2500}, by="technical")
    decided(office, root, "service_manager", "agree")
    assert not office.outbox.sent  # nothing is told to the customer before finance
    decided(office, root, "finance", "agree")
    assert office.of(tables.repair_registration, repair_id).amount == 3000
    assert "维修报价" in office.outbox.sent[-1]["Subject"]


def nobody_approves_the_price(office: Counter) -> None:
    repair_id, root = _registered(office, warranty=False)
    office.do(
        root, "diagnose", {"diagnosis": "进水", "parts_total": 9000, "labour_total": 500}, by="technical"
    )
    decided(office, root, "service_manager", "reject", "换新更便宜")
    assert (office.of(tables.repair_registration, repair_id).state, office.ended(root)) == (
        "cancelled",
        "completed",
    )
    assert office.rows(tables.product_archive)[0].state == "in_use"


def decided(office: Counter, root: int, by: str, action: str, opinion: str = "") -> None:
    office.do(root, "together_approve", {"action": action, "opinion": opinion}, by=by)
    office.engine.run_due()


def _refuse(_message: object) -> None:
    raise BusinessError("MAIL_REFUSED", "mailbox full")


PATHS = Paths(
    package=BPMN / "repair",
    world=Counter.open,
    stories=[
        it_is_repaired_for_nothing_in_warranty,
        the_customer_agrees_and_pays,
        the_customer_refuses,
        the_customer_never_answers,
        a_high_price_is_found_anew_and_approved,
        nobody_approves_the_price,
    ],
)


@pytest.mark.parametrize("story", PATHS.names)
def test_a_repair_comes_to_its_end(story):
    PATHS.walk(story)


def test_every_flow_of_the_diagram_is_taken_by_a_story():
    PATHS.check()
