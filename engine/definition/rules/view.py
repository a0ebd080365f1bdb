"""A diagram prepared for checking: scopes, nodes and arrows with their neighbours."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import islice

from engine.definition.element import Element
from engine.definition.expressions import ScriptTable
from engine.definition.findings import NOTHING_NEAR, Finding, Rule
from engine.definition.model import Body, Diagram, FlowNode, Process, SequenceFlow
from engine.kernel.program import NodeKind

MAX_COMPARED = 40


@dataclass(frozen=True, kw_only=True, slots=True)
class Surroundings:
    """What is known outside the diagram. None: unknown, so names are not checked against it."""

    adapters: Container[str] | None = None
    forms: Container[str] | None = None
    decisions: Container[str] | None = None
    definitions: Container[str] | None = None
    calendars: Collection[str] | None = None
    parameters: Collection[str] | None = None
    scripts: ScriptTable = field(default_factory=dict)
    conditions: ScriptTable = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class ScopeView:
    """The body of a process or of a sub-process."""

    process: Process
    node: FlowNode | None
    """The sub-process; None for the process itself."""
    body: Body
    parent: ScopeView | None

    @property
    def owner(self) -> FlowNode | Process:
        return self.node or self.process


@dataclass(kw_only=True, slots=True)
class View:
    """Everything the rules ask for, computed once."""

    diagram: Diagram
    around: Surroundings
    scopes: list[ScopeView] = field(default_factory=list)
    nodes: dict[str, FlowNode] = field(default_factory=dict)
    scope_of: dict[str, ScopeView] = field(default_factory=dict)
    outgoing: dict[str, list[SequenceFlow]] = field(default_factory=dict)
    incoming: dict[str, list[SequenceFlow]] = field(default_factory=dict)
    boundaries: dict[str, list[FlowNode]] = field(default_factory=dict)
    start_events: dict[str, list[FlowNode]] = field(default_factory=dict)
    """By process id: the start events of the process itself."""
    rules: Mapping[str, Rule] = field(default_factory=dict)
    compared: int = 0

    def each_node(self) -> Iterator[tuple[ScopeView, FlowNode]]:
        for scope in self.scopes:
            for node in scope.body.nodes:
                yield scope, node

    def each_flow(self) -> Iterator[tuple[ScopeView, SequenceFlow]]:
        for scope in self.scopes:
            for flow in scope.body.flows:
                yield scope, flow

    def out(self, node: FlowNode) -> list[SequenceFlow]:
        return self.outgoing.get(node.id, [])

    def into(self, node: FlowNode) -> list[SequenceFlow]:
        return self.incoming.get(node.id, [])

    def elements(self) -> Iterator[Element]:
        """All elements of the file, drawing excluded."""
        root = self.diagram.root
        if root is None:
            return
        yield root
        for child in root.children:
            if not child.name.startswith("bpmndi:"):
                yield from child.walk()

    def find(self, code: str, at: Element, /, *, line: int | None = None, **args: object) -> Finding:
        """A finding at this element; without an id of its own the nearest one around it is named."""
        name = at.get("name") or self.nearest_id(at) or at.name
        return Finding(
            code=code,
            rule=self.rules[code],
            file=self.diagram.file,
            element=self.nearest_id(at),
            line=at.line if line is None else line,
            args={"name": name, **args},
        )

    def near(self, word: str, known: Iterable[str]) -> str:
        """`nearest`, for the first names of a file: comparing costs too much to do it thousands of times."""
        self.compared += 1
        return nearest(word, known) if self.compared <= MAX_COMPARED else NOTHING_NEAR

    def nearest_id(self, source: Element) -> str | None:
        current: Element | None = source
        while current is not None:
            if current.id:
                return current.id.strip()
            current = self.diagram.parent(current)
        return self.diagram.root.name if self.diagram.root is not None else None


def view_of(diagram: Diagram, around: Surroundings, rules: Mapping[str, Rule]) -> View:
    view = View(diagram=diagram, around=around, rules=rules)
    for process in diagram.processes:
        _add_scope(view, ScopeView(process=process, node=None, body=process.body, parent=None))
        starts = [node for node in process.body.nodes if node.kind is NodeKind.START]
        view.start_events.setdefault(process.id, starts)
    return view


def _add_scope(view: View, scope: ScopeView) -> None:
    view.scopes.append(scope)
    for flow in scope.body.flows:
        view.outgoing.setdefault(flow.source_ref, []).append(flow)
        view.incoming.setdefault(flow.target_ref, []).append(flow)
    for node in scope.body.nodes:
        view.nodes.setdefault(node.id, node)
        view.scope_of.setdefault(node.id, scope)
        if node.attached_to:
            view.boundaries.setdefault(node.attached_to, []).append(node)
        if node.body is not None:
            _add_scope(view, ScopeView(process=scope.process, node=node, body=node.body, parent=scope))


def nearest(word: str, known: Iterable[str]) -> str:
    """“Did you mean …” material: the closest known name, or a dash."""
    found = get_close_matches(word[:80], list(islice(known, 2000)), n=1, cutoff=0.6)
    return found[0] if found else NOTHING_NEAR


def words(text: str) -> frozenset[str]:
    """A set of names from a text, for tables too long to quote each one."""
    return frozenset(text.split())
