"""Findings where they belong on the editor's page: at the rows of the grid, the rest in a list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from processes.approval.documents import DocumentType
from processes.approval.findings.finding import Finding
from processes.approval.findings.flows import of_flow
from processes.approval.hits import Hits
from processes.approval.model import ALWAYS, Condition, Flow, Point
from processes.approval.reading import Typed


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """`rows`: index of the grid's row → what is said there. `rest`: about the point or the flow as a whole.

    `elsewhere`: about other points. `hits`: index of the grid's row → how often it was the first to hold, None for
    one that was never in force.
    """

    rows: Mapping[int, Sequence[Finding]] = field(default_factory=dict)
    rest: Sequence[Finding] = ()
    elsewhere: Sequence[Finding] = ()
    hits: Mapping[int, int | None] = field(default_factory=dict)

    @property
    def faulty(self) -> frozenset[int]:
        """The points with anything that is more than a remark."""
        said = [*self.rest, *self.elsewhere, *(one for row in self.rows.values() for one in row)]
        return frozenset(one.point for one in said if one.tone != "info")


def shown(
    flow: Flow,
    typed: Typed | None,
    document: DocumentType,
    *,
    hits: Hits | None = None,
    further: Sequence[Finding] = (),
    entry: Condition = ALWAYS,
) -> Shown:
    """The findings of a flow in which one point reads as it was typed. `hits` are those of this point.

    `further` are findings that somebody else made.
    """
    if typed is None:
        return Shown(elsewhere=of_flow(flow, document, entry))
    point = typed.point
    rows: dict[int, list[Finding]] = defaultdict(list)
    rest, elsewhere = [], []
    places = typed.condition.places
    for finding in (*of_flow(with_point(flow, point), document, entry), *further):
        if finding.point not in (0, point.number):
            if finding.tone != "info":  # a hint about another point stands on that point's page
                elsewhere.append(finding)
        elif finding.point and finding.row is not None and finding.row < len(places):
            rows[places[finding.row]].append(finding)
        else:
            rest.append(finding)
    counted = {
        place: hits.rows.get(row) if hits else None
        for place, row in zip(places, point.condition.rows, strict=False)
    }
    return Shown(rows=rows, rest=rest, elsewhere=elsewhere, hits=counted if hits else {})


def with_point(flow: Flow, point: Point) -> Flow:
    """The flow with this point in its place, at the end if it is new."""
    if flow.point(point.number) is None:
        return flow.with_points((*flow.points, point))
    return replace(flow, points=tuple(point if one.number == point.number else one for one in flow.points))
