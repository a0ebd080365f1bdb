"""Activities: loops, quantities, sub-processes, transactions, ad-hoc, receive tasks that start."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from engine.definition.findings import Finding, Rule
from engine.definition.model import FlowNode, LoopText
from engine.definition.reading.nodes import EVENTS
from engine.definition.rules.view import ScopeView, View
from engine.kernel.program import LoopKind, NodeKind

RULES: Final[Mapping[str, Rule]] = {
    "LOOP_TWICE": Rule(
        severity="error",
        en="“{name}” has two loop markers.",
        zh="“{name}”有两个循环标记。",
        fix_en="Keep either the standard loop or the multi-instance.",
        fix_zh="请只保留标准循环或多实例之一。",
    ),
    "LOOP_COUNT_MISSING": Rule(
        severity="error",
        en="The multi-instance “{name}” says neither how many items nor which collection.",
        zh="多实例“{name}”既没有说明次数，也没有说明集合。",
        fix_en="Set loopCardinality, loopDataInputRef or gx:collection.",
        fix_zh="请设置 loopCardinality、loopDataInputRef 或 gx:collection。",
    ),
    "LOOP_COUNT_TWICE": Rule(
        severity="error",
        en="The multi-instance “{name}” has a number of items and a collection.",
        zh="多实例“{name}”同时设置了次数和集合。",
        fix_en="Keep one of the two.",
        fix_zh="请只保留其中之一。",
    ),
    "LOOP_DATA_WRONG": Rule(
        severity="error",
        en="{attribute} of “{name}” refers to “{ref}”, which is not data of this activity.",
        zh="“{name}”的 {attribute} 引用了“{ref}”，它不是该活动的数据。",
        fix_en="Refer to a data input or output of the activity, or to a data object around a sub-process.",
        fix_zh="请引用该活动的数据输入/输出，或子流程外的数据对象。",
    ),
    "LOOP_MAXIMUM": Rule(
        severity="error",
        en="loopMaximum of “{name}” is “{value}”; it must be a number from 1.",
        zh="“{name}”的 loopMaximum 为“{value}”，应为不小于 1 的整数。",
        fix_en="Write a positive number or remove the attribute.",
        fix_zh="请填写正整数或删除该属性。",
    ),
    "LOOP_ENDLESS": Rule(
        severity="error",
        en="The loop of “{name}” has neither a condition nor a maximum: it would not end.",
        zh="“{name}”的循环既没有条件也没有最大次数，不会结束。",
        fix_en="Write a loopCondition or set loopMaximum.",
        fix_zh="请书写 loopCondition 或设置 loopMaximum。",
    ),
    "LOOP_BEHAVIOR": Rule(
        severity="error",
        en="The multi-instance “{name}” has the behavior {behavior} but not what it needs: {wanted}.",
        zh="多实例“{name}”的 behavior 为 {behavior}，但缺少：{wanted}。",
        fix_en="Add it, or use the behavior All.",
        fix_zh="请补充，或将 behavior 设为 All。",
    ),
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
    "CALL_KIND": Rule(
        severity="error",
        en="“{name}” calls “{called}”, a {kind}; only processes and global tasks can be called.",
        zh="“{name}”调用的“{called}”是 {kind}；只能调用流程或全局任务。",
        fix_en="Call a process.",
        fix_zh="请调用流程。",
    ),
    "CHOREOGRAPHY_IN_PROCESS": Rule(
        severity="error",
        en="A choreography element ({kind}) stands in the process.",
        zh="流程中出现了编排元素（{kind}）。",
        fix_en="Choreographies describe messages between partners; draw tasks here.",
        fix_zh="编排只描述伙伴间的消息；此处请绘制任务。",
    ),
}

_MARKERS: Final = frozenset({"standardLoopCharacteristics", "multiInstanceLoopCharacteristics"})
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
_GLOBAL_TASKS: Final = frozenset(
    {"globalTask", "globalUserTask", "globalManualTask", "globalScriptTask", "globalBusinessRuleTask"}
)


def check(view: View) -> Iterator[Finding]:
    for scope in view.scopes:
        for child in scope.owner.source.children:
            if child.name in _CHOREOGRAPHY:
                yield view.find("CHOREOGRAPHY_IN_PROCESS", child, kind=child.name)
        for node in scope.body.nodes:
            if node.kind not in EVENTS:
                yield from _quantities(view, node)
                yield from _loop(view, scope, node)
            if node.body is not None:
                yield from _sub_process(view, node)
            if node.kind is NodeKind.CALL:
                yield from _call(view, node)
            if node.kind is NodeKind.RECEIVE and node.instantiate and view.into(node):
                yield view.find("RECEIVE_INSTANTIATE", node.source)


def _quantities(view: View, node: FlowNode) -> Iterator[Finding]:
    for attribute in ("startQuantity", "completionQuantity"):
        value = node.source.get(attribute)
        if value is not None and not _positive(value):
            yield view.find("QUANTITY", node.source, attribute=attribute, value=value[:20])


def _positive(value: str) -> bool:
    value = value.strip()
    return value.isascii() and value.isdigit() and int(value) > 0


def _loop(view: View, scope: ScopeView, node: FlowNode) -> Iterator[Finding]:
    markers = [
        c for c in node.source.children if c.name.endswith("LoopCharacteristics") and ":" not in c.name
    ]
    if len(markers) > 1:
        yield view.find("LOOP_TWICE", node.source)
    if node.loop is None:
        return
    if node.loop.kind is LoopKind.STANDARD:
        yield from _standard(view, node, node.loop)
    else:
        yield from _multi_instance(view, scope, node, node.loop)


def _standard(view: View, node: FlowNode, loop: LoopText) -> Iterator[Finding]:
    maximum = loop.source.get("loopMaximum")
    if maximum is not None and not _positive(maximum):
        yield view.find("LOOP_MAXIMUM", node.source, value=maximum[:20])
    if maximum is None and loop.condition is None:
        yield view.find("LOOP_ENDLESS", node.source)


def _multi_instance(view: View, scope: ScopeView, node: FlowNode, loop: LoopText) -> Iterator[Finding]:
    counted = loop.source.child("loopCardinality") is not None
    data = loop.source.child("loopDataInputRef") is not None
    if not counted and loop.collection is None:
        yield view.find("LOOP_COUNT_MISSING", node.source)
    if counted and data:
        yield view.find("LOOP_COUNT_TWICE", node.source)
    for attribute, inside in (("loopDataInputRef", "dataInput"), ("loopDataOutputRef", "dataOutput")):
        yield from _loop_data(view, scope, node, loop, attribute, inside)
    wanted = {
        "None": ("noneBehaviorEventRef", loop.none_event),
        "One": ("oneBehaviorEventRef", loop.one_event),
        "Complex": ("complexBehaviorDefinition", loop.complex_behaviors),
    }.get(loop.behavior)
    if wanted is not None and not wanted[1]:
        yield view.find("LOOP_BEHAVIOR", node.source, behavior=loop.behavior, wanted=wanted[0])


def _loop_data(
    view: View, scope: ScopeView, node: FlowNode, loop: LoopText, attribute: str, inside: str
) -> Iterator[Finding]:
    """A task loops over its own data; a sub-process may also loop over data around it."""
    child = loop.source.child(attribute)
    target = view.diagram.elements.get(child.text.strip().rpartition(":")[2]) if child is not None else None
    if child is None or target is None:
        return
    own = any(target is part for part in node.source.walk()) and target.name == inside
    around = node.body is not None and target.name in {"dataObject", "dataObjectReference", "property"}
    if not own and not around:
        yield view.find("LOOP_DATA_WRONG", node.source, attribute=attribute, ref=target.id)


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
    target = view.diagram.elements.get(called or "")
    if target is None:
        return
    if target.name in _GLOBAL_TASKS:
        return
    if target.name != "process":
        yield view.find("CALL_KIND", node.source, called=called, kind=target.name)
        return
    starts = view.start_events.get(called or "", [])
    if starts and all(n.events or n.source.child("eventDefinitionRef") is not None for n in starts):
        yield view.find("CALL_NO_START", node.source, called=called)
