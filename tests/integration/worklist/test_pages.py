"""The employee's pages through real routes: looking, deciding, and what comes back with a refusal."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest


def complete(browser, item, **form):
    return browser.post(f"/worklist/{item}/complete?box=mine", part="wl-task", **form)


def test_a_group_offers_the_task_and_the_page_shows_it(site):
    item = site.item(site.start())
    manager = site.as_("manager")
    page = manager.get("/worklist/?box=claim").text
    assert "Quote approval Q-2031 · 青屿精工" in page
    assert "¥188,288" in page
    task = manager.get(f"/worklist/{item}").text
    assert "Manager approval" in task
    assert "Approved limit" in task
    assert "You hold the position Sales manager" in task


def test_the_same_page_in_chinese(site):
    item = site.item(site.start())
    task = site.as_("other_manager").get(f"/worklist/{item}").text
    for text in (
        "报价审批 Q-2031",
        "销售经理审批",
        "批准折扣上限",
        "为什么到我这里",
        "同意",
        "退回",
        "驳回",
        "转办",
    ):
        assert text in task, text


def test_agreeing_completes_and_names_who_is_next(site):
    item = site.item(site.start())
    answer = complete(site.as_("manager"), item, action="agree", revision="0", submission="s1")
    assert answer.status_code == 200
    assert "Agreed → next: Director approval · Sales director Wang Fang" in answer.text
    assert answer.headers["HX-Push-Url"] == "/worklist/?box=mine"
    assert site.row(item)["state"] == "completed"
    assert "Q-2031" in site.as_("director").get("/worklist/").text


def test_after_deciding_the_next_task_opens(site):
    items = [site.item(site.start(f"Q-{n}")) for n in (1, 2, 3)]
    for item in items:
        site.engine.claim(item, by="manager")
    answer = complete(site.as_("manager"), items[1], action="agree")
    assert answer.headers["HX-Push-Url"] == f"/worklist/{items[2]}?box=mine"
    assert f'data-open="{items[2]}"' in answer.text


def test_without_script_the_answer_is_a_redirect_with_the_same_words(site):
    item = site.item(site.start())
    manager = site.as_("manager")
    answer = manager.post(f"/worklist/{item}/complete?box=mine", action="agree")
    assert (answer.status_code, answer.location) == (303, "/worklist/?box=mine")
    assert "Agreed → next" in manager.get(answer.location).text


def test_returning_goes_to_the_applicant_and_comes_back(site):
    root = site.start()
    manager = site.as_("manager")
    complete(manager, site.item(root), action="return", opinion="too cheap")
    revise = site.item(root)
    seller = site.as_("salesperson")
    assert "修改报价" in seller.get(f"/worklist/{revise}").text
    assert complete(seller, revise, note="").status_code == 422
    assert complete(seller, revise, note="now 8 %").status_code == 200
    assert site.row(site.item(root))["element"] == "manager"


@pytest.mark.parametrize("action", ["return", "reject"])
def test_an_opinion_is_required_unless_agreeing_and_everything_typed_comes_back(site, action):
    item = site.item(site.start())
    answer = complete(site.as_("manager"), item, action=action, opinion="  ", limit="12.5")
    assert answer.status_code == 422
    assert "An opinion is needed" in answer.text
    assert 'value="12.5"' in answer.text
    assert site.row(item)["state"] == "offered"


def test_a_wrong_field_says_so_beside_it_and_keeps_what_was_typed(site):
    item = site.item(site.start())
    answer = complete(site.as_("manager"), item, action="agree", limit="99", opinion="looks fine")
    assert answer.status_code == 422
    assert "This must be at most 18." in answer.text
    assert 'value="99"' in answer.text
    assert ">looks fine</textarea>" in answer.text


def test_a_double_click_submits_once(site):
    item = site.item(site.start())
    manager = site.as_("manager")
    first = complete(manager, item, action="agree", revision="0", submission="once")
    second = complete(manager, item, action="agree", revision="0", submission="once")
    assert (first.status_code, second.status_code) == (200, 200)
    assert "Agreed → next: Director approval" in second.text
    assert len(site.events(site.row(item)["root_id"], code=18)) == 1


def test_a_stale_tab_gets_a_sentence_and_keeps_its_text(site):
    item = site.item(site.start())
    late = site.as_("other_manager")
    page = late.get(f"/worklist/{item}").text
    assert 'name="revision" value="0"' in page
    complete(site.as_("manager"), item, action="agree")
    answer = complete(late, item, action="return", opinion="needs a better margin", revision="0")
    assert answer.status_code == 409
    assert "经理 陈" in answer.text
    done = site.row(item)["closed_at"].astimezone(ZoneInfo("Asia/Shanghai"))
    assert f"于 {done:%Y-%m-%d %H:%M} 已完成" in answer.text  # the reader's time, not the server's
    assert "needs a better margin" in answer.text
    assert len(site.events(site.row(item)["root_id"], code=18)) == 1


def test_what_changed_meanwhile_is_a_conflict_and_the_form_stays(site):
    item = site.item(site.start())
    manager = site.as_("manager")
    site.engine.claim(item, by="manager")
    site.engine.release(item, by="manager")
    answer = complete(manager, item, action="agree", opinion="my words", revision="0")
    assert answer.status_code == 409
    assert "my words" in answer.text
    assert 'name="revision" value="2"' in answer.text


def test_a_suspended_instance_refuses_says_who_and_keeps_the_text(site):
    root = site.start()
    item = site.item(root)
    site.engine.suspend(root, reason="audit", by="supervisor")
    answer = complete(site.as_("manager"), item, action="agree", opinion="my words")
    assert answer.status_code == 423
    assert answer.headers["Retry-After"]
    assert "Process supervisor Zhao Gang" in answer.text
    assert "my words" in answer.text
    assert site.row(item)["state"] == "offered"


def test_a_draft_is_kept_by_the_server_and_gone_once_sent(site):
    item = site.item(site.start())
    manager = site.as_("manager")
    saved = manager.post(f"/worklist/{item}/draft", opinion="half a sentence", limit="7", csrf="x")
    assert saved.json["saved_at"]
    page = manager.get(f"/worklist/{item}").text
    assert ">half a sentence</textarea>" in page
    assert 'value="7"' in page
    assert "half a sentence" not in site.as_("other_manager").get(f"/worklist/{item}").text
    complete(manager, item, action="agree")
    with site.store.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM worklist_draft").scalar() == 0


def test_the_draft_of_whoever_was_slower_is_shown_beside_the_closed_task(site):
    item = site.item(site.start())
    late = site.as_("other_manager")
    late.post(f"/worklist/{item}/draft", opinion="mein Satz")
    complete(site.as_("manager"), item, action="agree")
    page = late.get(f"/worklist/{item}").text
    assert "mein Satz" in page
    assert 'name="submission"' in page


def test_a_giant_draft_is_refused_by_size(site):
    item = site.item(site.start())
    answer = site.as_("manager").post(f"/worklist/{item}/draft", opinion="x" * 70_000)
    assert answer.status_code == 413


def test_a_phrase_is_added_to_the_opinion(site):
    item = site.item(site.start())
    manager = site.as_("manager")
    part = manager.post(f"/worklist/{item}/phrase", part="wl-opinion", opinion="First.", phrase="Second.")
    assert "First.\nSecond.</textarea>" in part.text
    whole = manager.post(f"/worklist/{item}/phrase", opinion="", phrase="Second.", limit="3")
    assert ">Second.</textarea>" in whole.text
    assert 'value="3"' in whole.text


def test_changes_are_counted_not_shuffled_in(site):
    site.start("Q-1")
    manager = site.as_("manager")
    page = manager.get("/worklist/?box=claim").text
    url = page.split('id="wl-news"')[1].split('hx-get="')[1].split('"')[0].replace("&amp;", "&")
    quiet = manager.get(url)
    assert "updates" not in quiet.text
    again = manager.client.get(url, headers={"If-None-Match": quiet.headers["ETag"], "Accept-Language": "en"})
    assert again.status_code == 304
    site.start("Q-2")
    assert "1 updates" in manager.get(url).text


def test_the_diagram_knows_what_is_done_current_and_ahead(site):
    root = site.start()
    manager = site.as_("manager")
    states = manager.get(f"/worklist/{site.item(root)}/states.json").json["elements"]
    assert states["submitted"]["state"] == "done"
    assert states["to_manager"]["state"] == "taken"
    assert states["manager"]["state"] == "now"
    assert "Sales manager" in states["manager"]["badge"]
    assert states["decided"]["state"] == "pred"
    assert states["director"]["state"] == "dim"
    complete(manager, site.item(root), action="agree")
    states = site.as_("director").get(f"/worklist/{site.item(root)}/states.json").json["elements"]
    assert states["agreed"]["state"] == "taken"
    assert "state" in states["returned"]
    assert states["returned"]["state"] == "dim"
    assert states["director"]["state"] == "now"


def test_the_deadline_says_itself_in_words_and_colour(site, clock):
    item = site.item(site.start())
    manager = site.as_("manager")
    assert "8.0 h left" in manager.get(f"/worklist/{item}").text
    clock.advance(timedelta(hours=5))
    manager = site.as_("manager")
    assert "gx-item-warn" in manager.get("/worklist/?box=claim").text
    clock.advance(timedelta(hours=4))
    late = site.as_("manager").get("/worklist/?box=claim").text
    assert "1.0 h overdue" in late
    assert "gx-item-bad" in late


def test_started_by_me_shows_where_it_stands(site):
    site.start()
    page = site.as_("salesperson").get("/worklist/?box=started").text
    assert "Quote approval Q-2031" in page
    assert "Manager approval · Sales manager" in page
