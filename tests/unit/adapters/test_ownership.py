"""Owners, shares, the pool and conversions of customers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from adapters.crm import changes, tables
from adapters.crm.catalogue.parties import ACCOUNT, CONTACT
from adapters.crm.ownership import conversions, owner, pool, sharing
from adapters.crm.ownership.errors import NoSuccessor, NotApproved, NotInPool, OwnShare, StillOpen, TooSoon
from adapters.crm.records import access
from engine.errors import NotFound
from engine.organisation import NotGranted
from engine.organisation.snapshot import company_today

Company = Any


def account(trial: Company) -> Any:
    with trial.store.read() as connection:
        return changes.row_of(connection, tables.account, trial.customer)


def history(trial: Company) -> list[tuple[str, bool]]:
    log = tables.account_owner_history
    query = select(log).where(log.c.account_id == trial.customer).order_by(log.c.id)
    with trial.store.read() as connection:
        return [(row.reason, row.to_at is None) for row in connection.execute(query)]


def sees(trial: Company, login: str, action: str = "view") -> bool:
    with trial.store.read() as connection:
        return access.allows(connection, trial.person(login), ACCOUNT, trial.customer, action)


def do(trial: Company, login: str, command: Any, *arguments: Any, **named: Any) -> Any:
    person = trial.person(login)
    with trial.store.begin(by=person.id, action="test") as tx:
        return command(tx, person, *arguments, **named)


def test_a_transfer_moves_the_customer_with_what_is_open_and_keeps_the_history(trial: Company) -> None:
    quote = trial.quote()
    moved = do(trial, "manager", owner.transfer, [trial.customer], trial.people["salesperson2"])
    assert moved == 1
    assert account(trial).owner_id == trial.people["salesperson2"]
    with trial.store.read() as connection:
        row = changes.row_of(connection, tables.quote, quote)
    assert row.owner_id == trial.people["salesperson2"]
    assert history(trial) == [("create", False), ("transfer", True)]
    assert sees(trial, "salesperson2", "edit")
    assert not sees(trial, "salesperson")


def test_a_transfer_to_the_owner_changes_nothing(trial: Company) -> None:
    assert do(trial, "manager", owner.transfer, [trial.customer], trial.people["salesperson"]) == 0
    assert history(trial) == []


def test_a_salesperson_may_not_transfer(trial: Company) -> None:
    with pytest.raises(NotGranted):
        do(trial, "salesperson", owner.transfer, [trial.customer], trial.people["salesperson2"])


def test_nobody_who_cannot_sell_becomes_an_owner(trial: Company) -> None:
    with pytest.raises(NoSuccessor):
        do(trial, "manager", owner.transfer, [trial.customer], trial.people["warehouse"])


def test_one_customer_out_of_reach_stops_the_whole_transfer(trial: Company) -> None:
    with pytest.raises(NotFound):
        do(trial, "manager", owner.transfer, [trial.customer, 5], trial.people["salesperson2"])
    assert account(trial).owner_id == trial.people["salesperson"]


def test_a_released_customer_is_seen_by_all_sellers_but_not_what_hangs_on_it(trial: Company) -> None:
    do(trial, "salesperson", pool.release, trial.customer)
    assert account(trial).pool_state == "public"
    assert sees(trial, "salesperson2")
    assert not sees(trial, "salesperson2", "edit")
    with trial.store.read() as connection:
        below = access.readable(connection, trial.person("salesperson2"), CONTACT)
        mine = below.where(tables.contact.c.account_id == trial.customer)
        assert connection.execute(mine).first() is None


def test_a_customer_with_an_open_opportunity_stays_with_its_owner(trial: Company) -> None:
    with trial.store.begin(by=None, action="test") as tx:
        changes.add(
            tx,
            tables.opportunity,
            no="O-1",
            name="x",
            account_id=trial.customer,
            owner_id=trial.people["salesperson"],
            state="open",
        )
    with pytest.raises(StillOpen):
        do(trial, "salesperson", pool.release, trial.customer)


def test_who_released_a_customer_may_claim_it_again_only_after_the_cooling_off(trial: Company) -> None:
    do(trial, "salesperson", pool.release, trial.customer)
    person = trial.people["salesperson"]
    row, now = account(trial), trial.store.clock.now()
    with trial.store.read() as connection:
        with pytest.raises(TooSoon):
            pool.claim_rule(connection, person, row, now)
        assert pool.claim_rule(connection, person, row, now + timedelta(days=31)).way == "superior"
        assert pool.claim_rule(connection, trial.people["salesperson2"], row, now).why_zh == "A 级客户"


def test_the_first_of_two_claims_wins_and_repeating_it_is_harmless(trial: Company) -> None:
    do(trial, "salesperson", pool.release, trial.customer)
    with trial.store.begin(by=None, action="test") as tx:
        assert pool.claim(tx, trial.people["salesperson2"], trial.customer) is True
        assert pool.claim(tx, trial.people["salesperson2"], trial.customer) is False
        with pytest.raises(NotInPool):
            pool.claim(tx, trial.people["salesperson3"], trial.customer)


def test_a_recycled_customer_is_gone_until_an_administrator_recovers_it_into_the_pool(
    trial: Company,
) -> None:
    do(trial, "salesperson", pool.recycle, trial.customer)
    assert not sees(trial, "general")
    with pytest.raises(NotGranted):
        do(trial, "salesperson", pool.recover, trial.customer)
    do(trial, "admin", pool.recover, trial.customer)
    assert (account(trial).pool_state, account(trial).owner_id) == ("public", None)
    assert [reason for reason, _ in history(trial)] == ["create", "recycle", "recover"]


def test_a_share_opens_what_its_level_says_and_closes_when_withdrawn(trial: Company) -> None:
    colleague = trial.people["salesperson2"]
    share = do(trial, "salesperson", sharing.share, trial.customer, colleague, level="view")
    assert sees(trial, "salesperson2")
    assert not sees(trial, "salesperson2", "edit")
    assert do(trial, "salesperson", sharing.share, trial.customer, colleague, level="edit") == share
    assert sees(trial, "salesperson2", "edit")
    assert not sees(trial, "salesperson2", "share")
    do(trial, "salesperson", sharing.withdraw, share)
    do(trial, "salesperson", sharing.withdraw, share)
    assert not sees(trial, "salesperson2")


def test_a_share_holds_only_in_its_period(trial: Company) -> None:
    yesterday = company_today() - timedelta(days=1)
    colleague = trial.people["salesperson2"]
    named = {"level": "full", "valid_to": yesterday}
    do(trial, "salesperson", sharing.share, trial.customer, colleague, **named)
    assert not sees(trial, "salesperson2")


def test_who_only_received_a_share_cannot_pass_it_on(trial: Company) -> None:
    do(trial, "salesperson", sharing.share, trial.customer, trial.people["salesperson2"], level="full")
    with pytest.raises(NotGranted):
        do(
            trial,
            "salesperson2",
            sharing.share,
            trial.customer,
            trial.people["salesperson3"],
            level="view",
        )


def test_a_customer_is_not_shared_with_its_owner(trial: Company) -> None:
    with pytest.raises(OwnShare):
        do(trial, "manager", sharing.share, trial.customer, trial.people["salesperson"], level="view")


def test_an_allocation_gives_what_is_ticked_and_takes_the_rest(trial: Company) -> None:
    with trial.store.read() as connection:
        mine = tables.account.c.owner_id == trial.people["salesperson"]
        ids = list(connection.scalars(select(tables.account.c.id).where(mine).limit(3)))
    to = trial.people["salesperson2"]
    assert do(trial, "manager", sharing.allocate, to, ids, ids, level="follow") == (3, 0)
    assert do(trial, "manager", sharing.allocate, to, ids[:1], ids, level="follow") == (0, 2)
    with trial.store.read() as connection:
        assert [row.account_id for row in sharing.with_me(connection, to)] == ids[:1]


def test_a_conversion_keeps_the_id_and_is_recorded(trial: Company) -> None:
    do(trial, "salesperson", conversions.convert, trial.customer, "agent", "渠道合作")
    do(trial, "salesperson", conversions.convert, trial.customer, "agent")
    assert account(trial).kind == "agent"
    with trial.store.read() as connection:
        rows = connection.execute(select(tables.account_conversion)).all()
    assert [(row.account_id, row.from_kind, row.to_kind) for row in rows] == [
        (trial.customer, "customer", "agent")
    ]


def test_a_prospect_that_was_not_approved_does_not_become_a_customer(trial: Company) -> None:
    with trial.store.begin(by=None, action="test") as tx:
        changes.edit(tx, tables.account, trial.customer, kind="prospect", approved=False)
    with pytest.raises(NotApproved):
        do(trial, "salesperson", conversions.convert, trial.customer, "customer")


def test_idle_customers_are_warned_first_and_released_when_the_grace_is_over(trial: Company) -> None:
    later = trial.store.clock.now() + timedelta(days=120)
    with trial.store.begin(by=None, action="test") as tx:
        due = pool.idle(tx.connection, later, warned=False)
        assert trial.customer in [row.id for row in due]
        assert pool.idle(tx.connection, later, warned=True) == []
        for row in due:
            changes.edit(tx, tables.account, row.id, idle_warned_on=later.date())
        assert pool.idle(tx.connection, later + timedelta(days=1), warned=True) == []
        assert pool.idle(tx.connection, later + timedelta(days=9), warned=True) != []
