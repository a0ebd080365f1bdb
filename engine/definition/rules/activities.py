"""Activities: quantities, sub-processes, ad-hoc, calls, receive tasks that start."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from engine.definition.findings import Finding, Rule
from engine.definition.model import FlowNode
from engine.definition.reading.nodes import EVENTS
from engine.definition.rules.loops import is_positive
from engine.definition.rules.view import View
from engine.kernel.program import NodeKind

RULES: Final[Mapping[str, Rule]] = {
    "QUANTITY": Rule(
        severity="error",
        en="{attribute} of “{name}” is “{value}”; it must be a number from 1.",
        zh="“{name}”的 {attribute} 为“{value}”，应为不小于 1 的整数。",
        fix_en="Write a positive number.",
        fix_zh="请填写正整数。",
    ),
    "EVENT_SUB_PROCESS_FLOW": Rule(
        severity="error",
        en="The event sub-process “{name}” must not have sequence flows.",
        zh="事件子流程“{name}”不允许有顺序流。",
        fix_en="Remove the flows; its start event starts it.",
        fix_zh="请删除顺序流；它由自身的开始事件启动。",
    ),
    "EVENT_SUB_PROCESS_STARTS": Rule(
        severity="error",
        en="The event sub-process “{name}” has {count} start events; it needs exactly one.",
        zh="事件子流程“{name}”有 {count} 个开始事件，必须恰好有一个。",
        fix_en="Draw one start event with a trigger.",
        fix_zh="请绘制一个带触发条件的开始事件。",
    ),
    "EVENT_SUB_PROCESS_MARKED": Rule(
        severity="error",
        en="The event sub-process “{name}” must not have a loop or boundary events.",
        zh="事件子流程“{name}”不允许有循环或边界事件。",
        fix_en="Remove them.",
        fix_zh="请将其删除。",
    ),
    "SUB_PROCESS_EMPTY": Rule(
        severity="warning",
        en="The sub-process “{name}” is empty.",
        zh="子流程“{name}”是空的。",
        fix_en="Draw what it does, or use a task.",
        fix_zh="请绘制其内容，或改用任务。",
    ),
    "AD_HOC_CONTENT": Rule(
        severity="error",
        en="“{name}” ({kind}) must not stand in an ad-hoc sub-process.",
        zh="“{name}”（{kind}）不能放在即席子流程中。",
        fix_en="An ad-hoc sub-process holds activities without a start or end.",
        fix_zh="即席子流程只包含活动，没有开始和结束事件。",
    ),
    "AD_HOC_NO_ACTIVITY": Rule(
        severity="error",
        en="The ad-hoc sub-process “{name}” has no activity.",
        zh="即席子流程“{name}”中没有活动。",
        fix_en="Draw at least one.",
        fix_zh="请至少绘制一个活动。",
    ),
    "RECEIVE_INSTANTIATE": Rule(
        severity="error",
        en="The receive task “{name}” starts the process, but a sequence flow leads to it.",
        zh="接收任务“{name}”用于启动流程，但有顺序流指向它。",
        fix_en="Remove the flow or the mark instantiate.",
        fix_zh="请删除顺序流，或取消 instantiate。",
    ),
    "CALL_MISSING": Rule(
        severity="error",
        en="The call activity “{name}” calls nothing.",
        zh="调用活动“{name}”没有指定被调用的流程。",
        fix_en="Set calledElement, or gx:policy for an approval flow.",
        fix_zh="请设置 calledElement，或用 gx:policy 指定审批流程。",
    ),
    "CALL_NO_START": Rule(
        severity="error",
        en="“{name}” calls “{called}”, which has no start event without a trigger.",
        zh="“{name}”调用的“{called}”没有无触发条件的开始事件。",
        fix_en="Give the called process a none start event.",
        fix_zh="请为被调用的流程添加无触发条件的开始事件。",
    ),
    "CHOREOGRAPHY_IN_PROCESS": Rule(
        severity="error",
        en="A choreography element ({kind}) stands in the process.",
        zh="流程中出现了编排元素（{kind}）。",
        fix_en="Choreographies describe messages between partners; draw tasks here.",
        fix_zh="编排只描述伙伴间的消息；此处请绘制任务。",
    ),
}

_NOT_AD_HOC: Final = frozenset({NodeKind.START, NodeKind.END})
_CHOREOGRAPHY: Final = frozenset(
    {
        "choreographyTask",
        "subChoreography",
        "callChoreography",
        "conversation",
        "callConversation",
        "subConversation",
        "conversationLink",
    }
)


def check(view: View) -> Iterator[Finding]:
    for scope in view.scopes:
        for child in scope.owner.source.children:
            if child.name in _CHOREOGRAPHY:
                yield view.find("CHOREOGRAPHY_IN_PROCESS", child, kind=child.name)
        for node in scope.body.nodes:
            if node.kind not in EVENTS:
                yield from _quantities(view, node)
            if node.body is not None:
                yield from _sub_process(view, node)
            if node.kind is NodeKind.CALL:
                yield from _call(view, node)
            if node.kind is NodeKind.RECEIVE and node.instantiate and view.into(node):
                yield view.find("RECEIVE_INSTANTIATE", node.source)


def _quantities(view: View, node: FlowNode) -> Iterator[Finding]:
    for attribute in ("startQuantity", "completionQuantity"):
        value = node.source.get(attribute)
        if value is not None and not is_positive(value):
            yield view.find("QUANTITY", node.source, attribute=attribute, value=value[:20])


def _sub_process(view: View, node: FlowNode) -> Iterator[Finding]:
    body = node.body
    if body is None:
        return
    if node.kind is NodeKind.EVENT_SUB_PROCESS:
        yield from _event_sub_process(view, node)
    elif node.kind is NodeKind.AD_HOC:
        for inner in body.nodes:
            if inner.kind in _NOT_AD_HOC:
                yield view.find("AD_HOC_CONTENT", inner.source, kind=inner.kind.value)
        if all(inner.kind in EVENTS for inner in body.nodes):
            yield view.find("AD_HOC_NO_ACTIVITY", node.source)
    elif not body.nodes:
        yield view.find("SUB_PROCESS_EMPTY", node.source)


def _event_sub_process(view: View, node: FlowNode) -> Iterator[Finding]:
    starts = [n for n in node.body.nodes if n.kind is NodeKind.START] if node.body else []
    if view.into(node) or view.out(node) or node.incoming or node.outgoing:
        yield view.find("EVENT_SUB_PROCESS_FLOW", node.source)
    if len(starts) != 1:
        yield view.find("EVENT_SUB_PROCESS_STARTS", node.source, count=len(starts))
    if node.loop is not None or view.boundaries.get(node.id):
        yield view.find("EVENT_SUB_PROCESS_MARKED", node.source)


def _call(view: View, node: FlowNode) -> Iterator[Finding]:
    called = node.called_element
    if not called and not node.binding.policy:
        yield view.find("CALL_MISSING", node.source)
        return
    starts = view.start_events.get(called or "", [])
    if starts and all(n.events or n.source.child("eventDefinitionRef") is not None for n in starts):
        yield view.find("CALL_NO_START", node.source, called=called)
