"""The parts of a node: its event, loop, assignment, invocation and call."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from engine.definition.expressions import Interpreter, OptionalVariable, TextRefused
from engine.definition.juel import assignment
from engine.definition.model import (
    Diagram,
    EventDefinition,
    FlowNode,
    Foreign,
    MappingText,
    Named,
    Text,
    WorkingText,
)
from engine.definition.reading.nodes import EVENTS
from engine.kernel.program import (
    Assignment,
    Call,
    DataMapping,
    Event,
    EventKind,
    Expr,
    Invocation,
    Loop,
    NodeKind,
    Timer,
    Working,
)

_APPLICATIONS = frozenset({NodeKind.SERVICE, NodeKind.SEND, NodeKind.BUSINESS_RULE})
_INVOKING = _APPLICATIONS | {NodeKind.SCRIPT}
_THROWING = frozenset({NodeKind.END, NodeKind.THROW})
_MESSAGING = frozenset({NodeKind.SEND, NodeKind.RECEIVE})


@dataclass(frozen=True, slots=True)
class LocalData:
    """Input and output mappings of a local scope, and the names of properties that live in it."""

    inputs: tuple[DataMapping, ...] = ()
    outputs: tuple[DataMapping, ...] = ()
    own: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class PartCompiler:
    """Compiles what hangs on one node of a diagram."""

    diagram: Diagram
    scripts: Interpreter
    conditions: Interpreter
    data_paths: Mapping[str, Text] = field(default_factory=dict)
    """Correlation property → where the process keeps its value."""

    def expr(self, text: Text | None) -> Expr | None:
        return None if text is None else self.conditions.compile(text)

    def mappings(self, texts: Iterable[MappingText]) -> tuple[DataMapping, ...]:
        return tuple(DataMapping(target=m.target, source=self.conditions.compile(m.source)) for m in texts)

    def event(self, node: FlowNode) -> Event | None:
        """The event of an event node; several definitions become the parts of a multiple event."""
        if len(node.events) == 1:
            return self._event(node, node.events[0])
        kind = EventKind.PARALLEL_MULTIPLE if node.parallel_multiple else EventKind.MULTIPLE
        if not node.events:
            return Event(kind=EventKind.NONE, interrupting=node.interrupting)
        parts = tuple(self._event(node, definition) for definition in node.events)
        return Event(kind=kind, interrupting=node.interrupting, parts=parts)

    def _event(self, node: FlowNode, definition: EventDefinition) -> Event:
        named = self._named(definition)
        return Event(
            kind=definition.kind,
            name=_event_name(definition, named),
            interrupting=node.interrupting,
            timer=self._timer(definition),
            condition=self.expr(definition.condition),
            correlation=self._correlation(named),
            keys=self.mappings(named.correlation) if named else (),
            payload=self._payload(node, definition),
            code_variable=definition.code_variable,
            message_variable=definition.message_variable,
            forgets_message=definition.forgets_message,
            activity=definition.activity,
            everything=definition.terminates_all,
            waits=definition.wait_for_completion,
        )

    def message(self, node: FlowNode) -> Event | None:
        """What a receive or send task without an application waits for or sends."""
        named = self.diagram.messages.get(node.message_ref or "")
        if named is None and waits_by_id(self.diagram, node):
            return Event(kind=EventKind.MESSAGE, name=node.id, payload=self.mappings(node.binding.outputs))
        if named is None or node.kind not in _MESSAGING:
            return None
        sends = node.kind is NodeKind.SEND
        bound = node.binding.inputs if sends else node.binding.outputs
        payload = (*bound, *(node.data_inputs if sends else node.data_outputs))
        return Event(
            kind=EventKind.MESSAGE,
            name=named.code or named.id,
            correlation=self._correlation(named),
            keys=self.mappings(named.correlation),
            payload=self.mappings(payload),
        )

    def _correlation(self, named: Named | None) -> tuple[DataMapping, ...]:
        """The keys as the waiting process has them: by its subscription, else by the message's own path."""
        texts = () if named is None else named.correlation
        return self.mappings(
            replace(one, source=self.data_paths.get(one.target, one.source)) for one in texts
        )

    def _named(self, definition: EventDefinition) -> Named | None:
        tables = {
            EventKind.MESSAGE: self.diagram.messages,
            EventKind.SIGNAL: self.diagram.signals,
            EventKind.ERROR: self.diagram.errors,
            EventKind.ESCALATION: self.diagram.escalations,
        }
        return tables.get(definition.kind, {}).get(definition.ref or "")

    def _timer(self, definition: EventDefinition) -> Timer | None:
        if not definition.timer:
            return None
        kind, text = definition.timer[0]
        return Timer(
            kind=kind,
            value=self.conditions.compile(text),
            working=_working(definition.working),
            is_optional=definition.is_optional,
        )

    def _payload(self, node: FlowNode, definition: EventDefinition) -> tuple[DataMapping, ...]:
        """What a thrown message or signal carries, or what a caught one writes."""
        if definition.kind not in {EventKind.MESSAGE, EventKind.SIGNAL}:
            return ()
        if node.kind in _THROWING:
            return self.mappings((*node.binding.inputs, *node.data_inputs))
        return self.mappings((*node.binding.outputs, *node.data_outputs))

    def loop(self, node: FlowNode) -> Loop | None:
        loop = node.loop
        if loop is None:
            return None
        return Loop(
            kind=loop.kind,
            cardinality=self.expr(loop.cardinality),
            collection=self.expr(loop.collection),
            element_variable=loop.element_variable,
            output_collection=loop.output_collection,
            output_element=self.expr(loop.output_element),
            completion=self.expr(loop.completion),
            condition=self.expr(loop.condition),
            test_before=loop.test_before,
            maximum=loop.maximum,
            behavior=loop.behavior,
            none_event=self._thrown(node, loop.none_event),
            one_event=self._thrown(node, loop.one_event),
            complex_behaviors=tuple(
                (self.expr(condition), self._thrown(node, event))
                for condition, event in loop.complex_behaviors
            ),
        )

    def _thrown(self, node: FlowNode, definition: EventDefinition | None) -> Event | None:
        return None if definition is None else self._event(node, definition)

    def assignment(self, node: FlowNode, lane_groups: Text | None) -> Assignment | None:
        """Who gets the work item; without anybody named it is the role of the lane."""
        if node.kind is not NodeKind.USER:
            return None
        bound = node.binding
        nobody = not (bound.assignee or bound.candidate_users or bound.candidate_groups)
        return Assignment(
            assignee=self.expr(bound.assignee),
            candidate_users=self.expr(bound.candidate_users),
            candidate_groups=self.expr(lane_groups if nobody else bound.candidate_groups),
            title=self.expr(bound.title),
            due=self.expr(bound.due),
            follow_up=self.expr(bound.follow_up),
            working=_working(bound.working),
            priority=self.expr(bound.priority),
            form=bound.form,
            field_rights=bound.field_rights,
        )

    def local_data(self, node: FlowNode) -> LocalData:
        """The mappings that give a node variables of its own.

        Events carry theirs in the payload. A task that only needs inputs for its application hands them
        over directly: a local scope would cost a row for nothing.
        """
        if node.kind in EVENTS:
            return LocalData()
        properties = [item for item in node.data if item.source.name == "property"]
        own = () if node.body is not None else tuple(item.name or item.id for item in properties)
        if node.kind in _MESSAGING and self._uses_message(node):
            return LocalData(own=own)
        called = node.kind is NodeKind.CALL
        data_in = () if called else self.mappings(node.data_inputs)
        data_out = () if called else tuple(self._data_output(m) for m in node.data_outputs)
        inputs = (*self.mappings(node.binding.inputs), *data_in)
        outputs = (*self.mappings(node.binding.outputs), *data_out)
        if node.kind in _APPLICATIONS and not outputs and not own:
            return LocalData()
        return LocalData(inputs, outputs, own)

    def _data_output(self, mapping: MappingText) -> DataMapping:
        """An output that the activity never set leaves its data object as it is."""
        source = mapping.source
        if source.shape != "variable":
            return self.mappings((mapping,))[0]
        return DataMapping(target=mapping.target, source=OptionalVariable(source.text, mapping.target))

    def _uses_message(self, node: FlowNode) -> bool:
        return node.message_ref is not None and not (node.binding.adapter or node.binding.decision)

    def invocation(self, node: FlowNode, local: LocalData) -> Invocation | None:
        """The application, decision or script behind a task; None for a send task with a message only."""
        bound = node.binding
        if node.kind not in _INVOKING and not (node.kind in _THROWING and bound.adapter):
            return None
        script = self.script(node)
        if not (bound.adapter or bound.decision or script):
            return None
        return Invocation(
            adapter=bound.adapter,
            decision=bound.decision,
            script=script,
            inputs=() if local.inputs else self.mappings((*bound.inputs, *node.data_inputs)),
            result=_assigned(node) or bound.result,
            retries=5 if bound.retries is None else bound.retries,
            idempotent=bound.idempotent,
        )

    def script(self, node: FlowNode) -> Expr | None:
        """The script, or a vendor's service task expression that is an expression and no call of code."""
        if node.script is not None:
            return self.scripts.compile(node.script)
        if node.binding.adapter or node.binding.decision:
            return None
        return vendor_expression(node, self.scripts)

    def call(self, node: FlowNode) -> Call | None:
        bound = node.binding
        if node.kind is not NodeKind.CALL or not (node.called_element or bound.policy):
            return None
        return Call(
            key=node.called_element or "approval",
            binding=bound.version_binding,
            version=bound.version,
            business_key=self.expr(bound.business_key),
            policy=bound.policy,
            inputs=self.mappings((*bound.call_in, *node.data_inputs)),
            outputs=self.mappings((*bound.call_out, *node.data_outputs)),
            all_inputs=bound.all_in,
            all_outputs=bound.all_out,
        )


