"""The page of a customer tells of an application that the process of his opportunity made."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from adapters.crm.web import blueprint
from adapters.demo import PASSWORD
from forms import accounts, shell
from forms.shell.listing import Lists, SavedViews
from forms.shell.rail import RAIL
from processes.records import RecordProcesses
from tests.support.parties import SLIP, Office


@pytest.fixture
def office() -> Iterator[Office]:
    made = Office.open()
    yield made
    made.store.close()


@pytest.fixture
def browser(office: Office) -> FlaskClient:
    """The salesperson's."""
    app = Flask("parties-test")
    app.config.update(SECRET_KEY="test", TESTING=True)
    store = office.store
    shell.init_app(
        app,
        navigation=RAIL,
        identity=accounts.current_person,
        preferences=shell.StoredPreferences(store),
        search=(),
        views=SavedViews(store),
        logout_endpoint="accounts.logout",
        now=store.clock.now,
    )
    accounts.init_app(app, accounts=accounts.Accounts(store=store))
    lists = Lists(store=store, identity=accounts.current_person)
    app.register_blueprint(
        blueprint(store=store, lists=lists, processes=RecordProcesses(engine=office.engine))
    )
    client = app.test_client()
    form = {"login": "salesperson", "password": PASSWORD, "csrf_token": _token(client, "/login")}
    assert client.post("/login", data=form).status_code == 303
    return client


def _token(client: FlaskClient, page: str) -> str:
    found = re.search(r'name="csrf-token" content="([^"]+)"', client.get(page).text)
    assert found
    return found[1]


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
    refused = browser.post(f"{page}/submit", data={"csrf_token": _token(browser, page)})
    assert refused.status_code == 409
    office.change(account, **SLIP)
    office.complete(root, "complete", "salesperson")
    assert f'action="{page}/take_back"' in browser.get(page).text
