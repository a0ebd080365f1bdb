"""What a new CRM starts with."""

from __future__ import annotations

from sqlalchemy import func, select, update

from adapters.crm import standard, tables
from adapters.crm.parameter_setting import set_parameter
from adapters.crm.parameters import parameter
from adapters.crm.records.lookups import codes
from engine.store.uow import Store


def install(store: Store) -> None:
    with store.begin(by=None, action="test.install") as tx:
        standard.install(tx)


def test_the_lists_are_there_in_their_order_with_both_languages(sqlite_store: Store) -> None:
    install(sqlite_store)
    with sqlite_store.read() as connection:
        assert list(codes(connection, "customer_level")) == ["A", "B", "C"]
        assert codes(connection, "salutation")["ms"] == ("女士", "Ms")


def test_installing_again_adds_nothing_and_keeps_what_an_administrator_changed(sqlite_store: Store) -> None:
    install(sqlite_store)
    lookup = tables.lookup
    with sqlite_store.begin(by=None, action="test.change") as tx:
        one = (lookup.c.code == "fair") & (lookup.c.kind == "customer_source")
        tx.connection.execute(update(lookup).where(one).values(name="展览会", active=False))
        before = tx.connection.scalar(select(func.count()).select_from(lookup))
    install(sqlite_store)
    with sqlite_store.read() as connection:
        assert connection.scalar(select(func.count()).select_from(lookup)) == before
        row = connection.execute(
            select(lookup).where(lookup.c.code == "fair", lookup.c.kind == "customer_source")
        ).one()
        assert (row.name, row.active) == ("展览会", False)


def test_a_parameter_is_what_was_set_last(sqlite_store: Store) -> None:
    install(sqlite_store)
    with sqlite_store.begin(by=None, action="test.set") as tx:
        set_parameter(tx, "pool.claim_limit", 3)
    install(sqlite_store)
    with sqlite_store.read() as connection:
        assert parameter(connection, "pool.claim_limit") == 3
        assert parameter(connection, "no.such", "default") == "default"
