"""Data: inputs and outputs, their sets, associations, and the messages of operations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from engine.definition.element import Element
from engine.definition.findings import Finding, Rule
from engine.definition.reading.nodes import KINDS as NODE_KINDS
from engine.definition.rules.view import View

RULES: Final[Mapping[str, Rule]] = {
    "DATA_NOT_IN_SET": Rule(
        severity="error",
        en="The {kind} “{name}” is in no {group}.",
        zh="{kind}“{name}”不在任何 {group} 中。",
        fix_en="Name it in a set of the ioSpecification.",
        fix_zh="请在 ioSpecification 的集合中引用它。",
    ),
    "DATA_SET_MISSING": Rule(
        severity="error",
        en="The ioSpecification of “{name}” has no {group}.",
        zh="“{name}”的 ioSpecification 缺少 {group}。",
        fix_en="Add one, even if it is empty.",
        fix_zh="请添加，允许为空。",
    ),
    "DATA_SETS_DISAGREE": Rule(
        severity="error",
        en="The {group} “{name}” names “{other}”, which does not name it in return.",
        zh="{group}“{name}”引用了“{other}”，但对方没有反向引用。",
        fix_en="Let inputSetRefs and outputSetRefs name each other.",
        fix_zh="请使 inputSetRefs 与 outputSetRefs 互相引用。",
    ),
    "DATA_TWO_SOURCES": Rule(
        severity="error",
        en="The data association “{name}” has {count} sources and no transformation.",
        zh="数据关联“{name}”有 {count} 个来源，但没有转换表达式。",
        fix_en="Write a transformation, or keep one source.",
        fix_zh="请书写 transformation，或只保留一个来源。",
    ),
    "DATA_ASSOCIATION_END": Rule(
        severity="error",
        en="The {kind} “{name}” must not {side_en} “{end}” ({end_kind}).",
        zh="{kind}“{name}”不能以“{end}”（{end_kind}）作为{side_zh}。",
        fix_en="Inputs read from data and fill a data input; outputs read a data output and fill data.",
        fix_zh="输入关联从数据读取并填入数据输入；输出关联从数据输出读取并填入数据。",
    ),
    "DATA_NO_TARGET": Rule(
        severity="error",
        en="The data association “{name}” has no target.",
        zh="数据关联“{name}”没有目标。",
        fix_en="Set targetRef.",
        fix_zh="请设置 targetRef。",
    ),
    "PROPERTY_PLACE": Rule(
        severity="error",
        en="The property “{name}” stands in a {place}; only processes, activities and events have some.",
        zh="属性“{name}”位于 {place} 中；只有流程、活动和事件可以有属性。",
        fix_en="Move it into the process.",
        fix_zh="请将其移到流程中。",
    ),
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
    "DATA_SUBSET": Rule(
        severity="error",
        en="The {group} “{name}” names “{ref}” in {attribute} but not in {main}.",
        zh="{group}“{name}”在 {attribute} 中引用了“{ref}”，但 {main} 中没有。",
        fix_en="Name it in both.",
        fix_zh="请在两处都引用。",
    ),
    "DATA_ITEM_DIFFERS": Rule(
        severity="error",
        en="The data association “{name}” copies “{one}” to “{two}”, whose item definitions differ.",
        zh="数据关联“{name}”将“{one}”复制到“{two}”，两者的数据项定义不同。",
        fix_en="Use the same itemDefinition or write a transformation.",
        fix_zh="请使用相同的 itemDefinition，或书写 transformation。",
    ),
    "CALL_DATA_DIFFERS": Rule(
        severity="error",
        en="“{name}” has {mine} data {group}(s), but the called “{called}” has {theirs}.",
        zh="“{name}”有 {mine} 个{group}，而被调用的“{called}”有 {theirs} 个。",
        fix_en="Let the inputs and outputs of both agree.",
        fix_zh="请使双方的输入和输出一致。",
    ),
    "RESOURCE_TWICE": Rule(
        severity="error",
        en="A resource role of “{name}” has both a resourceRef and an assignment expression.",
        zh="“{name}”的资源角色同时有 resourceRef 和分配表达式。",
        fix_en="Keep one of the two.",
        fix_zh="请只保留其中之一。",
    ),
    "IO_BINDING_MISSING": Rule(
        severity="error",
        en="“{name}” supports the interface “{interface}”, but has no ioBinding for “{operation}”.",
        zh="“{name}”支持接口“{interface}”，但没有 ioBinding 绑定其操作“{operation}”。",
        fix_en="Add an ioBinding for each operation.",
        fix_zh="请为每个操作添加 ioBinding。",
    ),
}

_SET_OF: Final = {"dataInput": ("inputSet", "dataInputRefs"), "dataOutput": ("outputSet", "dataOutputRefs")}
_OPTIONAL: Final = (
    ("optionalInputRefs", "whileExecutingInputRefs"),
    ("optionalOutputRefs", "whileExecutingOutputRefs"),
)
_PROPERTY_PLACES: Final = frozenset({*NODE_KINDS, "process", "event"})
_DATA: Final = frozenset({"dataObject", "dataObjectReference", "dataStoreReference", "property", "dataStore"})


def check(view: View) -> Iterator[Finding]:
    for element in view.elements():
        if element.name == "ioSpecification":
            yield from _specification(view, element)
        elif element.name in {"dataInputAssociation", "dataOutputAssociation"}:
            yield from _association(view, element)
        elif element.name == "property":
            parent = view.diagram.parent(element)
            if parent is not None and parent.name not in _PROPERTY_PLACES:
                yield view.find("PROPERTY_PLACE", element, place=parent.name)
        elif element.name in {"serviceTask", "sendTask", "receiveTask"}:
            yield from _message_task(view, element)
        elif element.child("supportedInterfaceRef") is not None:
            yield from _callable(view, element)

        if element.name == "callActivity":
            yield from _called_data(view, element)
        if (
            element.child("resourceRef") is not None
            and element.child("resourceAssignmentExpression") is not None
        ):
            yield view.find("RESOURCE_TWICE", element)


def _called_data(view: View, call: Element) -> Iterator[Finding]:
    """Where both sides describe their data, their numbers must agree."""
    called = view.diagram.elements.get(_local(call.get("calledElement")))
    mine = call.child("ioSpecification")
    theirs = called.child("ioSpecification") if called is not None else None
    if called is None or mine is None or theirs is None:
        return
    for group in _SET_OF:
        if len(mine.all(group)) != len(theirs.all(group)):
            yield view.find(
                "CALL_DATA_DIFFERS",
                call,
                group=group,
                called=called.id or "–",
                mine=len(mine.all(group)),
                theirs=len(theirs.all(group)),
            )


def _refs(group: Element, *names: str) -> list[str]:
    return [child.text.strip().rpartition(":")[2] for child in group.children if child.name in names]


def _specification(view: View, source: Element) -> Iterator[Finding]:
    for kind, (group, refs) in _SET_OF.items():
        sets = source.all(group)
        named = {ref for one in sets for ref in _refs(one, refs)}
        for part in source.all(kind):
            if part.id not in named:
                yield view.find("DATA_NOT_IN_SET", part, kind=kind, group=group)
        if not sets:
            yield view.find("DATA_SET_MISSING", source, group=group)
    for (group, main), optional in zip(_SET_OF.values(), _OPTIONAL, strict=True):
        for one in source.all(group):
            for attribute in optional:
                for ref in set(_refs(one, attribute)) - set(_refs(one, main)):
                    yield view.find("DATA_SUBSET", one, group=group, ref=ref, attribute=attribute, main=main)
    pairs = (("inputSet", "outputSetRefs", "inputSetRefs"), ("outputSet", "inputSetRefs", "outputSetRefs"))
    for group, there, back in pairs:
        for one in source.all(group):
            for ref in _refs(one, there):
                other = view.diagram.elements.get(ref)
                if other is not None and one.id not in _refs(other, back):
                    yield view.find("DATA_SETS_DISAGREE", one, group=group, other=ref)


def _association(view: View, source: Element) -> Iterator[Finding]:
    sources, targets = _refs(source, "sourceRef"), _refs(source, "targetRef")
    if len(sources) > 1 and source.child("transformation") is None:
        yield view.find("DATA_TWO_SOURCES", source, count=len(sources))
    if not targets:
        yield view.find("DATA_NO_TARGET", source)
    if len(sources) == 1 and len(targets) == 1 and source.child("transformation") is None:
        yield from _copied(view, source, sources[0], targets[0])
    reads = source.name == "dataInputAssociation"
    # Inputs read what holds data, also the process's own inputs; outputs may fill its outputs.
    from_kinds = _DATA | {"dataInput"} if reads else {"dataOutput"}
    to_kinds = {"dataInput"} if reads else _DATA | {"dataOutput"}
    sides = ((sources, from_kinds, "read from", "来源"), (targets, to_kinds, "write to", "目标"))
    for refs, kinds, side_en, side_zh in sides:
        for ref in refs:
            end = view.diagram.elements.get(ref)
            if end is not None and end.name not in kinds:
                yield view.find(
                    "DATA_ASSOCIATION_END",
                    source,
                    kind=source.name,
                    end=ref,
                    end_kind=end.name,
                    side_en=side_en,
                    side_zh=side_zh,
                )


def _copied(view: View, source: Element, one: str, two: str) -> Iterator[Finding]:
    """A plain copy needs the same structure on both sides, where both are declared."""
    if source.child("assignment") is not None:
        return
    structures = [_structure(view, _item_of(view, ref)) for ref in (one, two)]
    if None not in structures and structures[0] != structures[1]:
        yield view.find("DATA_ITEM_DIFFERS", source, one=one, two=two)


def _item_of(view: View, ref: str) -> str:
    element = view.diagram.elements.get(ref)
    behind = view.diagram.elements.get(_local(element.get("dataObjectRef"))) if element is not None else None
    holder = behind if behind is not None else element
    return _local(holder.get("itemSubjectRef")) if holder is not None else ""


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
    own = view.diagram.elements.get(_local(task.get("messageRef")))
    if task.name == "sendTask":
        return own, None
    if task.name == "receiveTask":
        return None, own
    operation = view.diagram.elements.get(_local(task.get("operationRef")))
    if operation is None or operation.name != "operation":
        return None, None
    return _message(view, operation, "inMessageRef"), _message(view, operation, "outMessageRef")


def _message(view: View, operation: Element, name: str) -> Element | None:
    refs = _refs(operation, name)
    return view.diagram.elements.get(refs[0]) if refs else None


def _same_item(view: View, owner: Element, data: Element, message: Element) -> Iterator[Finding]:
    if message.name != "message":
        return
    here, there = _local(data.get("itemSubjectRef")), _local(message.get("itemRef"))
    if here == there:
        return
    structures = [_structure(view, item) for item in (here, there)]
    if structures[0] is None or structures[0] != structures[1]:
        yield view.find(
            "ITEM_DIFFERS", owner, line=data.line, data=data.id or data.name, message=message.id or "–"
        )


def _structure(view: View, item: str) -> str | None:
    element = view.diagram.elements.get(item)
    return element.get("structureRef") if element is not None else None


def _local(ref: str | None) -> str:
    return (ref or "").strip().rpartition(":")[2]


def _callable(view: View, source: Element) -> Iterator[Finding]:
    """A process or global task that supports an interface binds each of its operations to its data."""
    bindings = {_local(b.get("operationRef")): b for b in source.all("ioBinding")}
    for interface_ref in _refs(source, "supportedInterfaceRef"):
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
    data = view.diagram.elements.get(_local(binding.get(name)))
    if data is not None and data.name in {"inputSet", "outputSet"}:
        refs = _refs(data, "dataInputRefs", "dataOutputRefs")
        data = view.diagram.elements.get(refs[0]) if len(refs) == 1 else None
    if data is not None and message is not None:
        yield from _same_item(view, source, data, message)
