"""The same pages on both stores."""

from __future__ import annotations

from collections.abc import Callable

from engine.store.uow import Store
from tests.support.designer import Site, hidden, package, zipped


def test_publishing_and_looking_works_on_both_stores(
    store: Store, make_site: Callable[[Store], Site]
) -> None:
    site = make_site(store)
    site.publish()
    site.deployer.engine.start("review", variables={"title": "Q-1", "applicant": "designer"})
    browser = site.as_("designer")
    page = browser.upload({"review.zip": zipped(package(**{"notes.md": b"two"}))}).text
    assert "Running instances that keep version 1: 1" in page
    form = {name: hidden(page, name) for name in ("carried", "complete", "name", "seen")}
    assert browser.post("/definitions/publish", reason="notes", **form).status_code == 303
    assert "<dt>Running</dt><dd>1</dd>" in browser.get("/definitions/").text
    assert "notes" in browser.get("/definitions/review/versions").text
    assert "notes.md" in browser.get("/definitions/review/files").text
    saved = browser.post("/definitions/review/design/save", xml="<x/>", revision="0.2")
    assert saved.json == {"revision": "1.2"}
    assert "Draft" in browser.get("/definitions/?show=drafts").text
