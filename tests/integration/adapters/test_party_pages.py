"""The pages of ownership, the pool, sharing, allocation and duplicates."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import select

from adapters.crm import changes, tables
from engine import organisation

Site = Any


def account(site: Site) -> Any:
    with site.store.read() as connection:
        return changes.row_of(connection, tables.account, site.account())


def person(site: Site, login: str) -> str:
    from_page = site.client("manager").get(f"/crm/accounts/{site.account()}/ownership").text
    name = {"salesperson2": "吴", "warehouse": "唐"}[login]
    found = re.search(rf'<option value="(\d+)"[^>]*>[^<]*{name}', from_page)
    assert found
    return found[1]


def test_a_manager_transfers_a_customer_on_its_page(site: Site, post: Any) -> None:
    url = f"/crm/accounts/{site.account()}/ownership"
    answer = post(site.client("manager"), f"{url}/transfer", {"to_id": person(site, "salesperson2")})
    assert answer.status_code == 303
    assert "转移" in site.client("manager").get(url).text
    assert site.client("salesperson").get(url).status_code == 404


def test_a_share_without_a_colleague_says_so_at_the_field(site: Site, post: Any) -> None:
    answer = post(site.client(), f"/crm/accounts/{site.account()}/ownership/share", {"level": "edit"})
    assert answer.status_code == 422
    assert "请选择人员" in answer.text


def test_a_share_is_listed_on_both_sides_and_can_be_withdrawn(site: Site, post: Any) -> None:
    url = f"/crm/accounts/{site.account()}/ownership"
    post(site.client(), f"{url}/share", {"level": "view", "person_id": person(site, "salesperson2")})
    assert "K-00001" in site.client("salesperson2").get("/crm/shares/").text
    page = site.client().get("/crm/shares/").text
    share = re.search(r'name="share_id" value="(\d+)"', page)
    assert share
    assert post(site.client(), f"{url}/withdraw", {"share_id": share[1]}).status_code == 303
    assert "K-00001" not in site.client("salesperson2").get("/crm/shares/").text


def test_a_recycled_customer_is_recovered_from_the_pool_page(site: Site, post: Any) -> None:
    post(site.client(), f"/crm/accounts/{site.account()}/ownership/recycle", {})
    assert "K-00001" in site.client("admin").get("/crm/pool/").text
    answer = post(site.client("admin"), "/crm/pool/recover", {"row": str(site.account())})
    assert answer.status_code == 303
    assert account(site).pool_state == "public"


def test_an_allocation_ticks_customers_for_a_person(site: Site, post: Any) -> None:
    to, one = person(site, "salesperson2"), str(site.account())
    form = {"person_id": to, "row": one, "shown": one, "level": "follow"}
    assert post(site.client("manager"), "/crm/allocation/", form).status_code == 303
    with site.store.read() as connection:
        [share] = connection.execute(select(tables.account_share)).all()
    assert (share.account_id, share.level) == (site.account(), "follow")


def test_a_company_that_is_there_is_not_entered_again_and_the_attempt_is_kept(site: Site, post: Any) -> None:
    form = {"name": account(site).name.replace("有限公司", "")}
    answer = post(site.client("salesperson2"), "/crm/accounts/new", form)
    assert answer.status_code == 409
    assert "K-00001" in answer.text
    assert form["name"] in answer.text
    with site.store.read() as connection:
        events = connection.scalars(select(tables.account_event.c.event_type)).all()
    assert list(events) == ["duplicate"]


def test_only_who_may_approve_customers_enters_one_all_the_same(site: Site, post: Any) -> None:
    form = {"name": account(site).name}
    assert post(site.client("salesperson2"), "/crm/accounts/new?confirmed=1", form).status_code == 409
    assert post(site.client("manager"), "/crm/accounts/new?confirmed=1", form).status_code == 303
    assert "K-00001" in site.client("manager").get("/crm/duplicates/").text


def test_a_merge_takes_the_values_that_were_chosen(site: Site, post: Any) -> None:
    form = {"name": account(site).name, "phone": "021-5555666"}
    made = post(site.client("manager"), "/crm/accounts/new?confirmed=1", form)
    other = made.headers["Location"].rpartition("/")[2]
    url = f"/crm/accounts/{site.account()}/merge/{other}"
    assert "021-5555666" in site.client("manager").get(url).text
    assert post(site.client("manager"), url, {"phone": "other"}).status_code == 303
    assert account(site).phone == "021-5555666"


def test_an_invalid_customer_can_only_be_looked_at_until_it_is_taken_back(site: Site, post: Any) -> None:
    url = f"/crm/accounts/{site.account()}/ownership"
    seller, manager = site.client(), site.client("manager")
    assert post(seller, f"{url}/invalidate", {"invalid_reason": ""}).status_code == 422
    begin_business(site)
    refused = post(seller, f"{url}/invalidate", {"invalid_reason": "已注销"})
    assert refused.status_code == 409  # it has open business
    assert "未完成" in refused.text
    closed_down(site)
    assert post(seller, f"{url}/invalidate", {"invalid_reason": "已注销"}).status_code == 303
    page = seller.get(f"/crm/accounts/{site.account()}").text
    assert "已注销" in page
    assert "/edit?" not in page
    assert "K-00001" in seller.get("/crm/accounts/?f.invalid=1").text
    contact = {"name": "新联系人", "account_id": str(site.account())}
    assert post(seller, f"/crm/accounts/{site.account()}/contacts", contact).status_code == 423
    assert post(seller, f"{url}/validate", {"invalid_reason": "误操作"}).status_code == 403
    assert post(manager, f"{url}/validate", {"invalid_reason": "误操作"}).status_code == 303
    assert not account(site).invalid


def begin_business(site: Site) -> None:
    """An open opportunity of the customer."""
    with site.store.begin(by=None, action="test") as tx:
        about = {"account_id": site.account(), "owner_id": account(site).owner_id, "stage_since": tx.now}
        changes.add(tx, tables.opportunity, no="D-1", name="x", state="open", stage="enter", **about)


def closed_down(site: Site) -> None:
    """Nothing of the customer is open any more."""
    with site.store.begin(by=None, action="test") as tx:
        for table, state in ((tables.opportunity, "lost"), (tables.order, "cancelled")):
            rows = select(table.c.id).where(table.c.account_id == site.account())
            for row_id in tx.connection.scalars(rows).all():
                changes.edit(tx, table, row_id, state=state)


def test_an_administrator_empties_the_bin_of_what_nothing_hangs_on(site: Site, post: Any) -> None:
    with site.store.begin(by=None, action="test") as tx:
        old = {"kind": "prospect", "deleted_at": tx.now, "pool_state": "recycled"}
        lone = changes.add(tx, tables.account, code="K-9001", name="孤舟", **old)
        changes.add(tx, tables.contact, account_id=lone, name="张三", mobile="13800000000")
        used = changes.add(tx, tables.account, code="K-9002", name="千帆旧", **old)
        changes.add(tx, tables.lead, no="L-1", title="x", channel="web", state="new", account_id=used)
        met = changes.add(tx, tables.account, code="K-9003", name="只有联系人", **old)
        whom = changes.add(tx, tables.contact, account_id=met, name="刘洋")
        called = tx.connection.scalar(select(tables.action_def.c.id).limit(1))
        by = organisation.by_login(tx.connection, "salesperson")
        assert by is not None
        changes.add(tx, tables.progress, at=tx.now, contact_id=whom, action_id=called, by_id=by.id)
    admin = site.client("admin")
    preview = admin.get("/crm/pool/purge").text
    assert "孤舟" in preview
    assert "彻底删除 1 个" in preview
    rows = {"row": [str(lone), str(used), str(met)]}
    assert post(admin, "/crm/pool/purge", {**rows, "reason": ""}).status_code == 422
    assert post(admin, "/crm/pool/purge", {**rows, "reason": "测试数据"}).status_code == 303
    with site.store.read() as connection:
        left = connection.scalars(select(tables.account.c.code).where(tables.account.c.code.like("K-900%")))
        assert sorted(left.all()) == ["K-9002", "K-9003"]
    assert site.client("manager").get("/crm/pool/purge").status_code == 403


def test_all_customers_of_a_filter_are_allocated_and_taken_back(site: Site, post: Any) -> None:
    manager, to = site.client("manager"), person(site, "salesperson2")
    form = {"person_id": to, "q": "医疗", "level": "view", "which": "all"}
    preview = post(manager, "/crm/allocation/", form)
    then = re.search(r'name="then" value="(\d+)"', preview.text)
    assert then
    assert int(then[1]) > 1
    assert post(manager, "/crm/allocation/", {**form, "then": "1"}).status_code == 409
    done = post(manager, "/crm/allocation/", {**form, "then": then[1]})
    assert shares(site) == int(then[1])
    at = re.search(r'name="at" value="([^"]+)"', manager.get(done.location).text)
    assert at
    undo = {"at": at[1], "person_id": to, "q": "医疗"}
    assert post(manager, "/crm/allocation/undo", undo).status_code == 303
    assert shares(site) == 0


def shares(site: Site) -> int:
    table = tables.account_share
    with site.store.read() as connection:
        return len(connection.execute(select(table).where(table.c.deleted_at.is_(None))).all())


def test_likely_duplicates_show_while_a_customer_is_typed_and_on_his_page(site: Site, post: Any) -> None:
    seller = site.client("salesperson2")
    hint = seller.get("/crm/accounts/likely", query_string={"name": account(site).name}).text
    assert account(site).name in hint
    assert account(site).name not in seller.get("/crm/accounts/likely?name=没有这家").text
    with site.store.begin(by=None, action="test") as tx:
        changes.add(tx, tables.account, code="K-9003", kind="prospect", name=account(site).name)
    assert "可能是同一客户" in site.client().get(f"/crm/accounts/{site.account()}").text
