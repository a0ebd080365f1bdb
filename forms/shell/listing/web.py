"""A list as an answer: the whole page, only the list for htmx, or a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any
from urllib.parse import parse_qsl, quote

from flask import Response, current_app, make_response, render_template, request
from sqlalchemy import Connection, Select

from engine.errors import Forbidden, Invalid
from engine.store.uow import Store
from forms.shell.formats import Formats
from forms.shell.identity import Identity
from forms.shell.listing.conditions import filtered, record_id
from forms.shell.listing.export import as_csv, as_xlsx, rows_of
from forms.shell.listing.pages import Page, read_page
from forms.shell.listing.spec import Column, Filter, ListSpec, Row
from forms.shell.listing.state import PREFIX, ListState, read_state
from forms.shell.listing.views import SavedView, SavedViews

Exported = Callable[[str, str, int], None]
"""format, query of the list's URL, number of rows"""

MIME = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Listing:
    """What `shell/list.html` draws; a page includes it as `listing`."""

    spec: ListSpec
    state: ListState
    page: Page
    views: Sequence[SavedView]
    path: str
    person_id: int | None

    @property
    def element_id(self) -> str:
        """The id that htmx swaps."""
        return f"list-{self.spec.key}"

    @property
    def last_number(self) -> int | None:
        """The running number of the last row shown."""
        first = self.page.first_number
        return None if first is None else first + len(self.page.rows) - 1

    @property
    def page_count(self) -> int:
        """How many pages there are, where they can be named."""
        return max(1, -(-self.page.total // self.state.limit))

    @property
    def page_number(self) -> int | None:
        """Which page this is, where that is known."""
        first = self.page.first_number
        return None if first is None else (first - 1) // self.state.limit + 1

    @property
    def active(self) -> list[tuple[Filter, str]]:
        """The filters in use with their values in words."""
        return [(one, _in_words(one, self.state)) for one in self.spec.filters if _values(one, self.state)]

    def url(self, **changes: str | None) -> str:
        """This list with `changes` to its state; anything but paging starts at the first page."""
        if not changes.keys() & {"at", "page", "export"}:
            changes = {"at": None, "page": None, "view": None, **changes}
        query = self.state.query(**changes)
        return f"{self.path}?{query}" if query else self.path

    def sort_url(self, column: Column) -> str:
        """Sorting by `column`; a second click turns it round."""
        current = self.state.sort.key == column.key
        text = column.key if not current or self.state.descending else f"-{column.key}"
        return self.url(sort=text if text != self.spec.default_sort else None)

    def url_without(self, one: Filter) -> str:
        """The list without one filter."""
        query = self.state.without_filter(one.key).query(view=None)
        return f"{self.path}?{query}" if query else self.path

    def view_url(self, view: SavedView) -> str:
        """The list as a saved view has it."""
        query = f"{view.query}&view={view.id}" if view.query else f"view={view.id}"
        return f"{self.path}?{query}"

    def values(self, one: Filter, end: str = "") -> tuple[str, ...]:
        """What is filled in for a filter (or one end of its range)."""
        return self.state.filters.get(f"{one.key}.{end}" if end else one.key, ())

    def row_url(self, row: Row) -> str:
        """Where a row leads; empty for nowhere."""
        return self.spec.row_url(row) if self.spec.row_url else ""

    def card_place(self, column: Column) -> int:
        """1–4 on the two-line card of small screens, 0 for not on it."""
        keys = list(self.spec.cards) or [one.key for one in self.state.columns[:4]]
        return keys.index(column.key) + 1 if column.key in keys[:4] else 0

    def kept(self, without: Sequence[str], filters: bool = True) -> list[tuple[str, str]]:
        """The state as name and value for hidden inputs, but for the names in `without`."""
        pairs = parse_qsl(self.state.query())
        return [
            (name, value)
            for name, value in pairs
            if name not in without and (filters or not name.startswith(PREFIX))
        ]

    @property
    def view_query(self) -> str:
        """The state to save as a view: without the place in the list."""
        return self.state.query(at=None, page=None, view=None)


class Lists:
    """Answers list requests. One for the application; the composition root hands it to the folders."""

    def __init__(self, *, store: Store, identity: Identity) -> None:
        self._store = store
        self._identity = identity
        self._views = SavedViews(store)

    def respond(
        self,
        spec: ListSpec,
        query: Select[Any],
        *,
        template: str,
        exported: Exported | None = None,
        connection: Connection | None = None,
        **context: object,
    ) -> Response:
        """The answer for the current request's URL.

        `query` gives FROM and WHERE (what the person may see); its columns are replaced by the spec's.
        `template` includes `shell/list.html` and gets `listing` and `context`. `exported` is told of every file.
        `connection`: the caller's, where the spec reads from it while the list is made (words, names, `find`).
        """
        if connection is None:
            with self._store.read() as own:
                return self._answer(own, spec, query, template, exported, context)
        return self._answer(connection, spec, query, template, exported, context)

    def _answer(
        self,
        connection: Connection,
        spec: ListSpec,
        query: Select[Any],
        template: str,
        exported: Exported | None,
        context: Mapping[str, object],
    ) -> Response:
        state = read_state(spec, request.args)
        formats: Formats = current_app.extensions["gx_shell"]()
        narrowed = filtered(query, state, formats.zone)
        wish = request.args.get("export", "")
        if wish:
            body, count = _file(connection, narrowed, state, wish, formats)
            if exported is not None:
                exported(wish, state.query(at=None, page=None), count)
            return _download(body, str(spec.title), wish, formats)
        page = read_page(connection, narrowed, state)
        listing = self._listing(spec, state, page)
        swap_only = request.headers.get("HX-Target", "").endswith(f"#{listing.element_id}")
        shown = render_template("shell/list.html" if swap_only else template, listing=listing, **context)
        response = make_response(shown)
        response.headers["Vary"] = "HX-Target"
        return response

    def _listing(self, spec: ListSpec, state: ListState, page: Page) -> Listing:
        person = self._identity()
        views = self._views.visible_to(person.id, spec.key) if person is not None else ()
        return Listing(
            spec=spec,
            state=state,
            page=page,
            views=views,
            path=request.path,
            person_id=person.id if person is not None else None,
        )


def _file(
    connection: Connection, query: Select[Any], state: ListState, wish: str, formats: Formats
) -> tuple[bytes, int]:
    """The file and how many rows it holds."""
    if not state.spec.exports:
        raise Forbidden(action="export", who="–")
    if wish not in MIME:
        raise Invalid(field="export", message="csv or xlsx.", message_zh="只能导出 csv 或 xlsx。")
    title = str(state.spec.title)
    rows = list(rows_of(connection, query, state))
    zone: tzinfo = formats.zone
    columns = state.columns
    body = as_csv(iter(rows), columns, zone) if wish == "csv" else as_xlsx(iter(rows), columns, title, zone)
    return body, len(rows)


def _download(body: bytes, title: str, wish: str, formats: Formats) -> Response:
    name = quote(f"{title}-{_stamp(formats.now)}.{wish}")
    response = Response(body, mimetype=MIME[wish])
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


def _stamp(now: datetime) -> str:
    return f"{now:%Y%m%d-%H%M}"


def _values(one: Filter, state: ListState) -> list[str]:
    return [
        value for key, values in state.filters.items() if key.split(".")[0] == one.key for value in values
    ]


def _in_words(one: Filter, state: ListState) -> str:
    if one.kind == "choice":
        words = {str(key): str(label) for key, label in one.options()}
        return ", ".join(words.get(value, value) for value in state.filters.get(one.key, ()))
    if one.kind == "record":
        return ", ".join(_named(one, value) for value in state.filters.get(one.key, ()))
    if one.kind in {"number", "percent", "date"}:
        unit = "%" if one.kind == "percent" else ""
        low = state.filters.get(f"{one.key}.min", ("…",))[0]
        high = state.filters.get(f"{one.key}.max", ("…",))[0]
        return f"{low} – {high}{unit}"
    return ", ".join(state.filters.get(one.key, ()))


def _named(one: Filter, value: str) -> str:
    exact = record_id(value)
    return one.named(exact) if exact is not None and one.named is not None else value
