"""Listeners and skip expressions become nodes of their own before or behind the node they hang on.

So a listener's program is called like any application: its errors are caught, retried or become incidents.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final, Literal

from engine.definition.element import Element
from engine.definition.model import Binding, Body, FlowNode, Hook, Process, SequenceFlow, Text
from engine.definition.reading.nodes import GATEWAYS
from engine.kernel.program import NodeKind

Side = Literal["before", "behind"]

_SIDES: Final[Mapping[tuple[str, str], Side]] = {
    ("task", "create"): "before",
    ("task", "complete"): "behind",
    ("execution", "start"): "before",
    ("execution", "end"): "behind",
}
_ARRIVING: Final = frozenset({NodeKind.START, NodeKind.BOUNDARY})
"""Events that control does not come to by a flow: what listens to their start is told behind them."""
_MATTERS: Final = frozenset({NodeKind.EVENT_SUB_PROCESS, NodeKind.EVENT_BASED})


_MADE: Final = re.compile(r"\.(?:(?:before|behind|taken)\.\d+|skip(?:ped)?)\Z")


def drawn(element: str) -> str:
    """The element of the diagram that a node made here belongs to; any other id is its own."""
    return _MADE.sub("", element)


def is_live(hook: Hook) -> bool:
    """Whether there is something to be done: an adapter, or a variable to be set."""
    return hook.adapter is not None or hook.value is not None


def side(node: FlowNode, hook: Hook, body: Body) -> Side | None:
    """Where the listener of a node is told; None: control does not come by there once."""
    if node.loop is not None or node.kind in _MATTERS or node.is_for_compensation:
        return None
    wanted = _SIDES.get((hook.kind, hook.event))
    if wanted is None:
        return None
    if node.kind in _ARRIVING:
        return "behind"
    if node.kind is NodeKind.END:
        return "before"
    if node.kind in GATEWAYS:
        return "before" if node.kind is NodeKind.EXCLUSIVE and wanted == "before" else None
    if wanted == "before" and not _entered_plainly(node, body):
        return None
    return wanted


def _entered_plainly(node: FlowNode, body: Body) -> bool:
    """By flows, and not as one of the events that a gateway waits for."""
    sources = {flow.source_ref for flow in body.flows if flow.target_ref == node.id}
    gateways = {each.id for each in body.nodes if each.kind is NodeKind.EVENT_BASED}
    return bool(sources) and not sources & gateways


def may_skip(node: FlowNode, body: Body) -> bool:
    """Whether control can be led around the node."""
    return node.loop is None and not node.is_for_compensation and _entered_plainly(node, body)


def weave(process: Process) -> Process:
    """The process with a node for each live listener and a gateway for each skip expression."""
    if not _anything(process.body) and not any(is_live(hook) for hook in process.hooks):
        return process
    starting = tuple(hook for hook in process.hooks if hook.event == "start" and is_live(hook))
    return replace(process, body=_Weaver(body=process.body, starting=starting).woven())


def _anything(body: Body) -> bool:
    return any(
        node.binding.skip is not None
        or any(is_live(hook) for hook in node.hooks)
        or (node.body is not None and _anything(node.body))
        for node in body.nodes
    ) or any(is_live(hook) for flow in body.flows for hook in flow.hooks)


@dataclass(kw_only=True, slots=True)
class _Weaver:
    """One body on its way to having more nodes."""

    body: Body
    starting: tuple[Hook, ...] = ()
    nodes: list[FlowNode] = field(default_factory=list)
    flows: dict[str, SequenceFlow] = field(default_factory=dict)

    def woven(self) -> Body:
        self.flows = {flow.id: flow for flow in self.body.flows}
        for node in self.body.nodes:
            self._node(_inside(node))
        for flow in self.body.flows:
            self._flow(flow)
        return replace(self.body, nodes=tuple(self.nodes), flows=tuple(self.flows.values()))

    def _node(self, node: FlowNode) -> None:
        placed = [(side(node, hook, self.body), hook) for hook in node.hooks if is_live(hook)]
        before = [hook for where, hook in placed if where == "before"]
        behind = [hook for where, hook in placed if where == "behind"]
        if node.kind is NodeKind.START and not node.events:
            behind = [*self.starting, *behind]
        at = len(self.nodes)
        self.nodes.append(node)
        self._behind(at, _made(node, behind, "behind"))
        self._before(node, _made(node, before, "before"))
        if node.binding.skip is not None and may_skip(node, self.body):
            self._skip(at, node.binding.skip)

    def _before(self, node: FlowNode, chain: list[FlowNode]) -> None:
        if chain:
            for flow in [each for each in self.flows.values() if each.target_ref == node.id]:
                self.flows[flow.id] = replace(flow, target_ref=chain[0].id)
            self._chain([*chain, node])
            self.nodes += chain

    def _behind(self, at: int, chain: list[FlowNode]) -> None:
        if not chain:
            return
        node = self.nodes[at]
        for flow in [each for each in self.flows.values() if each.source_ref == node.id]:
            self.flows[flow.id] = replace(flow, source_ref=chain[-1].id)
        chain[-1] = replace(chain[-1], default=node.default)
        self.nodes[at] = replace(node, default=None)
        self._chain([node, *chain])
        self.nodes += chain

    def _chain(self, nodes: list[FlowNode]) -> None:
        for one, other in pairwise(nodes):
            self._join(one, other.id)

    def _join(self, one: FlowNode, target: str, condition: Text | None = None) -> str:
        flow_id = f"{one.id}-to-{target}"
        self.flows[flow_id] = SequenceFlow(
            id=flow_id,
            name=None,
            source_ref=one.id,
            target_ref=target,
            line=one.line,
            source=one.source,
            condition=condition,
        )
        return flow_id

    def _skip(self, at: int, condition: Text) -> None:
        """A gateway in front, a task that does nothing behind, and a way from one to the other."""
        node = self.nodes[at]
        end = _bare(node, f"{node.id}.skipped", NodeKind.TASK)
        self._behind(at, [end])
        node = self.nodes[at]
        gateway = _bare(node, f"{node.id}.skip", NodeKind.EXCLUSIVE)
        self._before(node, [gateway])
        self._join(gateway, end.id, condition)
        index = next(i for i, each in enumerate(self.nodes) if each.id == gateway.id)
        self.nodes[index] = replace(gateway, default=f"{gateway.id}-to-{node.id}")

    def _flow(self, flow: SequenceFlow) -> None:
        """A listener on a flow is told on the way."""
        hooks = [hook for hook in flow.hooks if is_live(hook)]
        if not hooks:
            return
        now = self.flows[flow.id]
        chain = list(_of(flow.id, flow.source, hooks, "taken", flow.line))
        self.flows[flow.id] = replace(now, target_ref=chain[0].id)
        self._chain(chain)
        self._join(chain[-1], now.target_ref)
        self.nodes += chain


def _inside(node: FlowNode) -> FlowNode:
    """A sub-process with its own body woven."""
    body = node.body
    return node if body is None or not _anything(body) else replace(node, body=_Weaver(body=body).woven())


def _made(node: FlowNode, hooks: Iterable[Hook], where: str) -> list[FlowNode]:
    return list(_of(node.id, node.source, hooks, where, node.line))


def _of(owner: str, source: Element, hooks: Iterable[Hook], where: str, line: int) -> Iterator[FlowNode]:
    """The nodes that tell the listeners, each named after where it stands."""
    for number, hook in enumerate(hooks, 1):
        works = hook.adapter is not None
        yield FlowNode(
            id=f"{owner}.{where}.{number}",
            kind=NodeKind.SERVICE if works else NodeKind.SCRIPT,
            name=hook.name,
            line=hook.line or line,
            source=source,
            script=None if works else hook.value,
            binding=Binding(adapter=hook.adapter, inputs=hook.inputs if works else (), result=hook.result),
        )


def _bare(node: FlowNode, name: str, kind: NodeKind) -> FlowNode:
    return FlowNode(id=name, kind=kind, name=None, line=node.line, source=node.source)
