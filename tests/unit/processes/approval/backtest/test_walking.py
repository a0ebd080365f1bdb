"""A backtest against walking every approval by hand, on random versions of a flow and random pasts."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from processes.approval.approver_rule import Limit, Rule
from processes.approval.backtest.kept import dump, load
from processes.approval.backtest.runs import Run, Step
from processes.approval.backtest.seats import seats
from processes.approval.backtest.summing import summed
from processes.approval.backtest.walking import Walker
from processes.approval.conditions import Undecided, holds
from processes.approval.model import Condition, Flow, Point, Test
from processes.approval.quotes import QUOTES

NAMES = "甲乙丙丁戊己"
POSITIONS = ("sales_manager", "sales_director", "finance", "general_manager")
BEGIN = datetime(2026, 1, 5, 2, tzinfo=UTC)


def condition(random: Random) -> Condition:
    def test() -> Test:
        if random.random() < 0.3:
            return Test(fact="below_minimum", operator="eq", value=random.random() < 0.5)
        operator: Any = random.choice(("gt", "ge", "lt", "le"))
        return Test(fact="max_discount", operator=operator, value=Decimal(random.randrange(0, 20)) / 100)

    rows = (tuple(test() for _ in range(random.randrange(1, 3))) for _ in range(random.randrange(0, 3)))
    return Condition(rows=tuple(rows))


def flow(random: Random) -> Flow:
    """Points with names of few, so that versions share some."""
    names = random.sample(NAMES, random.randrange(1, 6))
    return Flow(
        points=tuple(
            Point(
                number=number,
                name=name,
                name_en=name,
                positions=(random.choice(POSITIONS),),
                condition=condition(random),
            )
            for number, name in enumerate(names, start=1)
        )
    )


def facts(random: Random) -> dict[str, Any]:
    discount = None if random.random() < 0.03 else Decimal(random.randrange(0, 20)) / 100
    return {
        "max_discount": discount,
        "below_minimum": random.random() < 0.3,
        "total": Decimal(random.randrange(1, 1000)),
        "currency": random.choice(("CNY", "USD", None)),
    }


def past(random: Random, flows: dict[int, Flow], number: int) -> Run:
    """What the engine would have recorded: facts change on the way, somebody may reject."""
    version = random.choice(sorted(flows))
    known, steps, decided = facts(random), [], "agree"
    for point in flows[version].points:
        try:
            enters = holds(point.condition, known)
        except Undecided:
            known = {**known, "max_discount": Decimal(0)}
            enters = holds(point.condition, known)
        steps.append(Step(point.number, enters, known))
        if enters:
            decided = random.choice(("agree", "agree", "agree", "reject", "return", ""))
            if decided != "agree":
                break
            known = facts(random) if random.random() < 0.2 else known
    return Run(
        instance_id=number,
        root_id=number,
        document_id=number // 2,
        applicant="li",
        version=version,
        at=BEGIN + timedelta(hours=number * 31),
        steps=tuple(steps),
        decided=decided,
    )


def partner(of: Point, old: Flow) -> Point | None:
    """The same point in another version: these have no ids of their own, so that equal names are one."""
    return next((each for each in old.points if each.name == of.name), None)


def by_hand(tried: Flow, then: Flow, run: Run) -> tuple[list[Point], bool] | None:
    """The points that are entered, and whether it went past its end; None without an answer."""
    entered: list[Point] = []
    ended = [step.point for step in run.steps if step.entered][-1:] if run.decided != "agree" else []
    matched = {point.number: one for point in tried.points if (one := partner(point, then)) is not None}
    at_hand = run.steps[0].facts
    for point in tried.points:
        counterpart = matched.get(point.number)
        for step in run.steps:
            if counterpart is not None and step.point == counterpart.number:
                at_hand = step.facts
        try:
            enters = holds(point.condition, at_hand)
        except Undecided:
            return None
        if enters:
            entered.append(point)
            if counterpart is not None and [counterpart.number] == ended:
                return entered, False
    return entered, bool(ended)


@pytest.mark.parametrize("seed", range(40))
def test_routes_and_sums_are_those_found_by_hand(seed):
    random = Random(seed)
    flows = {number: flow(random) for number in range(1, 4)}
    tried = flow(random)
    runs = [past(random, flows, number) for number in range(60)]
    walker = Walker(tried, None, flows.__getitem__)
    cases = list(walker.cases(runs))
    expected = [by_hand(tried, flows[run.version], run) for run in runs]
    extra: Counter[str] = Counter()
    changed = 0
    for case, hand, run in zip(cases, expected, runs, strict=True):
        then = [flows[run.version].points[step.point - 1] for step in run.steps if step.entered]
        assert list(case.old.points) == then
        if hand is None:
            assert case.undecided == ("max_discount",)
            continue
        assert (list(case.new.points), case.new.beyond) == hand
        same = [(one.name, one.positions) for one in then] == [(one.name, one.positions) for one in hand[0]]
        assert same <= (not case.changed)
        changed += case.changed
        extra += Counter(p for one in hand[0] for p in one.positions) - Counter(
            p for one in then for p in one.positions
        )
    report = summed(
        cases,
        since=BEGIN,
        until=BEGIN + timedelta(days=365),
        slots=walker.slots.known,
        amount=QUOTES.fact("total"),
        takes={"finance": timedelta(hours=2)},
        zone=UTC,
    )
    assert report.changed == changed == sum(cell.count for cell in report.matrix if not cell.same)
    assert sum(cell.count for cell in report.matrix) + sum(report.undecided.values()) == len(runs)
    assert {one.seat: one.extra for one in report.asked if one.extra} == dict(extra)
    weekly: Counter[str] = Counter()
    for _monday, counts in report.weeks:
        weekly.update(counts)
    assert {seat: n for seat, n in weekly.items() if n} == {
        one.seat: one.net for one in report.asked if one.net
    }
    gone = [
        run
        for run, hand in zip(runs, expected, strict=True)
        if hand is not None and not hand[0] and any(step.entered for step in run.steps)
    ]
    assert report.unasked.count == len(gone)
    assert sum(report.unasked.money.values()) == sum(run.facts["total"] for run in gone)
    assert load(dump(report)) == report


def test_the_version_of_then_changes_nothing():
    random = Random(3)
    flows = {1: flow(random), 2: flow(random)}
    runs = [run for run in (past(random, flows, n) for n in range(300)) if run.version == 1]
    again = Walker(flows[1], flows[1], flows.__getitem__)
    assert not any(case.changed for case in again.cases(runs))
    beside = Walker(flows[1], None, flows.__getitem__)
    assert not any(case.changed for case in beside.cases(runs))


def point(number: int, name: str, *positions: str, above: int | None = None) -> Point:
    rows = () if above is None else ((Test(fact="total", operator="gt", value=Decimal(above)),),)
    return Point(number=number, name=name, name_en=name, positions=positions, condition=Condition(rows=rows))


def run(total: int, *steps: tuple[int, bool], decided: str = "agree") -> Run:
    known = {"total": Decimal(total), "currency": "CNY"}
    return Run(
        instance_id=1,
        root_id=1,
        document_id=1,
        applicant="li",
        version=1,
        at=BEGIN,
        steps=tuple(Step(number, entered, known) for number, entered in steps),
        decided=decided,
    )


THEN = Flow(points=(point(1, "经理", "sales_manager"), point(2, "总监", "sales_director", above=100)))


def test_whoever_rejected_is_not_overtaken_by_points_after_him():
    tried = Flow(points=(*THEN.points, point(3, "财务", "finance")))
    [case] = Walker(tried, None, lambda _v: THEN).cases([run(500, (1, True), decided="reject")])
    assert (case.old.keys, case.new.keys, case.changed) == (("1",), ("1",), False)


def test_without_the_point_that_rejected_it_would_have_gone_on():
    tried = Flow(points=(point(1, "总监", "sales_director", above=100),))
    [case] = Walker(tried, None, lambda _v: THEN).cases([run(500, (1, True), decided="reject")])
    assert (case.old.keys, case.new.keys, case.new.beyond) == (("1′",), ("1",), True)


def test_the_same_point_asking_others_is_another_route():
    tried = Flow(points=(THEN.points[0], replace(THEN.points[1], positions=("finance",))))
    [case] = Walker(tried, None, lambda _v: THEN).cases([run(500, (1, True), (2, True))])
    assert (case.old.keys, case.new.keys) == (("1", "2′"), ("1", "2"))


def test_a_table_by_amount_asks_the_position_of_its_line():
    limits = (Limit(up_to=Decimal(100), position="finance"), Limit(up_to=None, position="general_manager"))
    asking = replace(THEN.points[0], positions=(), rules=(Rule(kind="amount", fact="total", limits=limits),))
    assert seats(asking, {"total": Decimal(100)}) == ("finance",)
    assert seats(asking, {"total": Decimal(101)}) == ("general_manager",)
    assert seats(asking, {}) == ("finance", "general_manager")
    above = replace(asking, rules=(Rule(kind="superior", levels=2), Rule(kind="person", person="li")))
    assert seats(above, {}) == ("level:2", "person:li")
