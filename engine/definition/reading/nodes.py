"""Flow nodes: tasks, gateways, events, sub-processes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from engine.definition.element import Element
from engine.definition.languages import is_accepted
from engine.definition.model import Binding, Body, FlowNode, Foreign, Text
from engine.definition.reading.binding import read_binding
from engine.definition.reading.data import read_data_flow, read_data_items
from engine.definition.reading.events import read_event_definitions
from engine.definition.reading.foreign import read_hooks
from engine.definition.reading.ledger import Ledger
from engine.definition.reading.loops import read_loop
from engine.kernel.program import NodeKind

KINDS: Final[Mapping[str, NodeKind]] = {
    kind.value: kind for kind in NodeKind if kind is not NodeKind.EVENT_SUB_PROCESS
}
GLOBAL_TASKS: Final[Mapping[str, NodeKind]] = {
    "globalTask": NodeKind.TASK,
    "globalUserTask": NodeKind.USER,
    "globalManualTask": NodeKind.MANUAL,
    "globalScriptTask": NodeKind.SCRIPT,
    "globalBusinessRuleTask": NodeKind.BUSINESS_RULE,
}
"""Tasks that stand by themselves to be called: read as processes of one task."""
EVENTS: Final = frozenset({NodeKind.START, NodeKind.END, NodeKind.CATCH, NodeKind.THROW, NodeKind.BOUNDARY})
BODIES: Final = frozenset(
    {NodeKind.SUB_PROCESS, NodeKind.EVENT_SUB_PROCESS, NodeKind.TRANSACTION, NodeKind.AD_HOC}
)
GATEWAYS: Final = frozenset(
    {
        NodeKind.EXCLUSIVE,
        NodeKind.PARALLEL,
        NodeKind.INCLUSIVE,
        NodeKind.EVENT_BASED,
        NodeKind.COMPLEX,
    }
)
_MESSAGING: Final = frozenset({NodeKind.SEND, NodeKind.RECEIVE})

BodyReader = Callable[[Ledger, Element], Body]


def read_node(ledger: Ledger, source: Element, read_body: BodyReader) -> FlowNode:
    """One flow node. Attributes that mean nothing on its kind are left unread, hence reported."""
    kind = _kind(ledger, source)
    activity = kind not in EVENTS and kind not in GATEWAYS
    reads_data = activity or kind in EVENTS
    inputs, outputs = read_data_flow(ledger, source) if reads_data else ((), ())
    script = _script(ledger, source) if kind is NodeKind.SCRIPT else None
    return FlowNode(
        id=source.id or f"line-{source.line}",
        kind=kind,
        name=source.get("name"),
        line=source.line,
        source=source,
        incoming=ledger.refs(source, "incoming"),
        outgoing=ledger.refs(source, "outgoing"),
        default=ledger.ref(source, "default") if activity or kind in GATEWAYS else None,
        events=read_event_definitions(ledger, source) if kind in EVENTS else (),
        parallel_multiple=ledger.flag(source, "parallelMultiple", default=False),
        interrupting=_interrupting(ledger, source, kind),
        attached_to=ledger.ref(source, "attachedToRef") if kind is NodeKind.BOUNDARY else None,
        loop=read_loop(ledger, source) if activity else None,
        body=read_body(ledger, source) if kind in BODIES else None,
        instantiate=_instantiate(ledger, source, kind),
        event_gateway_type=_gateway_type(ledger, source, kind),
        activation_condition=_when(kind is NodeKind.COMPLEX, ledger, source, "activationCondition"),
        completion_condition=_when(kind is NodeKind.AD_HOC, ledger, source, "completionCondition"),
        ordering=(ledger.attr(source, "ordering") or "Parallel") if kind is NodeKind.AD_HOC else "Parallel",
        cancel_remaining=kind is not NodeKind.AD_HOC
        or ledger.flag(source, "cancelRemainingInstances", default=True),
        called_element=_called(ledger, source) if kind is NodeKind.CALL else None,
        script=script,
        message_ref=ledger.ref(source, "messageRef") if kind in _MESSAGING else None,
        is_for_compensation=activity and ledger.flag(source, "isForCompensation", default=False),
        start_quantity=ledger.number(source, "startQuantity", default=1) if activity else 1,
        completion_quantity=ledger.number(source, "completionQuantity", default=1) if activity else 1,
        data=read_data_items(ledger, source) if activity or kind in EVENTS else (),
        data_inputs=inputs,
        data_outputs=outputs,
        binding=_with_script(read_binding(ledger, source, kind), source, script),
        hooks=read_hooks(ledger, source),
    )


def _with_script(binding: Binding, source: Element, script: Text | None) -> Binding:
    """A script in a language that is never run may be bound to an application instead."""
    if script is None or is_accepted(script.language) or not source.id:
        return binding
    language = script.language or ""
    foreign = Foreign(kind="script", name=source.id, dialect=language, line=script.line)
    return replace(binding, foreign=(*binding.foreign, foreign))


def _kind(ledger: Ledger, source: Element) -> NodeKind:
    kind = GLOBAL_TASKS.get(source.name) or KINDS[source.name]
    if kind is NodeKind.SUB_PROCESS and ledger.flag(source, "triggeredByEvent", default=False):
        return NodeKind.EVENT_SUB_PROCESS
    if kind is NodeKind.TRANSACTION:
        ledger.attr(source, "method")
    if kind in {NodeKind.TRANSACTION, NodeKind.AD_HOC}:
        ledger.attr(source, "triggeredByEvent")
    return kind


def _interrupting(ledger: Ledger, source: Element, kind: NodeKind) -> bool:
    if kind is NodeKind.BOUNDARY:
        return ledger.flag(source, "cancelActivity", default=True)
    return ledger.flag(source, "isInterrupting", default=True) if kind is NodeKind.START else True


def _instantiate(ledger: Ledger, source: Element, kind: NodeKind) -> bool:
    may = kind in {NodeKind.RECEIVE, NodeKind.EVENT_BASED}
    return may and ledger.flag(source, "instantiate", default=False)


def _gateway_type(ledger: Ledger, source: Element, kind: NodeKind) -> str:
    if kind is not NodeKind.EVENT_BASED:
        return "Exclusive"
    return ledger.attr(source, "eventGatewayType") or "Exclusive"


def _when(applies: bool, ledger: Ledger, source: Element, name: str) -> Text | None:
    return ledger.text(source, name) if applies else None


def _called(ledger: Ledger, source: Element) -> str | None:
    zeebe = next(iter(ledger.extensions(source, "zeebe:calledElement")), None)
    own = ledger.ref(source, "calledElement")
    foreign = ledger.attr(zeebe, "processId") if zeebe is not None else None
    return own or foreign


def _script(ledger: Ledger, source: Element) -> Text | None:
    child = ledger.child(source, "script")
    language = ledger.attr(source, "scriptFormat") or ledger.attr(source, "scriptLanguage")
    if language is None and "spiffworkflow" in ledger.dialects:
        language = "python"  # what SpiffArena means by an unmarked script
    zeebe = next(iter(ledger.extensions(source, "zeebe:script")), None)
    if zeebe is not None:
        text = ledger.attr(zeebe, "expression") or ""
        return Text(text=text, line=zeebe.line, dialect="zeebe", shape="script")
    if child is None or not child.text.strip():
        return None
    return Text(text=child.text.strip(), line=child.line, language=language, shape="script")
