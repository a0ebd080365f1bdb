"""What the commands need from the composition root."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from admin.cli.settings import Settings
from engine.service import Engine
from engine.store.uow import Store
from engine.store.verify import Check
from processes.approval.documents import Documents
from processes.deploy import Deployer

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


class DemoLogin(Protocol):
    """A login to try, and whose it is."""

    @property
    def login(self) -> str: ...
    @property
    def password(self) -> str: ...
    @property
    def title_zh(self) -> str: ...
    @property
    def title_en(self) -> str: ...


class Platform(Protocol):
    """The wired platform; app.py's class has these members."""

    @property
    def store(self) -> Store: ...
    @property
    def engine(self) -> Engine: ...
    @property
    def deployer(self) -> Deployer: ...
    @property
    def documents(self) -> Documents:
        """The types of documents with approval flows."""

    @property
    def checks(self) -> Mapping[str, Check]:
        """Every check of `guanxi verify`: `ENGINE_CHECKS` and those of the folders above."""

    def migrate(self) -> str | None:
        """Bring the tables to this release; the revision. Safe to repeat, alone across processes."""

    def prepare(self) -> None:
        """After `migrate`: publish shipped packages and default policies that the store never had."""

    def begin_due(self) -> int:
        """Note what has come into force by the clock; how much."""

    def tidy(self) -> int:
        """Delete what nobody needs any more; how much."""

    def load_demo(self) -> Sequence[DemoLogin]:
        """Fill an empty store with the demo company; the logins to try, [] if the store has real people."""

    def load_history(
        self, *, tell: Callable[[float], None], stopped: Callable[[], bool] = lambda: False
    ) -> bool:
        """A year of the demo company's past, once; goes on where it was stopped. `tell` hears the share that is
        done; whether all of it is there."""

    def open_demo_cases(self) -> None:
        """Let the people of the demo company begin today's work, once."""

    def web(self) -> WSGIApplication:
        """The pages and the API."""


Build = Callable[[Settings], Platform]
