"""The whole application, wired once; each test finds the store as the demo left it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from forms.accounts import passwords
from tests.support.application import CHEAP, Application, make_template


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demo company in a SQLite file."""
    folder = tmp_path_factory.mktemp("application")
    make_template(folder)
    return folder


@pytest.fixture(scope="session")
def application(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    made = Application(tmp_path_factory.mktemp("restored"))
    yield made
    made.close()


@pytest.fixture
def site(application: Application, template: Path) -> Application:
    """The application over a store that no test has touched yet."""
    application.restore(template)
    return application


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """argon2id at its cheapest: these tests log in hundreds of times."""
    monkeypatch.setattr(passwords, "_hasher", CHEAP)
    passwords._nobodys.cache_clear()
