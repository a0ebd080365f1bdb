"""The state of a list, all of it in the URL: sort, filters, columns, page. The unknown is refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from engine.errors import Invalid
from forms.shell.listing.spec import Column, ListSpec

PREFIX = "f."
LARGEST_PAGE = 200
LONGEST_VALUE = 200
RANGE_ENDS = ("min", "max")


@dataclass(frozen=True, kw_only=True, slots=True)
class ListState:
    """A checked state. `filters` maps `status`, `amount.min`, … to the texts given."""

    spec: ListSpec
    sort: Column
    descending: bool
    columns: tuple[Column, ...]
    filters: Mapping[str, tuple[str, ...]]
    text: str = ""
    limit: int = 50
    at: str = ""
    page: int | None = None
    view: int | None = None

    def query(self, **changes: str | None) -> str:
        """The URL's query with `changes` (None removes); what equals the default is left out."""
        pairs: list[tuple[str, str]] = [
            ("sort", self.sort_text if self.sort_text != self.spec.default_sort else ""),
            ("cols", ",".join(column.key for column in self.columns) if self.has_own_columns else ""),
            ("q", self.text),
            ("limit", str(self.limit) if self.limit != self.spec.limit else ""),
            ("at", self.at),
            ("page", str(self.page) if self.page else ""),
            ("view", str(self.view) if self.view else ""),
        ]
        known = {name for name, _value in pairs}
        merged = [(name, changes.get(name, value) or "") for name, value in pairs]
        merged += [(name, value or "") for name, value in changes.items() if name not in known]
        filters = [(PREFIX + key, value) for key, values in self.filters.items() for value in values]
        return urlencode([pair for pair in merged if pair[1]] + filters)

    @property
    def sort_text(self) -> str:
        """`-amount` for descending."""
        return f"-{self.sort.key}" if self.descending else self.sort.key

    @property
    def has_own_columns(self) -> bool:
        """Whether the reader picked other columns than the list's own."""
        return self.columns != shown_by_default(self.spec)

    def without_filter(self, key: str) -> ListState:
        """The first page without one filter (both ends of a range)."""
        kept = {name: value for name, value in self.filters.items() if name.split(".")[0] != key}
        return replace(self, filters=kept, at="", page=None)


def shown_by_default(spec: ListSpec) -> tuple[Column, ...]:
    """The columns of a list nobody changed."""
    return tuple(column for column in spec.columns if not column.hidden)


def read_state(spec: ListSpec, args: MultiDict[str, str]) -> ListState:
    """The state that `args` of a URL describe. Unknown sorts, filters, columns and sizes are refused."""
    sort_text = args.get("sort") or spec.default_sort
    sort = spec.column(sort_text.removeprefix("-"))
    if sort is None or not sort.sort:
        raise _refused("sort", sort_text)
    return ListState(
        spec=spec,
        sort=sort,
        descending=sort_text.startswith("-"),
        columns=_columns(spec, ",".join(args.getlist("cols"))),
        filters=_filters(spec, args),
        text=args.get("q", "").strip()[:LONGEST_VALUE],
        limit=_number(args, "limit", spec.limit, LARGEST_PAGE) or spec.limit,
        at=args.get("at", "")[:1000],
        page=_number(args, "page", None, 1000),
        view=_number(args, "view", None, 2**63 - 1),
    )


def _columns(spec: ListSpec, text: str) -> tuple[Column, ...]:
    keys = [key for key in text.split(",") if key]
    if not keys:
        return shown_by_default(spec)
    unknown = [key for key in keys if spec.column(key) is None]
    if unknown:
        raise _refused("cols", unknown[0])
    return tuple(column for column in spec.columns if column.key in keys)


def _filters(spec: ListSpec, args: MultiDict[str, str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name in args:
        if not name.startswith(PREFIX):
            continue
        key = name[len(PREFIX) :]
        values = _given(args.getlist(name))
        _check_name(spec, key)
        if values:
            found[key] = values
    return found


def _given(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(value.strip()[:LONGEST_VALUE] for value in values if value.strip())[:50]


def _check_name(spec: ListSpec, key: str) -> None:
    name, _dot, end = key.partition(".")
    known = spec.filter(name)
    ranged = known is not None and known.kind in {"number", "percent", "date"}
    if known is None or (end and (not ranged or end not in RANGE_ENDS)) or (ranged and not end):
        raise _refused("filter", key)


def _number(args: MultiDict[str, str], name: str, default: int | None, most: int) -> int | None:
    text = args.get(name, "")
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= most:
        raise _refused(name, text)
    return int(text)


def _refused(what: str, value: str) -> Invalid:
    shown = value[:60]
    return Invalid(
        field=what, message=f"this list does not know “{shown}”.", message_zh=f"这个列表不认识“{shown}”。"
    )
