"""Lists, pages and editors that every entity gets, shown by contacts."""

from __future__ import annotations

import re
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from adapters.crm import changes, tables
from tests.integration.adapters.conftest import Site

CONTACTS = "/crm/records/contacts/"


def contact(site: Site, code: str = "K-00001") -> Any:
    """A contact of a customer."""
    with site.store.read() as connection:
        query = select(tables.contact).where(tables.contact.c.account_id == site.account(code))
        return connection.execute(query.order_by(tables.contact.c.id)).first()


def fields(site: Site, **changed: str) -> dict[str, str]:
    """The fields of the editor of a contact."""
    row = contact(site)
    return {
        "account_id": str(row.account_id),
        "name": row.name,
        "decision_role": row.decision_role,
        "mobile": row.mobile,
        "revision": str(row.revision),
        **changed,
    }


def hits(client: FlaskClient, text: str, chosen: str = "") -> list[str]:
    """What the chooser of the customer offers."""
    page = client.get(f"{CONTACTS}choose/account_id?account_id~q={text}&account_id={chosen}").text
    return [one for one in re.findall(r'name="account_id" value="(\d*)"', page) if one]


def test_the_list_joins_records_to_their_names_and_filters_by_them(site: Site) -> None:
    client = site.client()
    wide = client.get(f"{CONTACTS}?cols=account_id,name&f.account_id=青屿").text
    assert "青屿精工" in wide
    narrow = client.get(f"{CONTACTS}?f.account_id=%23{site.account()}").text
    assert contact(site).name in narrow
    assert "青屿精工有限公司" in narrow  # the filter is said in words


def test_the_page_of_a_record_shows_facts_and_history(site: Site) -> None:
    row = contact(site)
    page = site.client().get(f"{CONTACTS}{row.id}").text
    assert row.mobile in page
    assert "青屿精工有限公司" in page
    assert "新增" in page


def test_a_record_of_a_colleague_looks_like_one_that_does_not_exist(site: Site) -> None:
    assert site.client("salesperson2").get(f"{CONTACTS}{contact(site).id}").status_code == 404
    assert site.client("salesperson2").get(f"{CONTACTS}77").status_code == 404


def test_a_new_record_is_saved_and_its_page_shown(site: Site, post: Any) -> None:
    client = site.client()
    form = {"account_id": str(site.account()), "name": "新人", "mobile": "138 0000 0000"}
    answer = post(client, f"{CONTACTS}new", form)
    assert answer.status_code == 303
    assert "新人" in client.get(answer.location).text


def test_save_and_continue_stays_in_the_editor_save_and_return_goes_back(site: Site, post: Any) -> None:
    client, row = site.client(), contact(site)
    stay = post(client, f"{CONTACTS}{row.id}/edit", fields(site, action="continue", name="甲"))
    assert stay.location == f"{CONTACTS}{row.id}/edit"
    back = post(client, f"{CONTACTS}{row.id}/edit", fields(site, action="return", name="乙", next=CONTACTS))
    assert back.location == CONTACTS


def test_back_never_leads_to_another_site(site: Site, post: Any) -> None:
    row = contact(site)
    form = fields(site, action="return", next="//evil.example/")
    assert post(site.client(), f"{CONTACTS}{row.id}/edit", form).location == f"{CONTACTS}{row.id}"


def test_what_is_wrong_stands_at_its_field_and_typed_text_comes_back(site: Site, post: Any) -> None:
    answer = post(
        site.client(), f"{CONTACTS}{contact(site).id}/edit", fields(site, mobile="call me", name="")
    )
    assert answer.status_code == 422
    assert "call me" in answer.text
    assert "电话只含数字" in answer.text
    assert "请填写姓名" in answer.text


def test_a_record_that_somebody_saved_meanwhile_is_not_overwritten(site: Site, post: Any) -> None:
    client, row, stale = site.client(), contact(site), fields(site, mobile="111222333")
    assert post(client, f"{CONTACTS}{row.id}/edit", fields(site, mobile="999888777")).status_code == 303
    answer = post(client, f"{CONTACTS}{row.id}/edit", stale)
    assert answer.status_code == 409
    assert "111222333" in answer.text
    assert contact(site).mobile == "999888777"


