"""People who should not: S10, S12–S15, and the races of `reliability.md` 26, 27 and 29."""

from __future__ import annotations

import threading

import pytest

from engine.audit import TOPICS, read_stream
from engine.organisation import by_login, set_status

MISSING = "1234567890123456"
ACTS = ("claim", "release", "transfer", "complete", "draft", "phrase")


@pytest.mark.parametrize("page", ["", "/flow", "/states.json"])
def test_a_task_of_others_looks_like_one_that_does_not_exist(site, page):
    item = site.item(site.start())
    stranger = site.as_("warehouse")
    hidden, missing = stranger.get(f"/worklist/{item}{page}"), stranger.get(f"/worklist/{MISSING}{page}")
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert hidden.text.replace(str(item), "ID") == missing.text.replace(MISSING, "ID")
    with site.store.read() as connection:
        noted = [one for one in read_stream(connection, TOPICS["privacy"]) if one.code == "privacy.refused"]
    assert [one.payload["path"] for one in noted] == [f"/worklist/{item}{page}", f"/worklist/{MISSING}{page}"]


@pytest.mark.parametrize("act", ACTS)
def test_acting_on_a_task_of_others_is_answered_like_one_that_does_not_exist(site, act):
    item = site.item(site.start())
    before = site.row(item)
    stranger = site.as_("warehouse")
    assert (
        stranger.post(f"/worklist/{item}/{act}", action="agree", to="warehouse", reason="mine").status_code
        == 404
    )
    assert site.row(item) == before


def test_highlighting_a_row_does_not_show_what_may_not_be_seen(site):
    mine = site.item(site.start("Q-1", by="colleague"))
    secret = site.item(site.start("Q-SECRET"))
    site.engine.assign(mine, to="warehouse", by="supervisor", reason="help")
    answer = site.as_("warehouse").get(f"/worklist/{mine}?box=mine&open={secret}", part="wl-task")
    assert answer.status_code == 200
    assert "Q-SECRET" not in answer.text


def test_somebody_elses_task_is_not_completed(site):
    item = site.item(site.start())
    site.engine.claim(item, by="manager")
    answer = site.as_("other_manager").post(f"/worklist/{item}/complete", part="wl-task", action="agree")
    assert answer.status_code == 409
    assert "经理 陈 已先领取此任务" in answer.text
    assert site.row(item)["state"] == "claimed"


def test_the_applicant_sees_the_approval_but_decides_nothing(site):
    item = site.item(site.start())
    seller = site.as_("salesperson")
    page = seller.get(f"/worklist/{item}")
    assert page.status_code == 200
    assert 'value="agree"' not in page.text
    answer = seller.post(f"/worklist/{item}/complete", part="wl-task", action="agree")
    assert answer.status_code == 403
    assert "Sales manager" in answer.text
    assert site.row(item)["state"] == "offered"


def test_claiming_without_the_position_is_refused(site):
    item = site.item(site.start())
    assert site.as_("supervisor").post(f"/worklist/{item}/claim").status_code == 403
    assert site.row(item)["assignee"] is None


@pytest.mark.parametrize("to", ["frozen", "nobody", "manager", "", "salesperson"])
def test_a_task_goes_to_nobody_who_cannot_take_it(site, to):
    item = site.item(site.start())
    site.engine.claim(item, by="manager")
    if to == "frozen":
        to = "director"
        with site.store.begin(by=None, action="test") as tx:
            set_status(tx, by_login(tx.connection, to).id, "frozen")
    answer = site.as_("manager").post(f"/worklist/{item}/transfer", part="wl-task", to=to, reason="on leave")
    assert answer.status_code in (403, 409)
    assert answer.headers["HX-Retarget"] == "#wl-transfer-problem"
    assert site.row(item)["assignee"] == "manager"


