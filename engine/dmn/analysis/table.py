"""What the analysis says about the tables of a model, as findings with the cell they are about."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from engine.definition.findings import Finding
from engine.dmn.analysis import cell_findings, row_findings
from engine.dmn.analysis.declared import Declarations
from engine.dmn.analysis.places import Place, located, tables
from engine.dmn.analysis.subject import finding, subject_of
from engine.dmn.model import Definitions

MAX_OF_A_KIND = 20


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
        return [finding("DMN_NO_ROWS", place.table, place.whole())]
    if not place.table.inputs:
        return []
    subject = subject_of(place, names, declared)
    found: list[Finding] = []
    for kind in _KINDS:
        said = list(islice(kind(subject), MAX_OF_A_KIND + 1))
        found += said[:MAX_OF_A_KIND]
        if len(said) > MAX_OF_A_KIND:
            more = {"code": said[0].code, "count": MAX_OF_A_KIND}
            found.append(finding("DMN_MORE", place.table, place.whole(), **more))
    if subject.rows.gave_up:
        found.append(finding("DMN_INCOMPLETE", place.table, place.whole()))
    return found


_KINDS = (
    cell_findings.doubtful,
    cell_findings.kinds,
    row_findings.empty,
    row_findings.repeated,
    row_findings.overlaps,
    row_findings.unreachable,
    row_findings.gaps,
    cell_findings.unsure,
    cell_findings.strange_results,
    cell_findings.sums,
)
