"""A small site: the real shell, login, engine and worklist, one approval process, and a cast of roles."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from admin import monitor, start
from engine.audit import Event, read_stream
from engine.clock import ManualClock
from engine.organisation import Person, by_login, set_superior
from engine.service import Actor, Engine
from engine.store.definitions import Definition
from engine.store.schema.runtime import work_item
from engine.store.uow import Store
from engine.testing.adapters import FunctionAdapter
from forms import accounts, render, shell
from forms.accounts import passwords
from forms.shell.listing import Lists
from worklist import api, web
from worklist.instances import Instances
from worklist.service import Worklist

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # a Monday, 09:00 in Shanghai
PASSWORD = "correct horse battery"
HERE = Path(__file__).parent
CAST = {
    "salesperson": ("李薇", "Li Wei", "salesperson"),
    "colleague": ("吴敏", "Wu Min", "salesperson"),
    "manager": ("陈强", "Chen Qiang", "sales_manager"),
    "other_manager": ("郑浩", "Zheng Hao", "sales_manager"),
    "director": ("王芳", "Wang Fang", "sales_director"),
    "supervisor": ("赵刚", "Zhao Gang", "supervisor"),
    "designer": ("林峰", "Lin Feng", "designer"),
    "admin": ("高翔", "Gao Xiang", "admin"),
    "warehouse": ("何平", "He Ping", "warehouse"),
}


def language_of(login: str) -> str:
    """What the browser asks for: one of the cast reads Chinese."""
    return "zh" if login == "other_manager" else "en"


class Browser:
    """A person in front of the site: carries the CSRF token as the page does."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.language = "en"
        self.token = _token(client.get("/login").text)

    def log_in(self, login: str) -> Browser:
        form = {"login": login, "password": PASSWORD, "csrf_token": self.token}
        assert self.client.post("/login", data=form).status_code == 303
        self.token = _token(self.client.get("/worklist/").text)
        self.language = language_of(login)
        return self

    def get(self, url: str, *, part: str = "") -> TestResponse:
        return self.client.get(url, headers=_headers(part, self.language))

    def post(self, url: str, *, part: str = "", **form: str) -> TestResponse:
        return self.client.post(
            url, data={"csrf_token": self.token, **form}, headers=_headers(part, self.language)
        )


def _headers(part: str, language: str) -> dict[str, str]:
    headers = {"Cookie": "", "Accept-Language": language}
    del headers["Cookie"]
    if part:
        headers |= {"HX-Request": "true", "HX-Target": f"div#{part}"}
    return headers


def _token(page: str) -> str:
    found = re.search(r'name="csrf-token" content="([^"]+)"', page)
    assert found
    return found[1]


@dataclass
class Site:
    """The application with its engine and worklist."""

    app: Flask
    store: Store
    engine: Engine
    worklist: Worklist
    unreliable: Unreliable

    def as_(self, login: str) -> Browser:
        return Browser(self.app.test_client()).log_in(login)

    def api(self, login: str) -> Client:
        language = language_of(login)
        plain = Client(self.app.test_client(), language=language)
        token = plain.post("/session", {"username": login, "password": PASSWORD}).json["token"]
        return Client(self.app.test_client(), token, language)

    def start(self, number: str = "Q-2031", *, by: str = "salesperson", amount: str = "¥188,288") -> int:
        variables = {"title": f"{number} · 青屿精工 · {amount}", "applicant": by}
        return self.engine.start("review", variables=variables, business_key=number, by=by)

    def item(self, root_id: int) -> int:
        """The newest open work item of an instance."""
        query = select(work_item.c.id).where(work_item.c.root_id == root_id, work_item.c.closed_at.is_(None))
        with self.store.read() as connection:
            found: int = connection.execute(query.order_by(work_item.c.id.desc())).scalars().first()
        return found

    def events(self, root_id: int, *, code: int) -> list[Event]:
        """Audit events of one kind, in order."""
        with self.store.read() as connection:
            return [one for one in read_stream(connection, root_id) if one.code == code]

    def row(self, item_id: int) -> dict[str, object]:
        with self.store.read() as connection:
            return dict(connection.execute(select(work_item).where(work_item.c.id == item_id)).one()._mapping)


@pytest.fixture
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """argon2id at its cheapest: these tests log in hundreds of times."""
    monkeypatch.setattr(passwords, "_hasher", CHEAP)
    passwords._nobodys.cache_clear()


def _publisher(engine: Engine) -> Callable[..., list[Definition]]:
    def publish(files: Mapping[str, bytes], person: Person, reason: str) -> list[Definition]:
        return engine.deploy(files, name="upload", reason=reason, by=Actor(person.login, person.id))

    return publish


