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
    if state.page is not None:
        total, more = count(connection, query)
        return _named_page(connection, query, state, total=total, more=more)
    cursor = None if state.at in ("", LAST) else decode(state.at, state)
    backwards = state.at == LAST or (cursor is not None and cursor.backwards)
    rows = _fetch(connection, query, state, cursor, backwards=backwards)
    beyond = len(rows) > state.limit
    whole = cursor is None and not beyond  # everything is on this page: there is nothing left to count
    total, more = (len(rows), False) if whole else count(connection, query)
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
    first: Any = key.desc() if down else key.asc()
    if state.sort.may_be_null:
        first = first.nulls_first() if backwards else first.nulls_last()
    return query.order_by(None).order_by(first, state.spec.id.desc() if down else state.spec.id.asc())


def _fetch(
    connection: Connection, query: Select[Any], state: ListState, cursor: Cursor | None, *, backwards: bool
) -> list[Row]:
    """One row more than the page holds. First only which rows: what their columns say is not read for the others."""
    spec, sort = state.spec, state.sort.order
    which: Select[Any] = query.with_only_columns(
        spec.id.label(ID), sort.label(SORT), maintain_column_froms=True
    )
    which = ordered(which, state, backwards=backwards)
    if cursor is not None:
        which = which.where(_beyond(state, cursor, backwards=backwards))
    ids = [row[0] for row in connection.execute(which.limit(state.limit + 1))]
    if not ids:
        return []
    found: dict[Any, Row] = {
        row._mapping[ID]: _row(row) for row in connection.execute(_of(query, state, ids))
    }
    return [found[one] for one in ids]


def _row(row: Any) -> Row:
    """The row by its labels."""
    mapping: Row = row._mapping
    return mapping


def _of(query: Select[Any], state: ListState, ids: Sequence[Any]) -> Select[Any]:
    return selected(query, state).where(state.spec.id.in_(ids)).order_by(None)


def _beyond(state: ListState, cursor: Cursor, *, backwards: bool) -> ColumnElement[bool]:
    key, identity = state.sort.order, state.spec.id
    down = state.descending != backwards
    later_id = identity < cursor.id if down else identity > cursor.id
    if cursor.value is None:
        rest = and_(key.is_(None), later_id)
        return or_(key.is_not(None), rest) if backwards else rest
    later = key < cursor.value if down else key > cursor.value
    from_here = key <= cursor.value if down else key >= cursor.value  # what an index is entered by
    beyond = and_(from_here, or_(later, later_id))
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
