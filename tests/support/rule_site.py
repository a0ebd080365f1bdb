"""The pages at /rules/ by themselves, with people who sign in."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from adapters.demo import PASSWORD
from engine.store.uow import Store
from forms import accounts, shell
from forms.shell.listing import SavedViews
from forms.shell.rail import RAIL
from processes.approval import policies, types
from processes.approval.chosen.views import blueprint as routes
from processes.approval.conditions import feel_text
from processes.approval.web import blueprint

FORM = {
    "point": "2",
    "name": "销售总监",
    "name_en": "Sales director",
    "rules-0-kind": "position",
    "rules-0-who": "销售总监",
    "mode": "any",
    "deadline": "1",
    "deadline_unit": "days",
    "actions": ["return", "reject"],
    "tests-0-max_discount": "> 8%",
    "action": "save",
}


class Site:
    def __init__(self, app: Flask, store: Any) -> None:
        self.app = app
        self.store = store

    def client(self, login: str = "admin", lang: str = "zh") -> FlaskClient:
        client = self.app.test_client()
        client.set_cookie("gx_lang", lang)
        self.post(client, "/login", {"login": login, "password": PASSWORD}, page="/login")
        return client

    def post(self, client: FlaskClient, url: str, fields: dict[str, Any], page: str = "/rules/") -> Any:
        found = re.search(r'name="csrf-token" content="([^"]+)"', client.get(page).text)
        assert found
        return client.post(url, data={**fields, "csrf_token": found[1]})

    def seen(self, client: FlaskClient) -> str:
        found = re.search(r'name="seen" value="([^"]*)"', client.get("/rules/quote").text)
        assert found
        return found[1]

    def save(self, client: FlaskClient, seen: str | None = None, **fields: Any) -> Any:
        token = self.seen(client) if seen is None else seen
        return self.post(client, "/rules/quote/draft", {**FORM, "seen": token, **fields})

    def publish(self, client: FlaskClient, reason: str = "总监从 8% 起审批", seen: str | None = None) -> Any:
        token = self.seen(client) if seen is None else seen
        return self.post(client, "/rules/quote/publish", {"seen": token, "reason": reason})

    def conditions(self, version: int) -> list[str]:
        with self.store.read() as connection:
            flow = policies.version(connection, "quote", version).flow
        return [feel_text(point.condition) for point in flow.points]


def rule_site(store: Store) -> Site:
    """The pages on a store with the demo company and the shipped flows."""
    app = Flask("rules-test")
    app.config.update(SECRET_KEY="test", TESTING=True)
    shell.init_app(
        app,
        navigation=RAIL,
        identity=accounts.current_person,
        preferences=shell.StoredPreferences(store),
        views=SavedViews(store),
        logout_endpoint="accounts.logout",
        now=store.clock.now,
    )
    accounts.init_app(app, accounts=accounts.Accounts(store=store), public=("api_session.open",))
    app.register_blueprint(blueprint(store=store, documents=types.documents()))
    app.register_blueprint(routes(store=store, documents=types.documents()))
    return Site(app, store)
