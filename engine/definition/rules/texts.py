"""Texts that are evaluated: expressions, scripts, timers. Each must be readable before anything runs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from engine.definition.element import Element
from engine.definition.expressions import Constant, Interpreter, TextRefused
from engine.definition.findings import Finding, Rule
from engine.definition.model import FlowNode, MappingText, Text
from engine.definition.rules.doubts import doubt
from engine.definition.rules.functions import is_plain, unknown_functions
from engine.definition.rules.view import View, words
from engine.feel import Expression
from engine.feel.builtins.registry import BUILTIN_NAMES
from engine.kernel.program import Expr, NodeKind

RULES: Final[Mapping[str, Rule]] = {
    "LANGUAGE_REFUSED": Rule(
        severity="error",
        en="“{name}” is written in “{language}”; only FEEL and JUEL are accepted, code is never run.",
        zh="“{name}”使用了“{language}”；只接受 FEEL 和 JUEL，绝不执行代码。",
        fix_en="Write it in FEEL, or call an application with a service task and gx:adapter.",
        fix_zh="请改用 FEEL，或用服务任务和 gx:adapter 调用应用。",
    ),
    "EXPRESSION_SYNTAX": Rule(
        severity="error",
        en="“{name}”: “{text}” cannot be read. {reason_en}",
        zh="“{name}”：无法解析“{text}”。{reason_zh}",
        fix_en="Correct the expression; it is read as FEEL.",
        fix_zh="请改正表达式；按 FEEL 解析。",
    ),
    "JUEL_NOT_TRANSLATED": Rule(
        severity="error",
        en="“{name}”: “{part}” in “{text}” has no counterpart here.",
        zh="“{name}”：“{text}”中的“{part}”在此没有对应含义。",
        fix_en="Write the expression in FEEL; calls of beans become service tasks with gx:adapter.",
        fix_zh="请改用 FEEL；对 bean 的调用请改为带 gx:adapter 的服务任务。",
    ),
    "EXPRESSION_EMPTY": Rule(
        severity="error",
        en="“{name}”: the {part} is empty.",
        zh="“{name}”：{part} 为空。",
        fix_en="Write the expression or remove the element.",
        fix_zh="请填写表达式，或删除该元素。",
    ),
    "CONDITION_NOT_BOOLEAN": Rule(
        severity="error",
        en="“{name}”: the condition “{text}” is not a question with yes or no.",
        zh="“{name}”：条件“{text}”的结果不是“是”或“否”。",
        fix_en="Compare two values, such as amount > 1000.",
        fix_zh="请比较两个值，例如 amount > 1000。",
    ),
    "CARDINALITY_NOT_NUMBER": Rule(
        severity="error",
        en="“{name}”: the number of items “{text}” is not a number from 0.",
        zh="“{name}”：次数“{text}”不是非负整数。",
        fix_en="Write a whole number or an expression that gives one.",
        fix_zh="请填写整数，或结果为整数的表达式。",
    ),
    "SCRIPT_EMPTY": Rule(
        severity="error",
        en="The script task “{name}” has no script.",
        zh="脚本任务“{name}”没有脚本。",
        fix_en="Write a FEEL expression, or use another task.",
        fix_zh="请填写 FEEL 表达式，或改用其他任务。",
    ),
    "TEXT_FORMAT": Rule(
        severity="error",
        en="textFormat of “{name}” is “{format}”, which is no media type.",
        zh="“{name}”的 textFormat“{format}”不是媒体类型。",
        fix_en="Write text/plain or remove the attribute.",
        fix_zh="请填写 text/plain 或删除该属性。",
    ),
}

FORMAL: Final = words(
    """conditionExpression condition messagePath dataPath transformation loopCardinality
    completionCondition loopCondition activationCondition from to timeDate timeDuration timeCycle"""
)
"""Elements that hold an expression: BPMN wants a body in each."""
_MEDIA: Final = re.compile(r"[\w.+-]+/[\w.+-]+(\s*;.*)?")


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A text and what its place asks of it."""

    text: Text
    wants: str = "value"
    """value | boolean | number | script"""


def check(view: View) -> Iterator[Finding]:
    yield from _formal(view)
    scripts, conditions = _interpreters(view)
    for _, node in view.each_node():
        for asked in texts_of(node):
            interpreter = scripts if asked.wants == "script" else conditions
            yield from _judge(view, node.source, asked, interpreter)
        if node.kind is NodeKind.SCRIPT and node.script is None and not _works_elsewhere(node):
            yield view.find("SCRIPT_EMPTY", node.source)
    for _, flow in view.each_flow():
        if flow.condition is not None:
            yield from _judge(view, flow.source, Asked(text=flow.condition, wants="boolean"), conditions)
    for scope in view.scopes:
        for item in scope.body.data:
            if item.initial is not None:
                yield from _judge(view, item.source, Asked(text=item.initial), conditions)
    for message in view.diagram.messages.values():
        for mapping in message.correlation:
            yield from _judge(view, message.source, Asked(text=mapping.source), conditions)


