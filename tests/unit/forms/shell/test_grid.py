"""Reading posted grid rows."""

from __future__ import annotations

from werkzeug.datastructures import MultiDict

from forms.shell.grid import Grid, GridColumn, GridRow, changes_rows, read_rows

KEYS = ("product", "quantity")


def form(**fields: str) -> MultiDict[str, str]:
    return MultiDict((name.replace("__", "-"), value) for name, value in fields.items())


def test_rows_come_in_order_and_empty_ones_are_left_out() -> None:
    rows = read_rows(
        form(
            lines__10__product="last",
            lines__2__product=" second ",
            lines__2__quantity="4",
            lines__3__product="  ",
            lines__0__id="77",
            lines__0__product="first",
            other__0__product="elsewhere",
            lines__1__unknown="ignored",
        ),
        "lines",
        KEYS,
    )
    assert [row.values["product"] for row in rows] == ["first", "second", "last"]
    assert [row.index for row in rows] == [0, 2, 10]
    assert [row.id for row in rows] == ["77", "", ""]
    assert [row.is_new for row in rows] == [False, True, True]


def test_a_kept_row_that_was_emptied_is_still_there_to_be_refused() -> None:
    rows = read_rows(form(lines__0__id="77", lines__0__product=""), "lines", KEYS)
    assert [row.values for row in rows] == [{"product": "", "quantity": ""}]


def test_adding_and_removing_work_without_script() -> None:
    added = form(lines__0__product="a", lines__5__product="b", lines__add_row="1")
    removed = form(lines__0__product="a", lines__5__product="b", lines__remove_row="5")
    assert [row.index for row in read_rows(added, "lines", KEYS)] == [0, 5, 6]
    assert [row.index for row in read_rows(removed, "lines", KEYS)] == [0]
    assert changes_rows(added, "lines")
    assert changes_rows(removed, "lines")
    assert not changes_rows(form(lines__0__product="a"), "lines")


def test_a_flood_of_rows_and_letters_is_cut() -> None:
    flood = MultiDict((f"lines-{i}-product", "x" * 5000) for i in range(900))
    rows = read_rows(flood, "lines", KEYS)
    assert len(rows) == 500
    assert len(rows[0].values["product"]) == 2000


def test_heads_are_grouped() -> None:
    columns = (
        GridColumn(key="a", label="A"),
        GridColumn(key="b", label="B", group="G"),
        GridColumn(key="c", label="C", group="G"),
    )
    grid = Grid(prefix="p", label="", columns=columns, rows=[GridRow(values={})])
    assert [(group, span) for group, span, _first in grid.heads()] == [("", 1), ("G", 2)]
    assert grid.has_groups