def test_names_of_no_field_are_refused(site: Site, post: Any) -> None:
    answer = post(site.client(), f"{CONTACTS}{contact(site).id}/edit", fields(site, is_main="1"))
    assert answer.status_code == 422


def test_one_field_is_changed_in_place(site: Site, post: Any) -> None:
    client, row = site.client(), contact(site)
    url = f"{CONTACTS}{row.id}/fields/mobile"
    assert f'value="{row.mobile}"' in client.get(url).text
    wrong = post(client, url, {"revision": str(row.revision), "mobile": "call me"})
    assert (wrong.status_code, "call me" in wrong.text) == (422, True)
    right = post(client, url, {"revision": str(row.revision), "mobile": "555123"})
    assert (right.status_code, "555123" in right.text) == (200, True)
    assert "555123" in client.get(f"{CONTACTS}{row.id}").text


def test_in_place_only_that_field_is_taken(site: Site, post: Any) -> None:
    row = contact(site)
    form = {"revision": str(row.revision), "mobile": "1", "name": "someone else"}
    assert post(site.client(), f"{CONTACTS}{row.id}/fields/mobile", form).status_code == 422


def test_whoever_may_only_look_gets_no_pen_and_no_form(site: Site) -> None:
    client, row = site.client("finance"), contact(site)
    assert "crm-pen" not in client.get(f"{CONTACTS}{row.id}").text
    assert client.get(f"{CONTACTS}{row.id}/edit").status_code == 403
    assert client.get(f"{CONTACTS}{row.id}/fields/mobile").status_code == 403


def test_a_chooser_finds_within_reach_and_keeps_what_is_chosen(site: Site) -> None:
    client, mine = site.client(), str(site.account())
    assert mine in hits(client, "青屿")
    assert hits(client, "no such customer", chosen=mine) == [mine]
    assert mine not in hits(site.client("salesperson2"), "青屿")
    assert len(hits(client, "")) <= 20


def test_a_reference_beyond_ones_reach_is_refused(site: Site, post: Any) -> None:
    form = {"account_id": str(site.account()), "name": "新人"}
    answer = post(site.client("salesperson2"), f"{CONTACTS}new", form)
    assert answer.status_code == 422
    assert "请从列表中选择" in answer.text


def test_a_deleted_record_leaves_the_list(site: Site, post: Any) -> None:
    client, row = site.client(), contact(site)
    assert post(client, f"{CONTACTS}{row.id}/delete").status_code == 303
    assert client.get(f"{CONTACTS}{row.id}").status_code == 404


def test_hostile_text_is_shown_as_text(site: Site, post: Any) -> None:
    client, row, hostile = site.client(), contact(site), "<script>alert(1)</script>"
    post(client, f"{CONTACTS}{row.id}/edit", fields(site, name=hostile))
    for url in (
        CONTACTS,
        f"{CONTACTS}{row.id}",
        f"{CONTACTS}{row.id}/edit",
        f"{CONTACTS}{row.id}/fields/name",
    ):
        assert hostile not in client.get(url).text


def test_the_menu_shows_what_its_reader_may_open(site: Site) -> None:
    assert CONTACTS in site.client().get("/crm/accounts/").text
    assert 'class="crm-nav"' in site.client().get(CONTACTS).text


def test_exports_need_their_own_right(site: Site) -> None:
    assert site.client().get(f"{CONTACTS}?export=csv").status_code == 403
    assert site.client("manager").get(f"{CONTACTS}?export=csv").status_code == 200


def test_every_export_is_noted(site: Site) -> None:
    site.client("manager").get(f"{CONTACTS}?export=csv&f.name=李")
    with site.store.read() as connection:
        row = connection.execute(select(tables.export_log)).one()
    assert (row.list, row.format) == ("contact", "csv")
    assert "f.name" in row.query


def test_english_readers_get_english_pages(site: Site) -> None:
    page = site.client(lang="en").get(f"{CONTACTS}{contact(site).id}").text
    assert "Role in decisions" in page
    assert "决策角色" not in page


def two(site: Site) -> list[str]:
    """Two contacts of the salesperson's customers."""
    return [str(contact(site).id), str(contact(site, "K-00034").id)]


