"""Redefining "director from 10 %" as "director from 8 % or customer overdue", by keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import StageIn
from tests.browser.hands import Hands

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
COPIED = '> 20%\t"A 级"\r\n> 15%\tB 级、C 级\r\n'


def test_a_condition_is_typed_pasted_undone_and_copied_without_a_mouse(stage_in: StageIn) -> None:
    admin = stage_in("zh").person("admin")
    assert isinstance(admin, Hands)
    admin.open("/rules/quote?point=2")
    page = admin.page
    types_a_second_row(page)
    pastes_and_undoes(page)
    takes_a_block(page)
    page.keyboard.press("Control+Enter")
    page.wait_for_load_state("networkidle")
    expect(page.locator(".rules-changes ins").first).to_have_text("最大行折扣大于 8%，或者客户逾期款大于 ¥0")


def types_a_second_row(page: Page) -> None:
    page.locator("[name=tests-0-max_discount]").focus()
    page.keyboard.type("> 8%")
    page.keyboard.press("Enter")
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.type("> 0")
    expect(page.locator("[name=tests-1-overdue]")).to_be_focused()
    expect(page.locator("#rule-reading")).to_contain_text("最大行折扣大于 8%，或者客户逾期款大于 ¥0")
    expect(page.locator("#rule-coverage .rules-at-mine").first).to_be_visible()


def pastes_and_undoes(page: Page) -> None:
    page.locator("[name=tests-0-max_discount]").focus()
    _paste(page, COPIED)
    assert _cells(page) == [["> 20%", "A 级", "", "", ""], ["> 15%", "B 级、C 级", "> 0", "", ""]]
    expect(page.locator("#rule-reading")).to_contain_text("未计入第 1 行")
    page.keyboard.press("Control+z")
    assert _cells(page) == [["> 8%", "", "", "", ""], ["", "", "> 0", "", ""]]
    page.keyboard.press("Control+y")
    page.keyboard.press("Control+z")
    assert _cells(page) == [["> 8%", "", "", "", ""], ["", "", "> 0", "", ""]]


def takes_a_block(page: Page) -> None:
    page.keyboard.press("Shift+ArrowDown")
    for _ in range(2):
        page.keyboard.press("Shift+ArrowRight")
    assert _copied(page) == "> 8%\t\t\n\t\t> 0"
    page.keyboard.press("Delete")
    assert _cells(page) == [[""] * 5] * 2
    page.keyboard.press("Control+z")
    assert _cells(page) == [["> 8%", "", "", "", ""], ["", "", "> 0", "", ""]]
    expect(page.locator("#rule-reading")).to_contain_text("或者客户逾期款大于 ¥0")


def _cells(page: Page) -> list[list[str]]:
    rows = page.locator("#tests-grid tbody > tr[data-gx-grid-row]").all()
    return [[cell.input_value() for cell in row.locator("td.gx-editable > input").all()] for row in rows]


def _paste(page: Page, text: str) -> None:
    page.evaluate(
        """text => {
            const clipboardData = new DataTransfer();
            clipboardData.setData('text/plain', text);
            document.activeElement.dispatchEvent(
                new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
        }""",
        text,
    )


def _copied(page: Page) -> str:
    """What the clipboard gets."""
    return str(
        page.evaluate(
            """() => {
                const clipboardData = new DataTransfer();
                document.activeElement.dispatchEvent(
                    new ClipboardEvent('copy', { clipboardData, bubbles: true, cancelable: true }));
                return clipboardData.getData('text/plain');
            }"""
        )
    )
