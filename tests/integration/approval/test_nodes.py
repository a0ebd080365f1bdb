"""Two nodes on one PostgreSQL: what is released or switched on one is asked at the next evaluation on the other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.store.uow import Store
from processes.approval import administering
from processes.approval.model import Flow, Point
from tests.integration.approval.conftest import Outbox, _engine, open_office

pytestmark = pytest.mark.postgres
MANAGER = Point(number=1, name="经理", name_en="Manager", positions=("sales_manager",))
FINANCE = Point(number=1, name="财务", name_en="Finance", positions=("finance",))


@pytest.fixture
def nodes(postgresql_store, postgresql_tables):
    """The same company seen from two processes: each has its own connections and its own memory."""
    here = open_office(postgresql_store)
    store, outbox = Store(postgresql_tables, clock=postgresql_store.clock), Outbox()
    there = replace(here, store=store, engine=_engine(store, outbox), outbox=outbox)
    yield here, there
    store.close()


def asked(office):
    return office.waits_for(office.submit(office.quote("0.03")))


def test_a_release_a_switch_and_an_order_count_at_once_on_the_other_node(nodes):
    here, there = nodes
    here.release(Flow(points=(MANAGER,)))
    assert asked(there) == ["manager"]  # whatever it remembers, it remembers now
    here.release(Flow(points=(FINANCE,)))
    assert asked(there) == ["finance"]
    with here.store.begin(by=here.people["admin"], action="test.add") as tx:
        key = administering.add(tx, "quote", name="小额报价", name_en="Small quotes")
        administering.move(tx, key, -1)
    here.release(Flow(points=(MANAGER,)), key=key)
    assert asked(there) == ["manager"]
    with here.store.begin(by=here.people["admin"], action="test.switch") as tx:
        administering.switch(tx, key, enabled=False)
    assert asked(there) == ["finance"]
