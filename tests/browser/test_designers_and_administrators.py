"""Those who define and watch what runs: a designer, a supervisor, an administrator, around one quote."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from adapters.crm import tables as crm
from engine.store.schema.runtime import instance
from tests.browser.conftest import Desk, LogIn

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

Keep = Callable[[Page, str], None]
BROKEN = Path(__file__).with_name("broken.bpmn")


def test_what_runs_is_designed_held_and_redefined(desk: Desk, log_in: LogIn, keep: Keep) -> None:
    designer(log_in("designer"), desk, keep)
    seller, manager = log_in("salesperson"), log_in("manager")
    quote = submits_a_quote(seller, desk, keep, given="12%")
    returns_it(manager, desk, keep)
    supervisor_holds_it(log_in("supervisor"), desk, keep, quote)
    resubmits_it(seller, desk, keep, quote)
    agrees(manager, desk, keep, "manager-agrees")
    assert state_of(desk, quote) == "in_approval"
    kept = submits_a_quote(seller, desk, keep, given="9%")
    administrator_redefines(log_in("admin"), desk, keep)
    changed = submits_a_quote(seller, desk, keep, given="9%")
    for _ in range(2):
        agrees(manager, desk, keep, "manager-agrees-again")
    assert (state_of(desk, kept), state_of(desk, changed)) == ("approved", "in_approval")
    assert no_breaches(desk)


def designer(page: Page, desk: Desk, keep: Keep) -> None:
    page.goto(f"{desk.url}/definitions/")
    keep(page, "definitions")
    page.goto(f"{desk.url}/definitions/quote_approval/design")
    task = page.locator(".djs-element[data-element-id=mark_returned]")
    task.wait_for()
    task.dblclick()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("标记退回")
    page.keyboard.press("Enter")
    insert_a_task(page)
    keep(page, "modeler")
    page.get_by_role("button", name="存草稿").or_(page.get_by_role("button", name="Save draft")).first.click()
    page.wait_for_timeout(500)
    refuses_the_broken(page, desk, keep)
    publishes(page, desk, keep)


def insert_a_task(page: Page) -> None:
    """From the palette onto a sequence flow: bpmn-js puts the task in between."""
    box = page.locator(".djs-connection[data-element-id=withdrawn_done] .djs-hit").first.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.locator(".djs-palette .entry.bpmn-icon-task").hover()
    page.mouse.down()
    page.mouse.move(x, y - 60, steps=8)
    page.mouse.move(x, y, steps=8)
    page.mouse.up()
    page.keyboard.type("通知销售")
    page.keyboard.press("Enter")
    expect(page.locator(".djs-container")).to_contain_text("通知销售")


def refuses_the_broken(page: Page, desk: Desk, keep: Keep) -> None:
    page.goto(f"{desk.url}/definitions/")
    page.set_input_files("input[type=file]", str(BROKEN))
    if "/upload" not in page.url:
        page.locator("form[data-gx-drop] button[type=submit]").last.click()
    expect(page.locator("body")).to_contain_text("Unbound")
    expect(page.locator("body")).to_contain_text("Stuck")
    keep(page, "upload-refused")
    with desk.platform.store.read() as connection:
        keys = connection.exec_driver_sql("SELECT key FROM engine_definition").scalars().all()
    assert "broken" not in keys


def publishes(page: Page, desk: Desk, keep: Keep) -> None:
    page.goto(f"{desk.url}/definitions/quote_approval/design")
    page.locator(".djs-element[data-element-id=mark_returned]").wait_for()
    page.get_by_role("button", name="发布").or_(page.get_by_role("button", name="Publish")).first.click()
    dialog = page.locator("dialog[open]")
    dialog.locator("textarea, input[type=text]").first.fill("更清楚的名称 / a clearer name")
    keep(page, "publish")
    dialog.locator("button.gx-btn-primary, button[type=submit]").last.click()
    page.wait_for_url(lambda url: not url.endswith("/design"))
    page.wait_for_load_state("networkidle")
    with desk.platform.store.read() as connection:
        versions = connection.exec_driver_sql(
            "SELECT version FROM engine_definition WHERE key = 'quote_approval' ORDER BY version"
        ).scalars()
        assert list(versions) == [1, 2]
    keep(page, "published")


def submits_a_quote(page: Page, desk: Desk, keep: Keep, *, given: str) -> int:
    page.goto(f"{desk.url}/crm/quotes/new?account={a_customer(desk)}")
    page.fill("[name=lines-0-code]", "GX-150")
    page.keyboard.press("Tab")
    page.fill("[name=lines-0-quantity]", "3")
    page.keyboard.press("Tab")
    page.fill("[name=lines-0-given]", given)
    page.keyboard.press("Tab")
    expect(page.locator("body")).to_contain_text("6,800")
    keep(page, f"quote-{given.rstrip('%')}")
    page.locator("button[name=action][value=submit]").first.click()
    page.wait_for_url("**/crm/quotes/*")
    page.wait_for_load_state("networkidle")
    quote = int(page.url.rstrip("/").rsplit("/", 1)[1].partition("?")[0])
    assert state_of(desk, quote) == "in_approval"
    return quote


def open_first_task(page: Page, desk: Desk) -> None:
    page.goto(f"{desk.url}/worklist/")
    page.locator(".wl-row a").first.click()
    page.locator("#wl-task button[name=action][value=agree]").wait_for()


def returns_it(page: Page, desk: Desk, keep: Keep) -> None:
    open_first_task(page, desk)
    keep(page, "task")
    with page.expect_response(lambda answer: answer.status == 422):
        page.locator("#wl-task button[value=return]").click()
    expect(page.locator("#wl-task .gx-field-message, #wl-task .gx-strip").first).to_be_visible()
    page.fill("#wl-task textarea[name=opinion]", "请把折扣降到 11% · 11% at most")
    keep(page, "return-with-opinion")
    with page.expect_response(lambda answer: "/complete" in answer.url and answer.ok):
        page.locator("#wl-task button[value=return]").click()
    expect(page.locator("#wl-task textarea[name=opinion]")).to_have_count(0)


def supervisor_holds_it(page: Page, desk: Desk, keep: Keep, quote: int) -> None:
    root = instance_of(desk, quote)
    page.goto(f"{desk.url}/monitor/")
    keep(page, "monitor")
    page.goto(f"{desk.url}/monitor/{root}")
    page.locator(".djs-element[data-element-id=revise]").wait_for()
    keep(page, "instance")
    page.locator("[data-gx-open=suspend]").first.click()
    held = page.locator("dialog[open] form[action$='/suspend']")
    held.locator("[name=reason]").fill("核对客户资料 / checking the customer")
    keep(page, "suspend")
    held.locator("button[type=submit], button.gx-btn-danger").last.click()
    page.locator("form[action$='/resume'] button").wait_for()
    assert instance_state(desk, root) == "suspended"
    keep(page, "suspended")
    page.locator("form[action$='/resume'] button").last.click()
    page.locator("[data-gx-open=suspend]").first.wait_for()
    assert instance_state(desk, root) == "running"


def resubmits_it(page: Page, desk: Desk, keep: Keep, quote: int) -> None:
    page.goto(f"{desk.url}/worklist/")
    page.locator(".wl-row a").first.click()
    page.locator(f"#wl-task a[href*='/crm/quotes/{quote}']").first.click()
    page.fill("[name=lines-0-given]", "11%")
    page.keyboard.press("Tab")
    keep(page, "quote-returned")
    page.locator("button[name=action][value=submit]").first.click()
    page.wait_for_load_state("networkidle")
    expect(page.locator("body")).to_contain_text("11%")
    assert state_of(desk, quote) == "in_approval"


def agrees(page: Page, desk: Desk, keep: Keep, name: str) -> None:
    open_first_task(page, desk)
    before = open_items(desk)
    page.locator("#wl-task .wl-head [popovertarget], #wl-task .wl-head summary").first.click()
    keep(page, name)
    page.keyboard.press("Escape")
    page.locator("#wl-task button[value=agree]").click()
    expect(page.locator(".gx-toast").first).to_be_visible()
    assert before != open_items(desk)


def administrator_redefines(page: Page, desk: Desk, keep: Keep) -> None:
    page.goto(f"{desk.url}/rules/quote?point=2")
    page.locator("#rule-point [name='tests-0-max_discount']").fill("> 8%")
    page.keyboard.press("Tab")
    expect(page.locator("#rule-reading")).to_contain_text("8%")
    keep(page, "rule")
    page.locator("#rule-point button[value=save]").click()
    page.locator("a[href$='/rules/quote/release']").first.click()
    page.check("input[name=running][value=new]")
    page.fill("#publish-reason", "毛利压力 / margins are under pressure")
    keep(page, "rule-publish")
    page.locator("form[action$='/publish'] button.gx-btn-primary").click()
    page.wait_for_load_state("networkidle")
    keep(page, "rule-published")


def a_customer(desk: Desk) -> int:
    """One of the salesperson's own, without overdue payments and without discounts of his own."""
    with desk.platform.store.read() as connection:
        owner = connection.exec_driver_sql(
            "SELECT id FROM engine_person WHERE login = 'salesperson'"
        ).scalar_one()
        found = connection.execute(
            select(crm.account.c.id)
            .where(crm.account.c.owner_id == owner, crm.account.c.overdue == 0)
            .where(crm.account.c.level != "A", crm.account.c.kind != "agent")
            .limit(1)
        ).scalar_one()
    return int(found)


def state_of(desk: Desk, quote: int) -> str:
    with desk.platform.store.read() as connection:
        return str(connection.execute(select(crm.quote.c.state).where(crm.quote.c.id == quote)).scalar_one())


def instance_of(desk: Desk, quote: int) -> int:
    with desk.platform.store.read() as connection:
        query = select(crm.quote.c.instance_id).where(crm.quote.c.id == quote)
        return int(connection.execute(query).scalar_one())


def instance_state(desk: Desk, root: int) -> str:
    with desk.platform.store.read() as connection:
        return str(connection.execute(select(instance.c.state).where(instance.c.id == root)).scalar_one())


def open_items(desk: Desk) -> list[int]:
    with desk.platform.store.read() as connection:
        return list(
            connection.exec_driver_sql("SELECT id FROM engine_work_item WHERE closed_at IS NULL").scalars()
        )


def no_breaches(desk: Desk) -> bool:
    from engine.store.verify import verify

    with desk.platform.store.snapshot() as connection:
        return verify(connection, desk.platform.checks) == []
