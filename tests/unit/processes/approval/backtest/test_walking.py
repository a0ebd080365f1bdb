"""Single approvals walked by another version of their flow. Random ones: tests/integration/approval."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from processes.approval.approver_rule import Limit, Rule
from processes.approval.backtest.choosing import Choosing
from processes.approval.backtest.runs import Run, Step
from processes.approval.backtest.seats import seats, tasks
from processes.approval.backtest.walking import Case, Walker
from processes.approval.expected import Group
from processes.approval.model import Condition, Flow, Point, Test

BEGIN = datetime(2026, 1, 5, 2, tzinfo=UTC)


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
        policy="quote",
        version=1,
        at=BEGIN,
        start=known,
        steps=tuple(Step(number, entered, known) for number, entered in steps),
        decided=decided,
    )


def walked(tried: Flow, *runs: Run, then: Flow | None = None) -> list[Case]:
    """By the flow alone: every document is for it, and everybody is somebody else."""
    flows = Choosing([("quote", tried)], lambda _flow, _applicant: True)
    walker = Walker(
        "quote",
        flows,
        None,
        versions=lambda _key, _version: then or THEN,
        groups_of=lambda point, _applicant, _facts, _decided: [
            Group((code,), each=True) for code in point.positions
        ],
        refuses=True,
    )
    return list(walker.cases(runs))


THEN = Flow(points=(point(1, "经理", "sales_manager"), point(2, "总监", "sales_director", above=100)))


def test_whoever_rejected_is_not_overtaken_by_points_after_him():
    tried = Flow(points=(*THEN.points, point(3, "财务", "finance")))
    [case] = walked(tried, run(500, (1, True), decided="reject"))
    assert (case.old.keys, case.new.keys, case.changed) == (("1",), ("1",), False)


def test_without_the_point_that_rejected_it_would_have_gone_on():
    tried = Flow(points=(point(1, "总监", "sales_director", above=100),))
    [case] = walked(tried, run(500, (1, True), decided="reject"))
    assert (case.old.keys, case.new.keys, case.new.beyond) == (("1′",), ("1",), True)


def test_the_same_point_asking_others_is_another_route():
    tried = Flow(points=(THEN.points[0], replace(THEN.points[1], positions=("finance",))))
    [case] = walked(tried, run(500, (1, True), (2, True)))
    assert (case.old.keys, case.new.keys) == (("1", "2′"), ("1", "2"))


def test_a_table_by_amount_asks_the_position_of_its_line():
    limits = (Limit(up_to=Decimal(100), position="finance"), Limit(up_to=None, position="general_manager"))
    asking = replace(THEN.points[0], positions=(), rules=(Rule(kind="amount", fact="total", limits=limits),))
    assert seats(asking, {"total": Decimal(100)}) == ("finance",)
    assert seats(asking, {"total": Decimal(101)}) == ("general_manager",)
    assert seats(asking, {}) == ("finance", "general_manager")
    above = replace(asking, rules=(Rule(kind="superior", levels=2), Rule(kind="person", person="li")))
    assert seats(above, {}) == ("level:2", "person:li")


def test_where_each_decides_once_a_later_point_of_the_same_people_is_passed_unless_the_facts_changed():
    tried = replace(THEN, points=(*THEN.points, point(3, "复核", "sales_manager")), once=True)
    [same] = walked(tried, run(500, (1, True), (2, True)))
    assert (same.new.keys, same.new.guessed, same.changed) == (("1", "2", "(3)"), True, True)
    moved = replace(run(500, (1, True)), steps=(Step(1, True, {"total": 500}), Step(2, True, {"total": 501})))
    [other] = walked(tried, moved)
    assert (other.new.keys, other.new.guessed) == (("1", "2", "3"), False)


def test_whoever_may_have_agreed_counts_as_asked_and_is_told():
    either = replace(THEN.points[0], positions=("sales_manager", "finance"))
    tried = Flow(points=(either, point(2, "财务", "finance")), once=True)
    [case] = walked(tried, run(50, (1, True)))
    assert (case.new.keys, case.new.unsure) == (("1", "2"), True)
    known = replace(run(50, (1, True)), steps=(Step(1, True, {"total": 50}, agreed=("finance",)),))
    [case] = walked(tried, known, then=Flow(points=(either,)))
    assert (case.new.keys, case.new.unsure) == (("1", "(2)"), False)


def test_decisions_are_counted_by_mode():
    both = replace(THEN.points[0], positions=("finance", "legal"))
    groups = [Group(("wang",), each=True), Group(("li", "he"), each=True)]
    assert tasks(both, {}, groups) == {"finance|legal": 1}
    together = replace(both, mode="all")
    assert tasks(together, {}, groups) == {"finance": 1, "legal": 2}
    assert tasks(together, {}, groups, spared={"he"}) == {"finance": 1, "legal": 1}
