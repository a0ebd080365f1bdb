"""Link events: a throwing link leads to exactly one catching link of its scope."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from engine.definition.findings import Finding, Rule
from engine.definition.model import EventDefinition, FlowNode
from engine.definition.rules.view import ScopeView, View
from engine.kernel.program import EventKind, NodeKind

RULES: Final[Mapping[str, Rule]] = {
    "LINK_UNNAMED": Rule(
        severity="error",
        en="The link event “{name}” has no link name.",
        zh="链接事件“{name}”没有链接名称。",
        fix_en="Give both ends of the link the same name.",
        fix_zh="请为链接两端设置相同的名称。",
    ),
    "LINK_INCOMING": Rule(
        severity="error",
        en="A sequence flow leads into the catching link “{name}”.",
        zh="有顺序流指向捕获链接事件“{name}”。",
        fix_en="Remove the flow; the link itself leads here.",
        fix_zh="请删除该顺序流；由链接本身到达此处。",
    ),
    "LINK_OUTGOING": Rule(
        severity="error",
        en="A sequence flow leaves the throwing link “{name}”.",
        zh="有顺序流从抛出链接事件“{name}”流出。",
        fix_en="Remove the flow; the link goes on at its catching event.",
        fix_zh="请删除该顺序流；流程在捕获链接事件处继续。",
    ),
    "LINK_WITHOUT_SOURCE": Rule(
        severity="error",
        en="No throwing link leads to the catching link “{name}”.",
        zh="没有抛出链接事件指向捕获链接事件“{name}”。",
        fix_en="Draw a throwing link event with the same link name.",
        fix_zh="请绘制同名的抛出链接事件。",
    ),
    "LINK_WITHOUT_TARGET": Rule(
        severity="error",
        en="The throwing link “{name}” leads nowhere.",
        zh="抛出链接事件“{name}”没有目标。",
        fix_en="Draw one catching link event with the same link name in the same scope.",
        fix_zh="请在同一作用域绘制一个同名的捕获链接事件。",
    ),
    "LINK_TWO_TARGETS": Rule(
        severity="error",
        en="The link “{link}” has two catching events; “{name}” is one of them.",
        zh="链接“{link}”有两个捕获事件，“{name}”是其中之一。",
        fix_en="Rename one of them.",
        fix_zh="请将其中一个改名。",
    ),
    "LINK_DISAGREES": Rule(
        severity="error",
        en="The link of “{name}” and the link it points to do not point to each other.",
        zh="“{name}”的链接与其指向的链接并不互相指向。",
        fix_en="Let source and target name each other, or remove them and use the link name.",
        fix_zh="请使 source 与 target 互相对应，或删除它们、只用链接名称。",
    ),
}


def check(view: View) -> Iterator[Finding]:
    for scope in view.scopes:
        throwing = list(_links(scope, NodeKind.THROW))
        catching = list(_links(scope, NodeKind.CATCH))
        for node, link in throwing:
            yield from _throw(view, node, link, catching)
        for node, link in catching:
            yield from _catch(view, node, link, throwing)
        yield from _twice(view, catching)


def _links(scope: ScopeView, kind: NodeKind) -> Iterator[tuple[FlowNode, EventDefinition]]:
    for node in scope.body.nodes:
        if node.kind is kind:
            yield from ((node, e) for e in node.events if e.kind is EventKind.LINK)


def _throw(
    view: View, node: FlowNode, link: EventDefinition, catching: list[tuple[FlowNode, EventDefinition]]
) -> Iterator[Finding]:
    if view.out(node):
        yield view.find("LINK_OUTGOING", node.source)
    if not (link.name or link.source.child("target") is not None):
        yield view.find("LINK_UNNAMED", node.source)
    elif not any(_matches(link, other) for _, other in catching):
        yield view.find("LINK_WITHOUT_TARGET", node.source)
    yield from _agreement(view, node, link, "target", "source")


def _catch(
    view: View, node: FlowNode, link: EventDefinition, throwing: list[tuple[FlowNode, EventDefinition]]
) -> Iterator[Finding]:
    if view.into(node):
        yield view.find("LINK_INCOMING", node.source)
    if not (link.name or link.source.child("source") is not None):
        yield view.find("LINK_UNNAMED", node.source)
    elif not any(_matches(other, link) for _, other in throwing):
        yield view.find("LINK_WITHOUT_SOURCE", node.source)
    yield from _agreement(view, node, link, "source", "target")


def _matches(throwing: EventDefinition, catching: EventDefinition) -> bool:
    target = throwing.source.child("target")
    if target is not None and target.text.strip():
        return target.text.strip().rpartition(":")[2] == catching.id
    return throwing.name == catching.name


def _agreement(view: View, node: FlowNode, link: EventDefinition, here: str, there: str) -> Iterator[Finding]:
    """What this link names must name it in return."""
    for named in link.source.all(here):
        other = view.diagram.elements.get(named.text.strip().rpartition(":")[2])
        if other is None or other.name != "linkEventDefinition":
            continue
        back = {child.text.strip().rpartition(":")[2] for child in other.all(there)}
        if back and link.id not in back:
            yield view.find("LINK_DISAGREES", node.source)


def _twice(view: View, catching: list[tuple[FlowNode, EventDefinition]]) -> Iterator[Finding]:
    seen: set[str] = set()
    for node, link in catching:
        if link.name and link.source.child("source") is None and link.name in seen:
            yield view.find("LINK_TWO_TARGETS", node.source, link=link.name)
        seen.add(link.name or "")
