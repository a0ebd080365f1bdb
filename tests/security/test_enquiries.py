"""The one form that strangers may send: it makes a lead, opens nothing else, and is not flooded."""

from __future__ import annotations

from sqlalchemy import func, select

from adapters.crm import enquiries, tables
from tests.support.application import Application

ASKED = {
    "person": "赵一",
    "phone": "13800002222",
    "content": "需要测厚仪 <script>alert(1)</script>",
    "consent": "1",
    "campaign": "fair-2026",
}


def _leads(site: Application) -> int:
    return int(site.one(select(func.count()).select_from(tables.lead)))


def test_a_stranger_asks_and_a_salesperson_gets_a_lead(site: Application) -> None:
    browser = site.stranger()
    assert browser.get("/enquiry/?campaign=fair-2026").status_code == 200
    answer = browser.post("/enquiry/", {**ASKED, "submission": "one"})
    assert (answer.status_code, answer.location) == (303, "/enquiry/thanks")
    browser.post("/enquiry/", {**ASKED, "submission": "one"})  # sent twice
    with site.store.read() as connection:
        [lead] = connection.execute(select(tables.lead)).all()
        [kept] = connection.execute(select(tables.enquiry)).all()
    assert (lead.channel, lead.campaign, lead.contact_name) == ("web", "fair-2026", "赵一")
    assert lead.instance_id is not None
    assert kept.consent in enquiries.CONSENT.values()
    assert "127.0.0.1" not in kept.address
    page = site.as_("director").get(f"/crm/leads/{lead.id}").text
    assert "<script>alert" not in page
    assert browser.get("/crm/accounts/").status_code == 303  # still nobody


def test_what_is_missing_is_named_and_what_was_typed_stays(site: Application) -> None:
    answer = site.stranger().post("/enquiry/", {"person": "赵一", "content": "x", "email": "nonsense"})
    assert answer.status_code == 422
    assert 'value="赵一"' in answer.text
    assert answer.text.count("gx-field-error") >= 2
    assert _leads(site) == 0


def test_a_program_that_fills_in_everything_is_thanked_and_forgotten(site: Application) -> None:
    answer = site.stranger().post("/enquiry/", {**ASKED, "website": "http://spam.example"})
    assert answer.status_code == 303
    assert _leads(site) == 0


def test_one_address_cannot_flood_the_form(site: Application) -> None:
    browser = site.stranger()
    answers = [
        browser.post("/enquiry/", {**ASKED, "submission": str(number)}).status_code
        for number in range(enquiries.FROM_ONE + 1)
    ]
    assert answers == [303] * enquiries.FROM_ONE + [429]
    assert _leads(site) == enquiries.FROM_ONE


def test_another_site_cannot_send_the_form(site: Application) -> None:
    client = site.app.test_client()
    assert client.post("/enquiry/", data=ASKED).status_code == 403
    assert _leads(site) == 0
