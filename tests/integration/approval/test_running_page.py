"""The pages about approvals that run: the choice on the release form, and the page of what is asked again."""

from __future__ import annotations

import html

from processes.approval import policies


def _text(client, path):
    return html.unescape(client.get(path).text)


def test_the_release_form_offers_the_three_choices_and_the_version_keeps_the_one_made(site):
    client = site.client("admin", "en")
    site.save(client, **{"tests-0-max_discount": "> 8%"})
    text = _text(client, "/rules/quote/release")
    assert '<input type="radio" name="running" value="ahead" checked>' in text
    for said in ("New approvals only", "Also points not yet reached", "Ask waiting points again now, too"):
        assert said in text
    with site.store.read() as connection:
        seen = policies.draft(connection, "quote").token
    sent = {"seen": seen, "reason": "8 %", "running": "waiting"}
    assert site.post(client, "/rules/quote/publish", sent).status_code == 303
    with site.store.read() as connection:
        assert policies.version(connection, "quote", 2).running == "waiting"
    assert "Ask waiting points again now, too" in _text(client, "/rules/quote")


def test_without_approvals_that_run_nobody_loses_a_task(site):
    client = site.client("admin", "en")
    assert "No version asked waiting points again" in _text(client, "/rules/quote/running")
    site.save(client, **{"tests-0-max_discount": "> 8%"})
    assert "Tasks that would be taken away: 0, given: 0." in _text(client, "/rules/quote/running")


def test_trying_again_says_how_many(site):
    client = site.client("admin", "en")
    answer = site.post(client, "/rules/quote/running", {"version": "1"})
    assert answer.headers["Location"] == "/rules/quote/running"
    assert "0 approvals are tried again." in _text(client, "/rules/quote/running")
