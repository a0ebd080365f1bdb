"""Reading a condition from the editor: a grid of cells, or FEEL; every fault at its cell, nothing typed is lost.

The grid has a column per fact and a row per group: all cells of a row must hold, one row is enough. Cells are inputs
`tests-<row>-<fact>`; `tests-column` repeats the columns in order. `condition_as` says which of grid and text counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from werkzeug.datastructures import MultiDict

from forms.shell.grid import GridRow, changes_rows, read_rows
from processes.approval.condition_cells import can_be_shown, read_cell, show_cell
from processes.approval.condition_text import condition_of, text_faults
from processes.approval.conditions import feel_text
from processes.approval.documents import DocumentType
from processes.approval.errors import Fault
from processes.approval.model import ALWAYS, Condition, Test
from processes.approval.values import Unreadable

PREFIX = "tests"
TEXT = "condition_text"
ADD, REMOVE, NEW = f"{PREFIX}-add_column", f"{PREFIX}-remove_column", f"{PREFIX}-new_column"
FEWEST, MOST = 3, 6
"""Columns that are offered without asking for them: those that are used, filled up to FEWEST, at most MOST."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TypedCondition:
    """What was typed. `rows` of the grid, by fact; `places`: for each row of the condition its index in the grid.

    `text` is what the text says; with `as_text` it counts and not the grid.
    """

    columns: tuple[str, ...]
    rows: list[GridRow]
    condition: Condition
    places: tuple[int, ...]
    text: str = ""
    as_text: bool = False
    faults: list[Fault] = field(default_factory=list)


def stored_condition(
    condition: Condition, document: DocumentType, lang: str, also: Sequence[str] = ()
) -> TypedCondition:
    """A condition from the store. `also`: facts that get a column although it does not ask about them."""
    columns = _columns(condition, document, also)
    rows = _rows(condition, document, columns, lang)
    return TypedCondition(
        columns=columns,
        rows=rows,
        condition=condition,
        places=tuple(range(len(rows))),
        text=feel_text(condition),
        as_text=not _has_grid(condition, document),
    )


def read_condition(form: MultiDict[str, str], document: DocumentType, before: Condition) -> TypedCondition:
    """What the form says. Rows that say the same as `before` keep its order: nothing has changed then."""
    known = {fact.name for fact in document.facts}
    given = form.getlist(f"{PREFIX}-column") or [
        fact.name for fact in document.facts if _is_typed(form, fact.name)
    ]
    columns = tuple(dict.fromkeys(name for name in given if name in known))
    text = form.get(TEXT, "").strip()[:5000]
    if form.get("condition_as") == "text":
        return _read_text(form, document, columns, text)
    rows = read_rows(form, PREFIX, columns)
    faults: list[Fault] = []
    said = [(row, _row(row, document, faults)) for row in rows]
    whole = [(row.index or 0, tests) for row, tests in said if tests]
    as_before = {frozenset(row): row for row in before.rows}
    return TypedCondition(
        columns=columns,
        rows=rows,
        condition=Condition(rows=tuple(as_before.get(frozenset(tests), tests) for _, tests in whole)),
        places=tuple(index for index, _ in whole),
        text=text,
        faults=faults,
    )


def reshapes(form: MultiDict[str, str]) -> bool:
    """Whether a button asked for another shape of the grid, or for text instead of it: nothing is to be kept."""
    return changes_rows(form, PREFIX) or bool({ADD, REMOVE, "condition_to"} & set(form))


def reshaped(
    form: MultiDict[str, str], typed: TypedCondition, document: DocumentType, lang: str
) -> TypedCondition:
    """The same with a column more or less, or as text instead of the grid, as the button says."""
    wanted = form.get("condition_to")
    if wanted in ("text", "grid") and not typed.faults:
        return _turned(typed, document, lang, as_text=wanted == "text")
    columns = typed.columns
    if ADD in form and document.fact(form.get(NEW, "")) is not None:
        columns = tuple(dict.fromkeys((*columns, form[NEW])))
    gone = form.get(REMOVE)
    kept = tuple(name for name in columns if name != gone)
    rows = [replace(row, values={name: row.values.get(name, "") for name in kept}) for row in typed.rows]
    return replace(typed, columns=kept, rows=rows)


def _turned(typed: TypedCondition, document: DocumentType, lang: str, *, as_text: bool) -> TypedCondition:
    shown = stored_condition(typed.condition, document, lang, also=typed.columns)
    if as_text:
        return replace(shown, as_text=True)
    if shown.as_text:
        fault = Fault(
            place=TEXT,
            zh="表格写不下这个条件：它用到了函数、计算或字段之间的比较",
            en="The grid has no room for this: it uses functions, arithmetic or compares fields with each other",
        )
        return replace(typed, faults=[fault])
    return shown


def _read_text(
    form: MultiDict[str, str], document: DocumentType, columns: tuple[str, ...], text: str
) -> TypedCondition:
    faults = list(text_faults(text, TEXT, document)) if text else []
    condition = ALWAYS if faults else condition_of(text, document)
    rows = read_rows(form, PREFIX, columns)
    return TypedCondition(
        columns=columns, rows=rows, condition=condition, places=(), text=text, as_text=True, faults=faults
    )


def _row(row: GridRow, document: DocumentType, faults: list[Fault]) -> tuple[Test, ...]:
    """The tests of one row; none if one of its cells cannot be read."""
    tests: list[Test] = []
    readable = True
    for name, text in row.values.items():
        fact = document.fact(name)
        if fact is None or not text:
            continue
        try:
            tests += read_cell(fact, text)
        except Unreadable as unreadable:
            readable = False
            faults.append(Fault(place=f"{PREFIX}-{row.index}-{name}", zh=unreadable.zh, en=unreadable.en))
    return tuple(tests) if readable else ()


def _rows(condition: Condition, document: DocumentType, columns: Sequence[str], lang: str) -> list[GridRow]:
    shown = []
    for index, row in enumerate(condition.rows):
        values = {name: _cell(row, name, document, lang) for name in columns}
        shown.append(GridRow(values=values, id=str(index), index=index))
    return shown


def _cell(row: Iterable[Test], name: str, document: DocumentType, lang: str) -> str:
    fact = document.fact(name)
    tests = [test for test in row if test.fact == name]
    return show_cell(fact, tests, lang) if fact else ""


def _columns(condition: Condition, document: DocumentType, also: Sequence[str]) -> tuple[str, ...]:
    known = [fact.name for fact in document.facts]
    used = [name for name in dict.fromkeys(condition.facts) if name in known]
    further = [name for name in dict.fromkeys(also) if name in known and name not in used]
    found = [*used, *further][: max(MOST, len(used))]
    return tuple([*found, *(name for name in known if name not in found)][: max(FEWEST, len(found))])


def _has_grid(condition: Condition, document: DocumentType) -> bool:
    if condition.text:
        return False
    for row in condition.rows:
        for name in {test.fact for test in row}:
            fact = document.fact(name)
            if fact is None or not can_be_shown(fact, [test for test in row if test.fact == name]):
                return False
    return True


def _is_typed(form: MultiDict[str, str], name: str) -> bool:
    return any(each.startswith(f"{PREFIX}-") and each.endswith(f"-{name}") for each in form)
