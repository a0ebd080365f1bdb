"""Where an instance will go if nothing unusual happens: a walk over the program, without any data.

At a gateway that chooses, the default flow is taken, else the first one; so it is a guess, and drawn as one.
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.kernel.program import Flow, Node, NodeKind, Program

CHOOSING = frozenset({NodeKind.EXCLUSIVE, NodeKind.COMPLEX, NodeKind.EVENT_BASED})
MOST = 500


def predicted(program: Program, standing: Iterable[str]) -> list[str]:
    """Ids of nodes and flows ahead of the elements where tokens stand, in the order of the walk."""
    nodes = [program.node_by_id[one] for one in standing if one in program.node_by_id]
    seen = {node.index for node in nodes}
    ahead: list[str] = []
    while nodes and len(ahead) < MOST:
        node = nodes.pop(0)
        for flow in _leaving(program, node):
            ahead.append(flow.id)
            target = program.nodes[flow.target]
            if target.index not in seen:
                seen.add(target.index)
                ahead.append(target.id)
                nodes.append(target)
                nodes.extend(_inside(program, target, seen, ahead))
        if not node.outgoing:
            nodes.extend(_around(program, node, seen))
    return ahead


def _leaving(program: Program, node: Node) -> list[Flow]:
    flows = [program.flows[index] for index in node.outgoing]
    if node.kind not in CHOOSING or len(flows) < 2:
        return flows
    if node.default is not None:
        return [program.flows[node.default]]
    return [next((flow for flow in flows if flow.condition is None), flows[0])]


def _inside(program: Program, node: Node, seen: set[int], ahead: list[str]) -> list[Node]:
    """A sub-process begins at its start."""
    if node.body is None:
        return []
    starts = [program.nodes[index] for index in program.scopes[node.body].starts if index not in seen]
    seen.update(start.index for start in starts)
    ahead.extend(start.id for start in starts)
    return starts


def _around(program: Program, node: Node, seen: set[int]) -> list[Node]:
    """Where a sub-process ends, its own node goes on; a token inside stands in it too."""
    owner = program.scopes[node.scope].node
    if owner is None or owner in seen:
        return []
    seen.add(owner)
    return [program.nodes[owner]]
