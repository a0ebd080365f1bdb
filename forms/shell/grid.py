"""The one grid of editable rows: what its cells are, and how posted rows are read.

Cells are inputs named `prefix-0-field`, so a grid posts with its form and needs no script. A row keeps its `id` in
`prefix-0-id`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from werkzeug.datastructures import MultiDict

CellKind = Literal["text", "number", "choice", "output"]
MOST_ROWS = 500
LONGEST_CELL = 2000
ADD = "add_row"
REMOVE = "remove_row"


@dataclass(frozen=True, kw_only=True, slots=True)
class GridColumn:
    """One column. `output` cells are shown, not posted; `outcome` columns are tinted (what a rule gives).
    Neighbours with the same `group` get a common head above theirs.

    `note` is the second line of the head. `options` are (value, label) of a `choice`. `suggest` is the id of a
    datalist on the page. `width`: `narrow`, `wide` or empty. `tool`: Markup of a button beside the head.
    """

    key: str
    label: Any
    kind: CellKind = "text"
    note: Any = ""
    options: Sequence[tuple[str, Any]] = ()
    suggest: str = ""
    placeholder: Any = ""
    required: bool = False
    outcome: bool = False
    group: Any = ""
    width: str = ""
    tool: Any = ""

    @property
    def numeric(self) -> bool:
        """Right-aligned with tabular figures."""
        return self.kind in {"number", "output"}


@dataclass(frozen=True, kw_only=True, slots=True)
class GridRow:
    """One row: texts by column key. `errors` and `was` (old values) by column key mark cells.

    `outputs` are the drawn texts (or Markup) of output cells. `index` is the number in the posted names: it has
    gaps after a removal, and the answer to a recalculation must keep it.
    """

    values: Mapping[str, str]
    id: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    was: Mapping[str, str] = field(default_factory=dict)
    outputs: Mapping[str, Any] = field(default_factory=dict)
    is_new: bool = False
    index: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Grid:
    """What `shell/grid.html` draws.

    `recalculate` is a URL: on every change the surrounding form is posted there by htmx and the answer (made of
    `hx-swap-oob` parts, e.g. `shell/grid_outputs.html`) replaces totals and output cells.
    """

    prefix: str
    columns: Sequence[GridColumn]
    rows: Sequence[GridRow]
    label: Any
    read_only: bool = False
    recalculate: str = ""
    add_label: Any = ""
    totals: Mapping[str, Any] = field(default_factory=dict)
    numbered: bool = True

    def heads(self) -> list[tuple[Any, int, GridColumn]]:
        """The upper head row: (group, how many columns, first column); empty group = head over both rows."""
        found: list[tuple[Any, int, GridColumn]] = []
        for column in self.columns:
            if column.group and found and found[-1][0] == column.group:
                group, span, first = found[-1]
                found[-1] = (group, span + 1, first)
            else:
                found.append((column.group, 1, column))
        return found

    @property
    def has_groups(self) -> bool:
        """Whether the head has two rows."""
        return any(column.group for column in self.columns)

    def cell_name(self, index: int | str, key: str) -> str:
        """`lines-0-quantity`."""
        return f"{self.prefix}-{index}-{key}"


def read_rows(form: MultiDict[str, str], prefix: str, keys: Iterable[str]) -> list[GridRow]:
    """The posted rows in order, without entirely empty ones. Unknown cells are ignored, texts are cut to 2,000.

    A press on "add" appends an empty row, on "remove" leaves that row out (both work without script).
    """
    wanted = tuple(keys)
    removed = form.get(f"{prefix}-{REMOVE}", "")
    rows = []
    for index in _indices(form, prefix):
        if str(index) == removed:
            continue
        values = {key: _text(form, f"{prefix}-{index}-{key}") for key in wanted}
        identity = _text(form, f"{prefix}-{index}-id")[:40]
        if identity or any(values.values()):
            rows.append(GridRow(values=values, id=identity, is_new=not identity, index=index))
    if f"{prefix}-{ADD}" in form:
        index = max((row.index or 0 for row in rows), default=-1) + 1
        rows.append(GridRow(values=dict.fromkeys(wanted, ""), is_new=True, index=index))
    return rows[:MOST_ROWS]


def changes_rows(form: MultiDict[str, str], prefix: str) -> bool:
    """Whether "add" or "remove" was pressed (draw the form again) and not the form's own button."""
    return f"{prefix}-{ADD}" in form or f"{prefix}-{REMOVE}" in form


def _indices(form: MultiDict[str, str], prefix: str) -> list[int]:
    pattern = re.compile(re.escape(prefix) + r"-(\d{1,6})-\w+")
    found = {int(match[1]) for name in form if (match := pattern.fullmatch(name))}
    return sorted(found)


def _text(form: MultiDict[str, str], name: str) -> str:
    return form.get(name, "").strip()[:LONGEST_CELL]
