"""Events: which definitions may stand in which event, and what each kind of event needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from engine.definition.findings import Finding, Rule
from engine.definition.model import FlowNode
from engine.definition.reading.nodes import EVENTS
from engine.definition.rules.view import ScopeView, View
from engine.kernel.program import EventKind, NodeKind

RULES: Final[Mapping[str, Rule]] = {
    "EVENT_DEFINITION_NOT_ALLOWED": Rule(
        severity="error",
        en="“{name}” ({event}) must not have a {kind} definition{where_en}.",
        zh="“{name}”（{event}）{where_zh}不允许使用 {kind} 事件定义。",
        fix_en="Use one of: {allowed}.",
        fix_zh="可以使用：{allowed}。",
    ),
    "EVENT_DEFINITION_MISSING": Rule(
        severity="error",
        en="“{name}” ({event}) does not say what it waits for.",
        zh="“{name}”（{event}）没有说明等待什么。",
        fix_en="Give it a message, timer, signal or another definition.",
        fix_zh="请为其设置消息、定时器、信号等事件定义。",
    ),
    "EVENT_PARALLEL_SINGLE": Rule(
        severity="error",
        en="“{name}” is marked parallelMultiple but has {count} event definition(s).",
        zh="“{name}”标记为 parallelMultiple，但只有 {count} 个事件定义。",
        fix_en="Give it at least two definitions or remove the mark.",
        fix_zh="请设置至少两个事件定义，或取消该标记。",
    ),
    "EVENT_NOT_INTERRUPTING": Rule(
        severity="error",
        en="“{name}” cannot be non-interrupting: a {kind} event always interrupts.",
        zh="“{name}”不能是非中断的：{kind} 事件总是中断的。",
        fix_en="Mark it as interrupting.",
        fix_zh="请将其设为中断。",
    ),
    "BOUNDARY_UNATTACHED": Rule(
        severity="error",
        en="The boundary event “{name}” is not attached to an activity.",
        zh="边界事件“{name}”没有附着在活动上。",
        fix_en="Attach it to a task or sub-process.",
        fix_zh="请将其附着到任务或子流程。",
    ),
    "BOUNDARY_ELSEWHERE": Rule(
        severity="error",
        en="The boundary event “{name}” is attached to “{activity}”, which lies in another scope.",
        zh="边界事件“{name}”附着的“{activity}”位于另一个作用域。",
        fix_en="Place the event and its activity in the same process or sub-process.",
        fix_zh="请将事件与活动放在同一流程或子流程中。",
    ),
    "BOUNDARY_INCOMING": Rule(
        severity="error",
        en="A sequence flow leads into the boundary event “{name}”.",
        zh="有顺序流指向边界事件“{name}”。",
        fix_en="Lead the flow to the activity instead.",
        fix_zh="请将顺序流改为指向活动。",
    ),
    "BOUNDARY_CANCEL_OUTSIDE_TRANSACTION": Rule(
        severity="error",
        en="The cancel boundary event “{name}” is attached to “{activity}”, which is not a transaction.",
        zh="取消边界事件“{name}”附着的“{activity}”不是事务子流程。",
        fix_en="Attach it to a transaction.",
        fix_zh="请将其附着到事务子流程。",
    ),
    "CANCEL_OUTSIDE_TRANSACTION": Rule(
        severity="error",
        en="The cancel end event “{name}” does not lie in a transaction.",
        zh="取消结束事件“{name}”不在事务子流程内。",
        fix_en="Use it inside a transaction, or end with an error.",
        fix_zh="请在事务子流程内使用，或改用错误结束事件。",
    ),
    "START_MANY_NONE": Rule(
        severity="warning",
        en="“{name}” has {count} start events without a trigger: all of them start at once.",
        zh="“{name}”有 {count} 个无触发条件的开始事件，会同时启动。",
        fix_en="Keep one, or give the others a message, timer or signal.",
        fix_zh="请只保留一个，或为其他的设置消息、定时器或信号。",
    ),
}

_CATCHING: Final = frozenset(
    {
        EventKind.MESSAGE,
        EventKind.TIMER,
        EventKind.SIGNAL,
        EventKind.CONDITIONAL,
    }
)
ALLOWED: Final[Mapping[NodeKind, frozenset[EventKind]]] = {
    NodeKind.START: _CATCHING,
    NodeKind.CATCH: _CATCHING | {EventKind.LINK},
    NodeKind.THROW: frozenset(
        {
            EventKind.MESSAGE,
            EventKind.SIGNAL,
            EventKind.ESCALATION,
            EventKind.LINK,
            EventKind.COMPENSATION,
        }
    ),
    NodeKind.END: frozenset(
        {
            EventKind.MESSAGE,
            EventKind.SIGNAL,
            EventKind.ESCALATION,
            EventKind.ERROR,
            EventKind.CANCEL,
            EventKind.COMPENSATION,
            EventKind.TERMINATE,
        }
    ),
    NodeKind.BOUNDARY: _CATCHING
    | {EventKind.ERROR, EventKind.ESCALATION, EventKind.CANCEL, EventKind.COMPENSATION},
}
_HANDLER_STARTS: Final = _CATCHING | {EventKind.ERROR, EventKind.ESCALATION, EventKind.COMPENSATION}
_ALWAYS_INTERRUPT: Final = frozenset({EventKind.ERROR, EventKind.COMPENSATION, EventKind.CANCEL})


def check(view: View) -> Iterator[Finding]:
    for scope in view.scopes:
        yield from _starts(view, scope)
        for node in scope.body.nodes:
            if node.kind in EVENTS:
                yield from _definitions(view, scope, node)
            if node.kind is NodeKind.BOUNDARY:
                yield from _boundary(view, scope, node)


def _starts(view: View, scope: ScopeView) -> Iterator[Finding]:
    plain = [n for n in scope.body.nodes if n.kind is NodeKind.START and not n.events]
    handler = scope.node is not None and scope.node.kind is NodeKind.EVENT_SUB_PROCESS
    if len(plain) > 1 and not handler:
        yield view.find("START_MANY_NONE", scope.owner.source, count=len(plain))


def _definitions(view: View, scope: ScopeView, node: FlowNode) -> Iterator[Finding]:
    allowed, where = _allowed(scope, node)
    for definition in node.events:
        if definition.kind not in allowed:
            yield view.find(
                "EVENT_DEFINITION_NOT_ALLOWED",
                node.source,
                event=node.kind.value,
                kind=definition.kind.value,
                where_en=where[0],
                where_zh=where[1],
                allowed=", ".join(sorted(kind.value for kind in allowed)) or "–",
            )
        elif not node.interrupting and definition.kind in _ALWAYS_INTERRUPT and not _compensates(node):
            yield view.find("EVENT_NOT_INTERRUPTING", node.source, kind=definition.kind.value)
    refers = any(child.name == "eventDefinitionRef" for child in node.source.children)
    if not node.events and not refers and _needs_definition(scope, node):
        yield view.find("EVENT_DEFINITION_MISSING", node.source, event=node.kind.value)
    if node.parallel_multiple and len(node.events) < 2:
        yield view.find("EVENT_PARALLEL_SINGLE", node.source, count=len(node.events))
    if node.kind is NodeKind.END and any(e.kind is EventKind.CANCEL for e in node.events):
        yield from _cancel(view, scope, node)


def _allowed(scope: ScopeView, node: FlowNode) -> tuple[frozenset[EventKind], tuple[str, str]]:
    if node.kind is not NodeKind.START or scope.node is None:
        return ALLOWED[node.kind], ("", "")
    if scope.node.kind is NodeKind.EVENT_SUB_PROCESS:
        return _HANDLER_STARTS, (" at the start of an event sub-process", "在事件子流程的开始处")
    return frozenset(), (" inside a sub-process: it is started by its flow", "在子流程内（由顺序流启动）")


def _needs_definition(scope: ScopeView, node: FlowNode) -> bool:
    if node.kind is NodeKind.START:
        return scope.node is not None and scope.node.kind is NodeKind.EVENT_SUB_PROCESS
    return node.kind in {NodeKind.CATCH, NodeKind.BOUNDARY}


def _compensates(node: FlowNode) -> bool:
    # A compensation boundary event neither interrupts nor not: it waits until the activity is done.
    return node.kind is NodeKind.BOUNDARY and all(e.kind is EventKind.COMPENSATION for e in node.events)


def _cancel(view: View, scope: ScopeView, node: FlowNode) -> Iterator[Finding]:
    current: ScopeView | None = scope
    while current is not None:
        if current.node is not None and current.node.kind is NodeKind.TRANSACTION:
            return
        current = current.parent
    yield view.find("CANCEL_OUTSIDE_TRANSACTION", node.source)


def _boundary(view: View, scope: ScopeView, node: FlowNode) -> Iterator[Finding]:
    host = view.nodes.get(node.attached_to or "")
    if not node.attached_to:
        yield view.find("BOUNDARY_UNATTACHED", node.source)
    if host is not None and view.scope_of[host.id] is not scope:
        yield view.find("BOUNDARY_ELSEWHERE", node.source, activity=host.id)
    if view.into(node):
        yield view.find("BOUNDARY_INCOMING", node.source)
    cancels = any(e.kind is EventKind.CANCEL for e in node.events)
    if cancels and host is not None and host.kind is not NodeKind.TRANSACTION:
        yield view.find("BOUNDARY_CANCEL_OUTSIDE_TRANSACTION", node.source, activity=host.id)
