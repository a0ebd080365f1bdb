"""The list: paging, filters, export, saved views, all through one spec over a real store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import BigInteger, Column, MetaData, Numeric, String, Table, insert, select
from werkzeug.datastructures import MultiDict

from engine.errors import Invalid, NotFound
from engine.store.types import Instant, Money
from engine.store.uow import Store
from forms.shell.listing import Column as ListColumn
from forms.shell.listing import Filter, ListSpec, SavedViews
from forms.shell.listing.conditions import filtered
from forms.shell.listing.export import as_csv, as_xlsx, read_cell, rows_of, safe_cell
from forms.shell.listing.pages import Page, read_page
from forms.shell.listing.state import read_state

ZONE = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 11, 1, tzinfo=UTC)
tables = MetaData()
quote = Table(
    "quote",
    tables,
    Column("id", BigInteger, primary_key=True),
    Column("name", String(40), nullable=False),
    Column("amount", Money, nullable=False),
    Column("discount", Numeric(5, 4)),
    Column("state", String(10), nullable=False),
    Column("changed_at", Instant),
)
SPEC = ListSpec(
    key="quotes",
    title="Quotes",
    id=quote.c.id,
    columns=(
        ListColumn(key="name", label="Name", expression=quote.c.name),
        ListColumn(key="amount", label="Amount", expression=quote.c.amount, kind="money"),
        ListColumn(key="discount", label="Discount", expression=quote.c.discount, kind="percent"),
        ListColumn(key="changed", label="Changed", expression=quote.c.changed_at, kind="datetime"),
        ListColumn(key="state", label="State", expression=quote.c.state, sort=False, hidden=True),
    ),
    filters=(
        Filter(key="name", label="Name", expression=quote.c.name),
        Filter(
            key="state",
            label="State",
            expression=quote.c.state,
            kind="choice",
            choices=(("open", "Open"), ("done", "Done")),
        ),
        Filter(key="amount", label="Amount", expression=quote.c.amount, kind="number"),
        Filter(key="discount", label="Discount", expression=quote.c.discount, kind="percent"),
        Filter(key="changed", label="Changed", expression=quote.c.changed_at, kind="date"),
    ),
    search=(quote.c.name,),
    default_sort="name",
    limit=7,
)


def rows(count: int) -> Iterator[dict[str, object]]:
    for i in range(count):
        yield {
            "id": i + 1,
            "name": f"n{i:04}",
            "amount": Decimal(i % 5) * 100,
            "discount": None if i % 3 == 0 else Decimal(i % 20) / 100,
            "state": "open" if i % 2 else "done",
            "changed_at": None if i % 4 == 0 else START + timedelta(hours=i),
        }


@pytest.fixture
def filled(store: Store) -> Store:
    return fill(store, 40)


def fill(store: Store, count: int) -> Store:
    tables.create_all(store.engine)
    with store.begin(by=None, action="seed") as transaction:
        transaction.connection.execute(insert(quote), list(rows(count)))
    return store


def page(store: Store, text: str = "") -> Page:
    state = read_state(SPEC, MultiDict(pair.split("=", 1) for pair in text.split("&") if pair))
    with store.read() as connection:
        return read_page(connection, filtered(select(quote), state, ZONE), state)


def names(found: Page) -> list[str]:
    return [row["name"] for row in found.rows]


def walk_forward(store: Store, query: str) -> list[str]:
    seen: list[str] = []
    at = ""
    while True:
        found = page(store, f"{query}&at={at}")
        seen += names(found)
        if not found.next_at:
            return seen
        at = found.next_at


def walk_backward(store: Store, query: str) -> list[str]:
    seen: list[str] = []
    at = "last"
    while True:
        found = page(store, f"{query}&at={at}")
        seen = names(found) + seen
        if not found.previous_at:
            return seen
        at = found.previous_at


SORTS = ("name", "-name", "amount", "-amount", "discount", "-discount", "changed", "-changed")


@pytest.mark.parametrize("sort", SORTS)
def test_walking_forward_meets_every_row_once_in_order(filled: Store, sort: str) -> None:
    seen = walk_forward(filled, f"sort={sort}")
    assert len(seen) == 40
    assert len(set(seen)) == 40
    assert seen == names(page(filled, f"sort={sort}&limit=200"))


@pytest.mark.parametrize("sort", SORTS)
def test_walking_backward_meets_the_same_rows(filled: Store, sort: str) -> None:
    assert walk_backward(filled, f"sort={sort}") == walk_forward(filled, f"sort={sort}")


@pytest.mark.parametrize("sort", ["discount", "-discount"])
def test_rows_without_a_value_come_last_either_way(filled: Store, sort: str) -> None:
    found = page(filled, f"sort={sort}&limit=200")
    empty = [row["discount"] is None for row in found.rows]
    assert empty == sorted(empty)


def test_pages_say_where_they_are(filled: Store) -> None:
    first = page(filled)
    second = page(filled, f"at={first.next_at}")
    back = page(filled, f"at={second.previous_at}")
    last = page(filled, "at=last")
    assert (first.first_number, second.first_number, back.first_number) == (1, 8, 1)
    assert names(back) == names(first)
    assert first.previous_at == ""
    assert last.next_at == ""
    assert last.first_number == 34


def test_a_named_page_is_an_offset_for_short_lists(filled: Store) -> None:
    assert names(page(filled, "page=3")) == [f"n{i:04}" for i in range(14, 21)]
    with pytest.raises(Invalid):
        page(filled, "page=7")


def test_counting_stops_at_a_thousand_and_pages_can_no_longer_be_named(store: Store) -> None:
    fill(store, 1003)
    found = page(store)
    assert (found.total, found.more) == (1000, True)
    assert found.last_at == "last"
    with pytest.raises(Invalid):
        page(store, "page=2")


def test_an_empty_list_is_a_page_without_rows(store: Store) -> None:
    tables.create_all(store.engine)
    found = page(store)
    assert (names(found), found.total, found.next_at, found.last_at) == ([], 0, "", "")


def test_filters_narrow_and_combine(filled: Store) -> None:
    assert page(filled, "f.state=open").total == 20
    assert page(filled, "f.state=open&f.state=done").total == 40
    assert page(filled, "f.amount.min=300&f.amount.max=400").total == 16
    assert page(filled, "f.discount.min=15").total == sum(
        row["discount"] is not None and row["discount"] >= Decimal("0.15")  # type: ignore[operator]
        for row in rows(40)
    )
    assert names(page(filled, "q=n00 12")) == ["n0012"]


def test_days_are_days_of_the_readers_zone(filled: Store) -> None:
    found = page(filled, "f.changed.min=2026-11-02&f.changed.max=2026-11-02&limit=200")
    zone_day = {row["changed"].astimezone(ZONE).date().isoformat() for row in found.rows}
    assert zone_day == {"2026-11-02"}
    assert found.total == 18


def test_a_percent_sign_in_a_text_filter_is_just_a_letter(filled: Store) -> None:
    assert page(filled, "q=%").total == 0
    assert page(filled, "f.name=n_0").total == 0


@pytest.mark.parametrize(
    "query",
    [
        "sort=password",
        "sort=state",
        "sort=name;drop",
        "f.secret=1",
        "f.state=stolen",
        "f.amount=3",
        "f.amount.min=abc",
        "f.amount.middle=1",
        "f.changed.min=2026-13-45",
        "f.changed.min=9999-12-31",
        "cols=name,password",
        "limit=201",
        "limit=0",
        "limit=-1",
        "page=0",
        "at=zzzz",
        "at=aW10",
        "at=a",
        "view=x",
    ],
)
def test_it_refuses_what_it_does_not_know(filled: Store, query: str) -> None:
    with pytest.raises(Invalid) as refusal:
        page(filled, query)
    assert refusal.value.status == 422


def test_a_cursor_of_another_sort_is_refused_not_a_crash(filled: Store) -> None:
    at = page(filled, "sort=name").next_at
    with pytest.raises(Invalid):
        page(filled, f"sort=amount&at={at}")


def test_the_url_holds_the_whole_state() -> None:
    args = MultiDict(
        [("sort", "-amount"), ("f.state", "open"), ("f.amount.min", "5"), ("cols", "name,amount")]
    )
    query = read_state(SPEC, args).query()
    assert query == "sort=-amount&cols=name%2Camount&f.state=open&f.amount.min=5"
    assert read_state(SPEC, MultiDict()).query() == ""


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_a_cell_that_looks_like_a_formula_becomes_text_and_comes_back(start: str) -> None:
    dangerous = f"{start}cmd|' /C calc'!A0"
    assert safe_cell(dangerous).startswith("'")
    assert read_cell(safe_cell(dangerous)) == dangerous
    assert read_cell(safe_cell("O'Neil")) == "O'Neil"


def test_files_hold_the_filtered_rows(filled: Store) -> None:
    import csv
    import io

    from openpyxl import load_workbook

    state = read_state(SPEC, MultiDict([("f.state", "open"), ("sort", "-amount")]))
    query = filtered(select(quote), state, ZONE)
    with filled.read() as connection:
        text = as_csv(rows_of(connection, query, state), state.columns, ZONE).decode("utf-8-sig")
    with filled.read() as connection:
        book = as_xlsx(rows_of(connection, query, state), state.columns, "a/b", ZONE)
    lines = list(csv.reader(io.StringIO(text)))
    sheet = list(load_workbook(io.BytesIO(book)).active.iter_rows(values_only=True))  # type: ignore[union-attr]
    assert lines[0] == ["Name", "Amount", "Discount", "Changed"]
    assert len(lines) == len(sheet) == 21
    assert lines[1][1].startswith("400")
    assert sheet[1][1] == 400


def test_views_are_mine_or_shared(store: Store) -> None:
    views = SavedViews(store)
    mine = views.save(
        owner_id=1, list_key="quotes", name=" my  big ones ", query="sort=-amount", shared=False
    )
    views.save(owner_id=2, list_key="quotes", name="team", query="f.state=open", shared=True)
    views.save(owner_id=2, list_key="quotes", name="secret", query="", shared=False)
    assert [view.name for view in views.visible_to(1, "quotes")] == ["my big ones", "team"]
    with pytest.raises(NotFound):
        views.delete(owner_id=2, view_id=mine)
    views.delete(owner_id=1, view_id=mine)
    assert [view.name for view in views.visible_to(1, "quotes")] == ["team"]


def test_saving_a_view_twice_replaces_it(store: Store) -> None:
    views = SavedViews(store)
    for query in ("sort=name", "sort=-name"):
        views.save(owner_id=1, list_key="quotes", name="one", query=query, shared=False)
    assert [view.query for view in views.visible_to(1, "quotes")] == ["sort=-name"]
    with pytest.raises(Invalid):
        views.save(owner_id=1, list_key="quotes", name="  ", query="", shared=False)
