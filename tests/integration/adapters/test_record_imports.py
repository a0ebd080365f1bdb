"""Leads and customers from a table: preview, one transaction, undo."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import Workbook
from sqlalchemy import func, select

from adapters.crm import changes, tables
from adapters.crm.importing import files, jobs, running
from engine.clock import ManualClock
from tests.integration.adapters.conftest import Site, token

ACCOUNTS = "/crm/records/accounts/"
TABLE = "名称,城市,邮箱\n新月精工有限公司,苏州,a@b.example\n坏邮箱公司,无锡,nope\n新月精工有限公司,常州,\n,南京,\n"


def upload(client: FlaskClient, data: bytes, name: str = "t.csv") -> Any:
    form = {"csrf_token": token(client), "files": (io.BytesIO(data), name)}
    return client.post(f"{ACCOUNTS}import", data=form, content_type="multipart/form-data")


def count(site: Site) -> int:
    with site.store.read() as connection:
        alive = tables.account.c.deleted_at.is_(None)
        return connection.scalar(select(func.count()).select_from(tables.account).where(alive)) or 0


@pytest.fixture
def job(site: Site) -> tuple[FlaskClient, str]:
    """The manager's upload of four rows, one of them sound."""
    client = site.client("manager")
    answer = upload(client, TABLE.encode())
    assert answer.status_code == 303, answer.text
    return client, answer.location


def test_the_preview_guesses_columns_and_names_every_fault(site: Site, job: tuple[FlaskClient, str]) -> None:
    client, url = job
    before = count(site)
    page = client.get(url).text
    assert re.search(r'<option value="city" selected>', page)
    for word in ("第 3 行", "邮箱", "第 4 行", "重复", "第 5 行", "请填写名称", "导入 1 条记录"):
        assert word in page
    assert count(site) == before


def test_sound_rows_are_added_like_by_hand_and_the_others_reported(
    site: Site, job: tuple[FlaskClient, str], post: Any
) -> None:
    client, url = job
    before = count(site)
    assert post(client, f"{url}/do").status_code == 303
    assert count(site) == before + 1
    page = client.get(url).text
    assert "4 行中已导入 1 行" in page
    assert "第 3 行" in page
    assert post(client, f"{url}/do").status_code == 409
    assert count(site) == before + 1


def test_an_undo_recycles_what_nobody_touched_since(
    site: Site, job: tuple[FlaskClient, str], post: Any
) -> None:
    client, url = job
    before = count(site)
    post(client, f"{url}/do")
    assert post(client, f"{url}/undo").status_code == 303
    assert count(site) == before
    assert post(client, f"{url}/undo").status_code == 409


def test_an_undo_says_what_was_changed_since_and_keeps_it(
    site: Site, job: tuple[FlaskClient, str], post: Any
) -> None:
    client, url = job
    post(client, f"{url}/do")
    with site.store.read() as connection:
        added = connection.scalar(
            select(tables.account.c.id).where(tables.account.c.name == "新月精工有限公司")
        )
    change = {"revision": "1", "city": "太仓"}
    assert post(client, f"{ACCOUNTS}{added}/fields/city", change).status_code == 200
    post(client, f"{url}/undo")
    page = client.get(url).text
    assert "新月精工有限公司" in page
    assert "已被修改" in page


def test_columns_can_be_mapped_otherwise(site: Site, job: tuple[FlaskClient, str], post: Any) -> None:
    client, url = job
    both = {"column-0": "name", "column-1": "name", "column-2": ""}
    assert post(client, f"{url}/columns", both).status_code == 422
    assert post(client, f"{url}/columns", {**both, "column-1": "province"}).status_code == 303
    page = client.get(url).text
    assert re.search(r'<option value="province" selected>', page)
    assert "导入 2 条记录" in page  # the column with the wrong address counts no more


def test_a_workbook_is_read_too(site: Site) -> None:
    book = Workbook()
    book.active.append(["Name", "City"])
    book.active.append(["Blue Moon Ltd", "Suzhou"])
    file = io.BytesIO()
    book.save(file)
    answer = upload(site.client("manager"), file.getvalue(), "t.xlsx")
    assert "Blue Moon Ltd" in site.client("manager").get(answer.location).text


@pytest.mark.parametrize(
    ("name", "data"),
    [("t.xlsx", b"no workbook"), ("t.csv", b""), ("t.csv", b"a,b\n"), ("t.csv", b"\xff\xfe\x00")],
)
def test_what_is_no_table_is_refused(site: Site, name: str, data: bytes) -> None:
    assert upload(site.client("manager"), data, name).status_code == 422


