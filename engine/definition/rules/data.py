"""Data: inputs and outputs, their sets, and the associations between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from engine.definition.element import Element
from engine.definition.findings import Finding, Rule
from engine.definition.reading.nodes import GATEWAYS
from engine.definition.reading.nodes import KINDS as NODE_KINDS
from engine.definition.rules.items import local, refs_of, structure
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
}

_SET_OF: Final = {"dataInput": ("inputSet", "dataInputRefs"), "dataOutput": ("outputSet", "dataOutputRefs")}
_OPTIONAL: Final = (
    ("optionalInputRefs", "whileExecutingInputRefs"),
    ("optionalOutputRefs", "whileExecutingOutputRefs"),
)
_PROPERTY_PLACES: Final = frozenset(
    {name for name, kind in NODE_KINDS.items() if kind not in GATEWAYS} | {"process", "event"}
)
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
        if element.name == "callActivity":
            yield from _called_data(view, element)
        if (
            element.child("resourceRef") is not None
            and element.child("resourceAssignmentExpression") is not None
        ):
            yield view.find("RESOURCE_TWICE", element)


def _called_data(view: View, call: Element) -> Iterator[Finding]:
    """Where both sides describe their data, their numbers must agree."""
    called = view.diagram.elements.get(local(call.get("calledElement")))
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


def _specification(view: View, source: Element) -> Iterator[Finding]:
    for kind, (group, refs) in _SET_OF.items():
        sets = source.all(group)
        named = {ref for one in sets for ref in refs_of(one, refs)}
        for part in source.all(kind):
            if part.id not in named:
                yield view.find("DATA_NOT_IN_SET", part, kind=kind, group=group)
        if not sets:
            yield view.find("DATA_SET_MISSING", source, group=group)
    for (group, main), optional in zip(_SET_OF.values(), _OPTIONAL, strict=True):
        for one in source.all(group):
            for attribute in optional:
                for ref in set(refs_of(one, attribute)) - set(refs_of(one, main)):
                    yield view.find("DATA_SUBSET", one, group=group, ref=ref, attribute=attribute, main=main)
    pairs = (("inputSet", "outputSetRefs", "inputSetRefs"), ("outputSet", "inputSetRefs", "outputSetRefs"))
    for group, there, back in pairs:
        for one in source.all(group):
            for ref in refs_of(one, there):
                other = view.diagram.elements.get(ref)
                if other is not None and one.id not in refs_of(other, back):
                    yield view.find("DATA_SETS_DISAGREE", one, group=group, other=ref)


def _association(view: View, source: Element) -> Iterator[Finding]:
    sources, targets = refs_of(source, "sourceRef"), refs_of(source, "targetRef")
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
    structures = [structure(view, _item_of(view, ref)) for ref in (one, two)]
    if None not in structures and structures[0] != structures[1]:
        yield view.find("DATA_ITEM_DIFFERS", source, one=one, two=two)


def _item_of(view: View, ref: str) -> str:
    element = view.diagram.elements.get(ref)
    behind = view.diagram.elements.get(local(element.get("dataObjectRef"))) if element is not None else None
    holder = behind if behind is not None else element
    return local(holder.get("itemSubjectRef")) if holder is not None else ""
