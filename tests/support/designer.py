"""The designer's pages in an application with the real shell, login and engine, and a package to publish."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engine.service import Engine
from engine.store.uow import Store
from forms import accounts, shell
from forms.shell.preferences import StoredPreferences
from processes.deploy import Deployer
from processes.web import DefinitionSearch, blueprint

HERE = Path(__file__).parents[1] / "unit" / "processes" / "web"
BOUNDARY = "----guanxi"
PASSWORD = "correct horse battery"
CAST = {"designer": "designer", "salesperson": "salesperson", "warehouse": "warehouse", "other": "designer"}
TOML = b'key = "review"\n\n[title]\nzh = "\xe6\x8a\xa5\xe4\xbb\xb7\xe5\xa4\x8d\xe6\xa0\xb8"\nen = "Quote review"\n'
ENGLISH = (
    'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    'msgid "销售经理审批"\nmsgstr "Manager approval"\n'
)


def files(*names: str) -> dict[str, bytes]:
    """Files beside this one, by name."""
    return {name: (HERE / name).read_bytes() for name in names}


def package(**changed: bytes) -> dict[str, bytes]:
    """The review package: diagram, two forms, titles and English names."""
    return {
        "package.toml": TOML,
        "review.bpmn": (HERE / "review.bpmn").read_bytes(),
        "forms/decision.form": (HERE / "decision.form").read_bytes(),
        "forms/revise.form": (HERE / "revise.form").read_bytes(),
        "messages/en.po": ENGLISH.encode(),
        **changed,
    }


def zipped(content: Mapping[str, bytes]) -> bytes:
    """A zip of these files."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for path, data in content.items():
            archive.writestr(path, data)
    return target.getvalue()


@dataclass
class Browser:
    """A person in front of the pages: carries the CSRF token as the page does."""

    client: FlaskClient
    token: str

    def get(self, url: str, **arguments: Any) -> TestResponse:
        return self.client.get(url, **arguments)

    def post(self, url: str, **form: Any) -> TestResponse:
        return self.client.post(url, data={"csrf_token": self.token, **form})

    def upload(self, uploads: Mapping[str, bytes]) -> TestResponse:
        """Post files as a browser does (werkzeug's own encoder leaves a temporary file open)."""
        token = f'Content-Disposition: form-data; name="csrf_token"\r\n\r\n{self.token}'
        parts = [f"--{BOUNDARY}\r\n{token}\r\n".encode()]
        for name, data in uploads.items():
            quoted = name.replace('"', "%22")
            head = f'Content-Disposition: form-data; name="files"; filename="{quoted}"'
            parts += [f"--{BOUNDARY}\r\n{head}\r\n\r\n".encode(), data, b"\r\n"]
        body = b"".join([*parts, f"--{BOUNDARY}--\r\n".encode()])
        kind = f"multipart/form-data; boundary={BOUNDARY}"
        return self.client.post("/definitions/upload", data=body, content_type=kind)


@dataclass
class Site:
    """The application and its engine."""

    app: Flask
    store: Store
    deployer: Deployer

    def as_(self, login: str, lang: str = "en") -> Browser:
        client = self.app.test_client()
        client.set_cookie("gx_lang", lang)
        token = _token(client.get("/login").text)
        answer = client.post("/login", data={"login": login, "password": PASSWORD, "csrf_token": token})
        assert answer.status_code == 303
        page = client.get("/definitions/none")
        browser = Browser(client, _token(page.text))
        browser.post("/language", value=lang)
        return browser

    def publish(self, content: Mapping[str, bytes] | None = None, reason: str = "first") -> None:
        self.deployer.deploy({"review.zip": zipped(content or package())}, reason=reason)


def _token(page: str) -> str:
    found = re.search(r'name="csrf-token" content="([^"]+)"', page)
    assert found
    return found[1]


def hidden(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def build(store: Store, adapters: Mapping[str, Any] | None = None) -> Site:
    """The site on a store that has its tables."""
    deployer = Deployer(engine=Engine(store=store, adapters=adapters))
    app = Flask("definitions_under_test")
    app.config.update(SECRET_KEY="only for tests", TESTING=True)
    shell.init_app(
        app,
        navigation=[],
        identity=accounts.current_person,
        preferences=StoredPreferences(store),
        search=[DefinitionSearch(store=store)],
        logout_endpoint="accounts.logout",
        now=store.clock.now,
    )
    accounts.init_app(app, accounts=accounts.Accounts(store=store))
    app.register_blueprint(blueprint(deployer=deployer))
    for login, position in CAST.items():
        accounts.create_user(
            store, login=login, password=PASSWORD, name=login, positions=[position], language="en"
        )
    return Site(app=app, store=store, deployer=deployer)
