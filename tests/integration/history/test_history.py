"""A short history of the demo company: it fits together, goes on after an interruption, and fills the pages."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

import app
from adapters.crm import analysis, ledger, tables
from adapters.crm.analysis.report import Frame
from adapters.demo.texts.parties import VISITORS
from adapters.registry import adapters
from engine import organisation
from engine.calendar.counting import next_working_moment
from engine.calendar.lookup import calendars
from engine.store.schema.runtime import incident, token
from engine.store.uow import Store
from engine.store.verify import verify
from processes.approval import types
from processes.approval.adapters import adapters as approval_adapters
from processes.history import Size, play
from tests.support.application import settings

#: Two months of a much smaller company.
SMALL = Size(
    days=75,
    customers=8,
    deals=6,
    leads=3,
    orders=4,
    complaints=2,
    requests=2,
    articles=1,
    repairs=1,
    returns=2,
    contracts=1,
    talks=6,
    chores=4,
    news=2,
    earlier=2,
)
NOW = datetime.now(UTC)  # the template was made today
RECORDS = ("opportunity", "quote", "order", "receipt", "feedback", "task", "lead", "contract")


@dataclass
class Played:
    """A store with its history."""

    platform: app.Platform
    told: list[float]

    @property
    def store(self) -> Store:
        return self.platform.store

    def count(self, table: Any, *conditions: Any) -> int:
        with self.store.read() as connection:
            return int(connection.scalar(select(func.count()).select_from(table).where(*conditions)) or 0)

    def story(self, until: datetime) -> list[tuple[object, ...]]:
        """What came to be until a moment: numbers, days and people, without the ids that every run makes anew."""
        found: list[tuple[object, ...]] = []
        with self.store.read() as connection:
            for name in RECORDS:
                table = getattr(tables, name)
                query = select(table.c.no, table.c.created_at).where(table.c.created_at.between(FIRST, until))
                found += [(name, *row) for row in connection.execute(query.order_by(table.c.no))]
        return found


FIRST = NOW - timedelta(days=SMALL.days + 1)


def _loaded(folder: Path, *, stop_at: float = 2) -> Played:
    platform = app.Platform(settings(folder))
    told: list[float] = []
    documents = types.documents()

    def wire(mailer: Any) -> Any:
        return {**adapters(mailer=mailer), **approval_adapters(documents)}

    def load(stop: float) -> bool:
        return play(
            platform.settings.database,
            now=NOW,
            documents=documents,
            wire=wire,
            size=SMALL,
            tell=told.append,
            stopped=lambda: bool(told) and told[-1] > stop,
        )

    if stop_at < 1:
        assert not load(stop_at)
    assert load(2)
    return Played(platform, told)


def _copy(template: Path, folder: Path) -> Path:
    shutil.copyfile(template / "guanxi.db", folder / "guanxi.db")
    return folder


@pytest.fixture(scope="module")
def played(demo_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """The history in one go."""
    made = _loaded(_copy(demo_template, tmp_path_factory.mktemp("played")))
    with closing(made.store):
        yield made


def test_everything_that_is_kept_hangs_together(played: Played) -> None:
    with played.store.snapshot() as connection:
        assert verify(connection, played.platform.checks) == []
    assert played.count(incident) == 0


def test_every_kind_of_record_is_there(played: Played) -> None:
    assert played.told[-1] == 1
    for name in (
        *RECORDS,
        "delivery",
        "payment_plan",
        "knowledge",
        "communication",
        "progress",
        "announcement",
    ):
        assert played.count(getattr(tables, name)), name


def test_what_customers_owe_is_what_they_ordered_less_what_they_paid(played: Played) -> None:
    account, entry = tables.account, tables.ledger_entry
    with played.store.read() as connection:
        owed = {one: x for one, x in connection.execute(select(account.c.id, account.c.receivable)) if x}
        booked = select(entry.c.account_id, func.sum(entry.c.debit - entry.c.credit)).group_by(
            entry.c.account_id
        )
        sums = {one: x for one, x in connection.execute(booked) if one is not None and x}
        orders = connection.scalar(
            select(func.sum(entry.c.debit - entry.c.credit)).where(entry.c.kind == "order")
        )
        effective = connection.scalar(
            select(func.sum(tables.order.c.total)).where(tables.order.c.effective_at.is_not(None))
        )
        received = connection.scalar(select(func.sum(tables.receipt.c.amount)))
        out = tables.payment_out
        paid = connection.scalar(select(func.sum(out.c.amount)).where(out.c.state == "paid")) or Decimal(0)
        banked = sum(balance - row.opening for row, balance in ledger.bank_balances(connection))
    assert owed == sums
    assert orders == effective
    assert received - paid == banked > Decimal(0)


def test_nothing_is_taken_from_an_empty_shelf(played: Played) -> None:
    stock, entry = tables.stock, tables.stock_entry
    with played.store.read() as connection:
        shelves = dict(map(tuple, connection.execute(select(stock.c.product_id, stock.c.on_hand))))
        query = select(entry.c.product_id, func.sum(entry.c.on_hand)).group_by(entry.c.product_id)
        moved = dict(map(tuple, connection.execute(query)))
    assert shelves == moved
    assert min(shelves.values()) >= 0


def test_what_is_due_after_the_delivery_is_collected(played: Played) -> None:
    plan, order = tables.payment_plan, tables.order
    with played.store.read() as connection:
        query = (
            select(plan.c.due_on, token.c.id)
            .join(order, order.c.id == plan.c.order_id)
            .join(token, (token.c.root_id == order.c.instance_id) & (token.c.element == "wait"), isouter=True)
            .where(plan.c.event == "delivery", order.c.state.in_(("delivered", "closed")))
        )
        found = connection.execute(query).all()
    assert found
    assert [row for row in found if row.due_on is None or row.id is not None] == []


def test_what_was_ordered_stands_at_the_stage_of_its_order(played: Played) -> None:
    deal, order = tables.opportunity, tables.order
    query = select(deal.c.stage).join(order, order.c.opportunity_id == deal.c.id).distinct()
    with played.store.read() as connection:
        assert set(connection.scalars(query)) == {"implement"}


def test_people_work_in_working_hours(played: Played) -> None:
    order, quote = tables.order, tables.quote
    with played.store.read() as connection:
        calendar = calendars(connection).default
        played_ones = (quote.c.instance_id.is_not(None), quote.c.submitted_at.between(FIRST, NOW))
        mine = [
            *connection.scalars(select(order.c.created_at).where(order.c.created_at.between(FIRST, NOW))),
            *connection.scalars(select(quote.c.submitted_at).where(*played_ones)),
        ]
    assert len(mine) > 5
    assert [one for one in mine if next_working_moment(calendar, one) > one + timedelta(hours=1)] == []


def test_people_have_read_what_they_were_told(played: Played) -> None:
    message = tables.message
    assert played.count(message) > 0
    assert played.count(message, message.c.read_at.is_(None), message.c.at < NOW - timedelta(days=14)) == 0


def test_visitors_of_the_fair_are_in_the_pool_and_colleagues_share_customers(played: Played) -> None:
    account, shared = tables.account, tables.account_share
    waiting = (account.c.pool_state == "public", account.c.owner_id.is_(None), account.c.source == "fair")
    assert played.count(account, *waiting) >= len(VISITORS)
    assert played.count(shared) == 3


def test_the_analyses_have_something_to_show(played: Played) -> None:
    late = {"lost-customers", "losses", "competition"}  # ten weeks may be too short to lose anything
    with played.store.read() as connection:
        boss = organisation.by_login(connection, "general")
        assert boss is not None
        frame = Frame(
            connection=connection,
            person=boss,
            lang="zh",
            since=NOW.date() - timedelta(days=SMALL.days),
            until=NOW.date() + timedelta(days=90),
            today=NOW.date(),
        )
        blank = {one.key for one in analysis.REPORTS if not one.rows(frame)}
    assert blank <= late


def test_it_goes_on_where_it_was_interrupted_and_tells_the_same(
    played: Played, demo_template: Path, tmp_path: Path
) -> None:
    again = _loaded(_copy(demo_template, tmp_path), stop_at=0.5)
    with closing(again.store):
        halfway = FIRST + timedelta(days=SMALL.days * 0.45)
        assert again.story(halfway) == played.story(halfway)
        assert len(again.story(halfway)) > 20
        for name in ("opportunity", "lead", "contract", "announcement"):
            table = getattr(tables, name)
            assert again.count(table) == played.count(table), name
        with again.store.snapshot() as connection:
            assert verify(connection, again.platform.checks) == []
        assert again.platform.load_history(tell=again.told.append)  # a second time it stays as it is


def test_earlier_years_are_closed_orders_whose_money_came_in(played: Played) -> None:
    order, entry = tables.order, tables.ledger_entry
    with played.store.read() as connection:
        old = connection.execute(
            select(order.c.id, order.c.state, order.c.instance_id).where(order.c.external_ref.like("U8-%"))
        ).all()
        owed = connection.scalar(
            select(func.sum(entry.c.debit - entry.c.credit)).where(
                entry.c.order_id.in_([row.id for row in old])
            )
        )
    assert len(old) > 50
    assert {(row.state, row.instance_id) for row in old} == {("closed", None)}
    assert owed == 0
