"""The people of the demo company, and what everybody of them needs to do his work."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from adapters.crm import (
    changes,
    tables,
)
from app import Platform
from engine import organisation
from engine.organisation import Person
from engine.organisation.tables import person as people
from engine.store.schema import runtime
from engine.store.schema.definitions import definition
from engine.store.uow import Transaction
from engine.store.values import decode
from processes.quotes import QuoteApproval
from processes.records import RecordProcesses

_ITEM = runtime.work_item


class Company:
    """The people of the demo company on one platform, in an order that `seed` decides."""

    def __init__(self, platform: Platform, seed: int) -> None:
        self.platform = platform
        self.store = platform.store
        self.engine = platform.engine
        self.processes = RecordProcesses(engine=platform.engine)
        self.random = random.Random(seed)
        self.approval = QuoteApproval(engine=platform.engine, documents=platform.documents)
        self._names = seed * 1_000_000
        with self.store.read() as connection:
            self.ids = {row.login: row.id for row in connection.execute(select(people.c.login, people.c.id))}
            ware = select(tables.product.c.id).join(
                tables.stock, tables.stock.c.product_id == tables.product.c.id
            )
            self.products = list(connection.scalars(ware.order_by(tables.product.c.id)))
            mine = tables.account.c.owner_id == self.ids["salesperson"]
            query = select(tables.account.c.id).where(
                mine,
                tables.account.c.kind == "customer",
                tables.account.c.approved,
                ~tables.account.c.credit_hold,
            )
            self.customers: list[int] = list(connection.scalars(query.order_by(tables.account.c.id).limit(5)))

        self.bank = self._bank()

    # what everybody needs

    def _bank(self) -> int:
        """Where money comes in; the demo company has no account yet."""
        bank = tables.bank_account
        with self.store.begin(by=None, action="test.bank") as tx:
            known = tx.connection.scalar(select(bank.c.id).order_by(bank.c.id).limit(1))
            made = {"name": "基本户", "no": "62220001", "currency": "CNY", "opening": Decimal(9000)}
            return int(known) if known is not None else changes.add(tx, bank, **made)

    @contextmanager
    def at_work(self, login: str) -> Iterator[tuple[Transaction, Person]]:
        """One command of a person."""
        with self.store.begin(by=self.ids[login], action="test.business") as tx:
            person = organisation.person(tx.connection, self.ids[login])
            assert person is not None
            yield tx, person

    def rows(self, table: Any, *conditions: Any) -> list[Any]:
        with self.store.read() as connection:
            return list(connection.execute(select(table).where(*conditions).order_by(table.c.id)))

    def one(self, table: Any, *conditions: Any) -> Any:
        """One of the rows, or None."""
        found = self.rows(table, *conditions)
        return self.random.choice(found) if found else None

    def fresh(self) -> int:
        """A number that was not used before."""
        self._names += 1
        return self._names

    def items(self) -> list[Any]:
        """What is open, with the process of each."""
        query = (
            select(_ITEM, definition.c.key)
            .join(definition, definition.c.id == _ITEM.c.definition_id)
            .where(_ITEM.c.closed_at.is_(None))
        )
        with self.store.read() as connection:
            return list(connection.execute(query.order_by(_ITEM.c.id)))

    def variable(self, instance_id: int, name: str) -> Any:
        scope, variable = runtime.scope, runtime.variable
        query = (
            select(variable.c.value)
            .join(scope, scope.c.id == variable.c.scope_id)
            .where(scope.c.instance_id == instance_id, variable.c.name == name)
        )
        with self.store.read() as connection:
            found = connection.scalar(query)
        return None if found is None else decode(found)

    def asked(self, item: Any) -> str:
        """The login of somebody who may do it."""
        if item.assignee in self.ids:
            return str(item.assignee)
        candidate = runtime.candidate
        with self.store.read() as connection:
            for row in connection.execute(select(candidate).where(candidate.c.work_item_id == item.id)):
                if row.kind == "user":
                    return str(row.name)
                holders = organisation.holders(connection, row.name)
                if holders:
                    return holders[0].login
        return "manager"

    def run(self) -> None:
        while self.engine.run_due():
            pass
