"""The company of money, in a store of each kind."""

from __future__ import annotations

import pytest

from engine.clock import ManualClock
from engine.store.uow import Store
from tests.support.till import Till, open_till


@pytest.fixture
def till(store: Store, clock: ManualClock) -> Till:
    return open_till(store, clock)
