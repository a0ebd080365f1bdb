"""The whole application over the demo company, with a quote in approval, and people in front of it."""

from __future__ import annotations

import hashlib
import io
import json
import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, encode_multipart

import app as root
from adapters.crm import deliveries, feedback, knowledge
from adapters.crm import tables as crm
from adapters.crm.orders import drafts
from adapters.crm.orders.drafts import OrderDraft, OrderLine
from adapters.demo import PASSWORD
from admin.cli import Settings
from engine import organisation
from engine.clock import ManualClock, SystemClock
from engine.organisation import snapshot
from engine.store.definitions import latest
from engine.store.metadata import metadata
from engine.store.schema.runtime import instance, work_item
from forms.accounts import passwords

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
LOGINS = ("designer", "salesperson", "manager", "director", "finance", "service", "supervisor", "admin")
COLLEAGUE = "salesperson2"
COOKIE = "guanxi"
QUESTION = "How is the zero point set?"
#: What a refused request may write: signs of life, attempts, and that it was refused.
MAY_GROW = ("forms_session", "forms_login_", "engine_audit_")
TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')


def csrf_token(page: str) -> str:
    """The CSRF token that a page carries."""
    found = TOKEN.search(page)
    assert found, page[:400]
    return found[1]


def multipart(files: Mapping[str, bytes], form: Mapping[str, str]) -> tuple[bytes, str]:
    """Files and fields as a browser sends them: body and content type."""
    uploads = [FileStorage(io.BytesIO(data), filename=name) for name, data in files.items()]
    boundary, body = encode_multipart(MultiDict([*form.items(), *(("files", one) for one in uploads)]))
    return body, f"multipart/form-data; boundary={boundary}"


@dataclass
class Browser:
    """A person in front of the pages: carries the CSRF token as the page does."""

    client: FlaskClient
    token: str

    def get(self, url: str, **headers: str) -> TestResponse:
        return self.client.get(url, headers=_named(headers))

    def post(self, url: str, form: Mapping[str, Any] | None = None, **headers: str) -> TestResponse:
        return self.client.post(url, data={"csrf_token": self.token, **(form or {})}, headers=_named(headers))

    def upload(
        self, files: Mapping[str, bytes], url: str = "/definitions/upload", **form: str
    ) -> TestResponse:
        body, kind = multipart(files, {"csrf_token": self.token, **form})
        return self.client.post(url, data=body, content_type=kind)


@dataclass
class Program:
    """A program in front of the API, with its bearer token."""

    client: FlaskClient
    headers: dict[str, str]

    def get(self, url: str) -> TestResponse:
        return self.client.get(f"/api/v1{url}", headers=self.headers)

    def post(self, url: str, body: object = None, **headers: str) -> TestResponse:
        everything = self.headers | _named(headers)
        return self.client.post(f"/api/v1{url}", json={} if body is None else body, headers=everything)

    def raw(self, url: str, body: bytes | str, content_type: str = "application/json") -> TestResponse:
        return self.client.post(f"/api/v1{url}", data=body, content_type=content_type, headers=self.headers)

    def upload(self, files: Mapping[str, bytes]) -> TestResponse:
        body, kind = multipart(files, {"reason": "a test"})
        return self.client.post("/api/v1/definitions", data=body, content_type=kind, headers=self.headers)


def _named(headers: Mapping[str, str]) -> dict[str, str]:
    """`HX_Request="true"` as the header it stands for."""
    return {name.replace("_", "-"): value for name, value in headers.items()}


