"""The pages of returns in an application with the real shell and login."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.crm_pages import crm_pages, logged_in, token
from tests.support.returns import Counter


@dataclass
class Desk:
    """The company, and browsers of its people."""

    office: Counter
    app: Flask

    def client(self, login: str, lang: str = "zh") -> FlaskClient:
        client = logged_in(self.app, login)
        client.set_cookie("gx_lang", lang)
        if lang == "en":
            client.post(
                "/language", data={"value": "en", "csrf_token": token(client, "/crm/returns/waiting")}
            )
        return client

    def post(self, client: FlaskClient, url: str, fields: Mapping[str, str] | None = None) -> Any:
        return client.post(url, data={**(fields or {}), "csrf_token": token(client, "/crm/returns/waiting")})


@pytest.fixture
def office() -> Iterator[Counter]:
    made = Counter.open()
    yield made
    made.store.close()


@pytest.fixture
def desk(office: Counter) -> Desk:
    return Desk(office, crm_pages(office.store, office.processes))
