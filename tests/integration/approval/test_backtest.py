"""Backtests of approvals that the engine ran, on both stores; how often points and rows were hit."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import insert

from engine import organisation
from processes.approval import policies, tables
from processes.approval.backtest import kept
from processes.approval.backtest.filters import Filters
from processes.approval.backtest.running import backtest
from processes.approval.backtest.runs import runs
from processes.approval.hits import hits
from processes.approval.model import Condition, Test
from processes.approval.quotes import QUOTES

TIGHTER = Condition(
    rows=(
        (Test(fact="max_discount", operator="gt", value=Decimal("0.08")),),
        (Test(fact="overdue", operator="gt", value=Decimal(0)),),
    )
)


def _released(office):
    with office.store.read() as connection:
        return policies.in_force(connection, "quote", office.store.clock.now()).flow


def _tried(office):
    flow = _released(office)
    points = [replace(one, condition=TIGHTER) if one.number == 2 else one for one in flow.points]
    return flow.with_points(tuple(points))


def _report(office, tried, **filters):
    with office.store.read() as connection:
        return backtest(
            connection,
            "quote",
            QUOTES,
            tried=tried,
            base=None,
            filters=Filters(**filters),
            now=office.store.clock.now() + timedelta(minutes=1),
        )


def _past(office):
    """One that the director agrees to, one of 9 % (five by agreement), one that is rejected, one that waits."""
    high, middle, refused, waiting = (office.quote(given) for given in ("0.12", "0.04", "0.12", "0.04"))
    roots = [office.submit(quote) for quote in (high, middle, refused, waiting)]
    office.decide(roots[0], "manager")
    office.store.clock.advance(timedelta(hours=2))
    office.decide(roots[0], "director")
    office.decide(roots[1], "manager")
    office.decide(roots[2], "manager", "reject", "毛利太低")
    office.come_to_rest()
    return high, middle, refused, waiting


def test_a_past_is_walked_by_another_version_and_the_report_comes_back_as_it_was(office):
    _high, middle, _refused, _waiting = _past(office)
    report = _report(office, _tried(office))
    assert (report.runs, report.documents, report.changed, report.stopped) == (4, 4, 1, 2)
    assert {(cell.old, cell.new): cell.count for cell in report.matrix} == {
        (("1",), ("1",)): 2,
        (("1",), ("1", "2")): 1,
        (("1", "2"), ("1", "2")): 1,
    }
    [case] = report.cases
    assert (case.document_id, case.decided, case.applicant) == (middle, "agree", "salesperson")
    [asked] = report.asked
    assert (asked.seat, asked.extra, asked.saved, asked.takes) == (
        "sales_director",
        1,
        0,
        timedelta(hours=2),
    )
    assert report.more.money == {"CNY": case.amount}
    with office.store.begin(by=office.people["admin"], action="test.keep") as tx:
        version = policies.in_force(tx.connection, "quote", tx.now)
        kept.keep(tx, version, None, Filters(facts={"customer_level": "A"}), report)
    with office.store.read() as connection:
        found = kept.latest(connection, version)
    assert found is not None
    assert (found.report, found.filters.facts, found.fits) == (report, {"customer_level": "A"}, True)


def test_filters_leave_approvals_out(office):
    _past(office)
    tried = _tried(office)
    assert _report(office, tried, applicant="manager").runs == 0
    assert _report(office, tried, facts={"below_minimum": "true"}).runs == 0
    least = max(case.amount for case in _report(office, tried).cases)
    assert (
        _report(office, tried, least=least).runs + _report(office, tried, most=least - Decimal("0.01")).runs
        == _report(office, tried).runs
    )
    with office.store.read() as connection:
        sales = organisation.by_login(connection, "salesperson").department_id
        finance = organisation.by_login(connection, "finance").department_id
    assert _report(office, tried, department=sales).runs == 4
    assert _report(office, tried, department=finance).runs == 0


def test_only_the_latest_reports_of_a_version_are_kept(office):
    report = _report(office, _tried(office))
    with office.store.begin(by=None, action="test.keep") as tx:
        version = policies.in_force(tx.connection, "quote", tx.now)
        ids = [kept.keep(tx, version, None, Filters(), report) for _ in range(kept.MOST_KEPT + 2)]
        there = [kept.of_id(tx.connection, version, each) is not None for each in ids]
    assert there == [False, False] + [True] * kept.MOST_KEPT


def test_points_and_rows_count_what_they_hit_also_under_a_new_number(office):
    _past(office)
    flow = _released(office)
    with office.store.read() as connection:
        now = office.store.clock.now() + timedelta(minutes=1)
        found = hits(connection, "quote", flow, now)
        moved = flow.with_points((flow.points[1], flow.points[0]))
        again = hits(connection, "quote", moved, now)
        later = hits(connection, "quote", flow, now + timedelta(days=91))
    assert Counter({n: one.entered for n, one in found.items()}) == Counter({1: 4, 2: 1, 3: 0, 4: 0})
    assert (found[2].skipped, found[2].rows) == (1, {flow.points[1].condition.rows[0]: 1})
    assert (again[1], again[2]) == (found[2], found[1])
    assert later == {}


def _asked(store, asked, decided):
    """One approval as it is kept: points with whether they were entered, points with what was decided."""
    same = {"policy": "quote", "version": 1, "root_id": 7, "instance_id": 7, "document_type": "quote"}
    with store.begin(by=None, action="test.past") as tx:
        for number, (point, entered) in enumerate(asked, start=1):
            tx.connection.execute(
                insert(tables.evaluation).values(
                    **same,
                    id=number,
                    point=point,
                    activity_id=number,
                    element="ask",
                    document_id=1,
                    applicant="salesperson",
                    facts="{}",
                    outcome="entered" if entered else "skipped",
                    condition="",
                    at=tx.now,
                )
            )
        for number, (point, action) in enumerate(decided, start=1):
            tx.connection.execute(
                insert(tables.decision).values(
                    **same,
                    id=number,
                    point=point,
                    work_item_id=number,
                    document_id=1,
                    person="manager",
                    action=action,
                    opinion="",
                    snapshot_sha256="",
                    at=tx.now,
                )
            )
    with store.read() as connection:
        now = store.clock.now()
        return runs(connection, ["quote"], now - timedelta(days=1), now + timedelta(days=1))


def test_an_approval_that_began_anew_passed_twice(ruled_store):
    asked = [(1, True), (2, True), (1, True), (2, False), (3, False), (4, False)]
    first, second = _asked(ruled_store, asked, [(1, "agree"), (2, "return"), (1, "agree")])
    assert (first.last_entered, first.decided, first.stopped_at) == (2, "return", 2)
    assert (second.last_entered, second.decided, second.stopped_at) == (1, "agree", None)


def test_an_approval_that_went_back_to_a_point_counts_from_there_with_its_last_answers(ruled_store):
    asked = [(1, True), (2, True), (3, True), (2, True)]
    [one] = _asked(ruled_store, asked, [(1, "agree"), (2, "agree"), (3, "return"), (2, "reject")])
    assert [(step.point, step.entered) for step in one.steps] == [(1, True), (2, True)]
    assert (one.decided, one.stopped_at) == ("reject", 2)
