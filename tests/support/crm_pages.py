"""The CRM's pages over a store and its processes, with the real shell and login."""

from __future__ import annotations

import re

from flask import Flask
from flask.testing import FlaskClient

from adapters.crm.processes import Processes
from adapters.crm.web import blueprint
from adapters.demo import PASSWORD
from engine.store.uow import Store
from forms import accounts, shell
from forms.shell.listing import Lists, SavedViews
from forms.shell.rail import RAIL


def crm_pages(store: Store, processes: Processes) -> Flask:
    """The application."""
    app = Flask("crm-pages-test")
    app.config.update(SECRET_KEY="test", TESTING=True)
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
    app.register_blueprint(blueprint(store=store, lists=lists, processes=processes))
    return app


def logged_in(app: Flask, login: str) -> FlaskClient:
    """The browser of a person of the demo company."""
    client = app.test_client()
    form = {"login": login, "password": PASSWORD, "csrf_token": token(client, "/login")}
    assert client.post("/login", data=form).status_code == 303
    return client


def token(client: FlaskClient, page: str) -> str:
    """What a form of this page sends to be believed."""
    found = re.search(r'name="csrf-token" content="([^"]+)"', client.get(page).text)
    assert found
    return found[1]
