"""The pages of returns in an application with the real shell and login."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from adapters.crm.web import blueprint
from adapters.demo import PASSWORD
from forms import accounts, shell
from forms.shell.listing import Lists, SavedViews
from forms.shell.rail import RAIL
from tests.support.returns import Counter


@dataclass
class Desk:
    """The company, and browsers of its people."""

    office: Counter
    app: Flask

    def client(self, login: str, lang: str = "zh") -> FlaskClient:
        client = self.app.test_client()
        client.set_cookie("gx_lang", lang)
        form = {"login": login, "password": PASSWORD, "csrf_token": _token(client, "/login")}
        assert client.post("/login", data=form).status_code == 303
        if lang == "en":
            client.post(
                "/language", data={"value": "en", "csrf_token": _token(client, "/crm/returns/waiting")}
            )
        return client

    def post(self, client: FlaskClient, url: str, fields: Mapping[str, str] | None = None) -> Any:
        return client.post(url, data={**(fields or {}), "csrf_token": _token(client, "/crm/returns/waiting")})


def _token(client: FlaskClient, page: str) -> str:
    found = re.search(r'name="csrf-token" content="([^"]+)"', client.get(page).text)
    assert found
    return found[1]


@pytest.fixture
def office() -> Iterator[Counter]:
    made = Counter.open()
    yield made
    made.store.close()


@pytest.fixture
def desk(office: Counter) -> Desk:
    app = Flask("returns-test")
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
    app.register_blueprint(blueprint(store=store, lists=lists, processes=office.processes))
    return Desk(office, app)
