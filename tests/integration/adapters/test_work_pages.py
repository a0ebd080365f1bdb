"""The desktop and the page of a task, as people use them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from adapters.crm import changes, desktop, standard, tables
from adapters.crm.catalogue.standards import TASK_STATE
from adapters.crm.errors import InvalidFields
from adapters.crm.records import commands
from adapters.crm.tables import progress, task, task_state_def
from engine import organisation

Client = Any


@pytest.fixture
def work(site: Any) -> Any:
    with site.store.begin(by=None, action="test.standard") as tx:
        standard.install(tx)
    return site


def post(client: Client, url: str, page: str, /, **form: Any) -> Any:
    from tests.integration.adapters.conftest import token

    return client.post(url, data={**form, "csrf_token": token(client, page)})


def rows(site: Any, table: Any) -> list[Any]:
    with site.store.read() as connection:
        return list(connection.execute(select(table).order_by(table.c.id)).all())


def state(site: Any, code: str) -> Any:
    return next(row for row in rows(site, task_state_def) if row.code == code)


@pytest.fixture
def client(work: Any) -> Client:
    return work.client("salesperson")


@pytest.fixture
def call(work: Any, client: Client) -> Any:
    """A task of the salesperson about a customer."""
    answer = post(
        client,
        "/crm/records/tasks/new",
        "/crm/records/tasks/new",
        subject="致电确认交期",
        kind="sales",
        account_id=str(work.account()),
        due_at="2026-03-01T10:00",
        action="return",
    )
    assert answer.status_code == 303, answer.text
    [made] = rows(work, task)
    return made


def test_a_new_task_is_numbered_not_started_and_ones_own(work: Any, call: Any) -> None:
    assert (call.no, call.state_id) == ("T-00001", state(work, "new").id)
    with work.store.read() as connection:
        owner = organisation.person(connection, call.owner_id)
    assert owner is not None
    assert (owner.login, call.assigner_id) == ("salesperson", call.owner_id)


def test_the_desktop_counts_open_and_late_tasks(work: Any, client: Client, call: Any) -> None:
    page = client.get("/crm/desktop/").text
    assert "销售任务" in page
    assert "1 项超期" in page
    english = work.client("salesperson", "en").get("/crm/desktop/").text
    assert "Sales tasks" in english
    assert "1 overdue" in english


def test_progress_begins_the_task_and_counts_as_contact(work: Any, client: Client, call: Any) -> None:
    url = f"/crm/tasks/{call.id}"
    action = next(row for row in rows(work, tables.action_def) if row.code == "phone")
    answer = post(client, f"{url}/progress", url, action_id=str(action.id), content="客户同意三月交货")
    assert answer.status_code == 303, answer.text
    [entry] = rows(work, progress)
    assert (entry.task_id, entry.account_id, entry.content) == (call.id, call.account_id, "客户同意三月交货")
    [now] = rows(work, task)
    assert now.state_id == state(work, "doing").id
    with work.store.read() as connection:
        account = changes.row_of(connection, tables.account, call.account_id)
    assert account is not None
    assert account.last_contact_at == work.store.clock.now()
    assert "客户同意三月交货" in client.get(url).text


def test_what_an_action_asks_for_must_be_given_and_nothing_typed_is_lost(
    work: Any, client: Client, call: Any
) -> None:
    action = next(row for row in rows(work, tables.action_def) if row.code == "demo")
    with work.store.begin(by=None, action="test.action") as tx:
        changes.edit(tx, tables.action_def, action.id, needs_result=True)
    url = f"/crm/tasks/{call.id}"
    answer = post(client, f"{url}/progress", url, action_id=str(action.id), content="演示了新仪器")
    assert answer.status_code == 422
    assert "该动作要求填写结果" in answer.text
    assert "演示了新仪器" in answer.text
    assert rows(work, progress) == []


def test_done_needs_a_result_and_two_tabs_do_not_overwrite_each_other(
    work: Any, client: Client, call: Any
) -> None:
    url, done = f"/crm/tasks/{call.id}", str(state(work, "done").id)
    missing = post(client, f"{url}/state", url, state_id=done, revision=str(call.revision))
    assert (missing.status_code, "请填写结果" in missing.text) == (422, True)
    first = post(client, f"{url}/state", url, state_id=done, revision=str(call.revision), result="已确认")
    assert first.status_code == 303
    [now] = rows(work, task)
    assert (now.result, now.done_at) == ("已确认", work.store.clock.now())
    late = str(state(work, "dropped").id)
    second = post(
        client, f"{url}/state", url, state_id=late, revision=str(call.revision), reason="重复的原因"
    )
    assert (second.status_code, "重复的原因" in second.text) == (409, True)


def test_a_colleague_does_not_see_the_task(work: Any, call: Any) -> None:
    assert work.client("salesperson2").get(f"/crm/tasks/{call.id}").status_code == 404
    assert work.client("manager").get(f"/crm/tasks/{call.id}").status_code == 200


def test_a_link_of_ones_own_stands_on_ones_own_desktop_only(work: Any, client: Client) -> None:
    bad = post(client, "/crm/desktop/links", "/crm/desktop/", name="企业邮箱", url="javascript:alert(1)")
    assert (bad.status_code, "企业邮箱" in bad.text) == (422, True)
    assert (
        post(
            client, "/crm/desktop/links", "/crm/desktop/", name="企业邮箱", url="mail.example.com"
        ).status_code
        == 303
    )
    assert "https://mail.example.com" in client.get("/crm/desktop/").text
    assert "mail.example.com" not in work.client("manager").get("/crm/desktop/").text
    [link] = rows(work, tables.link)
    other = work.client("manager")
    assert post(other, f"/crm/desktop/links/{link.id}/remove", "/crm/desktop/").status_code == 404
    assert post(client, f"/crm/desktop/links/{link.id}/remove", "/crm/desktop/").status_code == 303
    assert "mail.example.com" not in client.get("/crm/desktop/").text


def test_birthdays_come_in_their_order_and_leap_days_are_kept(work: Any) -> None:
    with work.store.read() as connection:
        person = organisation.by_login(connection, "general")
        contacts = connection.execute(select(tables.contact.c.id).limit(3)).scalars().all()
    assert person is not None
    days = (date(1980, 3, 20), date(1984, 2, 29), date(1990, 6, 1))
    with work.store.begin(by=None, action="test.born") as tx:
        for contact, day in zip(contacts, days, strict=True):
            changes.edit(tx, tables.contact, contact, birthday=day)
    with work.store.read() as connection:
        coming = desktop.important_dates(connection, person, date(2026, 2, 27))
    assert [one.day for one in coming] == [date(2026, 2, 28), date(2026, 3, 20)]
    with work.store.read() as connection:
        none = desktop.important_dates(connection, person, date(2026, 3, 21), days=30)
    assert none == []


def test_a_task_says_its_priority_and_state_in_words_and_colour(work: Any, client: Client, call: Any) -> None:
    page = "/crm/records/tasks/"
    edit = f"/crm/records/tasks/{call.id}/edit"
    known = {"subject": call.subject, "kind": call.kind, "revision": str(call.revision)}
    assert post(client, edit, edit, **known, priority="7").status_code == 422
    assert post(client, edit, edit, **known, priority="2").status_code == 303
    shown = client.get(page).text
    assert 'gx-chip-outline">未开始' in shown
    assert ">紧急<" in shown
    with work.store.begin(by=None, action="test.colour") as tx:
        changes.edit(tx, task_state_def, call.state_id, colour="vio")
    assert 'gx-chip-vio">未开始' in client.get(page).text


def test_a_state_that_tasks_are_in_is_taken_out_of_use_not_deleted(work: Any, call: Any) -> None:
    with work.store.read() as connection:
        person = organisation.by_login(connection, "admin")
    assert person is not None
    for code in ("new", "dropped"):  # the one of this task; the last one of its class
        with work.store.begin(by=person.id, action="test.delete") as tx, pytest.raises(InvalidFields):
            commands.recycle(tx, person, TASK_STATE, state(work, code).id)
    spare = {"kind": "all", "code": "later", "name": "以后", "state_class": "waiting"}
    with work.store.begin(by=person.id, action="test.spare") as tx:
        extra = changes.add(tx, task_state_def, **spare)
        commands.recycle(tx, person, TASK_STATE, extra)
