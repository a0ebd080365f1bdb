"""The company of money, in a store of each kind; and the demo application with an order that money is owed for."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from adapters.crm import changes, plans, tables
from adapters.crm.plans import Instalment
from engine.clock import ManualClock
from engine.organisation.snapshot import company_today
from engine.store.uow import Store
from tests.support.application import Application
from tests.support.money_desk import Desk
from tests.support.till import Till, open_till


@pytest.fixture
def till(store: Store, clock: ManualClock) -> Till:
    return open_till(store, clock)


@pytest.fixture
def desk(demo: Application) -> Desk:
    store, customer, today = demo.platform.store, demo.account(), company_today()
    with store.begin(by=None, action="test.desk") as tx:
        number = len(tx.connection.execute(select(tables.order.c.id)).all())
        owner = changes.row_of(tx.connection, tables.account, customer)
        assert owner is not None
        order = changes.add(
            tx,
            tables.order,
            no=f"SO-T{number}",
            kind="stock",
            account_id=customer,
            owner_id=owner.owner_id,
            ordered_on=today - timedelta(days=60),
            pay_method="terms",
            currency="CNY",
            total=Decimal(900),
            state="executing",
            effective_at=tx.now,
        )
        days = ((-40, 500), (20, 400))
        wanted = [
            Instalment(event="date", due_on=today + timedelta(days=late), amount=Decimal(amount))
            for late, amount in days
        ]
        plans.save(tx, order, wanted)
        made = [row.id for row in plans.of_order(tx.connection, order)]
        bank = changes.add(tx, tables.bank_account, name="基本户", currency="CNY", opening=Decimal(0))
    return Desk(demo, order, made, customer, bank)
