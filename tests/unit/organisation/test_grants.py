from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from sqlalchemy import BigInteger, Column, Connection, MetaData, Table, insert, select

from engine import organisation
from engine.organisation import NotGranted, Person, Scope
from engine.store.uow import Store

row = Table(
    "test_owned_row",
    MetaData(),  # its own: the platform's schema must not know it
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("owner_id", BigInteger),
)


@pytest.fixture(autouse=True)
def owned_rows(store: Store) -> Iterator[None]:
    row.metadata.create_all(store.engine)
    yield
    row.metadata.drop_all(store.engine)  # the PostgreSQL database is that of other tests too


def _person(connection: Connection, person_id: int) -> Person:
    found = organisation.person(connection, person_id)
    assert found is not None
    return found


def _may(store: Store, person_id: int, resource: str, action: str) -> Scope | None:
    with store.read() as connection:
        return organisation.may(connection, _person(connection, person_id), resource, action)


def test_a_right_that_nobody_gave_is_denied(store: Store, cast: SimpleNamespace) -> None:
    assert _may(store, cast.seller, "rules", "publish") is None
    assert _may(store, cast.seller, "no_such_resource", "view") is None


def test_nobody_at_all_may_nothing(store: Store, cast: SimpleNamespace) -> None:
    with store.read() as connection:
        assert organisation.may(connection, None, "quote", "view") is None


def test_the_widest_of_several_posts_counts(store: Store, cast: SimpleNamespace) -> None:
    assert _may(store, cast.seller, "quote", "view") is Scope.OWN
    with store.begin(by=None, action="test") as tx:
        organisation.assign_position(tx, cast.seller, "finance", is_main=False)
    assert _may(store, cast.seller, "quote", "view") is Scope.ALL


def test_an_explicit_denial_of_one_post_wins_over_the_grant_of_another(
    store: Store, cast: SimpleNamespace
) -> None:
    with store.begin(by=None, action="test") as tx:
        organisation.assign_position(tx, cast.seller, "finance", is_main=False)
        organisation.grant(tx, "salesperson", "quote", "view", Scope.ALL, allow=False)
    assert _may(store, cast.seller, "quote", "view") is None
    assert _may(store, cast.finance, "quote", "view") is Scope.ALL


def test_a_frozen_person_may_nothing_even_with_an_older_person_in_hand(
    store: Store, cast: SimpleNamespace
) -> None:
    with store.read() as connection:
        kept = _person(connection, cast.seller)
    with store.begin(by=None, action="test") as tx:
        organisation.set_status(tx, cast.seller, "frozen")
    with store.read() as connection:
        assert organisation.may(connection, kept, "quote", "view") is None


def test_a_revoked_right_is_gone_at_once(store: Store, cast: SimpleNamespace) -> None:
    assert _may(store, cast.seller, "quote", "submit") is Scope.OWN
    with store.begin(by=None, action="test") as tx:
        organisation.revoke(tx, "salesperson", "quote", "submit")
    assert _may(store, cast.seller, "quote", "submit") is None


def test_granting_twice_changes_nothing(store: Store, cast: SimpleNamespace) -> None:
    for _ in range(2):
        with store.begin(by=None, action="test") as tx:
            organisation.grant(tx, "warehouse", "account", "view", Scope.DEPARTMENT)
    with store.read() as connection:
        who = [found.code for found in organisation.who_may(connection, "account", "view")]
    assert who.count("warehouse") == 1


def test_a_refusal_names_the_positions_that_could(store: Store, cast: SimpleNamespace) -> None:
    with store.read() as connection, pytest.raises(NotGranted) as refusal:
        organisation.demand(connection, _person(connection, cast.seller), "rules", "publish")
    assert refusal.value.status == 403
    assert "系统管理员" in refusal.value.text("zh")
    assert "Administrator" in refusal.value.text("en")


@pytest.mark.parametrize(
    ("scope", "reader", "sees"),
    [
        (Scope.OWN, "manager", {"manager"}),
        (Scope.SUBORDINATE, "manager", {"manager", "seller", "colleague"}),
        (Scope.SUBORDINATE, "director", {"director", "manager", "seller", "colleague", "finance"}),
        (Scope.DEPARTMENT, "seller", {"manager", "seller", "colleague"}),
        (Scope.DEPARTMENT, "director", {"director", "manager", "seller", "colleague"}),
        (Scope.PLATE, "seller", {"director", "manager", "seller", "colleague", "finance"}),
        (Scope.PLATE, "stranger", {"stranger"}),
        (Scope.ALL, "seller", {"director", "manager", "seller", "colleague", "finance", "stranger", None}),
        (None, "director", set()),
    ],
)
def test_the_reach_narrows_a_query_and_a_single_row_alike(
    store: Store, cast: SimpleNamespace, scope: Scope | None, reader: str, sees: set[str | None]
) -> None:
    names = ("director", "manager", "seller", "colleague", "finance", "stranger")
    ids = {name: getattr(cast, name) for name in names}
    with store.begin(by=None, action="test") as tx:
        owners = [*ids.values(), None]
        tx.connection.execute(
            insert(row), [{"id": n, "owner_id": owner} for n, owner in enumerate(owners, start=1)]
        )
    expected = {ids[name] if name else None for name in sees}
    with store.read() as connection:
        person = _person(connection, ids[reader])
        query = organisation.visible(select(row.c.owner_id), person, scope, owner=row.c.owner_id)
        assert set(connection.scalars(query)) == expected
        assert {
            o for o in [*ids.values(), None] if organisation.sees(connection, person, scope, o)
        } == expected


def test_a_circle_in_the_data_ends_the_walk(store: Store, cast: SimpleNamespace) -> None:
    from sqlalchemy import update

    from engine.organisation import tables
    from engine.organisation.writing import renew_stamp

    with store.begin(by=None, action="test") as tx:
        tx.connection.execute(
            update(tables.person).where(tables.person.c.id == cast.director).values(superior_id=cast.seller)
        )
        renew_stamp(tx)
        tx.connection.execute(insert(row), [{"id": 1, "owner_id": cast.colleague}])
    with store.read() as connection:
        assert len(organisation.superiors(connection, cast.seller)) == 2
        query = organisation.visible(
            select(row.c.owner_id),
            _person(connection, cast.director),
            Scope.SUBORDINATE,
            owner=row.c.owner_id,
        )
        assert list(connection.scalars(query)) == [cast.colleague]