class Application:
    """`app.py`, wired as it is served, on a file of its own."""

    def __init__(self, folder: Path, *, https: bool = False) -> None:
        self.folder = folder
        self.platform = root.Platform(settings(folder, https=https))
        self.store = self.platform.store
        self.clock = ManualClock(SystemClock().now())
        self.store.clock = self.clock
        self.app: Flask = root.create_app(self.platform)
        self.app.testing = True  # a fault is raised, not shown
        self._kept: dict[str, list[str]] = {}

    def close(self) -> None:
        self.store.close()

    def restore(self, template: Path) -> None:
        """Everything as the template has it: cheaper than wiring the application once more."""
        source, target = (sqlite3.connect(folder / "guanxi.db") for folder in (template, self.folder))
        source.backup(target)
        source.close()
        target.close()
        snapshot.forget(self.store.engine)
        self.store.clock = self.clock = ManualClock(SystemClock().now())
        self._kept = json.loads((template / "sessions.json").read_text())

    def stranger(self, language: str = "en") -> Browser:
        """Somebody who is not logged in."""
        client = self.app.test_client()
        client.set_cookie("gx_lang", language)
        return Browser(client, csrf_token(client.get("/login").text))

    def log_in(self, login: str, language: str = "en", password: str = PASSWORD) -> Browser:
        """A new session of this person."""
        browser = self.stranger(language)
        answer = browser.post("/login", {"login": login, "password": password})
        assert answer.status_code == 303, answer.text[:400]
        browser.token = csrf_token(browser.get("/worklist/").text)
        return browser

    def as_(self, login: str, language: str = "en") -> Browser:
        """This person in the session that the template was left with."""
        cookie, token, _ = self._kept[login]
        client = self.app.test_client()
        client.set_cookie("gx_lang", language)
        client.set_cookie(COOKIE, cookie)
        return Browser(client, token)

    def api(self, login: str = "", language: str = "en") -> Program:
        """A program with a bearer token of this person, or without any."""
        headers = {"Accept-Language": language}
        if login:
            headers["Authorization"] = f"Bearer {self._kept[login][2]}"
        return Program(self.app.test_client(), headers)

    def keep_sessions(self) -> None:
        """Log everybody in, once for all tests."""
        for login in (*LOGINS, COLLEAGUE):
            browser = self.log_in(login)
            cookie = browser.client.get_cookie(COOKIE)
            assert cookie is not None
            bearer = self.platform.accounts.open_session(login, PASSWORD, address="test")
            self._kept[login] = [cookie.value, browser.token, bearer]
        (self.folder / "sessions.json").write_text(json.dumps(self._kept))

    def one(self, query: Any) -> Any:
        """The first value of a query."""
        with self.store.read() as connection:
            return connection.scalars(query).first()

    def quote(self, state: str = "draft", login: str = "salesperson") -> int:
        """The newest quote of a person in a state."""
        query = select(crm.quote.c.id).where(
            crm.quote.c.state == state, crm.quote.c.owner_id == self.person(login)
        )
        found = self.one(query.order_by(crm.quote.c.id.desc()))
        assert found, f"no {state} quote of {login}"
        return int(found)

    def case(self) -> int:
        """The question of the salesperson's customer."""
        return int(self.one(select(crm.feedback.c.id).where(crm.feedback.c.subject == QUESTION)))

    def article(self) -> int:
        """The draft of the service desk."""
        return int(self.one(select(crm.knowledge.c.id).where(crm.knowledge.c.title == QUESTION)))

    def ask_the_desk(self) -> None:
        """A customer of the salesperson asks something, and the desk drafts what it knows about it."""
        service = self.person("service")
        with self.store.begin(by=service, action="test.ask") as tx:
            said = {"subject": QUESTION, "content": QUESTION, "type": "consult", "channel": "call"}
            feedback.register(tx, account_id=self.account(), **said)
            knowledge.draft(tx, title=QUESTION, question=QUESTION, answer="…", author_id=service)

    def account(self, login: str = "salesperson") -> int:
        """A customer of a person."""
        return int(self.one(select(crm.account.c.id).where(crm.account.c.owner_id == self.person(login))))

    def add_order(self, login: str = "salesperson") -> None:
        """A draft order of a person with the delivery that would be its first."""
        with self.store.begin(by=self.person(login), action="test.order") as tx:
            seller = organisation.by_login(tx.connection, login)
            assert seller is not None
            product = tx.connection.scalars(select(crm.stock.c.product_id)).first()
            line = OrderLine(product_id=product, quantity=Decimal(1))
            order = drafts.add(tx, seller, self.account(login), OrderDraft(lines=(line,)))
            deliveries.open_next(tx, order)

    def person(self, login: str) -> int:
        with self.store.read() as connection:
            found = organisation.by_login(connection, login)
        assert found is not None
        return found.id

    def item(self) -> int:
        """The newest open work item."""
        query = select(work_item.c.id).where(work_item.c.closed_at.is_(None))
        return int(self.one(query.order_by(work_item.c.id.desc())))

    def item_row(self, item_id: int) -> dict[str, Any]:
        with self.store.read() as connection:
            return dict(
                connection.execute(select(work_item).where(work_item.c.id == item_id)).mappings().one()
            )

    def root(self) -> int:
        """The newest root instance."""
        query = select(instance.c.id).where(instance.c.parent_token.is_(None))
        return int(self.one(query.order_by(instance.c.id.desc())))

    def definition(self, key: str = "quote_approval") -> int:
        with self.store.read() as connection:
            found = latest(connection, key)
        assert found is not None
        return found.id

    def submit(self, quote_id: int, login: str = "salesperson") -> int:
        """Send a draft quote into approval as its page does; the root instance."""
        browser = self.as_(login)
        page = browser.get(f"/crm/quotes/{quote_id}").text
        answer = browser.post(f"/crm/quotes/{quote_id}", {**typed(page), "action": "submit"})
        assert answer.status_code == 303, answer.text[:2000]
        return int(self.one(select(crm.quote.c.instance_id).where(crm.quote.c.id == quote_id)))

    def fingerprint(self) -> dict[str, str]:
        """What every table holds, apart from the traces that a refusal may leave."""
        with self.store.read() as connection:
            return {
                table.name: hashlib.sha256(
                    repr(
                        sorted(map(repr, connection.execute(text(f'SELECT * FROM "{table.name}"'))))
                    ).encode()
                ).hexdigest()
                for table in metadata.sorted_tables
                if not table.name.startswith(MAY_GROW)
            }


def typed(page: str) -> dict[str, str]:
    """The values of the form of a quote page, as a browser would send them back."""
    found: dict[str, str] = {}
    for tag in re.findall(r"<input [^>]*>", page):
        name, value = (re.search(rf' {key}="([^"]*)"', tag) for key in ("name", "value"))
        if name and re.fullmatch(r"lines-\d+-(code|quantity|given|reason|id)|valid_to|revision", name[1]):
            found[name[1]] = value[1] if value else ""
    return found


def settings(folder: Path, *, https: bool = False) -> Settings:
    """Everything inside one folder."""
    return Settings(
        database=f"sqlite:///{folder / 'guanxi.db'}",
        secret_key="only for tests, but long enough to be taken for one",
        var=folder,
        mail=f"file:{folder / 'mail'}",
        https=https,
    )


def make_template(folder: Path) -> None:
    """The store as `guanxi serve --demo` makes it, and one quote that waits for the manager."""
    before = passwords._hasher
    passwords._hasher = CHEAP
    try:
        made = Application(folder)
        made.platform.migrate()
        made.platform.prepare()
        made.platform.load_demo()
        made.keep_sessions()
        made.submit(made.quote("draft"))
        made.ask_the_desk()
        made.add_order()
        with made.store.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        made.close()
    finally:
        passwords._hasher = before
