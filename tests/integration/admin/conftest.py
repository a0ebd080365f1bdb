"""The whole application over the demo company; each test finds the store as the demo left it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from forms.accounts import passwords
from tests.support.application import CHEAP, Application, make_template


@pytest.fixture(scope="session")
def admin_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demo company in a SQLite file."""
    folder = tmp_path_factory.mktemp("application")
    make_template(folder)
    return folder


@pytest.fixture(scope="session")
def admin_application(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    made = Application(tmp_path_factory.mktemp("restored"))
    yield made
    made.close()


@pytest.fixture
def site(
    admin_application: Application, admin_template: Path, monkeypatch: pytest.MonkeyPatch
) -> Application:
    """The application over a store that no test has touched yet."""
    monkeypatch.setattr(passwords, "_hasher", CHEAP)
    passwords._nobodys.cache_clear()
    admin_application.restore(admin_template)
    return admin_application
