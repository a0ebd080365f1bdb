"""What elements are bound to outside the diagram: applications, forms, decisions, called processes."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Final

from engine.definition.compiling.parts import vendor_expression
from engine.definition.expressions import Interpreter
from engine.definition.findings import NOTHING_NEAR, Finding, Rule
from engine.definition.model import FlowNode
from engine.definition.reading.nodes import GLOBAL_TASKS
from engine.definition.rules.view import View
from engine.kernel.program import EventKind, NodeKind

RULES: Final[Mapping[str, Rule]] = {
    "SERVICE_UNBOUND": Rule(
        severity="error",
        en="The task “{name}” is bound to nothing: it would do nothing.",
        zh="任务“{name}”没有绑定任何应用，不会做任何事。",
        fix_en="Name an application with gx:adapter{near_en}.",
        fix_zh="请用 gx:adapter 指定应用{near_zh}。",
    ),
    "SERVICE_FOREIGN": Rule(
        severity="error",
        en="The task “{name}” is bound to nothing here: {binding} names code of another engine.",
        zh="任务“{name}”在此没有绑定：{binding} 指向其他引擎的代码。",
        fix_en="Bind the name to an application on the page “Bindings”, or write gx:adapter.",
        fix_zh="请在“绑定”页面将该名称绑定到应用，或用 gx:adapter 指定应用。",
    ),
    "ADAPTER_UNKNOWN": Rule(
        severity="error",
        en="“{name}” calls the application “{ref}”, which does not exist.",
        zh="“{name}”调用的应用“{ref}”不存在。",
        fix_en="Did you mean “{near}”?",
        fix_zh="是否应为“{near}”？",
    ),
    "FORM_UNKNOWN": Rule(
        severity="error",
        en="“{name}” uses the form “{ref}”, which is not in the set.",
        zh="“{name}”使用的表单“{ref}”不在该集合中。",
        fix_en="Add the form, or correct its name. Did you mean “{near}”?",
        fix_zh="请添加该表单或改正名称。是否应为“{near}”？",
    ),
    "DECISION_UNKNOWN": Rule(
        severity="error",
        en="“{name}” asks the decision “{ref}”, which is not in the set.",
        zh="“{name}”使用的决策“{ref}”不在该集合中。",
        fix_en="Add the decision table, or correct its name. Did you mean “{near}”?",
        fix_zh="请添加决策表或改正名称。是否应为“{near}”？",
    ),
    "CALLED_UNKNOWN": Rule(
        severity="error",
        en="“{name}” calls the process “{ref}”, which is not in the set.",
        zh="“{name}”调用的流程“{ref}”不在该集合中。",
        fix_en="Add the process, or correct its id. Did you mean “{near}”?",
        fix_zh="请添加该流程或改正其 id。是否应为“{near}”？",
    ),
    "CALLED_ELSEWHERE": Rule(
        severity="warning",
        en="“{name}” calls the process “{called}”, which is not in this file.",
        zh="“{name}”调用的流程“{called}”不在此文件中。",
        fix_en="Publish that process before this one.",
        fix_zh="请先发布该流程。",
    ),
    "CALLED_DYNAMIC": Rule(
        severity="error",
        en="“{name}” computes which process it calls (“{called}”); that is not supported.",
        zh="“{name}”动态计算被调用的流程（“{called}”），目前不支持。",
        fix_en="Name the process, or choose between two call activities by a gateway.",
        fix_zh="请写明流程，或用网关在多个调用活动之间选择。",
    ),
    "FORM_DYNAMIC": Rule(
        severity="error",
        en="“{name}” computes which form it shows (“{form}”); that is not supported.",
        zh="“{name}”动态计算所用表单（“{form}”），目前不支持。",
        fix_en="Name the form.",
        fix_zh="请写明表单。",
    ),
    "RETRIES": Rule(
        severity="error",
        en="gx:retries of “{name}” is “{value}”; it must be a number from 0.",
        zh="“{name}”的 gx:retries 为“{value}”，应为非负整数。",
        fix_en="Write for example 5.",
        fix_zh="例如填写 5。",
    ),
    "USER_TASK_NOBODY": Rule(
        severity="warning",
        en="The user task “{name}” names nobody: everybody may take it.",
        zh="用户任务“{name}”没有指定参与者，任何人都可领取。",
        fix_en="Put it in a lane, or set gx:candidateGroups or gx:assignee.",
        fix_zh="请放入泳道，或设置 gx:candidateGroups 或 gx:assignee。",
    ),
}

_APPLICATIONS: Final = frozenset({NodeKind.SERVICE, NodeKind.SEND, NodeKind.BUSINESS_RULE})
_CALLABLE: Final = frozenset({"process", *GLOBAL_TASKS})
_THROWING: Final = frozenset({NodeKind.THROW, NodeKind.END})


def check(view: View) -> Iterator[Finding]:
    in_lanes = {node for scope in view.scopes for lane in scope.body.lanes for node in lane.nodes}
    for _, node in view.each_node():
        bound = node.binding
        if node.kind in _APPLICATIONS:
            yield from _application(view, node)
        elif node.kind in _THROWING and bound.adapter:
            yield from _known(view, node, "ADAPTER_UNKNOWN", bound.adapter, view.around.adapters)
        elif node.kind in _THROWING and bound.foreign and not _has_message(node):
            yield view.find("SERVICE_FOREIGN", node.source, binding=bound.foreign[0].shown[:80])
        if node.kind is NodeKind.CALL:
            yield from _called(view, node)
        if bound.form and not bound.fields:
            yield from _form(view, node, bound.form)
        if node.kind is NodeKind.USER and not _somebody(node, in_lanes):
            yield view.find("USER_TASK_NOBODY", node.source)
        retries = node.source.get("gx:retries")
        if retries is not None and bound.retries is None:
            yield view.find("RETRIES", node.source, value=retries[:20])


def _has_message(node: FlowNode) -> bool:
    return any(e.kind is EventKind.MESSAGE and e.ref for e in node.events)


def _somebody(node: FlowNode, in_lanes: set[str]) -> bool:
    bound = node.binding
    return bool(bound.assignee or bound.candidate_users or bound.candidate_groups) or node.id in in_lanes


def _application(view: View, node: FlowNode) -> Iterator[Finding]:
    bound = node.binding
    if bound.adapter:
        yield from _known(view, node, "ADAPTER_UNKNOWN", bound.adapter, view.around.adapters)
        return
    if bound.decision:
        if _is_dynamic(bound.decision):
            yield from _dynamic_decision(view, node, bound.decision)
        else:
            known = view.around.decisions
            yield from _known(view, node, "DECISION_UNKNOWN", bound.decision, known)
        return
    if node.kind is NodeKind.SEND and node.message_ref:
        return
    if vendor_expression(node, Interpreter(view.around.scripts)) is not None:
        return
    if bound.foreign:
        names = ", ".join(each.shown for each in bound.foreign)
        yield view.find("SERVICE_FOREIGN", node.source, binding=names[:120])
    elif not (node.kind is NodeKind.SEND and _names_message(node)):
        near = view.near(node.name or node.id, _names(view.around.adapters))
        yield view.find(
            "SERVICE_UNBOUND",
            node.source,
            near_en="" if near == NOTHING_NEAR else f", such as {near}",
            near_zh="" if near == NOTHING_NEAR else f"，例如 {near}",
        )


def _names_message(node: FlowNode) -> bool:
    # Its missing message is a finding of its own.
    return not node.source.get("operationRef")


def _dynamic_decision(view: View, node: FlowNode, decision: str) -> Iterator[Finding]:
    yield view.find("DECISION_UNKNOWN", node.source, ref=decision[:80], near="–")


def _called(view: View, node: FlowNode) -> Iterator[Finding]:
    called = node.called_element
    here = view.diagram.elements.get(called or "")
    if not called or (here is not None and here.name in _CALLABLE):
        return
    if _is_dynamic(called):
        yield view.find("CALLED_DYNAMIC", node.source, called=called[:80])
    elif view.around.definitions is None:
        yield view.find("CALLED_ELSEWHERE", node.source, called=called[:80])
    else:
        yield from _known(view, node, "CALLED_UNKNOWN", called, view.around.definitions)


def _form(view: View, node: FlowNode, form: str) -> Iterator[Finding]:
    if _is_dynamic(form):
        yield view.find("FORM_DYNAMIC", node.source, form=form[:80])
    else:
        yield from _known(view, node, "FORM_UNKNOWN", form, view.around.forms)


def _known(
    view: View, node: FlowNode, code: str, name: str, known: Container[str] | None
) -> Iterator[Finding]:
    if known is not None and name not in known:
        near = view.near(name, _names(known))
        yield view.find(code, node.source, ref=name[:80], near=near)


def _names(known: Container[str] | None) -> list[str]:
    return [str(name) for name in known] if isinstance(known, Iterable) else []


def _is_dynamic(text: str) -> bool:
    return text.startswith("=") or "${" in text or "#{" in text
