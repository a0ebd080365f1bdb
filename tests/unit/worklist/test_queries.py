"""The boxes: what is in them, in which order, page by page, and what the store has to read for it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.dialects import postgresql, sqlite

from engine.errors import Invalid
from engine.organisation import Person
from engine.store.uow import Store
from worklist import queries
from worklist.cursor import Cursor, read_cursor, read_limit
from worklist.queries import Box, Reader

AddItems = Callable[..., list[int]]


def pages(store: Store, person: Person, box: Box, *, size: int) -> list[int]:
    """All ids of a box, read in pages of `size` through written-out cursors."""
    found: list[int] = []
    cursor = ""
    while True:
        with store.read() as connection:
            page = queries.page(connection, Reader(person=person), box, after=read_cursor(cursor), limit=size)
        found += page.ids
        if page.next is None:
            return found
        cursor = str(page.next)


def test_mine_is_what_i_hold_and_what_is_offered_to_me_by_name(store, add_items, manager):
    held = add_items(3, assignee="manager")
    offered = add_items(3, user="manager")
    add_items(3, assignee="somebody")
    add_items(3, closed_by="manager")
    add_items(3, group="sales_manager")
    undated = add_items(2, assignee="manager", due=False)
    assert pages(store, manager, "mine", size=4) == [*held, *offered, *undated]


def test_to_claim_is_what_my_positions_are_offered_once_each(store, add_items, manager):
    one = add_items(3, group="sales_manager")
    other = add_items(2, group="sales_director", due=False)
    add_items(2, group="finance")
    add_items(2, group="sales_manager", assignee="somebody")
    assert pages(store, manager, "claim", size=2) == [*one, *other]


def test_an_item_offered_twice_is_shown_once(store, add_items, manager):
    ids = add_items(5, group="sales_manager")
    with store.begin(by=None, action="test") as tx:
        tx.connection.exec_driver_sql(
            "INSERT INTO engine_candidate (kind, name, work_item_id, open, due_at)"
            " SELECT kind, 'sales_director', work_item_id, open, due_at FROM engine_candidate"
        )
    assert pages(store, manager, "claim", size=2) == ids
    with store.read() as connection:
        assert str(queries.count(connection, Reader(person=manager), "claim")) == "5"


def test_done_is_newest_first(store, add_items, manager):
    done = add_items(5, closed_by="manager")
    add_items(2, closed_by="somebody")
    assert pages(store, manager, "done", size=2) == done[::-1]


def test_counting_stops_at_a_thousand(store, add_items, manager):
    add_items(1001, assignee="manager")
    with store.read() as connection:
        assert str(queries.count(connection, Reader(person=manager), "mine")) == "1000+"
        assert str(queries.count(connection, Reader(person=manager), "claim")) == "0"


@pytest.mark.parametrize(
    ("box", "indexes"),
    [
        ("mine", {"ix_engine_work_item_mine", "ix_engine_candidate_offered"}),
        ("claim", {"ix_engine_candidate_offered"}),
        ("done", {"ix_engine_work_item_closed_by"}),
    ],
)
@pytest.mark.parametrize("going_on", [False, True])
def test_a_page_reads_ranges_of_indexes_and_never_a_table(store, add_items, manager, box, indexes, going_on):
    add_items(3000, closed_by="somebody", group="sales_manager")
    add_items(1000, assignee="somebody")
    add_items(300, group="sales_manager")
    add_items(300, assignee="manager")
    add_items(300, closed_by="manager")
    after = Cursor(store.clock.now(), 10) if going_on else None
    plan = explained(store, queries.page_query(Reader(person=manager), box, after=after, limit=51))
    assert not [line for line in plan if "Seq Scan" in line or line.startswith("SCAN engine_")], plan
    assert indexes <= {name for name in indexes if any(name in line for line in plan)}, plan


def explained(store: Store, query) -> list[str]:
    """The plan of a query, line by line."""
    if store.dialect == "sqlite":
        sql = query.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
        with store.begin(by=None, action="analyze") as tx:
            tx.connection.execute(text("ANALYZE"))
        with store.read() as connection:
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}")
            return [row[3] for row in rows]
    sql = query.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE engine_work_item, engine_candidate")
    with store.read() as connection:
        return [row[0] for row in connection.exec_driver_sql(f"EXPLAIN {sql}".replace("%", "%%"))]


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.datetimes(timezones=st.just(UTC)) | st.none(), st.integers(1, 2**63 - 1))
def test_a_cursor_comes_back_as_it_was_written(moment, identity):
    cursor = Cursor(moment, identity)
    assert read_cursor(str(cursor)) == cursor


@settings(max_examples=200)
@given(st.text(max_size=40))
def test_any_text_is_a_cursor_or_refused(text_given):
    with suppress(Invalid):
        found = read_cursor(text_given)
        assert found is None or found.id > 0


@pytest.mark.parametrize("text_given", ["0", "201", "-1", "1e3", "９", "x", "99999999999"])
def test_a_limit_beyond_bounds_is_refused(text_given):

    with pytest.raises(Invalid):
        read_limit(text_given)
