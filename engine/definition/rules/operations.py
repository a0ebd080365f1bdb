"""Operations of service interfaces: their messages must fit the data of tasks and callable elements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from engine.definition.element import Element
from engine.definition.findings import Finding, Rule
from engine.definition.rules.items import local, refs_of, structure
from engine.definition.rules.view import View

RULES: Final[Mapping[str, Rule]] = {
    "TASK_INPUT_SETS": Rule(
        severity="error",
        en="“{name}” ({kind}) has {count} {group}s; at most {limit} is allowed.",
        zh="“{name}”（{kind}）有 {count} 个 {group}，最多允许 {limit} 个。",
        fix_en="A message fills exactly one.",
        fix_zh="一条消息只对应一个。",
    ),
    "ITEM_DIFFERS": Rule(
        severity="error",
        en="“{data}” of “{name}” has another item definition than the message “{message}”.",
        zh="“{name}”的“{data}”与消息“{message}”的数据项定义不同。",
        fix_en="Use the same itemDefinition, or one with the same structureRef.",
        fix_zh="请使用相同的 itemDefinition，或 structureRef 相同的定义。",
    ),
    "IO_BINDING_MISSING": Rule(
        severity="error",
        en="“{name}” supports the interface “{interface}”, but has no ioBinding for “{operation}”.",
        zh="“{name}”支持接口“{interface}”，但没有 ioBinding 绑定其操作“{operation}”。",
        fix_en="Add an ioBinding for each operation.",
        fix_zh="请为每个操作添加 ioBinding。",
    ),
}


def check(view: View) -> Iterator[Finding]:
    for element in view.elements():
        if element.name in {"serviceTask", "sendTask", "receiveTask"}:
            yield from _message_task(view, element)
        elif element.child("supportedInterfaceRef") is not None:
            yield from _callable(view, element)


def _message_task(view: View, task: Element) -> Iterator[Finding]:
    specification = task.child("ioSpecification")
    if specification is None:
        return
    inputs, outputs = specification.all("dataInput"), specification.all("dataOutput")
    if task.name in {"serviceTask", "sendTask"}:
        yield from _at_most_one(view, task, "inputSet", specification.all("inputSet"))
        yield from _at_most_one(view, task, "dataInput", inputs)
    if task.name in {"serviceTask", "receiveTask"}:
        yield from _at_most_one(view, task, "outputSet", specification.all("outputSet"))
        yield from _at_most_one(view, task, "dataOutput", outputs)
    incoming, outgoing = _messages(view, task)
    for data, message in ((inputs, incoming), (outputs, outgoing)):
        if len(data) == 1 and message is not None:
            yield from _same_item(view, task, data[0], message)


def _at_most_one(view: View, task: Element, group: str, found: list[Element]) -> Iterator[Finding]:
    if len(found) > 1:
        yield view.find("TASK_INPUT_SETS", task, kind=task.name, group=group, count=len(found), limit=1)


def _messages(view: View, task: Element) -> tuple[Element | None, Element | None]:
    """(the message that the task's input fills, the message that fills its output)."""
    own = view.diagram.elements.get(local(task.get("messageRef")))
    if task.name == "sendTask":
        return own, None
    if task.name == "receiveTask":
        return None, own
    operation = view.diagram.elements.get(local(task.get("operationRef")))
    if operation is None or operation.name != "operation":
        return None, None
    return _message(view, operation, "inMessageRef"), _message(view, operation, "outMessageRef")


def _message(view: View, operation: Element, name: str) -> Element | None:
    refs = refs_of(operation, name)
    return view.diagram.elements.get(refs[0]) if refs else None


def _same_item(view: View, owner: Element, data: Element, message: Element) -> Iterator[Finding]:
    if message.name != "message":
        return
    here, there = local(data.get("itemSubjectRef")), local(message.get("itemRef"))
    if here == there:
        return
    structures = [structure(view, item) for item in (here, there)]
    if structures[0] is None or structures[0] != structures[1]:
        yield view.find(
            "ITEM_DIFFERS", owner, line=data.line, data=data.id or data.name, message=message.id or "–"
        )


def _callable(view: View, source: Element) -> Iterator[Finding]:
    """A process or global task that supports an interface binds each of its operations to its data."""
    bindings = {local(b.get("operationRef")): b for b in source.all("ioBinding")}
    for interface_ref in refs_of(source, "supportedInterfaceRef"):
        interface = view.diagram.elements.get(interface_ref)
        for operation in interface.all("operation") if interface is not None else ():
            binding = bindings.get(operation.id or "")
            if binding is None:
                yield view.find(
                    "IO_BINDING_MISSING", source, interface=interface_ref, operation=operation.id or "–"
                )
                continue
            for name, side in (("inputDataRef", "inMessageRef"), ("outputDataRef", "outMessageRef")):
                yield from _bound(view, source, binding, name, _message(view, operation, side))


def _bound(
    view: View, source: Element, binding: Element, name: str, message: Element | None
) -> Iterator[Finding]:
    data = view.diagram.elements.get(local(binding.get(name)))
    if data is not None and data.name in {"inputSet", "outputSet"}:
        refs = refs_of(data, "dataInputRefs", "dataOutputRefs")
        data = view.diagram.elements.get(refs[0]) if len(refs) == 1 else None
    if data is not None and message is not None:
        yield from _same_item(view, source, data, message)
