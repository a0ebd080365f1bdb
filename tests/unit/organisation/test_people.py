from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from engine import organisation
from engine.errors import Invalid
from engine.organisation import Person
from engine.store.uow import Store


def _person(store: Store, person_id: int) -> Person:
    with store.read() as connection:
        found = organisation.person(connection, person_id)
    assert found is not None
    return found


def test_a_person_carries_the_main_post_and_every_concurrent_one(store: Store, cast: SimpleNamespace) -> None:
    with store.begin(by=None, action="test") as tx:
        organisation.assign_position(tx, cast.seller, "service_rep", is_main=False)
    person = _person(store, cast.seller)
    assert person.positions == {"salesperson", "service_rep"}
    assert person.main_position == "salesperson"


def test_a_post_that_has_ended_or_not_begun_gives_nothing(store: Store, cast: SimpleNamespace) -> None:
    today = date.today()
    with store.begin(by=None, action="test") as tx:
        organisation.assign_position(
            tx,
            cast.seller,
            "finance",
            valid_from=date(2020, 1, 1),
            valid_to=today - timedelta(days=2),
            is_main=False,
        )
        organisation.assign_position(
            tx, cast.seller, "admin", valid_from=today + timedelta(days=2), is_main=False
        )
    assert _person(store, cast.seller).positions == {"salesperson"}


def test_a_login_is_found_whatever_its_case(store: Store, cast: SimpleNamespace) -> None:
    with store.read() as connection:
        found = organisation.by_login(connection, "SELLER")
        assert found is not None
        assert found.id == cast.seller
        assert organisation.by_login(connection, "nobody") is None


def test_holders_can_be_narrowed_to_a_department_with_those_below(
    store: Store, cast: SimpleNamespace
) -> None:
    with store.read() as connection:
        everywhere = organisation.holders(connection, "salesperson")
        here = organisation.holders(connection, "salesperson", department=cast.sales)
    assert {p.id for p in everywhere} == {cast.seller, cast.colleague, cast.stranger}
    assert {p.id for p in here} == {cast.seller, cast.colleague}


def test_a_frozen_holder_is_no_holder(store: Store, cast: SimpleNamespace) -> None:
    with store.begin(by=None, action="test") as tx:
        organisation.set_status(tx, cast.seller, "frozen")
    with store.read() as connection:
        assert cast.seller not in {p.id for p in organisation.holders(connection, "salesperson")}


def test_superiors_are_counted_upwards(store: Store, cast: SimpleNamespace) -> None:
    with store.read() as connection:
        levels = [organisation.superior(connection, cast.seller, n) for n in (1, 2, 3)]
    assert [p and p.id for p in levels] == [cast.manager, cast.director, None]


def test_a_circle_of_superiors_is_refused(store: Store, cast: SimpleNamespace) -> None:
    with store.begin(by=None, action="test") as tx, pytest.raises(Invalid):
        organisation.set_superior(tx, cast.director, cast.seller)
