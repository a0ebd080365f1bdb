"""Keyset paging by (sort column, id): the cost of a page does not grow with its number.

Nulls come last in both directions. `page=N` is a bounded OFFSET, for short lists only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, literal_column, or_, select

from engine.errors import Invalid
from forms.shell.listing.cursor import Cursor, decode, encode
from forms.shell.listing.spec import Row
from forms.shell.listing.state import ListState

COUNTED = 1000
LAST = "last"
ID = "_id"
SORT = "_sort"


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """Rows and where one can go from here. `total` stops at 1,000, `more`: there are more.

    `first_number` is the running number of the first row, None where unknown (last page of a long list).
    """

    rows: Sequence[Row]
    total: int
    more: bool
    first_number: int | None
    next_at: str
    previous_at: str
    last_at: str

    @property
    def pages_can_be_named(self) -> bool:
        """Whether `page=N` works."""
        return not self.more


def selected(query: Select[Any], state: ListState) -> Select[Any]:
    """The filtered `query` with the list's expressions as its columns."""
    spec = state.spec
    shown = [
        column.expression.label(column.key)
        for column in spec.columns
        if column in state.columns or not column.costly
    ]
    extra = [expression.label(key) for key, expression in spec.extra.items()]
    return query.with_only_columns(
        spec.id.label(ID), state.sort.order.label(SORT), *shown, *extra, maintain_column_froms=True
    )


def read_page(connection: Connection, query: Select[Any], state: ListState) -> Page:
    """One page of the filtered `query`."""
    total, more = count(connection, query)
    if state.page is not None:
        return _named_page(connection, query, state, total=total, more=more)
    cursor = None if state.at in ("", LAST) else decode(state.at, state)
    backwards = state.at == LAST or (cursor is not None and cursor.backwards)
    rows = _fetch(connection, query, state, cursor, backwards=backwards)
    beyond = len(rows) > state.limit
    rows = rows[: state.limit]
    if backwards:
        rows.reverse()
    first = _first_number(state, cursor, rows, total=total, more=more)
    return _page(
        rows,
        first,
        total=total,
        more=more,
        has_next=beyond if not backwards else cursor is not None,
        has_previous=beyond if backwards else cursor is not None,
    )


def count(connection: Connection, query: Select[Any]) -> tuple[int, bool]:
    """How many rows, counting to 1,000; True if there are more."""
    some: Select[Any] = query.with_only_columns(literal_column("1").label("one"), maintain_column_froms=True)
    inner = some.order_by(None).limit(COUNTED + 1).subquery()
    found = connection.execute(select(func.count()).select_from(inner)).scalar_one()
    return min(found, COUNTED), found > COUNTED


def ordered(query: Select[Any], state: ListState, *, backwards: bool = False) -> Select[Any]:
    """The list's order: nulls last, ties by id, all of it turned round for reading backwards."""
    down = state.descending != backwards
    key = state.sort.order
    parts: list[ColumnElement[Any]] = [key.desc() if down else key.asc()]
    if state.sort.may_be_null:
        nulls = key.is_(None)
        parts.insert(0, nulls.desc() if backwards else nulls.asc())
    parts.append(state.spec.id.desc() if down else state.spec.id.asc())
    return query.order_by(None).order_by(*parts)


def _fetch(
    connection: Connection, query: Select[Any], state: ListState, cursor: Cursor | None, *, backwards: bool
) -> list[Row]:
    query = ordered(selected(query, state), state, backwards=backwards)
    if cursor is not None:
        query = query.where(_beyond(state, cursor, backwards=backwards))
    result = connection.execute(query.limit(state.limit + 1))
    return [row._mapping for row in result]  # type: ignore[misc]  # str keys: we labelled every column


def _beyond(state: ListState, cursor: Cursor, *, backwards: bool) -> ColumnElement[bool]:
    key, identity = state.sort.order, state.spec.id
    down = state.descending != backwards
    later_id = identity < cursor.id if down else identity > cursor.id
    if cursor.value is None:
        rest = and_(key.is_(None), later_id)
        return or_(key.is_not(None), rest) if backwards else rest
    later = key < cursor.value if down else key > cursor.value
    beyond = or_(later, and_(key == cursor.value, later_id))
    if state.sort.may_be_null and not backwards:
        beyond = or_(beyond, key.is_(None))
    return beyond


def _named_page(
    connection: Connection, query: Select[Any], state: ListState, *, total: int, more: bool
) -> Page:
    assert state.page is not None
    offset = (state.page - 1) * state.limit
    if more or (offset >= total and state.page > 1):
        raise Invalid(
            field="page", message="there is no such page; use next and previous.", message_zh="没有这一页。"
        )
    shown = ordered(selected(query, state), state).limit(state.limit).offset(offset)
    rows: list[Row] = [row._mapping for row in connection.execute(shown)]  # type: ignore[misc]
    has_next = offset + len(rows) < total
    return _page(rows, offset + 1, total=total, more=more, has_next=has_next, has_previous=offset > 0)


def _page(
    rows: Sequence[Row], first: int | None, *, total: int, more: bool, has_next: bool, has_previous: bool
) -> Page:
    start = first or 0
    return Page(
        rows=rows,
        total=total,
        more=more,
        first_number=first,
        next_at=encode("a", rows[-1][SORT], rows[-1][ID], start + len(rows) - 1) if rows and has_next else "",
        previous_at=encode("b", rows[0][SORT], rows[0][ID], start) if rows and has_previous else "",
        last_at=LAST if has_next else "",
    )


def _first_number(
    state: ListState, cursor: Cursor | None, rows: Sequence[Row], *, total: int, more: bool
) -> int | None:
    if state.at == LAST:
        return None if more else max(total - len(rows) + 1, 1)
    if cursor is None:
        return 1
    if cursor.number == 0:
        return None
    return max(cursor.number - len(rows), 1) if cursor.backwards else cursor.number + 1
