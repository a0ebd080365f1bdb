"""The shipped package of returns: every way it can end, and that its diagram has no other."""

from __future__ import annotations

from decimal import Decimal

import pytest

from adapters.crm import changes, tables
from adapters.crm.parameter_setting import set_parameter
from adapters.crm.returns import documents
from engine.errors import BusinessError
from engine.store.schema.runtime import variable
from tests.support.paths import Paths
from tests.support.returns import BPMN, Counter

OK = ("ok", "restock")


def _stock(office: Counter, line: int, quantity: int) -> None:
    product = office.of(tables.order_line, office.lines[line]).product_id
    with office.store.begin(by=None, action="test.stock") as tx:
        changes.add(tx, tables.stock, product_id=product, on_hand=Decimal(quantity))


def a_refund_goes_through_to_the_call(office: Counter) -> None:
    return_id, root = office.approved("2")
    assert office.row(return_id).state == "awaiting_goods"
    assert [mail["Subject"] for mail in office.outbox.sent] == ["退货 RT-0001 的寄回说明"]
    office.goods_come(return_id)
    assert office.waits_at(root) == ["inspect"]
    office.inspect(return_id, ("2", *OK))
    assert office.row(return_id).state == "refund_due"
    office.pay(root, return_id)
    assert office.row(return_id).state == "closed"
    office.do(root, "satisfaction", {"satisfaction": "4", "satisfaction_note": "处理很快"}, by="service")
    row = office.row(return_id)
    assert (row.satisfaction, row.satisfaction_note) == (4, "处理很快")
    assert office.ended(root) == "completed"
    assert office.incidents(root) == []


def part_of_it_is_accepted_and_nobody_answers_the_call(office: Counter) -> None:
    return_id, root = office.approved("2", "3", reason="not_needed")
    office.goods_come(return_id)
    office.inspect(return_id, ("1", "missing", "restock"), ("3", "damaged", "scrap"))
    assert office.waits_at(root) == ["deduct"]
    office.do(root, "deduct", {"accepted_amount": 9999, "deduction_reason": "x"}, by="manager")
    assert office.waits_at(root) == ["deduct"]
    office.do(
        root,
        "deduct",
        {"accepted_amount": 1100, "deduction_reason": "少一件，划伤", "customer_consent": True},
        by="manager",
    )
    office.engine.run_due()
    row = office.row(return_id)
    assert (row.accepted_amount, row.deduction_reason, row.customer_consent) == (1100, "少一件，划伤", True)
    office.pay(root, return_id)
    office.wait(days=9)
    assert (office.row(return_id).state, office.ended(root)) == ("closed", "completed")
    assert office.row(return_id).satisfaction is None


def nothing_is_accepted_and_no_call_is_wanted(office: Counter) -> None:
    with office.store.begin(by=None, action="test.parameter") as tx:
        set_parameter(tx, "return.call_levels", [])
    return_id, root = office.approved("1", reason="not_needed")
    office.goods_come(return_id)
    office.inspect(return_id, ("1", "damaged", "send_back"))
    office.do(root, "deduct", {"accepted_amount": 0, "deduction_reason": "人为损坏"}, by="manager")
    office.engine.run_due()
    assert (office.row(return_id).state, office.ended(root)) == ("closed", "completed")


def it_is_sent_back_changed_and_then_rejected(office: Counter) -> None:
    return_id, root = office.submitted("1")
    office.decide(root, "service_manager", "return", "请补充原因")
    assert (office.row(return_id).state, office.waits_at(root)) == ("draft", ["document"])
    office.do(root, "document", {}, by="service")
    office.decide(root, "service_manager", "reject", "超出范围")
    row = office.row(return_id)
    assert (row.state, row.ended_reason, office.ended(root)) == ("rejected", "超出范围", "completed")
    assert "未获批准" in office.outbox.sent[-1]["Subject"]


def mails_that_cannot_be_sent_hold_nothing_up(office: Counter) -> None:
    office.outbox.deliver = _refuse  # type: ignore[method-assign]
    rejected, first = office.submitted("1")
    office.decide(first, "service_manager", "reject", "不符合")
    assert office.ended(first) == "completed"
    late, second = office.approved("1")
    office.wait(days=16)
    office.message("return.withdraw", late, reason="客户留用")
    assert office.ended(second) == "completed"
    assert [office.row(one).state for one in (rejected, late)] == ["rejected", "cancelled"]