def waits_by_id(diagram: Diagram, node: FlowNode) -> bool:
    """A receive task without a message, as Camunda and Flowable know it, waits for one of its own name."""
    return node.kind is NodeKind.RECEIVE and not node.message_ref and bool(diagram.dialects & _BY_ID)


_BY_ID: Final = frozenset({"camunda", "activiti", "flowable"})


def _working(text: WorkingText | None) -> Working | None:
    return Working(calendar=text.calendar) if text is not None and text.is_asked else None


def vendor_expression(node: FlowNode, interpreter: Interpreter) -> Expr | None:
    """`camunda:expression="${amount * 2}"` as an expression; None if it calls code."""
    found = (computed(bound, interpreter) for bound in node.binding.foreign)
    return next((expression for expression in found if expression is not None), None)


def computed(foreign: Foreign, interpreter: Interpreter) -> Expr | None:
    """The expression that a name of the kind `expression` is; None if it calls code."""
    if foreign.kind != "expression":
        return None
    done = assignment(foreign.name)
    text = foreign.name if done is None else done[1]
    if _CALL.fullmatch(text):
        return None
    try:
        return interpreter.compile(Text(text=text, line=foreign.line, dialect=foreign.dialect))
    except TextRefused:
        return None


# What looks like a getter of a variable is, as the work of a task, the call of a program.
_CALL: Final = re.compile(r"\s*[$#]\{\s*\w+\s*\.\s*\w+\s*\(\s*\)\s*\}\s*")


def _assigned(node: FlowNode) -> str | None:
    """The variable that `${execution.setVariable('x', …)}` sets."""
    expressions = (bound.name for bound in node.binding.foreign if bound.kind == "expression")
    done = next((assignment(text) for text in expressions), None)
    return None if done is None or node.binding.adapter else done[0]


def _event_name(definition: EventDefinition, named: Named | None) -> str | None:
    if definition.kind is EventKind.LINK:
        return definition.name
    if named is None:
        # Vendors write an error code where BPMN wants a reference; the rules report it.
        return definition.ref
    return named.code or (named.id if definition.kind in {EventKind.MESSAGE, EventKind.SIGNAL} else None)
