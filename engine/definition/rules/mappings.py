"""What `gx:` children say: mappings, field rights, versions, deadlines of work items."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from engine.definition.element import Element
from engine.definition.expressions import Constant, Interpreter, TextRefused
from engine.definition.findings import Finding, Rule
from engine.definition.model import FlowNode, Text
from engine.definition.rules.timers import is_moment
from engine.definition.rules.view import View

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

_MAPPINGS: Final = frozenset({"gx:in", "gx:out", "gx:input", "gx:output"})
_RIGHTS: Final = frozenset({"hidden", "read", "write", "required"})
_BINDINGS: Final = frozenset({"latest", "deployment", "version", "versionTag"})


def check(view: View) -> Iterator[Finding]:
    for _, node in view.each_node():
        holder = node.source.child("extensionElements")
        if holder is not None:
            yield from _mappings(view, node, holder)
        if node.called_element:
            yield from _version(view, node)
        for what, text in (("due", node.binding.due), ("followUp", node.binding.follow_up)):
            if text is not None:
                yield from _deadline(view, node, what, text)


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