def a_document_without_lines_or_with_too_many_comes_back(office: Counter) -> None:
    root = office.engine.start(
        "return_refund",
        variables={"order_id": office.order, "requester": "service"},
        by=office.actor("service"),
    )
    [row] = office.rows(tables.return_order)
    office.do(root, "document", {}, by="service")
    assert office.waits_at(root) == ["document"]
    _write(office, row.id, "4")
    other = office.add("4")
    second = office.start(other)
    office.do(second, "document", {}, by="service")
    assert office.row(other).state == "in_approval"
    office.do(root, "document", {}, by="service")
    assert (office.row(row.id).state, office.waits_at(root)) == ("draft", ["document"])
    office.wait(days=8)
    assert office.rows(tables.message)[0].text == "退货单 RT-0001：还没有提交"


def the_goods_never_come(office: Counter) -> None:
    return_id, root = office.approved("1")
    office.wait(days=15)
    assert "提醒" in office.outbox.sent[-1]["Subject"]
    office.wait(days=16)
    assert (office.row(return_id).state, office.ended(root)) == ("cancelled", "completed")
    assert "已取消" in office.outbox.sent[-1]["Subject"]


def the_portal_asks_and_the_customer_withdraws(office: Counter) -> None:
    return_id = office.add("1")
    found = office.engine.message(
        "return.requested", variables={"return_id": return_id, "requester": "service"}
    )
    assert found.root_id is not None
    root = found.root_id
    office.tell(root, "return.withdraw", reason="客户改变主意")
    row = office.row(return_id)
    assert (row.state, row.ended_reason, office.ended(root)) == ("cancelled", "客户改变主意", "completed")


def lines_that_nobody_inspected_come_back_and_are_escalated(office: Counter) -> None:
    return_id, root = office.approved("1", reason="not_needed")
    office.goods_come(return_id)
    office.do(root, "inspect", {}, by="warehouse")
    assert office.waits_at(root) == ["inspect"]
    office.wait(days=5)
    office.inspect(return_id, ("1", "damaged", "scrap"))
    office.wait(days=5)
    told = [(one.to_id, one.text) for one in office.rows(tables.message)]
    assert (office.people["service_manager"], "退货单 RT-0001：货物已到，还没有验收") in told
    assert (office.people["director"], "退货单 RT-0001：等待决定扣减金额") in told


def the_goods_are_replaced_and_all_of_it_is_undone(office: Counter) -> None:
    _stock(office, 0, 5)
    return_id, root = office.approved("2", kind="replace")
    office.goods_come(return_id)
    office.inspect(return_id, ("2", "damaged", "restock"))
    [delivery] = office.rows(tables.delivery)
    assert (delivery.return_id, delivery.state) == (return_id, "picking")
    assert (office.on_hand(), office.row(return_id).state) == (7, "closed")
    office.message("return.reverse", return_id, reason="登记有误")
    assert (office.row(return_id).state, office.ended(root)) == ("cancelled", "completed")
    assert office.on_hand() == 5
    assert office.rows(tables.stock)[0].reserved == 0
    assert office.rows(tables.delivery)[0].deleted_at is not None
    units = [(one.serial_no, one.state) for one in office.rows(tables.product_archive) if not one.deleted_at]
    assert units == [(f"GX-{number}", "in_use") for number in range(1, 5)]


def no_goods_are_left_so_money_goes_back(office: Counter) -> None:
    _stock(office, 0, 1)
    return_id, root = office.approved("2", kind="replace")
    office.goods_come(return_id)
    office.inspect(return_id, ("2", "damaged", "scrap"))
    row = office.row(return_id)
    assert (row.kind, row.state, row.accepted_amount) == ("refund", "refund_due", 2000)
    assert office.owed() == -2000
    office.pay(root, return_id)
    assert office.row(return_id).state == "closed"


