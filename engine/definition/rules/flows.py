"""Sequence flows: where they may begin and end, and what every node needs of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from engine.definition.findings import Finding, Rule
from engine.definition.model import FlowNode, SequenceFlow
from engine.definition.reading.nodes import EVENTS, GATEWAYS
from engine.definition.rules.view import ScopeView, View
from engine.kernel.program import EventKind, NodeKind

RULES: Final[Mapping[str, Rule]] = {
    "FLOW_ACROSS_SCOPES": Rule(
        severity="error",
        en="The sequence flow “{name}” leads from “{source}” to “{target}”, across the border of a "
        "sub-process or pool.",
        zh="顺序流“{name}”从“{source}”到“{target}”，跨越了子流程或泳池的边界。",
        fix_en="Connect within one scope; between pools use a message flow.",
        fix_zh="请在同一作用域内连接；泳池之间请使用消息流。",
    ),
    "FLOW_IMMEDIATE": Rule(
        severity="error",
        en='The sequence flow “{name}” says isImmediate="false"; an executable process cannot.',
        zh='顺序流“{name}”声明 isImmediate="false"；可执行流程不允许。',
        fix_en="Remove the attribute isImmediate.",
        fix_zh="请删除 isImmediate 属性。",
    ),
    "FLOW_DECLARATION_WRONG": Rule(
        severity="error",
        en="“{name}” lists “{flow}” as {direction}, but that flow is not connected to it.",
        zh="“{name}”将“{flow}”列为 {direction}，但该顺序流并未连接到它。",
        fix_en="Remove the entry or connect the flow.",
        fix_zh="请删除该条目，或重新连接顺序流。",
    ),
    "START_INCOMING": Rule(
        severity="error",
        en="A sequence flow leads into the start event “{name}”.",
        zh="有顺序流指向开始事件“{name}”。",
        fix_en="Lead the flow to the element after the start event.",
        fix_zh="请将顺序流改为指向开始事件之后的元素。",
    ),
    "END_OUTGOING": Rule(
        severity="error",
        en="A sequence flow leaves the end event “{name}”.",
        zh="有顺序流从结束事件“{name}”流出。",
        fix_en="Use an intermediate event, or remove the flow.",
        fix_zh="请改用中间事件，或删除该顺序流。",
    ),
    "NODE_NO_INCOMING": Rule(
        severity="error",
        en="No sequence flow leads to “{name}”: it would never run.",
        zh="没有顺序流指向“{name}”，它永远不会执行。",
        fix_en="Connect it, or remove it.",
        fix_zh="请连接该元素，或将其删除。",
    ),
    "NODE_NO_OUTGOING": Rule(
        severity="error",
        en="No sequence flow leaves “{name}”, though this level has end events.",
        zh="“{name}”没有流出的顺序流，而本层存在结束事件。",
        fix_en="Connect it to the next element or to an end event.",
        fix_zh="请将其连接到下一个元素或结束事件。",
    ),
    "GATEWAY_NO_EXIT": Rule(
        severity="error",
        en="The gateway “{name}” has no way out.",
        zh="网关“{name}”没有出口。",
        fix_en="Draw a sequence flow out of it.",
        fix_zh="请从该网关画出顺序流。",
    ),
    "CONDITION_ALONE": Rule(
        severity="error",
        en="The flow “{name}”, the only one out of “{node}”, has a condition: the process may stand still.",
        zh="“{node}”唯一的流出顺序流“{name}”带有条件：条件不成立时流程将停滞。",
        fix_en="Remove the condition or draw a second way.",
        fix_zh="请删除条件，或再画一条出路。",
    ),
    "CONDITION_MISPLACED": Rule(
        severity="error",
        en="The flow “{name}” out of the {kind} “{source}” must not have a condition.",
        zh="从 {kind}“{source}”流出的顺序流“{name}”不允许带条件。",
        fix_en="Remove the condition, or put an exclusive gateway in between.",
        fix_zh="请删除条件，或在中间加一个排他网关。",
    ),
    "CONDITION_IGNORED": Rule(
        severity="warning",
        en="The condition of “{name}” is ignored: a parallel gateway takes every way.",
        zh="顺序流“{name}”的条件会被忽略：并行网关走所有分支。",
        fix_en="Use an inclusive gateway if the condition is meant.",
        fix_zh="如果确实需要条件，请改用包容网关。",
    ),
    "CONDITION_OF_DEFAULT": Rule(
        severity="warning",
        en="The default flow “{name}” has a condition; it is ignored.",
        zh="默认顺序流“{name}”带有条件，该条件会被忽略。",
        fix_en="Remove the condition.",
        fix_zh="请删除条件。",
    ),
    "DEFAULT_NOT_OUTGOING": Rule(
        severity="error",
        en="The default flow “{flow}” of “{name}” does not leave it.",
        zh="“{name}”的默认顺序流“{flow}”并不是从它流出的。",
        fix_en="Choose one of its outgoing flows as default.",
        fix_zh="请从其流出的顺序流中选择默认流。",
    ),
    "DEFAULT_ALONE": Rule(
        severity="warning",
        en="“{name}” has a default flow but no condition on any other.",
        zh="“{name}”设置了默认流，但其他流都没有条件。",
        fix_en="Give the other flows conditions.",
        fix_zh="请为其他顺序流设置条件。",
    ),
    "IMPLICIT_SPLIT": Rule(
        severity="info",
        en="{count} flows without a condition leave “{name}”: all are taken at once.",
        zh="“{name}”有 {count} 条无条件的流出顺序流，将同时执行。",
        fix_en="Draw a parallel gateway if that is meant, an exclusive one if a choice is meant.",
        fix_zh="如需并行，请画并行网关；如需选择，请画排他网关。",
    ),
    "START_WITHOUT_END": Rule(
        severity="error",
        en="“{name}” has a start event but no end event.",
        zh="“{name}”有开始事件但没有结束事件。",
        fix_en="Draw an end event.",
        fix_zh="请画一个结束事件。",
    ),
    "END_WITHOUT_START": Rule(
        severity="error",
        en="“{name}” has an end event but no start event.",
        zh="“{name}”有结束事件但没有开始事件。",
        fix_en="Draw a start event.",
        fix_zh="请画一个开始事件。",
    ),
}

_UNREACHED: Final = frozenset({NodeKind.START, NodeKind.BOUNDARY, NodeKind.EVENT_SUB_PROCESS})


def check(view: View) -> Iterator[Finding]:
    for scope in view.scopes:
        for flow in scope.body.flows:
            yield from _flow(view, scope, flow)
        yield from _level(view, scope)
        for node in scope.body.nodes:
            yield from _declared(view, node)
            yield from _ways(view, node)


def _flow(view: View, scope: ScopeView, flow: SequenceFlow) -> Iterator[Finding]:
    source, target = view.nodes.get(flow.source_ref), view.nodes.get(flow.target_ref)
    if source is not None and target is not None:
        homes = {id(view.scope_of[source.id]), id(view.scope_of[target.id]), id(scope)}
        if len(homes) > 1:
            yield view.find("FLOW_ACROSS_SCOPES", flow.source, source=source.id, target=target.id)
    if (flow.source.get("isImmediate") or "").strip().lower() in {"false", "0"}:
        yield view.find("FLOW_IMMEDIATE", flow.source)
    if flow.condition is not None and source is not None:
        yield from _condition(view, flow, source)


def _condition(view: View, flow: SequenceFlow, source: FlowNode) -> Iterator[Finding]:
    # A foreign text that was given a meaning comes from an engine that ignores it here.
    foreign = flow.condition is not None and flow.condition.text.strip() in view.around.conditions
    if source.kind is NodeKind.PARALLEL and foreign:
        yield view.find("CONDITION_IGNORED", flow.source)
    elif source.kind in {NodeKind.PARALLEL, NodeKind.EVENT_BASED} or source.kind in EVENTS:
        yield view.find("CONDITION_MISPLACED", flow.source, kind=source.kind.value, source=source.id)
    elif source.default == flow.id:
        yield view.find("CONDITION_OF_DEFAULT", flow.source)


def _level(view: View, scope: ScopeView) -> Iterator[Finding]:
    """Once a level has start events, everything else needs a way in; the same for ends and ways out."""
    nodes = scope.body.nodes
    starts = [n for n in nodes if n.kind is NodeKind.START]
    ends = [n for n in nodes if n.kind is NodeKind.END]
    if starts and not ends:
        yield view.find("START_WITHOUT_END", scope.owner.source)
    if ends and not starts and not any(n.instantiate for n in nodes):
        yield view.find("END_WITHOUT_START", scope.owner.source)
    for node in nodes:
        if _must_be_reached(node, bool(starts)) and not view.into(node):
            yield view.find("NODE_NO_INCOMING", node.source)
        if _must_lead_on(node, bool(ends)) and not view.out(node):
            code = "GATEWAY_NO_EXIT" if node.kind in GATEWAYS else "NODE_NO_OUTGOING"
            yield view.find(code, node.source)


def _must_be_reached(node: FlowNode, starts: bool) -> bool:
    if node.kind in _UNREACHED or node.is_for_compensation or _link(node, NodeKind.CATCH) or node.instantiate:
        return False
    return starts or node.kind in {NodeKind.CATCH, NodeKind.THROW, NodeKind.END}


def _must_lead_on(node: FlowNode, ends: bool) -> bool:
    if node.kind in {NodeKind.END, NodeKind.EVENT_SUB_PROCESS} or node.is_for_compensation:
        return False
    if _link(node, NodeKind.THROW) or _compensates(node):
        return False
    must = {NodeKind.CATCH, NodeKind.THROW, NodeKind.BOUNDARY}
    return ends or node.kind in GATEWAYS or node.kind in must


def _link(node: FlowNode, kind: NodeKind) -> bool:
    return node.kind is kind and any(e.kind is EventKind.LINK for e in node.events)


def _compensates(node: FlowNode) -> bool:
    return node.kind is NodeKind.BOUNDARY and any(e.kind is EventKind.COMPENSATION for e in node.events)


def _declared(view: View, node: FlowNode) -> Iterator[Finding]:
    """The node's own list of flows must agree with the flows."""
    sides = (("incoming", node.incoming, view.into(node)), ("outgoing", node.outgoing, view.out(node)))
    for direction, declared, real in sides:
        ids = {flow.id for flow in real}
        for flow_id in declared:
            known = view.diagram.elements.get(flow_id)
            if flow_id not in ids and known is not None and known.name == "sequenceFlow":
                yield view.find("FLOW_DECLARATION_WRONG", node.source, flow=flow_id, direction=direction)


