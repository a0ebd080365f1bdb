"""Where flow can get to: nodes nothing leads to, and rounds without a wait or a way out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from engine.definition.findings import Finding, Rule
from engine.definition.graph import components
from engine.definition.model import FlowNode
from engine.definition.rules.view import ScopeView, View
from engine.kernel.program import EventKind, NodeKind

RULES: Final[Mapping[str, Rule]] = {
    "UNREACHABLE": Rule(
        severity="error",
        en="“{name}” cannot be reached from any start.",
        zh="从任何开始处都无法到达“{name}”。",
        fix_en="Connect it to the rest, or remove it.",
        fix_zh="请将其与流程连接，或将其删除。",
    ),
    "LOOP_WITHOUT_EXIT": Rule(
        severity="error",
        en="Once “{name}” is reached the process goes round for ever: {ring}.",
        zh="到达“{name}”后流程将永远循环：{ring}。",
        fix_en="Draw a way out of the loop.",
        fix_zh="请画出离开循环的出路。",
    ),
    "LOOP_WITHOUT_CHOICE": Rule(
        severity="warning",
        en="The loop at “{name}” has no wait in it: a wrong condition would make it spin ({ring}).",
        zh="“{name}”处的循环中没有等待点，条件有误时会空转（{ring}）。",
        fix_en="Make sure that its condition changes in every round.",
        fix_zh="请确保每一轮都会改变其条件。",
    ),
}

_WAITS: Final = frozenset(
    {
        NodeKind.USER,
        NodeKind.RECEIVE,
        NodeKind.CATCH,
        NodeKind.EVENT_BASED,
        NodeKind.CALL,
        NodeKind.SERVICE,
        NodeKind.SEND,
        NodeKind.MANUAL,
        NodeKind.SUB_PROCESS,
        NodeKind.TRANSACTION,
        NodeKind.AD_HOC,
    }
)
_ROOTS: Final = frozenset({NodeKind.START, NodeKind.EVENT_SUB_PROCESS})


def check(view: View) -> Iterator[Finding]:
    for scope in view.scopes:
        steps = _steps(view, scope)
        yield from _unreachable(view, scope, steps)
        yield from _rounds(view, scope, steps)


def _steps(view: View, scope: ScopeView) -> dict[str, list[str]]:
    """Per node the nodes one step on: flows, boundary events, handlers, links."""
    inside = {node.id for node in scope.body.nodes}
    steps: dict[str, list[str]] = {
        node.id: [
            *(flow.target_ref for flow in view.out(node) if flow.target_ref in inside),
            *(boundary.id for boundary in view.boundaries.get(node.id, ()) if boundary.id in inside),
        ]
        for node in scope.body.nodes
    }
    for line in scope.body.associations:
        if line.source_ref in inside and line.target_ref in inside:
            steps[line.source_ref].append(line.target_ref)
    for source, target in links(scope):
        steps[source.id].append(target.id)
    return steps


def links(scope: ScopeView) -> Iterator[tuple[FlowNode, FlowNode]]:
    catching: dict[str | None, list[FlowNode]] = {}
    for node in scope.body.nodes:
        if node.kind is NodeKind.CATCH:
            for event in node.events:
                if event.kind is EventKind.LINK:
                    catching.setdefault(event.name, []).append(node)
                    catching.setdefault(f"id:{event.id}", []).append(node)
    for node in scope.body.nodes:
        for event in node.events if node.kind is NodeKind.THROW else ():
            if event.kind is EventKind.LINK:
                target = event.source.child("target")
                key = f"id:{target.text.strip()}" if target is not None else event.name
                yield from ((node, other) for other in catching.get(key, ()))


def _unreachable(view: View, scope: ScopeView, steps: dict[str, list[str]]) -> Iterator[Finding]:
    nodes = scope.body.nodes
    # A node without any way in has its own finding; what follows it is not blamed again.
    roots = [node.id for node in nodes if _is_root(node) or not view.into(node)]
    reached = set(roots)
    open_ids = list(roots)
    while open_ids:
        for following in steps[open_ids.pop()]:
            if following not in reached:
                reached.add(following)
                open_ids.append(following)
    for node in nodes:
        if node.id not in reached and node.kind is not NodeKind.BOUNDARY:
            yield view.find("UNREACHABLE", node.source)


def _is_root(node: FlowNode) -> bool:
    return node.kind in _ROOTS or node.instantiate or node.is_for_compensation


def _rounds(view: View, scope: ScopeView, steps: dict[str, list[str]]) -> Iterator[Finding]:
    by_id = {node.id: node for node in scope.body.nodes}
    order = {node.id: number for number, node in enumerate(scope.body.nodes)}
    for ring in components(steps):
        if len(ring) == 1 and ring[0] not in steps[ring[0]]:
            continue
        if any(by_id[i].kind in _WAITS or by_id[i].loop is not None for i in ring):
            continue
        members = set(ring)
        out = any(following not in members for i in ring for following in steps[i])
        first = min(ring, key=lambda i: order[i])
        code = "LOOP_WITHOUT_CHOICE" if out else "LOOP_WITHOUT_EXIT"
        yield view.find(code, by_id[first].source, ring=" → ".join(sorted(ring)[:6]))
