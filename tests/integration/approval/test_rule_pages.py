"""The pages at /rules/: an administrator redefines a condition, everybody else reads."""

from __future__ import annotations

import html
import re

import pytest

from engine import organisation
from processes.approval import policies
from tests.support.rule_site import FORM


@pytest.mark.parametrize(("lang", "word"), [("zh", "总是进入"), ("en", "Always entered")])
def test_it_shows_the_route_in_the_readers_language(site, lang, word):
    client = site.client("supervisor", lang)
    assert "报价审批" in client.get("/rules/").text or lang == "en"
    assert word in client.get("/rules/quote").text


def test_both_sentences_and_the_feel_text_stand_beside_the_rows(site):
    text = html.unescape(site.client().get("/rules/quote?point=2").text)
    assert "最大行折扣大于 10%" in text
    assert "Largest line discount is greater than 10%" in text
    assert "max_discount > 0.10" in text


def test_an_administrator_redefines_and_publishes_a_condition(site):
    client = site.client()
    saved = site.save(client)
    assert (saved.status_code, saved.headers["Location"]) == (303, "/rules/quote?point=2")
    text = client.get("/rules/quote").text
    assert "<del>最大行折扣大于 10%</del>" in text
    assert "<ins>最大行折扣大于 8%</ins>" in text
    assert site.publish(client).status_code == 303
    assert site.conditions(2)[1] == "max_discount > 0.08"
    assert site.conditions(1)[1] == "max_discount > 0.10"
    shown = client.get("/rules/quote").text
    assert "总监从 8% 起审批" in shown
    assert "管理员 高" in shown


def test_what_a_flow_is_for_is_saved_in_the_draft_and_told_on_its_page(site):
    client = site.client()
    page = "/rules/quote/scope"
    row = {"tests-0-total": "> 1 万"}
    fields = {"seen": "", **row, "departments": ["sales", "nowhere"], "positions": "salesperson", "once": "1"}
    bad = site.post(client, f"{page}/draft", {**fields, "tests-0-total": "many"}, page)
    assert (bad.status_code, 'value="many"' in bad.text, site.seen(client)) == (422, True, "")
    assert site.post(client, f"{page}/draft", fields, page).status_code == 303
    with site.store.read() as connection:
        flow = policies.draft(connection, "quote").flow
    assert (flow.departments, flow.positions, flow.once) == (("sales",), ("salesperson",), True)
    shown = client.get("/rules/quote").text
    assert "报价总额大于 ¥10,000 · 申请人：销售部、销售代表" in shown
    stale = site.post(client, f"{page}/draft", {**fields, "departments": "finance"}, page)
    assert (stale.status_code, "草稿已被他人修改" in stale.text) == (409, True)


def test_flows_of_a_type_are_added_ordered_switched_off_and_deleted(site):
    client = site.client()
    names = {"name": "小额报价", "name_en": "Small quotes"}
    made = site.post(client, "/rules/new", {"document_type": "quote", **names})
    assert made.headers["Location"] == "/rules/quote_2"
    assert client.get("/rules/quote_2").status_code == 200
    assert site.post(client, "/rules/new", {"document_type": "quote"}).headers["Location"] == "/rules/"
    assert "请填写流程的中文名称和英文名称" in client.get("/rules/").text

    def change(what, key="quote_2", **fields):
        assert site.post(client, f"/rules/{key}/change", {"what": what, **fields}).status_code == 303
        with site.store.read() as connection:
            return [(one.key, one.enabled) for one in policies.of_type(connection, "quote")]

    assert change("earlier") == [("quote_2", True), ("quote", True)]
    assert change("off") == [("quote_2", False), ("quote", True)]
    assert change("on", **names) == [("quote_2", True), ("quote", True)]
    assert change("later") == [("quote", True), ("quote_2", True)]
    assert change("delete", key="quote") == [("quote", True), ("quote_2", True)]
    assert "不能删除" in client.get("/rules/quote/scope").text
    assert site.post(client, "/rules/quote/copy", names).headers["Location"] == "/rules/quote_3"
    assert change("delete") == [("quote", True), ("quote_3", True)]
    assert "直接批准" in client.get("/rules/quote/scope").text
    change("approve", key="quote")
    assert "改为不予批准" in client.get("/rules/quote/scope").text
    change("refuse", key="quote")
    assert "改为直接批准" in client.get("/rules/quote/scope").text


