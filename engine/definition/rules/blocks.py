"""Splits and joins that do not match. Such processes run, by the token rules, but seldom as meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from engine.definition.findings import Finding, Rule
from engine.definition.model import FlowNode
from engine.definition.rules.view import View
from engine.kernel.program import NodeKind

RULES: Final[Mapping[str, Rule]] = {
    "JOIN_NEVER_COMPLETE": Rule(
        severity="warning",
        en="The parallel gateway “{name}” waits for ways of which “{split}” takes only one: it would wait for ever.",
        zh="并行网关“{name}”等待的分支中，“{split}”只会走一条：将永远等待。",
        fix_en="Join with an exclusive gateway.",
        fix_zh="请用排他网关合并。",
    ),
    "MERGE_RUNS_OFTEN": Rule(
        severity="warning",
        en="“{name}” merges ways that “{split}” takes all at once: what follows runs {count} times.",
        zh="“{name}”合并的分支由“{split}”同时走过：其后的内容会执行 {count} 次。",
        fix_en="Join with a parallel gateway.",
        fix_zh="请用并行网关合并。",
    ),
}

_CHOOSES: Final = frozenset({NodeKind.EXCLUSIVE, NodeKind.EVENT_BASED})


def check(view: View) -> Iterator[Finding]:
    for _, node in view.each_node():
        into = view.into(node)
        if node.kind not in {NodeKind.PARALLEL, NodeKind.EXCLUSIVE} or len(into) < 2:
            continue
        split = _common_split(view, node)
        if split is None:
            continue
        name = split.name or split.id
        if node.kind is NodeKind.PARALLEL and split.kind in _CHOOSES:
            yield view.find("JOIN_NEVER_COMPLETE", node.source, split=name)
        if node.kind is NodeKind.EXCLUSIVE and split.kind is NodeKind.PARALLEL:
            yield view.find("MERGE_RUNS_OFTEN", node.source, split=name, count=len(into))


def _common_split(view: View, join: FlowNode) -> FlowNode | None:
    """The one gateway that all ways into the join come from, along plain chains."""
    found: set[str] = set()
    for flow in view.into(join):
        split = _split_before(view, flow.source_ref)
        if split is None or split.id == join.id:
            return None
        found.add(split.id)
    return view.nodes[found.pop()] if len(found) == 1 else None


def _split_before(view: View, node_id: str) -> FlowNode | None:
    for _ in range(200):
        node = view.nodes.get(node_id)
        if node is None or view.boundaries.get(node_id):
            return None
        if len(view.out(node)) > 1:
            return node
        into = view.into(node)
        if len(into) != 1:
            return None
        node_id = into[0].source_ref
    return None
