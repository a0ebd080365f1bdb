"""Looking at definitions: cards, diagram, versions, files, changes."""

from __future__ import annotations

import io
import zipfile

from engine.store.definitions import latest
from tests.support.designer import Site, package


def latest_id(site: Site) -> int:
    with site.store.read() as connection:
        found = latest(connection, "review")
    assert found is not None
    return found.id


def test_it_says_what_to_do_while_nothing_is_published(site: Site) -> None:
    assert "Nothing is published yet" in site.as_("designer").get("/definitions/").text


def test_a_card_shows_both_titles_the_version_and_a_picture(site: Site) -> None:
    site.publish()
    page = site.as_("designer", "zh").get("/definitions/").text
    assert "报价复核" in page
    assert "Quote review" in page
    assert "v1" in page
    assert '<svg class="df-picture"' in page


def test_a_card_counts_running_instances_of_all_versions(site: Site) -> None:
    site.publish()
    site.deployer.engine.start("review", variables={"title": "Q-1", "applicant": "designer"})
    site.publish(package(**{"notes.md": b"two"}))
    site.deployer.engine.start("review", variables={"title": "Q-2", "applicant": "designer"})
    assert "<dt>Running</dt><dd>2</dd>" in site.as_("designer").get("/definitions/").text


def test_somebody_without_the_right_is_told_who_has_it(site: Site) -> None:
    answer = site.as_("warehouse").get("/definitions/")
    assert answer.status_code == 403
    assert "Process designer" in answer.text


def test_who_may_only_look_sees_no_way_to_change(site: Site) -> None:
    site.publish()
    page = site.as_("salesperson").get("/definitions/").text
    assert "Quote review" in page
    assert "data-gx-drop" not in page
    assert "New process" not in page


def test_the_diagram_speaks_the_readers_language(site: Site) -> None:
    site.publish()
    url = f"/definitions/{latest_id(site)}/diagram.bpmn"
    english = site.as_("designer", "en").get(url)
    assert english.content_type.startswith("application/xml")
    assert 'name="Manager approval"' in english.text
    assert 'name="销售经理审批"' in site.as_("designer", "zh").get(url).text


def test_the_diagram_is_not_sent_twice(site: Site) -> None:
    site.publish()
    browser, url = site.as_("designer"), f"/definitions/{latest_id(site)}/diagram.bpmn"
    tag = browser.get(url).headers["ETag"]
    assert browser.get(url, headers={"If-None-Match": tag}).status_code == 304


def test_whoever_has_work_may_see_the_diagram_it_belongs_to(site: Site) -> None:
    site.publish()
    assert site.as_("warehouse").get(f"/definitions/{latest_id(site)}/diagram.bpmn").status_code == 200


def test_a_colour_that_asks_another_host_never_reaches_a_viewer(site: Site) -> None:
    coloured = package()["review.bpmn"].replace(
        b'id="manager_di"',
        b'id="manager_di" xmlns:bioc="http://bpmn.io/schema/bpmn/biocolor/1.0"'
        b' bioc:fill="url(http://example.org/x)" bioc:stroke="#ff0000"',
    )
    site.publish(package(**{"review.bpmn": coloured}))
    sent = site.as_("designer").get(f"/definitions/{latest_id(site)}/diagram.bpmn").text
    assert "example.org" not in sent
    assert "#ff0000" in sent


def test_markup_in_names_is_shown_as_text(site: Site) -> None:
    named = package()["review.bpmn"].replace("修改报价".encode(), b"&lt;script&gt;alert(1)&lt;/script&gt;")
    site.publish(package(**{"review.bpmn": named}))
    browser = site.as_("designer")
    for url in ("/definitions/", "/definitions/review", "/definitions/review/compare"):
        assert "<script>alert" not in browser.get(url).text


def test_versions_tell_who_when_and_why(site: Site) -> None:
    site.publish(reason="first draft")
    site.publish(package(**{"notes.md": b"two"}), reason="shorter deadline")
    page = site.as_("designer").get("/definitions/review/versions").text
    assert page.index("shorter deadline") < page.index("first draft")
    assert "in force" in page


def test_a_package_can_be_downloaded_and_uploaded_again(site: Site) -> None:
    site.publish()
    browser = site.as_("designer")
    answer = browser.get(f"/definitions/{latest_id(site)}/package.zip")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert set(zipfile.ZipFile(io.BytesIO(answer.data)).namelist()) == set(package())
    assert "These files are the same as the version in force" in browser.upload({"x.zip": answer.data}).text


def test_a_diagram_is_given_out_as_xpdl_that_can_be_uploaded_again(site: Site) -> None:
    site.publish()
    browser = site.as_("designer")
    assert "diagram.xpdl" in browser.get("/definitions/review").text
    answer = browser.get(f"/definitions/{latest_id(site)}/diagram.xpdl")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert b"XPDL2.2" in answer.data
    page = browser.upload({"review.xpdl": answer.data}).text
    assert "becomes version 2" in page


def test_who_may_not_look_gets_no_xpdl(site: Site) -> None:
    site.publish()
    assert site.as_("warehouse").get(f"/definitions/{latest_id(site)}/diagram.xpdl").status_code == 403


def test_a_single_file_is_never_shown_in_place(site: Site) -> None:
    site.publish()
    answer = site.as_("designer").get(f"/definitions/{latest_id(site)}/files/forms/decision.form")
    assert answer.data == package()["forms/decision.form"]
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Security-Policy"] == "sandbox"


def test_changes_are_told_in_words(site: Site) -> None:
    site.publish()
    changed = (
        package()["review.bpmn"]
        .replace(b"PT8H", b"PT6H")
        .replace("销售总监审批".encode(), "总监复核".encode())
    )
    site.publish(package(**{"review.bpmn": changed}))
    page = site.as_("designer", "zh").get("/definitions/review/compare?a=1&b=2").text
    assert "<del>PT8H</del>" in page
    assert "<ins>PT6H</ins>" in page
    assert "<ins>总监复核</ins>" in page
    assert page.count('class="df-detail"') == 2


def test_what_does_not_exist_is_not_found(site: Site) -> None:
    site.publish()
    browser = site.as_("designer")
    for url in ("none", "none/design", "review?version=9", "review/files?version=x", "99/diagram.bpmn"):
        assert browser.get(f"/definitions/{url}").status_code == 404