def test_all_cells_of_a_row_must_hold_and_one_row_is_enough(site):
    client = site.client()
    cells = {"tests-0-customer_level": "B 级、C", "tests-1-overdue": "> 5 万", "tests-2-total": "—"}
    assert site.save(client, **cells).status_code == 303
    assert site.conditions(2)[1] == 'max_discount > 0.08 and customer_level in ("B", "C") or overdue > 50000'


def test_a_value_that_cannot_be_read_is_marked_and_kept_and_nothing_is_saved(site):
    client = site.client()
    answer = site.save(client, **{"tests-0-max_discount": "> abc %"})
    assert answer.status_code == 422
    assert 'value="&gt; abc %"' in answer.text
    assert "不是数字；例如 10%" in answer.text
    assert 'id="tests-0-max_discount-error"' in answer.text
    assert site.seen(client) == ""


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"name": ""}, "请填写名称"),
        ({"rules-0-who": ""}, "请填写至少一个审批人"),
        ({"deadline": "-1"}, "请填写 1 到 999 的整数"),
        ({"tests-0-max_discount": "在 8%"}, "该字段可用："),
        ({"tests-0-max_discount": "exec"}, "不是数字"),
        ({"tests-0-customer_level": "Z"}, "没有这个取值；可选：A 级"),
        ({"tests-0-below_minimum": "maybe"}, "请填写“是”或“否”"),
    ],
)
def test_every_bad_input_says_what_would_be_right(site, fields, message):
    answer = site.save(site.client(), **fields)
    assert answer.status_code == 422
    assert message in answer.text


def test_typing_is_read_aloud_without_saving(site):
    client = site.client()
    answer = site.post(client, "/rules/quote/read", {**FORM, "tests-0-max_discount": "> 7.5"})
    assert "最大行折扣大于 7.5%" in answer.text
    assert "Largest line discount is greater than 7.5%" in answer.text
    assert site.seen(client) == ""


def test_while_typing_it_says_which_row_cannot_be_read_yet(site):
    second = {"tests-1-overdue": "> abc"}
    answer = site.post(site.client(), "/rules/quote/read", {**FORM, **second})
    assert "最大行折扣大于 8%" in answer.text
    assert "未计入第 2 行" in answer.text


def test_a_stale_page_gets_409_and_keeps_what_was_typed(site):
    first, second = site.client(), site.client()
    site.save(first)
    answer = site.save(second, seen="", **{"tests-0-max_discount": "> 6%"})
    assert answer.status_code == 409
    assert 'value="&gt; 6%"' in answer.text
    assert "管理员 高" in answer.text
    assert site.conditions(2)[1] == "max_discount > 0.08"


def test_what_was_published_meanwhile_is_never_overwritten(site):
    client = site.client()
    site.save(client)
    stale = site.seen(client)
    site.publish(client)
    assert site.save(client, seen=stale, **{"tests-0-max_discount": "> 5%"}).status_code == 409
    assert site.publish(client, seen=stale).status_code in (409, 422)
    assert site.conditions(2)[1] == "max_discount > 0.08"


@pytest.mark.parametrize("reason", ["", " ", "x"])
def test_publishing_needs_a_reason(site, reason):
    client = site.client()
    site.save(client)
    assert site.publish(client, reason).status_code == 422
    with site.store.read() as connection:
        assert policies.released(connection, "quote", site.store.clock.now()).version == 1


def test_a_draft_that_says_the_same_is_not_published(site):
    client = site.client()
    site.save(client, **{"tests-0-max_discount": "> 10%"})
    assert site.publish(client).status_code == 409


def test_points_are_added_moved_and_removed_in_the_draft(site):
    client = site.client()
    assert site.save(client, action="up").headers["Location"].endswith("point=1")
    assert site.save(client, point="1", action="add").headers["Location"].endswith("point=5")
    with site.store.read() as connection:
        draft = policies.draft(connection, "quote").flow
    assert [point.name for point in draft.points] == ["销售总监", "销售经理", "财务", "总经理", "新审批点"]
    blocked = site.publish(client)
    assert blocked.status_code == 422
    assert "请填写至少一个审批人" in html.unescape(client.get("/rules/quote").text)
    site.save(client, point="5", action="remove", name="新", name_en="New")
    with site.store.read() as connection:
        assert len(policies.draft(connection, "quote").flow.points) == 4


def test_a_discarded_draft_is_gone_and_its_number_is_used_again(site):
    client = site.client()
    site.save(client)
    assert site.post(client, "/rules/quote/discard", {"seen": site.seen(client)}).status_code == 303
    assert site.seen(client) == ""
    site.save(client)
    site.publish(client)
    with site.store.read() as connection:
        assert [one.version for one in policies.versions(connection, "quote")] == [2, 1]


