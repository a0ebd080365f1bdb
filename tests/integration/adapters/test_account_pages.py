from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from adapters.crm import changes, tables
from engine import organisation

Site = Any


def _city(site: Site) -> Any:
    with site.store.read() as connection:
        return connection.execute(select(tables.account).where(tables.account.c.code == "K-00001")).one()


def test_the_page_shows_everything_around_a_customer(site: Site) -> None:
    page = site.client().get(f"/crm/accounts/{site.account()}").text
    for word in (
        "青屿精工有限公司",
        "A 级",
        "¥312,400",
        "¥500,000",
        "联系人",
        "谁在等谁",
        "经理 陈",
        "Q-",
        "江苏",
        "苏州",
    ):
        assert word in page


def test_the_page_speaks_english(site: Site) -> None:
    page = site.client(lang="en").get(f"/crm/accounts/{site.account()}").text
    for word in ("Qingyu Precision Co., Ltd.", "Level A", "Precision engineering", "Who waits for whom"):
        assert word in page


def test_an_edit_is_saved_and_appears_among_what_happened(site: Site, post: Any) -> None:
    client, account = site.client(), site.account()
    answer = post(
        client,
        f"/crm/records/accounts/{account}/edit",
        {"revision": "1", "name": "青屿精工有限公司", "level": "B", "city": "昆山"},
    )
    assert answer.status_code == 303
    page = client.get(f"/crm/accounts/{account}").text
    assert "级别 A 级 → B 级" in page
    assert "城市 苏州 → 昆山" in page


def test_a_wrong_value_is_marked_and_what_was_typed_stays(site: Site, post: Any) -> None:
    client, account = site.client(), site.account()
    fields = {"revision": "1", "name": "青屿精工有限公司", "email": "not an address", "city": "昆山 <b>"}
    answer = post(client, f"/crm/records/accounts/{account}/edit", fields)
    assert answer.status_code == 422
    assert "这不是邮箱地址" in answer.text
    assert 'value="not an address"' in answer.text
    assert "昆山 &lt;b&gt;" in answer.text
    assert _city(site).city == "苏州"


def test_a_stale_page_keeps_its_text(site: Site, post: Any) -> None:
    client, account = site.client(), site.account()
    name = {"name": "青屿精工有限公司"}
    post(client, f"/crm/records/accounts/{account}/edit", {**name, "revision": "1", "city": "昆山"})
    stale = post(client, f"/crm/records/accounts/{account}/edit", {**name, "revision": "1", "city": "太仓"})
    assert stale.status_code == 409
    assert 'value="太仓"' in stale.text
    again = re.search(r'name="revision" value="(\d+)"', stale.text)
    assert again
    assert (
        post(
            client, f"/crm/records/accounts/{account}/edit", {**name, "revision": again[1], "city": "太仓"}
        ).status_code
        == 303
    )
    assert _city(site).city == "太仓"


@pytest.mark.parametrize("name", ["owner_id", "credit_limit", "approved", "kind", "deleted_at"])
def test_fields_that_the_form_does_not_have_are_refused(site: Site, post: Any, name: str) -> None:
    answer = post(
        site.client(),
        f"/crm/records/accounts/{site.account()}/edit",
        {"revision": "1", "name": "x", name: "1"},
    )
    assert answer.status_code == 422
    assert _city(site).name == "青屿精工有限公司"


def test_a_new_customer_belongs_to_who_entered_it(site: Site, post: Any) -> None:
    client = site.client()
    answer = post(client, "/crm/accounts/new", {"name": "新荣精工有限公司", "level": "C"})
    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert "K-00061" in page
    assert "销售 李" in page
    assert site.client("salesperson2").get(answer.location).status_code == 404


def test_a_customer_without_a_name_is_not_saved(site: Site, post: Any) -> None:
    answer = post(site.client(), "/crm/accounts/new", {"name": "", "city": "苏州"})
    assert answer.status_code == 422
    assert "gx-field-error" in answer.text
    assert 'value="苏州"' in answer.text


