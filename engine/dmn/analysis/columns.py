"""From the cells of a column to an axis and the place of each cell on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from engine.dmn.analysis.axis import NULL, Axis, Unplaceable
from engine.dmn.analysis.cells import Cell, read_cell
from engine.dmn.analysis.kinds import Kind, axis_kind

Texts = tuple[str, ...]
"""The tests of one cell; several must all hold."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """What is asked for. `name` is the fact's name or expression, `label` what people call it.

    `kind`: what its values are declared to be, "" if nothing is known. `allowed`: the values there are, as
    unary tests, one text or several that all hold; empty: any. `whole`: numbers are whole numbers. `listed`: its
    values are lists, so that its cells have no place on an axis.
    """

    name: str
    label: str = ""
    kind: Kind | Literal[""] = ""
    allowed: str | Texts = ()
    whole: bool = False
    listed: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Placed:
    """A column on its axis. `masks`: per row, None for a cell without a fixed place.

    `domain`: the values there are; null only if a cell names it. `kinds`: of the constants, the commonest first.
    `strange`: rows whose constants are not of the axis' kind.
    """

    axis: Axis
    masks: tuple[int | None, ...]
    domain: int
    kinds: tuple[Kind, ...]
    strange: tuple[int, ...]


def place(column: Column, texts: Sequence[Texts], names: frozenset[str]) -> Placed:
    """The column's axis with its cells. `names`: variables that are not one plain word."""
    cells = [_read(each, names, listed=column.listed) for each in texts]
    allowed = _read(_as_texts(column.allowed), names) or []
    known = [each for cell in (*cells, allowed) if cell is not None for each in cell]
    kinds = _kinds(known)
    kind = _kind(column, kinds)
    fitting = {id(cell): all(axis_kind(end) == kind for end in cell.ends) for cell in known}
    ends = [end for cell in known if fitting[id(cell)] for end in cell.ends]
    ordered = any(cell.has_ranges for cell in known)
    axis = Axis(ends, kind=kind, ordered=ordered, whole=column.whole)
    mixed = len(kinds) > 1 and column.kind not in kinds
    closed = _closed(axis, allowed, fitting)
    masks = [_mask(cell, axis, fitting, mixed=mixed, closed=closed) for cell in cells]
    domain = axis.everything if closed is None else closed
    named_null = any(cell.names_null for cell in known)
    return Placed(
        axis=axis,
        masks=tuple(None if mask is None else mask & (domain | NULL) for mask in masks),
        domain=(domain | NULL) if named_null else domain & ~NULL,
        kinds=kinds,
        strange=tuple(
            row for row, cell in enumerate(cells) if cell and not all(fitting[id(c)] for c in cell)
        ),
    )


def _kind(column: Column, kinds: tuple[Kind, ...]) -> Kind:
    """The declared one, unless no cell is of it; else the commonest."""
    if column.kind and (column.kind in kinds or not kinds):
        return column.kind
    return kinds[0] if kinds else "string"


def _as_texts(texts: str | Texts) -> Texts:
    return (texts,) if isinstance(texts, str) else texts


def _read(texts: Texts, names: frozenset[str], *, listed: bool = False) -> list[Cell] | None:
    """The cell's tests; None if one of them has no fixed place."""
    try:
        cells = [cell for text in texts if not (cell := read_cell(text, names)).anything]
    except Unplaceable:
        return None
    return None if listed and cells else cells


def _kinds(cells: Iterable[Cell]) -> tuple[Kind, ...]:
    counted = Counter(kind for cell in cells for end in cell.ends if (kind := axis_kind(end)) is not None)
    return tuple(kind for kind, _ in counted.most_common())


def _closed(axis: Axis, allowed: list[Cell], fitting: dict[int, bool]) -> int | None:
    """The segments that the allowed values leave; None if all are."""
    if axis.kind == "boolean" and not allowed:
        return axis.everything & ~NULL
    if not allowed or not all(fitting[id(cell)] and not cell.whole_axis for cell in allowed):
        return None
    found = axis.everything
    for cell in allowed:
        try:
            found &= cell.mask(axis)
        except Unplaceable:
            return None
    return found & ~NULL


def _mask(
    cell: list[Cell] | None, axis: Axis, fitting: dict[int, bool], *, mixed: bool, closed: int | None
) -> int | None:
    if cell is None or (cell and mixed) or not all(fitting[id(each)] for each in cell):
        return None
    found = axis.everything
    for each in cell:
        if each.whole_axis and (closed is None or not axis.has_only_points(closed)):
            return None
        try:
            found &= each.mask(axis)
        except Unplaceable:
            return None
    return found
