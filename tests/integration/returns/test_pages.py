"""Returns through their pages: written from an order, inspected by the warehouse, withdrawn, undone."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.crm import tables


def _draft(desk: Any, quantity: str = "2", action: str = "submit", **other: str) -> dict[str, str]:
    line = desk.office.lines[0]
    return {
        "order_id": str(desk.office.order),
        "reason": "defective",
        "kind": "refund",
        "customer_wish": "",
        f"lines-{line}-quantity": quantity,
        "action": action,
        **other,
    }


def _written(desk: Any, **other: str) -> int:
    answer = desk.post(desk.client("service"), "/crm/returns/new", _draft(desk, **other))
    assert answer.status_code == 303, answer.text
    return int(answer.location.rsplit("/", 1)[1])


def test_a_return_is_written_from_its_order_and_goes_into_approval(desk):
    page = desk.client("service").get(f"/crm/returns/new?order={desk.office.order}").text
    assert "可退" in page
    return_id = _written(desk)
    row = desk.office.row(return_id)
    assert (row.state, row.amount, row.no) == ("in_approval", 2000, "RT-0001")
    assert desk.office.items(row.instance_id)[0].title.startswith("RT-0001 · ")


def test_a_saved_draft_waits_is_changed_and_submitted(desk):
    return_id = _written(desk, action="save")
    row = desk.office.row(return_id)
    assert (row.state, desk.office.waits_at(row.instance_id)) == ("draft", ["document"])
    client = desk.client("service")
    assert 'value="2"' in client.get(f"/crm/returns/{return_id}").text
    changed = _draft(desk, quantity="1", revision=str(row.revision))
    assert desk.post(client, f"/crm/returns/{return_id}", changed).status_code == 303
    assert (desk.office.row(return_id).state, desk.office.row(return_id).amount) == ("in_approval", 1000)
    again = desk.post(client, f"/crm/returns/{return_id}", changed)
    assert again.status_code == 409


def test_a_stale_draft_is_refused_and_keeps_what_was_typed(desk):
    return_id = _written(desk, action="save")
    stale = _draft(desk, quantity="3", action="save", revision="0", customer_wish="<b>尽快</b>")
    answer = desk.post(desk.client("service"), f"/crm/returns/{return_id}", stale)
    assert answer.status_code == 409
    assert 'value="3"' in answer.text
    assert "&lt;b&gt;尽快&lt;/b&gt;" in answer.text


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"quantity": "5"}, "最多可退 4"),
        ({"quantity": "-1"}, "请填写数字"),
        ({"quantity": "many"}, "请填写数字"),
        ({"quantity": ""}, "请至少填写一行的退货数量"),
        ({"reason": "nonsense"}, "请选择退货原因"),
        ({"kind": ""}, "请选择处理方式"),
    ],
)
def test_a_wrong_input_is_named_and_nothing_is_written(desk, given, sentence):
    answer = desk.post(desk.client("service"), "/crm/returns/new", _draft(desk, **given))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert desk.office.rows(tables.return_order) == []


def test_who_may_not_write_returns_is_refused_and_other_peoples_orders_are_not_found(desk):
    assert desk.post(desk.client("warehouse"), "/crm/returns/new", _draft(desk)).status_code == 403
    assert desk.post(desk.client("salesperson2"), "/crm/returns/new", _draft(desk)).status_code == 404
    assert desk.post(desk.client("salesperson"), "/crm/returns/new", _draft(desk)).status_code == 303


def test_the_warehouse_receives_and_inspects_line_by_line(desk):
    return_id, root = desk.office.approved("2", reason="not_needed")
    client = desk.client("warehouse")
    assert "RT-0001" in client.get("/crm/returns/waiting").text
    assert desk.post(client, f"/crm/returns/{return_id}/goods").status_code == 303
    assert desk.post(client, f"/crm/returns/{return_id}/goods").status_code == 409
    assert "RT-0001" in client.get("/crm/returns/waiting?what=inspect").text
    [line] = desk.office.rows(tables.return_line)
    name = f"lines-{line.id}-"
    wrong = {f"{name}received": "3", f"{name}state": "", f"{name}disposition": ""}
    answer = desk.post(client, f"/crm/returns/{return_id}/inspect", wrong)
    assert answer.status_code == 422
    assert "0 到 2 之间" in answer.text
    assert 'value="3"' in answer.text
    right = {f"{name}received": "1", f"{name}state": "missing", f"{name}disposition": "restock"}
    assert desk.post(client, f"/crm/returns/{return_id}/inspect", right).status_code == 303
    assert desk.office.waits_at(root) == ["deduct"]
    assert desk.post(client, f"/crm/returns/{return_id}/inspect", right).status_code == 409


def test_the_customer_withdraws_until_the_goods_have_come(desk):
    return_id, root = desk.office.approved("1")
    client = desk.client("service")
    page = f"/crm/returns/{return_id}"
    assert desk.post(client, f"{page}/withdraw", {"reason": "客户留用"}).status_code == 303
    assert (desk.office.row(return_id).state, desk.office.ended(root)) == ("cancelled", "running")
    desk.office.engine.run_due()
    assert desk.office.ended(root) == "completed"
    assert desk.post(client, f"{page}/withdraw", {"reason": "再次"}).status_code == 409
    other, _root = desk.office.approved("1")
    desk.office.goods_come(other)
    assert desk.post(client, f"/crm/returns/{other}/withdraw", {"reason": "晚了"}).status_code == 409


def test_only_what_no_money_went_out_for_is_undone(desk):
    return_id, root = desk.office.approved("1")
    desk.office.goods_come(return_id)
    desk.office.inspect(return_id, ("1", "ok", "restock"))
    client = desk.client("service_manager")
    undo = f"/crm/returns/{return_id}/reverse"
    assert desk.post(client, undo, {"reason": "x"}).status_code == 409
    desk.office.pay(root, return_id)
    assert desk.post(client, undo, {"reason": "x"}).status_code == 409
    assert desk.post(desk.client("service"), undo, {"reason": "x"}).status_code == 403


def test_pages_speak_both_languages(desk):
    return_id, _root = desk.office.approved("2")
    unit = desk.office.rows(tables.product_archive)[0]
    for lang, words in (
        ("zh", ("待收货", "退款", "保修期内")),
        ("en", ("Goods awaited", "Refund", "In warranty")),
    ):
        client = desk.client("service", lang)
        text = "".join(
            client.get(url).text
            for url in (
                f"/crm/returns/{return_id}",
                "/crm/returns/waiting",
                "/crm/returns/accounts",
                f"/crm/units/{unit.id}",
            )
        )
        assert [word for word in words if word not in text] == []


def test_accounts_show_what_came_back_by_customer_product_and_month(desk):
    return_id, root = desk.office.approved("2", "5")
    desk.office.goods_come(return_id)
    desk.office.inspect(return_id, ("2", "ok", "restock"), ("5", "ok", "restock"))
    client = desk.client("service_manager")
    assert "2,500" in client.get("/crm/returns/accounts").text
    by_product = client.get("/crm/returns/accounts?by=product").text
    assert "2,000" in by_product
    assert "500" in by_product
    assert "2026-03" in client.get("/crm/returns/accounts?by=month&since=2026-03-01").text
    assert "2,500" not in client.get("/crm/returns/accounts?until=2026-02-01").text
    before = client.get("/crm/returns/accounts").text
    desk.office.pay(root, return_id)
    paid = client.get("/crm/returns/accounts").text
    assert paid.count("2,500") > before.count("2,500")  # what was paid back stands beside what was accepted


def test_a_repair_is_registered_from_its_unit(desk):
    unit = desk.office.rows(tables.product_archive)[0]
    client = desk.client("service")
    page = f"/crm/units/{unit.id}/repair"
    wrong = desk.post(client, page, {"fault": "", "fault_type": "", "urgency": "9"})
    assert wrong.status_code == 422
    assert "请填写故障描述" in wrong.text
    given = {"fault": "读数漂移", "fault_type": "calibration", "urgency": "2"}
    assert desk.post(client, page, given).status_code == 303
    [repair] = desk.office.rows(tables.repair_registration)
    assert (repair.state, repair.in_warranty) == ("registered", True)
    assert desk.office.waits_at(repair.instance_id) == ["diagnose"]
    assert repair.no in client.get(f"/crm/units/{unit.id}").text


def test_the_order_offers_a_return_once_something_was_delivered(desk):
    address = f"/crm/returns/new?order={desk.office.order}"
    page = f"/crm/orders/{desk.office.order}"
    assert address in desk.client("salesperson").get(page).text
    assert address not in desk.client("warehouse").get(page).text
    line = tables.order_line
    with desk.office.store.begin(by=None, action="test.nothing") as tx:
        tx.connection.execute(line.update().values(delivered_quantity=0))
    assert address not in desk.client("salesperson").get(page).text


def test_a_repair_of_goods_without_an_archived_unit_is_refused_at_its_field(desk):
    sensor = desk.office.lines[1]
    form = {**_draft(desk, quantity="", kind="repair", customer_wish="请修"), f"lines-{sensor}-quantity": "1"}
    answer = desk.post(desk.client("service"), "/crm/returns/new", form)
    assert answer.status_code == 422
    assert "没有在用的产品档案" in answer.text
    assert "请修" in answer.text
    assert desk.office.rows(tables.return_order) == []
