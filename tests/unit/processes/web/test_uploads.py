"""Files from disk: checked, refused or published, kept as a draft."""

from __future__ import annotations

from sqlalchemy import func, select

from engine.store.definitions import Definition, draft_keys, latest, resources
from engine.store.schema.definitions import deployment
from tests.support.designer import Browser, Site, files, hidden, package, zipped


def publish(browser: Browser, page: str, reason: str = "because") -> object:
    form = {name: hidden(page, name) for name in ("carried", "complete", "name", "seen")}
    return browser.post("/definitions/publish", reason=reason, **form)


def current(site: Site) -> Definition | None:
    with site.store.read() as connection:
        return latest(connection, "review")


def deployments(site: Site) -> int:
    with site.store.read() as connection:
        return connection.scalar(select(func.count()).select_from(deployment)) or 0


def test_a_package_is_checked_first_and_published_with_a_reason(site: Site) -> None:
    browser = site.as_("designer")
    checked = browser.upload({"review.zip": zipped(package())})
    assert checked.status_code == 200
    assert "is new: version 1." in checked.text
    assert deployments(site) == 0
    assert publish(browser, checked.text, "new flow").status_code == 303
    found = current(site)
    assert found is not None
    assert (found.version, found.title_zh, found.title_en) == (1, "报价复核", "Quote review")
    assert "new flow" in browser.get("/definitions/review/versions").text


def test_a_single_diagram_keeps_the_other_files_of_its_process(site: Site) -> None:
    site.publish()
    browser = site.as_("designer")
    diagram = package()["review.bpmn"].replace(b"PT8H", b"PT6H")
    page = browser.upload({"anything.bpmn": diagram}).text
    assert "Taken over from version 1: forms/decision.form, forms/revise.form" in page
    assert "becomes version 2" in page
    assert publish(browser, page).status_code == 303
    found = current(site)
    assert found is not None
    with site.store.read() as connection:
        stored = resources(connection, found.id)
    assert stored == package(**{"review.bpmn": diagram})
    assert found.title_en == "Quote review"


def test_a_single_form_goes_into_the_process_that_uses_it(site: Site) -> None:
    site.publish()
    form = package()["forms/revise.form"] + b"\n"
    browser = site.as_("designer")
    page = browser.upload({"revise.form": form}).text
    assert publish(browser, page).status_code == 303
    found = current(site)
    assert found is not None
    with site.store.read() as connection:
        assert resources(connection, found.id)["forms/revise.form"] == form


def test_a_broken_diagram_is_refused_with_its_element_and_line_marked(site: Site) -> None:
    broken = files("decision.form", "revise.form")
    broken["review.bpmn"] = package()["review.bpmn"].replace(b'sourceRef="outcome"', b'sourceRef="revise"')
    answer = site.as_("designer").upload(broken)
    assert answer.status_code == 422
    assert "has no way out" in answer.text
    assert "line 8 · outcome" in answer.text
    assert "df-exclusiveGateway df-has-error" in answer.text
    assert deployments(site) == 0


def test_what_was_refused_cannot_be_published_by_hand(site: Site) -> None:
    browser = site.as_("designer")
    broken = package(**{"review.bpmn": package()["review.bpmn"].replace(b"gx:form", b"gx:from")})
    page = browser.upload({"review.zip": zipped(broken)}).text
    broken["review.bpmn"] = broken["review.bpmn"].replace(b'sourceRef="outcome"', b'sourceRef="nowhere"')
    page = browser.upload({"review.zip": zipped(broken)}).text
    assert publish(browser, page).status_code == 422
    assert current(site) is None


def test_hostile_zips_are_refused_and_nothing_is_stored(site: Site) -> None:
    browser = site.as_("designer")
    for name, content in {
        "slip.zip": zipped({**package(), "../../evil.bpmn": b"x"}),
        "corrupt.zip": b"PK\x03\x04nonsense",
        "code.zip": zipped({**package(), "run.py": b"import os"}),
    }.items():
        answer = browser.upload({name: content})
        assert answer.status_code == 422, name
        assert "PKG_" in answer.text
    assert deployments(site) == 0


