"""S9: every method on the store and in memory, by the same tests: customers, their lists of words, their events."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from adapters.crm.catalogue.accounts import ACCOUNT
from adapters.crm.catalogue.relations import ACCOUNT_EVENT
from adapters.crm.catalogue.settings import LOOKUP
from adapters.crm.records.factory import MemoryFactory, RecordsFactory, SqlFactory
from engine.errors import Conflict, NotFound
from engine.store.uow import Store

TODAY = date(2026, 3, 2)


@pytest.fixture(params=["store", "memory"])
def factory(request: pytest.FixtureRequest, store: Store) -> Iterator[RecordsFactory]:
    """All tests of this file run on both."""
    if request.param == "memory":
        yield MemoryFactory(store.clock.now())
        return
    with store.begin(by=None, action="test") as tx:
        yield SqlFactory(tx)


def customer(factory: RecordsFactory, code: str, **more: object) -> int:
    values = {"code": code, "name": f"客户 {code}", "kind": "customer", "joined_on": TODAY, **more}
    return factory.of(ACCOUNT).insert(values)


def test_a_customer_is_found_by_code_by_name_and_by_the_day_he_joined(factory: RecordsFactory) -> None:
    customers = factory.of(ACCOUNT)
    first, late = customer(factory, "A"), customer(factory, "B", joined_on=TODAY + timedelta(days=40))
    assert first > 0
    assert [row["id"] for row in customers.all()] == [first, late]
    assert [row["id"] for row in customers.all(after=first)] == [late]
    assert [row["id"] for row in customers.by("code", "A")] == [first]
    assert [row["id"] for row in customers.by("name", "客户 B")] == [late]
    assert [row["id"] for row in customers.between("joined_on", TODAY, TODAY)] == [first]
    assert customers.get(first)["name"] == "客户 A"


def test_a_change_counts_and_a_stale_one_is_refused(factory: RecordsFactory) -> None:
    customers, known = factory.of(ACCOUNT), customer(factory, "A")
    assert customers.update(known, {"city": "上海"}, revision=1)
    assert not customers.update(known, {"city": "上海"})
    assert (customers.get(known)["city"], customers.get(known)["revision"]) == ("上海", 2)
    with pytest.raises(Conflict):
        customers.update(known, {"city": "苏州"}, revision=1)


def test_what_is_deleted_is_not_found_any_more(factory: RecordsFactory) -> None:
    customers, known = factory.of(ACCOUNT), customer(factory, "A")
    customers.delete(known)
    assert list(customers.all()) == []
    assert list(customers.by("code", "A")) == []
    for act in (customers.get, customers.delete):
        with pytest.raises(NotFound):
            act(known)


@pytest.mark.parametrize("kind", ["event_type", "pool_category"])
def test_types_stages_and_levels_are_lists_of_words(factory: RecordsFactory, kind: str) -> None:
    words = factory.of(LOOKUP)
    known = words.insert({"kind": kind, "code": "x", "name": "某类", "name_en": "Some"})
    assert [row["name"] for row in words.by("kind", kind)] == ["某类"]
    assert words.update(known, {"name": "另一类"})
    words.delete(known)
    assert list(words.by("kind", kind)) == []


def test_an_event_is_found_by_its_type_and_its_time(factory: RecordsFactory) -> None:
    events, owner = factory.of(ACCOUNT_EVENT), customer(factory, "A")
    moment = factory.of(ACCOUNT).get(owner)["created_at"]
    values = {"account_id": owner, "event_type": "visit", "at": moment, "title": "来访"}
    known = events.insert(values)
    events.insert({**values, "event_type": "call", "at": moment + timedelta(days=3), "title": "来电"})
    assert [row["id"] for row in events.by("event_type", "visit")] == [known]
    assert [row["id"] for row in events.between("at", moment, moment + timedelta(days=1))] == [known]


def test_the_same_rows_come_each_time(factory: RecordsFactory) -> None:
    known = customer(factory, "A")
    assert factory.of(ACCOUNT).get(known)["code"] == "A"