def test_imports_need_their_own_right_and_are_ones_own(site: Site, job: tuple[FlaskClient, str]) -> None:
    assert site.client().get(f"{ACCOUNTS}import").status_code == 403
    assert site.client("director").get(job[1]).status_code == 404


def test_a_large_table_is_checked_beside_the_request_and_watched(
    site: Site, post: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "AT_ONCE", 0)
    started: list[Thread] = []
    monkeypatch.setattr(running, "Thread", lambda **given: started.append(Thread(**given)) or started[-1])
    client, before = site.client("manager"), count(site)
    url = upload(client, TABLE.encode()).location
    started[-1].join()
    assert client.get(f"{url}?watch").headers["HX-Refresh"] == "true"
    assert "导入 1 条记录" in client.get(url).text
    assert count(site) == before
    post(client, f"{url}/do")
    started[-1].join()
    assert count(site) == before + 1
    assert "t.csv" in client.get(f"{ACCOUNTS}import").text


def test_an_import_is_cancelled_before_anything_is_written(
    site: Site, job: tuple[FlaskClient, str], post: Any
) -> None:
    client, url = job
    before, job_id = count(site), int(url.rsplit("/", 1)[1])
    with site.store.begin(by=None, action="test.begin") as tx:
        jobs.move(tx, job_id, "importing")
    assert "正在导入" in client.get(url).text
    assert post(client, f"{url}/cancel").status_code == 303
    running.ImportRunner(site.store).work(job_id)
    assert count(site) == before
    assert "已取消" in client.get(url).text
    assert post(client, f"{url}/cancel").status_code == 409


def test_an_import_whose_worker_is_gone_goes_on_when_somebody_looks(
    site: Site, job: tuple[FlaskClient, str]
) -> None:
    client, url = job
    before, job_id = count(site), int(url.rsplit("/", 1)[1])
    with site.store.begin(by=None, action="test.begin") as tx:
        jobs.move(tx, job_id, "importing")
    assert client.get(url).status_code == 200
    assert count(site) == before
    clock = site.store.clock
    assert isinstance(clock, ManualClock)
    clock.advance(timedelta(minutes=1))
    client.get(url)
    assert count(site) == before + 1


def test_what_was_left_out_comes_back_as_a_table_that_can_be_corrected(
    site: Site, job: tuple[FlaskClient, str], post: Any
) -> None:
    client, url = job
    before = count(site)
    post(client, f"{url}/do")
    table = client.get(f"{url}/left-out.csv").data
    headings, rows = files.read("x.csv", table)
    assert headings == ["名称", "城市", "邮箱", "问题"]
    assert [row[0] for row in rows] == ["坏邮箱公司", "新月精工有限公司", ""]
    assert "这不是邮箱地址" in rows[0][3]
    again = upload(client, table.replace(b"nope", b"a@c.example")).location
    post(client, f"{again}/do")
    assert count(site) == before + 2


def test_companies_that_are_there_are_left_out_like_by_hand(site: Site) -> None:
    with site.store.read() as connection:
        known = connection.execute(select(tables.account).where(tables.account.c.code == "K-00001")).one()
    same = known.name.replace("有限公司", "（中国）有限公司")
    table = f"名称,税号\n{same},\n全新公司,91320500XX\n别的公司,91320500xx\n"
    page = site.client("manager")
    shown = page.get(upload(page, table.encode()).location).text
    assert f"名称与 K-00001 {known.name} 相同" in shown
    assert "税号与第 3 行相同" in shown
    assert "导入 1 条记录" in shown


def test_an_undo_keeps_customers_that_documents_name(
    site: Site, job: tuple[FlaskClient, str], post: Any
) -> None:
    client, url = job
    post(client, f"{url}/do")
    with site.store.begin(by=None, action="test.task") as tx:
        account = tx.connection.execute(
            select(tables.account).where(tables.account.c.name == "新月精工有限公司")
        ).one()
        state = tx.connection.scalar(select(tables.task_state_def.c.id).limit(1))
        changes.add(
            tx,
            tables.task,
            no="T-1",
            kind="sales",
            subject="回访",
            account_id=account.id,
            owner_id=account.owner_id,
            state_id=state,
        )
    post(client, f"{url}/undo")
    assert "已有任务" in client.get(url).text