def test_a_contact_is_added_and_made_the_main_one(site: Site, post: Any) -> None:
    client, account = site.client(), site.account()
    added = post(client, f"/crm/accounts/{account}/contacts", {"name": "方慧", "mobile": "13900000000"})
    assert added.status_code == 303
    with site.store.read() as connection:
        contact = connection.execute(select(tables.contact).where(tables.contact.c.name == "方慧")).first()
    assert contact is not None
    assert post(client, f"/crm/accounts/{account}/contacts/{contact.id}/main").status_code == 303
    page = client.get(f"/crm/accounts/{account}").text
    assert page.index("方慧") < page.index("彭") if "彭" in page else True
    assert "tel:13900000000" in page


def test_a_wrong_contact_keeps_what_was_typed(site: Site, post: Any) -> None:
    url = f"/crm/accounts/{site.account()}/contacts"
    answer = post(site.client(), url, {"name": "方慧", "email": "nope"})
    assert answer.status_code == 422
    assert 'value="方慧"' in answer.text
    assert "这不是邮箱地址" in answer.text


def test_a_contact_of_another_customer_cannot_be_made_main(site: Site, post: Any) -> None:
    with site.store.read() as connection:
        other = connection.scalar(
            select(tables.contact.c.id).where(tables.contact.c.account_id != site.account())
        )
    assert post(site.client(), f"/crm/accounts/{site.account()}/contacts/{other}/main").status_code == 404


def test_a_customer_of_a_colleague_looks_like_one_that_does_not_exist(site: Site) -> None:
    client, account = site.client("salesperson2"), site.account()
    hidden, missing = client.get(f"/crm/accounts/{account}"), client.get("/crm/accounts/12345")
    assert hidden.status_code == missing.status_code == 404
    strip = re.compile(r'(content|value)="[^"]+"|\d{5,}')
    assert strip.sub("", hidden.text) == strip.sub("", missing.text)


def test_those_who_may_only_look_get_no_form(site: Site, post: Any) -> None:
    client, account = site.client("supervisor"), site.account()
    page = client.get(f"/crm/accounts/{account}?contact")
    assert page.status_code == 200
    assert "<textarea" not in page.text.replace('id="gx', "")
    assert (
        post(client, f"/crm/records/accounts/{account}/edit", {"revision": "1", "name": "x"}).status_code
        == 403
    )


def test_the_list_shows_ones_own_customers_only(site: Site) -> None:
    mine = site.client().get("/crm/accounts/?limit=200").text
    theirs = site.client("salesperson2").get("/crm/accounts/?limit=200").text
    assert "青屿精工有限公司" in mine
    assert "青屿精工有限公司" not in theirs
    assert site.client("warehouse").get("/crm/accounts/").status_code == 403


def test_hostile_text_is_shown_as_text_everywhere(site: Site, post: Any) -> None:
    client = site.client()
    evil = '"><img src=x onerror=alert(1)>{{7*7}}'
    location = post(client, "/crm/accounts/new", {"name": evil, "introduction": evil}).location
    post(client, f"{location}/contacts", {"name": evil, "post": evil})
    for url in (
        location,
        f"/crm/records/accounts/{location.rsplit('/', 1)[1]}/edit",
        "/crm/accounts/?limit=200",
        f"/crm/quotes/new?account={location.rsplit('/', 1)[1]}",
        "/search?q=onerror",
    ):
        page = client.get(url).text
        assert "<img" not in page, url
        assert "49" not in re.findall(r"onerror=alert\(1\)&gt;(\d+)", page), url


