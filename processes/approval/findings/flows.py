"""Findings about the points of a flow together: documents that nobody is asked about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from engine.dmn.analysis.axis import Unplaceable
from engine.dmn.analysis.boxes import Grid, Walk
from processes.approval.chosen.choice import NOTHING, adjusted
from processes.approval.documents import DocumentType
from processes.approval.errors import Fault
from processes.approval.findings.examples import example, is_real, words
from processes.approval.findings.finding import Finding
from processes.approval.findings.points import of_point
from processes.approval.findings.space import Box, Space, is_empty
from processes.approval.model import ALWAYS, Condition, Flow

MOST_GAPS = 3
MOST_LOOKED_AT = 50


def of_flow(flow: Flow, document: DocumentType, entry: Condition = ALWAYS) -> list[Finding]:
    """The findings of every point, then what they leave out together. `entry`: the condition of the flow."""
    found = [finding for point in flow.points for finding in of_point(point, document, entry)]
    return [*found, *unasked(flow, document, entry)]


def impossible(flow: Flow, document: DocumentType, entry: Condition = ALWAYS) -> list[Fault]:
    """What cannot be meant, as faults: such a flow is not published."""
    return [
        Fault(place=finding.place, zh=finding.zh, en=finding.en)
        for finding in of_flow(flow, document, entry)
        if finding.tone == "bad"
    ]


def unasked(flow: Flow, document: DocumentType, entry: Condition = ALWAYS) -> Iterator[Finding]:
    """Documents of the flow for which no point is entered, at most three kinds of them."""
    points = adjusted(flow, NOTHING).points  # optional points ask nobody by themselves
    points = tuple(point for point in points if point.said is None or not point.said.left_out)
    if flow.model == "self" or not points or any(point.condition.is_always for point in points):
        return
    conditions = [point.condition for point in points]
    if entry.text or any(condition.text for condition in conditions):
        return  # the points that are written in FEEL say so themselves
    try:
        space = Space(document, (*conditions, entry))
        grid = space.grid([row for condition in conditions for row in condition.rows])
    except (KeyError, Unplaceable):
        return
    if all(is_empty(box) for box in grid.masks):
        return  # every point says so itself
    within = [space.domains] if entry.is_always else [space.box(row) for row in entry.rows]
    for box in islice(_gaps(space, grid, within), MOST_GAPS):
        yield _nobody(space, box, document)


def _gaps(space: Space, grid: Grid, within: Sequence[Box]) -> Iterator[Box]:
    for box in within:
        if not is_empty(box):
            looked_at = islice(Walk(grid).gaps(box, grid.everyone), MOST_LOOKED_AT)
            yield from (gap for gap in looked_at if is_real(space, gap))


def _nobody(space: Space, box: Box, document: DocumentType) -> Finding:
    zh, en = (words(space, box, document, lang) for lang in ("zh", "en"))
    zh_example, en_example = (example(space, box, lang) for lang in ("zh", "en"))
    return Finding(
        code="NOBODY_ASKED",
        tone="info",
        zh=f"无人审批：{zh}（例如 {zh_example}）" if zh else f"无人审批，例如：{zh_example}",
        en=f"Nobody approves: {en[:1].lower()}{en[1:]} (for example {en_example})"
        if en
        else f"Nobody approves, for example: {en_example}",
    )
