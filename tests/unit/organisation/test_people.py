from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from engine import organisation
from engine.errors import Invalid, NotFound
from engine.organisation import Person, Scope
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


def test_a_deputy_stands_in_only_within_the_period(store: Store, cast: SimpleNamespace) -> None:
    start, end = store.clock.now(), store.clock.now() + timedelta(days=3)
    with store.begin(by=None, action="test") as tx:
        organisation.add_deputy(tx, cast.manager, cast.colleague, start=start, end=end)
    with store.read() as connection:
        assert [p.id for p in organisation.deputies(connection, cast.manager, start)] == [cast.colleague]
        assert [p.id for p in organisation.principals(connection, cast.colleague, start)] == [cast.manager]
        assert organisation.deputies(connection, cast.manager, end) == []


def test_a_frozen_deputy_stands_in_for_nobody(store: Store, cast: SimpleNamespace) -> None:
    now = store.clock.now()
    with store.begin(by=None, action="test") as tx:
        organisation.add_deputy(tx, cast.manager, cast.colleague, start=now, end=now + timedelta(days=3))
        organisation.set_status(tx, cast.colleague, "frozen")
    with store.read() as connection:
        assert organisation.deputies(connection, cast.manager, now) == []


def test_what_a_transaction_changes_it_sees_itself_but_a_roll_back_leaves_no_trace(
    store: Store, cast: SimpleNamespace
) -> None:
    inside: list[str] = []

    def freeze_and_fail() -> None:
        with store.begin(by=None, action="test") as tx:
            organisation.set_status(tx, cast.seller, "frozen")
            found = organisation.person(tx.connection, cast.seller)
            inside.append(found.status if found else "gone")
            raise Invalid(field="x", message="x", message_zh="x")

    with pytest.raises(Invalid):
        freeze_and_fail()
    assert inside == ["frozen"]
    assert _person(store, cast.seller).status == "active"


def test_a_change_by_another_process_is_seen_once_the_stamp_is_looked_at_again(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    from engine.organisation import snapshot, standard
    from engine.store.metadata import metadata

    url = f"sqlite:///{tmp_path}/shared.db"
    one, two = Store(url), Store(url)  # two engines remember separately, as two processes do
    metadata.create_all(one.engine)
    with one.begin(by=None, action="test") as tx:
        standard.install(tx)
        person_id = organisation.add_person(tx, code="p", login="p", name="李", name_en="Li")
    assert _person(two, person_id).status == "active"
    with one.begin(by=None, action="test") as tx:
        organisation.set_status(tx, person_id, "left")
    monkeypatch.setattr(snapshot, "STALE_AFTER", 0.0)
    assert _person(two, person_id).status == "left"
    one.close()
    two.close()


def test_changing_somebody_who_does_not_exist_is_refused(store: Store, cast: SimpleNamespace) -> None:
    with store.begin(by=None, action="test") as tx, pytest.raises(NotFound):
        organisation.set_status(tx, 1, "frozen")


def test_lists_call_people_by_post_and_surname(store: Store) -> None:
    person = Person(
        id=1, login="x", name="欧阳明", name_en="Ouyang Ming", short_title="销售", title_en="Sales rep",
        department_id=None, superior_id=None,
    )  # fmt: skip
    assert person.label("zh") == "销售 欧阳"
    assert person.label("en") == "Sales rep Ouyang Ming"


def test_scopes_are_ordered_from_narrow_to_wide() -> None:
    assert sorted(Scope, key=lambda s: s.width) == ["own", "subordinate", "department", "plate", "all"]
