"""The condition on the page of a flow: columns, FEEL instead of the grid, the picture, and what is removed."""

from __future__ import annotations

import html
import re

from processes.approval import policies
from tests.support.rule_site import FORM

AGAINST_TOTAL = "overdue > total * 0.1"
AS_TEXT = {"condition_as": "text", "condition_text": AGAINST_TOTAL}
OVERDUE = {"tests-1-overdue": "> 0"}


def _grid(text):
    return re.findall(r'name="tests-\d-(\w+)" value="([^"]+)"', text)


def test_each_field_that_the_flow_asks_about_has_a_column(site):
    text = site.client().get("/rules/quote?point=2").text
    columns = re.findall(r'name="tests-column" value="(\w+)"', text)
    assert columns == ["max_discount", "margin", "overdue", "total", "below_minimum"]


def test_the_director_from_8_percent_or_for_overdue_customers(site):
    client = site.client()
    assert site.save(client, **OVERDUE).status_code == 303
    assert site.conditions(2)[1] == "max_discount > 0.08 or overdue > 0"
    text = html.unescape(client.get("/rules/quote?point=2").text)
    assert [cell for cell in _grid(text) if cell[0] != "id"] == [
        ("max_discount", "> 8%"),
        ("overdue", "> ¥0"),
    ]


def test_a_column_is_added_and_taken_out_and_what_was_typed_stays(site):
    client = site.client()
    more = {"tests-column": ["max_discount", "overdue"], "tests-add_column": "1"}
    added = site.save(client, **more, **{"tests-new_column": "customer_level"}, **OVERDUE)
    assert (added.status_code, 'name="tests-0-customer_level"' in added.text) == (200, True)
    assert '<datalist id="values-customer_level">' in added.text
    taken = site.save(client, **OVERDUE, **{"tests-remove_column": "max_discount"})
    assert ('name="tests-0-max_discount"' in taken.text, 'value="&gt; 0"' in taken.text) == (False, True)
    assert site.seen(client) == ""


def test_the_grid_is_turned_into_feel_and_back(site):
    client = site.client()
    text = html.unescape(site.save(client, **OVERDUE, condition_to="text").text)
    assert ">max_discount > 0.08 or overdue > 0</textarea>" in text
    again = {"condition_as": "text", "condition_text": "overdue > 0 and (max_discount > 0.1 or margin < 0.2)"}
    back = html.unescape(site.save(client, **again, condition_to="grid").text)
    cells = [cell for cell in _grid(back) if cell[0] != "id"]
    assert cells == [
        ("overdue", "> ¥0"),
        ("max_discount", "> 10%"),
        ("overdue", "> ¥0"),
        ("margin", "< 20%"),
    ]
    refused = html.unescape(site.save(client, **AS_TEXT, condition_to="grid").text)
    assert "表格写不下这个条件" in refused
    assert f">{AGAINST_TOTAL}</textarea>" in refused


def test_a_condition_in_feel_is_saved_read_aloud_and_shown_as_feel(site):
    client = site.client()
    assert site.save(client, **AS_TEXT).status_code == 303
    with site.store.read() as connection:
        assert policies.draft(connection, "quote").flow.point(2).condition.text == AGAINST_TOTAL
    text = html.unescape(client.get("/rules/quote?point=2").text)
    assert "客户逾期款大于报价总额 × 0.1" in text
    assert "Customer's overdue amount is greater than quote total × 0.1" in text
    assert "无法逐项核对空缺与重叠" in text
    assert "<ins>客户逾期款大于报价总额 × 0.1</ins>" in text
    assert (
        site.publish(client).headers["Location"] == "/rules/quote/release"
    )  # a second person: nobody can compare


def test_feel_that_cannot_be_read_is_kept_in_its_field_with_the_reason(site):
    client = site.client()
    answer = site.save(client, condition_as="text", condition_text="overdue > tota")
    assert answer.status_code == 422
    text = html.unescape(answer.text)
    assert ">overdue > tota</textarea>" in text
    assert "没有名为“tota”的变量" in text
    live = site.post(
        client, "/rules/quote/read", {**FORM, **AS_TEXT, "condition_text": "overdue > tota"}
    ).text
    assert "尚无法识别" in live
    assert "总是进入" not in live.partition('id="rule-findings"')[0]


def test_text_that_rows_can_say_is_kept_as_rows(site):
    client = site.client()
    assert site.save(client, condition_as="text", condition_text="0.08 < max_discount").status_code == 303
    assert site.conditions(2)[1] == "max_discount > 0.08"
    with site.store.read() as connection:
        assert policies.draft(connection, "quote").flow.point(2).condition.text == ""


def test_the_picture_follows_what_is_typed_and_the_fields_that_are_chosen(site):
    client = site.client()
    chosen = {"map_across": "max_discount", "map_down": "overdue"}
    drawn = html.unescape(site.post(client, "/rules/quote/read", {**FORM, **OVERDUE, **chosen}).text)
    picture = drawn.partition('id="rule-coverage"')[2]
    assert re.findall(r'<th scope="(?:col|row)">([^<]+)</th>', picture) == [
        "≤ 8%",
        "> 8%",
        "= ¥0",
        "> ¥0",
    ]
    assert re.findall(r'<td class="rules-at-(\w+)"', picture) == ["others", "mine", "mine", "mine"]


def test_removing_a_point_says_what_it_does_and_needs_nothing_typed_to_be_right(site):
    client = site.client()
    text = client.get("/rules/quote?point=2").text
    dialog = text.partition('id="remove-point"')[2]
    assert "此处不再有人审批：销售总监" in dialog
    assert 'form="rule-point" name="action" value="remove"' in dialog
    assert site.save(client, action="remove", name="").status_code == 303
    assert len(site.conditions(2)) == 3


def test_discarding_a_draft_shows_what_is_lost(site):
    client = site.client()
    site.save(client)
    dialog = client.get("/rules/quote").text.partition('id="discard"')[2]
    assert "<ins>最大行折扣大于 8%</ins>" in dialog
