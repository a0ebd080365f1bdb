"""The compiler: a diagram that passed the check becomes immutable programs, cached per version."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Final

from engine.definition.binding import Bindings, bind
from engine.definition.compiling.flat import Layout, begins_by_itself, lay_out
from engine.definition.compiling.parts import PartCompiler
from engine.definition.compiling.reach import reaches, touches
from engine.definition.compiling.weave import weave
from engine.definition.expressions import Interpreter, ScriptTable
from engine.definition.model import DataItem, Diagram, FlowNode, Lane, Process, Text
from engine.definition.reading.nodes import EVENTS
from engine.kernel.program import EventKind, Flow, Node, NodeKind, Program, ScopeDef

NOTHING_BOUND: Final[Bindings] = {}
_VARIABLES: Final = frozenset({"dataObject", "property"})


def compile_diagram(
    diagram: Diagram,
    *,
    scripts: ScriptTable | None = None,
    conditions: ScriptTable | None = None,
    roles: Mapping[str, str] | None = None,
    bindings: Bindings = NOTHING_BOUND,
) -> list[Program]:
    """All processes of the diagram. Raises TextRefused for what the check would have refused."""
    return [
        compile_process(
            diagram, process.id, scripts=scripts, conditions=conditions, roles=roles, bindings=bindings
        )
        for process in diagram.processes
    ]


def compile_process(
    diagram: Diagram,
    process_id: str,
    *,
    scripts: ScriptTable | None = None,
    conditions: ScriptTable | None = None,
    roles: Mapping[str, str] | None = None,
    bindings: Bindings = NOTHING_BOUND,
    parameters: Collection[str] = (),
) -> Program:
    """One process. `roles`: lane name → role, `bindings`: foreign name → adapter, `parameters`: names that
    expressions may read, all from the package.

    `scripts` and `conditions` give foreign texts a meaning (tests, the Playground).
    """
    diagram = bind(diagram, bindings)
    process = weave(next(p for p in diagram.processes if p.id == process_id))
    parts = PartCompiler(
        diagram=diagram,
        scripts=Interpreter(scripts or {}, frozenset(parameters)),
        conditions=Interpreter(conditions or {}, frozenset(parameters)),
        data_paths=process.data_paths,
    )
    layout = lay_out(process)
    compiler = _Compiler(
        process=process, layout=layout, parts=parts, roles=roles or {}, boundaries=_boundaries(layout)
    )
    return compiler.program()


def _boundaries(layout: Layout) -> dict[str, tuple[int, ...]]:
    """Boundary events by the id of the activity they are attached to."""
    found: dict[str, tuple[int, ...]] = {}
    for index, node in enumerate(layout.nodes):
        if node.kind is NodeKind.BOUNDARY and node.attached_to:
            found[node.attached_to] = (*found.get(node.attached_to, ()), index)
    return found


def _start_events(nodes: tuple[Node, ...], layout: Layout) -> tuple[int, ...]:
    """Where an event may start the process."""
    found = [node.index for node in nodes if node.scope == 0 and _waits_to_start(node)]
    for node in nodes:
        if node.kind is NodeKind.EVENT_BASED and node.instantiate and node.scope == 0:
            found += [layout.flows[flow][2] for flow in node.outgoing]
    return tuple(dict.fromkeys(found))


def _waits_to_start(node: Node) -> bool:
    if node.kind is NodeKind.RECEIVE:
        return node.instantiate
    return node.kind is NodeKind.START and node.event is not None and node.event.kind is not EventKind.NONE


def _is_handler(layout: Layout, node: int | None) -> bool:
    return node is not None and layout.nodes[node].kind is NodeKind.EVENT_SUB_PROCESS


def _starts(layout: Layout, inside: list[int], *, handler: bool) -> tuple[int, ...]:
    """Where control begins: none start events, else what no flow leads to.

    A handler begins at its start event, whatever it waits for; a process that only starts by messages,
    timers or signals begins at none of them by itself.
    """
    starts = [i for i in inside if layout.nodes[i].kind is NodeKind.START]
    if handler:
        return tuple(starts)
    plain = [i for i in starts if not layout.nodes[i].events]
    if plain or starts:
        return tuple(plain)
    return tuple(i for i in inside if begins_by_itself(layout, i) and not layout.nodes[i].instantiate)


def _variables(items: tuple[DataItem, ...]) -> list[tuple[str, Text | None]]:
    """What data objects and properties stand for, with its first value; references and stores add none."""
    return [
        (item.name or item.id, item.initial)
        for item in items
        if item.refers_to is None and item.source.name in _VARIABLES
    ]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Compiler:
    process: Process
    layout: Layout
    parts: PartCompiler
    roles: Mapping[str, str]
    boundaries: Mapping[str, tuple[int, ...]]

    def program(self) -> Program:
        nodes = tuple(self._node(index) for index in range(len(self.layout.nodes)))
        program = Program(
            key=self.process.id,
            name=self.process.name,
            nodes=nodes,
            flows=tuple(self._flow(index) for index in range(len(self.layout.flows))),
            scopes=tuple(self._scope(index) for index in range(len(self.layout.scopes))),
            start_events=_start_events(nodes, self.layout),
            node_by_id={node.id: node for node in nodes},
            version_tag=self.process.version_tag,
            initiators=tuple({n.binding.initiator: None for n in self.layout.nodes if n.binding.initiator}),
            starters=self.process.starters,
        )
        return replace(program, touches=touches(program), reaches=reaches(program))

    def _node(self, index: int) -> Node:
        node, layout, parts = self.layout.nodes[index], self.layout, self.parts
        lane = layout.lanes.get(node.id)
        local = parts.local_data(node)
        return Node(
            index=index,
            id=node.id,
            kind=node.kind,
            name=node.name,
            scope=layout.scope_of[index],
            line=node.line,
            incoming=tuple(layout.incoming.get(index, ())),
            outgoing=tuple(layout.outgoing.get(index, ())),
            default=self._default(index, node.default),
            event=parts.event(node) if node.kind in EVENTS else parts.message(node),
            attached_to=layout.index.get(node.attached_to) if node.attached_to else None,
            handler=self._handler(index, node),
            boundaries=self.boundaries.get(node.id, ()),
            body=layout.body_of.get(index),
            loop=parts.loop(node),
            assignment=parts.assignment(node, self._lane_groups(lane)),
            invocation=parts.invocation(node, local),
            call=parts.call(node),
            inputs=local.inputs,
            outputs=local.outputs,
            own=local.own,
            is_for_compensation=node.is_for_compensation,
            lane=(lane.name or lane.id) if lane else None,
            instantiate=node.instantiate,
            start_quantity=node.start_quantity,
            completion_quantity=node.completion_quantity,
            activation=parts.expr(node.activation_condition),
            gateway_parallel=node.event_gateway_type == "Parallel",
            completion=parts.expr(node.completion_condition),
            ordering=node.ordering,
            cancel_remaining=node.cancel_remaining,
        )

    def _handler(self, index: int, node: FlowNode) -> int | None:
        """The activity that an association joins to a compensation boundary event."""
        if node.kind is not NodeKind.BOUNDARY:
            return None
        body = self.layout.scopes[self.layout.scope_of[index]].body
        target = next((a.target_ref for a in body.associations if a.source_ref == node.id), None)
        return None if target is None else self.layout.index.get(target)

    def _default(self, index: int, flow_id: str | None) -> int | None:
        flows = self.layout.outgoing.get(index, ())
        return next((f for f in flows if self.layout.flows[f][0].id == flow_id), None)

    def _lane_groups(self, lane: Lane | None) -> Text | None:
        """The lane's own role, else the one its name stands for, else the lane around it."""
        while lane is not None:
            if lane.candidate_groups is not None:
                return lane.candidate_groups
            role = self.roles.get(lane.name or "")
            if role is not None:
                return Text(text=role, line=lane.line, shape="names")
            lane = self.layout.lane_by_id.get(lane.parent or "")
        return None

    def _flow(self, index: int) -> Flow:
        flow, source, target = self.layout.flows[index]
        node = self.layout.nodes[source]
        # BPMN ignores the condition of a default flow and takes every flow of a parallel gateway.
        ignored = node.default == flow.id or node.kind is NodeKind.PARALLEL
        condition = None if ignored else self.parts.expr(flow.condition)
        return Flow(
            index=index, id=flow.id, name=flow.name, source=source, target=target, condition=condition
        )

    def _scope(self, index: int) -> ScopeDef:
        layout, placed = self.layout, self.layout.scopes[index]
        inside = layout.inside[index]
        return ScopeDef(
            index=index,
            node=placed.node,
            parent=placed.parent,
            starts=_starts(layout, inside, handler=_is_handler(layout, placed.node)),
            event_sub_processes=tuple(
                i for i in inside if layout.nodes[i].kind is NodeKind.EVENT_SUB_PROCESS
            ),
            nodes=tuple(inside),
            variables=tuple((name, self.parts.expr(text)) for name, text in _variables(placed.body.data)),
        )
