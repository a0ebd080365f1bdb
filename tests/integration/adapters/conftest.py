"""The CRM pages in an application with the real shell and login, over the demo company."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from adapters.crm import quotes, tables
from adapters.crm.web import Hooks, RouteStep, Waiting, blueprint, record_searches
from adapters.demo import PASSWORD, load
from engine import organisation
from engine.clock import ManualClock
from engine.organisation import Person
from engine.service import Engine
from engine.store.uow import Store
from forms import accounts, shell
from forms.shell.listing import Lists, SavedViews
from forms.shell.rail import RAIL
from processes.records import RecordProcesses

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


@dataclass
class Site:
    """The application, what its hooks were asked, and short ways to log in and post."""

    app: Flask
    store: Store
    submitted: list[tuple[int, str]] = field(default_factory=list)
    asked: list[Mapping[str, Any]] = field(default_factory=list)

    def client(self, login: str = "salesperson", lang: str = "zh") -> FlaskClient:
        """A browser with that person logged in."""
        client = self.app.test_client()
        client.set_cookie("gx_lang", lang)
        form = {"login": login, "password": PASSWORD, "csrf_token": token(client, "/login")}
        assert client.post("/login", data=form).status_code == 303
        if lang == "en":
            client.post("/language", data={"value": "en", "csrf_token": token(client, "/crm/accounts/new")})
        return client

    def account(self, code: str = "K-00001") -> int:
        """The id of a customer."""
        return self._one(select(tables.account.c.id).where(tables.account.c.code == code))

    def quote(self, state: str, login: str = "salesperson") -> int:
        """The newest past quote of a person in a state."""
        with self.store.read() as connection:
            person = organisation.by_login(connection, login)
        assert person is not None
        query = select(tables.quote.c.id).where(
            tables.quote.c.state == state, tables.quote.c.owner_id == person.id
        )
        return self._one(query.order_by(tables.quote.c.id.desc()))

    def row(self, quote_id: int) -> Any:
        """A quote's row."""
        with self.store.read() as connection:
            return connection.execute(select(tables.quote).where(tables.quote.c.id == quote_id)).one()

    def _one(self, query: Any) -> int:
        with self.store.read() as connection:
            found: int = connection.scalars(query).first()
        assert found
        return found

    def submit(self, quote_id: int, person: Person) -> str:
        """The hook: what a process would do first."""
        self.submitted.append((quote_id, person.login))
        with self.store.begin(by=person.id, action="test.submit") as tx:
            quotes.mark(tx, quote_id, "in_approval", instance_id=77)
        return ""

    def withdraw(self, quote_id: int, person: Person, reason: str) -> None:
        """The hook: what a process would do on withdrawal."""
        assert reason
        with self.store.begin(by=person.id, action="test.withdraw") as tx:
            quotes.mark(tx, quote_id, "withdrawn", instance_id=77)

    def preview(self, quote_id: int | None, facts: Mapping[str, Any]) -> list[RouteStep]:
        """The hook: one point for what is above the applicant's limit."""
        self.asked.append({"quote_id": quote_id, **facts})
        with self.store.read() as connection:
            managers = organisation.holders(connection, "sales_manager")
        title = {"zh": "销售经理", "en": "Sales manager"}
        return [RouteStep(title=title, people=managers, needed=bool(facts["over_limit"]))]


@pytest.fixture(scope="session")
def demo_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo company in a file, made once: each test works on a copy."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    store = Store(f"sqlite:///{path}", clock=ManualClock(NOON))
    store.create()
    load(store)
    store.close()
    return path


@pytest.fixture
def demo_store(demo_database: Path, tmp_path: Path) -> Iterator[Store]:
    """A store of one's own with the demo company."""
    copy = tmp_path / "demo.db"
    shutil.copyfile(demo_database, copy)
    store = Store(f"sqlite:///{copy}", clock=ManualClock(NOON))
    yield store
    store.close()


@pytest.fixture
def site(demo_store: Store) -> Site:
    store = demo_store
    app = Flask("crm-test")
    app.config.update(SECRET_KEY="test", TESTING=True)
    search = record_searches(store)
    shell.init_app(
        app,
        navigation=RAIL,
        identity=accounts.current_person,
        preferences=shell.StoredPreferences(store),
        search=search,
        views=SavedViews(store),
        logout_endpoint="accounts.logout",
        now=store.clock.now,
    )
    accounts.init_app(app, accounts=accounts.Accounts(store=store))
    site = Site(app=app, store=store)
    hooks = Hooks(
        submit_quote=site.submit,
        route_preview=site.preview,
        withdraw_quote=site.withdraw,
        instance_url=lambda instance_id: f"/instances/{instance_id}",
        approval_record=lambda _quote_id: [{"name": "陈静", "position": "经理", "verb": "同意"}],
        waiting=lambda _account_id, _quotes: [
            Waiting(title="报价审批", url="/worklist/", waits_for="经理 陈")
        ],
    )
    lists = Lists(store=store, identity=accounts.current_person)
    app.register_blueprint(
        blueprint(
            store=store, lists=lists, processes=RecordProcesses(engine=Engine(store=store)), hooks=hooks
        )
    )
    return site


def token(client: FlaskClient, page: str = "/crm/accounts/") -> str:
    """The CSRF token that a page carries."""
    found = re.search(r'name="csrf-token" content="([^"]+)"', client.get(page).text)
    assert found
    return found[1]


@pytest.fixture
def post() -> Any:
    """post(client, url, **fields): with the CSRF token of a page."""

    def send(client: FlaskClient, url: str, fields: Mapping[str, str] | None = None, **headers: str) -> Any:
        return client.post(url, data={**(fields or {}), "csrf_token": token(client)}, headers=headers)

    return send


@pytest.fixture
def form() -> Any:
    """form((code, quantity, granted, reason), …, **header): the fields of the quote form."""

    def fields(*lines: tuple[str, str, str, str], **header: str) -> dict[str, str]:
        typed = {
            "valid_to": "2026-04-01",
            "title": "",
            "contact_id": "",
            "payment_terms": "",
            "delivery_terms": "",
            "remark": "",
        }
        typed |= header
        for number, line in enumerate(lines):
            for key, text in zip(("code", "quantity", "given", "reason"), line, strict=True):
                typed[f"lines-{number}-{key}"] = text
        return typed

    return fields