def test_a_note_is_told_and_can_be_pinned(site: Site, post: Any) -> None:
    client, account = site.client(), site.account()
    assert (
        post(
            client, f"/crm/accounts/{account}/notes", {"way": "visit", "text": "看了产线\n三台旧设备"}
        ).status_code
        == 303
    )
    page = client.get(f"/crm/accounts/{account}?show=follow").text
    assert "拜访：看了产线" in page
    assert "三台旧设备" in page
    note = re.search(r"/notes/(\d+)/pin", page)
    assert note
    post(client, f"/crm/accounts/{account}/notes/{note[1]}/pin", {"pinned": "1"})
    assert "crm-pinned" in client.get(f"/crm/accounts/{account}").text
    post(client, f"/crm/accounts/{account}/notes/{note[1]}/pin", {"pinned": "0"})
    assert "crm-pinned" not in client.get(f"/crm/accounts/{account}").text


def test_an_empty_note_is_refused_where_it_was_typed(site: Site, post: Any) -> None:
    answer = post(site.client(), f"/crm/accounts/{site.account()}/notes", {"way": "call", "text": "  "})
    assert answer.status_code == 422
    assert "请填写 1 到" in answer.text


def test_a_note_of_another_customer_cannot_be_pinned(site: Site, post: Any) -> None:
    client, account = site.client(), site.account()
    post(client, f"/crm/accounts/{account}/notes", {"way": "note", "text": "x"})
    note = re.search(r"/notes/(\d+)/pin", client.get(f"/crm/accounts/{account}").text)
    assert note
    other = site.account("K-00034")
    assert post(client, f"/crm/accounts/{other}/notes/{note[1]}/pin", {"pinned": "1"}).status_code == 404


def test_every_tab_of_a_customer_opens(site: Site) -> None:
    client, account = site.client(), site.account()
    tabs = re.findall(
        rf'href="(/crm/accounts/{account}\?tab=\w+)"', client.get(f"/crm/accounts/{account}").text
    )
    assert len(tabs) >= 3
    for tab in tabs:
        assert client.get(tab).status_code == 200, tab


def test_a_fact_is_changed_in_place(site: Site, post: Any) -> None:
    client, account = site.client(), site.account()
    url = f"/crm/records/accounts/{account}/fields/city"
    revision = re.search(r'name="revision" value="(\d+)"', client.get(url).text)
    assert revision
    assert "太仓" in post(client, url, {"revision": revision[1], "city": "太仓"}).text
    assert "太仓" in client.get(f"/crm/accounts/{account}?show=fields").text


def test_a_favourite_is_kept_until_it_is_let_go(site: Site, post: Any) -> None:
    client, account = site.client(), site.account()
    assert post(client, f"/crm/accounts/{account}/favourite", {"on": "1"}).status_code == 303
    assert "取消收藏" in client.get(f"/crm/accounts/{account}").text
    post(client, f"/crm/accounts/{account}/favourite", {"on": "0"})
    assert "取消收藏" not in client.get(f"/crm/accounts/{account}").text


def test_what_was_looked_at_and_what_is_kept_is_found_again(site: Site, post: Any) -> None:
    client, account = site.client(), site.account()
    assert "青屿精工有限公司" not in client.get("/crm/recent/").text
    assert post(client, f"/crm/seen/accounts/{account}").status_code == 204
    post(client, f"/crm/accounts/{account}/favourite", {"on": "1"})
    assert client.get("/crm/recent/").text.count("青屿精工有限公司") == 2
    assert "青屿精工有限公司" in client.get("/crm/desktop/").text
    stranger = site.client("salesperson2")
    assert post(stranger, f"/crm/seen/accounts/{account}").status_code == 404
    assert "青屿精工有限公司" not in stranger.get("/crm/recent/").text


def test_a_note_with_a_next_step_leaves_a_task(site: Site, post: Any) -> None:
    client, account = site.client(), site.account()
    url, said = f"/crm/accounts/{account}/notes", {"way": "call", "text": "谈了交期"}
    wrong = post(client, url, {**said, "next_step": "发合同", "next_on": "soon"})
    assert wrong.status_code == 422
    assert 'value="发合同"' in wrong.text
    assert post(client, url, {**said, "next_step": "发合同", "next_on": "2026-11-30"}).status_code == 303
    assert "发合同" in client.get(f"/crm/accounts/{account}?tab=task").text