def test_two_packages_at_once_are_refused_with_a_way_out(site: Site) -> None:
    answer = site.as_("designer").upload({"a.zip": zipped(package()), "b.zip": zipped(package())})
    assert answer.status_code == 422
    assert "one is published at a time" in answer.text


def test_a_reason_is_needed_and_the_files_stay_on_the_page(site: Site) -> None:
    browser = site.as_("designer")
    page = browser.upload({"review.zip": zipped(package())}).text
    answer = publish(browser, page, reason=" ")
    assert answer.status_code == 422
    assert "Say what changed and why" in answer.text
    assert publish(browser, answer.text).status_code == 303


def test_publishing_over_a_version_nobody_looked_at_is_stopped_once(site: Site) -> None:
    browser = site.as_("designer")
    page = browser.upload({"review.zip": zipped(package())}).text
    site.publish(package(**{"notes.md": b"from somebody else"}))
    answer = publish(browser, page)
    assert answer.status_code == 409
    assert "becomes version 2" in answer.text
    assert publish(browser, answer.text).status_code == 303


def test_an_upload_can_be_kept_as_a_draft_even_with_errors(site: Site) -> None:
    browser = site.as_("designer")
    broken = package(**{"review.bpmn": package()["review.bpmn"].replace(b"sales_manager", b"")})
    page = browser.upload({"review.zip": zipped(broken)}).text
    form = {name: hidden(page, name) for name in ("carried", "complete", "name")}
    answer = browser.post("/definitions/drafts", **form)
    assert answer.status_code == 303
    with site.store.read() as connection:
        assert draft_keys(connection) == ["review"]
    assert "PT8H" in browser.get("/definitions/review/design.bpmn").text


def test_nobody_without_the_right_uploads_or_publishes(site: Site) -> None:
    page = site.as_("designer").upload({"review.zip": zipped(package())}).text
    salesperson = site.as_("salesperson")
    assert salesperson.upload({"review.zip": zipped(package())}).status_code == 403
    assert publish(salesperson, page).status_code == 403
    assert current(site) is None


def test_a_process_cannot_take_the_address_of_a_page(site: Site) -> None:
    renamed = package()["review.bpmn"].replace(b'id="review"', b'id="new"').replace(b'"review">', b'"new">')
    answer = site.as_("designer").upload({"review.zip": zipped(package(**{"review.bpmn": renamed}))})
    assert answer.status_code == 422
    assert "KEY_RESERVED" in answer.text


XPDL = (
    b'<Package xmlns="http://www.wfmc.org/2008/XPDL2.1" Id="orders"><WorkflowProcesses>'
    b'<WorkflowProcess Id="order" Name="Order"><Activities>'
    b'<Activity Id="look" Name="Look at it"><Implementation><Task><TaskUser/></Task></Implementation>'
    b"<Performer>sales_manager</Performer></Activity></Activities></WorkflowProcess></WorkflowProcesses></Package>"
)


def test_an_xpdl_file_is_converted_checked_and_published(site: Site) -> None:
    browser = site.as_("designer")
    checked = browser.upload({"order.xpdl": XPDL})
    assert checked.status_code == 200
    assert "XPDL_CONVERTED" in checked.text
    assert "Look at it" in checked.text
    assert publish(browser, checked.text).status_code == 303
    with site.store.read() as connection:
        found = latest(connection, "order")
        assert found is not None
        stored = resources(connection, found.id)
    assert set(stored) == {"order.bpmn"}
    assert b"BPMNShape" in stored["order.bpmn"]


def test_an_xpdl_file_that_loses_its_meaning_is_refused(site: Site) -> None:
    reference = XPDL.replace(b"<Task><TaskUser/></Task>", b"<Reference ActivityId='other'/>")
    checked = site.as_("designer").upload({"order.xpdl": reference})
    assert checked.status_code == 422
    assert "XPDL_REFERENCE" in checked.text
    again = publish(site.as_("designer"), checked.text)
    assert again.status_code == 422
    assert deployments(site) == 0
