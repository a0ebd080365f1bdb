"""What goes on without a process that it called leaves no open record of it behind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from adapters.crm import catalogue, changes, desk, tables
from adapters.crm.errors import OpportunityClosed
from adapters.crm.orders import commands
from adapters.crm.records import commands as records
from adapters.crm.records.errors import HeldByProcess
from adapters.crm.verify import verify_crm
from engine.store.verify import verify
from tests.support.application import Application
from tests.support.business import Business


@pytest.fixture
def business(demo: Application, demo_template: Path) -> Business:
    """The demo company at work; what others did in it is undone."""
    demo.restore(demo_template)
    return Business(demo.platform, 3)


def at(business: Business, root: int, element: str) -> Any:
    """The open item of a root at an element, once everything before it is done."""
    for _ in range(40):
        business.run()
        waiting = [item for item in business.items() if item.root_id == root]
        found = [item for item in waiting if item.element == element]
        if found:
            return found[0]
        assert waiting, f"{root} waits for nobody"
        business.work_off(waiting[0])
    raise AssertionError(f"never came to {element}")


def sound(business: Business) -> bool:
    with business.store.snapshot() as connection:
        return [*verify(connection), *verify_crm(connection)] == []


def solved(business: Business, **solution: Any) -> tuple[Any, int]:
    """A complaint whose solution is carried out; the case and its process."""
    root = business.begin("complaint_handling")
    assert root is not None
    item = at(business, root, "solution")
    values = {"root_cause": "老化", "solution": "处理", "answer": "请查收", **solution}
    business.engine.complete(item.id, values, by=business.asked(item))
    business.run()
    return business.rows(tables.feedback)[-1], root


def withdraw(business: Business, case: Any) -> None:
    with business.at_work("service") as (tx, person):
        desk.customer_said(
            tx, business.processes, person, case.id, "withdrawn", said="不用了", satisfaction=None
        )
    business.run()


def test_a_return_is_cancelled_when_the_complaint_that_called_it_is_withdrawn(business: Business) -> None:
    case, root = solved(business, actions=["return"])
    assert at(business, root, "document")
    [*_, back] = business.rows(tables.return_order)
    withdraw(business, case)
    [*_, back] = business.rows(tables.return_order)
    assert back.state == "cancelled"
    assert "投诉处理" in back.ended_reason
    assert "Complaint handling" in back.ended_reason
    assert [item.element for item in business.items() if item.root_id == root] == ["summary"]
    assert sound(business)


def test_a_compensation_is_given_up_when_the_complaint_is_withdrawn(business: Business) -> None:
    money = {"actions": ["payment"], "compensation_kind": "money", "compensation_amount": 50}
    case, root = solved(business, **money)
    assert at(business, root, "detail")
    withdraw(business, case)
    [*_, payment] = business.rows(tables.payment_out)
    assert payment.state == "rejected"
    assert "投诉处理" in payment.remark
    assert sound(business)


def test_what_the_bank_has_already_becomes_a_task_to_stop_it(business: Business) -> None:
    root = business.begin("payment_out")
    assert root is not None
    assert at(business, root, "bank")
    business.engine.cancel(root, reason="错误", by="admin")
    [*_, payment] = business.rows(tables.payment_out)
    [*_, task] = business.rows(tables.task)
    assert payment.state == "rejected"
    assert payment.no in task.subject
    assert sound(business)


def _cancelled(business: Business, order_id: int) -> None:
    with business.at_work("manager") as (tx, person):
        commands.cancel(tx, business.processes, person, order_id, "客户撤单")


def _ended(business: Business, order_id: int) -> None:
    [order] = business.rows(tables.order, tables.order.c.id == order_id)
    business.engine.cancel(order.instance_id, reason="试运行", by="admin")


@pytest.mark.parametrize("stop", [_cancelled, _ended])
def test_an_order_that_is_stopped_while_its_parts_run_frees_goods_and_instalments(
    business: Business, stop: Callable[[Business, int], None]
) -> None:
    root = business.begin("order_fulfilment")
    assert root is not None
    at(business, root, "order_pick")
    [*_, order] = business.rows(tables.order)
    plan = tables.payment_plan
    assert business.rows(plan, plan.c.order_id == order.id, plan.c.instance_id == root)
    stop(business, order.id)
    business.run()
    for item in [item for item in business.items() if item.root_id == root]:
        business.work_off(item)  # whoever must agree to the cancellation
    business.run()
    with business.store.read() as connection:
        row = changes.row_of(connection, tables.order, order.id)
    assert row is not None
    assert (row.state, row.cancel_reason != "") == ("cancelled", True)
    assert business.rows(plan, plan.c.order_id == order.id, plan.c.instance_id == root) == []
    assert [item for item in business.items() if item.root_id == root] == []
    assert sound(business)


def test_an_order_that_is_with_the_customer_is_closed_and_his_debt_stays(business: Business) -> None:
    root = business.begin("order_fulfilment")
    assert root is not None
    item = at(business, root, "order_invoice")
    [*_, order] = business.rows(tables.order)
    assert item.root_id == order.instance_id
    owed = business.rows(tables.account, tables.account.c.id == order.account_id)[0].receivable
    business.engine.cancel(root, reason="试运行", by="admin")
    [after] = business.rows(tables.order, tables.order.c.id == order.id)
    assert after.state == "closed"
    assert business.rows(tables.account, tables.account.c.id == order.account_id)[0].receivable == owed
    assert order.no in business.rows(tables.task)[-1].subject
    assert sound(business)


def test_a_record_that_a_running_process_holds_is_not_recycled(business: Business) -> None:
    assert business.begin("follow_up")
    [*_, row] = business.rows(tables.opportunity)
    with business.at_work("manager") as (tx, person), pytest.raises(HeldByProcess):
        records.recycle(tx, person, catalogue.entity("opportunity"), row.id)
    business.engine.cancel(row.instance_id, reason="试运行", by="admin")
    with business.at_work("manager") as (tx, person), pytest.raises(OpportunityClosed):
        records.recycle(tx, person, catalogue.entity("opportunity"), row.id)
