"""The same walk on SQLite and on PostgreSQL: every page's queries mean the same on both."""

from __future__ import annotations

import pytest


@pytest.fixture
def any_site(store, build):
    return build(store)


def test_one_quote_goes_through_every_page(any_site):
    site = any_site
    root = site.start()
    stuck = site.engine.start("stuck", business_key="S-1", by="salesperson")
    manager, supervisor = site.as_("manager"), site.as_("supervisor")
    for box in ("mine", "claim", "started", "done"):
        assert manager.get(f"/worklist/?box={box}").status_code == 200
    item = site.item(root)
    assert manager.post(f"/worklist/{item}/draft", opinion="so far").status_code == 200
    assert "so far" in manager.get(f"/worklist/{item}").text
    done = manager.post(
        f"/worklist/{item}/complete?box=claim", part="wl-task", action="agree", submission="s"
    )
    assert "Agreed → next: Director approval" in done.text
    again = manager.post(
        f"/worklist/{item}/complete?box=claim", part="wl-task", action="agree", submission="s"
    )
    assert again.status_code == 200
    assert "Q-2031" in manager.get("/worklist/?box=done").text
    pages = [
        "/monitor/",
        "/monitor/incidents",
        f"/monitor/{root}/states.json",
        f"/monitor/{stuck}?tab=incidents",
    ]
    pages += [f"/monitor/{root}?tab={tab}" for tab in ("steps", "variables", "events", "record", "children")]
    pages += [
        "/monitor/?f.state=running&f.trouble=1&q=S-1&sort=process",
        "/monitor/?sort=-started_at&limit=1",
    ]
    for page in pages:
        assert supervisor.get(page).status_code == 200, page
    assert "Q-2031" in site.as_("salesperson").get("/monitor/").text
    assert "Q-2031" in site.as_("director").get("/monitor/").text
    assert site.as_("admin").get("/admin/").status_code == 200
    api = site.api("supervisor")
    for url in ("/instances", f"/instances/{root}", f"/instances/{root}/events", "/work-items?box=started"):
        assert api.get(url).status_code == 200, url
    assert site.app.test_client().get("/metrics").status_code == 200
    assert supervisor.post(f"/monitor/{root}/cancel", reason="enough").status_code == 303
