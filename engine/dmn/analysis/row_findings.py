"""Findings about rows: those that never match or decide, repeat or contradict others, and facts that none has."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definition.findings import Finding
from engine.dmn.analysis.rows import Example, said
from engine.dmn.analysis.subject import Subject, finding


def _told(example: Example) -> dict[str, object]:
    return {
        "example": example.text,
        "example_zh": said(example.parts, "zh"),
        "parts": example.parts,
        "facts": example.facts,
    }


def empty(subject: Subject) -> Iterator[Finding]:
    """Rows with a cell that allows no value."""
    place = subject.place
    for row, column in subject.rows.empty():
        indexes = subject.inputs[column]
        cells = place.table.rules[row].tests
        index = next((each for each in indexes if cells[each].text.strip() not in ("", "-")), indexes[0])
        text, name = cells[index].text, place.name("input", index)
        at = cells[index] if cells[index].line else place.table.rules[row]
        yield finding(
            "DMN_EMPTY_ROW", at, place.column("input", index, row), row=row + 1, text=text, name=name
        )


def repeated(subject: Subject) -> Iterator[Finding]:
    """Rows that say what a row above says."""
    for row, first in _repetitions(subject).items():
        place = subject.place.row(row, others=(first + 1,))
        rule = subject.table.rules[row]
        yield finding("DMN_DUPLICATE_ROW", rule, place, first=first + 1, second=row + 1)


def _repetitions(subject: Subject) -> dict[int, int]:
    """Rows that hold at the same facts and give the same as a row above: row → that row."""
    seen: dict[object, list[int]] = {}
    found: dict[int, int] = {}
    for row in range(len(subject.table.rules)):
        box = subject.rows.box(row)
        if row in subject.rows.unsure or not all(box):
            continue
        before = seen.setdefault(box, [])
        first = next((other for other in before if subject.outputs.are_equal(other, row)), None)
        before.append(row)
        if first is not None:
            found[row] = first
    return found


def overlaps(subject: Subject) -> Iterator[Finding]:
    """Rows that match at once although the hit policy wants one row, or equal results."""
    policy = subject.table.hit_policy
    if policy not in ("UNIQUE", "ANY"):
        return
    for first, second, example in subject.rows.overlaps():
        code = "DMN_OVERLAP"
        if policy == "ANY":
            if not subject.outputs.may_differ(first, second):
                continue
            code = "DMN_ANY_DIFFERS"
        facts = {"first": first + 1, "second": second + 1, "policy": policy}
        place = subject.place.row(second, others=(first + 1,))
        rule = subject.table.rules[second]
        yield finding(code, rule, place, **facts, **_told(example))


def unreachable(subject: Subject) -> Iterator[Finding]:
    """Rows that others always come before."""
    policy, rows = subject.table.hit_policy, subject.rows
    if policy not in ("FIRST", "PRIORITY"):
        return
    code = "DMN_UNREACHABLE_ROW" if policy == "FIRST" else "DMN_OUTRANKED_ROW"
    repeated = _repetitions(subject)
    for row, rule in enumerate(subject.table.rules):
        if row in repeated:
            continue
        above = (1 << row) - 1 if policy == "FIRST" else subject.outputs.outranking(row)
        if rows.is_covered(row, above):
            one = rows.container(row, above)
            others = () if one is None else (one + 1,)
            yield finding(code, rule, subject.place.row(row, others=others), row=row + 1, **_by(one))


def _by(row: int | None) -> dict[str, object]:
    """Who matches instead."""
    if row is None:
        return {"by": "one of several rows", "by_zh": "某一行"}
    return {"by": f"row {row + 1}", "by_zh": f"第 {row + 1} 行"}


def gaps(subject: Subject) -> Iterator[Finding]:
    """Facts that no row has, unless there is a default."""
    if any(output.default is not None for output in subject.table.outputs):
        return
    for example in subject.rows.gaps():
        place = subject.place.whole()
        yield finding("DMN_GAP", subject.table, place, **_told(example))
