"""A small platform for the command line: the real store, engine and deployer, one page."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import engine.store.schema  # noqa: F401 - the engine's tables
from admin import cli
from admin.cli import Settings
from engine.service import Engine
from engine.store.uow import Store
from engine.store.verify import ENGINE_CHECKS, Check
from forms.accounts import Accounts
from processes.approval import types
from processes.deploy import Deployer


class SmallPlatform:
    """What `app.py` gives to the commands, as far as they need it."""

    def __init__(self, settings: Settings) -> None:
        self.store = Store(settings.database)
        self.accounts = Accounts(store=self.store)
        self.engine = Engine(store=self.store)
        self.deployer = Deployer(engine=self.engine)
        self.documents = types.documents()
        self.checks: Mapping[str, Check] = ENGINE_CHECKS

    def migrate(self) -> str | None:
        self.store.create()
        return None

    def prepare(self) -> None:
        """Nothing is shipped here."""

    def begin_due(self) -> int:
        return 0

    def tidy(self) -> int:
        return 0

    def load_demo(self) -> Sequence[Any]:
        return []

    def load_history(self, *, tell: Any, stopped: Any = None) -> bool:
        return True

    def open_demo_cases(self) -> None:
        """Nobody works here."""

    def web(self) -> Callable[..., Iterable[bytes]]:
        def hello(_environ: object, start: Callable[..., object]) -> list[bytes]:
            start("200 OK", [("Content-Type", "text/plain")])
            return [b"hello"]

        return hello


if __name__ == "__main__":
    raise SystemExit(cli.main(sys.argv[1:], build=SmallPlatform, environment=os.environ))
