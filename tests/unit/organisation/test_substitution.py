"""Who stands in for whom: rules, chains, limits, circles."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from types import SimpleNamespace

import pytest

from engine import organisation
from engine.errors import Conflict, Invalid
from engine.organisation import LONGEST_CHAIN, Standing, SubstituteCircle, Terms
from engine.organisation.substituting import SameSubstitution
from engine.store.uow import Store

DAY = timedelta(days=1)


def _set(store: Store, person: int, substitute: int, **terms: object) -> int:
    """A rule that begins now and lasts three days, unless `terms` say otherwise."""
    now = store.clock.now()
    said = {"valid_from": now, "valid_to": now + 3 * DAY, **terms}
    with store.begin(by=None, action="test") as tx:
        return organisation.add_substitution(tx, person, Terms(substitute_id=substitute, **said))  # type: ignore[arg-type]


def _principals(store: Store, person: int, at: datetime | None = None) -> list[Standing]:
    with store.read() as connection:
        return organisation.principals(connection, person, at or store.clock.now())


def _substitutes(store: Store, person: int, at: datetime | None = None) -> list[Standing]:
    with store.read() as connection:
        return organisation.substitutes(connection, [person], at or store.clock.now()).get(person, [])


def test_a_substitute_stands_in_only_within_the_period(store: Store, cast: SimpleNamespace) -> None:
    now = store.clock.now()
    _set(store, cast.manager, cast.colleague)
    assert [one.principal.id for one in _principals(store, cast.colleague)] == [cast.manager]
    assert [one.substitute.id for one in _substitutes(store, cast.manager)] == [cast.colleague]
    assert _principals(store, cast.colleague, now + 3 * DAY) == []
    assert _substitutes(store, cast.manager, now - DAY) == []


def test_an_open_end_lasts_until_somebody_ends_it(store: Store, cast: SimpleNamespace) -> None:
    rule = _set(store, cast.manager, cast.colleague, valid_from=store.clock.now() - DAY, valid_to=None)
    assert _substitutes(store, cast.manager, store.clock.now() + 999 * DAY)
    with store.begin(by=None, action="test") as tx:
        organisation.end_substitution(tx, rule)
    assert _substitutes(store, cast.manager, store.clock.now()) == []


def test_a_rule_that_has_not_begun_is_taken_away_when_it_is_ended(
    store: Store, cast: SimpleNamespace
) -> None:
    now = store.clock.now()
    rule = _set(store, cast.manager, cast.colleague, valid_from=now + DAY, valid_to=now + 2 * DAY)
    with store.begin(by=None, action="test") as tx:
        organisation.end_substitution(tx, rule)
    assert _substitutes(store, cast.manager, now + DAY) == []


def test_a_substitute_who_is_frozen_or_has_left_stands_in_for_nobody(
    store: Store, cast: SimpleNamespace
) -> None:
    _set(store, cast.manager, cast.colleague)
    with store.begin(by=None, action="test") as tx:
        organisation.set_status(tx, cast.colleague, "left")
    assert _substitutes(store, cast.manager) == []
    assert _principals(store, cast.colleague) == []


def test_a_substitute_who_is_absent_himself_is_replaced_by_his_own(
    store: Store, cast: SimpleNamespace
) -> None:
    _set(store, cast.manager, cast.colleague)
    _set(store, cast.colleague, cast.finance, valid_to=store.clock.now() + DAY)
    direct, further = _substitutes(store, cast.manager)
    assert (direct.substitute.id, further.substitute.id) == (cast.colleague, cast.finance)
    assert [one.id for one in further.through] == [cast.colleague]
    assert further.until == store.clock.now() + DAY
    assert [one.principal.id for one in _principals(store, cast.finance)] == [cast.colleague, cast.manager]
    [other] = [one for one in _principals(store, cast.finance) if one.principal.id == cast.manager]
    assert (other.through, other.rules) == (further.through, further.rules[::-1])


def test_a_chain_ends_where_somebody_in_it_may_nothing(store: Store, cast: SimpleNamespace) -> None:
    _set(store, cast.manager, cast.colleague)
    _set(store, cast.colleague, cast.finance)
    with store.begin(by=None, action="test") as tx:
        organisation.set_status(tx, cast.colleague, "frozen")
    assert _substitutes(store, cast.manager) == []
    assert [one.principal.id for one in _principals(store, cast.finance)] == [cast.colleague]


def test_a_chain_is_followed_so_far_and_no_further(store: Store, cast: SimpleNamespace) -> None:
    people = [cast.director, cast.manager, cast.seller, cast.colleague, cast.finance]
    for absent, substitute in pairwise(people):
        _set(store, absent, substitute)
    found = [one.substitute.id for one in _substitutes(store, cast.director)]
    assert found == people[1 : 1 + LONGEST_CHAIN]
    assert cast.director not in {one.principal.id for one in _principals(store, cast.finance)}


def test_a_circle_is_refused_and_its_path_is_named(store: Store, cast: SimpleNamespace) -> None:
    _set(store, cast.manager, cast.colleague)
    _set(store, cast.colleague, cast.finance)
    with pytest.raises(SubstituteCircle) as refused:
        _set(store, cast.finance, cast.manager)
    assert refused.value.facts["path_en"] == "finance → manager → colleague → finance"
    assert _principals(store, cast.manager) == []


def test_rules_that_never_hold_together_are_no_circle(store: Store, cast: SimpleNamespace) -> None:
    now = store.clock.now()
    _set(store, cast.manager, cast.colleague, kinds=frozenset({"document:quote"}))
    _set(store, cast.colleague, cast.manager, kinds=frozenset({"document:contract"}))
    _set(store, cast.finance, cast.seller, valid_to=now + DAY)
    _set(store, cast.seller, cast.finance, valid_from=now + DAY)


def test_a_rule_changed_into_a_circle_is_refused(store: Store, cast: SimpleNamespace) -> None:
    _set(store, cast.manager, cast.colleague)
    rule = _set(store, cast.colleague, cast.finance)
    now = store.clock.now()
    terms = Terms(substitute_id=cast.manager, valid_from=now, valid_to=now + DAY)
    with store.begin(by=None, action="test") as tx, pytest.raises(SubstituteCircle):
        organisation.change_substitution(tx, rule, terms, revision=1)


def test_what_is_above_the_limit_stays_or_goes_to_the_superior(store: Store, cast: SimpleNamespace) -> None:
    limit = Decimal(50_000)
    _set(store, cast.manager, cast.colleague, up_to=limit)
    _set(store, cast.seller, cast.colleague, up_to=limit, above="superior")
    [only] = _substitutes(store, cast.manager)
    assert only.holds((), limit)
    assert not only.holds((), limit + 1)
    assert only.holds((), None)
    assert not only.holds((), Decimal(1), comparable=False)
    below, above = _substitutes(store, cast.seller)
    assert above.substitute.id == cast.manager
    assert (below.holds((), limit), above.holds((), limit)) == (True, False)
    assert (below.holds((), limit + 1), above.holds((), limit + 1)) == (False, True)
    assert not above.holds((), None)
    assert [one.principal.id for one in _principals(store, cast.manager)] == [cast.seller]


def test_a_chain_is_about_what_all_of_its_rules_are_about(store: Store, cast: SimpleNamespace) -> None:
    _set(store, cast.manager, cast.colleague, kinds=frozenset({"document:quote", "document:order"}))
    _set(store, cast.colleague, cast.finance, kinds=frozenset({"document:order"}), up_to=Decimal(10))
    _, further = _substitutes(store, cast.manager)
    assert further.holds({"document:order"}, Decimal(10))
    assert not further.holds({"document:quote"}, Decimal(1))
    assert not further.holds({"document:order"}, Decimal(11))


@pytest.mark.parametrize(
    ("substitute", "terms", "field"),
    [
        ("manager", {}, "substitute"),
        ("gone", {}, "substitute"),
        ("colleague", {"valid_to": -DAY}, "until"),
        ("colleague", {"valid_from": 3 * DAY, "valid_to": 2 * DAY}, "until"),
    ],
)
def test_it_refuses_what_makes_no_sense_at_its_field(
    store: Store, cast: SimpleNamespace, substitute: str, terms: dict[str, timedelta], field: str
) -> None:
    now = store.clock.now()
    with pytest.raises(Invalid) as refused:
        _set(
            store,
            cast.manager,
            getattr(cast, substitute, 1),
            **{name: now + away for name, away in terms.items()},
        )
    assert refused.value.facts["field"] == field


def test_the_same_rule_sent_twice_is_refused(store: Store, cast: SimpleNamespace) -> None:
    at = {"valid_from": store.clock.now(), "valid_to": store.clock.now() + DAY}
    _set(store, cast.manager, cast.colleague, **at)
    with pytest.raises(SameSubstitution):
        _set(store, cast.manager, cast.colleague, **at)
    _set(store, cast.manager, cast.finance, **at)
    assert len(_substitutes(store, cast.manager)) == 2


def test_of_two_who_change_a_rule_the_second_is_told(store: Store, cast: SimpleNamespace) -> None:
    rule = _set(store, cast.manager, cast.colleague)
    now = store.clock.now()
    terms = Terms(substitute_id=cast.finance, valid_from=now, valid_to=now + DAY)
    with store.begin(by=None, action="test") as tx:
        organisation.change_substitution(tx, rule, terms, revision=1)
    with store.begin(by=None, action="test") as tx, pytest.raises(Conflict) as refused:
        organisation.change_substitution(tx, rule, terms, revision=1)
    assert refused.value.facts["revision"] == 2
