"""The employee's pages through real routes."""

from __future__ import annotations


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


def test_agreeing_completes_and_names_who_is_next(site):
    root = site.start()
    item = site.item(root)
    answer = site.as_("manager").post(
        f"/worklist/{item}/complete?box=claim", part="wl-task", action="agree", revision="0", submission="s1"
    )
    assert answer.status_code == 200
    assert "Agreed → next: Director approval · Sales director Wang Fang" in answer.text
    assert site.row(item)["state"] == "completed"
    assert "Everything" in site.as_("manager").get("/worklist/").text
    assert "Q-2031" in site.as_("director").get("/worklist/").text
