"""Findings about columns and cells: kinds that do not fit, limits that are not fixed, results that are none."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definition.findings import Finding
from engine.dmn.analysis.doubts import doubts
from engine.dmn.analysis.subject import Subject, finding
from engine.dmn.analysis.texts import KIND_WORDS


def doubtful(subject: Subject) -> Iterator[Finding]:
    """Cells that can be read and were hardly meant so."""
    table = subject.table
    for one in doubts(table, subject.names, subject.declared):
        rule = table.rules[one.row]
        at = rule.tests[one.column] if rule.tests[one.column].line else rule
        yield finding(
            "DMN_DOUBTFUL_CELL",
            at,
            subject.place.column("input", one.column, one.row),
            row=one.row + 1,
            text=one.text,
            correction=one.advice.correction,
            reason=one.advice.reason("en"),
            reason_zh=one.advice.reason("zh"),
        )


def kinds(subject: Subject) -> Iterator[Finding]:
    """Columns whose cells compare with several kinds, or with another kind than declared."""
    for column, (wanted, placed) in enumerate(zip(subject.rows.columns, subject.rows.placed, strict=True)):
        index = subject.inputs[column][0]
        strange = [kind for kind in placed.kinds if wanted.kind and kind != wanted.kind]
        if not strange and len(placed.kinds) < 2:
            continue
        code = "DMN_OTHER_KIND" if strange else "DMN_MIXED_KINDS"
        kinds = strange or placed.kinds
        yield finding(
            code,
            subject.table.inputs[index],
            subject.place.column("input", index),
            name=subject.place.name("input", index),
            kinds=", ".join(kinds),
            kinds_zh="、".join(KIND_WORDS[kind] for kind in kinds),
            declared=wanted.kind,
            declared_zh=KIND_WORDS.get(wanted.kind, ""),
        )


def unsure(subject: Subject) -> Iterator[Finding]:
    """The rows that were left out of the search, once for the table."""
    unsure = subject.rows.unsure
    if unsure:
        row, [column, *_] = next(iter(unsure.items()))
        place = subject.place.column("input", subject.inputs[column][0], row)
        rows = ", ".join(str(each + 1) for each in unsure)
        yield finding("DMN_UNSURE_ROWS", subject.table.rules[row], place, rows=rows)


def strange_results(subject: Subject) -> Iterator[Finding]:
    """Results that are not among the values of their output."""
    place, rules = subject.place, subject.table.rules
    for row, index in subject.outputs.strange():
        cell = rules[row].outputs[index]
        facts = {"text": cell.text, "name": place.name("output", index)}
        values = ", ".join(subject.outputs.allowed[index])
        at = cell if cell.line else rules[row]
        yield finding("DMN_OUTPUT_VALUE", at, place.column("output", index, row), **facts, values=values)


def sums(subject: Subject) -> Iterator[Finding]:
    """Results that cannot be added up."""
    if subject.table.aggregation != "SUM" or subject.table.hit_policy != "COLLECT":
        return
    for row, index in subject.outputs.without_number():
        rule = subject.table.rules[row]
        cell = rule.outputs[index]
        at = cell if cell.line else rule
        yield finding("DMN_SUM_OF_OTHERS", at, subject.place.column("output", index, row), text=cell.text)