def _ways(view: View, node: FlowNode) -> Iterator[Finding]:
    into, out = view.into(node), view.out(node)
    if node.kind is NodeKind.START and into:
        yield view.find("START_INCOMING", node.source)
    if node.kind is NodeKind.END and out:
        yield view.find("END_OUTGOING", node.source)
    if node.default is not None:
        yield from _default(view, node, out)
    if node.kind not in EVENTS and node.kind not in GATEWAYS:
        yield from _activity(view, node, out)


def _default(view: View, node: FlowNode, out: list[SequenceFlow]) -> Iterator[Finding]:
    known = view.diagram.elements.get(node.default or "")
    if all(flow.id != node.default for flow in out):
        if known is not None and known.name == "sequenceFlow":
            yield view.find("DEFAULT_NOT_OUTGOING", node.source, flow=node.default)
    elif len(out) > 1 and all(flow.condition is None for flow in out):
        yield view.find("DEFAULT_ALONE", node.source)


def _activity(view: View, node: FlowNode, out: list[SequenceFlow]) -> Iterator[Finding]:
    if len(out) == 1 and out[0].condition is not None:
        yield view.find("CONDITION_ALONE", out[0].source, node=node.name or node.id)
    plain = [flow for flow in out if flow.condition is None and flow.id != node.default]
    if len(plain) > 1 and len(plain) == len(out):
        yield view.find("IMPLICIT_SPLIT", node.source, count=len(plain))
