"""Tasks of people who have left: shown as such to supervisors, who remove or transfer them."""

from __future__ import annotations

import pytest

from engine import organisation
from processes.approval import signatures
from processes.approval.documents import Documents
from processes.approval.quotes import QUOTES
from worklist.errors import NotYours
from worklist.left_behind import count, gone, left_behind
from worklist.operations import Operations, possible
from worklist.record import record
from worklist.service import Worklist


def leave(office, login, status="left"):
    with office.store.begin(by=None, action="test.leave") as tx:
        organisation.set_status(tx, office.people[login], status)


@pytest.fixture
def signer(quick_office):
    """A quote at the manager, who added finance before himself; finance has left since."""
    office = quick_office
    signatures.listen(office.store.facts, Documents([QUOTES]))
    worklist = Worklist(engine=office.engine)
    root = office.submit(office.quote("0.12"))
    [own] = office.open_items(root)
    Operations(worklist).add_signers(office.person("manager"), own.id, how="before", people=["finance"])
    [added] = [one for one in office.open_items(root) if one.assignee == "finance"]
    leave(office, "finance")
    return office, worklist, root, own.id, added.id


def test_a_supervisor_sees_it_and_nobody_else(signer):
    office, worklist, root, _own, added = signer
    with office.store.read() as connection:
        assert [one.id for one in left_behind(connection, office.person("supervisor"))] == [added]
        assert count(connection, office.person("salesperson")) is None
        assert gone(connection, "finance", "zh") == "已离职"
        assert gone(connection, "manager", "zh") == ""
        told = record(connection, root, hooks=worklist.hooks, names=worklist.names, lang="en")
    assert [one.verb for one in told if one.tone == "bad"] == ["has left"]


def test_a_supervisor_removes_the_signer_and_the_task_goes_on(signer):
    office, worklist, root, own, added = signer
    supervisor = office.person("supervisor")
    with office.store.read() as connection:
        case = worklist.case(connection, supervisor, own)
        assert [one.item_id for one in possible(connection, supervisor, case).remove] == [added]
    Operations(worklist).remove(supervisor, own, added, reason="已离职")
    office.decide(root, "manager")
    assert office.waits_for(root) == ["director"]
    assert office.breaches() == []


def test_a_supervisor_transfers_it_to_somebody_who_is_here(signer):
    office, worklist, root, _own, added = signer
    worklist.transfer(office.person("supervisor"), added, to="legal", reason="原办理人已离职")
    worklist.complete(office.person("legal"), added, {"action": "agree", "opinion": ""})
    office.decide(root, "manager")
    assert office.waits_for(root) == ["director"]


def test_whoever_supervises_nobody_can_do_neither(signer):
    office, worklist, _root, own, added = signer
    with pytest.raises(NotYours):
        Operations(worklist).remove(office.person("salesperson"), own, added)
    with pytest.raises(NotYours):
        worklist.transfer(office.person("salesperson"), added, to="legal", reason="原办理人已离职")


def test_a_frozen_person_is_named_as_such(quick_office):
    office = quick_office
    root = office.submit(office.quote("0.12"))
    leave(office, "manager", "frozen")
    with office.store.read() as connection:
        assert count(connection, office.person("supervisor")) == 1
        assert gone(connection, "manager", "en") == "is frozen"
    assert office.waits_for(root) == ["manager"]
