"""Programs in front of /api/v1/rules, on a store with the demo company and the shipped flows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from adapters.demo import PASSWORD
from forms.accounts import Accounts
from processes.approval import types
from processes.approval.api import blueprint
from tests.support.rule_site import Site
from worklist.api import problems, session
from worklist.api.application import make_api


@dataclass
class Program:
    """Somebody's program: carries its token, speaks his language."""

    client: FlaskClient
    headers: dict[str, str]

    def get(self, url: str) -> TestResponse:
        return self.client.get(f"/api/v1/rules{url}", headers=self.headers)

    def send(self, method: str, url: str, body: Any = None) -> TestResponse:
        return self.client.open(f"/api/v1/rules{url}", method=method, headers=self.headers, json=body)

    def post(self, url: str, **body: Any) -> TestResponse:
        return self.send("POST", url, body)

    def seen(self, key: str = "quote") -> str | None:
        draft = self.get(f"/flows/{key}").json["draft"]
        return draft and draft["token"]

    def save(self, content: Any, key: str = "quote") -> TestResponse:
        return self.send("PUT", f"/flows/{key}/draft", {"content": content, "seen": self.seen(key)})


def with_api(site: Site) -> Site:
    """The same pages with the API beside them."""
    api = make_api(site.app)
    parts = (
        session.blueprint(accounts=Accounts(store=site.store)),
        blueprint(store=site.store, documents=types.documents(), sees=lambda *_asked: None),
    )
    for one in parts:
        problems.install(one, site.store)
        api.register_blueprint(one)
    return site


def program(site: Site, login: str = "admin", lang: str = "en") -> Program:
    """A program of somebody, logged in."""
    client = site.app.test_client()
    spoken = {"Accept-Language": lang}
    body = {"username": login, "password": PASSWORD}
    token = client.post("/api/v1/session", json=body, headers=spoken).json["token"]
    return Program(client, {**spoken, "Authorization": f"Bearer {token}"})
