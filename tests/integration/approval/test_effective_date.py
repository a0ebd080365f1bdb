"""Releases for a later moment: in force by the clock, taken back, replaced, noted once, on both stores."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import event

from engine.audit import read_stream
from engine.audit.codes import TOPICS
from engine.clock import ManualClock
from engine.organisation.standard import install as install_positions
from engine.store.uow import Store
from processes.approval import drafting, policies, selecting, types
from processes.approval.backtest.kept import digest
from processes.approval.defaults import QUOTE
from processes.approval.errors import NothingChanged, ReasonNeeded
from processes.approval.quotes import QUOTES
from processes.approval.releasing import effective, gate
from processes.approval.releasing.beginning import InForce, begin_due
from processes.approval.releasing.errors import (
    MomentMissing,
    MomentPassed,
    MomentTooFar,
    MomentUnreadable,
    NotScheduled,
)
from processes.approval.verify import verify_approvals

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
ADMIN, SECOND = 7, 8


def _with(*names):
    further = tuple(replace(QUOTE.points[0], name=name, name_en=name) for name in names)
    return QUOTE.with_points((*QUOTE.points, *further))


A, B, C = _with("A"), _with("A", "B"), _with("A", "B", "C")


@pytest.fixture
def ruled(store):
    """A store with the shipped flow of quotes, and a clock that is moved by hand."""
    store.clock = ManualClock(NOW)
    store._database_clock = False
    with store.begin(by=None, action="test.set_up") as tx:
        install_positions(tx)
    types.install(store)
    return store


@pytest.fixture
def quick(tmp_path):
    """The same on SQLite alone."""
    store = Store(f"sqlite:///{tmp_path / 'moments.db'}", clock=ManualClock(NOW))
    store.create()
    with store.begin(by=None, action="test.set_up") as tx:
        install_positions(tx)
    types.install(store)
    yield store
    store.close()


def _save(store, flow):
    with store.begin(by=ADMIN, action="test.save") as tx:
        before = policies.draft(tx.connection, "quote")
        drafting.save_draft(tx, "quote", flow, seen=before.token if before else None)
        return policies.draft(tx.connection, "quote").token


def _release(store, flow, after=None):
    seen = _save(store, flow)
    with store.begin(by=ADMIN, action="test.release") as tx:
        moment = None if after is None else store.clock.now() + after
        return gate.release(tx, "quote", QUOTES, seen=seen, reason="新规定", effective=moment)


def _agree(store):
    with store.begin(by=SECOND, action="test.agree") as tx:
        return gate.agree(tx, "quote", QUOTES, opinion="")


def _take_back(store, number, reason="不再需要"):
    with store.begin(by=ADMIN, action="test.take_back") as tx:
        gate.take_back(tx, "quote", number, reason=reason)


def _in_force(store, after=timedelta()):
    with store.read() as connection:
        return policies.in_force(connection, "quote", store.clock.now() + after).version


def _standings(store):
    with store.read() as connection:
        found = policies.versions(connection, "quote")
    return {one.version: one.standing(store.clock.now()) for one in found}


def _events(store, code):
    with store.read() as connection:
        kept = read_stream(connection, TOPICS["policy"])
    return [one.payload for one in kept if one.code == code and one.payload["policy"] == "quote"]


def test_a_later_moment_is_in_force_from_then_by_the_clock_alone(ruled):
    released = _release(ruled, A, 2 * HOUR)
    assert (released.standing(NOW), _in_force(ruled)) == ("scheduled", 1)
    ruled.clock.advance(2 * HOUR - timedelta(microseconds=1))
    assert (_in_force(ruled), _standings(ruled)) == (1, {2: "scheduled", 1: "in_force"})
    ruled.clock.advance(timedelta(microseconds=1))
    assert (_in_force(ruled), _standings(ruled)) == (2, {2: "in_force", 1: "retired"})
    assert _in_force(ruled, -HOUR) == 1  # what was in force then stays true


def test_the_moment_is_noted_and_told_once_whoever_comes_first(ruled):
    heard = []
    ruled.facts.subscribe(InForce, lambda fact, tx: heard.append((fact.version, tx.now)))
    _release(ruled, A, HOUR)
    assert begin_due(ruled) == 0
    ruled.clock.advance(HOUR)
    ready = Barrier(2)

    def wake(_node):
        ready.wait()
        return begin_due(ruled)

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(wake, range(2))) == [0, 1]
    assert heard == [(2, NOW + HOUR)]
    assert [one["version"] for one in _events(ruled, "policy.in_force")] == [1, 2]
    assert begin_due(ruled) == 0


def test_a_moment_that_passed_while_nothing_ran_is_noted_after_the_restart(tmp_path):
    path = f"sqlite:///{tmp_path / 'restart.db'}"
    store = Store(path, clock=ManualClock(NOW))
    store.create()
    with store.begin(by=None, action="test.set_up") as tx:
        install_positions(tx)
    types.install(store)
    _release(store, A, HOUR)
    store.close()
    again = Store(path, clock=ManualClock(NOW + 50 * HOUR))
    assert (_in_force(again), begin_due(again), begin_due(again)) == (2, 1, 0)
    again.close()


def test_what_fails_at_the_moment_is_tried_again_and_keeps_no_other_back(quick, caplog):
    failing = ["quote"]

    def listen(fact, _tx):
        if fact.policy in failing:
            raise ValueError("not now")

    _release(quick, A, HOUR)
    quick.facts.subscribe(InForce, listen)
    quick.clock.advance(HOUR)
    assert begin_due(quick) == 0
    assert "could not take effect" in caplog.text
    assert (_in_force(quick), len(_events(quick, "policy.in_force"))) == (2, 1)
    failing.clear()
    assert begin_due(quick) == 1


def test_a_scheduled_version_is_taken_back_with_a_reason_and_becomes_the_draft(ruled):
    _release(ruled, A, HOUR)
    with pytest.raises(ReasonNeeded):
        _take_back(ruled, 2, " ")
    _take_back(ruled, 2)
    assert _standings(ruled) == {2: "taken_back", 1: "in_force"}
    with ruled.read() as connection:
        draft, taken = policies.draft(connection, "quote"), policies.version(connection, "quote", 2)
    assert (draft.version, draft.flow, draft.restored_from) == (3, A, 2)
    assert (taken.taken_back_by, taken.taken_back_at, taken.taken_back_reason) == (ADMIN, NOW, "不再需要")
    assert _events(ruled, "policy.taken_back") == [{"policy": "quote", "version": 2, "reason": "不再需要"}]
    ruled.clock.advance(2 * HOUR)
    assert (_in_force(ruled), begin_due(ruled)) == (1, 0)


def test_what_is_in_force_already_is_not_taken_back(quick):
    _release(quick, A, HOUR)
    quick.clock.advance(HOUR)
    for number in (1, 2):
        with pytest.raises(NotScheduled):
            _take_back(quick, number)
    assert _in_force(quick) == 2


def test_of_two_who_take_it_back_at_once_one_is_told(ruled):
    _release(ruled, A, HOUR)
    ready = Barrier(2)

    def take_back(_person):
        ready.wait()
        try:
            _take_back(ruled, 2)
        except NotScheduled:
            return "told"
        return "done"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(take_back, range(2))) == ["done", "told"]


@pytest.mark.parametrize("after", [None, HOUR, 2 * HOUR])
def test_a_release_for_an_earlier_moment_or_the_same_replaces_what_was_scheduled(quick, after):
    _release(quick, A, 2 * HOUR)
    _release(quick, B, after)
    assert _standings(quick)[2] == "taken_back"
    with quick.read() as connection:
        assert policies.version(connection, "quote", 2).replaced_by == 3
    quick.clock.advance(3 * HOUR)
    assert (_in_force(quick), _in_force(quick, -HOUR - HOUR / 2)) == (3, 1 if after == 2 * HOUR else 3)


def test_a_release_for_a_later_moment_follows_what_was_scheduled(ruled):
    _release(ruled, A, HOUR)
    _release(ruled, B, 2 * HOUR)
    _release(ruled, C, 3 * HOUR)
    assert [_in_force(ruled, hours * HOUR) for hours in range(4)] == [1, 2, 3, 4]
    _take_back(ruled, 3)  # the one before goes on until the one after
    assert [_in_force(ruled, hours * HOUR) for hours in range(4)] == [1, 2, 2, 4]
    with ruled.snapshot() as connection:
        assert [one.code for one in verify_approvals(connection)] == []


def test_it_is_compared_with_the_version_in_whose_place_it_comes(quick):
    _release(quick, A, HOUR)
    with pytest.raises(NothingChanged):
        _release(quick, A, 2 * HOUR)
    seen = _save(quick, QUOTE)  # less than what is scheduled, the same as now
    with quick.begin(by=ADMIN, action="test.release") as tx:
        later = gate.release(tx, "quote", QUOTES, seen=seen, reason="恢复", effective=NOW + 2 * HOUR)
    assert later is None  # control is lowered then: a second person must agree


@pytest.mark.parametrize(("agreed_after", "from_"), [(HOUR, 2 * HOUR), (3 * HOUR, 3 * HOUR)])
def test_what_is_agreed_to_later_than_wished_takes_effect_at_the_agreement(quick, agreed_after, from_):
    shorter = QUOTE.with_points(QUOTE.points[:3])
    assert _release(quick, shorter, 2 * HOUR) is None
    quick.clock.advance(agreed_after)
    released = _agree(quick)
    assert released.valid_from == NOW + from_
    assert (digest(released.flow), released.version) == (digest(shorter), 2)


def test_a_scheduled_version_costs_no_statement_where_documents_choose_their_flow(quick):
    def statements():
        said = []
        event.listen(quick.engine, "before_cursor_execute", lambda *args: said.append(args[2]))
        with quick.read() as connection:
            said.clear()
            selecting.choose(connection, "quote", QUOTES, "", dict, quick.clock.now())
            return len(said)

    alone = statements()
    for hours in range(1, 4):
        _release(quick, _with(*"ABC"[:hours]), hours * HOUR)
    assert statements() == alone


def test_moments_are_read_in_the_time_zone_of_the_platform():
    assert effective.read_moment("2026-03-02T18:30", NOW) == datetime(2026, 3, 2, 10, 30, tzinfo=UTC)
    assert effective.read_moment("2026-03-02T18:30+00:00", NOW) == datetime(2026, 3, 2, 18, 30, tzinfo=UTC)
    assert effective.read_moment(" ", NOW) is None
    assert effective.read_moment("2026-03-02T09:00", NOW + timedelta(seconds=50)) is None  # this very minute
    assert effective.zone_words(NOW) == "Asia/Shanghai, UTC+08:00"


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("2026-03-02T08:00", MomentPassed),
        ("2032-01-01T08:00", MomentTooFar),
        ("tomorrow", MomentUnreadable),
        ("2026-13-01T08:00", MomentUnreadable),
        ("2026-03-05", MomentUnreadable),
        ("0001-01-01T00:00", MomentUnreadable),
    ],
)
def test_other_moments_are_refused(text, refusal):
    with pytest.raises(refusal):
        effective.read_moment(text, NOW)


def test_an_hour_that_does_not_exist_is_refused():
    from zoneinfo import ZoneInfo

    with pytest.raises(MomentMissing):
        effective.read_moment("2026-03-29T02:30", NOW, ZoneInfo("Europe/Berlin"))
