"""The calendar and short messages: a person's own day, and what he is told."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from adapters.crm import agenda, catalogue, changes, inbox, notices, tables
from adapters.crm.errors import InvalidFields
from adapters.crm.records import commands
from engine.errors import NotFound
from tests.support.selling import Selling


@pytest.fixture
def selling():
    made = Selling.open(["follow_up"])
    yield made
    made.store.close()


def _event(selling: Selling, login: str, title: str, visibility: str) -> None:
    with selling.store.begin(by=None, action="test.event") as tx:
        at = datetime(2026, 3, 9, 6, 0, tzinfo=UTC)
        owner = selling.people[login]
        changes.add(
            tx, tables.schedule_event, person_id=owner, title=title, start_at=at, visibility=visibility
        )


def _days(selling: Selling, login: str) -> dict[str, list[Any]]:
    now = selling.clock.now()
    first = now.date().replace(day=1)
    with selling.store.read() as connection:
        found = agenda.entries(connection, selling.person(login), first, first.replace(day=31), now)
    return {day.isoformat(): [(one.kind, one.title) for one in ones] for day, ones in found.items()}


def test_a_month_shows_what_is_ones_own_and_what_colleagues_let_one_see(selling: Selling) -> None:
    opportunity = selling.opportunity()
    selling.start("follow_up", opportunity_id=opportunity, owner="salesperson")
    _event(selling, "salesperson", "周会", "private")
    _event(selling, "salesperson2", "培训", "team")
    _event(selling, "salesperson2", "看病", "private")
    _event(selling, "finance", "结账", "team")
    mine, [task] = _days(selling, "salesperson"), selling.rows(tables.task)
    assert sorted(mine["2026-03-09"]) == sorted(
        [("event", "周会"), ("event", "培训"), ("task", task.subject)]
    )
    assert _days(selling, "finance") == {"2026-03-09": [("event", "结账")]}


def test_a_message_is_new_until_its_reader_has_read_it(selling: Selling) -> None:
    one, other = selling.person("salesperson"), selling.person("manager")
    with selling.store.begin(by=other.id, action="test.send") as tx:
        sent = inbox.send(tx, other, "salesperson", "  请看一下 ")
        notices.tell(tx, one.id, "到期了", about=("opportunity", 5))
        with pytest.raises(InvalidFields):
            inbox.send(tx, other, "nobody", "")
    with selling.store.read() as connection:
        assert (inbox.unread(connection, one), inbox.unread(connection, other)) == (2, 0)
    with pytest.raises(NotFound), selling.store.begin(by=other.id, action="test.read") as tx:
        inbox.read(tx, other, sent)
    with selling.store.begin(by=one.id, action="test.read") as tx:
        assert inbox.read(tx, one, sent).text == "请看一下"
    with selling.store.read() as connection:
        assert [row.id == sent for row in inbox.received(connection, one, limit=9)] == [False, True]
    with selling.store.begin(by=one.id, action="test.read") as tx:
        inbox.read_all(tx, one)
        unread = select(tables.message.c.id).where(tables.message.c.read_at.is_(None))
        assert tx.connection.scalars(unread).all() == []


def test_a_column_says_who_may_publish_and_who_may_change(selling: Selling) -> None:
    author, other = selling.person("marketing"), selling.person("manager")
    entity = catalogue.entity("announcement")
    with selling.store.begin(by=None, action="test.column") as tx:
        rights = {"publish_rights": [author.id], "review_rights": [author.id]}
        column = changes.add(tx, tables.info_column, name="制度", active=True, is_default=False, **rights)
    posted = {"column_id": [str(column)], "title": ["考勤"], "state": ["published"]}
    with selling.store.begin(by=author.id, action="test.publish") as tx:
        news = commands.add(tx, author, entity, posted)
    guard = entity.guard
    with selling.store.read() as connection:
        values = {"column_id": column}
        assert guard(connection, author, values, "edit") == []
        assert [one.field for one in guard(connection, other, values, "add")] == ["column_id"]
        assert [one.field for one in guard(connection, other, values, "delete")] == ["column_id"]
    with selling.store.begin(by=None, action="test.rights") as tx:
        changes.edit(tx, tables.info_column, column, review_rights=[other.id])
    with pytest.raises(InvalidFields), selling.store.begin(by=author.id, action="test.delete") as tx:
        commands.recycle(tx, author, entity, news)
