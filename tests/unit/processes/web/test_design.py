"""The modeler's requests: open, check, save, publish, discard; a new process; an earlier version as draft."""

from __future__ import annotations

import re

from engine.definition import read
from engine.store.definitions import draft_keys, latest, resources
from tests.support.designer import Browser, Site, package

DIAGRAM = package()["review.bpmn"].decode()
CHANGED = DIAGRAM.replace("PT8H", "PT6H")


def revision(browser: Browser, key: str = "review") -> str:
    found = re.search(r'data-gx-revision="([^"]*)"', browser.get(f"/definitions/{key}/design").text)
    assert found
    return found[1]


def test_the_check_answers_with_element_line_and_way_out(site: Site) -> None:
    site.publish()
    broken = DIAGRAM.replace('sourceRef="outcome"', 'sourceRef="revise"')
    found = site.as_("designer", "zh").post("/definitions/review/design/check", xml=broken).json
    gateway = next(one for one in found if one["code"] == "GATEWAY_NO_EXIT")
    assert (gateway["element"], gateway["line"], gateway["severity"]) == ("outcome", 8, "error")
    assert "没有出口" in gateway["message"]


def test_the_check_knows_the_forms_of_the_package(site: Site) -> None:
    site.publish()
    assert site.as_("designer").post("/definitions/review/design/check", xml=DIAGRAM).json == []


def test_a_draft_is_saved_reopened_and_published_with_the_other_files(site: Site) -> None:
    site.publish()
    browser = site.as_("designer")
    saved = browser.post("/definitions/review/design/save", xml=CHANGED, revision=revision(browser))
    assert saved.json == {"revision": "1.1"}
    assert "PT6H" in browser.get("/definitions/review/design.bpmn").text
    answer = browser.post(
        "/definitions/review/design/publish", xml=CHANGED, revision="1.1", note="shorter", svg="<svg/>"
    )
    assert answer.json == {"url": "/definitions/review"}
    with site.store.read() as connection:
        found = latest(connection, "review")
        assert found is not None
        assert found.version == 2
        assert resources(connection, found.id) == package(**{"review.bpmn": CHANGED.encode()})
        assert draft_keys(connection) == []


def test_two_designers_do_not_overwrite_each_other(site: Site) -> None:
    site.publish()
    mine, other = site.as_("designer"), site.as_("other")
    before = revision(mine)
    assert other.post("/definitions/review/design/save", xml=CHANGED, revision=before).status_code == 200
    answer = mine.post("/definitions/review/design/save", xml=DIAGRAM, revision=before)
    assert answer.status_code == 409
    assert "another draft" in answer.json["message"]
    assert "PT6H" in mine.get("/definitions/review/design.bpmn").text


def test_a_stale_editor_does_not_publish_over_a_newer_version(site: Site) -> None:
    site.publish()
    browser = site.as_("designer")
    before = revision(browser)
    site.publish(package(**{"notes.md": b"two"}))
    form = {"xml": CHANGED, "revision": before, "note": "mine"}
    answer = browser.post("/definitions/review/design/publish", **form)
    assert answer.status_code == 409
    assert "Version 2" in answer.json["message"]
    form["revision"] = revision(browser)
    assert browser.post("/definitions/review/design/publish", **form).status_code == 200


def test_a_broken_diagram_is_not_published_and_the_findings_come_back(site: Site) -> None:
    site.publish()
    browser = site.as_("designer")
    broken = DIAGRAM.replace('sourceRef="outcome"', 'sourceRef="revise"')
    form = {"xml": broken, "revision": revision(browser), "note": "oops"}
    answer = browser.post("/definitions/review/design/publish", **form)
    assert answer.status_code == 422
    assert any(one["element"] == "outcome" for one in answer.json["findings"])
    with site.store.read() as connection:
        found = latest(connection, "review")
    assert found is not None
    assert found.version == 1


def test_a_broken_diagram_can_be_saved_as_a_draft(site: Site) -> None:
    site.publish()
    browser = site.as_("designer")
    answer = browser.post("/definitions/review/design/save", xml="<nonsense", revision=revision(browser))
    assert answer.status_code == 200
    assert browser.get("/definitions/review/design").status_code == 200
    assert browser.get("/definitions/").status_code == 200


def test_bad_requests_of_the_editor_get_a_sentence(site: Site) -> None:
    site.publish()
    browser = site.as_("designer")
    for form in ({"xml": "", "revision": "0.1"}, {"xml": DIAGRAM, "revision": "x"}, {"xml": DIAGRAM}):
        answer = browser.post("/definitions/review/design/save", **form)
        assert answer.status_code == 422
        assert answer.json["message"]
    huge = browser.post("/definitions/review/design/save", xml="x" * 2_000_001, revision="0.1")
    assert huge.status_code == 413


def test_only_designers_save_and_publish(site: Site) -> None:
    site.publish()
    browser = site.as_("salesperson")
    assert 'data-gx-readonly="1"' in browser.get("/definitions/review/design").text
    for act in ("save", "publish", "discard"):
        answer = browser.post(f"/definitions/review/design/{act}", xml=DIAGRAM, revision="0.1", note="x")
        assert answer.status_code == 403


def test_a_new_process_begins_as_a_draft_with_both_names(site: Site) -> None:
    browser = site.as_("designer")
    form = {"title_zh": '退货"审批"', "title_en": "Return <approval>", "key": "return_approval"}
    assert browser.post("/definitions/new", **form).status_code == 303
    drawn = read(browser.get("/definitions/return_approval/design.bpmn").data)
    assert [(one.id, one.name) for one in drawn.processes] == [("return_approval", '退货"审批"')]
    assert "Return &lt;approval&gt;" in browser.get("/definitions/?show=drafts").text


def test_a_new_process_keeps_what_was_typed_when_the_id_is_taken(site: Site) -> None:
    site.publish()
    browser = site.as_("designer")
    answer = browser.post("/definitions/new", title_zh="复核", title_en="Review", key="review")
    assert answer.status_code == 422
    assert "There is a process of this id already" in answer.text
    assert 'value="复核"' in answer.text
    assert browser.post("/definitions/new", title_zh="a", title_en="b", key="1 2").status_code == 422


def test_an_earlier_version_comes_back_as_draft_once(site: Site) -> None:
    site.publish()
    site.publish(package(**{"review.bpmn": CHANGED.encode()}))
    browser = site.as_("designer")
    assert browser.post("/definitions/review/versions/1/restore").status_code == 303
    assert "PT8H" in browser.get("/definitions/review/design.bpmn").text
    assert browser.post("/definitions/review/versions/2/restore").status_code == 409


def test_a_draft_can_be_discarded(site: Site) -> None:
    site.publish()
    browser = site.as_("designer")
    browser.post("/definitions/review/design/save", xml=CHANGED, revision="0.1")
    assert browser.post("/definitions/review/design/discard", revision="1.1").status_code == 303
    assert "PT8H" in browser.get("/definitions/review/design.bpmn").text
    assert browser.post("/definitions/review/design/discard", revision="1.1").status_code == 409