class Unreliable:
    """An application that fails until it is repaired."""

    def __init__(self) -> None:
        self.is_repaired = False

    def __call__(self, _inputs: dict[str, Any]) -> dict[str, Any]:
        if not self.is_repaired:
            raise RuntimeError("the price list is locked")
        return {}


class Client:
    """A program in front of the API, with its bearer token."""

    def __init__(self, client: FlaskClient, token: str = "", language: str = "en") -> None:
        self.client = client
        self.headers = {"Accept-Language": language}
        if token:
            self.headers["Authorization"] = f"Bearer {token}"

    def get(self, url: str) -> TestResponse:
        return self.client.get(f"/api/v1{url}", headers=self.headers)

    def post(self, url: str, body: object = None, **headers: str) -> TestResponse:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(f"/api/v1{url}", json=body or {}, headers=self.headers | given)


def assemble(store: Store) -> Site:
    """The site on a store that is filled."""
    unreliable = Unreliable()
    engine = Engine(store=store, adapters={"tests.unreliable": FunctionAdapter(unreliable)})
    worklist = Worklist(engine=engine)
    app = Flask("worklist_under_test")
    app.config.update(SECRET_KEY="only for tests", TESTING=True)
    shell.init_app(
        app,
        navigation=[],
        identity=accounts.current_person,
        logout_endpoint="accounts.logout",
        views=shell.SavedViews(store),
        now=store.clock.now,
    )
    logins = accounts.Accounts(store=store)
    accounts.init_app(app, accounts=logins, public=api.PUBLIC)
    render.init_app(app)
    app.register_blueprint(web.blueprint(worklist=worklist))
    watching = Instances(engine=engine)
    lists = Lists(store=store, identity=accounts.current_person)
    app.register_blueprint(monitor.blueprint(monitor=watching, lists=lists))
    app.register_blueprint(start.blueprint(store=store))
    interface = api.make_api(app)
    for part in api.blueprints(
        worklist=worklist, instances_=watching, accounts=logins, publish=_publisher(engine)
    ):
        interface.register_blueprint(part)
    app.register_blueprint(api.health(store=store))
    diagram = (HERE / "review.bpmn").read_bytes()
    app.add_url_rule("/definitions/<int:_id>/diagram.bpmn", "diagram", lambda _id: diagram)
    return Site(app=app, store=store, engine=engine, worklist=worklist, unreliable=unreliable)


def fill(store: Store) -> None:
    """The cast with its accounts, and the process."""
    for login, (name, name_en, position) in CAST.items():
        accounts.create_user(
            store,
            login=login,
            password=PASSWORD,
            name=name,
            name_en=name_en,
            positions=[position],
        )
    with store.begin(by=None, action="test") as tx:
        ids = {login: by_login(tx.connection, login) for login in CAST}
        for low, high in (
            ("salesperson", "manager"),
            ("colleague", "other_manager"),
            ("manager", "director"),
        ):
            person, superior = ids[low], ids[high]
            assert person is not None
            assert superior is not None
            set_superior(tx, person.id, superior.id)
    files = {name: (HERE / name).read_bytes() for name in ("review.bpmn", "decision.form", "revise.form")}
    messages = {
        "en": {
            "销售经理审批": "Manager approval",
            "销售总监审批": "Director approval",
            "批准折扣上限": "Approved limit",
        }
    }
    engine = Engine(store=store, adapters={"tests.unreliable": FunctionAdapter(Unreliable())})
    stuck = {"stuck.bpmn": (HERE / "stuck.bpmn").read_bytes()}
    engine.deploy(stuck, name="stuck", titles={"stuck": ("坏流程", "Stuck process")})
    engine.deploy(files, name="review", titles={"review": ("报价审批", "Quote approval")}, messages=messages)


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the cast and the process: copying it costs less than making it."""
    before = passwords._hasher
    passwords._hasher = CHEAP
    file = tmp_path_factory.mktemp("filled") / "store.db"
    store = Store(f"sqlite:///{file}", clock=ManualClock(START))
    store.create()
    fill(store)
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    passwords._hasher = before
    return file


@pytest.fixture
def site(filled: Path, tmp_path: Path, clock: ManualClock, cheap_hashes: None) -> Iterator[Site]:
    store = Store(f"sqlite:///{shutil.copy(filled, tmp_path / 'store.db')}", clock=clock)
    yield assemble(store)
    store.close()


@pytest.fixture
def build(cheap_hashes: None) -> Callable[[Store], Site]:
    """build(store): the site on an empty store of any kind."""

    def make(store: Store) -> Site:
        fill(store)
        return assemble(store)

    return make