def test_customers_agents_and_prospects_have_lists_of_their_own(site: Site) -> None:
    client = site.client("director")
    agents = client.get("/crm/accounts/?f.kind=agent").text
    assert "知行能源有限公司" in agents
    assert "青屿精工有限公司" not in agents
    assert 'href="/crm/accounts/?f.kind=prospect"' in agents


def test_a_row_offers_what_may_be_done_with_its_customer(site: Site) -> None:
    account = site.account()
    own = site.client().get("/crm/accounts/?f.name=青屿精工").text
    assert f"/crm/records/accounts/{account}/edit" in own
    assert f"/crm/accounts/{account}/ownership#convert" in own
    finance = site.client("finance").get("/crm/accounts/?f.name=青屿精工").text
    assert f"/crm/records/accounts/{account}/edit" in finance
    assert "#convert" not in finance
    assert "#give-back" not in finance


def test_a_product_of_interest_names_a_contact_of_the_customer_and_stands_once(site: Site, post: Any) -> None:
    client, contact = site.client(), tables.contact
    with site.store.read() as connection:
        product = connection.scalars(select(tables.product.c.id)).first()
        stranger = connection.scalars(
            select(contact.c.id).where(contact.c.account_id != site.account())
        ).first()
        own = connection.scalars(select(contact.c.id).where(contact.c.account_id == site.account())).first()
    wish = {"account_id": str(site.account()), "product_id": str(product)}
    url = "/crm/records/account-products/new"
    assert post(client, url, {**wish, "contact_id": str(stranger)}).status_code == 422
    assert post(client, url, {**wish, "contact_id": str(own)}).status_code == 303
    again = post(client, url, {**wish, "contact_id": str(own)})
    assert (again.status_code, "该产品已在列" in again.text) == (422, True)


def test_plate_and_region_stand_among_the_facts(site: Site, post: Any) -> None:
    boss, account = site.client("general"), site.account()
    with site.store.begin(by=None, action="test.region") as tx:
        region = changes.add(tx, tables.region, code="HD", name="华东")
        plate = organisation.add_plate(tx, code="W", name="西部版块", name_en="West")
        changes.edit(tx, tables.account, account, plate_id=plate, region_id=region)
    facts = boss.get(f"/crm/accounts/{account}?tab=facts").text
    assert "西部版块" in facts
    assert "华东" in facts
    assert "青屿精工" in boss.get("/crm/accounts/?f.plate_id=西部&cols=name,plate_id,region_id").text


def test_a_person_is_asked_less_than_a_company(site: Site, post: Any) -> None:
    client = site.client()
    company = client.get("/crm/accounts/new").text
    person = client.get("/crm/accounts/new?form=person").text
    for name in ("main_class", "type", "phone"):
        assert f'name="{name}"' in company
        assert f'name="{name}"' in person
    assert 'name="tax_no"' in company
    assert 'name="tax_no"' not in person
    answer = post(client, "/crm/accounts/new", {"form": "person", "name": "罗一鸣", "main_class": "direct"})
    assert answer.status_code == 303
    with site.store.read() as connection:
        row = connection.execute(select(tables.account).where(tables.account.c.name == "罗一鸣")).one()
    assert (row.form, row.main_class) == ("person", "direct")
    refused = post(client, "/crm/accounts/new", {"form": "person", "name": "", "city": "苏州"}).text
    assert 'name="form" value="person"' in refused
    assert 'name="tax_no"' not in refused


def test_the_form_of_a_new_customer_offers_what_administrators_added(site: Site) -> None:
    with site.store.begin(by=None, action="test.level") as tx:
        changes.add(tx, tables.lookup, kind="industry", code="toys", name="玩具", name_en="Toys")
    assert "玩具" in site.client().get("/crm/accounts/new").text
