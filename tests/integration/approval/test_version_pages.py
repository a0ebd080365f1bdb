"""The page of versions, rolling back in two clicks, and releases for a later moment over HTTP."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest

from processes.approval import policies


def _text(client, url):
    return " ".join(re.sub(r"<[^>]+>", " ", html.unescape(client.get(url).text)).split())


def _in_force(site):
    with site.store.read() as connection:
        return policies.in_force(connection, "quote", site.store.clock.now())


def _publish(site, client, **fields):
    return site.post(
        client, "/rules/quote/publish", {"seen": site.seen(client), "reason": "总监从 8% 起审批", **fields}
    )


@pytest.fixture
def changed(site):
    """The director decides from 8 % on: version 2 is in force."""
    client = site.client()
    site.save(client)
    _publish(site, client)
    assert _in_force(site).version == 2
    return site


def test_a_moment_is_typed_in_the_time_zone_of_the_platform_and_shown_in_it(site):
    client = site.client("admin", "en")
    site.save(client)
    assert "Time zone: Asia/Shanghai, UTC+08:00" in _text(client, "/rules/quote/release")
    answer = _publish(site, client, effective="2026-03-03T09:00")
    assert answer.status_code == 303
    for url in ("/rules/quote", "/rules/quote/versions"):
        assert "Version 2 takes effect on 3 Mar 2026, 09:00." in _text(client, url)
    assert _in_force(site).version == 1
    site.store.clock.advance(timedelta(hours=21))  # from noon to nine
    assert _in_force(site).version == 2


@pytest.mark.parametrize("moment", ["2026-03-02T11:00", "soon", "2126-01-01T00:00"])
def test_a_moment_that_cannot_be_is_told_at_its_field_and_what_was_typed_comes_back(site, moment):
    client = site.client("admin", "en")
    site.save(client)
    answer = _publish(site, client, effective=moment, reason="From the second of March", running="waiting")
    assert answer.status_code == 422
    field = re.search(
        r'<div class="gx-field gx-field-error">.*?name="effective".*?</div></div>', answer.text, re.DOTALL
    )
    assert field
    assert moment in field[0]
    assert "From the second of March</textarea>" in answer.text
    assert re.search(r'value="waiting" checked', answer.text)
    assert _in_force(site).version == 1


def test_taking_it_back_needs_a_reason_and_is_told(site):
    client = site.client("admin", "en")
    site.save(client)
    _publish(site, client, effective="2026-03-03T09:00")
    for reason, said in (("", "needs a reason"), ("Not agreed with sales", "Version 2 was taken back.")):
        answer = site.post(client, "/rules/quote/take-back", {"version": "2", "reason": reason})
        assert answer.status_code == 303
        assert said in _text(client, "/rules/quote")
    listed = _text(client, "/rules/quote/versions")
    assert "taken back by Administrator Gao Xiang" in listed
    assert "Not agreed with sales" in listed
    assert "Version 3 draft Goes back to version 2" in listed


def test_what_happens_to_a_scheduled_version_is_said_before_another_is_released(site):
    client = site.client("admin", "en")
    site.save(client)
    _publish(site, client, effective="2026-03-05T09:00")
    site.save(client, **{"tests-0-max_discount": "> 7%"})
    said = _text(client, "/rules/quote/release")
    assert "If this one takes effect before then or at the same moment, version 2 never does" in said
    _publish(site, client, effective="2026-03-04T09:00")
    assert "version 3 took its place before it took effect" in _text(client, "/rules/quote/versions")


def test_every_version_says_what_it_is_when_by_whom_why_and_what_it_changed(changed):
    said = _text(changed.client("supervisor", "en"), "/rules/quote/versions")
    assert "Version 2 in force" in said
    assert "2 Mar 2026, 12:00 总监从 8% 起审批 Administrator Gao Xiang" in said
    assert "1 difference from version 1" in said
    assert "Largest line discount is greater than 10% → Largest line discount is greater than 8%" in said
    assert "Version 1 retired" in said
    assert "from the beginning until 2 Mar 2026, 12:00" in said
    assert "Roll back…" not in said  # the second person releases nothing


def test_a_version_is_rolled_back_in_two_clicks_and_remembers_what_it_repeats(changed):
    client = changed.client("admin", "en")
    first = re.search(r'href="(/rules/quote/roll-back/1)"', client.get("/rules/quote/versions").text)[1]
    said = _text(client, first)
    assert "Largest line discount is greater than 8% → Largest line discount is greater than 10%" in said
    assert "A second person must agree before it is in force." in said  # from 10 % on is less control
    answer = changed.post(client, first, {"reason": "Rolled back to version 1"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/rules/quote/release")
    second = changed.client("supervisor", "en")
    changed.post(second, "/rules/quote/agree", {"opinion": ""})
    now = _in_force(changed)
    assert (now.version, now.restored_from) == (3, 1)
    listed = _text(client, "/rules/quote/versions")
    assert "Version 3 in force Goes back to version 1" in listed
    assert "Rolled back to version 1 Administrator Gao Xiang" in listed
    assert "agreed: Process supervisor Zhao Qiang" in listed


def test_rolling_back_without_a_reason_or_beside_a_draft_changes_nothing(changed):
    client = changed.client("admin", "en")
    answer = changed.post(client, "/rules/quote/roll-back/1", {"reason": " "})
    assert answer.status_code == 422
    changed.save(client, **{"tests-0-max_discount": "> 7%"})
    assert "There is a draft already" in _text(client, "/rules/quote/roll-back/1")
    assert changed.post(client, "/rules/quote/roll-back/1", {"reason": "back"}).status_code == 409
    assert changed.client().get("/rules/quote/roll-back/9").status_code == 404
    assert _in_force(changed).version == 2


def test_a_flow_that_is_switched_off_meanwhile_is_agreed_to_and_waits_to_be_switched_on(site):
    client = site.client("admin", "en")
    site.save(client, **{"tests-0-max_discount": "> 12%"})
    _publish(site, client)
    for change in ({"what": "off"}, {"what": "rename", "name": "新名", "name_en": "Other name"}):
        site.post(client, "/rules/quote/change", change)
    second = site.client("supervisor", "en")
    said = _text(second, "/rules/quote/release")
    assert "Release of Other name" in said
    assert "No version decides as long as the flow is switched off." in said
    assert site.post(second, "/rules/quote/agree", {"opinion": ""}).status_code == 303
    site.post(client, "/rules/quote/change", {"what": "on"})
    assert _in_force(site).version == 2
