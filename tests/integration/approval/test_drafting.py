"""Drafts and releases: versions without a gap, one editor at a time, nothing half released."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from engine.audit import read_stream
from engine.audit.codes import TOPICS
from engine.organisation.standard import install as install_positions
from processes.approval import drafting, policies, types
from processes.approval.defaults import QUOTE
from processes.approval.documents import Documents
from processes.approval.errors import (
    DraftChanged,
    FlowRefused,
    NoDraft,
    NothingChanged,
    NothingReleased,
    PolicyNotFound,
    ReasonNeeded,
)
from processes.approval.quotes import QUOTES
from processes.approval.releasing import gate

DOCUMENTS = Documents([QUOTES])
LONGER = QUOTE.with_points((*QUOTE.points, replace(QUOTE.points[0], name="又", name_en="Again")))
UNUSABLE = QUOTE.with_points((replace(QUOTE.points[0], positions=()),))


@pytest.fixture
def ruled(store):
    """A store with the shipped flow of quotes in force."""
    with store.begin(by=None, action="test.set_up") as tx:
        install_positions(tx)
    types.install(store)
    return store


def _draft(store):
    with store.read() as connection:
        return policies.draft(connection, "quote")


def _save(store, flow, seen):
    with store.begin(by=7, action="test.save") as tx:
        drafting.save_draft(tx, "quote", flow, seen=seen)


def _publish(store, reason="多一级", seen=None):
    with store.begin(by=7, action="test.publish") as tx:
        token = seen or getattr(policies.draft(tx.connection, "quote"), "token", "")
        return gate.release(tx, "quote", QUOTES, seen=token, reason=reason)


def test_installing_twice_changes_nothing(ruled):
    types.install(ruled)
    with ruled.read() as connection:
        assert [(one.version, one.state) for one in policies.versions(connection, "quote")] == [
            (1, "released")
        ]


def test_a_release_retires_the_one_before_and_is_in_force_at_once(ruled):
    _save(ruled, LONGER, None)
    released = _publish(ruled)
    assert (released.version, released.by, released.reason) == (2, 7, "多一级")
    with ruled.read() as connection:
        assert policies.in_force(connection, "quote", ruled.clock.now()).flow == LONGER
        assert [
            (one.version, one.standing(ruled.clock.now())) for one in policies.versions(connection, "quote")
        ] == [
            (2, "in_force"),
            (1, "retired"),
        ]
    assert _draft(ruled) is None


def test_releases_are_audited_with_their_content(ruled):
    with ruled.read() as connection:
        kept = read_stream(connection, TOPICS["policy"])
    events = [event for event in kept if event.payload["policy"] == "quote"]
    assert [event.code for event in events] == ["policy.created", "policy.published", "policy.in_force"]
    assert "max_discount" in events[1].payload["content"]


def test_nothing_is_released_without_a_draft_a_reason_or_a_change(ruled):
    with pytest.raises(NoDraft):
        _publish(ruled)
    _save(ruled, QUOTE, None)
    with pytest.raises(NothingChanged):
        _publish(ruled)
    _save(ruled, LONGER, _draft(ruled).token)
    with pytest.raises(ReasonNeeded):
        _publish(ruled, " x ")


def test_an_unusable_flow_is_kept_as_a_draft_but_not_released(ruled):
    _save(ruled, UNUSABLE, None)
    with pytest.raises(FlowRefused) as refused:
        _publish(ruled)
    assert [fault.place for fault in refused.value.faults] == ["points/0/positions"]
    with ruled.read() as connection:
        assert policies.in_force(connection, "quote", ruled.clock.now()).version == 1


def test_a_token_of_a_discarded_draft_does_not_fit_the_next_one(ruled):
    _save(ruled, LONGER, None)
    old = _draft(ruled).token
    with ruled.begin(by=7, action="test.discard") as tx:
        drafting.discard_draft(tx, "quote", seen=old)
    _save(ruled, QUOTE, None)
    with pytest.raises(DraftChanged):
        _save(ruled, LONGER, old)
    with pytest.raises(DraftChanged):
        _publish(ruled, seen=old)


def test_of_two_editors_at_once_one_is_told(ruled):
    _save(ruled, LONGER, None)
    token, ready = _draft(ruled).token, Barrier(2)

    def save(points):
        ready.wait()
        try:
            _save(ruled, QUOTE.with_points(QUOTE.points[:points]), token)
        except DraftChanged:
            return "told"
        return "saved"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(save, (1, 3)))
    assert outcomes == ["saved", "told"]
    assert _draft(ruled).revision == 2


def test_of_two_first_drafts_at_once_one_is_told(ruled):
    ready = Barrier(2)

    def save(points):
        ready.wait()
        try:
            _save(ruled, QUOTE.with_points(QUOTE.points[:points]), None)
        except DraftChanged:
            return "told"
        return "saved"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(save, (1, 3))) == ["saved", "told"]


def test_a_flow_without_a_release_cannot_begin(ruled):
    with ruled.begin(by=7, action="test.create") as tx:
        drafting.create(tx, key="leave", document_type="quote", name="请假", name_en="Leave")
    with ruled.read() as connection, pytest.raises(NothingReleased):
        policies.in_force(connection, "leave", ruled.clock.now())


def test_an_unknown_flow_is_refused(ruled):
    with pytest.raises(PolicyNotFound), ruled.begin(by=7, action="test.save") as tx:
        drafting.save_draft(tx, "nothing", QUOTE, seen=None)
