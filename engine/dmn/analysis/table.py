"""What the analysis says about the tables of a model, as findings with the cell they are about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from engine.definition.findings import Cell, Finding
from engine.dmn.analysis import outputs as results
from engine.dmn.analysis.columns import Column
from engine.dmn.analysis.declared import Declarations, column_texts
from engine.dmn.analysis.doubts import doubts
from engine.dmn.analysis.kinds import KINDS
from engine.dmn.analysis.places import Place, located, tables
from engine.dmn.analysis.rows import Example, RowAnalysis, analyse_rows, said
from engine.dmn.analysis.texts import ANALYSIS_RULES, KIND_WORDS
from engine.dmn.model import DecisionTable, Definitions, Element
from engine.feel.names import odd

MAX_OF_A_KIND = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class _Subject:
    """A table under analysis. `inputs`: per column of `rows` the inputs of the table that have its expression."""

    place: Place
    rows: RowAnalysis
    inputs: tuple[tuple[int, ...], ...]
    outputs: results.Outputs

    @property
    def table(self) -> DecisionTable:
        return self.place.table


def analyse_model(definitions: Definitions, imports: Iterable[tuple[str, Definitions]] = ()) -> list[Finding]:
    """The findings of all tables of a model, at most 20 of a kind for each table. `imports`: the models it
    imports, each after the name it gives them."""
    declared = Declarations(definitions, imports)
    found = [
        one for place in tables(definitions) for one in analyse_table(place, definitions.names, declared)
    ]
    return located(found, definitions)


def analyse_table(place: Place, names: frozenset[str], declared: Declarations) -> list[Finding]:
    """Gaps, overlaps, empty, unreachable and repeated rows, results that are none."""
    if not place.table.rules:
        return [_finding("DMN_NO_ROWS", place.table, place.whole())]
    if not place.table.inputs:
        return []
    subject = _subject(place, odd(names), declared)
    found: list[Finding] = list(islice(_doubtful(place, names, declared), MAX_OF_A_KIND))
    for kind in _KINDS:
        said = list(islice(kind(subject), MAX_OF_A_KIND + 1))
        found += said[:MAX_OF_A_KIND]
        if len(said) > MAX_OF_A_KIND:
            more = {"code": said[0].code, "count": MAX_OF_A_KIND}
            found.append(_finding("DMN_MORE", place.table, place.whole(), **more))
    if subject.rows.gave_up:
        found.append(_finding("DMN_INCOMPLETE", place.table, place.whole()))
    return found


def _doubtful(place: Place, names: frozenset[str], declared: Declarations) -> Iterator[Finding]:
    for one in doubts(place.table, names, declared):
        rule = place.table.rules[one.row]
        at = rule.tests[one.column] if rule.tests[one.column].line else rule
        facts = {"row": one.row + 1, "text": one.text, "correction": one.advice.correction}
        reasons = {"reason": one.advice.reason("en"), "reason_zh": one.advice.reason("zh")}
        yield _finding(
            "DMN_DOUBTFUL_CELL", at, place.column("input", one.column, one.row), **facts, **reasons
        )


def _subject(place: Place, names: frozenset[str], declared: Declarations) -> _Subject:
    table, columns, inputs = place.table, [], []
    for text, indexes in column_texts(table):
        known = declared.of_input(table.inputs[indexes[0]])
        more = tuple(table.inputs[index].values for index in indexes[1:] if table.inputs[index].values)
        inputs.append(indexes)
        columns.append(
            Column(
                name=text,
                label=place.name("input", indexes[0]),
                kind=KINDS.get(known.kind, ""),
                allowed=(*known.allowed, *more),
                whole=known.whole,
                listed=known.listed,
            )
        )
    cells = [
        [tuple(rule.tests[index].text for index in indexes) for indexes in inputs] for rule in table.rules
    ]
    return _Subject(
        place=place,
        rows=analyse_rows(columns, cells, names),
        inputs=tuple(inputs),
        outputs=results.Outputs(table, names, declared),
    )


def _finding(code: str, at: Element, cell: Cell, /, **args: object) -> Finding:
    return Finding(
        code=code,
        rule=ANALYSIS_RULES[code],
        element=at.id or cell.rule or cell.table or None,
        line=at.line or None,
        args=args,
        cell=cell,
    )


def _told(example: Example) -> dict[str, object]:
    return {
        "example": example.text,
        "example_zh": said(example.parts, "zh"),
        "parts": example.parts,
        "facts": example.facts,
    }


def _empty(subject: _Subject) -> Iterator[Finding]:
    place = subject.place
    for row, column in subject.rows.empty():
        indexes = subject.inputs[column]
        cells = place.table.rules[row].tests
        index = next((each for each in indexes if cells[each].text.strip() not in ("", "-")), indexes[0])
        text, name = cells[index].text, place.name("input", index)
        at = cells[index] if cells[index].line else place.table.rules[row]
        yield _finding(
            "DMN_EMPTY_ROW", at, place.column("input", index, row), row=row + 1, text=text, name=name
        )


def _repeated(subject: _Subject) -> Iterator[Finding]:
    for row, first in _repetitions(subject).items():
        place = subject.place.row(row, others=(first + 1,))
        rule = subject.table.rules[row]
        yield _finding("DMN_DUPLICATE_ROW", rule, place, first=first + 1, second=row + 1)


def _repetitions(subject: _Subject) -> dict[int, int]:
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


def _overlaps(subject: _Subject) -> Iterator[Finding]:
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
        yield _finding(code, rule, place, **facts, **_told(example))


def _unreachable(subject: _Subject) -> Iterator[Finding]:
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
            yield _finding(code, rule, subject.place.row(row), row=row + 1)


def _gaps(subject: _Subject) -> Iterator[Finding]:
    if any(output.default is not None for output in subject.table.outputs):
        return
    for example in subject.rows.gaps():
        place = subject.place.whole()
        yield _finding("DMN_GAP", subject.table, place, **_told(example))


def _kinds(subject: _Subject) -> Iterator[Finding]:
    for column, (wanted, placed) in enumerate(zip(subject.rows.columns, subject.rows.placed, strict=True)):
        index = subject.inputs[column][0]
        strange = [kind for kind in placed.kinds if wanted.kind and kind != wanted.kind]
        if not strange and len(placed.kinds) < 2:
            continue
        code = "DMN_OTHER_KIND" if strange else "DMN_MIXED_KINDS"
        kinds = strange or placed.kinds
        yield _finding(
            code,
            subject.table.inputs[index],
            subject.place.column("input", index),
            name=subject.place.name("input", index),
            kinds=", ".join(kinds),
            kinds_zh="、".join(KIND_WORDS[kind] for kind in kinds),
            declared=wanted.kind,
            declared_zh=KIND_WORDS.get(wanted.kind, ""),
        )


def _unsure(subject: _Subject) -> Iterator[Finding]:
    unsure = subject.rows.unsure
    if unsure:
        row, [column, *_] = next(iter(unsure.items()))
        place = subject.place.column("input", subject.inputs[column][0], row)
        rows = ", ".join(str(each + 1) for each in unsure)
        yield _finding("DMN_UNSURE_ROWS", subject.table.rules[row], place, rows=rows)


def _strange_results(subject: _Subject) -> Iterator[Finding]:
    place, rules = subject.place, subject.table.rules
    for row, index in subject.outputs.strange():
        cell = rules[row].outputs[index]
        facts = {"text": cell.text, "name": place.name("output", index)}
        values = ", ".join(subject.outputs.allowed[index])
        at = cell if cell.line else rules[row]
        yield _finding("DMN_OUTPUT_VALUE", at, place.column("output", index, row), **facts, values=values)


def _sums(subject: _Subject) -> Iterator[Finding]:
    if subject.table.aggregation != "SUM" or subject.table.hit_policy != "COLLECT":
        return
    for row, index in subject.outputs.without_number():
        rule = subject.table.rules[row]
        cell = rule.outputs[index]
        at = cell if cell.line else rule
        yield _finding("DMN_SUM_OF_OTHERS", at, subject.place.column("output", index, row), text=cell.text)


_KINDS = (
    _kinds,
    _empty,
    _repeated,
    _overlaps,
    _unreachable,
    _gaps,
    _unsure,
    _strange_results,
    _sums,
)
