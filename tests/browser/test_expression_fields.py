"""Writing expressions with the help: on the page of a rule, and in the designer's narrow panel."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import StageIn
from tests.browser.hands import Hands

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


def test_conditions_are_completed_mended_read_aloud_and_tried(stage_in: StageIn) -> None:
    stage = stage_in("en")
    of_a_rule(hands(stage.person("admin")))
    of_a_diagram(hands(stage.person("designer")))


def of_a_rule(admin: Hands) -> None:
    admin.open("/crm/records/assignment-rules/new")
    page = admin.page
    field = page.locator("#f-condition")
    expect(page.locator(".gx-feel-bar")).to_be_visible()
    completes(page, field)
    mends(page, field)
    tries(page)


def completes(page: Page, field: Locator) -> None:
    field.press_sequentially("bud")
    expect(option(page)).to_contain_text("budget")
    assert field.get_attribute("aria-activedescendant") == option(page).get_attribute("id")
    page.keyboard.press("Enter")
    field.press_sequentially(" > 1000 and level = ")
    expect(option(page)).to_contain_text("Level A")
    page.keyboard.press("Tab")
    expect(field).to_have_value('budget > 1000 and level = "A"')
    expect(page.locator(".gx-feel-says > span")).to_have_text(
        "Budget is greater than ¥1,000 and customer level is “Level A”"
    )
    page.locator(".gx-feel-other").click()
    expect(page.locator(".gx-feel-says > span")).to_have_text("预算大于 ¥1,000，并且客户级别等于“A 级”")


def mends(page: Page, field: Locator) -> None:
    field.fill('budget => 1000 and level = "A"')
    expect(page.locator(".gx-feel-marks > mark")).to_have_text("=>")
    expect(page.locator(".gx-feel-fault")).to_contain_text("“At least” is written >=.")
    expect(field).to_have_attribute("aria-invalid", "true")
    page.get_by_role("button", name="Write >= instead").click()
    expect(field).to_have_value('budget >= 1000 and level = "A"')
    expect(page.locator(".gx-feel-marks > mark")).to_have_count(0)


def tries(page: Page) -> None:
    page.get_by_role("button", name="Try the expression").click()
    page.get_by_label("Budget").fill("999")
    page.get_by_label("Customer level").select_option("A")
    outcome = page.locator(".gx-feel-outcome")
    expect(outcome).to_contain_text("does not hold")
    page.get_by_label("Budget").fill("1,000")
    expect(outcome.locator(".gx-chip-ok")).to_have_text("holds")
    page.get_by_label("Budget").fill("much")
    expect(page.locator(".gx-feel-given").first).to_contain_text("Enter a number, such as 1200.50 or 10%.")


def of_a_diagram(designer: Hands) -> None:
    page = designer.page
    with page.expect_response("**/design/names"):
        designer.open("/definitions/quote_approval/design")
    page.locator("[data-gx-ready='1']").wait_for()
    page.locator(".djs-element[data-element-id=revise] .djs-hit").first.click(force=True)
    person = page.locator("#gx-panel-assignee")
    person.fill("=owner_logn")
    page.get_by_role("button", name="Write owner_login instead").click()
    expect(person).to_have_value("=owner_login")
    due = page.locator("#gx-panel-due")
    due.fill("P1D")
    expect(page.locator(".gx-panel-feel", has=due)).to_contain_text("in 1 working day")
    due.fill("=parameters.rev")
    page.keyboard.press("Control+Space")
    expect(option(page)).to_contain_text("Time to revise a quote")
    within = page.evaluate(
        "() => { const box = document.querySelector('.gx-feel-popup:popover-open').getBoundingClientRect();"
        " return box.left >= 0 && box.top >= 0 && box.right <= innerWidth && box.bottom <= innerHeight; }"
    )
    assert within
    page.keyboard.press("Escape")
    expect(page.locator(".gx-feel-popup:popover-open")).to_have_count(0)


def option(page: Page) -> Locator:
    return page.locator(".gx-feel-popup:popover-open [aria-selected=true]")


def hands(person: object) -> Hands:
    assert isinstance(person, Hands)
    return person
