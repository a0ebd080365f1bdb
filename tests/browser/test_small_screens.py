"""The story at 390 px: nothing scrolls sideways, and what a page is there for can be reached with a thumb."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Desk, LogIn
from tests.browser.test_designers_and_administrators import a_customer, instance_of, state_of

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

WIDTH = 390
THUMB = 36  # px: the least height of a main action
#: rows of tabs, boxes and phrases may be swiped; diagrams are canvases
SWIPED = ".gx-tabs, .gx-side, .gx-phrases, .gx-list-views, .djs-container"
TOO_WIDE = f"""() => [...document.querySelectorAll('*')].filter((e) => {{
  if (e.closest('{SWIPED}, [hidden]') || !e.clientWidth) return false;
  const scrolls = ['auto', 'scroll'].includes(getComputedStyle(e).overflowX) || e === document.scrollingElement;
  return scrolls && e.scrollWidth > e.clientWidth + 1;
}}).map((e) => `${{e.tagName}}.${{e.className}} ${{e.scrollWidth}} > ${{e.clientWidth}}`)"""


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_story_fits_a_phone(desk: Desk, log_in: LogIn, lang: str) -> None:
    def phone(login: str) -> Page:
        return log_in(login, lang=lang, width=WIDTH)

    quote = sells(phone("salesperson"), desk)
    decides(phone("manager"), desk)
    looks_on(phone("supervisor"), desk, instance_of(desk, quote))
    reads_the_definition(phone("designer"), desk)
    reads_the_rule(phone("admin"), desk)


def sells(page: Page, desk: Desk) -> int:
    account = a_customer(desk)
    opens(page, f"{desk.url}/crm/accounts/", "a[href='/crm/accounts/new']")
    opens(page, f"{desk.url}/crm/quotes/", "tr[data-gx-row] a")
    opens(page, f"{desk.url}/crm/accounts/{account}", f"a[href*='quotes/new?account={account}']")
    opens(page, f"{desk.url}/crm/quotes/new?account={account}", "button[name=action][value=submit]")
    page.fill("[name=lines-0-code]", "GX-150")
    page.fill("[name=lines-0-quantity]", "3")
    page.fill("[name=lines-0-given]", "12%")
    page.keyboard.press("Tab")
    expect(page.locator("#lines-0-amount")).to_contain_text("17,952")
    fits(page)
    page.locator("button[name=action][value=submit]").first.click()
    page.wait_for_url(lambda url: "/quotes/" in url and "new" not in url)
    fits(page)
    quote = int(page.url.rstrip("/").rsplit("/", 1)[1].partition("?")[0])
    assert state_of(desk, quote) == "in_approval"
    return quote


def decides(page: Page, desk: Desk) -> None:
    opens(page, f"{desk.url}/worklist/", ".wl-row a")
    page.locator(".wl-row a").first.click()
    agree = page.locator("#wl-task button[value=agree]")
    within_reach(agree)
    page.locator("#wl-task .gx-table").wait_for()
    fits(page)
    for tab in ("flow", "record"):
        page.locator(f".wl-tabs label:has(input[value={tab}])").click()
        fits(page)
    agree.click()
    expect(page.locator(".gx-toast").first).to_be_visible()


def looks_on(page: Page, desk: Desk, root: int) -> None:
    opens(page, f"{desk.url}/monitor/", "tr[data-gx-row] a")
    for tab in ("variables", "events", "children"):
        opens(page, f"{desk.url}/monitor/{root}?tab={tab}#mon-tabs", f".gx-tab[href*='tab={tab}']")
    opens(page, f"{desk.url}/monitor/{root}", "[data-gx-open=suspend]")
    page.locator("[data-gx-open=suspend]").click()
    within_reach(page.locator("dialog[open] button[type=submit]"))


def reads_the_definition(page: Page, desk: Desk) -> None:
    opens(page, f"{desk.url}/definitions/", "a[href='/definitions/new']")
    for part in ("", "/design", "/versions", "/files"):
        opens(page, f"{desk.url}/definitions/quote_approval{part}", ".gx-tab[aria-current]")


def reads_the_rule(page: Page, desk: Desk) -> None:
    opens(page, f"{desk.url}/rules/", "tr[data-gx-row] a")
    opens(page, f"{desk.url}/rules/quote?point=2", ".rules-card[aria-current]")
    opens(page, f"{desk.url}/admin/", "a[href='/monitor/incidents']")


def opens(page: Page, url: str, action: str) -> None:
    """The page fits, and its main action can be brought into view and is large enough."""
    page.goto(url)
    within_reach(page.locator(action).locator("visible=true").first)
    fits(page)


def within_reach(action: Locator) -> None:
    action.scroll_into_view_if_needed()
    row = action.locator("xpath=ancestor::*[self::tr or self::li][1]")  # the link of a row covers all of it
    box = (row if row.count() else action).bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= WIDTH
    assert box["height"] >= THUMB


def fits(page: Page) -> None:
    assert page.evaluate(TOO_WIDE) == []
