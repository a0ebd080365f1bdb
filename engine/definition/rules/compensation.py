"""Compensation: events, their handlers, and the activities they undo."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from engine.definition.findings import Finding, Rule
from engine.definition.model import FlowNode
from engine.definition.rules.view import ScopeView, View
from engine.kernel.program import EventKind, NodeKind

RULES: Final[Mapping[str, Rule]] = {
    "COMPENSATION_HANDLER_MISSING": Rule(
        severity="error",
        en="The compensation event “{name}” is not associated with a compensation activity.",
        zh="补偿边界事件“{name}”没有关联补偿活动。",
        fix_en="Draw an association to one activity that is marked isForCompensation.",
        fix_zh="请用关联线连接到标记为 isForCompensation 的活动。",
    ),
    "COMPENSATION_FLOW": Rule(
        severity="error",
        en="“{name}” is for compensation and must not have sequence flows.",
        zh="“{name}”用于补偿，不允许有顺序流。",
        fix_en="Remove the flows; it is called when its activity is compensated.",
        fix_zh="请删除顺序流；补偿时会自动调用。",
    ),
    "COMPENSATION_UNATTACHED": Rule(
        severity="error",
        en="“{name}” is for compensation but no compensation event leads to it.",
        zh="“{name}”是补偿活动，但没有补偿事件与之关联。",
        fix_en="Associate it with a compensation boundary event.",
        fix_zh="请将其与补偿边界事件关联。",
    ),
    "COMPENSATION_TARGET": Rule(
        severity="error",
        en="“{name}” compensates “{activity}”, which lies in another scope.",
        zh="“{name}”要补偿的“{activity}”位于另一个作用域。",
        fix_en="Choose an activity of the same process or sub-process.",
        fix_zh="请选择同一流程或子流程中的活动。",
    ),
}


def check(view: View) -> Iterator[Finding]:
    for scope, node in view.each_node():
        yield from _compensation(view, scope, node)
        for definition in node.events:
            if definition.kind is EventKind.COMPENSATION and definition.activity:
                yield from _target(view, scope, node, definition.activity)


def _target(view: View, scope: ScopeView, node: FlowNode, activity: str) -> Iterator[Finding]:
    """An event sub-process may also compensate activities of the scope around it."""
    target = view.nodes.get(activity)
    homes = {id(scope), id(scope.parent)} if scope.node else {id(scope)}
    if target is not None and id(view.scope_of[target.id]) not in homes:
        yield view.find("COMPENSATION_TARGET", node.source, activity=target.id)


def _compensation(view: View, scope: ScopeView, node: FlowNode) -> Iterator[Finding]:
    compensates = any(e.kind is EventKind.COMPENSATION for e in node.events)
    if node.kind is NodeKind.BOUNDARY and compensates:
        handlers = [n for n in _associated(view, scope, node) if n.is_for_compensation]
        if len(handlers) != 1:
            yield view.find("COMPENSATION_HANDLER_MISSING", node.source)
        if view.out(node):
            yield view.find("COMPENSATION_FLOW", node.source)
    if node.is_for_compensation:
        if view.into(node) or view.out(node):
            yield view.find("COMPENSATION_FLOW", node.source)
        if node.kind is not NodeKind.EVENT_SUB_PROCESS and not _associated(view, scope, node):
            yield view.find("COMPENSATION_UNATTACHED", node.source)


def _associated(view: View, scope: ScopeView, node: FlowNode) -> list[FlowNode]:
    ends: set[str] = set()
    for line in scope.body.associations:
        if node.id in {line.source_ref, line.target_ref}:
            ends |= {line.source_ref, line.target_ref} - {node.id}
    return [view.nodes[end] for end in ends if end in view.nodes]
