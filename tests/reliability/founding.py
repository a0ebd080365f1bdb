"""The platform with its demo company in an empty store; on SQLite founded once and copied."""

from __future__ import annotations

import atexit
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from admin.cli import Settings
from app import Platform, build

_SQLITE = "sqlite:///"


@contextmanager
def founded(settings: Settings) -> Iterator[Platform]:
    """The wired platform over a store that has everything; closed afterwards."""
    if settings.database.startswith(_SQLITE):
        _copy(_template(), Path(settings.database.removeprefix(_SQLITE)))
        platform = build(settings)
    else:
        platform = _found(settings)
    yield platform
    platform.store.close()


@cache
def _template() -> Path:
    folder = Path(mkdtemp(prefix="guanxi-campaign-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    settings = Settings(database=f"{_SQLITE}{folder / 'template.db'}", secret_key="campaign" * 8, var=folder)
    _found(replace(settings, mail=f"file:{folder / 'mail'}")).store.close()
    return folder / "template.db"


def _found(settings: Settings) -> Platform:
    platform = build(settings)
    platform.migrate()
    platform.load_demo()
    platform.prepare()
    return platform


def _copy(source: Path, target: Path) -> None:
    """A backup takes what still stands in the log along."""
    of, to = sqlite3.connect(source), sqlite3.connect(target)
    of.backup(to)
    of.close()
    to.execute("PRAGMA journal_mode = WAL")
    to.close()
