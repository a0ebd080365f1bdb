"""Every answer is kept, every reason can be told, and what cannot be decided stops at an incident."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from sqlalchemy import select, update

from adapters.crm import tables as crm
from engine import organisation
from engine.calendar.counting import add_working_days
from engine.calendar.standard import STANDARD
from engine.ports import Actor
from engine.store.schema import runtime
from processes.approval import decisions, evaluations, tables
from processes.approval.defaults import QUOTE
from processes.approval.documents import Documents
from processes.approval.history import History
from processes.approval.model import Condition, Flow, Test
from processes.approval.previewing import route_preview
from processes.approval.quotes import QUOTES

DOCUMENTS = Documents([QUOTES])
HISTORY = History(DOCUMENTS)


def _asked(office, root):
    table = tables.evaluation
    query = select(table.c.point, table.c.outcome).where(table.c.root_id == root).order_by(table.c.id)
    with office.store.read() as connection:
        return [tuple(row) for row in connection.execute(query)]


def _children(office, root):
    query = select(runtime.instance.c.id).where(
        runtime.instance.c.root_id == root, runtime.instance.c.parent_token.is_not(None)
    )
    with office.store.read() as connection:
        return list(connection.scalars(query.order_by(runtime.instance.c.id)))


def test_entered_and_skipped_points_are_kept_with_the_facts_of_the_moment(office):
    quote = office.quote("0.03")
    root = office.submit(quote)
    assert _asked(office, root) == [(1, "entered")]
    office.decide(root, "manager")
    assert _asked(office, root) == [(1, "entered"), (2, "skipped"), (3, "skipped"), (4, "skipped")]
    with office.store.read() as connection:
        [child] = _children(office, root)
        first = evaluations.of_instance(connection, child)[0]
    assert first.facts["max_discount"] == Decimal("0.08")
    assert first.facts["owner_login"] == "salesperson"
    assert (first.version, first.document_id, first.applicant) == (1, quote, "salesperson")
    assert [(one.login, one.how) for one in first.approvers] == [("manager", "superior")]


def test_a_task_says_why_it_came_and_what_comes_next(office):
    root = office.submit(office.quote("0.12"))
    office.decide(root, "manager")
    [item] = office.open_items(root)
    with office.store.read() as connection:
        zh = HISTORY.reasons(connection, item.activity_id, "zh")
        en = HISTORY.reasons(connection, item.activity_id, "en")
    assert [line.text for line in zh] == [
        "最大行折扣大于 10%（实际：最大行折扣 17%）",
        "销售总监 王海峰",
        "同意后批准",
    ]
    assert zh[0].note == "报价审批 第 1 版 · 审批点 2 销售总监"
    assert zh[1].note == "申请人上级中的销售总监"
    assert en[0].text == "Largest line discount is greater than 10% (actually: largest line discount 17%)"
    assert en[-1].text == "If agreed, it is approved"


def test_the_deadline_of_a_point_counts_in_working_time(office):
    root = office.submit(office.quote("0.12"))
    [item] = office.open_items(root)
    assert item.due_at == add_working_days(STANDARD, item.created_at, 1)


def test_the_task_before_names_who_comes_next(office):
    root = office.submit(office.quote("0.12"))
    [item] = office.open_items(root)
    with office.store.read() as connection:
        lines = HISTORY.reasons(connection, item.activity_id, "zh")
    assert lines[-1].text == "同意后 → 销售总监 王海峰"


def test_other_tasks_have_no_such_reasons(office):
    root = office.submit(office.quote("0.12"))
    office.decide(root, "manager", "return", "请修改")
    [item] = office.open_items(root)
    with office.store.read() as connection:
        assert HISTORY.reasons(connection, item.activity_id, "zh") == []


def test_the_points_of_an_approval_are_passed_current_ahead_or_skipped(office):
    root = office.submit(office.quote("0.12"))
    [child] = _children(office, root)
    with office.store.read() as connection:
        assert [point.state for point in HISTORY.points(connection, child, "zh")] == [
            "now",
            "pred",
            "skipped",
            "skipped",
        ]
    office.decide(root, "manager")
    office.decide(root, "director")
    with office.store.read() as connection:
        points = HISTORY.points(connection, child, "en")
    assert [point.state for point in points] == ["done", "done", "skipped", "skipped"]
    assert points[1].name == "Sales director"


def test_points_behind_a_return_were_not_reached(office):
    root = office.submit(office.quote("0.12"))
    office.decide(root, "manager", "return", "请修改")
    [child] = _children(office, root)
    with office.store.read() as connection:
        points = HISTORY.points(connection, child, "zh")
    assert [(point.state, point.note) for point in points[1:]] == [("skipped", "未到达")] * 3


def _now(office):
    return office.store.clock.now()


def test_a_preview_says_who_would_approve_and_stores_nothing(office):
    quote = office.quote("0.12")
    with office.store.read() as connection:
        route = route_preview(connection, DOCUMENTS, "quote", quote, "salesperson", at=_now(office))
    assert [(point.entered, [one.login for one in point.approvers]) for point in route] == [
        (True, ["manager"]),
        (True, ["director"]),
        (False, []),
        (False, []),
    ]
    assert route[2].why_zh.endswith("客户逾期款 ¥0）")
    with office.store.read() as connection:
        assert connection.execute(select(tables.evaluation)).all() == []


def test_a_preview_of_what_is_being_typed_takes_the_typed_facts(office):
    quote = office.quote("0.12")
    with office.store.read() as connection:
        facts = {"max_discount": Decimal("0.02")}
        route = route_preview(connection, DOCUMENTS, "quote", quote, "salesperson", facts, at=_now(office))
    assert [point.entered for point in route] == [True, False, False, False]


def test_the_route_taken_is_the_route_that_was_announced(office):
    for given in ("0.02", "0.12", "0.16"):
        quote = office.quote(given)
        with office.store.read() as connection:
            announced = route_preview(connection, DOCUMENTS, "quote", quote, "salesperson", at=_now(office))
        root = office.submit(quote)
        for _point in announced:
            if office.state(quote) != "in_approval":
                break
            [login] = office.waits_for(root)
            office.decide(root, login)
        assert [number for number, *_ in office.record(root)] == [
            point.number for point in announced if point.entered
        ]


def test_a_missing_fact_is_an_incident_that_names_it(office):
    margin = Condition(rows=((Test(fact="margin", operator="lt", value=Decimal("0.15")),),))
    office.release(Flow(points=(replace(QUOTE.points[0], condition=margin),)))
    quote = office.quote("0.03")
    with office.store.begin(by=None, action="test.cost") as tx:
        tx.connection.execute(update(crm.product).values(cost=None))
    root = office.submit(quote)
    [incident] = office.incidents(root)
    assert incident.element == "next_point"
    assert "Margin (margin)" in str(incident.args)
    assert _asked(office, root) == []
    assert office.state(quote) == "in_approval"


def test_a_point_that_nobody_holds_goes_to_the_general_manager(office):
    with office.store.begin(by=None, action="test.leave") as tx:
        organisation.set_status(tx, office.people["service_manager"], "left")
    office.release(Flow(points=(replace(QUOTE.points[0], positions=("service_manager",)),)))
    root = office.submit(office.quote("0.03"))
    assert office.waits_for(root) == ["general"]


def test_a_point_that_nobody_can_decide_is_an_incident_and_goes_on_once_somebody_can(office):
    with office.store.begin(by=None, action="test.leave") as tx:
        organisation.set_status(tx, office.people["general"], "left")
        organisation.set_status(tx, office.people["service_manager"], "left")
    office.release(Flow(points=(replace(QUOTE.points[0], positions=("service_manager",)),)))
    quote = office.quote("0.03")
    root = office.submit(quote)
    [incident] = office.incidents(root)
    assert "NO_APPROVER" in str(incident.args)
    with office.store.begin(by=None, action="test.post") as tx:
        day = tx.now.date()
        organisation.assign_position(tx, office.people["service"], "service_manager", valid_from=day)
    office.engine.retry(incident.id, by="supervisor")
    assert office.waits_for(root) == ["service"]


def test_a_flow_that_is_switched_off_stops_at_an_incident(office):
    with office.store.begin(by=None, action="test.off") as tx:
        tx.connection.execute(update(tables.policy).values(enabled=False))
    root = office.submit(office.quote("0.03"))
    [incident] = office.incidents(root)
    assert incident.element == "begin"


def test_a_decision_keeps_the_hash_of_what_was_decided_about(office):
    root = office.submit(office.quote("0.03"))
    office.decide(root, "manager")
    [child] = _children(office, root)
    with office.store.read() as connection:
        [row] = decisions.of_root(connection, root)
        facts = evaluations.of_instance(connection, child)[0].facts
    assert row.snapshot_sha256 == decisions.snapshot_hash(facts)
    assert row.snapshot_sha256 != decisions.snapshot_hash({**facts, "total": Decimal(1)})


def test_a_substitute_decides_in_the_name_of_the_one_he_stands_in_for(office):
    root = office.submit(office.quote("0.03"))
    [item] = office.open_items(root)
    finance = Actor("finance", office.people["finance"], behalf_of="manager")
    office.engine.complete(item.id, {"action": "agree", "opinion": ""}, by=finance)
    with office.store.read() as connection:
        [row] = decisions.of_root(connection, root)
        [line] = HISTORY.record(connection, root, "zh")
    assert (row.person, row.on_behalf_of) == ("finance", "manager")
    assert (line.name, line.on_behalf) == ("周岚", "销售经理 陈静")


def test_whoever_a_task_was_handed_to_decides_in_his_own_name(office):
    root = office.submit(office.quote("0.03"))
    [item] = office.open_items(root)
    office.engine.assign(item.id, to="finance", by="manager", reason="休假")
    office.decide(root, "finance")
    with office.store.read() as connection:
        [row] = decisions.of_root(connection, root)
    assert (row.person, row.on_behalf_of) == ("finance", None)