def _interpreters(view: View) -> tuple[Interpreter, Interpreter]:
    return (
        Interpreter(view.around.scripts),
        Interpreter(view.around.conditions),
    )


def _works_elsewhere(node: FlowNode) -> bool:
    return bool(node.binding.adapter) or any(
        child.name == "zeebe:taskDefinition" for e in node.source.children for child in e.children
    )


def _formal(view: View) -> Iterator[Finding]:
    for element in view.elements():
        if element.name in FORMAL and not element.text.strip() and not element.children:
            yield view.find("EXPRESSION_EMPTY", element, part=element.name)
        text_format = element.get("textFormat")
        if text_format and ":" not in element.name and not _MEDIA.fullmatch(text_format.strip()):
            yield view.find("TEXT_FORMAT", element, format=text_format[:40])


def texts_of(node: FlowNode) -> Iterator[Asked]:
    """All that is evaluated when the node runs; timers are read by a rule of their own."""
    bound = node.binding
    if node.script is not None:
        yield Asked(text=node.script, wants="script")
    named = (
        bound.assignee,
        bound.candidate_users,
        bound.candidate_groups,
        bound.title,
        bound.due,
        bound.follow_up,
        bound.priority,
        bound.business_key,
    )
    yield from (Asked(text=text) for text in named if text is not None)
    groups: tuple[tuple[MappingText, ...], ...] = (
        bound.call_in,
        bound.call_out,
        bound.inputs,
        bound.outputs,
        node.data_inputs,
        node.data_outputs,
    )
    yield from (Asked(text=mapping.source) for group in groups for mapping in group)
    for condition in (node.activation_condition, node.completion_condition):
        if condition is not None:
            yield Asked(text=condition, wants="boolean")
    for event in node.events:
        if event.condition is not None:
            yield Asked(text=event.condition, wants="boolean")
    yield from _loop_texts(node)


def _loop_texts(node: FlowNode) -> Iterator[Asked]:
    loop = node.loop
    if loop is None:
        return
    if loop.cardinality is not None:
        yield Asked(text=loop.cardinality, wants="number")
    for text in (loop.collection, loop.output_element):
        if text is not None:
            yield Asked(text=text)
    conditions = (loop.completion, loop.condition, *(condition for condition, _ in loop.complex_behaviors))
    yield from (Asked(text=text, wants="boolean") for text in conditions if text is not None)


def _judge(view: View, source: Element, asked: Asked, interpreter: Interpreter) -> Iterator[Finding]:
    try:
        compiled = interpreter.compile(asked.text)
    except TextRefused as refused:
        yield view.find(refused.code, source, line=asked.text.line, **refused.args_of_finding)
        return
    for function in unknown_functions(compiled):
        yield view.find(
            "FUNCTION_UNKNOWN",
            source,
            line=asked.text.line,
            function=function[:60],
            text=asked.text.text[:80],
            near=view.near(function, BUILTIN_NAMES),
        )
    doubtful = doubt(compiled)
    if doubtful is not None:
        yield view.find(
            "EXPRESSION_DOUBTFUL",
            source,
            line=asked.text.line,
            text=asked.text.text.strip()[:80],
            correction=doubtful.correction,
            reason_en=doubtful.reason("en"),
            reason_zh=doubtful.reason("zh"),
        )
    value = _constant(compiled)
    if asked.wants == "boolean" and value is not _UNKNOWN and not isinstance(value, bool):
        yield view.find("CONDITION_NOT_BOOLEAN", source, line=asked.text.line, text=asked.text.text[:80])
    if asked.wants == "number" and value is not _UNKNOWN and not _is_count(value):
        yield view.find("CARDINALITY_NOT_NUMBER", source, line=asked.text.line, text=asked.text.text[:80])


class _Unknown:
    """Known only when it is evaluated."""


_UNKNOWN: Final = _Unknown()


def _constant(compiled: Expr) -> object:
    """The value of what reads no variable and calls nothing; else _UNKNOWN."""
    inner = getattr(compiled, "inner", compiled)
    if isinstance(inner, Expression) and not inner.names and is_plain(inner.tree):
        return inner.evaluate({})
    return inner.value if isinstance(inner, Constant) else _UNKNOWN


def _is_count(value: object) -> bool:
    return isinstance(value, Decimal) and value >= 0 and value == value.to_integral_value()
