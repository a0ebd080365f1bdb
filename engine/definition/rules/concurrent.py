"""Branches that run at the same time and write the same variable: the later one wins, whichever that is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from engine.definition.findings import Finding, Rule
from engine.definition.model import FlowNode
from engine.definition.rules.view import ScopeView, View
from engine.kernel.program import NodeKind

RULES: Final[Mapping[str, Rule]] = {
    "PARALLEL_WRITE": Rule(
        severity="warning",
        en="“{name}” and “{other}” can run at the same time and both write “{variable}”: the later one wins.",
        zh="“{name}”与“{other}”可能同时执行，且都会写入“{variable}”：以后写入的为准。",
        fix_en="Let each branch write a variable of its own and combine them after the join.",
        fix_zh="请让各分支写入各自的变量，汇合后再合并。",
    ),
}

MOST_VISITS: Final = 500_000
"""Nodes looked at in one file: in the largest drawings the last branches are not compared."""

_FORKS: Final = frozenset({NodeKind.PARALLEL, NodeKind.INCLUSIVE, NodeKind.COMPLEX})
_CHOOSES: Final = frozenset({NodeKind.EXCLUSIVE, NodeKind.EVENT_BASED})
_INNER: Final = frozenset({NodeKind.SUB_PROCESS, NodeKind.TRANSACTION, NodeKind.AD_HOC})

Writers = dict[str, str]
"""Variable to the id of the first node of a branch that writes it."""


def check(view: View) -> Iterator[Finding]:
    left = MOST_VISITS
    for scope in view.scopes:
        writes = {node.id: _writes(node) for node in scope.body.nodes}
        if not _any_twice(writes):
            continue
        told: set[tuple[str, str]] = set()
        for branches in _forks(view, scope):
            reached = []
            for start in branches:
                reached.append(_reached(view, start))
                left -= len(reached[-1])
            if left < 0:
                return
            yield from _conflicts(view, reached, writes, told)


def _any_twice(writes: Mapping[str, frozenset[str]]) -> bool:
    seen: set[str] = set()
    for names in writes.values():
        if not seen.isdisjoint(names):
            return True
        seen |= names
    return False


def _forks(view: View, scope: ScopeView) -> Iterator[list[str]]:
    """The first nodes of ways that tokens take at the same time."""
    for node in scope.body.nodes:
        out = [flow.target_ref for flow in view.out(node)]
        if len(out) > 1 and (node.kind in _FORKS or node.kind not in _CHOOSES):
            yield out
        for boundary in view.boundaries.get(node.id, ()):
            if not boundary.interrupting:
                yield [node.id, *(flow.target_ref for flow in view.out(boundary))]


def _reached(view: View, start: str) -> dict[str, None]:
    """Nodes of the same scope that flow leads to from here, the nearest first."""
    found: dict[str, None] = {start: None}
    open_nodes = [start]
    for node_id in open_nodes:
        node = view.nodes.get(node_id)
        if node is None:
            continue
        ways = [node, *(one for one in view.boundaries.get(node_id, ()) if one.interrupting)]
        for flow in (flow for way in ways for flow in view.out(way)):
            if flow.target_ref not in found:
                found[flow.target_ref] = None
                open_nodes.append(flow.target_ref)
    return found


def _conflicts(
    view: View,
    reached: Sequence[Mapping[str, None]],
    writes: Mapping[str, frozenset[str]],
    told: set[tuple[str, str]],
) -> Iterator[Finding]:
    """What two branches write before they meet: nodes that only one of them reaches."""
    counted: dict[str, int] = {}
    for branch in reached:
        for node_id in branch:
            counted[node_id] = counted.get(node_id, 0) + 1
    first: Writers = {}
    for branch in reached:
        own: Writers = {}
        for node_id in (one for one in branch if counted[one] == 1):
            for variable in writes.get(node_id, ()):
                own.setdefault(variable, node_id)
        for variable, node_id in sorted(own.items()):
            other = first.setdefault(variable, node_id)
            if other != node_id and (variable, node_id) not in told:
                told.add((variable, node_id))
                node, one = view.nodes[node_id], view.nodes[other]
                yield view.find("PARALLEL_WRITE", node.source, other=one.name or one.id, variable=variable)


def _writes(node: FlowNode) -> frozenset[str]:
    """Variables around the node that it writes for certain; what a form or an answer brings is not known here."""
    bound = node.binding
    names = {mapping.target for mapping in (*bound.outputs, *bound.call_out, *node.data_outputs)}
    if not bound.outputs and bound.result:
        names.add(bound.result)
    if node.loop is not None:
        names = {node.loop.output_collection} if node.loop.output_collection else set()
    elif node.kind in _INNER and node.body is not None and not bound.outputs:
        inside = frozenset().union(*(_writes(inner) for inner in node.body.nodes))
        names |= inside - {item.name or item.id for item in (*node.data, *node.body.data)}
    return frozenset(names - {""})
