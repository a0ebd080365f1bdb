"""Files of records: whoever may read the record may read them, whoever works with it may add them."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from adapters.crm import tables
from adapters.crm.catalogue.accounts import ACCOUNT
from adapters.crm.records import access
from engine import organisation
from engine.store import files
from engine.store.files import MAX_FILE
from engine.store.schema.files import file
from tests.integration.adapters.conftest import Site, token
from tests.support.application import multipart

PDF = b"%PDF-1.4 agreement"
PNG = b"\x89PNG\r\n\x1a\n...."
HTMX = {"HX-Request": "true"}


def upload(
    client: FlaskClient, url: str, *given: tuple[str, bytes], htmx: bool = True, **form: str
) -> TestResponse:
    body, kind = multipart(dict(given), {**form, "csrf_token": token(client)})
    return client.post(url, data=body, content_type=kind, headers=HTMX if htmx else {})


def act(client: FlaskClient, url: str, **form: str) -> TestResponse:
    return client.post(url, data={**form, "csrf_token": token(client)}, headers=HTMX)


@pytest.fixture
def files_url(site: Site) -> str:
    return f"/crm/records/accounts/{site.account()}/files"


def newest(site: Site) -> Any:
    with site.store.read() as connection:
        return connection.execute(select(tables.attachment).order_by(tables.attachment.c.id.desc())).first()


def count(site: Site, table: Any) -> int:
    with site.store.read() as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0


def test_an_attached_file_stands_on_the_page_and_comes_back_as_it_was(site: Site, files_url: str) -> None:
    client = site.client()
    card = upload(client, files_url, ("框架协议.pdf", PDF), kind="agreement")
    assert card.status_code == 200
    assert "框架协议.pdf" in card.text
    assert "框架协议.pdf" in client.get(f"/crm/accounts/{site.account()}").text
    answer = client.get(f"{files_url}/{newest(site).id}")
    assert answer.data == PDF
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment;")
    assert "filename*=UTF-8''%E6%A1%86" in disposition


def test_the_history_of_the_record_tells_what_was_attached_and_removed(site: Site) -> None:
    client = site.client()
    with site.store.read() as connection:
        contact = connection.scalars(
            select(tables.contact.c.id).where(tables.contact.c.account_id == site.account())
        ).first()
    url = f"/crm/records/contacts/{contact}"
    upload(client, f"{url}/files", ("名片.png", PNG))
    act(client, f"{url}/files/{newest(site).id}/remove")
    page = client.get(url).text
    assert "上传附件：名片.png" in page
    assert "删除附件：名片.png" in page


def test_the_browser_shows_only_pictures_and_pdfs(site: Site, files_url: str) -> None:
    client = site.client()
    upload(client, files_url, ("a.png", PNG))
    shown = client.get(f"{files_url}/{newest(site).id}?view")
    assert shown.headers["Content-Disposition"].startswith("inline;")
    assert "script" not in shown.headers["Content-Security-Policy"]
    upload(client, files_url, ("a.txt", b"<script>alert(1)</script>"))
    saved = client.get(f"{files_url}/{newest(site).id}?view")
    assert saved.headers["Content-Disposition"].startswith("attachment;")
    assert saved.mimetype == "text/plain"


def test_what_did_not_change_is_not_sent_again_but_asked_for_again(site: Site, files_url: str) -> None:
    client = site.client()
    upload(client, files_url, ("a.png", PNG))
    url = f"{files_url}/{newest(site).id}"
    etag = client.get(url).headers["ETag"]
    assert client.get(url, headers={"If-None-Match": etag}).status_code == 304
    other = site.client("salesperson2")
    assert other.get(url, headers={"If-None-Match": etag}).status_code == 404


def test_a_colleague_finds_no_file_of_a_foreign_record(site: Site, files_url: str) -> None:
    upload(site.client(), files_url, ("a.pdf", PDF))
    url, other = f"{files_url}/{newest(site).id}", site.client("salesperson2")
    assert other.get(url).status_code == 404
    assert upload(other, files_url, ("b.pdf", PDF)).status_code == 404
    for act_name in ("remove", "recover", "kind"):
        assert act(other, f"{url}/{act_name}", kind="other").status_code == 404
    assert newest(site).deleted_at is None
    assert count(site, tables.attachment) == 1


def test_a_file_is_not_reached_through_another_record(site: Site, files_url: str) -> None:
    client = site.client()
    upload(client, files_url, ("a.pdf", PDF))
    quote = site.quote("draft")
    assert client.get(f"/crm/records/quotes/{quote}/files/{newest(site).id}").status_code == 404


def test_who_may_only_look_adds_and_removes_nothing(site: Site, files_url: str) -> None:
    upload(site.client(), files_url, ("a.pdf", PDF))
    reader = site.client("supervisor")
    url = f"{files_url}/{newest(site).id}"
    assert reader.get(url).status_code == 200
    assert upload(reader, files_url, ("b.pdf", PDF)).status_code == 403
    assert act(reader, f"{url}/remove").status_code == 403


def test_the_same_file_twice_is_one_attachment(site: Site, files_url: str) -> None:
    client = site.client()
    upload(client, files_url, ("a.pdf", PDF), ("b.pdf", PDF))
    upload(client, files_url, ("a.pdf", PDF))
    assert count(site, tables.attachment) == 1


def test_the_same_content_at_two_records_is_kept_once(site: Site, files_url: str) -> None:
    client = site.client()
    upload(client, files_url, ("a.pdf", PDF))
    upload(client, f"/crm/records/quotes/{site.quote('draft')}/files", ("b.pdf", PDF))
    assert (count(site, tables.attachment), count(site, file)) == (2, 1)


def test_what_is_attached_or_in_the_recycle_bin_is_never_swept(site: Site, files_url: str) -> None:
    client = site.client()
    upload(client, files_url, ("a.pdf", PDF), ("b.png", PNG))
    act(client, f"{files_url}/{newest(site).id}/remove")
    with site.store.begin(by=None, action="sweep") as tx:
        assert files.sweep(tx, before=tx.now + timedelta(days=1)) == 0
    assert count(site, file) == 2


def test_a_removed_file_is_gone_for_readers_and_comes_back(site: Site, files_url: str) -> None:
    client = site.client()
    upload(client, files_url, ("a.pdf", PDF))
    url = f"{files_url}/{newest(site).id}"
    assert "已删除：1" in act(client, f"{url}/remove").text
    assert client.get(url).status_code == 404
    assert act(client, f"{url}/remove").status_code == 200  # twice is once
    act(client, f"{url}/recover")
    assert client.get(url).data == PDF


def test_nothing_is_added_to_an_invalid_customer(site: Site, files_url: str) -> None:
    client = site.client()
    upload(client, files_url, ("a.pdf", PDF))
    with site.store.begin(by=None, action="test") as tx:
        tx.connection.execute(update(tables.account).values(invalid=True))
    assert upload(client, files_url, ("b.png", PNG)).status_code == 423
    url = f"{files_url}/{newest(site).id}"
    assert act(client, f"{url}/remove").status_code == 423
    assert client.get(url).status_code == 200


def test_a_document_that_is_decided_takes_files_but_gives_none_away(site: Site) -> None:
    client, quote = site.client(), site.quote("sent")
    url = f"/crm/records/quotes/{quote}/files"
    assert upload(client, url, ("询价.pdf", PDF)).status_code == 200
    own = f"{url}/{newest(site).id}"
    assert act(client, f"{own}/kind", kind="sheet").status_code == 423
    assert act(client, f"{own}/remove").status_code == 423
    assert client.get(own).data == PDF


REFUSED = [
    ("evil.html", b"<script>alert(1)</script>", 415),
    ("evil.svg", b"<svg/>", 415),
    ("contract.pdf", b"MZ", 415),
    ("a.png", PNG + bytes(MAX_FILE), 413),
]


@pytest.mark.parametrize(("name", "data", "status"), REFUSED)
def test_a_refused_file_leaves_nothing(
    site: Site, files_url: str, name: str, data: bytes, status: int
) -> None:
    answer = upload(site.client(), files_url, (name, data))
    assert answer.status_code == status
    assert name in answer.text
    assert (count(site, tables.attachment), count(site, file)) == (0, 0)


def test_a_name_with_a_path_is_a_name(site: Site, files_url: str) -> None:
    upload(site.client(), files_url, ("../../../etc/合同.pdf", PDF))
    assert newest(site).name == "合同.pdf"


def test_an_unknown_kind_is_refused(site: Site, files_url: str) -> None:
    assert upload(site.client(), files_url, ("a.pdf", PDF), kind="photo").status_code == 422
    assert count(site, file) == 0


def test_without_a_script_the_page_comes_back(site: Site, files_url: str) -> None:
    answer = upload(site.client(), files_url, ("a.pdf", PDF), htmx=False)
    assert answer.status_code == 303
    assert answer.location == f"/crm/accounts/{site.account()}#files"
    assert upload(site.client(), files_url, htmx=False).status_code == 422


def test_the_lists_of_the_administrators_have_no_files(site: Site) -> None:
    with site.store.read() as connection:
        lookup = connection.scalar(select(tables.lookup.c.id))
    assert site.client("admin").get(f"/crm/records/lookups/{lookup or 1}/files").status_code == 404


def test_reading_a_file_is_reading_the_record(site: Site, files_url: str) -> None:
    """For everybody of the company: the file answers exactly where the record is within reach."""
    upload(site.client(), files_url, ("a.pdf", PDF))
    url = f"{files_url}/{newest(site).id}"
    for login in ("salesperson", "salesperson2", "manager", "finance", "warehouse"):
        with site.store.read() as connection:
            person = organisation.by_login(connection, login)
            assert person is not None
            reads = access.allows(connection, person, ACCOUNT, site.account(), "view")
        assert (site.client(login).get(url).status_code == 200) is reads


def test_all_files_of_a_record_come_as_one_archive(site: Site, files_url: str) -> None:
    client = site.client()
    assert client.get(f"{files_url}.zip").status_code == 404  # nothing to take
    upload(client, files_url, ("协议.pdf", PDF), kind="agreement")
    upload(client, files_url, ("协议.pdf", PDF + b"2"), kind="agreement")
    upload(client, files_url, ("a.png", PNG))
    act(client, f"{files_url}/{newest(site).id}/remove")
    assert f"{files_url}.zip" in client.get(f"/crm/accounts/{site.account()}").text
    answer = client.get(f"{files_url}.zip")
    assert answer.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        folder = archive.namelist()[0].partition("/")[0]
        names = sorted(archive.namelist())
        assert names == [f"{folder}/协议 (2).pdf", f"{folder}/协议.pdf"]
        assert {archive.read(name) for name in names} == {PDF, PDF + b"2"}
    assert site.client("salesperson2").get(f"{files_url}.zip").status_code == 404


def test_files_are_found_by_their_names_within_reach_of_their_records(site: Site, files_url: str) -> None:
    client = site.client()
    upload(client, files_url, ("年度框架协议.pdf", PDF))
    found = client.get("/search?q=框架协议").text
    assert "年度框架协议.pdf" in found
    assert f"/crm/accounts/{site.account()}#files" in found
    assert "年度框架协议.pdf" not in site.client("salesperson2").get("/search?q=框架协议").text
    act(client, f"{files_url}/{newest(site).id}/remove")
    assert "年度框架协议.pdf" not in client.get("/search?q=框架协议").text
