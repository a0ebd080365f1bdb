"""Gateways: directions, conditions, and the rules of event-based gateways."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from engine.definition.findings import Finding, Rule
from engine.definition.model import FlowNode
from engine.definition.reading.nodes import GATEWAYS
from engine.definition.rules.view import View
from engine.kernel.program import EventKind, NodeKind

RULES: Final[Mapping[str, Rule]] = {
    "GATEWAY_DIRECTION": Rule(
        severity="error",
        en="The gateway “{name}” says {direction}, but has {into} flow(s) in and {out} out.",
        zh="网关“{name}”的方向为 {direction}，但有 {into} 条流入、{out} 条流出。",
        fix_en="Change gatewayDirection or the flows.",
        fix_zh="请修改 gatewayDirection 或顺序流。",
    ),
    "GATEWAY_POINTLESS": Rule(
        severity="error",
        en="The gateway “{name}” neither splits nor merges: it has {into} flow(s) in and {out} out.",
        zh="网关“{name}”既不分支也不合并：{into} 条流入、{out} 条流出。",
        fix_en="Remove it.",
        fix_zh="请将其删除。",
    ),
    "GATEWAY_CONDITIONS_MISSING": Rule(
        severity="error",
        en="{count} flows out of the gateway “{name}” have no condition: none of them can be chosen.",
        zh="网关“{name}”有 {count} 条流出顺序流没有条件，无法判断走哪一条。",
        fix_en="Give each flow a condition and mark one as default.",
        fix_zh="请为每条顺序流设置条件，并指定一条默认流。",
    ),
    "GATEWAY_CONDITION_MISSING": Rule(
        severity="warning",
        en="The flow “{name}” out of the gateway “{gateway}” has no condition and counts as always true.",
        zh="网关“{gateway}”的流出顺序流“{name}”没有条件，视为始终成立。",
        fix_en="Mark it as default flow, or give it a condition.",
        fix_zh="请将其设为默认流，或设置条件。",
    ),
    "GATEWAY_NO_DEFAULT": Rule(
        severity="info",
        en="The gateway “{name}” has no default flow: an incident arises if no condition holds.",
        zh="网关“{name}”没有默认流：所有条件都不成立时会产生异常事件。",
        fix_en="Mark one flow as default.",
        fix_zh="请指定一条默认流。",
    ),
    "COMPLEX_NO_ACTIVATION": Rule(
        severity="warning",
        en="The complex gateway “{name}” has {count} flows in and no activation condition: the first token fires it.",
        zh="复杂网关“{name}”有 {count} 条流入但没有激活条件，第一个令牌到达即触发。",
        fix_en="Write an activationCondition, such as activationCount >= 2.",
        fix_zh="请书写 activationCondition，例如 activationCount >= 2。",
    ),
    "EVENT_GATEWAY_TOO_FEW": Rule(
        severity="error",
        en="The event-based gateway “{name}” needs at least two ways out.",
        zh="事件网关“{name}”至少需要两条出路。",
        fix_en="Draw a second event, such as a timer.",
        fix_zh="请再画一个事件，例如定时器。",
    ),
    "EVENT_GATEWAY_TARGET": Rule(
        severity="error",
        en="“{name}” must not follow the event-based gateway “{gateway}”.",
        zh="“{name}”不能跟在事件网关“{gateway}”之后。",
        fix_en="Only catching message, timer, signal and conditional events and receive tasks may follow.",
        fix_zh="其后只能是消息、定时器、信号、条件捕获事件或接收任务。",
    ),
    "EVENT_GATEWAY_MIXED": Rule(
        severity="error",
        en="The event-based gateway “{name}” leads to receive tasks and to message events.",
        zh="事件网关“{name}”同时指向接收任务和消息事件。",
        fix_en="Use one of the two.",
        fix_zh="请只使用其中一种。",
    ),
    "EVENT_GATEWAY_BOUNDARY": Rule(
        severity="error",
        en="The receive task “{name}” follows an event-based gateway and must not have boundary events.",
        zh="接收任务“{name}”跟在事件网关之后，不允许有边界事件。",
        fix_en="Draw the other events at the gateway.",
        fix_zh="请将其他事件画在网关之后。",
    ),
    "EVENT_GATEWAY_OTHER_WAY": Rule(
        severity="error",
        en="“{name}” follows an event-based gateway and must not be reached by another flow.",
        zh="“{name}”跟在事件网关之后，不允许由其他顺序流到达。",
        fix_en="Remove the other flow.",
        fix_zh="请删除其他顺序流。",
    ),
    "EVENT_GATEWAY_INSTANTIATE": Rule(
        severity="error",
        en="The gateway “{name}” starts the process and must not be reached by a flow.",
        zh="网关“{name}”用于启动流程，不允许有流入的顺序流。",
        fix_en="Remove the incoming flow or the mark instantiate.",
        fix_zh="请删除流入的顺序流，或取消 instantiate。",
    ),
    "EVENT_GATEWAY_INSTANTIATE_TARGET": Rule(
        severity="error",
        en="“{name}” follows a gateway that starts the process: it must wait for a message.",
        zh="“{name}”跟在启动流程的网关之后，必须等待消息。",
        fix_en="Use message events or receive tasks.",
        fix_zh="请使用消息事件或接收任务。",
    ),
    "EVENT_GATEWAY_PARALLEL": Rule(
        severity="error",
        en="The event-based gateway “{name}” is parallel but does not start the process.",
        zh="事件网关“{name}”为并行类型，但不用于启动流程。",
        fix_en='Set instantiate="true" or make it exclusive.',
        fix_zh='请设置 instantiate="true"，或改为排他类型。',
    ),
}

_CHOOSING: Final = frozenset({NodeKind.EXCLUSIVE, NodeKind.INCLUSIVE, NodeKind.COMPLEX})
_FOLLOWS: Final = frozenset({EventKind.MESSAGE, EventKind.TIMER, EventKind.SIGNAL, EventKind.CONDITIONAL})


def check(view: View) -> Iterator[Finding]:
    for _, node in view.each_node():
        if node.kind in GATEWAYS:
            yield from _direction(view, node)
        if node.kind in _CHOOSING:
            yield from _choice(view, node)
        if node.kind is NodeKind.COMPLEX and node.activation_condition is None and len(view.into(node)) > 1:
            yield view.find("COMPLEX_NO_ACTIVATION", node.source, count=len(view.into(node)))
        if node.kind is NodeKind.EVENT_BASED:
            yield from _event_based(view, node)


def _direction(view: View, node: FlowNode) -> Iterator[Finding]:
    into, out = len(view.into(node)), len(view.out(node))
    direction = (node.source.get("gatewayDirection") or "Unspecified").strip()
    wrong = {
        "Converging": out > 1 or into < 2,
        "Diverging": into > 1 or out < 2,
        "Mixed": into < 2 or out < 2,
    }
    if wrong.get(direction, False):
        yield view.find("GATEWAY_DIRECTION", node.source, direction=direction, into=into, out=out)
    elif into < 2 and out == 1:
        yield view.find("GATEWAY_POINTLESS", node.source, into=into, out=out)


def _choice(view: View, node: FlowNode) -> Iterator[Finding]:
    out = view.out(node)
    if len(out) < 2:
        return
    plain = [flow for flow in out if flow.condition is None and flow.id != node.default]
    if len(plain) > 1:
        yield view.find("GATEWAY_CONDITIONS_MISSING", node.source, count=len(plain))
    elif plain:
        yield view.find("GATEWAY_CONDITION_MISSING", plain[0].source, gateway=node.name or node.id)
    elif node.default is None:
        yield view.find("GATEWAY_NO_DEFAULT", node.source)


def _event_based(view: View, node: FlowNode) -> Iterator[Finding]:
    out = view.out(node)
    if len(out) == 1:
        yield view.find("EVENT_GATEWAY_TOO_FEW", node.source)
    if node.instantiate and view.into(node):
        yield view.find("EVENT_GATEWAY_INSTANTIATE", node.source)
    if node.event_gateway_type == "Parallel" and not node.instantiate:
        yield view.find("EVENT_GATEWAY_PARALLEL", node.source)
    targets = [view.nodes[flow.target_ref] for flow in out if flow.target_ref in view.nodes]
    receives = any(target.kind is NodeKind.RECEIVE for target in targets)
    messages = any(_waits_for(target, EventKind.MESSAGE) for target in targets)
    if receives and messages:
        yield view.find("EVENT_GATEWAY_MIXED", node.source)
    for target in targets:
        yield from _target(view, node, target)


def _waits_for(node: FlowNode, kind: EventKind) -> bool:
    return node.kind is NodeKind.CATCH and any(e.kind is kind for e in node.events)


def _target(view: View, gateway: FlowNode, target: FlowNode) -> Iterator[Finding]:
    catches = target.kind is NodeKind.CATCH and all(e.kind in _FOLLOWS for e in target.events)
    if not catches and target.kind is not NodeKind.RECEIVE:
        yield view.find("EVENT_GATEWAY_TARGET", target.source, gateway=gateway.id)
    if target.kind is NodeKind.RECEIVE and view.boundaries.get(target.id):
        yield view.find("EVENT_GATEWAY_BOUNDARY", target.source)
    if len(view.into(target)) > 1 and not _all_from_starters(view, target):
        yield view.find("EVENT_GATEWAY_OTHER_WAY", target.source)
    if gateway.instantiate and target.kind is NodeKind.CATCH and not _waits_for(target, EventKind.MESSAGE):
        yield view.find("EVENT_GATEWAY_INSTANTIATE_TARGET", target.source)


def _all_from_starters(view: View, target: FlowNode) -> bool:
    """Two gateways that start the process may share an event."""
    sources = [view.nodes.get(flow.source_ref) for flow in view.into(target)]
    return all(s is not None and s.kind is NodeKind.EVENT_BASED and s.instantiate for s in sources)
