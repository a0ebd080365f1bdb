"""What stands in a process or a sub-process: nodes, arrows, lanes, data."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definition.element import Element
from engine.definition.model import Association, Body, Lane, SequenceFlow, Text
from engine.definition.reading.data import read_data_items
from engine.definition.reading.foreign import read_hooks
from engine.definition.reading.ledger import Ledger
from engine.definition.reading.nodes import KINDS, read_node


def read_body(ledger: Ledger, scope: Element) -> Body:
    """The contents of a process or sub-process, nested ones included."""
    nodes = tuple(
        read_node(ledger, child, read_body)
        for child in scope.children
        if child.name in KINDS and ledger.take(child) is not None
    )
    return Body(
        nodes=nodes,
        flows=tuple(_flow(ledger, child) for child in ledger.each(scope, "sequenceFlow")),
        data=read_data_items(ledger, scope),
        lanes=tuple(lane for group in ledger.each(scope, "laneSet") for lane in _lanes(ledger, group, None)),
        associations=tuple(read_association(ledger, e) for e in ledger.each(scope, "association")),
    )


def _flow(ledger: Ledger, source: Element) -> SequenceFlow:
    begin, end = ledger.ref(source, "sourceRef") or "", ledger.ref(source, "targetRef") or ""
    return SequenceFlow(
        # Joins tell their flows apart by id, so one is made where the file has none.
        id=source.id or f"{begin}-to-{end}-line-{source.line}",
        name=source.get("name"),
        source_ref=begin,
        target_ref=end,
        line=source.line,
        source=source,
        condition=ledger.text(source, "conditionExpression"),
        hooks=read_hooks(ledger, source),
    )


def read_association(ledger: Ledger, source: Element) -> Association:
    ledger.attr(source, "associationDirection")
    return Association(
        id=source.id,
        source_ref=ledger.ref(source, "sourceRef") or "",
        target_ref=ledger.ref(source, "targetRef") or "",
        line=source.line,
    )


def _lanes(ledger: Ledger, group: Element, parent: str | None) -> Iterator[Lane]:
    for source in ledger.each(group, "lane"):
        lane_id = source.id or f"line-{source.line}"
        ledger.attr(source, "partitionElementRef")
        ledger.child(source, "partitionElement")
        groups = ledger.attr(source, "gx:candidateGroups")
        yield Lane(
            id=lane_id,
            name=source.get("name"),
            line=source.line,
            source=source,
            nodes=ledger.refs(source, "flowNodeRef"),
            parent=parent,
            candidate_groups=Text(text=groups, line=source.line, shape="names") if groups else None,
        )
        for name in ("childLaneSet", "laneSet"):
            for nested in ledger.each(source, name):
                yield from _lanes(ledger, nested, lane_id)