def test_a_former_version_can_be_read_and_not_changed(site):
    client = site.client()
    site.save(client)
    site.publish(client)
    text = client.get("/rules/quote?version=1&point=2").text
    assert "正在查看第 1 版" in text
    assert "最大行折扣大于 10%" in text
    assert 'name="tests-0-max_discount"' not in text
    assert client.get("/rules/quote?version=9").status_code == 404


def test_one_quote_is_tried_by_both_versions(site):
    client = site.client()
    site.save(client, **{"tests-0-max_discount": "> 1%"})
    part = {"HX-Request": "true"}
    listed = client.get("/rules/quote/try", headers=part).text
    [link, *_] = re.findall(r'href="(/rules/quote/try\?document=[^"]+)"', html.unescape(listed))
    alone = client.get(link, follow_redirects=True).text  # in a new tab: the whole page, with this one chosen
    assert "<title>" in alone
    assert html.unescape(link.rpartition("?")[2]) in html.unescape(alone)
    text = client.get(link, headers=part).text
    assert "第 1 版（生效中）" in text
    assert "第 2 版（草稿）" in text
    assert "经理 陈" in text


def test_only_administrators_define_and_publish(site):
    reader, client = site.client("supervisor"), site.client()
    site.save(client)
    shown = reader.get("/rules/quote").text
    assert 'name="tests-0-max_discount"' not in shown
    assert site.save(reader, seen="").status_code == 403
    assert site.post(reader, "/rules/quote/publish", {"seen": "", "reason": "because"}).status_code == 403
    assert site.post(reader, "/rules/quote/discard", {"seen": ""}).status_code == 403


def test_who_may_not_see_rules_is_told_who_may(site):
    answer = site.client("salesperson").get("/rules/", follow_redirects=True)
    assert answer.status_code == 403
    assert "系统管理员" in answer.text


def test_an_unknown_flow_is_not_found(site):
    assert site.client().get("/rules/nothing").status_code == 404


def test_what_is_odd_stands_at_its_row_while_it_is_typed(site):
    client = site.client()
    told = site.post(client, "/rules/quote/read", {**FORM, "tests-0-max_discount": "> 8% 且 < 5%"}).text
    cell, rest = told.split('id="rule-findings"')
    assert "第 1 组条件永远不成立" in cell
    assert "没有单据会进入该审批点" in rest


def test_a_remark_about_another_point_leads_there(site):
    client = site.client("admin", "en")
    always = {"tests-0-max_discount": ">= 0%", "tests-1-max_discount": "< 0%"}
    assert site.save(client, **always).status_code == 303
    shown = html.unescape(client.get("/rules/quote?point=1").text)
    assert re.search(r'point=2">2 Sales director</a>: Every document enters this point', shown)


def test_a_flow_that_can_never_ask_is_not_published(site):
    client = site.client()
    assert site.save(client, **{"tests-0-max_discount": "> 8% and < 0%"}).status_code == 303
    answer = site.publish(client)
    assert answer.status_code == 422
    assert "永远不成立" in answer.text


def test_a_position_that_nobody_holds_is_told_at_its_point(site):
    client = site.client()
    with site.store.begin(by=None, action="test.post") as tx:
        organisation.add_position(
            tx, code="auditor", name="审计", name_en="Auditor", short_name="审计", kind="finance", rank=40
        )
    site.save(client, **{"rules-0-who": "审计"})
    assert "没有人担任审计：将由备用审批人审批" in client.get("/rules/quote?point=2").text


def test_what_may_be_done_at_a_point_is_ticked_on_its_page_and_told_among_the_changes(site):
    client = site.client()
    shown = client.get("/rules/quote?point=2").text
    assert re.search(r'name="operations" value="transfer" checked', shown)
    ticked = {"operations_asked": "1", "operations": ["delegate", "urge", "nonsense"]}
    assert site.save(client, **ticked, **{"tests-0-max_discount": "> 10%"}).status_code == 303
    with site.store.read() as connection:
        flow = policies.draft(connection, "quote").flow
    assert flow.point(2).operations == ("delegate", "urge")
    text = client.get("/rules/quote?point=2").text
    assert "<ins>委派、催办</ins>" in text
    assert not re.search(r'name="operations" value="transfer" checked', text)
    assert site.save(client, **{"tests-0-max_discount": "> 10%"}).status_code == 303
    with site.store.read() as connection:
        assert policies.draft(connection, "quote").flow.point(2).operations == ("delegate", "urge")
