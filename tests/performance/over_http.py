"""A work item completed over `/api/v1`, beside a bare Flask view that writes the same rows with the driver alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask, Response, jsonify
from flask.testing import FlaskClient

import app
from admin.cli import Settings
from engine.store.database import SQLITE_PRAGMAS
from engine.store.uow import Store
from forms.accounts import Accounts
from forms.accounts.users import create_user
from tests.performance.bare import Replay, changes, image
from tests.performance.rounds import Request, interleaved
from tests.performance.subject import APPROVAL5, MANAGER, Subject

PASSWORD = "only for the bench"
ASSIGNED = {
    "approval5.bpmn": APPROVAL5.read_bytes().replace(b'id="review"', b'id="review" gx:assignee="wang"')
}


class Served:
    """The platform's API over one engine, and its manager with a bearer token."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        database = f"sqlite:///{folder / 'guanxi.db'}"
        self.subject = Subject(database)
        self.subject.engine.deploy(ASSIGNED, name="served")
        self.store: Store = self.subject.store
        create_user(
            self.store, login=MANAGER.login, password=PASSWORD, name="Wang", positions=["sales_manager"]
        )
        settings = Settings(database=database, secret_key="for one bench" * 3, var=folder)
        platform = app.build(settings)
        platform.store.close()
        platform.store, platform.engine = self.store, self.subject.engine
        platform.accounts = Accounts(store=self.store)
        self.client: FlaskClient = platform.web().test_client()
        answer = self._post("/session", {"username": MANAGER.login, "password": PASSWORD}, {})
        self._headers = {"Authorization": f"Bearer {answer['token']}"}
        self._number = 0

    def prepare(self) -> Request:
        """Start approval5; the request completes its first task over HTTP."""
        [item] = self.subject.open_items(self.subject.start("approval5", {"amount": 2000}))
        self._number += 1
        headers = {**self._headers, "If-Match": "0", "Submission-Id": f"bench-{self._number}"}

        def request() -> None:
            self._post(f"/work-items/{item}/complete", {"variables": {}}, headers)

        return request

    def _post(self, url: str, body: Mapping[str, Any], headers: Mapping[str, str]) -> Any:
        answer = self.client.post(f"/api/v1{url}", json=body, headers=headers)
        assert answer.status_code < 300, answer.text
        return answer.json


class Bare:
    """A Flask view whose whole work is the transaction that the platform was seen to write."""

    def __init__(self, folder: Path) -> None:
        served = Served(folder)
        self.store = served.store
        self._driver = sqlite3.connect(folder / "guanxi.db", isolation_level=None, cached_statements=512)
        for pragma in (*SQLITE_PRAGMAS, "PRAGMA journal_mode=WAL"):
            self._driver.execute(pragma)
        served.prepare()()  # the first one of a store may do more
        before = image(self.store)
        request = served.prepare()
        ready = image(self.store)
        request()
        setup, found = changes(before, ready), changes(ready, image(self.store))
        self._replay = Replay(
            self._driver, setup=setup, request=found, before=before, begin="BEGIN IMMEDIATE"
        )
        self._write: Request = lambda: None
        self._client = self._flask().test_client()

    def prepare(self) -> Request:
        """The request asks for the rows to be written."""
        self._write = self._replay.prepare()

        def request() -> None:
            assert self._client.post("/complete", json={"variables": {}}).status_code == 200

        return request

    def close(self) -> None:
        self._driver.close()
        self.store.close()

    def _flask(self) -> Flask:
        bare = Flask("bare")

        @bare.post("/complete")
        def complete() -> Response:
            self._write()
            return jsonify(done=True)

        return bare


def against_bare_flask(folder: Path, *, rounds: int) -> dict[str, float]:
    """CPU seconds of a request on SQLite: `http`, and `flask`."""
    served, bare = Served(folder / "served"), Bare(folder / "flask")
    try:
        return interleaved({"http": served.prepare, "flask": bare.prepare}, rounds=rounds)
    finally:
        bare.close()
        served.store.close()
