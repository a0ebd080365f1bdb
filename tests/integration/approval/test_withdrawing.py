"""Taking a document back while nobody has decided: one way for every process with an approval."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from adapters.crm import tables
from engine.audit.events import read_stream
from processes.approval import signatures
from processes.approval.documents import Documents
from processes.approval.model import Flow, Point
from processes.approval.operations import OPERATIONS
from processes.approval.quotes import QUOTES
from processes.approval.withdrawal import withdraw_in
from processes.approval.withdrawal.errors import DecidedAlready, WithdrawalNotPermitted
from tests.integration.approval.test_contract_paths import contracting
from tests.support.at_once import together
from worklist.errors import TakenBack
from worklist.operations import Operations
from worklist.service import Worklist


def withdraw(office, root, login="salesperson", reason="客户改主意了"):
    person = office.person(login)
    with office.store.begin(by=person.id, action="test.withdraw") as tx:
        withdraw_in(office.engine, tx, person, root, reason)


def test_it_is_recorded_and_whoever_had_the_task_is_told_why(quick_office):
    office = quick_office
    root = office.submit(office.quote("0.12"))
    withdraw(office, root)
    assert office.open_items(root) == [] or office.waits_for(root) == ["salesperson"]
    with office.store.read() as connection:
        events = read_stream(connection, root, after=0, limit=500)
        [said] = [one.payload for one in events if one.code == "approval.withdrawn"]
        query = select(tables.message.c.text).where(tables.message.c.to_id == office.people["manager"])
        [told] = [text for text in connection.scalars(query) if "撤回" in text]
    assert said == {"by": "salesperson", "reason": "客户改主意了"}
    assert "客户改主意了" in told


def test_the_signature_of_an_added_signer_counts_as_a_decision(quick_office):
    office = quick_office
    signatures.listen(office.store.facts, Documents([QUOTES]))
    root = office.submit(office.quote("0.12"))
    worklist = Worklist(engine=office.engine)
    [item] = office.open_items(root)
    manager = office.person("manager")
    Operations(worklist).add_signers(manager, item.id, how="before", people=["finance"], reason="请先看")
    [added] = [one for one in office.open_items(root) if one.assignee == "finance"]
    worklist.complete(office.person("finance"), added.id, {"action": "agree", "opinion": ""})
    with pytest.raises(DecidedAlready, match=r".+"):
        withdraw(office, root)
    assert [one.assignee for one in office.open_items(root)] == ["manager"]


def test_a_point_may_forbid_it(quick_office):
    office = quick_office
    office.release(
        Flow(
            points=(
                Point(
                    number=1,
                    name="经理",
                    name_en="Manager",
                    positions=("sales_manager",),
                    operations=tuple(one for one in OPERATIONS if one != "withdraw"),
                ),
            )
        )
    )
    root = office.submit(office.quote("0.12"))
    with pytest.raises(WithdrawalNotPermitted, match="Manager"):
        withdraw(office, root)


def test_two_withdrawals_at_once_are_one(office):
    root = office.submit(office.quote("0.12"))
    answers = together(lambda: withdraw(office, root), lambda: withdraw(office, root))
    assert sorted(type(one).__name__ for one in answers) == ["NoneType", "NothingToWithdraw"]


def test_a_process_without_an_event_of_its_own_gets_the_document_back_as_a_return():
    office = contracting()
    contract = office.contract()
    root = office.begin(contract_id=contract)
    office.reviewed(root)
    withdraw(office, root, reason="条款有误")
    assert (office.row(contract).state, office.waits_for(root)) == ("draft", ["salesperson"])
    office.do(root, "write", "salesperson")
    office.reviewed(root)
    assert office.waits_for(root) == ["director"]


def test_whoever_decides_after_it_was_taken_back_is_told_so(quick_office):
    office = quick_office
    root = office.submit(office.quote("0.12"))
    worklist, manager = Worklist(engine=office.engine), office.person("manager")
    [item] = office.open_items(root)
    with office.store.read() as connection:
        case = worklist.case(connection, manager, item.id)
    withdraw(office, root)
    with pytest.raises(TakenBack, match="客户改主意了"):
        worklist.complete_case(manager, case, {"action": "agree", "opinion": ""})
    with pytest.raises(TakenBack):
        worklist.complete(manager, item.id, {"action": "agree", "opinion": ""})
