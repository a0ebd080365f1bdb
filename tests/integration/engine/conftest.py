"""Playgrounds on both stores."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from engine.store.uow import Store
from engine.testing import Playground
from tests.support.diagrams import diagram

Play = Callable[..., Playground]


@pytest.fixture
def play(store: Store) -> Iterator[Play]:
    """`play("start s …", adapters={…})`: a playground with diagrams written as text, on both stores."""
    made: list[Playground] = []
    url = store.engine.url.render_as_string(hide_password=False)

    def make(*texts: str, **options: Any) -> Playground:
        names = ["p", *(f"p{number}" for number in range(2, len(texts) + 1))][: len(texts)]
        files = [diagram(text, process=name) for text, name in zip(texts, names, strict=True)]
        playground = Playground(files=files, database=url, **options)
        made.append(playground)
        return playground

    yield make
    for playground in made:
        playground.store.close()
