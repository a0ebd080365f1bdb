"""The pages of ownership, the pool, sharing, allocation and duplicates."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import select

from adapters.crm import changes, tables

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
