"""Thresholds for the second person, and the report of a backtest that belongs to a release."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from adapters.crm.parameter_setting import set_parameter
from processes.approval import drafting, policies
from processes.approval.backtest import kept, tables
from processes.approval.backtest.filters import Filters
from processes.approval.model import Condition, Test
from processes.approval.quotes import QUOTES
from processes.approval.releasing import gate, measuring, submissions


def _flow(office, limit):
    with office.store.read() as connection:
        flow = policies.version(connection, "quote", 1).flow
    test = Test(fact="max_discount", operator="gt", value=Decimal(limit))
    points = [
        replace(one, condition=Condition(rows=((test,),))) if one.number == 2 else one for one in flow.points
    ]
    return flow.with_points(tuple(points))


def _act(office, do, by="admin"):
    with office.store.begin(by=office.people[by], action="test.release") as tx:
        return do(tx)


def _draft(office, limit):
    def save(tx):
        before = policies.draft(tx.connection, "quote")
        drafting.save_draft(tx, "quote", _flow(office, limit), seen=before.token if before else None)
        return policies.draft(tx.connection, "quote")

    return _act(office, save)


def _release(office, draft):
    return _act(office, lambda tx: gate.release(tx, "quote", QUOTES, seen=draft.token, reason="收紧"))


def _submitted(office, draft):
    with office.store.read() as connection:
        return submissions.latest(connection, draft)


def _set(office, **values):
    for name, value in values.items():
        _act(office, lambda tx, key=f"release.{name}", held=value: set_parameter(tx, key, held))


@pytest.fixture
def past(quick_office):
    """Four quotes that the manager agreed to: one of them would meet the director from 8 % on, and did not."""
    for given in ("0.02", "0.03", "0.04", "0.09"):
        quick_office.decide(quick_office.submit(quick_office.quote(given)), "manager")
    quick_office.store.clock.advance(timedelta(hours=1))
    return quick_office


def test_more_control_needs_a_second_person_where_too_many_change_their_route(past):
    draft = _draft(past, "0.08")
    assert _release(past, draft) is None
    submitted = _submitted(past, draft)
    assert [one.code for one in submitted.lowered] == ["CHANGED_SHARE"]
    assert submitted.lowered[0].text("en") == (
        "1 of 4 approvals of the last 90 days (25%) would take another route: more than 5%"
    )
    assert submitted.lowered[0].text("zh") == "最近 90 天 4 次审批中有 1 次（25%）改变路径，超过 5%"


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ({"changed_percent": 25}, None),  # exactly at the threshold
        ({"changed_percent": 24}, ["CHANGED_SHARE"]),
        ({"changed_percent": 100, "changed_count": 0}, ["CHANGED_COUNT"]),
        ({"changed_percent": 100, "second_person": "always"}, ["ALWAYS"]),
    ],
)
def test_the_thresholds_are_parameters(past, values, codes):
    _set(past, **values)
    draft = _draft(past, "0.08")
    released = _release(past, draft)
    found = _submitted(past, draft)
    assert (found and [one.code for one in found.lowered]) == codes
    assert (released is None) is (codes is not None)


def test_money_that_would_pass_unasked_is_told_beside_the_lowered_control(past):
    flow = _flow(past, "0.10")
    never = Condition(rows=((Test(fact="max_discount", operator="gt", value=Decimal("0.90")),),))
    flow = flow.with_points((replace(flow.points[0], condition=never), *flow.points[1:]))
    _set(past, changed_percent=100, unasked_amount=0)
    saved = _act(past, lambda tx: drafting.save_draft(tx, "quote", flow, seen=None))
    assert saved is None
    with past.store.read() as connection:
        draft = policies.draft(connection, "quote")
    assert _release(past, draft) is None
    codes = [one.code for one in _submitted(past, draft).lowered]
    assert codes == ["CONDITION", "UNASKED_AMOUNT"]


def test_no_parameter_lets_lowered_control_pass_alone(past):
    _set(past, changed_percent=100, changed_count=1_000_000, unasked_amount=1_000_000_000)
    _set(past, second_person="never")  # not offered; and not obeyed
    assert _release(past, _draft(past, "0.15")) is None


def test_without_a_past_nothing_is_measured_and_more_control_is_in_force(quick_office):
    assert _release(quick_office, _draft(quick_office, "0.08")).version == 2


def test_a_release_without_a_backtest_gets_the_one_that_measured_it(past):
    _set(past, changed_percent=100)
    released = _release(past, _draft(past, "0.08"))
    with past.store.read() as connection:
        report = kept.of_id(connection, released, released.backtest)
    assert (report.fits, report.filters, report.base) == (True, Filters(days=90), 1)
    assert (report.report.runs, report.report.changed) == (4, 1)


def test_the_newest_report_that_somebody_ran_and_that_fits_belongs_to_the_release(past):
    draft = _draft(past, "0.09")
    with past.store.read() as connection:
        report = measuring.measured(connection, draft, QUOTES, at=past.store.clock.now(), effective=None)
    old = _act(past, lambda tx: kept.keep(tx, draft, None, Filters(days=365), report.report))
    draft = _draft(past, "0.08")  # the report does not fit any more
    mine = _act(past, lambda tx: kept.keep(tx, draft, None, Filters(days=365), report.report))
    assert _release(past, draft) is None
    assert _submitted(past, draft).backtest == mine != old
    agreed = _act(past, lambda tx: gate.agree(tx, "quote", QUOTES, opinion=""), by="supervisor")
    assert agreed.backtest == mine
    for _more in range(kept.MOST_KEPT + 2):
        _act(past, lambda tx: kept.keep(tx, agreed, None, Filters(), report.report))
    with past.store.read() as connection:
        assert kept.of_id(connection, agreed, mine) is not None


def test_a_measure_that_was_prepared_is_used_and_kept_once(past):
    draft = _draft(past, "0.08")
    for _time in range(2):
        measuring.prepare(past.store, "quote", QUOTES, by=past.people["admin"], effective=None)
    _release(past, draft)
    with past.store.read() as connection:
        assert connection.scalar(select(func.count()).select_from(tables.backtest)) == 1
