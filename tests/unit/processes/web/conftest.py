"""The designer's pages with one person of each post."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from engine.store.uow import Store
from forms.accounts import passwords
from tests.support.designer import Site, build


@pytest.fixture
def site(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> Site:
    """The pages with one person of each post."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    passwords._nobodys.cache_clear()
    return build(sqlite_store)
