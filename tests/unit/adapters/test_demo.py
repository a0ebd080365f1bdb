from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Table, func, select

from adapters.crm import changes, facts, parties, quotes, tables
from adapters.demo import PASSWORD, load
from engine import organisation
from engine.errors import NotFound
from engine.organisation import tables as people
from engine.store.uow import Store
from forms.accounts import Accounts


def _count(store: Store, table: Table) -> int:
    with store.read() as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0


def test_there_is_something_to_see_on_every_page(store: Store) -> None:
    load(store)
    counts = {
        table.name: _count(store, table)
        for table in (people.person, tables.account, tables.product, tables.quote)
    }
    assert counts == {"engine_person": 20, "crm_account": 60, "crm_product": 40, "crm_quote": 200}
    with store.read() as connection:
        states = dict(connection.execute(select(tables.quote.c.state, func.count()).group_by("state")).all())
    assert {"approved", "rejected", "returned", "withdrawn", "sent", "draft"} == set(states)
    assert "in_approval" not in states, "nothing waits without a process instance"


def test_a_second_run_does_nothing(store: Store) -> None:
    first = load(store)
    before = _count(store, tables.change)
    assert load(store) == first
    assert _count(store, tables.change) == before


def test_a_store_with_people_of_its_own_is_left_alone(store: Store) -> None:
    with store.begin(by=None, action="test") as tx:
        organisation.add_person(tx, code="x", login="x", name="x", name_en="x", email="x@real.org")
    assert load(store) == []
    assert _count(store, tables.account) == 0


def test_the_named_logins_open_a_session(store: Store) -> None:
    logins = {found.login for found in load(store)}
    assert logins == {
        "designer", "salesperson", "manager", "director", "finance", "service", "supervisor", "admin"
    }  # fmt: skip
    accounts = Accounts(store=store)
    for login in ("salesperson", "admin"):
        assert accounts.person_of_token(accounts.open_session(login, PASSWORD, address="x")) is not None


def test_the_same_seed_gives_the_same_company(store: Store) -> None:
    def picture(seed: int) -> Any:
        other = Store("sqlite://", clock=store.clock)
        other.create()
        load(other, seed=seed)
        with other.read() as connection:
            rows = connection.execute(select(tables.quote.c.no, tables.quote.c.total).order_by("no")).all()
        other.close()
        return rows

    assert picture(7) == picture(7)
    assert picture(7) != picture(8)


def test_every_past_quote_adds_up_and_is_in_the_past(store: Store) -> None:
    load(store)
    now = store.clock.now()
    with store.read() as connection:
        for row in connection.execute(select(tables.quote)):
            lines = quotes.lines(connection, row.id)
            assert sum(line.amount for line in lines) == row.total
            assert max(line.discount for line in lines) == row.max_discount
            moments = [m for m in (row.created_at, row.submitted_at, row.decided_at, row.sent_at) if m]
            assert moments == sorted(moments)
            assert now - timedelta(days=366) < moments[0]
            assert moments[-1] < now
            assert facts.read(connection, row.id)["line_count"] == len(lines)


def test_what_may_still_be_submitted_is_valid_for_a_while(store: Store) -> None:
    load(store)
    today = store.clock.now().date()
    open_states = ("draft", "returned", "withdrawn")
    with store.read() as connection:
        query = select(tables.quote.c.valid_to).where(tables.quote.c.state.in_(open_states))
        ends = list(connection.scalars(query))
    assert len(ends) > 12
    assert all(today + timedelta(days=14) <= end <= today + timedelta(days=30) for end in ends)


def test_the_record_leads_from_a_draft_to_the_present_state(store: Store) -> None:
    load(store)
    with store.read() as connection:
        row = connection.execute(select(tables.quote).where(tables.quote.c.state == "sent")).first()
        assert row is not None
        *moves, birth = changes.history(connection, tables.quote, row.id)
        assert birth.new["state"] == "draft"
        assert birth.at == row.created_at
        assert [m.new for m in reversed(moves)] == ["in_approval", "approved", "sent"]
        decider = organisation.person(connection, next(m.by_id for m in moves if m.new == "approved"))
        assert decider is not None
        assert decider.login in ("manager", "director", "general")


def test_the_next_quote_of_the_story_has_the_number_of_the_pictures(store: Store) -> None:
    load(store)
    with store.begin(by=None, action="test") as tx:
        seller = organisation.by_login(tx.connection, "salesperson")
        assert seller is not None
        mine = parties.accounts(tx.connection, seller).order_by(tables.account.c.code)
        account = tx.connection.execute(mine).first()
        assert account is not None
        assert account.short_name == "青屿精工"
        draft = quotes.Draft(valid_to=tx.now.date(), lines=())
        quote_id = quotes.add(tx, seller, account.id, draft)
        assert quotes.find(tx.connection, seller, quote_id).no == "Q-2031"


def test_salespeople_see_their_own_customers_only(store: Store) -> None:
    load(store)
    seen: dict[str, int] = {}
    with store.read() as connection:
        for login in (
            "salesperson",
            "salesperson2",
            "salesperson3",
            "manager",
            "director",
            "finance",
            "designer",
        ):
            person = organisation.by_login(connection, login)
            assert person is not None
            seen[login] = len(connection.execute(parties.accounts(connection, person)).all())
        stranger = organisation.by_login(connection, "salesperson2")
        assert stranger is not None
        first = connection.scalar(select(tables.account.c.id).where(tables.account.c.code == "K-00001"))
        try:
            parties.find_account(connection, stranger, int(first or 0))
        except NotFound:
            seen["hidden"] = 1
    assert seen.pop("hidden") == 1
    assert seen["designer"] == 0
    assert seen["salesperson"] + seen["salesperson2"] + seen["salesperson3"] == 60
    assert seen["manager"] == seen["director"] == seen["finance"] == 60
