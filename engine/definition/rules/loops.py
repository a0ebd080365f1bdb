"""Loop markers: how often an activity repeats, over which data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from engine.definition.findings import Finding, Rule
from engine.definition.model import FlowNode, LoopText
from engine.definition.numbers import whole_number
from engine.definition.reading.nodes import EVENTS
from engine.definition.rules.view import ScopeView, View
from engine.kernel.program import LoopKind

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
    "LOOP_EVENT_KEEPS": Rule(
        severity="info",
        en="“{name}” catches what the multi-instance “{activity}” throws for its items: it does not interrupt it.",
        zh="“{name}”捕获多实例“{activity}”为其各实例抛出的事件，不会中断该活动。",
        fix_en='Set cancelActivity="false"; when the activity ends is said by its behavior.',
        fix_zh='请设置 cancelActivity="false"；活动何时结束由其 behavior 决定。',
    ),
}

_MARKERS: Final = frozenset({"standardLoopCharacteristics", "multiInstanceLoopCharacteristics"})


def check(view: View) -> Iterator[Finding]:
    for scope, node in view.each_node():
        if node.kind not in EVENTS:
            yield from _loop(view, scope, node)


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
    if maximum is not None and not is_positive(maximum):
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
    yield from _kept(view, node, loop)


def _kept(view: View, node: FlowNode, loop: LoopText) -> Iterator[Finding]:
    events = (loop.none_event, loop.one_event, *(event for _, event in loop.complex_behaviors))
    thrown = {(event.kind, event.ref) for event in events if event is not None}
    for boundary in view.boundaries.get(node.id, []):
        if boundary.interrupting and any((e.kind, e.ref) in thrown for e in boundary.events):
            yield view.find("LOOP_EVENT_KEEPS", boundary.source, activity=node.name or node.id)


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


def is_positive(value: str) -> bool:
    return whole_number(value, least=1) is not None
