"""What a node may read before the next wait, and where flow can lead from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace

from engine.definition.graph import components
from engine.kernel.program import Event, EventKind, Flow, Node, NodeKind, Program, ScopeDef

MAX_ASKED = 400
_WAITS = frozenset({NodeKind.USER, NodeKind.RECEIVE, NodeKind.CATCH, NodeKind.EVENT_BASED, NodeKind.CALL})
_JOINS_BY_REACH = frozenset({NodeKind.INCLUSIVE, NodeKind.COMPLEX})
_CAUGHT_ABOVE = frozenset({EventKind.ERROR, EventKind.ESCALATION, EventKind.SIGNAL, EventKind.COMPENSATION})


def reads(part: object) -> frozenset[str]:
    """The variables that the expressions inside this part of a program can read."""
    return frozenset(_names(part))


def _names(part: object) -> Iterator[str]:
    if isinstance(part, tuple):
        for item in part:
            yield from _names(item)
    elif hasattr(part, "evaluate") and hasattr(part, "names"):
        yield from part.names
    elif is_dataclass(part) and not isinstance(part, type):
        for one in fields(part):
            yield from _names(getattr(part, one.name))


@dataclass(frozen=True, slots=True)
class Graph:
    """Where control can go in one step, over the borders of scopes."""

    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]
    scopes: tuple[ScopeDef, ...]

    def next(self, node: Node) -> Iterator[int]:
        """Nodes that may run after this one in the same command."""
        yield from (self.flows[f].target for f in node.outgoing)
        yield from node.boundaries
        if node.body is not None:
            yield from self.scopes[node.body].starts
        if node.event is not None and node.event.kind is EventKind.LINK:
            yield from self.link_targets(node)
        if not node.outgoing:
            yield from self._after_scope(self.scopes[node.scope])
        if node.invocation is not None or _throws(node):
            yield from self._handlers(self.scopes[node.scope])

    def link_targets(self, node: Node) -> Iterator[int]:
        for index in self.scopes[node.scope].nodes:
            other = self.nodes[index]
            if other.kind is NodeKind.CATCH and _same_link(node.event, other.event):
                yield index

    def _after_scope(self, scope: ScopeDef) -> Iterator[int]:
        if scope.node is not None:
            yield scope.node

    def _handlers(self, scope: ScopeDef) -> Iterator[int]:
        """Boundary events and event sub-processes that may catch what is thrown in this scope."""
        current: ScopeDef | None = scope
        while current is not None:
            yield from (start for sub in current.event_sub_processes for start in self._starts(sub))
            if current.node is not None:
                yield from self.nodes[current.node].boundaries
            current = None if current.parent is None else self.scopes[current.parent]

    def _starts(self, sub_process: int) -> tuple[int, ...]:
        body = self.nodes[sub_process].body
        return () if body is None else self.scopes[body].starts


def _same_link(one: Event | None, other: Event | None) -> bool:
    return one is not None and other is not None and (one.kind, one.name) == (other.kind, other.name)


def _throws(node: Node) -> bool:
    event = node.event
    throwing = node.kind in {NodeKind.END, NodeKind.THROW}
    return throwing and event is not None and event.kind in _CAUGHT_ABOVE


def touches(program: Program) -> tuple[frozenset[str], ...]:
    """Per node: variables that may be read from there until the next wait, `*` for all; user tasks: once done."""
    graph = Graph(program.nodes, program.flows, program.scopes)
    own = [_own(program, node) for node in program.nodes]
    always = _conditional_names(program.nodes)
    following = {node.index: tuple(graph.next(node)) for node in program.nodes}
    passing = {
        index: [n for n in nexts if program.nodes[n].kind not in _WAITS] for index, nexts in following.items()
    }
    found: dict[int, frozenset[str]] = {}
    # Components come after those they lead to, so one pass is enough however long the process is.
    for members in components(passing):
        names = always.union(*(_leaving(program, program.nodes[m], own[m]) for m in members))
        for member in members:
            names = _joined(names, (found[n] for n in passing[member] if n in found))
            names = _joined(names, (own[n] for n in following[member] if n not in passing[member]))
        found.update(dict.fromkeys(members, names))
    return tuple(found[node.index] for node in program.nodes)


def _joined(names: frozenset[str], others: Iterable[frozenset[str]]) -> frozenset[str]:
    """The union, sharing a set that has it all: most neighbours read the same variables."""
    for other in others:
        if not other <= names:
            names = other if names <= other else names | other
    return names


def _own(program: Program, node: Node) -> frozenset[str]:
    found = reads(node)
    for flow in node.outgoing:
        found |= reads(program.flows[flow].condition)
    if node.body is not None:
        body = program.scopes[node.body]
        found |= reads(tuple(value for _, value in body.variables))
        for sub in body.event_sub_processes:
            found |= _armed(program, sub)
    for boundary in node.boundaries:
        found |= reads(program.nodes[boundary].event)
    return found


def _leaving(program: Program, node: Node, own: frozenset[str]) -> frozenset[str]:
    """What is read once a user task is done: not again what it began with, such as the list of all its items."""
    if node.kind is not NodeKind.USER:
        return own
    loop = None if node.loop is None else replace(node.loop, collection=None, cardinality=None)
    return _own(program, replace(node, assignment=None, inputs=(), loop=loop))


def _armed(program: Program, sub_process: int) -> frozenset[str]:
    """What arming an event sub-process reads: the timers and correlations of its start events."""
    body = program.nodes[sub_process].body
    starts = () if body is None else program.scopes[body].starts
    return frozenset().union(*(reads(program.nodes[start].event) for start in starts))


def _conditional_names(nodes: Iterable[Node]) -> frozenset[str]:
    """Conditional events are looked at after every change of data."""
    return frozenset().union(*(reads(n.event.condition) for n in nodes if n.event and n.event.condition))


def reaches(program: Program) -> tuple[frozenset[int], ...]:
    """Per node: which joins by reachability, and which nodes just before one, flow leads to.

    Only what such a join asks for is kept: the whole closure of a large diagram would not fit. Empty where
    even that is too much.
    """
    graph = Graph(program.nodes, program.flows, program.scopes)
    asked = _asked_for(program)
    if len(asked) > MAX_ASKED:
        return ()
    found: list[set[int]] = [set() for _ in program.nodes]
    before = _within_scope(graph)
    for target in asked:
        for index in _upstream(before, target):
            found[index].add(target)
    return tuple(frozenset(one) for one in found)


def _asked_for(program: Program) -> list[int]:
    joins = [n for n in program.nodes if n.kind in _JOINS_BY_REACH and len(n.incoming) > 1]
    sources = (program.flows[f].source for join in joins for f in join.incoming)
    return sorted({*(join.index for join in joins), *sources})


def _within_scope(graph: Graph) -> list[list[int]]:
    """Per node: the nodes of its scope one step upstream, boundary events counting as a way out."""
    before: list[list[int]] = [[] for _ in graph.nodes]
    for flow in graph.flows:
        before[flow.target].append(flow.source)
    for node in graph.nodes:
        for boundary in node.boundaries:
            before[boundary].append(node.index)
        if node.kind is NodeKind.THROW and node.event and node.event.kind is EventKind.LINK:
            for target in graph.link_targets(node):
                before[target].append(node.index)
    return before


def _upstream(before: list[list[int]], target: int) -> set[int]:
    seen: set[int] = set()
    open_nodes = list(before[target])
    while open_nodes:
        index = open_nodes.pop()
        if index not in seen:
            seen.add(index)
            open_nodes.extend(before[index])
    return seen
