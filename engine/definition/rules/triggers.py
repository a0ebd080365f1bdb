"""What event definitions and message tasks refer to: messages, signals, errors, codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from engine.definition.findings import Finding, Rule
from engine.definition.model import EventDefinition, FlowNode
from engine.definition.rules.view import ScopeView, View
from engine.kernel.program import EventKind, NodeKind

RULES: Final[Mapping[str, Rule]] = {
    "MESSAGE_MISSING": Rule(
        severity="error",
        en="“{name}” does not say which message it means.",
        zh="“{name}”没有说明是哪条消息。",
        fix_en="Choose a message (messageRef), or bind a throwing event or send task with gx:adapter.",
        fix_zh="请选择消息（messageRef）；发送事件或发送任务也可以用 gx:adapter 绑定应用。",
    ),
    "MESSAGE_UNNAMED": Rule(
        severity="warning",
        en="The message “{id}” that “{name}” means has no name; it is correlated by its id.",
        zh="“{name}”引用的消息“{id}”没有名称，将按 id 关联。",
        fix_en="Give the message a name.",
        fix_zh="请为该消息命名。",
    ),
    "MESSAGE_OPERATION_MISSING": Rule(
        severity="error",
        en="“{name}” exchanges the typed message “{message}” but names no operation (operationRef).",
        zh="“{name}”交换的消息“{message}”带有数据类型，但没有指定操作（operationRef）。",
        fix_en="Name the operation, or remove itemRef from the message to correlate it by name.",
        fix_zh="请指定操作，或删除消息的 itemRef 以便按名称关联。",
    ),
    "OPERATION_MESSAGE_DIFFERS": Rule(
        severity="error",
        en="The operation “{operation}” of “{name}” has another message than “{message}”.",
        zh="“{name}”的操作“{operation}”使用的消息不是“{message}”。",
        fix_en="Refer to an operation that exchanges this message.",
        fix_zh="请引用交换该消息的操作。",
    ),
    "SIGNAL_MISSING": Rule(
        severity="error",
        en="“{name}” does not say which signal it means.",
        zh="“{name}”没有说明是哪个信号。",
        fix_en="Choose a signal (signalRef).",
        fix_zh="请选择信号（signalRef）。",
    ),
    "ERROR_MISSING": Rule(
        severity="error",
        en="The error end event “{name}” does not say which error it throws.",
        zh="错误结束事件“{name}”没有说明抛出哪个错误。",
        fix_en="Choose an error with a code (errorRef).",
        fix_zh="请选择带有代码的错误（errorRef）。",
    ),
    "ERROR_CODE_MISSING": Rule(
        severity="error",
        en="The error “{code}” that “{name}” throws has no errorCode.",
        zh="“{name}”抛出的错误“{code}”没有 errorCode。",
        fix_en="Give the error a code.",
        fix_zh="请为该错误设置代码。",
    ),
    "ESCALATION_MISSING": Rule(
        severity="error",
        en="“{name}” does not say which escalation it throws.",
        zh="“{name}”没有说明抛出哪个升级事件。",
        fix_en="Choose an escalation with a code (escalationRef).",
        fix_zh="请选择带有代码的升级（escalationRef）。",
    ),
    "ESCALATION_CODE_MISSING": Rule(
        severity="error",
        en="The escalation “{code}” that “{name}” throws has no escalationCode.",
        zh="“{name}”抛出的升级“{code}”没有 escalationCode。",
        fix_en="Give the escalation a code.",
        fix_zh="请为该升级设置代码。",
    ),
    "CONDITIONAL_EMPTY": Rule(
        severity="error",
        en="The conditional event “{name}” has no condition.",
        zh="条件事件“{name}”没有条件。",
        fix_en="Write the condition in FEEL.",
        fix_zh="请用 FEEL 书写条件。",
    ),
    "CONDITIONAL_START": Rule(
        severity="info",
        en="“{name}” starts the process by a condition: it is looked at when somebody starts the process, "
        "with the data given.",
        zh="“{name}”按条件启动流程：有人启动流程时，用所给数据判断该条件。",
        fix_en="To start by itself it needs a message, a timer or a signal.",
        fix_zh="如需自动启动，请使用消息、定时器或信号。",
    ),
    "START_TWICE": Rule(
        severity="error",
        en="“{name}” and “{other}” both start the process by the same {kind}: one would do nothing.",
        zh="“{name}”和“{other}”由同一个 {kind} 启动流程，其中一个不会起作用。",
        fix_en="Keep one of them.",
        fix_zh="请只保留一个。",
    ),
    "CATCH_TWICE": Rule(
        severity="error",
        en="“{name}” catches the same {kind} as “{other}” on the same activity.",
        zh="“{name}”与同一活动上的“{other}”捕获相同的 {kind}。",
        fix_en="Keep one of them.",
        fix_zh="请只保留一个。",
    ),
}

_THROWING: Final = frozenset({NodeKind.THROW, NodeKind.END})
_MESSAGE_TASKS: Final = frozenset({NodeKind.SEND, NodeKind.RECEIVE})


def check(view: View) -> Iterator[Finding]:
    for starts in view.start_events.values():
        yield from _started_twice(view, starts)
    for scope, node in view.each_node():
        for definition in node.events:
            yield from _definition(view, scope, node, definition)
        if node.kind in _MESSAGE_TASKS:
            yield from _message_task(view, node)
        if node.kind is NodeKind.BOUNDARY:
            yield from _same_catch(view, node)


def _started_twice(view: View, starts: list[FlowNode]) -> Iterator[Finding]:
    """Start events of one process that wait for the same message."""
    seen: dict[str, str] = {}
    for node in starts:
        for event in node.events:
            if event.kind is not EventKind.MESSAGE or not event.ref:
                continue
            other = seen.setdefault(event.ref, node.id)
            if other != node.id:
                yield view.find("START_TWICE", node.source, kind=event.kind.value, other=other)


def _definition(
    view: View, scope: ScopeView, node: FlowNode, definition: EventDefinition
) -> Iterator[Finding]:
    throws = node.kind in _THROWING
    if definition.kind is EventKind.MESSAGE:
        yield from _message(view, node, definition)
    elif definition.kind is EventKind.SIGNAL and not definition.ref:
        yield view.find("SIGNAL_MISSING", node.source)
    elif definition.kind is EventKind.ERROR and throws:
        yield from _coded(view, node, definition.ref, "ERROR")
    elif definition.kind is EventKind.ESCALATION and throws:
        yield from _coded(view, node, definition.ref, "ESCALATION")
    elif definition.kind is EventKind.CONDITIONAL:
        if definition.condition is None:
            yield view.find("CONDITIONAL_EMPTY", node.source)
        if node.kind is NodeKind.START and scope.node is None:
            yield view.find("CONDITIONAL_START", node.source)


def _message(view: View, node: FlowNode, definition: EventDefinition) -> Iterator[Finding]:
    bound = node.binding
    if node.kind in _THROWING and (bound.adapter or bound.foreign):
        return
    if not definition.ref:
        yield view.find("MESSAGE_MISSING", node.source)
        return
    message = view.diagram.messages.get(definition.ref)
    if message is not None and not message.name:
        yield view.find("MESSAGE_UNNAMED", node.source, id=definition.ref)
    operation = definition.source.child("operationRef")
    name = operation.text.strip() if operation is not None else None
    yield from _operation(view, node, definition.ref, name)


def _message_task(view: View, node: FlowNode) -> Iterator[Finding]:
    bound = node.binding
    elsewhere = bound.adapter or bound.decision or bound.foreign
    if not node.message_ref and not elsewhere and not node.source.get("operationRef"):
        yield view.find("MESSAGE_MISSING", node.source)
    if node.message_ref and node.source.get("operationRef"):
        yield from _operation(view, node, node.message_ref, node.source.get("operationRef"))


def _operation(view: View, node: FlowNode, message_ref: str, operation: str | None) -> Iterator[Finding]:
    message = view.diagram.messages.get(message_ref)
    if message is None:
        return
    if not operation:
        # A message with a data type belongs to a service contract; a name alone correlates by name.
        if message.source.get("itemRef"):
            yield view.find("MESSAGE_OPERATION_MISSING", node.source, message=message_ref)
        return
    target = view.diagram.elements.get(operation.strip().rpartition(":")[2])
    if target is None or target.name != "operation":
        return
    parts = [c for c in target.children if c.name in {"inMessageRef", "outMessageRef"}]
    if all(part.text.strip().rpartition(":")[2] != message_ref for part in parts):
        yield view.find("OPERATION_MESSAGE_DIFFERS", node.source, operation=target.id, message=message_ref)


def _coded(view: View, node: FlowNode, ref: str | None, kind: str) -> Iterator[Finding]:
    table = view.diagram.errors if kind == "ERROR" else view.diagram.escalations
    if not ref:
        yield view.find(f"{kind}_MISSING", node.source)
    elif ref in table and not table[ref].code:
        yield view.find(f"{kind}_CODE_MISSING", node.source, code=ref)


def _same_catch(view: View, node: FlowNode) -> Iterator[Finding]:
    """Two boundary events of one activity must not catch the same error or escalation."""
    for definition in node.events:
        if definition.kind not in {EventKind.ERROR, EventKind.ESCALATION}:
            continue
        for other in view.boundaries.get(node.attached_to or "", []):
            if other is node:
                return
            if any((e.kind, e.ref) == (definition.kind, definition.ref) for e in other.events):
                yield view.find("CATCH_TWICE", node.source, kind=definition.kind.value, other=other.id)
