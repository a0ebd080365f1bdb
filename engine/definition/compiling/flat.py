"""Nodes, flows and scopes of a process laid out flat: who stands where, with which index."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.definition.model import Body, FlowNode, Lane, Process, SequenceFlow
from engine.kernel.program import NodeKind


@dataclass(frozen=True, slots=True)
class Placed:
    """A scope with the index of its node (None: the process) and of its parent scope."""

    body: Body
    node: int | None
    parent: int | None


@dataclass(slots=True)
class Layout:
    """Indexes by order of the file, outer scopes before inner ones' contents."""

    nodes: list[FlowNode] = field(default_factory=list)
    scope_of: list[int] = field(default_factory=list)
    inside: list[list[int]] = field(default_factory=list)
    """Per scope: its nodes."""
    flows: list[tuple[SequenceFlow, int, int]] = field(default_factory=list)
    scopes: list[Placed] = field(default_factory=list)
    body_of: dict[int, int] = field(default_factory=dict)
    index: dict[str, int] = field(default_factory=dict)
    lanes: dict[str, Lane] = field(default_factory=dict)
    """By node id: the innermost lane."""
    lane_by_id: dict[str, Lane] = field(default_factory=dict)
    incoming: dict[int, list[int]] = field(default_factory=dict)
    outgoing: dict[int, list[int]] = field(default_factory=dict)


def lay_out(process: Process) -> Layout:
    """Number everything. Flows that lead nowhere are left out: the check has refused them."""
    layout = Layout()
    _place(layout, process.body, None, None)
    for placed in layout.scopes:
        for lane in placed.body.lanes:
            layout.lane_by_id.setdefault(lane.id, lane)
            layout.lanes.update(dict.fromkeys(lane.nodes, lane))
        for flow in placed.body.flows:
            _connect(layout, flow)
    return layout


def _place(layout: Layout, body: Body, node: int | None, parent: int | None) -> None:
    scope = len(layout.scopes)
    layout.scopes.append(Placed(body, node, parent))
    layout.inside.append([])
    inner: list[tuple[Body, int]] = []
    for flow_node in body.nodes:
        index = len(layout.nodes)
        layout.nodes.append(flow_node)
        layout.scope_of.append(scope)
        layout.inside[scope].append(index)
        layout.index.setdefault(flow_node.id, index)
        if flow_node.body is not None:
            inner.append((flow_node.body, index))
    for inner_body, index in inner:
        layout.body_of[index] = len(layout.scopes)
        _place(layout, inner_body, index, scope)


def _connect(layout: Layout, flow: SequenceFlow) -> None:
    source, target = layout.index.get(flow.source_ref), layout.index.get(flow.target_ref)
    if source is None or target is None:
        return
    number = len(layout.flows)
    layout.flows.append((flow, source, target))
    layout.outgoing.setdefault(source, []).append(number)
    layout.incoming.setdefault(target, []).append(number)


def begins_by_itself(layout: Layout, index: int) -> bool:
    """A node that control reaches without a flow: not one that waits for an event or a handler's call."""
    node = layout.nodes[index]
    waits = node.kind in {NodeKind.BOUNDARY, NodeKind.EVENT_SUB_PROCESS} or node.is_for_compensation
    return not waits and not layout.incoming.get(index) and not _is_link_target(node)


def _is_link_target(node: FlowNode) -> bool:
    return node.kind is NodeKind.CATCH and any(e.kind.value == "link" for e in node.events)
