"""Files in the form of a task: with a browser, with a program, and by people they are none of the business of."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from engine.organisation import by_login
from engine.store.uow import Store
from forms.files import uploads
from forms.files.tables import upload
from tests.integration.worklist.conftest import Browser, Site
from tests.support.application import multipart

PDF = b"%PDF-1.4 scan"
DIAGRAM = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:gx="urn:guanxi:bpmn:1"
 targetNamespace="urn:test" id="d"><process id="paper" isExecutable="true">
<startEvent id="start"/><userTask id="hand_in" name="交材料" gx:assignee="salesperson" gx:form="hand_in"/>
<userTask id="look" name="查看" gx:assignee="manager" gx:form="look"/><endEvent id="end"/>
<sequenceFlow id="a" sourceRef="start" targetRef="hand_in"/><sequenceFlow id="b" sourceRef="hand_in"
 targetRef="look"/>
<sequenceFlow id="c" sourceRef="look" targetRef="end"/></process></definitions>"""
SCAN = {"type": "filepicker", "id": "scan", "key": "scan", "label": "Scan", "multiple": True}


def form(name: str, **more: Any) -> bytes:
    note = {"type": "textfield", "id": "note", "key": "note", "label": "Note", "validate": {"maxLength": 5}}
    return json.dumps({"type": "default", "id": name, "components": [{**SCAN, **more}, note]}).encode()


@pytest.fixture
def item(site: Site) -> int:
    """The task to hand a scan in."""
    files = {
        "paper.bpmn": DIAGRAM.encode(),
        "hand_in.form": form("hand_in", validate={"required": True}),
        "look.form": form("look", readonly=True),
    }
    site.engine.deploy(files, name="paper", titles={"paper": ("材料", "Paper")})
    return site.item(site.engine.start("paper", by="salesperson"))


def send(browser: Browser, item: int, *given: tuple[str, bytes], **typed: str) -> TestResponse:
    body, kind = multipart({}, {"csrf_token": browser.token, **typed})
    if given:
        body, kind = multipart(dict(given), {"csrf_token": browser.token, **typed})
        body = body.replace(b'name="files"', b'name="scan"')
    return browser.client.post(
        f"/worklist/{item}/complete", data=body, content_type=kind, headers={"Accept-Language": "en"}
    )


def kept(store: Store) -> list[Any]:
    with store.read() as connection:
        return list(connection.execute(select(upload).order_by(upload.c.id)))


def variable(site: Site, item: int) -> Any:
    """What the process knows of the scan."""
    with site.store.read() as connection:
        manager = by_login(connection, "manager")
        assert manager is not None
        return site.worklist.case(connection, manager, item).values.get("scan")


def test_the_next_step_has_the_file_by_name_and_can_open_it(site: Site, item: int) -> None:
    seller = site.as_("salesperson")
    page = seller.get(f"/worklist/{item}").text
    assert 'enctype="multipart/form-data"' in page
    root = site.row(item)["root_id"]
    assert send(seller, item, ("签字页.pdf", PDF)).status_code == 303
    [row] = kept(site.store)
    following = site.item(int(str(root)))
    assert variable(site, following) == [{"id": row.id, "name": "签字页.pdf", "size": len(PDF)}]
    assert "签字页.pdf" in site.as_("manager").get(f"/worklist/{following}").text
    answer = site.as_("manager").get(f"/worklist/files/{row.id}")
    assert answer.data == PDF
    assert site.as_("colleague").get(f"/worklist/files/{row.id}").status_code == 404


def test_what_is_required_is_asked_for_and_a_wrong_file_is_told_at_its_field(site: Site, item: int) -> None:
    seller = site.as_("salesperson")
    missing = send(seller, item)
    assert missing.status_code == 422
    assert "This is required." in missing.text
    wrong = send(seller, item, ("page.html", b"<script>"))
    assert wrong.status_code == 422
    assert "page.html" in wrong.text
    assert kept(site.store) == []


def test_a_file_stays_while_another_field_is_put_right(site: Site, item: int) -> None:
    seller = site.as_("salesperson")
    again = send(seller, item, ("a.pdf", PDF), note="too long a note")
    assert again.status_code == 422
    [row] = kept(site.store)
    assert f'value="{row.id}" checked' in again.text
    assert "a.pdf" in again.text
    assert send(seller, item, scan=str(row.id)).status_code == 303


def test_nobody_names_the_file_of_another_instance(site: Site, item: int) -> None:
    seller = site.as_("salesperson")
    send(seller, item, ("a.pdf", PDF), note="too long a note")
    [row] = kept(site.store)
    with site.store.begin(by=None, action="test") as tx:
        tx.connection.execute(update(upload).values(root_id=77))
    foreign = send(seller, item, scan=str(row.id))
    assert foreign.status_code == 422
    assert "There is no such file" in foreign.text


def test_a_program_uploads_and_names_what_it_uploaded(site: Site, item: int) -> None:
    program = site.api("salesperson")
    body, kind = multipart({"a.pdf": PDF}, {})
    url = f"/api/v1/work-items/{item}/files"
    answer = program.client.post(url, data=body, content_type=kind, headers=program.headers)
    assert answer.status_code == 201
    [reference] = answer.json["files"]
    refused = program.post(f"/work-items/{item}/complete", {"variables": {"scan": [{"id": 77}]}})
    assert refused.status_code == 422
    lied = {"id": reference["id"], "name": "other.pdf", "size": 0}
    assert program.post(f"/work-items/{item}/complete", {"variables": {"scan": [lied]}}).status_code == 200
    following = site.item(int(str(site.row(item)["root_id"])))
    assert variable(site, following) == [reference]
    stranger = site.api("colleague")
    body, kind = multipart({"b.pdf": PDF}, {})
    answer = stranger.client.post(url, data=body, content_type=kind, headers=stranger.headers)
    assert answer.status_code == 404


def test_what_no_task_was_completed_with_is_swept(site: Site, item: int) -> None:
    seller = site.as_("salesperson")
    send(seller, item, ("a.pdf", PDF), note="too long a note")
    send(seller, item, ("b.pdf", PDF + b"2"))
    with site.store.begin(by=None, action="tidy") as tx:
        assert uploads.sweep(tx, before=tx.now.replace(year=2027)) == 1
    assert [one.name for one in kept(site.store)] == ["b.pdf"]