def test_the_same_values_are_given_to_ticked_rows_at_once(site: Site, post: Any) -> None:
    client, rows = site.client(), two(site)
    look = post(client, f"{CONTACTS}bulk/edit", {"row": rows})
    assert contact(site).name in look.text
    form = {"row": rows, "then": "2", "set": "decision_role", "decision_role": "buyer", "mobile": ""}
    assert post(client, f"{CONTACTS}bulk/edit/do", form).status_code == 303
    assert contact(site).decision_role == contact(site, "K-00034").decision_role == "buyer"
    assert contact(site).mobile  # not ticked, not changed


def test_a_wrong_value_changes_none_of_them(site: Site, post: Any) -> None:
    form = {"row": two(site), "then": "2", "set": "mobile", "mobile": "call me"}
    answer = post(site.client(), f"{CONTACTS}bulk/edit/do", form)
    assert answer.status_code == 422
    assert "call me" in answer.text
    assert contact(site).mobile != "call me"


def test_a_whole_filtered_list_is_changed_only_while_it_is_what_was_seen(site: Site, post: Any) -> None:
    client = site.client()
    asked = {"whole": "1", "query": f"f.account_id=%23{site.account()}", "set": "decision_role"}
    form = {**asked, "decision_role": "coach"}
    assert post(client, f"{CONTACTS}bulk/edit/do", {**form, "then": "1000"}).status_code == 409
    look = post(client, f"{CONTACTS}bulk/edit", asked).text
    seen = re.search(r'name="then" value="(\d+)"', look)
    assert seen
    assert post(client, f"{CONTACTS}bulk/edit/do", {**form, "then": seen[1]}).status_code == 303
    assert contact(site).decision_role == "coach"


def test_rows_beyond_ones_reach_cannot_be_ticked(site: Site, post: Any) -> None:
    form = {"row": two(site), "set": "decision_role", "decision_role": "buyer"}
    post(site.client("salesperson2"), f"{CONTACTS}bulk/edit/do", form)
    assert contact(site).decision_role != "buyer"


def test_what_lies_in_the_recycle_bin_is_taken_out_by_whoever_may(site: Site, post: Any) -> None:
    row = contact(site)
    page = f"{CONTACTS}{row.id}"
    assert post(site.client(), f"{page}/delete").status_code == 303
    assert site.client().get(f"{CONTACTS}recycled").status_code == 403
    manager = site.client("manager")
    assert row.name in manager.get(f"{CONTACTS}recycled").text
    assert post(manager, f"{CONTACTS}recover", {"row": str(row.id)}).status_code == 303
    assert site.client().get(page).status_code == 200


def test_a_contract_opens_and_its_list_stands_in_the_menu(site: Site) -> None:
    with site.store.begin(by=None, action="test.contract") as tx:
        party = changes.row_of(tx.connection, tables.account, site.account())
        assert party is not None
        contract = changes.add(
            tx,
            tables.contract,
            no="C-0001",
            kind="supply",
            account_id=party.id,
            owner_id=party.owner_id,
            state="draft",
        )
    answer = site.client().get(f"/crm/contracts/{contract}")
    assert answer.status_code == 200
    assert 'href="/crm/records/contracts/"' in answer.text


def test_somebody_who_sees_no_customers_begins_at_the_desktop(site: Site) -> None:
    assert site.client("warehouse").get("/crm/").location == "/crm/desktop/"
    assert site.client("salesperson").get("/crm/").location == "/crm/accounts/"


def test_a_record_with_nothing_to_type_offers_no_editor(site: Site) -> None:
    with site.store.begin(by=None, action="test.count") as tx:
        product = tx.connection.execute(select(tables.product.c.id)).scalars().first()
        entry_id = changes.add(tx, tables.stock_entry, product_id=product, kind="count", on_hand=3)
    keeper = site.client("warehouse")
    page = keeper.get(f"/crm/records/stock-movements/{entry_id}").text
    assert "<title>盘点" in page  # the word of its kind, not the code
    assert f"{entry_id}/edit" not in page
    assert keeper.get(f"/crm/records/stock-movements/{entry_id}/edit").status_code == 404
