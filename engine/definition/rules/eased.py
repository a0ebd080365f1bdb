"""What BPMN forbids and Camunda, Activiti and Flowable allow: in their files it runs as they mean it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from engine.definition.findings import Finding, Rule
from engine.definition.model import Diagram, FlowNode
from engine.kernel.program import NodeKind

RULES: Final[Mapping[str, Rule]] = {
    "DIALECT_END": Rule(
        severity="warning",
        en="Nothing follows “{name}”: the way ends there.",
        zh="“{name}”之后没有任何元素：路径在此结束。",
        fix_en="Draw an end event, so that everybody sees it.",
        fix_zh="请画一个结束事件，使其一目了然。",
    ),
    "DIALECT_CODE": Rule(
        severity="warning",
        en="“{name}” refers with {attribute} to “{ref}”, which is not in the file; it is taken as the code itself.",
        zh="“{name}”通过 {attribute} 引用了文件中不存在的“{ref}”，将其视为代码本身。",
        fix_en="Declare an error or escalation with this code.",
        fix_zh="请声明带有该代码的错误或升级。",
    ),
    "DIALECT_TYPE": Rule(
        severity="info",
        en="“{name}” is of the type “{ref}”, which the file does not declare; values keep their own type.",
        zh="“{name}”的类型“{ref}”未在文件中声明；值保持其自身类型。",
        fix_en="It may stay.",
        fix_zh="可以保留。",
    ),
    "DIALECT_WAIT": Rule(
        severity="warning",
        en="“{name}” names no message: it waits for one called like its id, “{id}”.",
        zh="“{name}”没有指定消息：它等待与其 id 同名的消息“{id}”。",
        fix_en="Declare a message and refer to it.",
        fix_zh="请声明消息并引用。",
    ),
}
_DIALECTS: Final = frozenset({"camunda", "activiti", "flowable"})
_ENDS: Final = frozenset({"NODE_NO_OUTGOING", "START_WITHOUT_END"})
_CODES: Final = frozenset({"errorRef", "escalationRef"})


def eased(diagram: Diagram, found: Iterable[Finding]) -> Iterator[Finding]:
    """The findings, those that the file's own engine would not have with another code."""
    if not diagram.dialects & _DIALECTS:
        yield from found
        return
    waiting = {node.id for process in diagram.processes for node in _waiting(process.body.nodes)}
    for one in found:
        code = _code(one, waiting)
        if code is None:
            yield one
        else:
            args = {**one.args, "id": one.element or "–"}
            yield replace(one, code=code, rule=RULES[code], args=args)


def _code(one: Finding, waiting: set[str]) -> str | None:
    if one.code in _ENDS:
        return "DIALECT_END"
    if one.code == "MESSAGE_MISSING" and one.element in waiting:
        return "DIALECT_WAIT"
    if one.code == "REF_DANGLING" and one.args.get("attribute") in _CODES:
        return "DIALECT_CODE"
    if one.code == "REF_DANGLING" and str(one.args.get("ref")).startswith(("xsd:", "xs:")):
        return "DIALECT_TYPE"
    return None


def _waiting(nodes: Iterable[FlowNode]) -> Iterator[FlowNode]:
    for node in nodes:
        if node.kind is NodeKind.RECEIVE:
            yield node
        if node.body is not None:
            yield from _waiting(node.body.nodes)
