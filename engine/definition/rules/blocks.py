"""Splits and joins that do not match. Such processes run, by the token rules, but seldom as meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from engine.definition.findings import Finding, Rule
from engine.definition.model import FlowNode
from engine.definition.reading.nodes import GATEWAYS
from engine.definition.rules.reachability import links
from engine.definition.rules.reduction import Gate, Meeting, graph
from engine.definition.rules.view import ScopeView, View
from engine.kernel.program import EventKind, NodeKind

RULES: Final[Mapping[str, Rule]] = {
    "JOIN_NEVER_COMPLETE": Rule(
        severity="warning",
        en="The parallel gateway “{name}” waits for ways of which “{split}” takes only one: it would wait for ever.",
        zh="并行网关“{name}”等待的分支中，“{split}”只会走一条：将永远等待。",
        fix_en="Join with an exclusive gateway.",
        fix_zh="请用排他网关合并。",
    ),
    "JOIN_MAY_NOT_COMPLETE": Rule(
        severity="warning",
        en="The parallel gateway “{name}” waits for all ways, but “{split}” need not take each of them.",
        zh="并行网关“{name}”等待所有分支，但“{split}”不一定都走。",
        fix_en="Join with an inclusive gateway.",
        fix_zh="请用包容网关合并。",
    ),
    "MERGE_RUNS_OFTEN": Rule(
        severity="warning",
        en="“{name}” merges ways that “{split}” takes all at once: what follows runs {count} times.",
        zh="“{name}”合并的分支由“{split}”同时走过：其后的内容会执行 {count} 次。",
        fix_en="Join with a parallel gateway.",
        fix_zh="请用并行网关合并。",
    ),
    "MERGE_MAY_RUN_OFTEN": Rule(
        severity="warning",
        en="“{name}” merges ways of which “{split}” may take several: what follows may run {count} times.",
        zh="“{name}”合并的分支可能被“{split}”同时走多条：其后的内容最多会执行 {count} 次。",
        fix_en="Join with an inclusive gateway.",
        fix_zh="请用包容网关合并。",
    ),
    "LOOP_JOIN_WAITS": Rule(
        severity="warning",
        en="The parallel gateway “{name}” waits for a way that only begins behind it, at “{split}”.",
        zh="并行网关“{name}”等待的分支从其后的“{split}”才开始，将永远等待。",
        fix_en="Begin the loop with an exclusive gateway.",
        fix_zh="请用排他网关作为循环的起点。",
    ),
    "LOOP_MULTIPLIES": Rule(
        severity="warning",
        en="“{split}” goes on and back to “{name}” at the same time: every round starts another one, without end.",
        zh="“{split}”在继续的同时返回“{name}”：每一轮都会再产生一轮，永不结束。",
        fix_en="Choose between going on and going back with an exclusive gateway.",
        fix_zh="请用排他网关选择继续或返回。",
    ),
}

_JOINS: Final[Mapping[NodeKind, Gate]] = {
    NodeKind.PARALLEL: "and",
    NodeKind.INCLUSIVE: "or",
    NodeKind.COMPLEX: "?",
}
_SPLITS: Final[Mapping[NodeKind, Gate]] = {
    NodeKind.EXCLUSIVE: "xor",
    NodeKind.EVENT_BASED: "xor",
    NodeKind.PARALLEL: "and",
    NodeKind.INCLUSIVE: "or",
    NodeKind.COMPLEX: "?",
}
_CODES: Final[Mapping[tuple[Gate, Gate], str]] = {
    ("xor", "and"): "JOIN_NEVER_COMPLETE",
    ("or", "and"): "JOIN_MAY_NOT_COMPLETE",
    ("and", "xor"): "MERGE_RUNS_OFTEN",
    ("or", "xor"): "MERGE_MAY_RUN_OFTEN",
}
_CHOICE: Final = " border"


def check(view: View) -> Iterator[Finding]:
    for scope in view.scopes:
        told: set[tuple[str, str]] = set()
        for meeting in graph(_parts(view, scope), _edges(view, scope)).reduce():
            code = _code(meeting)
            join, split = view.nodes.get(meeting.join), view.nodes.get(meeting.split.removesuffix(_CHOICE))
            if code is None or join is None or split is None or (code, join.id) in told:
                continue
            if code.startswith("MERGE") and _just_ends(join):
                continue
            told.add((code, join.id))
            yield view.find(code, join.source, split=split.name or split.id, count=meeting.ways)


def _just_ends(node: FlowNode) -> bool:
    """Nothing follows and nothing is sent: reaching it several times does no harm."""
    quiet = all(event.kind is EventKind.TERMINATE for event in node.events)
    return node.kind is NodeKind.END and quiet


def _code(meeting: Meeting) -> str | None:
    if not meeting.is_loop:
        code = _CODES.get((meeting.split_gate, meeting.join_gate))
        # Where a way may end before, fewer come together than the split sends out.
        return code if meeting.certain or code == "JOIN_NEVER_COMPLETE" else None
    if meeting.join_gate == "and":
        return "LOOP_JOIN_WAITS"
    return "LOOP_MULTIPLIES" if (meeting.split_gate, meeting.join_gate) == ("and", "xor") else None


def _parts(view: View, scope: ScopeView) -> Iterator[tuple[str, Gate, Gate]]:
    """Every node once; one with boundary events has a choice behind it: on, or out at its border."""
    for node in {node.id: node for node in scope.body.nodes}.values():
        unsure = node.start_quantity > 1 or node.completion_quantity > 1
        yield node.id, "?" if unsure else _JOINS.get(node.kind, "xor"), _split(view, node)
        borders = _borders(view, node)
        if borders:
            yield f"{node.id}{_CHOICE}", "xor", "xor" if all(b.interrupting for b in borders) else "?"


def _split(view: View, node: FlowNode) -> Gate:
    if node.kind in GATEWAYS:
        return _SPLITS[node.kind]
    out = view.out(node)
    return "or" if any(flow.condition is not None or flow.id == node.default for flow in out) else "and"


def _borders(view: View, node: FlowNode) -> list[FlowNode]:
    """Boundary events that flow leaves from; compensation is no flow."""
    scope = view.scope_of.get(node.id)
    return [
        each
        for each in view.boundaries.get(node.id, ())
        if view.scope_of.get(each.id) is scope
        and each.id != node.id
        and not any(event.kind is EventKind.COMPENSATION for event in each.events)
    ]


def _edges(view: View, scope: ScopeView) -> Iterator[tuple[str, str]]:
    """Flows, links, and the ways into boundary events. The choice stands before its node."""
    inside = {node.id for node in scope.body.nodes}
    guarded = {node.id for node in scope.body.nodes if _borders(view, node)}
    for flow in scope.body.flows:
        if flow.source_ref in inside and flow.target_ref in inside:
            yield flow.source_ref, _entry(flow.target_ref, guarded)
    for source, target in links(scope):
        yield source.id, _entry(target.id, guarded)
    for key in guarded:
        yield f"{key}{_CHOICE}", key
        for border in _borders(view, view.nodes[key]):
            yield f"{key}{_CHOICE}", border.id


def _entry(key: str, guarded: set[str]) -> str:
    return f"{key}{_CHOICE}" if key in guarded else key