def test_a_transfer_needs_a_reason_and_is_recorded_with_it(site):
    item = site.item(site.start())
    manager = site.as_("manager")
    site.engine.claim(item, by="manager")
    assert (
        manager.post(f"/worklist/{item}/transfer", part="wl-task", to="other_manager", reason=" ").status_code
        == 422
    )
    assert (
        manager.post(
            f"/worklist/{item}/transfer", part="wl-task", to="other_manager", reason="on leave"
        ).status_code
        == 200
    )
    assert site.row(item)["assignee"] == "other_manager"
    payload = site.events(site.row(item)["root_id"], code=23)[0].payload
    assert (payload["from"], payload["to"], payload["reason"]) == ("manager", "other_manager", "on leave")


def test_a_supervisor_may_give_a_task_to_somebody_else(site):
    item = site.item(site.start())
    supervisor = site.as_("supervisor")
    answer = supervisor.post(f"/worklist/{item}/transfer", to="other_manager", reason="holiday")
    assert answer.status_code == 303
    assert site.row(item)["assignee"] == "other_manager"


@pytest.mark.parametrize(
    "fields",
    [
        {"assignee": "manager"},
        {"status": "COMPLETED"},
        {"_instance_id": "1"},
        {"title": "Q-1"},
        {"applicant": "manager"},
        {"__proto__.isAdmin": "1"},
    ],
)
def test_fields_the_form_does_not_have_are_refused(site, fields):
    item = site.item(site.start())
    answer = site.as_("manager").post(f"/worklist/{item}/complete", part="wl-task", action="agree", **fields)
    assert answer.status_code == 422
    assert site.row(item)["state"] == "offered"


@pytest.mark.parametrize("limit", ["NaN", "Infinity", "1e400", "--", "1,2,3", "<script>"])
def test_what_is_no_number_is_refused_and_shown_again_as_text(site, limit):
    item = site.item(site.start())
    answer = site.as_("manager").post(
        f"/worklist/{item}/complete", part="wl-task", action="agree", limit=limit
    )
    assert answer.status_code == 422
    assert "<script>" not in answer.text
    assert site.row(item)["state"] == "offered"


def test_hostile_titles_are_shown_as_text(site):
    root = site.start("<script>alert(1)</script>", amount='"><img src=x onerror=alert(1)>')
    manager = site.as_("manager")
    for page in ("/worklist/?box=claim", f"/worklist/{site.item(root)}"):
        text = manager.get(page).text
        assert "<script>alert" not in text
        assert "<img src=x" not in text


@pytest.mark.parametrize("act", ACTS)
def test_without_its_token_a_post_changes_nothing(site, act):
    item = site.item(site.start())
    before = site.row(item)
    browser = site.as_("manager")
    browser.token = "forged"
    assert browser.post(f"/worklist/{item}/{act}", action="agree").status_code == 403
    assert site.row(item) == before


def test_unknown_boxes_and_numbers_are_refused(site):
    manager = site.as_("manager")
    assert manager.get("/worklist/?box=everything").status_code == 422
    assert manager.get("/worklist/list?after=%00%00").status_code == 422
    item = site.item(site.start())
    assert manager.post(f"/worklist/{item}/claim", revision="one").status_code == 422
    assert manager.post(f"/worklist/{item}/complete", part="wl-task", submission="x" * 65).status_code == 422


def test_of_two_who_claim_at_once_one_wins(site):
    item = site.item(site.start())
    browsers = [site.as_("manager"), site.as_("other_manager")]
    answers: list[int] = []

    def claim(browser):
        answers.append(browser.post(f"/worklist/{item}/claim", part="wl-task", revision="0").status_code)

    threads = [threading.Thread(target=claim, args=(browser,)) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, 409]


def test_of_many_who_complete_at_once_one_wins(site):
    item = site.item(site.start())
    browsers = [site.as_(login) for login in ("manager", "other_manager", "manager", "other_manager")]
    answers: list[int] = []

    def decide(browser):
        answers.append(browser.post(f"/worklist/{item}/complete", part="wl-task", action="agree").status_code)

    threads = [threading.Thread(target=decide, args=(browser,)) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, 409, 409, 409]
    assert len(site.events(site.row(item)["root_id"], code=18)) == 1
