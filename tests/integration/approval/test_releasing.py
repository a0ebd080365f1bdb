"""Releases that lower control: submitted, agreed to by another person, sent back, withdrawn, on both stores."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from processes.approval import drafting, policies
from processes.approval.errors import ReasonNeeded
from processes.approval.model import Condition, Test
from processes.approval.quotes import QUOTES
from processes.approval.releasing import gate, submissions
from processes.approval.releasing.errors import ChangedSince, NothingSubmitted, OwnRelease, SubmittedAlready


def _flow(office, limit):
    with office.store.read() as connection:
        flow = policies.in_force(connection, "quote", office.store.clock.now()).flow
    test = Test(fact="max_discount", operator="gt", value=Decimal(limit))
    points = [
        replace(one, condition=Condition(rows=((test,),))) if one.number == 2 else one for one in flow.points
    ]
    return flow.with_points(tuple(points))


def _act(office, by, do):
    with office.store.begin(by=office.people[by], action="test.release") as tx:
        return do(tx)


def _draft(office, limit, by="admin"):
    def save(tx):
        before = policies.draft(tx.connection, "quote")
        drafting.save_draft(tx, "quote", _flow(office, limit), seen=before.token if before else None)
        return policies.draft(tx.connection, "quote").token

    return _act(office, by, save)


def _release(office, seen, by="admin", running="ahead"):
    return _act(
        office,
        by,
        lambda tx: gate.release(tx, "quote", QUOTES, seen=seen, reason="放宽折扣", running=running),
    )


def _in_force(office):
    with office.store.read() as connection:
        return policies.in_force(connection, "quote", office.store.clock.now()).version


def test_more_control_is_in_force_at_once(office):
    assert _release(office, _draft(office, "0.08")).version == 2
    assert _in_force(office) == 2


def test_less_control_waits_for_another_person(office):
    assert _release(office, _draft(office, "0.12")) is None
    assert _in_force(office) == 1
    with pytest.raises(OwnRelease):
        _act(office, "admin", lambda tx: gate.agree(tx, "quote", QUOTES, opinion=""))
    agreed = _act(office, "supervisor", lambda tx: gate.agree(tx, "quote", QUOTES, opinion="可以"))
    assert (agreed.version, agreed.by, _in_force(office)) == (2, office.people["admin"], 2)
    with office.store.read() as connection:
        kept = submissions.latest(connection, policies.version(connection, "quote", 2))
    assert (kept.state, kept.by, kept.decided_by, kept.opinion) == (
        "agreed",
        office.people["admin"],
        office.people["supervisor"],
        "可以",
    )
    assert [one.code for one in kept.lowered] == ["CONDITION"]


def test_what_becomes_of_running_approvals_is_kept_with_the_version(office):
    assert _release(office, _draft(office, "0.08"), running="new").running == "new"
    assert _release(office, _draft(office, "0.12"), running="waiting") is None
    with office.store.read() as connection:
        submitted = submissions.latest(connection, policies.draft(connection, "quote"))
    assert submitted.running == "waiting"
    agreed = _act(office, "supervisor", lambda tx: gate.agree(tx, "quote", QUOTES, opinion=""))
    assert (agreed.version, agreed.running) == (3, "waiting")


def test_whoever_typed_the_draft_is_no_second_person_either(office):
    seen = _draft(office, "0.12", by="supervisor")
    assert _release(office, seen) is None
    with pytest.raises(OwnRelease):
        _act(office, "supervisor", lambda tx: gate.agree(tx, "quote", QUOTES, opinion=""))
    assert _in_force(office) == 1


def test_a_draft_that_changed_meanwhile_is_not_agreed_to(office):
    _release(office, _draft(office, "0.12"))
    seen = _draft(office, "0.15")
    with pytest.raises(ChangedSince):
        _act(office, "supervisor", lambda tx: gate.agree(tx, "quote", QUOTES, opinion=""))
    assert _release(office, seen) is None  # submitted again, in place of the first
    assert _act(office, "general", lambda tx: gate.agree(tx, "quote", QUOTES, opinion="")).version == 2


def test_it_is_sent_back_with_a_reason_and_can_be_submitted_again(office):
    seen = _draft(office, "0.12")
    _release(office, seen)
    with pytest.raises(SubmittedAlready):
        _release(office, seen)
    with pytest.raises(ReasonNeeded):
        _act(office, "supervisor", lambda tx: gate.send_back(tx, "quote", opinion=" "))
    _act(office, "supervisor", lambda tx: gate.send_back(tx, "quote", opinion="请说明原因"))
    with pytest.raises(NothingSubmitted):
        _act(office, "general", lambda tx: gate.agree(tx, "quote", QUOTES, opinion=""))
    assert _release(office, seen) is None


def test_a_submission_is_withdrawn_once(office):
    _release(office, _draft(office, "0.12"))
    _act(office, "admin", lambda tx: gate.withdraw(tx, "quote"))
    with pytest.raises(NothingSubmitted):
        _act(office, "admin", lambda tx: gate.withdraw(tx, "quote"))
    with pytest.raises(NothingSubmitted):
        _act(office, "supervisor", lambda tx: gate.agree(tx, "quote", QUOTES, opinion=""))


def test_a_former_version_comes_back_through_the_same_gate(office):
    _release(office, _draft(office, "0.08"))
    _act(office, "admin", lambda tx: drafting.restore(tx, "quote", 1, seen=None))
    with office.store.read() as connection:
        draft = policies.draft(connection, "quote")
        assert draft.flow == policies.version(connection, "quote", 1).flow
    assert _release(office, draft.token) is None  # from 8 % back to 10 %: less control
    assert _act(office, "supervisor", lambda tx: gate.agree(tx, "quote", QUOTES, opinion="")).version == 3
