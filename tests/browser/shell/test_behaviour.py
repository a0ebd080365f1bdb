"""What the browser modules do: choices, dialogues, keys, search, drafts, list and grid."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
Open = Callable[..., Page]


def test_switching_the_language_keeps_the_place_and_what_was_typed(open_page: Open) -> None:
    page = open_page("/worklist/?tab=form")
    page.locator("#f-opinion").fill("请先确认回款")
    page.locator(".gx-lang button[value=en]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#f-opinion")).to_have_value("请先确认回款")
    assert page.url.endswith("/worklist/?tab=form")
    page.locator(".gx-lang button[value=zh]").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")


def test_the_theme_is_a_choice_that_stays(open_page: Open) -> None:
    page = open_page("/worklist/")
    for theme in ("dark", "auto"):
        page.locator("summary[aria-label='外观']").click()
        page.locator(f"[data-gx-theme={theme}]").click()
        expect(page.locator("html")).to_have_attribute("data-theme", theme)


def test_a_popover_closes_with_escape_and_gives_the_focus_back(open_page: Open) -> None:
    page = open_page("/worklist/")
    opener = page.locator("summary", has_text="为什么到我这里")
    opener.click()
    expect(page.get_by_text("最大行折扣 15% > 经理限额 12%")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("最大行折扣 15% > 经理限额 12%")).to_be_hidden()
    expect(opener).to_be_focused()


def test_a_dangerous_act_asks_for_a_reason_and_offers_undo(open_page: Open) -> None:
    page = open_page("/worklist/")
    page.keyboard.press("r")
    dialog = page.locator("#return")
    expect(dialog).to_be_visible()
    expect(dialog.locator("textarea")).to_be_focused()
    dialog.locator(".gx-btn-danger-solid").click()
    expect(dialog).to_be_visible()  # the reason is missing
    dialog.locator("textarea").fill("价格有误")
    page.keyboard.press("Control+Enter")
    toast = page.locator(".gx-toast")
    expect(toast).to_contain_text("价格有误")
    toast.locator("button", has_text="撤回").click()
    expect(page.locator(".gx-toast").first).to_be_visible()


def test_single_letters_do_nothing_while_somebody_types(open_page: Open) -> None:
    page = open_page("/worklist/")
    page.locator("#f-opinion").click()
    page.keyboard.type("reject r")
    expect(page.locator("#f-opinion")).to_have_value("reject r")
    expect(page.locator("#return")).to_be_hidden()


def test_keys_are_listed_and_can_be_switched_off(open_page: Open) -> None:
    page = open_page("/worklist/")
    page.keyboard.press("?")
    expect(page.locator("#gx-keys")).to_contain_text("退回")
    with page.expect_navigation():
        page.locator("#gx-keys-switch").click()
    page.keyboard.press("r")
    expect(page.locator("#return")).to_be_hidden()
    page.locator(".gx-rail-keys").click()
    with page.expect_navigation():
        page.locator("#gx-keys-switch").click()
    page.keyboard.press("r")
    expect(page.locator("#return")).to_be_visible()


def test_two_letters_go_places(open_page: Open) -> None:
    page = open_page("/worklist/")
    page.keyboard.press("g")
    page.keyboard.press("c")
    page.wait_for_url("**/crm/accounts/")


def test_the_search_box_finds_commands_by_keyboard(open_page: Open) -> None:
    page = open_page("/worklist/")
    page.keyboard.press("Control+k")
    results = page.locator("#gx-results [role=option]")
    expect(results).to_have_count(7)
    page.keyboard.type("监控")
    expect(results).to_have_count(1)
    expect(results.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    page.wait_for_url("**/monitor/")


def test_a_form_saves_itself(open_page: Open, gallery: Any) -> None:
    page = open_page("/worklist/")
    with page.expect_response("**/autosave"):
        page.locator("#f-opinion").fill("草稿一份")
    assert gallery.extensions["autosaved"]["opinion"] == "草稿一份"


def test_what_was_typed_survives_the_end_of_the_session(open_page: Open, gallery: Any) -> None:
    page = open_page("/worklist/")
    page.locator("#f-opinion").fill("写到一半")
    page.context.add_cookies([{"name": "session_ended", "value": "1", "url": gallery.extensions["base_url"]}])
    page.keyboard.press("Control+k")
    page.wait_for_url("**/login")
    page.context.clear_cookies(name="session_ended")
    page.goto(gallery.extensions["base_url"] + "/worklist/")
    expect(page.locator("#f-opinion")).to_have_value("写到一半")


def test_a_form_that_meets_the_login_is_not_called_saved(open_page: Open, gallery: Any) -> None:
    page = open_page("/worklist/")
    page.context.add_cookies([{"name": "session_ended", "value": "1", "url": gallery.extensions["base_url"]}])
    page.locator("#f-opinion").fill("还没保存")
    expect(page.locator("[data-gx-saved]").first).to_have_attribute("data-state", "failed")


def test_without_a_connection_an_act_says_so(open_page: Open) -> None:
    page = open_page("/crm/accounts/")
    page.context.set_offline(True)
    page.locator(".gx-table th a").first.click()
    expect(page.locator(".gx-toast")).to_contain_text("网络断开")


def test_sorting_swaps_only_the_list_and_the_url_follows(open_page: Open) -> None:
    page = open_page("/crm/accounts/")
    page.evaluate("() => { window.stillHere = true; }")
    page.locator("th a", has_text="金额").click()
    expect(page.locator("th[aria-sort]")).to_contain_text("金额")
    assert page.evaluate("() => window.stillHere")
    assert "sort=amount" in page.url
    page.locator("[aria-label='下一页']").click()
    expect(page.locator(".gx-list-foot")).to_contain_text("51–100 / 137")
    page.go_back()
    expect(page.locator(".gx-list-foot")).to_contain_text("1–50 / 137")


def test_typing_in_the_list_finds_and_keeps_the_focus(open_page: Open) -> None:
    page = open_page("/crm/accounts/")
    page.keyboard.press("/")
    page.keyboard.type("青屿")
    expect(page.locator(".gx-list-foot")).to_contain_text("/ 18")
    expect(page.locator("input[type=search][name=q]").first).to_be_focused()


def test_a_filter_can_be_set_seen_and_saved_as_a_view(open_page: Open) -> None:
    page = open_page("/crm/accounts/")
    page.keyboard.press("f")
    page.locator("input[name='f.state'][value=waiting]").check()
    page.locator("input[name='f.amount.min']").fill("50000")
    page.locator(".gx-list-filterform:visible .gx-btn-primary").click()
    expect(page.locator(".gx-list-filters")).to_contain_text("状态：等待")
    page.locator("summary", has_text="保存视图").click()
    page.locator("input[name=name]").fill("大额待批")
    page.locator(".gx-list-filterform:visible .gx-btn-primary").click()
    expect(page.locator(".gx-list-views [aria-current]")).to_contain_text("大额待批")
    page.locator("[aria-label='删除此视图']").click()
    expect(page.locator(".gx-list-views")).not_to_contain_text("大额待批")


def test_rows_are_walked_and_opened_by_keyboard(open_page: Open) -> None:
    page = open_page("/crm/accounts/?sort=number")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("tr[data-gx-current]")).to_contain_text("Q-2001")
    expect(page.locator("tr[data-gx-current] a").first).to_be_focused()


def cell(page: Page, row: int, field: str) -> Any:
    return page.locator(f"[name='lines-{row}-{field}']")


def test_the_grid_is_walked_edited_and_copied_like_a_sheet(open_page: Open) -> None:
    page = open_page("/rules/")
    cell(page, 0, "quantity").focus()
    page.keyboard.press("ArrowDown")
    expect(cell(page, 1, "quantity")).to_be_focused()
    page.keyboard.press("Control+d")
    expect(cell(page, 1, "quantity")).to_have_value("2")
    page.keyboard.press("ArrowRight")
    expect(cell(page, 1, "price")).to_be_focused()
    page.keyboard.type("99")
    page.keyboard.press("ArrowLeft")  # inside the text now
    expect(cell(page, 1, "price")).to_be_focused()
    page.keyboard.press("Escape")
    expect(cell(page, 1, "price")).to_have_value("2400")
    page.keyboard.press("Enter")
    expect(cell(page, 2, "price")).to_be_focused()


def test_the_server_recalculates_while_typing(open_page: Open) -> None:
    page = open_page("/rules/")
    cell(page, 0, "quantity").fill("3")
    expect(page.locator("#lines-0-total")).to_have_text("¥114,000")
    expect(page.locator("#lines-total-total")).to_have_text("¥162,000")
    expect(cell(page, 0, "quantity")).to_be_focused()


def test_a_block_from_a_spreadsheet_fills_and_adds_rows(open_page: Open) -> None:
    page = open_page("/rules/")
    cell(page, 2, "product").focus()
    text = '控制柜\t2\t21500\n"阀门\n大"\t4\t1,850\n易损件\t1\t10\t\t\t套\t超出'
    page.evaluate(
        """(text) => {
          const data = new DataTransfer();
          data.setData('text/plain', text);
          const paste = { clipboardData: data, bubbles: true, cancelable: true };
          document.activeElement.dispatchEvent(new ClipboardEvent('paste', paste));
        }""",
        text,
    )
    expect(cell(page, 3, "product")).to_have_value("阀门 大")
    expect(cell(page, 4, "unit")).to_have_value("set")
    expect(page.locator(".gx-toast")).to_contain_text("比表格宽")
    page.locator("form .gx-btn-primary").click()
    expect(page.locator("#posted")).to_contain_text("易损件")


def test_a_removed_row_comes_back(open_page: Open) -> None:
    page = open_page("/rules/")
    page.locator("tr[data-gx-grid-row]").nth(1).locator("[data-gx-remove]").click()
    expect(page.locator("tbody tr[data-gx-grid-row]:has(input)")).to_have_count(2)
    page.locator(".gx-toast button", has_text="撤回").click()
    expect(page.locator("tbody tr[data-gx-grid-row]:has(input)")).to_have_count(3)
    expect(page.locator("tbody tr:has(input)").nth(1).locator("[name='lines-1-product']")).to_be_visible()


def test_the_grid_works_without_script(open_page: Open) -> None:
    page = open_page("/rules/", script=False)
    page.locator("[name='lines-add_row']").click()
    cell(page, 3, "product").fill("新的一行")
    page.locator("tr[data-gx-grid-row]").nth(0).locator("[name='lines-remove_row']").click()
    expect(page.locator("[name='lines-0-product']")).to_have_count(0)
    page.locator("form .gx-btn-primary").click()
    expect(page.locator("#posted")).to_contain_text("新的一行")


def test_a_dropped_file_is_uploaded(open_page: Open) -> None:
    page = open_page("/worklist/")
    with page.expect_navigation() as answered:  # a page that is closed on its way elsewhere may hang
        page.evaluate(
            """() => {
              const data = new DataTransfer();
              data.items.add(new File(['<x/>'], '报价.bpmn'));
              const zone = document.querySelector('[data-gx-drop]');
              for (const name of ['dragover', 'drop']) {
                zone.dispatchEvent(new DragEvent(name, { dataTransfer: data, bubbles: true, cancelable: true }));
              }
            }"""
        )
    assert answered.value.request.method == "POST"
    assert answered.value.url.endswith("/upload")
