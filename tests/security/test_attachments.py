"""Files of records over REST: the rights of the record, nothing that runs, nothing left of what is refused."""

from __future__ import annotations

import pytest
from werkzeug.test import TestResponse

from engine.store.files import MAX_FILE
from tests.support.application import Application, Program, multipart

PDF = b"%PDF-1.4 licence"


def send(program: Program, url: str, name: str, data: bytes, **form: str) -> TestResponse:
    body, kind = multipart({name: data}, form)
    return program.client.post(f"/api/v1{url}", data=body, content_type=kind, headers=program.headers)


def test_a_program_attaches_reads_and_removes_with_the_rights_of_its_person(site: Application) -> None:
    url = f"/records/accounts/{site.account()}/attachments"
    seller, colleague = site.api("salesperson"), site.api("salesperson2")
    made = send(seller, url, "营业执照.pdf", PDF, kind="licence")
    assert made.status_code == 201
    [one] = made.json["items"]
    assert (one["name"], one["kind"], one["by"]) == ("营业执照.pdf", "licence", "salesperson")
    own = f"{url}/{one['id']}"
    answer = seller.get(own)
    assert answer.data == PDF
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert [colleague.get(each).status_code for each in (url, own)] == [404, 404]
    assert send(colleague, url, "b.pdf", PDF).status_code == 404
    gone = colleague.client.delete(f"/api/v1{own}", headers=colleague.headers)
    assert (gone.status_code, seller.get(own).status_code) == (404, 200)
    assert seller.client.delete(f"/api/v1{own}", headers=seller.headers).status_code == 204
    assert seller.get(own).status_code == 404
    assert seller.get(url).json == {"items": []}


def test_whoever_decides_has_files_and_attributes_beside_the_form(site: Application) -> None:
    url = f"/records/accounts/{site.account()}/attachments"
    send(site.api("salesperson"), url, "营业执照.pdf", PDF, kind="licence")
    definition = {"entity": "account", "code": "risk", "name": "Risk", "type": "text", "active": "1"}
    assert site.as_("admin").post("/crm/records/attributes/new", definition).status_code == 303
    panel = f"/crm/panel/?account={site.account()}"
    shown = site.as_("manager").get(panel)
    assert shown.status_code == 200
    assert "Business licence: 营业执照.pdf" in shown.text
    assert "营业执照" not in site.as_("salesperson2").get(panel).text


@pytest.mark.parametrize(
    ("name", "data", "status"),
    [
        ("a.html", b"<script>alert(1)</script>", 415),
        ("a.pdf", b"MZ", 415),
        ("a.pdf", PDF + bytes(MAX_FILE), 413),
    ],
)
def test_what_is_refused_leaves_nothing(site: Application, name: str, data: bytes, status: int) -> None:
    before = site.fingerprint()
    url = f"/records/accounts/{site.account()}/attachments"
    assert send(site.api("salesperson"), url, name, data).status_code == status
    assert site.fingerprint() == before
