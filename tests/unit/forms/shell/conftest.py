"""A small application with the shell in it, and the people who look at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from flask import Flask

from engine.store.metadata import metadata
from engine.store.uow import Store
from forms.shell import SavedViews, StoredPreferences, init_app
from forms.shell.rail import RAIL

NOW = datetime(2026, 11, 20, 6, 20, tzinfo=UTC)  # 14:20 in Shanghai, a Friday


@dataclass(frozen=True, kw_only=True)
class SomeBody:
    id: int = 7
    login: str = "wang"
    name: str = "王芳"
    positions: frozenset[str] = frozenset({"director"})
    language: str | None = None


@dataclass
class Door:
    """Who is in front of the screen; a test may change it."""

    person: SomeBody | None = None

    def __call__(self) -> SomeBody | None:
        return self.person


@pytest.fixture
def store() -> Iterator[Store]:
    store = Store("sqlite://")
    tables = [metadata.tables["forms_saved_view"], metadata.tables["forms_preference"]]
    metadata.create_all(store.engine, tables=tables)
    yield store
    store.close()


@pytest.fixture
def door() -> Door:
    return Door(person=SomeBody())


@pytest.fixture
def somebody() -> type[SomeBody]:
    """People with some of their facts: `somebody(positions=frozenset({"admin"}))`."""
    return SomeBody


@pytest.fixture
def make_app(store: Store, door: Door) -> Callable[..., Flask]:
    def make(**options: object) -> Flask:
        app = Flask("shell_under_test")
        app.secret_key = "only for tests"
        app.testing = True
        options = {"navigation": RAIL, **options}
        init_app(
            app,
            identity=door,
            preferences=StoredPreferences(store),
            views=SavedViews(store),
            now=lambda: NOW,
            **options,  # type: ignore[arg-type]
        )

        @app.get("/worklist/")
        def page() -> str:
            from flask import render_template_string

            return render_template_string(
                '{% extends "shell/base.html" %}{% block content %}<p>{{ _("Save view") }}</p>{% endblock %}'
            )

        return app

    return make


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    return make_app()
