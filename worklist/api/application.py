"""The API object and its blueprints."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Flask
from flask_smorest import Api, Blueprint

from engine.organisation import Person
from engine.store.definitions import Definition
from forms.accounts import Accounts
from worklist.api import (
    circulation,
    definitions,
    instances,
    messages,
    problems,
    session,
    substitutions,
    work_items,
)
from worklist.instances import Instances
from worklist.service import Worklist

Publish = Callable[[Mapping[str, bytes], Person, str], Sequence[Definition]]
"""Checks and publishes uploaded files; raises Refused with all findings."""

PREFIX = "/api/v1"
#: endpoints that need no login, for `forms.accounts.init_app(public=…)`
PUBLIC = (
    "api_session.open",
    "api-docs.openapi_json",
    "health.healthz",
    "health.readyz",
    "health.metrics",
    "health.api_healthz",
    "health.api_readyz",
    "health.api_metrics",
)


class JsonApi(Api):  # type: ignore[misc]  # flask-smorest ships no types
    """flask-smorest with the shell's problems: one shape of error for the whole site."""

    def _register_error_handlers(self) -> None:
        """The shell has handlers already; a second one for HTTPException would replace them."""


def make_api(app: Flask) -> JsonApi:
    """The API of an application."""
    app.config.update(
        API_TITLE="Guanxi",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX=PREFIX,
        OPENAPI_JSON_PATH="openapi.json",
    )
    bearer = {"type": "http", "scheme": "bearer"}
    api = JsonApi(app, spec_kwargs={"security": [{"bearer": []}]})
    api.spec.components.security_scheme("bearer", bearer)
    return api


def blueprints(
    *, worklist: Worklist, instances_: Instances, accounts: Accounts, publish: Publish
) -> list[Any]:
    """Everything under /api/v1."""
    made: list[Blueprint] = [
        session.blueprint(accounts=accounts),
        work_items.blueprint(worklist=worklist),
        instances.blueprint(instances=instances_),
        circulation.blueprint(worklist=worklist),
        messages.blueprint(engine=worklist.engine),
        substitutions.blueprint(worklist=worklist),
        definitions.blueprint(engine=worklist.engine, publish=publish),
    ]
    for one in made:
        problems.install(one, worklist.store)
    return made
