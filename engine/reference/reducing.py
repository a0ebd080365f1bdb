"""From the typed model to the skeleton, or the reason why a definition is not compared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from engine.definition.model import Body, Diagram, EventDefinition, FlowNode, LoopText, SequenceFlow, Text
from engine.kernel.program import EventKind, LoopKind, NodeKind
from engine.reference.expressions import size_of
from engine.reference.skeleton import (
    Arrow,
    Frame,
    Loop,
    OutOfSubset,
    Part,
    Repeat,
    Skeleton,
    Tag,
    Trigger,
    skeleton,
)

_PASSES: Final = {
    NodeKind.TASK,
    NodeKind.MANUAL,
    NodeKind.SERVICE,
    NodeKind.SEND,
    NodeKind.BUSINESS_RULE,
}
"""Activities that go on by themselves: what an application answers comes with the next thing from outside."""

_WAITS: Final = {NodeKind.USER, NodeKind.RECEIVE, NodeKind.CALL}
"""Activities that wait for something from outside; a called process is one step."""

_GATEWAYS: Final = {
    NodeKind.EXCLUSIVE: Tag.EXCLUSIVE,
    NodeKind.PARALLEL: Tag.PARALLEL,
    NodeKind.INCLUSIVE: Tag.INCLUSIVE,
    NodeKind.EVENT_BASED: Tag.EVENT_BASED,
}
_FROM_OUTSIDE: Final = {EventKind.MESSAGE, EventKind.TIMER, EventKind.SIGNAL}
_SAID: Final = {EventKind.MESSAGE, EventKind.SIGNAL}
_REPEATS: Final = {
    LoopKind.PARALLEL: Repeat.PARALLEL,
    LoopKind.SEQUENTIAL: Repeat.SEQUENTIAL,
    LoopKind.STANDARD: Repeat.STANDARD,
}
MAX_PARTS: Final = 150
"""The other engine predicts all that may come; beyond this it would not come to an end in its time."""


def reduce(diagram: Diagram, process_id: str) -> Skeleton:
    """The skeleton of a process that was checked without errors. Raises OutOfSubset."""
    process = next(one for one in diagram.processes if one.id == process_id)
    reducer = _Reducer(diagram, process.body)
    made = skeleton(process_id, reducer.frame(process.body))
    if len(made.parts) > MAX_PARTS:
        raise OutOfSubset("TOO_LARGE")
    return made


class _Reducer:
    """One process: knows the names that are thrown and caught in it."""

    def __init__(self, diagram: Diagram, body: Body) -> None:
        self._diagram = diagram
        nodes = list(_nodes(body))
        self._caught = {
            name
            for node in nodes
            for name in self._names(node)
            if node.kind in {NodeKind.CATCH, NodeKind.BOUNDARY, NodeKind.RECEIVE, NodeKind.START}
        }
        self._failing = {
            node.attached_to
            for node in nodes
            if node.kind is NodeKind.BOUNDARY and any(e.kind is EventKind.ERROR for e in node.events)
        }

    def frame(self, body: Body) -> Frame:
        parts = tuple(self._part(node) for node in body.nodes if node.kind is not NodeKind.EVENT_SUB_PROCESS)
        for node in body.nodes:
            if node.kind is NodeKind.EVENT_SUB_PROCESS:
                raise OutOfSubset("EVENT_SUB_PROCESS", node.id)
        starts = [part.id for part in parts if part.tag is Tag.START]
        if len(starts) != 1:
            raise OutOfSubset("NOT_ONE_START", body.nodes[0].id if body.nodes else None)
        arrows = [_arrow(flow) for flow in body.flows]
        return Frame(parts=parts, arrows=(*arrows, *_links(body)))

    def _part(self, node: FlowNode) -> Part:
        if node.is_for_compensation:
            raise OutOfSubset("COMPENSATION", node.id)
        if node.start_quantity != 1 or node.completion_quantity != 1:
            raise OutOfSubset("QUANTITY", node.id)
        if node.kind in _GATEWAYS:
            return self._gateway(node)
        if node.kind in (NodeKind.START, NodeKind.CATCH, NodeKind.THROW, NodeKind.END, NodeKind.BOUNDARY):
            return self._event(node)
        return self._activity(node)

    def _gateway(self, node: FlowNode) -> Part:
        if node.instantiate or node.event_gateway_type != "Exclusive":
            raise OutOfSubset("ELEMENT", node.id)
        return Part(id=node.id, tag=_GATEWAYS[node.kind], default=node.default)

    def _activity(self, node: FlowNode) -> Part:
        loop = None if node.loop is None else _loop(node, node.loop)
        if node.kind in (NodeKind.SUB_PROCESS, NodeKind.TRANSACTION) and node.body is not None:
            inside = self.frame(node.body)
            return Part(id=node.id, tag=Tag.SUB_PROCESS, default=node.default, loop=loop, body=inside)
        if node.kind is NodeKind.SCRIPT and node.script is not None and node.id not in self._failing:
            text, result = _plain(node.script), node.binding.result
            return Part(
                id=node.id, tag=Tag.SCRIPT, default=node.default, loop=loop, script=text, result=result
            )
        if node.kind is NodeKind.SEND:
            self._demand_unheard(node)
        if node.kind in _WAITS or (node.kind in _PASSES and node.id in self._failing):
            return Part(id=node.id, tag=Tag.USER, default=node.default, loop=loop)
        if node.kind in _PASSES:
            return Part(id=node.id, tag=Tag.TASK, default=node.default, loop=loop)
        raise OutOfSubset("ELEMENT", node.id)

    def _event(self, node: FlowNode) -> Part:
        if len(node.events) > 1:
            raise OutOfSubset("MULTIPLE_EVENT", node.id)
        kind = node.events[0].kind if node.events else EventKind.NONE
        if node.kind is NodeKind.BOUNDARY:
            return self._boundary(node, node.events[0])
        if node.kind is NodeKind.START and kind in _FROM_OUTSIDE | {EventKind.NONE, EventKind.CONDITIONAL}:
            return Part(id=node.id, tag=Tag.START)
        if kind is EventKind.LINK or (node.kind is NodeKind.THROW and kind in _SAID | {EventKind.NONE}):
            self._demand_unheard(node)
            return Part(id=node.id, tag=Tag.TASK)
        if node.kind is NodeKind.CATCH and kind in _FROM_OUTSIDE:
            return Part(id=node.id, tag=Tag.CATCH, trigger=Trigger.MESSAGE)
        if node.kind is NodeKind.END:
            return self._end(node, kind)
        raise OutOfSubset("EVENT", node.id)

    def _boundary(self, node: FlowNode, event: EventDefinition) -> Part:
        attached = self._host(node)
        base = {"id": node.id, "attached_to": node.attached_to, "interrupting": node.interrupting}
        if event.kind is EventKind.ERROR and attached is not None and attached.body is not None:
            code = self._code(event)
            return Part(tag=Tag.BOUNDARY, trigger=Trigger.ERROR, error_code=code, **base)  # type: ignore[arg-type]
        if event.kind in _FROM_OUTSIDE or event.kind is EventKind.ERROR:
            return Part(tag=Tag.BOUNDARY, trigger=Trigger.MESSAGE, **base)  # type: ignore[arg-type]
        raise OutOfSubset("COMPENSATION" if event.kind is EventKind.COMPENSATION else "EVENT", node.id)

    def _end(self, node: FlowNode, kind: EventKind) -> Part:
        if kind in _SAID | {EventKind.NONE}:
            self._demand_unheard(node)
            return Part(id=node.id, tag=Tag.END)
        if kind is EventKind.TERMINATE:
            return Part(id=node.id, tag=Tag.END, trigger=Trigger.TERMINATE)
        if kind is EventKind.ERROR:
            code = self._code(node.events[0])
            return Part(id=node.id, tag=Tag.END, trigger=Trigger.ERROR, error_code=code)
        raise OutOfSubset("EVENT", node.id)

    def _host(self, node: FlowNode) -> FlowNode | None:
        everything = (each for process in self._diagram.processes for each in _nodes(process.body))
        return next((each for each in everything if each.id == node.attached_to), None)

    def _code(self, event: EventDefinition) -> str | None:
        named = self._diagram.errors.get(event.ref or "")
        return None if named is None else named.code or named.id

    def _names(self, node: FlowNode) -> Iterator[str]:
        """Names of messages and signals that an element is about."""
        for event in node.events:
            if event.kind in _SAID:
                yield self._name(event.ref)
        if node.message_ref is not None:
            yield self._name(node.message_ref)

    def _name(self, ref: str | None) -> str:
        named = self._diagram.messages.get(ref or "") or self._diagram.signals.get(ref or "")
        return (named.name if named is not None else ref) or ""

    def _demand_unheard(self, node: FlowNode) -> None:
        if self._caught & set(self._names(node)):
            raise OutOfSubset("OWN_MESSAGE", node.id)


def _nodes(body: Body) -> Iterator[FlowNode]:
    for node in body.nodes:
        yield node
        if node.body is not None:
            yield from _nodes(node.body)


def _arrow(flow: SequenceFlow) -> Arrow:
    condition = None if flow.condition is None else _plain(flow.condition)
    return Arrow(id=flow.id, source=flow.source_ref, target=flow.target_ref, condition=condition)


def _links(body: Body) -> Iterator[Arrow]:
    """A link is a flow drawn in two pieces."""
    targets = {
        event.name: node.id
        for node in body.nodes
        for event in node.events
        if node.kind is NodeKind.CATCH and event.kind is EventKind.LINK
    }
    for node in body.nodes:
        for event in node.events:
            if node.kind is NodeKind.THROW and event.kind is EventKind.LINK and event.name in targets:
                yield Arrow(id=f"link.{node.id}", source=node.id, target=targets[event.name])


def _loop(node: FlowNode, text: LoopText) -> Loop:
    if text.behavior != "All" or text.complex_behaviors:
        raise OutOfSubset("ELEMENT", node.id)
    cardinality = None if text.cardinality is None else _plain(text.cardinality)
    if text.collection is not None:
        cardinality = size_of(_plain(text.collection))
    return Loop(
        repeat=_REPEATS[text.kind],
        cardinality=cardinality,
        condition=None if text.condition is None else _plain(text.condition),
        test_before=text.test_before,
        maximum=text.maximum,
    )


def _plain(text: Text) -> str:
    """An expression that the check has accepted, without the mark of FEEL."""
    return text.text.strip().removeprefix("=").strip()
