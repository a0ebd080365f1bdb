"""The package `complaint_handling`: every way a complaint goes, in the order of its element table."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from adapters.crm import changes, tables
from tests.integration.service.desk import BPMN, Desk, open_desk
from tests.support.paths import Paths

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def confirmed_and_revisited_twice(desk: Desk) -> None:
    case, root = desk.complain()
    assert desk.mails() == ["服务单 F-2026-0001 已收到：传感器读数漂移"]
    desk.answered(root)
    assert desk.case(case).state == "waiting_customer"
    desk.say(root, "confirmed", satisfaction=5, said="很好")
    desk.summarise(root)
    assert desk.case(case).state == "closed"
    assert desk.case(case).satisfaction == 5
    desk.wait(8 * DAY)
    desk.do(root, "revisit", "service", still_satisfied="yes")
    assert desk.waits_at(root) == []
    desk.wait(24 * DAY)
    desk.do(root, "revisit", "service", still_satisfied="yes")
    assert desk.instance_state(root) == "completed"
    assert desk.breaches() == []


def scenario_seven(desk: Desk) -> None:
    """Escalates twice, is reopened, closes with a knowledge item."""
    case, root = desk.complain()
    desk.classify(root)
    desk.wait(2 * DAY)  # nobody accepts within four working hours
    desk.do(root, "escalation", "general", decision="new_handler", new_position="service_manager")
    assert desk.case(case).handler_position == "service_manager"
    desk.wait(2 * DAY)  # nor does the new handler
    desk.do(
        root, "escalation", "general", decision="new_handler", new_position="service_rep", reason="何芳跟进"
    )
    desk.accept(root, departments=["technical"])
    desk.do(root, "investigate", "technical", finding="漂移", cause="老化", proposal="更换")
    desk.solve(root)
    desk.say(root, "dissatisfied", said="还在漂移")
    assert (desk.case(case).level, desk.case(case).reopen_count) == (2, 1)
    desk.accept(root, "service_manager")
    desk.solve(root, "service_manager", solution="整机更换")
    desk.say(root, "confirmed", satisfaction=4)
    desk.summarise(root, "service_manager", knowledge_draft=True)
    assert desk.case(case).state == "closed"
    desk.do(root, "review", "technical", decision="publish", note="可用")
    with desk.store.read() as connection:
        item = changes.row_of(connection, tables.knowledge, desk.case(case).knowledge_id)
        prevention = connection.scalars(
            select(tables.task.c.content).where(tables.task.c.feedback_id == case)
        ).all()
    assert item is not None
    assert (item.state, item.title) == ("published", "传感器读数漂移")
    assert prevention == ["每年检查膜片"]
    assert desk.record(case).count("escalated") >= 2
    assert desk.incidents() == []


def a_duplicate_is_merged(desk: Desk) -> None:
    first, _ = desk.complain()
    second, root = desk.complain()
    assert desk.instance_state(root) == "completed"
    assert (desk.case(second).state, desk.case(second).duplicate_of_id) == ("closed", first)
    assert "customer" in desk.record(first)


def every_channel_starts_it(desk: Desk) -> None:
    for channel in ("call", "web", "portal", "mail", "site"):
        desk.engine.message(
            f"complaint.{channel}",
            variables={"account_id": desk.customer, "text": f"来自 {channel} 的投诉", "subject": channel},
        )
        desk.work()
    with desk.store.read() as connection:
        rows = connection.execute(select(tables.feedback.c.channel, tables.feedback.c.subject)).all()
    assert sorted(rows) == sorted((one, one) for one in ("call", "web", "portal", "mail", "site"))
    assert desk.incidents() == []


def unreachable_mail_is_answered_by_phone(desk: Desk) -> None:
    case, root = desk.complain(email="nobody at all")
    desk.answered(root, severity=1)
    assert "严重投诉：F-2026-0001 · 传感器读数漂移" in desk.told("general")
    assert "acknowledged" not in desk.record(case)
    desk.wait(3 * DAY)  # reminded first
    desk.do(root, "reply", "service", answer="已电话说明")
    assert desk.case(case).answer == "已电话说明"
    assert "催办" not in desk.told("service_manager")
    assert any("请督办" in text for text in desk.told("service_manager"))


def everything_is_late(desk: Desk) -> None:
    case, root = desk.complain()
    desk.wait(DAY)  # classify: two hours
    desk.classify(root, severity=4)
    desk.accept(root, departments=["technical"])
    desk.wait(3 * DAY)  # a day for the department: its head is told
    assert desk.told("general")[0].startswith("部门调查已过时限")
    desk.do(root, "investigate", "technical", finding="f", cause="c", proposal="p", evidence="e")
    desk.wait(8 * DAY)
    assert desk.case(case).breached_at is not None
    assert any(text.startswith("七天仍未办结") for text in desk.told("general"))
    assert any(text.startswith("已过承诺的解决时限") for text in desk.told("service_manager"))
    desk.solve(root)
    desk.wait(8 * DAY)  # the customer says nothing: he is called
    desk.wait(4 * DAY)
    desk.do(root, "call_customer", "service", satisfied="unreachable")
    desk.wait(6 * DAY)
    desk.summarise(root)
    desk.wait(20 * DAY)  # nobody revisits
    desk.wait(40 * DAY)
    assert desk.instance_state(root) == "completed"
    assert desk.record(case).count("revisit") == 2


def the_customer_is_never_satisfied(desk: Desk) -> None:
    case, root = desk.complain()
    desk.answered(root, severity=1, by="service_manager")
    desk.wait(8 * DAY)
    desk.do(root, "call_customer", "service", satisfied="no", said="没有改善")
    for level, handler in ((2, "service_manager"), (3, "general")):
        assert desk.case(case).level == level
        desk.accept(root, handler)
        desk.solve(root, handler)
        desk.say(root, "dissatisfied", said="仍不满意")
    assert desk.case(case).level == 4
    assert desk.waits_at(root) == ["escalation"]
    desk.wait(3 * DAY)
    desk.do(root, "escalation", "general", decision="compensation", reason="补偿")
    desk.do(root, "solution", "service_manager", root_cause="a", solution="b", answer="c", actions=[])
    desk.say(root, "dissatisfied", said="不接受")
    desk.do(root, "escalation", "general", decision="legal", reason="移交法务")
    assert desk.case(case).state == "closed"
    with desk.store.read() as connection:
        owners = connection.scalars(
            select(tables.task.c.owner_id).where(tables.task.c.feedback_id == case)
        ).all()
    assert owners == [desk.people["legal"]]


def compensation_with_every_action(desk: Desk) -> None:
    case, root = desk.complain()
    desk.classify(root)
    desk.accept(root)
    desk.solve(root, actions=["return", "repair"])  # neither an order nor a unit is on the case
    assert desk.waits_at(root) == ["solution"]
    _give_order_and_unit(desk, case)
    paying = {"actions": ["return", "repair", "payment", "letter"], "compensation_kind": "money"}
    desk.solve(root, **paying, compensation_amount=Decimal(30000))
    assert [one.assignee for one in desk.items(root)] == ["service_manager"]
    desk.do(root, "together_approve", "service_manager", action="reject", opinion="太多")
    assert desk.waits_at(root) == ["solution"]
    desk.wait(3 * DAY)
    desk.solve(root, **paying, compensation_amount=Decimal(30000))
    for login in ("service_manager", "finance", "general"):
        desk.do(root, "together_approve", login, action="agree", opinion="")
    assert desk.case(case).state == "waiting_customer"
    assert any("致歉" in subject for subject in desk.mails())
    desk.say(root, "confirmed")
    desk.summarise(root)
    desk.wait(8 * DAY)
    desk.do(root, "revisit", "service", still_satisfied="no", comment="又坏了")
    assert (desk.case(case).state, desk.case(case).level) == ("assigned", 2)


def letter_that_cannot_be_sent(desk: Desk) -> None:
    case, root = desk.complain(email="nobody at all")
    desk.classify(root)
    desk.accept(root)
    desk.solve(root, actions=["letter"], compensation_amount=Decimal(200))
    desk.do(root, "reply", "service", answer="电话致歉")
    assert desk.case(case).state == "waiting_customer"


def withdrawn_while_it_is_handled(desk: Desk) -> None:
    case, root = desk.complain()
    desk.classify(root)
    desk.accept(root)
    desk.say(root, "withdrawn", said="已自行解决")
    assert desk.waits_at(root) == ["summary"]
    desk.summarise(root)
    assert desk.case(case).state == "closed"


def withdrawn_before_it_is_classified(desk: Desk) -> None:
    case, root = desk.complain()
    desk.say(root, "withdrawn", said="打错了")
    assert desk.waits_at(root) == ["summary"]
    assert "withdrawn" in desk.record(case)


def a_disputed_instalment_hears_of_the_answer(desk: Desk) -> None:
    about = {
        "account_id": desk.customer,
        "type": "dispute",
        "subject": "货有问题",
        "text": "拒付",
        "plan_id": 7,
    }
    root = desk.engine.message("complaint.call", variables=about).root_id
    assert root is not None
    desk.work()
    desk.answered(root)
    with desk.store.read() as connection:
        told = connection.exec_driver_sql("SELECT element FROM engine_activity WHERE state = 'completed'")
        assert ("tell_collection",) in told.all()
    desk.say(root, "dissatisfied", said="没解决")
    assert desk.waits_at(root) == ["accept"]


def _give_order_and_unit(desk: Desk, case: int) -> None:
    with desk.store.begin(by=None, action="test.order") as tx:
        order = changes.add(
            tx,
            tables.order,
            no="SO-T",
            kind="stock",
            account_id=desk.customer,
            owner_id=desk.people["salesperson"],
            ordered_on=date(2026, 2, 1),
            pay_method="terms",
            currency="CNY",
            total=Decimal(100),
            review_result={},
            state="closed",
        )
        product = changes.add(
            tx,
            tables.product,
            code="T-1",
            name="压力变送器",
            list_price=Decimal(100),
            cost=Decimal(50),
            unit="台",
        )
        unit = changes.add(
            tx, tables.product_archive, account_id=desk.customer, product_id=product, serial_no="1", attrs={}
        )
        changes.edit(tx, tables.feedback, case, order_id=order, archive_id=unit)


PATHS = Paths(
    package=BPMN / "complaint_handling",
    world=open_desk,
    stories=[
        confirmed_and_revisited_twice,
        scenario_seven,
        a_duplicate_is_merged,
        every_channel_starts_it,
        unreachable_mail_is_answered_by_phone,
        everything_is_late,
        the_customer_is_never_satisfied,
        compensation_with_every_action,
        letter_that_cannot_be_sent,
        withdrawn_while_it_is_handled,
        withdrawn_before_it_is_classified,
        a_disputed_instalment_hears_of_the_answer,
    ],
)


@pytest.mark.parametrize("story", PATHS.names)
def test_a_complaint_goes_its_way(story: str) -> None:
    PATHS.walk(story)


def test_every_flow_is_taken_and_the_table_says_by_which_story() -> None:
    PATHS.check()


def test_promises_count_working_time_across_a_weekend_and_a_holiday() -> None:
    desk = open_desk()
    desk.clock.set(datetime(2026, 4, 3, 8, 0, tzinfo=UTC))  # Friday, 16:00; Monday the 6th is Qingming
    case, root = desk.complain()
    desk.classify(root, severity=3)  # four working hours, three working days
    found = desk.case(case)
    assert found.respond_due_at.astimezone(UTC) > datetime(2026, 4, 7, 1, 0, tzinfo=UTC)
    assert found.respond_due_at.astimezone(UTC).date() == date(2026, 4, 7)
    assert found.solve_due_at.astimezone(UTC).date() == date(2026, 4, 9)
    desk.wait(3 * DAY + 12 * HOUR)  # Monday: the office is closed, nothing is late
    assert desk.waits_at(root) == ["accept"]
    desk.wait(DAY)
    assert desk.waits_at(root) == ["escalation"]


def test_what_is_withdrawn_or_answered_twice_is_refused() -> None:
    desk = open_desk()
    _, root = desk.complain()
    desk.answered(root)
    with desk.store.begin(by=None, action="test.say") as tx:
        assert not desk.engine.message_in(tx, root, "complaint.withdrawn", variables={})
