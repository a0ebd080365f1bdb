"""Listeners, skip expressions, embedded forms and decisions of other engines: what differs here is said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from engine.definition.compiling.weave import is_live, may_skip, side
from engine.definition.element import Element
from engine.definition.expressions import Interpreter, TextRefused
from engine.definition.findings import Finding, Rule
from engine.definition.model import Body, FlowNode, Hook
from engine.definition.rules.view import View

RULES: Final[Mapping[str, Rule]] = {
    "VENDOR_LISTENER": Rule(
        severity="warning",
        en="“{name}”: the listener {what} names code of another engine; it is not called.",
        zh="“{name}”：监听器 {what} 指向其他引擎的代码，不会被调用。",
        fix_en="Every step is recorded anyway; for an effect bind the name to an application.",
        fix_zh="每一步都会记录；如需产生效果，请将该名称绑定到应用。",
    ),
    "LISTENER_PLACE": Rule(
        severity="warning",
        en="“{name}”: the listener {what} waits for “{event}”, which is not told here; it is not called.",
        zh="“{name}”：监听器 {what} 监听“{event}”，此处不会通知该事件，因此不会被调用。",
        fix_en="Draw a service task where its effect is needed.",
        fix_zh="请在需要效果的位置画一个服务任务。",
    ),
    "LISTENER_WOVEN": Rule(
        severity="info",
        en="“{name}”: the listener {what} runs as a step of its own at “{event}”.",
        zh="“{name}”：监听器 {what} 在“{event}”时作为单独的步骤运行。",
        fix_en="It may stay.",
        fix_zh="可以保留。",
    ),
    "SKIP_SWITCH": Rule(
        severity="info",
        en="“{name}” is passed by where its skip expression holds and the variable {switch} is true.",
        zh="当跳过表达式成立且变量 {switch} 为真时，“{name}”会被跳过。",
        fix_en="It may stay.",
        fix_zh="可以保留。",
    ),
    "SKIP_PLACE": Rule(
        severity="error",
        en="“{name}” has a skip expression, but control cannot be led around it.",
        zh="“{name}”设置了跳过表达式，但无法绕过该元素。",
        fix_en="Draw an exclusive gateway in front of it.",
        fix_zh="请在其前面画一个排他网关。",
    ),
    "DECISION_SHAPE": Rule(
        severity="warning",
        en="“{name}” expects its decision's answer as {shape}; here one output is the value itself,"
        " several are a context, and only collecting tables give a list.",
        zh="“{name}”期望决策结果的形式为 {shape}；此处单个输出即为值本身，多个输出为上下文，"
        "只有收集型决策表返回列表。",
        fix_en="Correct the expressions that read “{result}”.",
        fix_zh="请改正读取“{result}”的表达式。",
    ),
    "FIELD_TYPE": Rule(
        severity="warning",
        en="“{name}”: the form field “{field}” has the type “{type}”, which is shown as a text.",
        zh="“{name}”：表单字段“{field}”的类型为“{type}”，将按文本显示。",
        fix_en="Draw the form of its own and name it with gx:form.",
        fix_zh="请单独制作表单，并用 gx:form 指定。",
    ),
    "FIELD_LIMIT": Rule(
        severity="warning",
        en="“{name}”: the limit {limit}={value} of the form field “{field}” does not fit its type “{type}”.",
        zh="“{name}”：表单字段“{field}”的限制 {limit}={value} 与其类型“{type}”不符。",
        fix_en="Give the field a type that can have it.",
        fix_zh="请为该字段设置相符的类型。",
    ),
    "FIELD_TWICE": Rule(
        severity="warning",
        en="“{name}”: two form fields fill “{field}”; the first one is shown.",
        zh="“{name}”：有两个表单字段写入“{field}”；只显示第一个。",
        fix_en="Keep one of them.",
        fix_zh="请只保留一个。",
    ),
    "FIELD_DEFAULT": Rule(
        severity="warning",
        en="“{name}”: the default of the form field “{field}” is computed (“{text}”); it is left empty.",
        zh="“{name}”：表单字段“{field}”的默认值为表达式（“{text}”），将留空。",
        fix_en="Set the variable “{field}” before, then the form shows it.",
        fix_zh="请提前设置变量“{field}”，表单会显示该值。",
    ),
}
_NUMERIC: Final = frozenset({"long", "integer", "int", "short", "double", "float", "number"})
_OTHER: Final = frozenset({"boolean", "date", "enum"})
_NUMBER: Final = re.compile(r"[-+]?\d{1,20}(\.\d{1,20})?")
FIELD_TYPES: Final = frozenset(
    {
        "string",
        "text",
        "long",
        "integer",
        "int",
        "short",
        "double",
        "float",
        "number",
        "boolean",
        "date",
        "enum",
    }
)


def check(view: View) -> Iterator[Finding]:
    for process in view.diagram.processes:
        for hook in process.hooks:
            placed = hook.event == "start"
            yield from _hook(view, process.source, hook, placed=placed)
    for scope in view.scopes:
        for node in scope.body.nodes:
            for hook in node.hooks:
                yield from _hook(view, node.source, hook, placed=side(node, hook, scope.body) is not None)
            yield from _node(view, node, scope.body)
        for flow in scope.body.flows:
            for hook in flow.hooks:
                yield from _hook(view, flow.source, hook, placed=True)


def _hook(view: View, source: Element, hook: Hook, *, placed: bool) -> Iterator[Finding]:
    what = f"<{hook.name}>" + (f" {hook.foreign.shown[:100]}" if hook.foreign is not None else "")
    code = "VENDOR_LISTENER" if not is_live(hook) else "LISTENER_WOVEN" if placed else "LISTENER_PLACE"
    yield view.find(code, source, line=hook.line, what=what, event=hook.event[:40])
    if code == "LISTENER_WOVEN":
        yield from _live(view, source, hook)


def _fits(kind: str, limit: str, value: str) -> bool:
    """Whether a field of this type can be limited so."""
    if kind in _OTHER:
        return False
    if (limit in {"min", "max"}) is not (kind in _NUMERIC):
        return False
    return limit == "pattern" or bool(_NUMBER.fullmatch(value))


def _live(view: View, source: Element, hook: Hook) -> Iterator[Finding]:
    known = view.around.adapters
    if hook.adapter is not None and known is not None and hook.adapter not in known:
        yield view.find("ADAPTER_UNKNOWN", source, line=hook.line, ref=hook.adapter[:80], near="–")
    texts = [mapping.source for mapping in hook.inputs] + ([hook.value] if hook.value is not None else [])
    for text in texts:
        try:
            Interpreter(view.around.conditions).compile(text)
        except TextRefused as refused:
            yield view.find(refused.code, source, line=hook.line, **refused.args_of_finding)


def _node(view: View, node: FlowNode, body: Body) -> Iterator[Finding]:
    bound = node.binding
    if bound.skip is not None:
        code = "SKIP_SWITCH" if may_skip(node, body) else "SKIP_PLACE"
        yield view.find(code, node.source, switch="_ACTIVITI_SKIP_EXPRESSION_ENABLED")
        try:
            Interpreter(view.around.conditions).compile(bound.skip)
        except TextRefused as refused:
            yield view.find(refused.code, node.source, line=bound.skip.line, **refused.args_of_finding)
    if bound.decision and bound.result and bound.decision_shape not in {None, "singleEntry"}:
        yield view.find(
            "DECISION_SHAPE", node.source, shape=(bound.decision_shape or "")[:40], result=bound.result[:40]
        )
    yield from _fields(view, node)


def _fields(view: View, node: FlowNode) -> Iterator[Finding]:
    seen: set[str] = set()
    for field in node.binding.fields:
        if field.key in seen:
            yield view.find("FIELD_TWICE", node.source, line=field.line, field=field.key)
        seen.add(field.key)
        if field.type not in FIELD_TYPES:
            yield view.find("FIELD_TYPE", node.source, line=field.line, field=field.key, type=field.type[:40])
        for limit, value in field.limits:
            if not _fits(field.type, limit, value):
                yield view.find(
                    "FIELD_LIMIT",
                    node.source,
                    line=field.line,
                    field=field.key,
                    type=field.type[:40],
                    limit=limit,
                    value=value[:40],
                )
        if field.default is not None and ("${" in field.default or "#{" in field.default):
            yield view.find(
                "FIELD_DEFAULT", node.source, line=field.line, field=field.key, text=field.default[:80]
            )
