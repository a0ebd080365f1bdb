"""The demo application, made and wired once for all tests of pages; each module finds it as the demo left it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from forms.accounts import passwords
from tests.support.application import CHEAP, Application, make_template


@pytest.fixture(scope="session")
def demo_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demo company in a SQLite file."""
    folder = tmp_path_factory.mktemp("demo")
    make_template(folder)
    return folder


@pytest.fixture(scope="session")
def demo_application(demo_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    """The application, to be restored before use."""
    made = Application(tmp_path_factory.mktemp("restored"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def demo(demo_application: Application, demo_template: Path) -> Iterator[Application]:
    """The application over the demo company, fresh for each module of tests."""
    before, passwords._hasher = passwords._hasher, CHEAP
    demo_application.restore(demo_template)
    yield demo_application
    passwords._hasher = before
