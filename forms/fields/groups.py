"""Components that hold others: groups, repeated groups, tables."""

from __future__ import annotations

from typing import Final

from forms.fields.base import Static

MAX_ROWS: Final = 500


class Group(Static):
    """Fields side by side, under one name if it has a path."""

    type = "group"
    attributes = frozenset({"path", "components", "showOutline", "verticalAlignment"})


class DynamicList(Static):
    """A group that repeats: a list of entries."""

    type = "dynamiclist"
    attributes = frozenset(
        {
            "path",
            "components",
            "showOutline",
            "isRepeating",
            "allowAddRemove",
            "defaultRepetitions",
            "disableCollapse",
            "nonCollapsedItems",
            "verticalAlignment",
        }
    )


class Table(Static):
    """Rows of a variable, to be read."""

    type = "table"
    attributes = frozenset({"dataSource", "columns", "columnsExpression", "rowCount"})
