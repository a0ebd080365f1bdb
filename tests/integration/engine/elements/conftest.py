"""One small diagram per test, named after what it shows, walked through on both stores.

Every step of a walk begins with a reload and ends with a look at the store's invariants: what a test shows
holds at every wait state, after a restart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from engine.store.uow import Store
from engine.testing import Playground

DIAGRAMS = Path(__file__).parent


class Walk:
    """An instance of one diagram, on its way."""

    def __init__(self, playground: Playground, instance: int) -> None:
        self.p = playground
        self.i = instance
        self._look()

    def do(self, element: str, **values: Any) -> None:
        """Complete the oldest open item of a user task."""
        self.p.reload()
        self.p.complete(next(w for w in self.p.work_items(self.i) if w.element == element), values)
        self._look()

    def step(self, act: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        """Any other command."""
        self.p.reload()
        answer = act(*arguments, **named)
        self._look()
        return answer

    def pass_time(self, **amount: float) -> None:
        """Let time pass."""
        self.step(self.p.advance, timedelta(**amount))

    def open(self) -> list[str]:
        """Elements with an open work item, sorted."""
        return sorted(item.element for item in self.p.work_items(self.i))

    def waits(self) -> list[tuple[str, str]]:
        """(element, reason) of every open token, sorted."""
        return sorted((element, wait) for _, element, wait in self.p.tokens(self.i))

    @property
    def state(self) -> str:
        return self.p.state(self.i)

    @property
    def values(self) -> dict[str, Any]:
        return self.p.variables(self.i)

    def times(self, element: str, what: str = "completed") -> int:
        """How often the trace shows this."""
        return self.p.trace(self.i).count((element, what))

    def _look(self) -> None:
        assert self.p.verify() == []


@pytest.fixture
def deploy(store: Store) -> Iterator[Callable[..., Playground]]:
    """`deploy("name", adapters={…})`: a playground with the diagrams of these names, on both stores."""
    made: list[Playground] = []
    url = store.engine.url.render_as_string(hide_password=False)

    def make(*names: str, **options: Any) -> Playground:
        files = [DIAGRAMS / f"{name}{kind}" for name in names for kind in (".bpmn", ".dmn")]
        files = [file for file in files if file.exists()]
        made.append(Playground(files=files, database=url, **options))
        return made[-1]

    yield make
    for playground in made:
        playground.store.close()


@pytest.fixture
def walk(deploy: Callable[..., Playground]) -> Callable[..., Walk]:
    """`walk("name", variable=value)`: the diagram of this name, deployed and started."""

    def begin(name: str, options: dict[str, Any] | None = None, **variables: Any) -> Walk:
        playground = deploy(name, **(options or {}))
        return Walk(playground, playground.start(name, variables=variables))

    return begin
