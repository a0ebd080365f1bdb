"""What `gx:` children say: mappings, field rights, versions, deadlines of work items."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from engine.definition.element import Element
from engine.definition.expressions import Constant, Interpreter, TextRefused
from engine.definition.findings import Finding, Rule
from engine.definition.model import FlowNode, Text
from engine.definition.reading.nodes import EVENTS, GATEWAYS
from engine.definition.rules.timers import is_moment
from engine.definition.rules.view import View
from engine.kernel.program import EventKind, NodeKind

RULES: Final[Mapping[str, Rule]] = {
    "MAPPING_INCOMPLETE": Rule(
        severity="error",
        en="A mapping of “{name}” has no {missing}: nothing would be passed.",
        zh="“{name}”的映射缺少 {missing}，不会传递任何内容。",
        fix_en="Set source (or expression) and target.",
        fix_zh="请设置 source（或 expression）和 target。",
    ),
    "MAPPING_TWICE": Rule(
        severity="error",
        en="Two mappings of “{name}” write “{target}”.",
        zh="“{name}”的两个映射写入同一个“{target}”。",
        fix_en="Keep one of them.",
        fix_zh="请只保留一个。",
    ),
    "MAPPING_UNUSED": Rule(
        severity="error",
        en="“{name}” has {what}, which mean nothing on this {kind}.",
        zh="“{name}”设置了 {what}，但在这种 {kind} 上没有含义。",
        fix_en="Remove them, or put them on the task that needs them.",
        fix_zh="请删除，或移到需要它们的任务上。",
    ),
    "START_FORM_NOT_SHOWN": Rule(
        severity="warning",
        en="The start event “{name}” names a form; instances are started without showing one.",
        zh="开始事件“{name}”指定了表单；启动实例时不会显示表单。",
        fix_en="Let a first user task ask for the data.",
        fix_zh="请用第一个用户任务收集数据。",
    ),
    "PROPERTY_NOT_LOCAL": Rule(
        severity="warning",
        en="“{name}” has the property “{property}”; it becomes a variable of the scope around it.",
        zh="“{name}”有属性“{property}”，它会成为外层作用域的变量。",
        fix_en="Declare it in the process or sub-process.",
        fix_zh="请在流程或子流程中声明。",
    ),
    "FIELD_RIGHT": Rule(
        severity="error",
        en="“{name}” gives the right “{right}” for the field “{field}”; it must be hidden, read, write or required.",
        zh="“{name}”对字段“{field}”设置了权限“{right}”，应为 hidden、read、write 或 required。",
        fix_en="Correct the right.",
        fix_zh="请改正权限。",
    ),
    "CALL_BINDING": Rule(
        severity="error",
        en="“{name}” binds its called process by “{binding}”; it must be latest, deployment, version or versionTag.",
        zh="“{name}”的被调用流程绑定方式为“{binding}”，应为 latest、deployment、version 或 versionTag。",
        fix_en="Correct gx:binding.",
        fix_zh="请改正 gx:binding。",
    ),
    "CALL_VERSION_MISSING": Rule(
        severity="error",
        en="“{name}” binds its called process by {binding} but names none.",
        zh="“{name}”按 {binding} 绑定被调用流程，但没有给出。",
        fix_en="Set gx:version.",
        fix_zh="请设置 gx:version。",
    ),
    "DEADLINE_TEXT": Rule(
        severity="error",
        en="The {what} of “{name}” is “{text}”, neither a date nor a duration (ISO 8601).",
        zh="“{name}”的 {what} 为“{text}”，不是 ISO 8601 的日期或时长。",
        fix_en="Write for example P2D; a variable is marked: =deadline.",
        fix_zh="例如填写 P2D；变量请加标记：=deadline。",
    ),
}

_APPLICATIONS: Final = frozenset({NodeKind.SERVICE, NodeKind.SEND, NodeKind.BUSINESS_RULE, NodeKind.SCRIPT})
_MAPPINGS: Final = frozenset({"gx:in", "gx:out", "gx:input", "gx:output"})
_RIGHTS: Final = frozenset({"hidden", "read", "write", "required"})
_BINDINGS: Final = frozenset({"latest", "deployment", "version", "versionTag"})


def check(view: View) -> Iterator[Finding]:
    for _, node in view.each_node():
        holder = node.source.child("extensionElements")
        if holder is not None:
            yield from _mappings(view, node, holder)
        for what in _unused(node):
            yield view.find("MAPPING_UNUSED", node.source, what=what, kind=node.kind.value)
        if node.kind is NodeKind.START and node.binding.form:
            yield view.find("START_FORM_NOT_SHOWN", node.source)
        for item in node.data if node.kind in EVENTS else ():
            if item.source.name == "property":
                yield view.find("PROPERTY_NOT_LOCAL", node.source, property=item.name or item.id)
        if node.called_element:
            yield from _version(view, node)
        for what, text in (("due", node.binding.due), ("followUp", node.binding.follow_up)):
            if text is not None:
                yield from _deadline(view, node, what, text)


def _unused(node: FlowNode) -> Iterator[str]:
    """What was read from the element and no part of the program takes up."""
    bound = node.binding
    takes, gives = _data_directions(node)
    if (bound.inputs or node.data_inputs) and not takes:
        yield "inputs"
    if (bound.outputs or node.data_outputs) and not gives:
        yield "outputs"
    called = bound.call_in or bound.call_out or bound.all_in or bound.all_out or bound.business_key
    if called and node.kind is not NodeKind.CALL:
        yield "in/out"
    if bound.field_rights and node.kind is not NodeKind.USER:
        yield "fieldRights"
    if bound.retries is not None and node.kind not in _APPLICATIONS and not bound.adapter:
        yield "retries"


def _data_directions(node: FlowNode) -> tuple[bool, bool]:
    """(whether inputs have a meaning, whether outputs have)."""
    if node.kind in GATEWAYS:
        return False, False
    if node.kind in EVENTS:
        carries = any(event.kind in {EventKind.MESSAGE, EventKind.SIGNAL} for event in node.events)
        throws = node.kind in {NodeKind.END, NodeKind.THROW}
        return carries and throws, carries and not throws
    message = node.message_ref is not None and not (node.binding.adapter or node.binding.decision)
    if node.kind is NodeKind.RECEIVE:
        return not message, True
    return True, node.kind is not NodeKind.SEND or not message


def _mappings(view: View, node: FlowNode, holder: Element) -> Iterator[Finding]:
    written: set[tuple[str, str]] = set()
    for child in holder.children:
        if child.name in _MAPPINGS:
            yield from _mapping(view, node, child, written)
        elif child.name == "gx:fieldRights":
            field, right = child.get("field") or "–", child.get("right") or "–"
            if right not in _RIGHTS or field == "–":
                yield view.find(
                    "FIELD_RIGHT", node.source, line=child.line, field=field[:60], right=right[:20]
                )


def _mapping(view: View, node: FlowNode, child: Element, written: set[tuple[str, str]]) -> Iterator[Finding]:
    if child.get("variables") == "all" or child.get("businessKey"):
        return
    source = child.get("source") or child.get("expression") or child.get("sourceExpression")
    target = child.get("target")
    missing = "target" if not target else "source" if not source else ""
    if missing:
        yield view.find("MAPPING_INCOMPLETE", node.source, line=child.line, missing=missing)
    elif (child.name, target or "") in written:
        yield view.find("MAPPING_TWICE", node.source, line=child.line, target=target)
    written.add((child.name, target or ""))


def _version(view: View, node: FlowNode) -> Iterator[Finding]:
    binding = node.binding.version_binding
    if binding not in _BINDINGS:
        yield view.find("CALL_BINDING", node.source, binding=binding[:40])
    elif binding in {"version", "versionTag"} and not node.binding.version:
        yield view.find("CALL_VERSION_MISSING", node.source, binding=binding)


def _deadline(view: View, node: FlowNode, what: str, text: Text) -> Iterator[Finding]:
    try:
        compiled = Interpreter(view.around.conditions).compile(text)
    except TextRefused:
        return
    if isinstance(compiled, Constant) and not is_moment(text.text.strip()):
        yield view.find("DEADLINE_TEXT", node.source, line=text.line, what=what, text=text.text[:60])
