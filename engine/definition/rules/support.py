"""What BPMN allows and the kernel does not run yet: named here, never ignored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from engine.definition.findings import Finding, Rule
from engine.definition.model import FlowNode, LoopText
from engine.definition.reading.nodes import EVENTS
from engine.definition.rules.events import ALLOWED
from engine.definition.rules.view import View
from engine.definition.supported import EVENTS as RUN_EVENTS
from engine.definition.supported import FEATURES, PARTS, THROWN_BY_ITEMS
from engine.definition.supported import NODES as RUN_NODES
from engine.kernel.program import EventKind, NodeKind

RULES: Final[Mapping[str, Rule]] = {
    "NOT_SUPPORTED": Rule(
        severity="error",
        en="“{name}” uses {what}, which does not run yet.",
        zh="“{name}”使用了 {what}，目前尚不支持运行。",
        fix_en="Draw it another way, or keep it as a draft.",
        fix_zh="请换一种画法，或保留为草稿。",
    ),
    "DATA_STORE_UNBOUND": Rule(
        severity="warning",
        en="The data store “{name}” is a drawing: nothing is stored there by itself.",
        zh="数据存储“{name}”仅作为图形，不会自动存取数据。",
        fix_en="Read and write it with service tasks.",
        fix_zh="请用服务任务读写数据。",
    ),
}


def check(view: View) -> Iterator[Finding]:
    for _, node in view.each_node():
        for what in _unsupported(node):
            yield view.find("NOT_SUPPORTED", node.source, what=what)
    for scope in view.scopes:
        for item in scope.body.data:
            if item.source.name == "dataStoreReference":
                yield view.find("DATA_STORE_UNBOUND", item.source)


def _unsupported(node: FlowNode) -> Iterator[str]:
    if node.kind not in RUN_NODES:
        yield node.kind.value
    if node.kind in EVENTS:
        yield from _events(node)
    yield from (what for what in features(node) if what not in FEATURES)


def _events(node: FlowNode) -> Iterator[str]:
    kinds = [event.kind for event in node.events] or [EventKind.NONE]
    if len(kinds) > 1:
        several = EventKind.PARALLEL_MULTIPLE if node.parallel_multiple else EventKind.MULTIPLE
        if (node.kind, several) not in RUN_EVENTS:
            yield f"{several.value} {node.kind.value}"
        yield from _parts(node, kinds, several)
    for kind in kinds:
        # What BPMN forbids here has its own finding, and so has a definition that is missing.
        handled = _HANDLERS if node.kind is NodeKind.START else frozenset()
        allowed = kind in ALLOWED[node.kind] | handled
        if allowed and (node.kind, kind) not in RUN_EVENTS:
            yield f"{kind.value} {node.kind.value}"


def _parts(node: FlowNode, kinds: list[EventKind], several: EventKind) -> Iterator[str]:
    """Definitions that cannot stand together in one event."""
    allowed = PARTS.get((node.kind, several))
    if allowed is None:
        return
    for kind in dict.fromkeys(kinds):
        if kind not in allowed:
            yield f"{kind.value} in a {several.value} {node.kind.value}"
    ending = [kind for kind in kinds if kind not in THROWN_BY_ITEMS]
    if node.kind is NodeKind.END and len(ending) > 1:
        yield f"{' and '.join(kind.value for kind in ending)} in one {node.kind.value}"


_HANDLERS: Final = frozenset({EventKind.ERROR, EventKind.ESCALATION, EventKind.COMPENSATION})


def features(node: FlowNode) -> Iterator[str]:
    if node.kind is NodeKind.EVENT_BASED:
        if node.event_gateway_type == "Parallel":
            yield "parallelEventGateway"
        if node.instantiate:
            yield "instantiatingEventGateway"
    if node.kind is NodeKind.RECEIVE and node.instantiate:
        yield (
            "instantiatingReceiveTask"
            if node.loop is None
            else "loop of a receiveTask that starts the process"
        )
    if node.start_quantity > 1:
        yield "startQuantity"
    if node.completion_quantity > 1:
        yield "completionQuantity"
    if any(not event.wait_for_completion for event in node.events):
        yield "waitForCompletion"
    if node.is_for_compensation:
        yield "isForCompensation"
    if node.loop is not None and node.loop.behavior != "All":
        yield "multiInstanceBehavior"
        yield from _thrown_by_items(node.loop)


def _thrown_by_items(loop: LoopText) -> Iterator[str]:
    events = (loop.none_event, loop.one_event, *(event for _, event in loop.complex_behaviors))
    for event in events:
        if event is not None and event.kind not in THROWN_BY_ITEMS:
            yield f"{event.kind.value} multiInstanceLoopCharacteristics"