def it_is_repaired(office: Counter) -> None:
    return_id, root = office.approved("1", kind="repair")
    office.goods_come(return_id)
    office.inspect(return_id, ("1", "damaged", "repair"))
    assert office.waits_at(root) == ["diagnose"]
    assert {one.state for one in office.rows(tables.product_archive)} == {"in_use", "in_repair"}
    office.do(root, "diagnose", {"diagnosis": "传感器老化"}, by="technical")
    office.do(root, "work", {"result": "repaired", "work": "更换传感器"}, by="technical")
    assert office.row(return_id).state == "closed"
    assert [one.state for one in office.rows(tables.repair_registration)] == ["closed"]


def the_refund_is_not_paid(office: Counter) -> None:
    return_id, root = office.approved("2")
    office.goods_come(return_id)
    office.inspect(return_id, ("2", *OK))
    assert (office.on_hand(), office.owed()) == (2, -2000)
    office.pay(root, return_id, paid=False)
    assert (office.row(return_id).state, office.ended(root)) == ("cancelled", "completed")
    assert (office.on_hand(), office.owed()) == (0, 0)


def what_is_owed_is_set_off_and_owed_again_when_it_is_undone(office: Counter) -> None:
    office.paid_so_far("3500")
    return_id, root = office.approved("1")
    office.goods_come(return_id)
    office.inspect(return_id, ("1", *OK))
    row = office.row(return_id)
    assert (row.state, row.accepted_amount, office.waits_at(root)) == ("closed", 1000, ["satisfaction"])
    assert (office.still_open(), office.owed()) == (500, 500)
    assert office.disagreements() == set()
    office.message("return.reverse", return_id, reason="登记有误")
    assert (office.row(return_id).state, office.ended(root)) == ("cancelled", "completed")
    assert (office.still_open(), office.owed()) == (1500, 1500)
    assert office.disagreements() == set()


def only_what_was_paid_is_paid_back_and_finance_does_not(office: Counter) -> None:
    office.paid_so_far("4500")
    return_id, root = office.approved("2")
    office.goods_come(return_id)
    office.inspect(return_id, ("2", *OK))
    assert office.waits_at(root) == ["pay_it"]
    [asked] = office.rows(variable, variable.c.name == "refund_amount", variable.c.root_id == root)
    assert "1500" in asked.value
    assert (office.still_open(), office.owed()) == (0, -1500)
    office.pay(root, return_id, paid=False)
    assert (office.row(return_id).state, office.ended(root)) == ("cancelled", "completed")
    assert (office.still_open(), office.owed()) == (500, 500)
    assert office.disagreements() == set()


def _refuse(_message: object) -> None:
    raise BusinessError("MAIL_REFUSED", "mailbox full")


def _write(office: Counter, return_id: int, *quantities: str) -> None:
    person = office.person("service")
    with office.store.begin(by=person.id, action="test.return") as tx:
        row = documents.known(tx.connection, return_id)
        documents.save(tx, person, return_id, office.draft(*quantities), revision=row.revision)


PATHS = Paths(
    package=BPMN / "return_refund",
    world=Counter.open,
    stories=[
        a_refund_goes_through_to_the_call,
        part_of_it_is_accepted_and_nobody_answers_the_call,
        nothing_is_accepted_and_no_call_is_wanted,
        it_is_sent_back_changed_and_then_rejected,
        mails_that_cannot_be_sent_hold_nothing_up,
        a_document_without_lines_or_with_too_many_comes_back,
        the_goods_never_come,
        the_portal_asks_and_the_customer_withdraws,
        lines_that_nobody_inspected_come_back_and_are_escalated,
        the_goods_are_replaced_and_all_of_it_is_undone,
        no_goods_are_left_so_money_goes_back,
        it_is_repaired,
        the_refund_is_not_paid,
        what_is_owed_is_set_off_and_owed_again_when_it_is_undone,
        only_what_was_paid_is_paid_back_and_finance_does_not,
    ],
)


@pytest.mark.parametrize("story", PATHS.names)
def test_a_return_comes_to_its_end(story):
    PATHS.walk(story)


def test_every_flow_of_the_diagram_is_taken_by_a_story():
    PATHS.check()
