"""An application with the real shell and login, two pages of its own, and two people."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engine import organisation
from engine.store.uow import Store
from forms import accounts, shell
from forms.accounts import passwords

PASSWORD = "correct horse battery"


@dataclass
class Site:
    """The application under test with its accounts and people."""

    app: Flask
    accounts: accounts.Accounts
    seller: int
    admin: int

    def client(self) -> FlaskClient:
        return self.app.test_client()


@pytest.fixture
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """argon2id at its cheapest: these tests log in hundreds of times."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    passwords._nobodys.cache_clear()


@pytest.fixture
def site(store: Store, cheap_hashes: None) -> Site:
    app = Flask("test")
    app.config.update(SECRET_KEY="test", TESTING=True)
    service = accounts.Accounts(store=store)
    shell.init_app(app, navigation=[], identity=accounts.current_person, logout_endpoint="accounts.logout")
    accounts.init_app(app, accounts=service, public=["health"])

    @app.get("/")
    def start() -> str:
        return f"hello {accounts.signed_in().login}"

    @app.get("/healthz")
    def health() -> str:
        return "well"

    app.add_url_rule(
        "/rules", view_func=accounts.require("rules", "publish")(_rules), methods=["GET", "POST"]
    )
    app.add_url_rule(
        "/api/v1/me", view_func=lambda: accounts.signed_in().login, endpoint="me", methods=["GET", "POST"]
    )
    seller = accounts.create_user(
        store, login="seller", password=PASSWORD, name="李伟", positions=["salesperson"]
    )
    admin = accounts.create_user(store, login="admin", password=PASSWORD, name="高翔", positions=["admin"])
    return Site(app=app, accounts=service, seller=seller, admin=admin)


def _rules() -> str:
    return "the rules"


LogIn = Callable[..., TestResponse]


@pytest.fixture
def log_in() -> LogIn:
    """log_in(client, login, password=…, token=True): posts the login form as a browser does."""

    def post(
        client: FlaskClient, login: str, password: str = PASSWORD, *, token: bool = True, **fields: str
    ) -> TestResponse:
        form = {"login": login, "password": password, **fields}
        if token:
            form["csrf_token"] = csrf_token(client)
        return client.post("/login", data=form)

    return post


def csrf_token(client: FlaskClient, page: str = "/login") -> str:
    found = re.search(r'name="csrf-token" content="([^"]+)"', client.get(page).text)
    assert found
    return found[1]


@pytest.fixture
def freeze(store: Store) -> Callable[[int], None]:
    def change(person_id: int) -> None:
        with store.begin(by=None, action="test") as tx:
            organisation.set_status(tx, person_id, "frozen")

    return change
