"""What the analysis says about a table, as findings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from engine.definition.findings import Finding
from engine.dmn.analysis.axis import Axis, Unplaceable
from engine.dmn.analysis.boxes import Grid, Walk, overlap, segments_of
from engine.dmn.analysis.cells import Cell, read_cell
from engine.dmn.model import (
    Boxed,
    BoxedContext,
    BoxedFunction,
    Decision,
    DecisionTable,
    Definitions,
    KnowledgeModel,
)
from engine.dmn.texts import DMN_RULES
from engine.feel.names import odd

MAX_OF_A_KIND = 20
_ONE_ROW = ("UNIQUE", "ANY")


@dataclass(frozen=True, slots=True)
class _Placed:
    """The rows as boxes; `unsure` are the rows with a cell that has no fixed place."""

    axes: tuple[Axis, ...]
    grid: Grid
    unsure: frozenset[int]


def analyse_model(definitions: Definitions) -> list[Finding]:
    """The findings of all tables of a model, at most 20 of a kind for each table."""
    findings: list[Finding] = []
    for element in definitions.elements:
        logic: Boxed | None = None
        if isinstance(element, Decision):
            logic = element.logic
        elif isinstance(element, KnowledgeModel) and element.function is not None:
            logic = element.function
        for table in _tables(logic):
            findings.extend(analyse_table(table, definitions.names))
    return findings


def _tables(boxed: Boxed | None) -> Iterator[DecisionTable]:
    if isinstance(boxed, DecisionTable):
        yield boxed
    elif isinstance(boxed, BoxedContext):
        for entry in boxed.entries:
            yield from _tables(entry.expression)
    elif isinstance(boxed, BoxedFunction):
        yield from _tables(boxed.body)


def analyse_table(table: DecisionTable, names: frozenset[str] = frozenset()) -> list[Finding]:
    """Gaps, overlaps, unreachable, empty and repeated rows; nothing where an input has mixed kinds."""
    if not table.inputs or not table.rules:
        return []
    try:
        placed = _placed(table, odd(names))
    except Unplaceable:
        return []
    kinds = (_empty, _repeated, _overlaps, _unreachable, _gaps)
    return [finding for each in kinds for finding in islice(each(table, placed), MAX_OF_A_KIND)]


def _placed(table: DecisionTable, names: frozenset[str]) -> _Placed:
    unsure: set[int] = set()
    columns: list[list[int]] = []
    axes, domains = [], []
    for index, clause in enumerate(table.inputs):
        cells = [_cell(rule.tests[index].text, names) for rule in table.rules]
        allowed = _cell(clause.values, names) or Cell(True, ())
        known = [each for each in (*cells, allowed) if each is not None]
        axis = Axis([value for each in known for value in each.constants], name=_name(table, index))
        unsure.update(row for row, cell in enumerate(cells) if cell is None)
        axes.append(axis)
        domains.append(allowed.mask(axis))
        columns.append([domains[-1] if cell is None else cell.mask(axis) & domains[-1] for cell in cells])
    masks = tuple(tuple(column[row] for column in columns) for row in range(len(table.rules)))
    return _Placed(tuple(axes), Grid(masks, tuple(domains)), frozenset(unsure))


def _cell(text: str, names: frozenset[str]) -> Cell | None:
    try:
        return read_cell(text, names)
    except Unplaceable:
        return None


def _name(table: DecisionTable, index: int) -> str:
    clause = table.inputs[index]
    return clause.expression.text or clause.label or f"#{index + 1}"


def _example(placed: _Placed, box: tuple[int, ...]) -> str:
    return (
        ", ".join(
            axis.example(mask)
            for axis, mask, domain in zip(placed.axes, box, placed.grid.domains, strict=True)
            if mask != domain
        )
        or "…"
    )


def _finding(code: str, table: DecisionTable, place_of: int | None, /, **args: object) -> Finding:
    place = table if place_of is None else table.rules[place_of]
    return Finding(
        code=code,
        rule=DMN_RULES[code],
        element=place.id or table.id or None,
        line=place.line or None,
        args=args,
    )


def _empty(table: DecisionTable, placed: _Placed) -> Iterator[Finding]:
    for row, box in enumerate(placed.grid.masks):
        if not all(box):
            yield _finding("DMN_EMPTY_ROW", table, row, row=row + 1)


def _repeated(table: DecisionTable, placed: _Placed) -> Iterator[Finding]:
    seen: dict[object, int] = {}
    for row, rule in enumerate(table.rules):
        if row in placed.unsure:
            continue
        key = (placed.grid.masks[row], tuple(cell.text for cell in rule.outputs))
        first = seen.setdefault(key, row)
        if first != row:
            yield _finding("DMN_DUPLICATE_ROW", table, row, first=first + 1, second=row + 1)


def _overlaps(table: DecisionTable, placed: _Placed) -> Iterator[Finding]:
    """Rows that match at once although the hit policy wants one row, or equal results."""
    if table.hit_policy not in _ONE_ROW:
        return
    for first, second in _meeting(placed):
        if table.hit_policy == "ANY" and _outputs(table, first) == _outputs(table, second):
            continue
        shared = overlap(placed.grid.masks[first], placed.grid.masks[second])
        facts = {"first": first + 1, "second": second + 1, "policy": table.hit_policy}
        yield _finding("DMN_OVERLAP", table, second, example=_example(placed, shared), **facts)


def _meeting(placed: _Placed) -> Iterator[tuple[int, int]]:
    """Pairs of rows, both placed for sure, that share a box."""
    for first in range(len(placed.grid.masks)):
        if first not in placed.unsure:
            later = placed.grid.meeting(first) >> (first + 1) << (first + 1)
            yield from ((first, second) for second in segments_of(later) if second not in placed.unsure)


def _outputs(table: DecisionTable, row: int) -> tuple[str, ...]:
    return tuple(cell.text for cell in table.rules[row].outputs)


def _unreachable(table: DecisionTable, placed: _Placed) -> Iterator[Finding]:
    if table.hit_policy != "FIRST":
        return
    above = 0
    for row, box in enumerate(placed.grid.masks):
        walk = Walk(placed.grid)
        if all(box) and above and next(walk.gaps(box, above), None) is None and not walk.gave_up:
            yield _finding("DMN_UNREACHABLE_ROW", table, row, row=row + 1)
        if row not in placed.unsure:
            above |= 1 << row


def _gaps(table: DecisionTable, placed: _Placed) -> Iterator[Finding]:
    if any(output.default is not None for output in table.outputs):
        return
    for box in Walk(placed.grid).gaps(placed.grid.domains, placed.grid.everyone):
        yield _finding("DMN_GAP", table, None, example=_example(placed, box))
