"""What a list shows: columns and filters, each over one SQL expression."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import Column as SqlColumn
from sqlalchemy import ColumnElement

Kind = Literal["text", "money", "number", "percent", "date", "datetime", "chip", "link", "person", "bool"]
FilterKind = Literal["text", "choice", "number", "percent", "date", "bool", "record"]
Label = Any
"""A text: `str`, or what `lazy_gettext` gives (read in the reader's language when it is shown)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Chip:
    """How a code is shown. `tone`: ok warn bad vio accent outline, or none."""

    label: Label
    tone: str = ""
    icon: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One column over `expression`. `currency` names another selected column that holds the currency code.

    `chips` gives codes their words; `strong` is bold; `hidden` columns are offered by the column picker only.
    `words` turns a value into its text, in the list and in exports. `sorted_by` is what the column sorts by
    where that is not what it shows (an id that grows with time). `costly` columns are read only when shown.
    """

    key: str
    label: Label
    expression: ColumnElement[Any]
    kind: Kind = "text"
    sort: bool = True
    currency: str = ""
    chips: Mapping[str, Chip] = field(default_factory=dict)
    strong: bool = False
    hidden: bool = False
    words: Callable[[Any], str] | None = None
    costly: bool = False
    sorted_by: ColumnElement[Any] | None = None

    @property
    def order(self) -> ColumnElement[Any]:
        """What sorting and paging compare."""
        return self.expression if self.sorted_by is None else self.sorted_by

    @property
    def numeric(self) -> bool:
        """Right-aligned with tabular figures."""
        return self.kind in {"money", "number", "percent"}

    @property
    def may_be_null(self) -> bool:
        """Unknown for computed expressions, then assumed."""
        return not (isinstance(self.order, SqlColumn) and not self.order.nullable)


Choices = Sequence[tuple[str, Label]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Filter:
    """One typed filter over `expression`. Percent is typed as 10 and compared as 0.10.

    `record`: `expression` holds the id of another row. `#17` asks for exactly that one, any other text for
    those that `by_name` finds; `named` gives the word of an id. `containing`: a faster way than reading every
    row to ask whether the expression contains a text.
    """

    key: str
    label: Label
    expression: ColumnElement[Any]
    kind: FilterKind = "text"
    choices: Choices | Callable[[], Choices] = ()
    more: bool = False  # asked for rarely: folded away
    by_name: Callable[[str], ColumnElement[bool]] | None = None
    named: Callable[[int], str] | None = None
    containing: Callable[[str], ColumnElement[bool]] | None = None

    def options(self) -> Choices:
        """The choices, asked now if they are computed."""
        return self.choices() if callable(self.choices) else self.choices


Row = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Act:
    """An icon at the end of a row that leads to where something is done with it."""

    label: Label
    icon: str
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ListSpec:
    """One list. `key` names it in URLs of saved views; `id` is a unique, never null expression.

    `default_sort` is a column key, with a leading `-` for descending. `search` are the text expressions that
    the box `/` looks through; `find` instead makes a condition of what is typed there, from an index.
    `extra` are selected for `row_url` and currencies but not shown. `cards` names the four columns of the
    two-line card on small screens (default: the first four). `picked` is a template with what can be done to
    ticked rows: with it rows get a box (`row`) in the form `<element id>-picked`.
    `exports`: whether the reader may take the list away as a file. `acts`: the icons at the end of a row.
    """

    key: str
    title: Label
    id: ColumnElement[Any]
    columns: Sequence[Column]
    default_sort: str
    filters: Sequence[Filter] = ()
    search: Sequence[ColumnElement[Any]] = ()
    find: Callable[[str], ColumnElement[bool]] | None = None
    extra: Mapping[str, ColumnElement[Any]] = field(default_factory=dict)
    row_url: Callable[[Row], str] | None = None
    acts: Callable[[Row], Sequence[Act]] | None = None
    cards: Sequence[str] = ()
    limit: int = 50
    picked: str = ""
    exports: bool = True
    empty_title: Label = ""
    empty_text: Label = ""

    @property
    def searched(self) -> bool:
        """Whether there is a box to search the list with."""
        return self.find is not None or bool(self.search)

    def column(self, key: str) -> Column | None:
        """The column called `key`."""
        return next((column for column in self.columns if column.key == key), None)

    def filter(self, key: str) -> Filter | None:
        """The filter called `key`."""
        return next((one for one in self.filters if one.key == key), None)
