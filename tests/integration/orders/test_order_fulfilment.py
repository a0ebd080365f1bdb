"""Every way an order can go, through the shipped package; the table of paths says which story takes which flow."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from adapters.crm import plans, tables
from adapters.crm.plans import Instalment
from engine.store.schema import runtime
from tests.support.paths import Paths
from tests.support.warehouse import BPMN, Warehouse

D = Decimal


def _finish(shop: Warehouse, root: int, order: int) -> None:
    """Invoice and money, after everything has been accepted."""
    total = shop.row(order).total
    on = shop.store.clock.now().date()
    shop.do(root, "finance", "order_invoice", invoice_no="F-1", invoice_date=on, invoice_amount=total)
    shop.do(root, "finance", "collect")


def _review(shop: Warehouse, root: int, **answers: str) -> None:
    for who in ("technical", "production", "purchasing"):
        values = {f"{who}_answer": answers.get(who, "feasible"), f"{who}_remark": answers.get("remark", "")}
        shop.do(root, who, f"review_{who}", **values)


def stock_order_from_submission_to_close(shop: Warehouse) -> None:
    before = shop.receivable()
    order = shop.order()
    root = shop.submit(order)
    assert (shop.state(order), shop.shelf()) == ("in_approval", (D(10), D(4)))
    shop.approve(root, "finance")
    assert (shop.state(order), shop.receivable() - before) == ("executing", shop.row(order).total)
    assert shop.row(order).effective_at == shop.store.clock.now()
    assert shop.waits(root) == ["collect", "order_pick"]
    shop.deliver(root)
    assert (shop.state(order), shop.shelf()) == ("delivered", (D(6), D(0)))
    _finish(shop, root, order)
    assert (shop.state(order), shop.instance_state(root)) == ("closed", "completed")
    with shop.store.read() as connection:
        assert connection.scalar(select(func.count()).select_from(tables.commission)) == 1
        assert connection.scalar(select(tables.invoice.c.amount)) == shop.row(order).total


def refused_parcel_goes_out_again_and_the_rest_follows(shop: Warehouse) -> None:
    order = shop.order(("GX-SR", "4", "0"))
    root = shop.submit(order)
    shop.approve(root, "finance")
    shop.deliver(root, "refused")
    assert (shop.waits(root), shop.shelf()) == (["collect", "order_pick"], (D(10), D(4)))
    _pick_only(shop, order, 3)
    shop.do(root, "warehouse", "order_pick")
    shop.do(root, "warehouse", "order_ship", carrier="顺丰", tracking_no="SF2", station="", route="")
    assert shop.tell(
        root, "delivery.status", delivery_status="at_station", station="园区站", courier="", accepted_by=""
    )
    assert shop.tell(
        root, "delivery.status", delivery_status="out", station="", courier="小刘", accepted_by=""
    )
    shop.do(root, "warehouse", "order_track", delivery_status="accepted", courier="", accepted_by="张三")
    assert (shop.state(order), shop.shelf()) == ("executing", (D(7), D(1)))
    shop.deliver(root)
    assert shop.state(order) == "delivered"


def custom_order_is_refused_by_one_department_and_renegotiated(shop: Warehouse) -> None:
    """Acceptance scenario 8."""
    order = shop.order(("GX-210", "1", "0"), kind="custom")
    root = shop.submit(order)
    assert shop.waits(root) == ["review_production", "review_purchasing", "review_technical"]
    _review(shop, root, production="no", remark="四周内没有产能")
    assert (shop.state(order), shop.waits(root)) == ("draft", ["renegotiate"])
    assert shop.row(order).review_result["production"] == {"answer": "no", "remark": "四周内没有产能"}
    shop.change(order, ("GX-SX", "1", "0"), kind="custom")
    shop.do(root, "salesperson", "renegotiate")
    _review(shop, root, technical="conditions")
    shop.approve(root, "manager", "finance")
    assert (shop.state(order), shop.shelf()) == ("executing", (D(10), D(0)))


def order_without_a_date_comes_back_to_its_seller(shop: Warehouse) -> None:
    order = shop.order(delivery_on=None)
    root = shop.submit(order)
    assert (shop.state(order), shop.waits(root)) == ("draft", ["order_prepare"])
    shop.change(order)
    shop.do(root, "salesperson", "order_prepare")
    assert shop.waits(root) == ["together_approve"]


def cash_on_delivery_is_refused_for_a_large_order(shop: Warehouse) -> None:
    order = shop.order(("GX-SR", "9", "0"), pay_method="cash_on_delivery")
    root = shop.submit(order)
    assert (shop.state(order), shop.waits(root)) == ("draft", ["order_prepare"])
    shop.change(order, ("GX-SR", "8", "0"), pay_method="cash_on_delivery")
    shop.do(root, "salesperson", "order_prepare")
    assert (shop.state(order), shop.row(order).delivery_fee) == ("in_approval", D(0))


def short_goods_are_bought_or_the_order_goes_back(shop: Warehouse) -> None:
    order = shop.order(("GX-SR", "12", "0"))
    root = shop.submit(order)
    assert shop.waits(root) == ["replenish"]
    shop.stocked("GX-SR", 12)
    shop.do(root, "purchasing", "replenish", supply_result="arrived")
    assert (shop.waits(root), shop.shelf()) == (["together_approve"], (D(12), D(12)))
    other = shop.order(("GX-SR", "1", "0"))
    second = shop.submit(other)
    shop.do(second, "purchasing", "replenish", supply_result="cannot")
    assert (shop.state(other), shop.waits(second)) == ("draft", ["order_prepare"])


def rejected_order_gives_its_goods_back(shop: Warehouse) -> None:
    shop.set_customer(overdue=D(100))
    order = shop.order(("GX-SR", "4", "0.10"))
    root = shop.submit(order)
    shop.approve(root, "manager")
    shop.approve(root, "finance_manager", action="reject", opinion="欠款未清")
    assert (shop.state(order), shop.instance_state(root), shop.shelf()) == (
        "rejected",
        "completed",
        (D(10), D(0)),
    )


def returned_and_withdrawn_orders_come_back_to_their_seller(shop: Warehouse) -> None:
    order = shop.order()
    root = shop.submit(order)
    shop.approve(root, "finance", action="return", opinion="缺合同")
    assert (shop.state(order), shop.waits(root)) == ("draft", ["order_prepare"])
    shop.do(root, "salesperson", "order_prepare")
    assert shop.tell(root, "order.withdraw")
    assert (shop.state(order), shop.waits(root)) == ("draft", ["order_prepare"])


def draft_of_a_quote_is_completed_by_its_seller(shop: Warehouse) -> None:
    quote = shop.quote()
    root = shop.start_from_quote(quote)
    assert shop.waits(root) == ["order_prepare"]
    [order] = shop.orders_of_quote(quote)
    shop.change(order, ("GX-SR", "2", "0"), basis="quote")
    shop.do(root, "salesperson", "order_prepare")
    assert shop.state(order) == "in_approval"


def cancelled_before_it_takes_effect(shop: Warehouse) -> None:
    order = shop.order()
    root = shop.submit(order)
    shop.ask_to_cancel(root, order)
    assert (shop.state(order), shop.instance_state(root), shop.shelf()) == (
        "cancelled",
        "completed",
        (D(10), D(0)),
    )


def cancelling_an_order_in_effect_is_decided_by_the_manager(shop: Warehouse) -> None:
    before = shop.receivable()
    order = shop.order()
    root = shop.submit(order)
    shop.approve(root, "finance")
    shop.ask_to_cancel(root, order)
    shop.do(root, "manager", "approve_cancel", cancel_decision="refuse")
    assert (shop.state(order), shop.row(order).cancel_reason) == ("executing", "")
    shop.ask_to_cancel(root, order, "项目取消")
    shop.do(root, "manager", "approve_cancel", cancel_decision="agree")
    assert (shop.state(order), shop.instance_state(root)) == ("cancelled", "completed")
    assert (shop.shelf(), shop.receivable()) == ((D(10), D(0)), before)


def nothing_ships_while_a_cancellation_waits(shop: Warehouse) -> None:
    order = shop.order()
    root = shop.submit(order)
    shop.approve(root, "finance")
    shop.do(root, "warehouse", "order_pick")
    shop.ask_to_cancel(root, order)
    shop.do(root, "warehouse", "order_ship", carrier="顺丰", tracking_no="1", station="", route="")
    assert (shop.waits(root), shop.shelf()) == (["approve_cancel", "collect", "order_ship"], (D(10), D(4)))


def the_seller_is_told_when_the_date_comes(shop: Warehouse) -> None:
    order = shop.order()
    root = shop.submit(order)
    shop.approve(root, "finance")
    shop.store.clock.set(shop.store.clock.now() + timedelta(days=21))
    shop.engine.run_due()
    assert shop.waits(root) == ["collect", "late", "order_pick"]
    shop.do(root, "salesperson", "late", late_remark="下周一送到")
    shop.do(root, "warehouse", "order_pick")
    shop.do(root, "warehouse", "order_ship", carrier="顺丰", tracking_no="1", station="", route="")
    assert shop.tell(
        root, "delivery.status", delivery_status="picking", station="", courier="", accepted_by=""
    )
    assert shop.waits(root) == ["collect", "order_track"]


def an_invoice_above_the_order_is_written_again(shop: Warehouse) -> None:
    order = shop.order(("SV-TRN", "1", "0"))
    root = shop.submit(order)
    shop.approve(root, "finance")
    shop.deliver(root)
    on = shop.store.clock.now().date()
    shop.do(root, "finance", "order_invoice", invoice_no="F", invoice_date=on, invoice_amount=D(99999))
    assert shop.waits(root) == ["collect", "order_invoice"]
    _finish(shop, root, order)
    assert shop.state(order) == "closed"


def what_is_due_after_the_delivery_gets_its_day(shop: Warehouse) -> None:
    order = shop.order()
    root = shop.submit(order)
    shop.approve(root, "finance")
    total = shop.row(order).total
    with shop.store.begin(by=None, action="test.plan") as tx:
        plans.save(tx, order, [Instalment(event="delivery", event_days=30, amount=total)])
    shop.deliver(root)
    with shop.store.read() as connection:
        [row] = plans.of_order(connection, order)
        told = connection.scalars(select(runtime.job.c.inputs).where(runtime.job.c.kind == "message")).all()
    assert row.due_on == shop.store.clock.now().date() + timedelta(days=30)
    assert len([one for one in told if "plan.changed" in one]) == 1
    _finish(shop, root, order)


def _pick_only(shop: Warehouse, order: int, pieces: int) -> None:
    shop.pick(order, D(pieces))


PATHS = Paths(
    package=BPMN / "order_fulfilment",
    world=Warehouse.open,
    stories=[
        stock_order_from_submission_to_close,
        refused_parcel_goes_out_again_and_the_rest_follows,
        custom_order_is_refused_by_one_department_and_renegotiated,
        order_without_a_date_comes_back_to_its_seller,
        cash_on_delivery_is_refused_for_a_large_order,
        short_goods_are_bought_or_the_order_goes_back,
        rejected_order_gives_its_goods_back,
        returned_and_withdrawn_orders_come_back_to_their_seller,
        draft_of_a_quote_is_completed_by_its_seller,
        cancelled_before_it_takes_effect,
        cancelling_an_order_in_effect_is_decided_by_the_manager,
        nothing_ships_while_a_cancellation_waits,
        the_seller_is_told_when_the_date_comes,
        an_invoice_above_the_order_is_written_again,
        what_is_due_after_the_delivery_gets_its_day,
    ],
)


@pytest.mark.parametrize("story", PATHS.names)
def test_an_order_goes_its_way(story: str) -> None:
    PATHS.walk(story)


def test_every_flow_is_taken_and_the_table_says_by_which_story() -> None:
    PATHS.check()
