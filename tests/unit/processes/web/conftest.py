"""The designer's pages with one person of each post."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from argon2 import PasswordHasher

from engine.store.uow import Store
from forms.accounts import passwords
from tests.support.designer import Site, build


@pytest.fixture
def make_site(monkeypatch: pytest.MonkeyPatch) -> Callable[[Store], Site]:
    """Makes the site on a store; passwords are hashed at their cheapest."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    passwords._nobodys.cache_clear()
    return build


@pytest.fixture
def site(sqlite_store: Store, make_site: Callable[[Store], Site]) -> Site:
    """The site on an embedded store."""
    return make_site(sqlite_store)
