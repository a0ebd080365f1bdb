"""The page of a customer tells of an application that the process of his opportunity made."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from processes.records import RecordProcesses
from tests.support.crm_pages import crm_pages, logged_in, token
from tests.support.parties import SLIP, Office


@pytest.fixture
def office() -> Iterator[Office]:
    made = Office.open()
    yield made
    made.store.close()


@pytest.fixture
def browser(office: Office) -> FlaskClient:
    """The salesperson's."""
    return logged_in(crm_pages(office.store, RecordProcesses(engine=office.engine)), "salesperson")


def test_the_page_offers_no_second_application_and_says_who_waits_for_what(
    office: Office, browser: FlaskClient
) -> None:
    owner = office.people["salesperson"]
    account = office.add_account(
        code="K-00009", kind="prospect", name="朔方材料", owner_id=owner, approved=False
    )
    page = f"/crm/accounts/{account}/ownership"
    assert f'action="{page}/submit"' in browser.get(page).text
    root = office.start("new_customer", "salesperson", account_id=account, applicant="salesperson")
    seen = browser.get(page).text
    assert f'action="{page}/submit"' not in seen
    assert f'href="/worklist/{office.items(root)["complete"].id}"' in seen
    assert office.person("salesperson").label("zh") in seen
    refused = browser.post(f"{page}/submit", data={"csrf_token": token(browser, page)})
    assert refused.status_code == 409
    office.change(account, **SLIP)
    office.complete(root, "complete", "salesperson")
    assert f'action="{page}/take_back"' in browser.get(page).text
